"""The procedure that takes back what signers return, puts it together, and verifies every proof that comes of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256

import msgspec

from bitcoin_office.chain.address import script_of_address
from bitcoin_office.chain.errors import AddressError
from bitcoin_office.chain.network import Network
from bitcoin_office.chain.transaction import Transaction, TxIn
from bitcoin_office.office.proof_request import RequestFile, RequestItem
from bitcoin_office.proof.bip322.encoding import canonical
from bitcoin_office.proof.bip322.engine import ScriptEngine
from bitcoin_office.proof.bip322.verdict import State
from bitcoin_office.proof.bip322.verify import verify
from bitcoin_office.proof.errors import ProofFormatError
from bitcoin_office.proof.message import Purpose
from bitcoin_office.proof.packet import Packet
from bitcoin_office.proof.psbt.answer import read_answer
from bitcoin_office.proof.psbt.finish import Answer, collect
from bitcoin_office.reserve.disclosure.audit_file import AuditFile
from bitcoin_office.reserve.disclosure.control_message import binding_of
from bitcoin_office.reserve.disclosure.proofs_kept import KeptProof
from bitcoin_office.terms.finding import Finding, Place

_NAMED_BY = 12


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """A request with its PSBTs by file name, what came back before for each of them, and the proofs made so far."""

    request: RequestFile
    packets: Mapping[str, Packet]
    answers: Mapping[str, Sequence[Answer]]
    proofs: tuple[KeptProof, ...]


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the answers to one request: answers to keep by item and name, and all proofs there are now.

    ``open`` are the items that still lack signatures.
    """

    request: str
    kept: Mapping[tuple[str, str], bytes]
    proofs: tuple[KeptProof, ...]
    added: int
    open: tuple[RequestItem, ...]


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """Proofs that another program made, all of one message, under the name that they get here."""

    name: str
    proofs: tuple[KeptProof, ...]


def take_answers(
    requests: Sequence[Open], answers: Sequence[Answer], engine: ScriptEngine | None
) -> tuple[tuple[Taken, ...], tuple[Finding, ...]]:
    """Gives each answer to the request that it belongs to; what belongs to none is a finding."""
    work = _Taking(requests, engine)
    for answer in answers:
        work.take(answer)
    return work.taken(), tuple(work.findings)


def import_proofs(
    found: AuditFile, network: Network, scripts: Collection[bytes], engine: ScriptEngine | None, *, file: str
) -> tuple[Import | None, tuple[Finding, ...]]:
    """The proofs of a proofs file of bip322-audit that hold and are for scripts of the office.

    Raises ``ProofFormatError`` where the file contradicts itself.
    """
    message = found.text
    binding = binding_of(message)
    place = Place(file=file, key="message")
    if found.chain is not None and found.chain != network.name:
        text = f"The proofs are for the chain {found.chain}, the office is on {network.name}."
        return None, (Finding(code="wrong-network", place=place, message=text),)
    if binding is None:
        text = "The message that was signed names no block, so it proves nothing about any moment."
        return None, (Finding(code="control-message", place=place, message=text, remedy="Sign one with a stamp."),)
    proofs: list[KeptProof] = []
    findings: list[Finding] = []
    for index, each in enumerate(found.proofs):
        at = Place(file=file, key=f"proofs[{index}]")
        try:
            script = script_of_address(each.address, network)
            text = canonical(each.signature, message.encode())
        except (AddressError, ProofFormatError) as error:
            findings.append(Finding(code=error.code, place=at, message=error.message, remedy=error.remedy))
            continue
        wrong = _not_ours(script, scripts, each.address) or _why_not(script, message, text, engine)
        if wrong:
            findings.append(Finding(code="proof-refused", place=at, message=wrong))
        else:
            proofs.append(KeptProof(message=message, script=script.hex(), proof=text))
    name = f"imported-{binding.height}-{sha256(message.encode()).hexdigest()[:_NAMED_BY]}"
    return (Import(name=name, proofs=tuple(proofs)) if proofs else None), tuple(findings)


