"""A training office: on a chain of its own it does in a minute what a reserve does in years, and proves it.

Everything in it is made up, and every page and file of it says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from bitcoin_office.adapters.country_files import TRAINING_COUNTRY
from bitcoin_office.adapters.disclosure_files import SIDECAR_END
from bitcoin_office.adapters.training_wallet import Device
from bitcoin_office.app.chain_sync import sync_office
from bitcoin_office.app.chain_views import Chosen, office_holdings, office_movements
from bitcoin_office.app.disclosing import DISCLOSURES, Disclosed, Wish, disclose_office, make_key
from bitcoin_office.app.disclosure import verify_files
from bitcoin_office.app.market import MAX_PRICE_AGE_DAYS, market_for
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.proofs import ProofWish, add_office_proofs, request_office_proofs
from bitcoin_office.app.reserve import init_office, office_statement
from bitcoin_office.app.training_chain import (
    BOUGHT_SATS,
    CAP_SATS,
    GIFTS_SIGNER,
    PRIMARY,
    RECOVERY,
    TrainingChain,
    gifts_descriptor,
    treasury_descriptor,
)
from bitcoin_office.app.training_ground import Ground, ground_in
from bitcoin_office.app.training_means import require_training_means
from bitcoin_office.app.vaults import NewVault, add_vault
from bitcoin_office.app.vouchers import add_voucher
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.chain.transaction import Transaction
from bitcoin_office.proof.message import Purpose
from bitcoin_office.proof.packet import Packet
from bitcoin_office.reserve.disclosure.document import SignedDisclosure
from bitcoin_office.reserve.disclosure.result import Verification
from bitcoin_office.reserve.statement import TRAINING
from bitcoin_office.reserve.voucher import MovementClass, Voucher
from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.errors import IncompleteDataError
from bitcoin_office.terms.finding import Finding
from bitcoin_office.terms.rate import Rate
from bitcoin_office.terms.units import SAT, USD

TREASURY, GIFTS = "treasury", "gifts"
DOCUMENTS: Final = "documents"
MARK: Final = "TRAINING: made up. No coin, price or person here is real."
PURCHASES: Final = 3
# Until when the proofs of the training are to be believed.
_PROOF_DAYS: Final = 365
_NO_HASH: Final = "0" * 64
_FLIPPED_FILE: Final = "flipped"


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the story: what happened, in a few words, and what it shows."""

    title: str
    text: str


class Flipped(msgspec.Struct, frozen=True, kw_only=True):
    """A copy of a disclosure with one byte changed, and how that was found out."""

    file: str
    offset: int
    was: str
    became: str
    broken_coins: tuple[str, ...]
    findings: tuple[Finding, ...]


class TrainingTold(msgspec.Struct, frozen=True, kw_only=True):
    """The whole story, with the verification of its own disclosures and of a copy with one byte changed."""

    schema: str = "bitcoin-office/training/1"
    training: bool = True
    office: str
    scenes: tuple[Scene, ...]
    height: int
    sats: int
    coins: int
    disclosures: tuple[str, ...]
    verification: Verification
    flipped: Flipped


def tell_training(path: Path, told: Callable[[Scene], None] = lambda _: None) -> TrainingTold:
    """Makes a training office in the new folder ``path`` and tells its story; ``told`` hears each scene as it ends.

    Its signing key lies beside the folder. Its country is a made-up one. Raises ``UsageError`` where something stands
    there already, and ``NoTrainingChainError`` where there is neither the consensus library nor a node.
    """
    require_training_means()
    office, _ = init_office(path, TRAINING_COUNTRY, network=REGTEST.name)
    with ground_in(path) as ground:
        return _told(path, _Story(office, ground), told)


def _told(path: Path, story: _Story, told: Callable[[Scene], None]) -> TrainingTold:
    scenes: list[Scene] = []
    for scene in story.scenes():
        scenes.append(scene)
        told(scene)
    holdings = office_holdings(story.office, story.node)
    return TrainingTold(
        office=str(path),
        scenes=tuple(scenes),
        height=holdings.height,
        sats=holdings.sats,
        coins=len(holdings.coins),
        disclosures=tuple(each.file for each in story.disclosed),
        verification=story.verified(),
        flipped=story.flipped(),
    )


def retell_training(path: Path, told: Callable[[Scene], None]) -> bool:
    """Verifies the disclosures of a training office that stands, and the one with a flipped byte, both anew.

    ``False`` where its story was broken off before the end.
    """
    files = sorted(
        file for file in (path / DISCLOSURES).glob("*.json") if file.stem.removesuffix(".auditor") == file.stem
    )
    if not (path / _FLIPPED_FILE).is_dir() or not files:
        return False
    told(_verify_scene(verify_files(path / DISCLOSURES, office=path)))
    told(_flip_scene(flip_one_byte(files[-1], path / _FLIPPED_FILE / files[-1].name)))
    return True


