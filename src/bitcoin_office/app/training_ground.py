"""On what a training office's chain runs: the consensus library in this program, or a Bitcoin node of its own."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import msgspec

from bitcoin_office.app.chains import TRAINING_CHAIN, TRAINING_NODE, NodeOptions
from bitcoin_office.app.training_means import has_library, node_in
from bitcoin_office.reserve.chain_port import TrainingChain


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """A chain to train on. ``opened`` opens it for a moment; office procedures reach it by ``options``.

    ``judges_all`` says whether the library is there, which judges scripts that no template covers.
    """

    options: NodeOptions
    opened: Callable[[], AbstractContextManager[TrainingChain]]
    judges_all: bool


@contextmanager
def ground_in(office: Path) -> Generator[Ground]:
    """What the chain of the training office in this folder runs on: the library where it is there, else a node.

    Raises ``NoTrainingChainError`` where there is neither, and what starting a node raises.
    """
    if has_library():
        from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain  # noqa: PLC0415 - only where it is there

        folder = office / TRAINING_CHAIN
        yield Ground(options=NodeOptions(), opened=lambda: EmbeddedChain(folder), judges_all=True)
        return
    with node_in(office / TRAINING_NODE) as node:
        chain = node.chain()
        options = NodeOptions(url=node.url, cookie=node.cookie)
        yield Ground(options=options, opened=lambda: nullcontext(chain), judges_all=False)
