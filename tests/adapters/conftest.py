"""What the tests of the adapters may ask for."""

from collections.abc import Iterator

import pytest

from bitcoin_office.reserve.chain_port import Chain
from tests.adapters.chains import WAYS, Story, way_on
from tests.adapters.node import PrivateNode
from tests.postgres import PrivatePostgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    """A PostgreSQL server of our own, started when the first test asks for it."""
    server = PrivatePostgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def story() -> Iterator[Story]:
    """The story's blocks in a training chain that nobody changes."""
    story = Story()
    yield story
    story.chain.close()


@pytest.fixture(scope="session")
def story_node(story: Story) -> Iterator[PrivateNode]:
    """A node with the story's blocks, which nobody changes, and filters for them."""
    node = PrivateNode("-blockfilterindex=1")
    node.submit(story.raw[1:])
    yield node
    node.remove()


@pytest.fixture
def fresh_node() -> Iterator[PrivateNode]:
    """A node for one test, with nothing but the first block."""
    node = PrivateNode("-blockfilterindex=1")
    yield node
    node.remove()


@pytest.fixture(
    scope="session",
    params=["training chain", *[pytest.param(way, marks=pytest.mark.component("bitcoind")) for way in WAYS]],
)
def chain(request: pytest.FixtureRequest, story: Story) -> Iterator[Chain]:
    """The story, read by each adapter in each of its ways."""
    if request.param == "training chain":
        yield story.chain
        return
    with way_on(request.getfixturevalue("story_node"), request.param) as chain:
        yield chain
