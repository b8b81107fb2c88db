"""The compiled engine: a plan's text as a module in a cache folder, compiled by numba, run in pieces on threads.

A module is named by the hash of its whole text, of what compiles it and of numba's version. numba itself would not see
that a rule changed which another file imports; here every rule is in the text, so an edited rule is another module.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import importlib.util
import os
import re
import sys
import tempfile
import threading
from importlib import metadata, resources
from pathlib import Path
from types import ModuleType
from typing import Any

from bitcoin_office.simulate.kernel_text import USED
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.run import Kernel
from bitcoin_office.simulate.sources import SourceTexts, source_texts
from bitcoin_office.terms.errors import MissingComponentError, OfficeError

_TEXTS = (
    (
        "bitcoin_office.simulate",
        ("philox", "elementary", "draw_steps", "record", "window_steps", "reserve_steps", "fiscal_steps", "bond_steps"),
    ),
    ("bitcoin_office.simulate", ("mining_steps", "payments_steps", "site_steps")),
    ("bitcoin_office.mining", ("network", "fleet", "daily")),
    ("bitcoin_office.simulate.weather", ("price_steps", "rate_steps", "together_steps")),
    ("bitcoin_office.reserve", ("rules",)),
    ("bitcoin_office.payments", ("remittance",)),
    ("bitcoin_office.fiscal", ("reserves", "yardstick")),
)
_HEADER = '''"""Generated for a plan of the office; safe to delete."""
import math
from typing import NamedTuple
from bitcoin_office.adapters.compiled_bits import bits_float, float_bits, inlined, kernel, separate

@inlined
def min(a, b):
    return b if b < a else a

@inlined
def max(a, b):
    return b if b > a else a

'''
_MARKS = {"run": "kernel"} | dict.fromkeys(USED, "separate")

_LOADING = threading.Lock()
"""Held while a module is loaded: another thread that asks for it meanwhile waits, and compiles nothing twice."""


class EngineCacheError(OfficeError):
    """The cache folder cannot be written."""

    code = "engine-cache"


def shipped_texts() -> SourceTexts:
    """The texts of all shipped steps and rules, for ``prepare``."""
    return source_texts(
        resources.files(package).joinpath(f"{name}.py").read_text(encoding="utf-8")
        for package, names in _TEXTS
        for name in names
    )


def cache_folder() -> Path:
    """Where compiled engines are kept unless somebody says otherwise: the user's cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "bitcoin-office" / "engine"


def shipped_rules_text() -> str:
    """The text of the shipped rules, for ``explain``."""
    return resources.files("bitcoin_office.reserve").joinpath("rules.py").read_text(encoding="utf-8")


def compiled_text(code: str) -> str:
    """The text of a module with a plan's code, every function marked for the compiler."""
    return _HEADER + re.sub(
        r"^def (\w+)", lambda found: f"@{_MARKS.get(found[1], 'inlined')}\n{found[0]}", code, flags=re.MULTILINE
    )


def compiled_kernel(plan: Plan, folder: Path | None = None) -> Kernel:
    """The plan's engine, compiled or from the cache (a quarter of a second); compiling takes some seconds.

    Raises ``MissingComponentError`` without numba and ``EngineCacheError`` where the folder cannot be written.
    """
    try:
        import numpy as np  # noqa: PLC0415 - numba and numpy are an extra, and heavy

        importlib.import_module("numba")
    except ImportError as error:
        raise MissingComponentError(extra="plan", needed_for="Simulating at full speed") from error
    run = _run(plan.code, folder or cache_folder())

    def arrays(*arguments: Any) -> None:
        """Hands the arrays over without copying them."""
        run(*(_view(np, argument) for argument in arguments))

    return arrays


@functools.lru_cache(maxsize=32)
def _run(code: str, folder: Path) -> Any:
    """The function of a plan's code; kept, because a plan may be asked many times with other numbers."""
    with _LOADING:
        return _module(compiled_text(code), folder).run


def _view(np: Any, argument: Any) -> Any:
    if isinstance(argument, int):
        return argument
    kind = np.float64 if argument.typecode == "d" else np.int64
    return np.frombuffer(argument, dtype=kind) if len(argument) else np.empty(0, kind)


def _module(text: str, folder: Path) -> ModuleType:
    """The module with this text, loaded once a process."""
    name = f"plan_{_hash(text)}"
    if name in sys.modules:
        return sys.modules[name]
    path = folder / f"{name}.py"
    _write(path, text)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise AssertionError(f"{path} is no module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _hash(text: str) -> str:
    bits = resources.files("bitcoin_office.adapters").joinpath("compiled_bits.py").read_text(encoding="utf-8")
    versions = f"{metadata.version('numba')} {metadata.version('llvmlite')} {sys.version_info[:2]}"
    return hashlib.sha256(f"{versions}\n{bits}\n{text}".encode()).hexdigest()[:32]


def _write(path: Path, text: str) -> None:
    """Puts the module there whole, or leaves a right one as it is; two processes at once do no harm.

    numba keys its own cache by the file's time and size, so the time is set to the same for everybody.
    """
    try:
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=".new", delete=False) as new:
            new.write(text)
        os.utime(new.name, (0, 0))
        Path(new.name).replace(path)
    except OSError as error:
        raise EngineCacheError(
            f"Cannot write the engine to {path.parent}: {error.strerror}.",
            remedy="Name a folder that can be written in XDG_CACHE_HOME.",
        ) from error
