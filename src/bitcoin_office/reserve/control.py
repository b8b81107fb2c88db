"""Kept proofs of control judged anew: whether each still counts on a day, for which coins, and if not, why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import msgspec

from bitcoin_office.chain.errors import ChainFormatError
from bitcoin_office.chain.hashing import read_hash, shown
from bitcoin_office.chain.header import Header
from bitcoin_office.proof.bip322.engine import ScriptEngine
from bitcoin_office.proof.bip322.verdict import State, Verdict
from bitcoin_office.proof.bip322.verify import Claim, verify_all
from bitcoin_office.proof.message import Attestation
from bitcoin_office.reserve.chain_port import BlockStamp
from bitcoin_office.reserve.disclosure.control_message import Binding, binding_of
from bitcoin_office.reserve.disclosure.proofs_kept import KeptProof
from bitcoin_office.reserve.judged_proof import JudgedProof, WhyNot
from bitcoin_office.reserve.movements_log import Known


class GivenProof(msgspec.Struct, frozen=True, kw_only=True):
    """A proof as the office keeps it, in the request of this name, with the header of the block that was asked for.

    ``header`` is empty where it is not known.
    """

    request: str
    proof: KeptProof
    header: bytes


class Judging(msgspec.Struct, frozen=True, kw_only=True):
    """What proofs are held against: whose they must be, the day, and what the log knows of their blocks."""

    country: str
    network: str
    at: dt.date
    known: Callable[[BlockStamp], Known]
    engine: ScriptEngine | None


def judge_proofs(given: Sequence[GivenProof], judging: Judging) -> tuple[JudgedProof, ...]:
    """Verifies every proof and judges it as of the day. Proofs of blocks after that day are left out.

    Raises what the script engine raises when it cannot work.
    """
    claims = (
        Claim(script=_script(each), message=each.proof.message.encode(), proof=each.proof.proof) for each in given
    )
    verdicts = verify_all(claims, engine=judging.engine)
    found = (_judge(each, verdict, judging) for each, verdict in zip(given, verdicts, strict=True))
    return tuple(each for each in found if each.day is None or each.day <= judging.at)


def _script(given: GivenProof) -> bytes:
    try:
        return bytes.fromhex(given.proof.script)
    except ValueError:
        # No proof is for the empty script: a record that was damaged is judged as broken.
        return b""


def _judge(given: GivenProof, verdict: Verdict, judging: Judging) -> JudgedProof:
    binding = binding_of(given.proof.message)
    said = None if binding is None else binding.attestation
    found = JudgedProof(request=given.request, script=_script(given))
    if verdict.state is State.INVALID:
        reason = verdict.reasons[0].message if verdict.reasons else "it does not hold."
        return _with(found, WhyNot.BROKEN, f"The kept proof does not verify: {reason}")
    if binding is None or said is None:
        return _with(found, WhyNot.MESSAGE, "The signed message names no country, vault and expiry.")
    header = _header(given.header, binding)
    found = msgspec.structs.replace(
        found,
        funds=tuple((each.outpoint, each.sats, each.script) for each in verdict.coins),
        height=binding.height,
        block=binding.block,
        day=None if header is None else dt.datetime.fromtimestamp(header.time, dt.UTC).date(),
        vault=said.vault,
        expires=said.expires,
    )
    why_not, sentence = _why_not(binding, said, verdict, header, judging)
    return found if why_not is None else _with(found, why_not, sentence)


def _why_not(
    binding: Binding, said: Attestation, verdict: Verdict, header: Header | None, judging: Judging
) -> tuple[WhyNot | None, str]:
    if (said.country, said.network) != (judging.country, judging.network):
        return WhyNot.MESSAGE, f"The signed message is for {said.country} on {said.network}."
    known = judging.known(BlockStamp(binding.height, read_hash(binding.block)))
    if known is Known.GIVEN_UP:
        return WhyNot.BLOCK_ORPHANED, f"Block {binding.height:,}, for which it was signed, was orphaned."
    if known is Known.UNKNOWN or header is None:
        return WhyNot.BLOCK_UNKNOWN, f"The office does not know block {binding.height:,}, for which it was signed."
    if header.time != said.block_time:
        return WhyNot.MESSAGE, f"The signed message names {binding.time}, which is not the time of its block."
    if verdict.state is State.INCONCLUSIVE:
        return WhyNot.NOT_JUDGED, f"It cannot be judged here: {verdict.reasons[0].message}"
    if verdict.state is State.VALID_LATER and not binding.may_be_recovery:
        return WhyNot.ONLY_LATER, "The signatures would move the coins only at a later time or age."
    if verdict.state is State.VALID_LATER or not binding.may_be_primary:
        return WhyNot.RECOVERY_ONLY, "Only the recovery quorum signed."
    if said.expires < judging.at:
        return WhyNot.EXPIRED, f"It was to be believed until {said.expires}."
    return None, ""


def _header(header: bytes, binding: Binding) -> Header | None:
    """The header of the block that was signed; ``None`` where the office does not have it."""
    try:
        found = Header.parse(header)
    except ChainFormatError:
        return None
    return found if shown(found.hash) == binding.block else None


def _with(found: JudgedProof, why_not: WhyNot, sentence: str) -> JudgedProof:
    return msgspec.structs.replace(found, why_not=why_not, sentence=sentence)
