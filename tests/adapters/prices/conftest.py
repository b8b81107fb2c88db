"""The local server as a fixture."""

import datetime as dt
from collections.abc import Iterator

import pytest

from tests.market_server import MarketServer


@pytest.fixture
def server() -> Iterator[MarketServer]:
    """A server whose unfinished day is 1 June 2024."""
    server = MarketServer(dt.date(2024, 6, 1))
    yield server
    server.close()
