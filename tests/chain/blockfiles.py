"""The shipped blocks, read once."""

from pathlib import Path
from typing import NamedTuple

from bitcoin_office.chain.network import MAIN, TEST, Network

FOLDER = Path(__file__).parent / "blocks"


class RealBlock(NamedTuple):
    """A block's file and what is known of it; ``block_hash`` as people write it."""

    file: str
    network: Network
    stated_height: int | None
    block_hash: str
    transactions: int
    weight: int

    @property
    def raw(self) -> bytes:
        """Its bytes."""
        return (FOLDER / self.file).read_bytes()


FIRST = RealBlock(
    "main_169482.raw", MAIN, None, "0000000000000756935f1ee9d5987857b604046f846d3df56d024cdb5f368665", 14, 74_712
)
SECOND = RealBlock(
    "main_227836.raw", MAIN, 227_836, "00000000000000d0dfd4c9d588d325dce4f32c1b31b7c0064cba7025a9b9adcc", 100, 158_512
)
SEGWIT = RealBlock(
    "test_924634.raw", TEST, 924_634, "000000000000045e0b1660b6445b5e5c5ab63c9a4f956be7e1e69be04fa4497b", 15, 17_168
)
BLOCKS = (FIRST, SECOND, SEGWIT)
RAW_HEADERS = (FOLDER / "main_headers_588664_588679.bin").read_bytes()
FIRST_HEADER_HEIGHT = 588_664
