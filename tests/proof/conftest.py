"""What the tests of proofs may ask for."""

from collections.abc import Iterator

import pytest

from bitcoin_office.adapters.script_engine import KernelEngine
from tests.adapters.node import PrivateNode
from tests.proof.oracle import Oracle, oracle_or_skip


@pytest.fixture(scope="session")
def engine() -> KernelEngine:
    """Bitcoin Core's script engine."""
    return KernelEngine()


@pytest.fixture(scope="session")
def node() -> Iterator[PrivateNode]:
    """A node with nothing but the first block: it judges messages and signs PSBTs."""
    node = PrivateNode()
    yield node
    node.remove()


@pytest.fixture(scope="session")
def oracle() -> Oracle:
    """bip322-core, in its own environment."""
    return oracle_or_skip()
