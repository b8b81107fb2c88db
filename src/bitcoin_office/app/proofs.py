"""Wires proofs of control to one office: its requests and answers on disk, its log, its chain."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bitcoin_office.adapters.proof_files import (
    ANSWERS,
    MESSAGE_FILE,
    PROOFS_FILE,
    REQUEST_FILE,
    TO_SIGN,
    answers_of,
    keep,
    read_bounded,
    read_request_file,
    request_names,
    write_request,
)
from bitcoin_office.adapters.store.sync_lock import sync_lock
from bitcoin_office.adapters.whole_files import write_whole
from bitcoin_office.app.chain_views import NotSyncedError, View, office_view
from bitcoin_office.app.chains import NodeOptions, office_chain
from bitcoin_office.app.country_code import country_code
from bitcoin_office.app.disclosure import script_engine
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.header import HEADER_BYTES
from bitcoin_office.office.proof_add import Open, Taken, import_proofs, take_answers
from bitcoin_office.office.proof_request import Asked, RequestFile, RequestItem, request_proofs
from bitcoin_office.proof.errors import ProofFormatError
from bitcoin_office.proof.message import Purpose
from bitcoin_office.proof.packet import Packet
from bitcoin_office.proof.psbt.finish import Answer
from bitcoin_office.reserve.chain_errors import ReorganisedError
from bitcoin_office.reserve.chain_port import BlockStamp, Chain
from bitcoin_office.reserve.coins import Coin, coins_at
from bitcoin_office.reserve.control import GivenProof
from bitcoin_office.reserve.disclosure.audit_file import is_audit_file, read_audit_file, write_audit_file
from bitcoin_office.reserve.disclosure.proofs_kept import KeptProof
from bitcoin_office.reserve.movements_log import Known
from bitcoin_office.reserve.vault import vault_named
from bitcoin_office.terms.errors import NotFoundError, OfficeError
from bitcoin_office.terms.finding import Finding, Place

# An answer's name on disk: the PSBT that it answers, then what tells it from other answers to it.
_OF = "--"
_HEADER = re.compile(rf"[0-9a-f]{{{2 * HEADER_BYTES}}}")


class ProofWish(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line asks for. Without ``at`` the block is the last one that was read."""

    vault: str
    purpose: Purpose
    expires: dt.date
    at: int | None = None
    together: bool = False


class ProofRequested(msgspec.Struct, frozen=True, kw_only=True):
    """A request that was written: its folder, the message, what is to be signed, and what could not be asked for."""

    schema: str = "bitcoin-office/proof-request/1"
    folder: str
    name: str
    message: str
    items: tuple[RequestItem, ...]
    findings: tuple[Finding, ...]


class ProofState(msgspec.Struct, frozen=True, kw_only=True):
    """A request, how many proofs there are for it, how many are new, and what still lacks signatures."""

    name: str
    proofs: int
    added: int
    open: tuple[RequestItem, ...]


class ProofsAdded(msgspec.Struct, frozen=True, kw_only=True):
    """What came of answers: the requests that they belonged to, and everything wrong or missing."""

    schema: str = "bitcoin-office/proof-add/1"
    requests: tuple[ProofState, ...]
    findings: tuple[Finding, ...]


def request_office_proofs(office: OfficeDir, options: NodeOptions, wish: ProofWish) -> ProofRequested:
    """Writes what the signers of a vault are to sign. Raises ``RequestError`` and ``ConflictError``."""
    with office_view(office) as view, office_chain(office, options) as chain:
        vault = vault_named(view.vaults, wish.vault)
        if vault is None:
            raise NotFoundError(kind="vault", name=wish.vault, known=tuple(each.name for each in view.vaults))
        if wish.at is not None and wish.at > view.at.height:
            raise NotSyncedError(f"The office has not read height {wish.at} yet.", remedy="Run: bitcoin-office sync")
        asked = Asked(
            country=country_code(office),
            vault=vault.name,
            at=view.at if wish.at is None else chain.stamp(wish.at),
            purpose=wish.purpose,
            expires=wish.expires,
            together=wish.together,
        )
        drawn = request_proofs(view.log, view.owners, chain, asked)
        if view.log.known(asked.at) is not Known.STANDS:
            with sync_lock(office.books_url()):
                _note_block(view, chain, asked.at)
    files = {f"{TO_SIGN}/{name}": packet.to_bytes() for name, packet in drawn.packets.items()}
    files[MESSAGE_FILE] = drawn.request.message.encode()
    files[REQUEST_FILE] = msgspec.json.format(msgspec.json.encode(drawn.request), indent=2)
    folder = write_request(office.path, drawn.request.name, files)
    return ProofRequested(
        folder=str(folder),
        name=drawn.request.name,
        message=drawn.request.message,
        items=drawn.request.items,
        findings=drawn.findings,
    )


