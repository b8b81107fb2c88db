"""A training office on disk for tests, on the practised chain, with vaults whose keys the tests hold."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bitcoin_office.adapters.country_files import TRAINING_COUNTRY
from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain
from bitcoin_office.app.chain_sync import sync_office
from bitcoin_office.app.chains import NodeOptions
from bitcoin_office.app.disclosing import make_key
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.reserve import init_office
from bitcoin_office.app.vaults import NewVault, add_vault
from bitcoin_office.chain.address import address_of_script
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.chain.transaction import Transaction
from tests.disclosing import FIRST_TIME, MINED, MINER, SPACING, Practice
from tests.proof.locks import public

NODE = NodeOptions()


def multisig(*numbers: int, needed: int = 2) -> str:
    """A descriptor of the tests' keys of these numbers, each with an origin."""
    keys = ",".join(f"[{number:08x}/48h/0h]{public(number).hex()}" for number in numbers)
    return f"wsh(multi({needed},{keys}))"


class PractisedOffice:
    """An office in ``folder``, synced: a cold vault of two 2-of-3 scripts, one of gifts, one that is mined to."""

    def __init__(self, folder: Path, country: str = TRAINING_COUNTRY) -> None:
        self.path = folder / "office"
        self.key = folder / "signing.key"
        made, _ = init_office(self.path, country, network="regtest")
        practice = Practice(self.path / "chain")
        practice.chain.close()
        self._add(made, "cold", multisig(1, 2, 3), multisig(11, 12, 13))
        self._add(made, "gifts", multisig(21, needed=1))
        self._add(made, "mined", f"addr({address_of_script(MINED.script, REGTEST)})")
        make_key(made, self.key, None)
        self.sync()

    @property
    def dir(self) -> OfficeDir:
        """The office as it stands on disk."""
        return OfficeDir.load(self.path)

    def sync(self) -> None:
        """Reads what is new."""
        sync_office(self.dir, NODE)

    def mine(self, *blocks: Iterable[Transaction], fees: int = 0) -> None:
        """Adds blocks with these transactions, and reads them."""
        with EmbeddedChain(self.path / "chain") as chain:
            for transactions in blocks:
                height = chain.tip().height + 1
                chain.mine(
                    MINER.script, time=FIRST_TIME + SPACING * height, transactions=tuple(transactions), fees_sats=fees
                )
        self.sync()

    def opened(self) -> EmbeddedChain:
        """The chain, to be closed again."""
        return EmbeddedChain(self.path / "chain")

    def reorganise(self, fork: int, blocks: int, *, read: bool = True) -> None:
        """Replaces everything above ``fork`` by so many empty blocks, and reads them."""
        with EmbeddedChain(self.path / "chain") as chain:
            times = [FIRST_TIME + SPACING * (fork + step) + 7 for step in range(1, blocks + 1)]
            chain.reorganise(fork, MINER.script, times=times, mark=b"reorganised")
        if read:
            self.sync()

    def add_unread(self, name: str) -> None:
        """A vault of one more script that nothing was read for yet."""
        self._add(self.dir, name, multisig(41, needed=1))

    @staticmethod
    def _add(office: OfficeDir, name: str, *descriptors: str) -> None:
        assert add_vault(office, NewVault(name=name, descriptors=descriptors)).findings == ()
