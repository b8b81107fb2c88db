"""Checks of control: each message is bound to this disclosure, and each proof holds for its script and message."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.header_run import HeaderRun
from bitcoin_office.proof.bip322.engine import ScriptEngine
from bitcoin_office.proof.bip322.verdict import State, Verdict
from bitcoin_office.proof.bip322.verify import Claim, verify_all
from bitcoin_office.proof.message import time_text
from bitcoin_office.reserve.disclosure import wording
from bitcoin_office.reserve.disclosure.control_message import Binding, binding_of
from bitcoin_office.reserve.disclosure.document import AuditorFile, ControlEntry
from bitcoin_office.reserve.disclosure.entries import commitment_to
from bitcoin_office.reserve.disclosure.evidence import Evidence
from bitcoin_office.reserve.disclosure.result import Tally

_REMEDY = "Do not count it as proved; ask the office for a new proof."


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """A proof to judge: where it stands, what its message binds, and whether only the auditor sees it."""

    key: str
    binding: Binding
    claim: Claim
    secret: bool


class Covered:
    """The outpoints that proofs of each kind were found to cover."""

    def __init__(self) -> None:
        self.public: set[str] = set()
        self.secret: set[str] = set()
        self.recovery: set[str] = set()
        self.later: dict[str, int] = {}
        self.open: dict[str, str] = {}
        self.committed: set[str] = set()
        self.unnamed: set[str] = set()
        self.expires: list[dt.date] = []


def check_control(
    evidence: Evidence,
    run: HeaderRun | None,
    auditor: AuditorFile | None,
    *,
    engine: ScriptEngine | None,
    today: dt.date,
    tally: Tally,
) -> None:
    """All proofs of control, those of the auditor's file included."""
    covered = Covered()
    openings = {} if auditor is None else {commitment_to(each): each for each in auditor.proofs}
    claims: list[Claimed] = []
    for place, entry in enumerate(evidence.disclosure.control):
        key = f"control[{place}]"
        binding = _bound(evidence, run, entry, key, tally)
        if binding is None:
            continue
        for inner, proof in enumerate(entry.proofs):
            text, secret = proof.proof, False
            if proof.commitment is not None:
                opening = openings.pop(proof.commitment, None)
                covered.committed |= {coin.outpoint for coin in evidence.coins_of_script.get(proof.script, [])}
                fits = opening is not None and (opening.message, opening.script) == (entry.message, proof.script)
                text, secret = (opening.proof if opening is not None and fits else None), True
            if text is not None:
                claim = Claim(script=bytes.fromhex(proof.script), message=entry.message.encode(), proof=text)
                where = f"{key}.proofs[{inner}]"
                claims.append(Claimed(key=where, binding=binding, claim=claim, secret=secret))
    for opening in openings.values():
        message = f"The auditor's file has a proof for {opening.script} that the disclosure does not commit to."
        tally.wrong("auditor-proof", "proofs", message, "Ask the office for the auditor's file of this disclosure.")
    for claimed, verdict in zip(claims, verify_all((each.claim for each in claims), engine=engine), strict=True):
        _judge(evidence, claimed, verdict, covered, tally)
    _say(evidence, covered, today, tally)


def _bound(evidence: Evidence, run: HeaderRun | None, entry: ControlEntry, key: str, tally: Tally) -> Binding | None:
    """What the message binds, where that is this disclosure; else ``None`` with a finding."""
    binding = binding_of(entry.message)
    if binding is None:
        tally.wrong(
            "control-message",
            f"{key}.message",
            "The message that was signed names no block, or is not in our form.",
            _REMEDY,
        )
        return None
    for problem in (_block_problem(evidence, run, binding), *_scope_problems(evidence, entry, binding)):
        if problem:
            tally.wrong("control-message", f"{key}.message", problem, _REMEDY)
            return None
    known = binding.height in evidence.headers or (run is not None and binding.height in run)
    if not known:
        tally.leave(
            "control-block",
            f"That block {binding.height:,}, which the signers named, is in this chain: no header shows it.",
        )
    return binding


def _block_problem(evidence: Evidence, run: HeaderRun | None, binding: Binding) -> str:
    if binding.height > evidence.disclosure.stamp.height:
        return f"The message was signed for block {binding.height}, after the stamp."
    if run is not None and binding.height in run:
        header = run.header(binding.height)
    else:
        header = evidence.headers.get(binding.height)
    if header is None:
        return ""
    if shown(header.hash) != binding.block:
        return f"The message names another block at height {binding.height}."
    is_same = time_text(header.time) == binding.time
    return "" if is_same else f"The message names another time than the header of block {binding.height} has."