def add_office_proofs(office: OfficeDir, files: Sequence[Path]) -> ProofsAdded:
    """Takes back files that signers or bip322-audit made, and keeps the proofs that come of them."""
    findings: list[Finding] = []
    states: list[ProofState] = []
    answers: list[Answer] = []
    for path in files:
        data = read_bounded(path)
        if is_audit_file(data):
            state, wrong = _import(office, path, data)
            findings += wrong
            states += [] if state is None else [state]
        else:
            answers.append(Answer(str(path), data))
    taken, wrong = take_answers(_open_requests(office), answers, script_engine()) if answers else ((), ())
    for each in taken:
        for (item, name), data in each.kept.items():
            keep(office.path, each.request, f"{ANSWERS}/{item}{_OF}{name}", data)
        _keep_proofs(office, each.request, each.proofs)
        states.append(_state(each))
    return ProofsAdded(requests=tuple(states), findings=(*findings, *wrong))


def office_proofs(office: OfficeDir) -> ProofsAdded:
    """All requests as they stand."""
    states: list[ProofState] = []
    for name in request_names(office.path):
        request, proofs = _request(office, name), _proofs(office, name)
        done = {(proof.script, proof.quorum) for proof in proofs}
        still = tuple(item for item in request.items if (item.script, item.quorum) not in done)
        states.append(ProofState(name=name, proofs=len(proofs), added=0, open=still))
    return ProofsAdded(requests=tuple(states), findings=())


def export_office_proofs(office: OfficeDir, options: NodeOptions, name: str, target: Path) -> int:
    """Writes the proofs of a request as a proofs file of bip322-audit; how many. Raises ``ProofFormatError``."""
    if name not in request_names(office.path):
        raise NotFoundError(kind="request", name=name, known=request_names(office.path))
    request, proofs = _request(office, name), _proofs(office, name)
    if not proofs:
        raise NotFoundError(kind="proof for the request", name=name, remedy="Add some: bitcoin-office proof add FILE")
    with office_view(office) as view, office_chain(office, options) as chain:
        held = coins_at(request.height, view.log.transactions(upto=request.height), view.owners.keys())
        wanted = {proof.script for proof in proofs}
        coins: dict[str, list[Coin]] = defaultdict(list)
        for coin in held:
            if coin.script.hex() in wanted:
                coins[coin.script.hex()].append(coin)
        hashes = {coin.born_height: shown(coin.born_hash) for coin in held}
        made_at = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        data = write_audit_file(proofs, coins, chain.network, made_at=made_at, block_hashes=hashes)
    try:
        write_whole(target, data)
    except OSError as error:
        raise OfficeError(f"Cannot write {target}: {error.strerror}.", remedy="Choose another folder.") from error
    return len(proofs)


def kept_proofs(office: OfficeDir) -> tuple[KeptProof, ...]:
    """All proofs that came of the office's requests. Raises ``OfficeError`` for a file that cannot be read."""
    return tuple(proof for name in request_names(office.path) for proof in _proofs(office, name))