class _Taking:
    """One run."""

    def __init__(self, requests: Sequence[Open], engine: ScriptEngine | None) -> None:
        self._requests = requests
        self._engine = engine
        self.findings: list[Finding] = []
        self._proofs = {each.request.name: {_key(proof): proof for proof in each.proofs} for each in requests}
        self._kept: dict[str, dict[tuple[str, str], bytes]] = {each.request.name: {} for each in requests}
        self._touched: dict[str, int] = {}

    def take(self, answer: Answer) -> None:
        """One answer."""
        try:
            found = read_answer(answer.data)
        except ProofFormatError as error:
            self._wrong(answer.file, error.code, error.message, error.remedy)
            return
        if isinstance(found, str):
            self._take_proof(answer.file, found)
            return
        unsigned = found.unsigned if isinstance(found, Packet) else _unsigned(found)
        for each in self._requests:
            item = next((item for item in each.request.items if _is_for(each.packets.get(item.file), unsigned)), None)
            if item is not None:
                self._take_signatures(each, item, answer)
                return
        remedy = "Sign the PSBTs that were written for the request; a wallet must not change them."
        self._wrong(answer.file, "proof-no-request", "It answers none of the office's requests.", remedy)

    def taken(self) -> tuple[Taken, ...]:
        """What came of it, for each request that an answer belonged to."""
        return tuple(
            Taken(
                request=each.request.name,
                kept=self._kept[each.request.name],
                proofs=tuple(self._proofs[each.request.name].values()),
                added=self._touched[each.request.name],
                open=self._open(each),
            )
            for each in self._requests
            if each.request.name in self._touched
        )

    def _take_signatures(self, opened: Open, item: RequestItem, answer: Answer) -> None:
        name = opened.request.name
        self._touched.setdefault(name, 0)
        kept = self._kept[name]
        kept[item.file, f"{sha256(answer.data).hexdigest()[:_NAMED_BY]}.psbt"] = answer.data
        new = [Answer(file, data) for (of, file), data in kept.items() if of == item.file]
        # The newest first: findings name the file that just came.
        collected = collect(opened.packets[item.file], [answer, *new, *opened.answers.get(item.file, ())])
        self.findings += collected.findings
        if collected.proof:
            self._add(opened, item, collected.proof, answer.file)

    def _take_proof(self, file: str, text: str) -> None:
        for each in self._requests:
            message = each.request.message
            try:
                found = canonical(text, message.encode())
            except ProofFormatError as error:
                self._wrong(file, error.code, error.message, error.remedy)
                return
            item = self._item_of(each.request, found)
            if item is not None:
                self._touched.setdefault(each.request.name, 0)
                self._add(each, item, found, file)
                return
        self._wrong(file, "proof-no-request", "The proof holds for no script of the office's requests.", "")

    def _item_of(self, request: RequestFile, proof: str) -> RequestItem | None:
        """The item that a finished proof is for: of its script, and of the quorum that could sign so."""
        for script in dict.fromkeys(item.script for item in request.items):
            verdict = verify(bytes.fromhex(script), request.message.encode(), proof, engine=self._engine)
            if verdict.holds:
                own = [item for item in request.items if item.script == script]
                waits = Purpose.RECOVERY if verdict.state is State.VALID_LATER else Purpose.PRIMARY
                found = next((item for item in own if item.quorum is waits), own[0])
                # Of an address alone nobody knew that there are two quorums; the proof shows which of them signed.
                return msgspec.structs.replace(found, quorum=waits) if request.purpose is Purpose.BOTH else found
        return None

    def _add(self, opened: Open, item: RequestItem, proof: str, file: str) -> None:
        message, name = opened.request.message, opened.request.name
        wrong = _why_not(bytes.fromhex(item.script), message, proof, self._engine)
        if wrong:
            self._wrong(file, "proof-refused", wrong, "Let the signers sign the request once more.")
            return
        kept = KeptProof(message=message, script=item.script, proof=proof, quorum=item.quorum)
        if _key(kept) not in self._proofs[name]:
            self._touched[name] += 1
        self._proofs[name][_key(kept)] = kept

    def _open(self, opened: Open) -> tuple[RequestItem, ...]:
        proved = {(proof.script, proof.quorum) for proof in self._proofs[opened.request.name].values()}
        return tuple(item for item in opened.request.items if (item.script, item.quorum) not in proved)

    def _wrong(self, file: str, code: str, message: str, remedy: str) -> None:
        self.findings.append(Finding(code=code, place=Place(file=file), message=message, remedy=remedy))


def _key(proof: KeptProof) -> tuple[str, str, str]:
    return proof.message, proof.script, proof.proof


def _is_for(packet: Packet | None, unsigned: Transaction) -> bool:
    return packet is not None and packet.unsigned.txid == unsigned.txid


def _unsigned(transaction: Transaction) -> Transaction:
    inputs = tuple([TxIn(each.previous, b"", each.sequence) for each in transaction.inputs])
    return Transaction(transaction.version, inputs, transaction.outputs, transaction.lock_time)


def _not_ours(script: bytes, scripts: Collection[bytes], address: str) -> str:
    return "" if script in scripts else f"No vault of the office watches {address}."


def _why_not(script: bytes, message: str, proof: str, engine: ScriptEngine | None) -> str:
    verdict = verify(script, message.encode(), proof, engine=engine)
    if verdict.holds:
        return ""
    reason = verdict.reasons[0].message if verdict.reasons else "no reason given"
    if verdict.state is State.INCONCLUSIVE:
        return f"The proof cannot be judged here: {reason}"
    return f"The proof does not hold: {reason}"
