"""What every test may ask for."""

import os
import signal

import pytest


def pytest_configure() -> None:
    """A shell's background job is deaf to Ctrl-C and hands that on; the programs that tests interrupt must hear it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that needs a real component is skipped without it, with what to do; under CI=true it fails."""
    variables = {"postgresql": "OFFICE_POSTGRESQL", "bitcoind": "BITCOIND", "chromium": "CHROMIUM"}
    for item in items:
        for marker in item.iter_markers("component"):
            variable = variables[marker.args[0]]
            if not os.environ.get(variable) and os.environ.get("CI") != "true":
                reason = f"needs {marker.args[0]}: run ./office test, which brings it, or set {variable}"
                item.add_marker(pytest.mark.skip(reason=reason))