def key_beside(path: Path) -> Path:
    """Where the signing key of a training office lies: beside its folder, never in it."""
    return path.with_name(f"{path.name}.signing.key")


def flip_one_byte(file: Path, target: Path) -> Flipped:
    """Copies a disclosure with one digit of its largest coin's amount changed, and verifies the copy.

    The sidecar is copied along, so that nothing else can be what is found.
    """
    data = file.read_bytes()
    offset = _amount_of_largest(data)
    was, became = data[offset : offset + 1], b"1" if data[offset : offset + 1] != b"1" else b"2"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(data[:offset] + became + data[offset + 1 :])
    target.with_suffix(SIDECAR_END).write_bytes(file.with_suffix(SIDECAR_END).read_bytes())
    found = verify_files(target)
    return Flipped(
        file=str(target),
        offset=offset,
        was=was.decode(),
        became=became.decode(),
        broken_coins=found.files[0].broken_coins if found.files else (),
        findings=found.findings,
    )


def _amount_of_largest(data: bytes) -> int:
    """Where in a disclosure's bytes the largest coin's amount begins."""
    coins = msgspec.json.decode(data, type=SignedDisclosure).disclosure.coins
    largest = max(coins, key=lambda coin: coin.sats)
    head = f'"outpoint":"{largest.outpoint}","sats":'.encode()
    return data.index(head) + len(head)


