"""Wires the drawing up of disclosures to one office: its log, chain, books, proofs, market and signing key."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from bitcoin_office.adapters.disclosure_files import SIDECAR_END, auditor_path, given_at, write_disclosure
from bitcoin_office.adapters.signing_key import load_signing_key, make_signing_key
from bitcoin_office.adapters.store import open_books
from bitcoin_office.adapters.whole_files import write_whole
from bitcoin_office.app.chain_sync import following
from bitcoin_office.app.chain_views import NotSyncedError, View, office_view
from bitcoin_office.app.chains import NodeOptions, office_chain
from bitcoin_office.app.country_code import country_code
from bitcoin_office.app.disclosure import script_engine
from bitcoin_office.app.office_dir import SETTINGS_FILE, OfficeDir, OfficeKind, SettingsError
from bitcoin_office.app.proofs import kept_proofs
from bitcoin_office.books.lots import LotPosition
from bitcoin_office.office.disclose import DrawnUp, Order, Sources, disclose
from bitcoin_office.proof.note import NoteKey, NoteSigner
from bitcoin_office.reserve.chain_port import Chain
from bitcoin_office.reserve.disclosure.building import disclosure_hash
from bitcoin_office.reserve.disclosure.document import Disclosure, Kind, Reason, Scope
from bitcoin_office.reserve.disclosure.form import read_disclosure
from bitcoin_office.reserve.disclosure.planning import Correction, DisclosureError
from bitcoin_office.reserve.disclosure.result import Said, Tally
from bitcoin_office.reserve.voucher import MovementClass
from bitcoin_office.terms.errors import NotFoundError, UsageError

# The first can be published as it is; the second is for an auditor alone.
DISCLOSURES, AUDITOR = "disclosures", "auditor"
_SALT_BYTES: Final = 32
_NO_KEY: Final = "Make one with: bitcoin-office disclose --init-key FILE"


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line asks for. Without ``at`` the block is the last one that was read.

    ``committed`` names vaults whose proofs only an auditor gets; ``*`` all of them.
    """

    at: int | None = None
    scope: Scope = Scope.ALL
    committed: tuple[str, ...] = ()
    corrects: int | None = None
    why: str = ""


class Disclosed(msgspec.Struct, frozen=True, kw_only=True):
    """A new disclosure: where its files are, what it says, and what its own verification proved of it.

    ``unexplained`` counts movements that no voucher explains. ``remarks`` say what stayed out of it.
    """

    schema: str = "bitcoin-office/disclosed/1"
    training: bool
    file: str
    sidecar: str
    auditor: str | None
    number: int
    sha256: str
    height: int
    block: str
    coins: int
    sats: int
    movements: int
    unexplained: int
    supersedes: int | None
    supersedes_because: Reason | None
    signer: str
    proved: tuple[Said, ...]
    not_proved: tuple[Said, ...]
    remarks: tuple[str, ...]


class KeyMade(msgspec.Struct, frozen=True, kw_only=True):
    """A new signing key: its file, and the public half to be published. ``pinned`` where the office names both now."""

    schema: str = "bitcoin-office/signing-key/1"
    file: str
    public: str
    pinned: bool


def make_key(office: OfficeDir, file: Path, name: str | None) -> KeyMade:
    """Makes the key that signs the office's disclosures, and pins it where the office names none yet.

    Raises ``UsageError`` for a file inside the office, whose copies would carry the key along.
    """
    if file.resolve().is_relative_to(office.path.resolve()):
        raise UsageError(
            "The signing key must not lie in the office's folder: whoever copies the office would copy the key.",
            remedy="Name a file elsewhere, such as ~/.config/bitcoin-office/signing.key.",
        )
    kind = "training" if office.settings.kind is OfficeKind.TRAINING else "office"
    key = make_signing_key(file, name or f"bitcoin-office/{kind}/{country_code(office)}")
    return KeyMade(file=str(file), public=key.text, pinned=_pin(office, file, key))


def disclose_office(office: OfficeDir, options: NodeOptions, wish: Wish) -> Disclosed:
    """Draws up, verifies and writes the next disclosure. Raises ``DisclosureError`` and what the chain raises."""
    signer = _signer(office)
    folder = office.path / DISCLOSURES
    earlier = earlier_disclosures(folder)
    with office_view(office) as view, office_chain(office, options) as chain:
        drawn = disclose(_sources(office, view, chain, earlier), _order(view, chain, wish, signer))
    number, private = drawn.disclosure.number, office.path / AUDITOR
    path = write_disclosure(
        folder, number, file=drawn.file, sidecar=drawn.sidecar, auditor=drawn.auditor, private=private
    )
    return _told(path, None if drawn.auditor is None else auditor_path(private, number), drawn)


