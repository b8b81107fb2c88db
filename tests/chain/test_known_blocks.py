"""What everybody knows of the chains: hard blocks, and how hard the others were at the least."""

import pytest

from bitcoin_office.chain.header import Header, target_of_bits, work_of_target
from bitcoin_office.chain.known_blocks import known_blocks, least_work, least_works
from bitcoin_office.chain.network import MAIN, NETWORKS
from tests.chain.blockfiles import FIRST, FIRST_HEADER_HEIGHT, RAW_HEADERS, SECOND


@pytest.mark.parametrize(
    ("height", "header"),
    [(169_482, FIRST.raw[:80]), (227_836, SECOND.raw[:80]), (FIRST_HEADER_HEIGHT, RAW_HEADERS[:80])],
    ids=str,
)
def test_real_blocks_took_more_than_the_least(height: int, header: bytes) -> None:
    """Blocks of the main network, of which we have some, are harder than what is asked of their heights."""
    work = work_of_target(target_of_bits(Header.parse(header).bits))
    assert work > least_work(MAIN.name, height) > 0


def test_the_higher_the_harder() -> None:
    """Each height asks for less than those above it, and below the first nothing is asked."""
    works = least_works(MAIN.name)
    assert list(works) == sorted(works, reverse=True)
    assert len({work for _, work in works}) == len(works)
    for height, work in works:
        assert least_work(MAIN.name, height) == work > least_work(MAIN.name, height - 1)
    assert least_work(MAIN.name, 0) == 0


def test_only_the_main_network_is_hard() -> None:
    """On all others blocks may be easy; of each the first block is known."""
    for name, network in NETWORKS.items():
        assert known_blocks(name)[0] == network.genesis_hash
        assert (least_works(name) == ()) is (name != MAIN.name)
