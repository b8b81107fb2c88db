"""Sums of floats are rounded once, so that a plan has the same bytes on every Python."""

from __future__ import annotations

import builtins
import inspect
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from bitcoin_office.cli.main import cli

pytest.importorskip("highspy", reason="the extra plan is not installed")

COMMANDS = (
    ("plan", "pk+sv-reserve", "--paths", "50", "--years", "2"),
    ("replay", "pk", "--paths", "50", "--years", "2", "--worst", "--hours", "2027", "--hall", "100", "--ramp", "20"),
    ("power", "pk", "--hall", "100", "--ramp", "20"),
    ("hindsight", "pk+sv-reserve", "--as-of", "2025-07-17", "--paths", "50"),
)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_no_figure_goes_through_the_builtin_sum(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """From Python 3.12 on ``sum`` rounds floats in another way than before; ``math.fsum`` has one answer everywhere."""
    plain: Callable[..., float] = builtins.sum
    found = set[str]()

    def watched(values: Iterable[float], /, start: float = 0) -> float:
        listed = list(values)
        here = inspect.currentframe()
        caller = here.f_back if here else None
        if (
            caller
            and "bitcoin_office" in caller.f_code.co_filename
            and any(isinstance(value, float) for value in listed)
        ):
            found.add(f"{caller.f_code.co_filename}:{caller.f_lineno}")
        return plain(listed, start)

    monkeypatch.setattr(builtins, "sum", watched)
    result = CliRunner().invoke(cli, [*words, "--json", str(tmp_path / "figures.json")])
    assert result.exit_code == 0, result.output
    assert not found