def given_proofs(office: OfficeDir) -> tuple[GivenProof, ...]:
    """All proofs that came of the office's requests, each with its request's name and the header of its block.

    A proof that another program made of an asked message takes the header of that request. Raises ``OfficeError`` for a
    file that cannot be read.
    """
    requests = {name: _request(office, name) for name in request_names(office.path)}
    headers = {each.message: each.header for each in requests.values() if _HEADER.fullmatch(each.header)}
    return tuple(
        GivenProof(request=name, proof=proof, header=bytes.fromhex(headers.get(proof.message, "")))
        for name in requests
        for proof in _proofs(office, name)
    )


def _note_block(view: View, chain: Chain, at: BlockStamp) -> None:
    """Keeps a block at which reading did not stop, so that the office knows later whether it still stands.

    Raises ``ReorganisedError`` where the chain is no longer the one that was read.
    """
    if chain.stamp(view.at.height) != view.at:
        raise ReorganisedError(height=view.at.height, hash_shown=shown(view.at.hash))
    view.log.note(at)


def _import(office: OfficeDir, path: Path, data: bytes) -> tuple[ProofState | None, tuple[Finding, ...]]:
    try:
        found = read_audit_file(data)
        with office_view(office) as view:
            scripts = frozenset(view.owners)
            imported, findings = import_proofs(found, office.network(), scripts, script_engine(), file=str(path))
    except ProofFormatError as error:
        place = Place(file=str(path))
        return None, (Finding(code=error.code, place=place, message=error.message, remedy=error.remedy),)
    if imported is None:
        return None, findings
    known = _proofs(office, imported.name)
    if imported.name not in request_names(office.path):
        _write_imported(office, view, imported.name, imported.proofs[0].message)
    new = [proof for proof in imported.proofs if proof not in known]
    _keep_proofs(office, imported.name, (*known, *new))
    state = ProofState(name=imported.name, proofs=len(known) + len(new), added=len(new), open=())
    return state, findings


def _write_imported(office: OfficeDir, view: View, name: str, message: str) -> None:
    request = RequestFile(
        name=name,
        network=office.network().name,
        vault="",
        height=view.at.height,
        block=shown(view.at.hash),
        purpose=Purpose.PRIMARY,
        expires=dt.date.max,
        message=message,
        items=(),
    )
    write_request(office.path, name, {MESSAGE_FILE: message.encode(), REQUEST_FILE: msgspec.json.encode(request)})


def _open_requests(office: OfficeDir) -> tuple[Open, ...]:
    found: list[Open] = []
    for name in request_names(office.path):
        request = _request(office, name)
        packets: dict[str, Packet] = {}
        for item in request.items:
            data = read_request_file(office.path, name, f"{TO_SIGN}/{item.file}") if item.file else None
            if data is not None:
                packets[item.file] = Packet.parse(data)
        answers: dict[str, list[Answer]] = defaultdict(list)
        for kept, data in answers_of(office.path, name):
            answers[kept.partition(_OF)[0]].append(Answer(kept, data))
        found.append(Open(request=request, packets=packets, answers=answers, proofs=_proofs(office, name)))
    return tuple(found)


def _request(office: OfficeDir, name: str) -> RequestFile:
    data = read_request_file(office.path, name, REQUEST_FILE) or b""
    try:
        return msgspec.json.decode(data, type=RequestFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise OfficeError(
            f"The request {name} cannot be read: {error}.", remedy="Take it away and ask anew."
        ) from error


def _proofs(office: OfficeDir, name: str) -> tuple[KeptProof, ...]:
    data = read_request_file(office.path, name, PROOFS_FILE)
    if data is None:
        return ()
    try:
        return msgspec.json.decode(data, type=tuple[KeptProof, ...])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise OfficeError(
            f"The proofs of {name} cannot be read: {error}.", remedy="Take the file away and add the answers again."
        ) from error


def _keep_proofs(office: OfficeDir, name: str, proofs: Sequence[KeptProof]) -> None:
    keep(office.path, name, PROOFS_FILE, msgspec.json.format(msgspec.json.encode(proofs), indent=2))


def _state(taken: Taken) -> ProofState:
    return ProofState(name=taken.request, proofs=len(taken.proofs), added=taken.added, open=taken.open)