def earlier_disclosures(folder: Path) -> tuple[Disclosure, ...]:
    """All disclosures of a folder by number. Raises ``DisclosureError`` for one that cannot be read."""
    if not folder.is_dir():
        return ()
    try:
        files = given_at(folder)
    except NotFoundError:
        return ()
    found: list[Disclosure] = []
    for given in files:
        tally = Tally(given.name)
        signed = read_disclosure(given.data, tally)
        if signed is None:
            raise DisclosureError(
                f"{folder / given.name} is no disclosure: {tally.findings[0].message}",
                remedy="Put the file back as it was published.",
                findings=tuple(tally.findings),
            )
        found.append(signed.disclosure)
    return tuple(sorted(found, key=lambda each: each.number))


def _signer(office: OfficeDir) -> NoteSigner:
    reference = office.settings.signing.key
    if not reference:
        raise UsageError(f"{office.path / SETTINGS_FILE} names no signing key.", remedy=_NO_KEY)
    signer = load_signing_key(reference, office.path)
    public = office.settings.signing.public
    if public and signer.key.text != public:
        raise SettingsError(
            f"{reference} is not the key that {office.path / SETTINGS_FILE} pins as public.",
            remedy="Name the right key, or publish the new one and put it there.",
        )
    return signer


def _sources(office: OfficeDir, view: View, chain: Chain, earlier: Sequence[Disclosure]) -> Sources:
    given = following(office, view.vaults)

    def positions(day: dt.date) -> Sequence[LotPosition]:
        with open_books(office.books_url()) as books:
            return books.positions(day)

    return Sources(
        country=country_code(office),
        kind=Kind(office.settings.kind.value),
        chain=chain,
        log=view.log,
        owners=view.owners,
        vouchers=given.vouchers,
        thresholds=given.thresholds,
        positions=positions,
        price=given.price,
        earlier=earlier,
        proofs=kept_proofs(office),
    )


def _order(view: View, chain: Chain, wish: Wish, signer: NoteSigner) -> Order:
    if wish.at is not None and wish.at > view.at.height:
        raise NotSyncedError(
            f"The office has read the chain up to height {view.at.height}, not to {wish.at}.",
            remedy="Run: bitcoin-office sync",
        )
    names = {vault.name.lower(): vault.name for vault in view.vaults}
    unknown = [name for name in wish.committed if name != "*" and name.lower() not in names]
    if unknown:
        raise NotFoundError(kind="vault", name=unknown[0], known=tuple(names.values()))
    committed = names.values() if "*" in wish.committed else [names[name.lower()] for name in wish.committed]
    if (wish.corrects is None) != (not wish.why):
        raise UsageError("A correction has a number and a reason.", remedy="Give both --corrects and --why.")
    return Order(
        at=view.at if wish.at is None or wish.at == view.at.height else chain.stamp(wish.at),
        made_on=dt.datetime.now(dt.UTC).date(),
        scope=wish.scope,
        signer=signer,
        salts=lambda: secrets.token_bytes(_SALT_BYTES).hex(),
        committed=frozenset(committed),
        correction=None if wish.corrects is None else Correction(number=wish.corrects, why=wish.why),
        engine=script_engine(),
    )


def _told(path: Path, auditor: Path | None, drawn: DrawnUp) -> Disclosed:
    found = drawn.disclosure
    supersedes = found.supersedes
    unexplained = [each for each in found.movements if each.movement_class is MovementClass.UNEXPLAINED]
    return Disclosed(
        training=found.kind is Kind.TRAINING,
        file=str(path),
        sidecar=str(path.with_suffix(SIDECAR_END)),
        auditor=None if auditor is None else str(auditor),
        number=found.number,
        sha256=disclosure_hash(found),
        height=found.stamp.height,
        block=found.stamp.hash,
        coins=len(found.coins),
        sats=found.sats,
        movements=len(found.movements),
        unexplained=len(unexplained),
        supersedes=None if supersedes is None else supersedes.number,
        supersedes_because=None if supersedes is None else supersedes.reason,
        signer=found.signer,
        proved=drawn.checked.proved,
        not_proved=drawn.checked.not_proved,
        remarks=drawn.remarks,
    )


def _pin(office: OfficeDir, file: Path, key: NoteKey) -> bool:
    """Names the key in the office's settings, where they have no ``[signing]`` yet."""
    settings = office.path / SETTINGS_FILE
    text = settings.read_text(encoding="utf-8")
    if "[signing]" in text:
        return False
    more = (
        "\n[signing]\n"
        "# Where the key is that signs disclosures, file:PATH or env:NAME; and its public half, which is published.\n"
        f'key = "file:{file.resolve()}"\n'
        f'public = "{key.text}"\n'
    )
    write_whole(settings, f"{text.rstrip()}\n{more}".encode())
    return True
