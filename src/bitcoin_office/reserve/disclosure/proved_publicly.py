"""What a disclosure proves to everybody: the coins for which its public proofs count on a day, as in the statement."""

from __future__ import annotations

import datetime as dt

from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.proof.bip322.engine import ScriptEngine
from bitcoin_office.proof.bip322.verdict import State
from bitcoin_office.proof.bip322.verify import Claim, verify_all
from bitcoin_office.reserve.coins import Coin
from bitcoin_office.reserve.disclosure.control_message import Binding, binding_of
from bitcoin_office.reserve.disclosure.document import CoinEntry, Disclosure
from bitcoin_office.reserve.judged_proof import JudgedProof


def publicly_proved_sats(disclosure: Disclosure, *, today: dt.date, engine: ScriptEngine | None) -> int:
    """Satoshis of the coins that a public proof of control by the primary quorum covers, still to be believed today.

    A coin counts once, and only if it was there at the block that was signed. For a disclosure that was verified
    without findings: that its messages and blocks are its own is not looked at again. Raises what the engine raises.
    """
    claims: list[Claim] = []
    bindings: list[Binding] = []
    for entry in disclosure.control:
        binding = binding_of(entry.message)
        if binding is None or not _counts(binding, today):
            continue
        for proof in entry.proofs:
            if proof.proof is not None:
                claims.append(
                    Claim(script=bytes.fromhex(proof.script), message=entry.message.encode(), proof=proof.proof)
                )
                bindings.append(binding)
    judged = [
        JudgedProof(
            request="",
            script=claim.script,
            funds=tuple((each.outpoint, each.sats, each.script) for each in verdict.coins),
            height=binding.height,
            vault="" if binding.attestation is None else binding.attestation.vault,
        )
        for claim, binding, verdict in zip(claims, bindings, verify_all(claims, engine=engine), strict=True)
        if verdict.state is State.VALID
    ]
    return sum(each.sats for each in disclosure.coins if _proved(each, judged))


def _counts(binding: Binding, today: dt.date) -> bool:
    said = binding.attestation
    return said is not None and binding.may_be_primary and said.expires >= today


def _proved(entry: CoinEntry, judged: list[JudgedProof]) -> bool:
    script, outpoint = bytes.fromhex(entry.script), OutPoint.parse(entry.outpoint)
    coin = Coin(outpoint, entry.sats, script, entry.born_height, born_hash=b"", is_coinbase=False)
    return any(proof.speaks_of(coin) and proof.why_not_for(coin, entry.vault) is None for proof in judged)