class _Story:
    """The office and its chain, told scene by scene."""

    def __init__(self, office: OfficeDir, ground: Ground) -> None:
        self.office = office
        self.node = ground.options
        self._judges_all = ground.judges_all
        treasury = treasury_descriptor(recovery=ground.judges_all)
        self._chain = TrainingChain(ground.opened, treasury)
        self.disclosed: list[Disclosed] = []
        made = (
            NewVault(name=TREASURY, descriptors=(treasury,), note=MARK, count=20),
            NewVault(name=GIFTS, descriptors=(gifts_descriptor(),), note=MARK, count=20),
        )
        for vault in made:
            add_vault(self.office, vault)
        make_key(self.office, key_beside(office.path), None)
        self.office = OfficeDir.load(office.path)

    def scenes(self) -> Iterator[Scene]:
        """Everything that happens, in order."""
        height = self._chain.mine_to_treasury()
        yield Scene(title="It mines", text=f"The office's own miner finds block {height}; its coins have to ripen.")
        yield self._buy()
        yield from self._move()
        yield self._receive()
        yield self._prove()
        yield self._state()
        yield self._disclose("The first disclosure")
        yield from self._reorganise()
        yield _verify_scene(self.verified())
        yield _flip_scene(self.flipped())

    def verified(self) -> Verification:
        """The whole series, verified with the pinned key as anybody would."""
        return verify_files(self.office.path / DISCLOSURES, office=self.office.path)

    def flipped(self) -> Flipped:
        """The last disclosure with one byte changed."""
        last = Path(self.disclosed[-1].file)
        return flip_one_byte(last, self.office.path / _FLIPPED_FILE / last.name)

    def _buy(self) -> Scene:
        paid = sum(self._purchase(number) for number in range(1, PURCHASES + 1))
        self._sync()
        amount, cost = sats(PURCHASES * BOUGHT_SATS).short(), Amount(paid, USD)
        text = f"{PURCHASES} purchases from an exchange, {amount} for {cost}, each with its order."
        return Scene(title="It buys", text=text)

    def _purchase(self, number: int) -> int:
        bought = self._chain.buy()
        self._last_bought = bought
        return self._vouch(bought, MovementClass.PURCHASE, f"order-{number}", BOUGHT_SATS)

    def _move(self) -> Iterator[Scene]:
        one = self._chain.consolidate()
        self._sync()
        yield Scene(
            title="It consolidates",
            text=f"{len(one.inputs)} coins become one on its own change branch: proved internal, lots unchanged.",
        )
        many = self._chain.split(one)
        self._sync()
        yield Scene(
            title="It splits",
            text=f"One coin becomes {len(many.outputs)} of at most {sats(CAP_SATS).short()} an address.",
        )

    def _receive(self) -> Scene:
        gift, _, _ = self._chain.receive()
        self._vouch(gift, MovementClass.DONATION, "deed-1", gift.outputs[0].sats)
        self._sync()
        kinds = [each.kind for each in office_movements(self.office, Chosen(first=self._chain.tip()))]
        named = ", ".join(sorted(kinds))
        return Scene(
            title="Strangers send coins",
            text=f"A gift with a deed, dust, and coins that no paper explains: {named}; so it stays, also in public.",
        )

    def _prove(self) -> Scene:
        signers: dict[tuple[str, Purpose], tuple[str, ...]] = {
            (TREASURY, Purpose.PRIMARY): PRIMARY[:2],
            (GIFTS, Purpose.PRIMARY): (GIFTS_SIGNER,),
        }
        if self._judges_all:
            signers[TREASURY, Purpose.RECOVERY] = RECOVERY
        proofs = 0
        for (vault, purpose), names in signers.items():
            proofs += self._signed(vault, purpose, names)
        quorums = "of the recovery quorum too" if self._judges_all else "by signers that need no consensus library"
        return Scene(
            title="Its signers prove control",
            text=f"{proofs} proofs by message (BIP-322), {quorums}; not one coin moved.",
        )

    def _state(self) -> Scene:
        """What the statement of the last block's day says, without the mark that stands over everything here."""
        finding = office_statement(self.office, self._chain.day()).finding
        return Scene(title="Its statement counts what is proved", text=f"{finding.removeprefix(TRAINING)}.")

    def _signed(self, vault: str, purpose: Purpose, names: tuple[str, ...]) -> int:
        expires = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=_PROOF_DAYS)
        asked = request_office_proofs(self.office, self.node, ProofWish(vault=vault, purpose=purpose, expires=expires))
        files: list[Path] = []
        for item in asked.items:
            packet = Packet.parse((Path(asked.folder) / "to-sign" / item.file).read_bytes())
            for name in names:
                packet = Device(name).sign(packet)
            files.append(Path(asked.folder) / f"signed-{item.file}")
            files[-1].write_bytes(packet.to_bytes())
        return sum(each.added for each in add_office_proofs(self.office, files).requests)

    def _disclose(self, title: str) -> Scene:
        made = disclose_office(self.office, self.node, Wish(committed=(GIFTS,)))
        self.disclosed.append(made)
        gone = f", which supersedes number {made.supersedes}" if made.supersedes is not None else ""
        held = f"{sats(made.sats).short()} in {made.coins} coins after block {made.height}"
        return Scene(title=title, text=f"Number {made.number}{gone}: {held}.")

    def _reorganise(self) -> Iterator[Scene]:
        fork = self._chain.tip()
        self._purchase(PURCHASES + 1)
        self._sync()
        yield self._disclose("It buys and discloses once more")
        orphaned = self._chain.reorganise(fork)
        self._sync()
        blocks = f"{orphaned} block" + ("" if orphaned == 1 else "s")
        yield Scene(
            title="The chain is reorganised",
            text=f"Other miners take back {blocks}, and with it the purchase: its entry is reversed, not deleted.",
        )
        self._chain.mine_again(self._last_bought)
        self._sync()
        yield self._disclose("The purchase is mined again, and disclosed")

    def _sync(self) -> None:
        sync_office(self.office, self.node)

    def _vouch(self, transaction: Transaction, kind: MovementClass, name: str, quantity_sats: int) -> int:
        """A document for a transaction, and the voucher that names it; what the coins were worth, in cents."""
        amount = sats(quantity_sats)
        worth = _close(self._chain.day()).convert(amount)
        folder = self.office.path / DOCUMENTS
        folder.mkdir(exist_ok=True)
        document = folder / f"{name}.txt"
        text = f"{MARK}\n\n{name}: {kind}, {amount}, {worth}\n{shown(transaction.txid)}\n"
        document.write_text(text, encoding="utf-8")
        draft = Voucher(
            txid=shown(transaction.txid), kind=kind, sha256=_NO_HASH, file=document.name, usd=worth.decimal(), note=MARK
        )
        add_voucher(self.office, draft, document)
        return worth.quantity


def _verify_scene(found: Verification) -> Scene:
    standing = [each for each in found.files if each.superseded_by is None]
    verdict = "nothing is wrong" if found.ok else f"{len(found.findings)} findings"
    return Scene(
        title="It verifies its own disclosures",
        text=f"{len(found.files)} disclosures, {len(standing)} of them standing: {verdict}, "
        f"{len(found.proved)} things proved, {len(found.not_proved)} named that no file can prove.",
    )


def _flip_scene(found: Flipped) -> Scene:
    named = found.broken_coins[0] if found.broken_coins else "nothing"
    return Scene(
        title="One byte is flipped",
        text=f"Byte {found.offset:,} from {found.was!r} to {found.became!r}: the coin {named} no longer holds.",
    )


def _close(day: dt.date) -> Rate:
    """The market's close of a day, from the shipped tables. Raises ``IncompleteDataError``."""
    carried = market_for(None).btc_usd.carried(day, MAX_PRICE_AGE_DAYS)
    if carried is None:
        raise IncompleteDataError(f"No price of {day} is known.", remedy="The shipped tables should have one.")
    seen = carried.observation
    return Rate(base=SAT, quote=USD, price=seen.value, on=seen.on, source=seen.source)