def _scope_problems(evidence: Evidence, entry: ControlEntry, binding: Binding) -> Sequence[str]:
    said, found = binding.attestation, evidence.disclosure
    strangers = [proof.script for proof in entry.proofs if proof.script not in evidence.coins_of_script]
    problems = [f"No coin of the disclosure has the script {script}." for script in strangers[:1]]
    if said is None:
        return problems
    if (said.country, said.network) != (found.country, found.network):
        problems.append(f"The message is for {said.country} on {said.network}.")
    if said.expires.isoformat() < found.made_on:
        problems.append(f"The message expired on {said.expires}, before the disclosure was made.")
    vaults = {coin.vault for proof in entry.proofs for coin in evidence.coins_of_script.get(proof.script, [])}
    others = sorted(vault for vault in vaults if vault.lower() != said.vault)
    problems += [f"The message is for the vault {said.vault}, and coins of {vault} stand under it." for vault in others]
    return problems


def _judge(evidence: Evidence, claimed: Claimed, verdict: Verdict, covered: Covered, tally: Tally) -> None:
    script = claimed.claim.script.hex()
    outpoints = {coin.outpoint for coin in evidence.coins_of_script[script]}
    reason = verdict.reasons[0].message if verdict.reasons else ""
    if verdict.state is State.INVALID:
        named = ", ".join(sorted(outpoints))
        message = f"The proof of control for {script} does not hold: {reason} Coins under it: {named}."
        tally.wrong("control", claimed.key, message, _REMEDY)
        return
    if verdict.state is State.INCONCLUSIVE:
        covered.open |= dict.fromkeys(outpoints, reason)
        return
    for named in verdict.coins:
        coin = evidence.coins.get(str(named.outpoint))
        if coin is not None and (coin.sats, coin.script) == (named.sats, named.script.hex()):
            outpoints.add(coin.outpoint)
    if claimed.binding.attestation is None:
        covered.unnamed |= outpoints
    elif verdict.state is State.VALID:
        covered.expires.append(claimed.binding.attestation.expires)
    is_recovery = claimed.binding.may_be_recovery and (
        verdict.state is State.VALID_LATER or not claimed.binding.may_be_primary
    )
    if is_recovery:
        covered.recovery |= outpoints
    if verdict.state is State.VALID_LATER:
        covered.later |= dict.fromkeys(outpoints, max(verdict.sequence, verdict.lock_time))
    elif not is_recovery:
        (covered.secret if claimed.secret else covered.public).update(outpoints)


def _say(evidence: Evidence, covered: Covered, today: dt.date, tally: Tally) -> None:
    held = {coin.outpoint: coin.sats for coin in evidence.disclosure.coins if coin.outpoint not in tally.broken_coins}

    def told(outpoints: set[str]) -> str:
        found = [held[each] for each in outpoints if each in held]
        return wording.coins(len(found), sum(found)) if found else ""

    until = f"; to be believed until {min(covered.expires)}" if covered.expires else ""
    secret = covered.secret - covered.public
    now = covered.public | covered.secret
    closed = covered.committed - now - covered.recovery - set(covered.later) - set(covered.open)
    bare = set(held) - now - closed - set(covered.later) - set(covered.open) - covered.recovery
    proved = (
        ("control", covered.public, f"whoever holds the keys of each script signed for it, in public{until}."),
        ("control-auditor", secret, "a proof of control that only the auditor's file shows holds."),
        ("control-recovery", covered.recovery, "the recovery quorum signed too, and its way of spending works."),
    )
    left = (
        ("control-later", set(covered.later) - now, "the signatures would move them only at a later time or age."),
        ("control-undecided", set(covered.open) - now, "this program cannot judge the proof of control."),
        ("control-committed", closed, "a proof of control exists, says the office; only an auditor's file shows it."),
        ("control-none", bare, "nobody has signed for them."),
        ("control-message", covered.unnamed, "the signed message names a block, but no country, vault and expiry."),
    )
    for code, outpoints, text in proved:
        if told(outpoints):
            tally.prove(code, f"{told(outpoints)}: {text}")
    for code, outpoints, text in left:
        if told(outpoints):
            tally.leave(code, f"{told(outpoints)}: {text}")
    expired = [day for day in covered.expires if day < today]
    if expired:
        tally.leave(
            "control-expired", f"That the keys can still sign: a proof was to be believed until {min(expired)}."
        )
