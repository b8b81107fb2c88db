"""What a training chain can run on: the consensus library, or a Bitcoin node; and what to say if there is neither."""

from __future__ import annotations

import importlib.util
import os
import platform
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bitcoin_office.terms.errors import MissingComponentError, OfficeError

if TYPE_CHECKING:
    from bitcoin_office.adapters.bitcoin_core.training_node import TrainingNode

EXTRA: Final = "kernel"
_LIBRARY: Final = "pbk"
# The library has builds for these; see its files in the package index.
_LIBRARY_SYSTEM: Final = "Linux"
_LIBRARY_PYTHONS: Final = ((3, 11), (3, 13))


class NoTrainingChainError(MissingComponentError):
    """Neither the consensus library nor a Bitcoin node is there. The remedy names the command that brings one."""

    code = "no-training-chain"

    def __init__(self) -> None:
        OfficeError.__init__(self, f"{why_no_library()} No Bitcoin node was found either.", remedy=how_to_bring_one())
        self.extra = EXTRA


def require_training_means() -> None:
    """Raises ``NoTrainingChainError`` where there is neither the library nor a node."""
    if not has_library():
        _program()


def has_library() -> bool:
    """Whether the consensus library is installed."""
    return importlib.util.find_spec(_LIBRARY) is not None


def library_can_be_had() -> bool:
    """Whether there is a build of the library for this system."""
    first, last = _LIBRARY_PYTHONS
    return platform.system() == _LIBRARY_SYSTEM and first <= sys.version_info[:2] <= last


def why_no_library() -> str:
    """In a sentence, why the library is not there."""
    if library_can_be_had():
        return "Bitcoin Core's consensus library is not installed."
    version = ".".join(map(str, sys.version_info[:2]))
    return f"Bitcoin Core's consensus library has no build for Python {version} on {platform.system()}."


def how_to_bring_one() -> str:
    """The command that brings the library or a node, as it is to be typed here."""
    launcher = os.environ.get("OFFICE_LAUNCHER")
    again = "Then run the same command again."
    own = "set BITCOIND to the program of a node that you have (Bitcoin Core 28 or newer)"
    if launcher:
        return f"On Debian run: {Path(launcher).parent / 'tools' / 'get-bitcoind'}. Elsewhere {own}. {again}"
    if library_can_be_had():
        return f"Run: pip install 'bitcoin-office[{EXTRA}]'. Or {own}. {again}"
    return f"You can {own}. {again}"


@contextmanager
def node_in(folder: Path) -> Generator[TrainingNode]:
    """A node on its folder, running while the block does. Raises ``NoTrainingChainError`` where no program is found."""
    from bitcoin_office.adapters.bitcoin_core.training_node import TrainingNode  # noqa: PLC0415 - only with a node

    with TrainingNode(_program(), folder) as node:
        yield node


def _program() -> Path:
    from bitcoin_office.adapters.bitcoin_core.training_node import find_node  # noqa: PLC0415 - only without the library

    program = find_node()
    if program is None:
        raise NoTrainingChainError
    return program
