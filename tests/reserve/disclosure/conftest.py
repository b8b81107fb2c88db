"""The practised disclosure that the tests read and change."""

from collections.abc import Iterator

import pytest

from tests.disclosing import Made, Practice


@pytest.fixture(scope="session")
def practice() -> Iterator[Practice]:
    """A chain and an office; tests that mine make their own."""
    made = Practice()
    yield made
    made.chain.close()


@pytest.fixture(scope="session")
def small(practice: Practice) -> Made:
    """The first disclosure: three coins."""
    return practice.small
