"""What the tests of the adapters may ask for."""

from collections.abc import Iterator

import pytest

from tests.postgres import PrivatePostgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    """A PostgreSQL server of our own, started when the first test asks for it."""
    server = PrivatePostgres()
    yield server
    server.stop()
