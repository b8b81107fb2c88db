"""Proofs of control that the office keeps, and which of them go into a disclosure: in public, or by commitment."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

import msgspec

from bitcoin_office.chain.hashing import shown
from bitcoin_office.proof.message import Purpose
from bitcoin_office.reserve.chain_port import BlockStamp, Chain
from bitcoin_office.reserve.disclosure.control_message import Binding, binding_of
from bitcoin_office.reserve.disclosure.document import AuditorProof, ControlEntry, ProofEntry
from bitcoin_office.reserve.disclosure.entries import committed_entry

Salts = Callable[[], str]


class KeptProof(msgspec.Struct, frozen=True, kw_only=True):
    """A proof of control that was verified when it came in: its message, the locking script in hex, its text.

    ``quorum`` is who signed it, where one message was signed by both.
    """

    message: str
    script: str
    proof: str
    quorum: Purpose = Purpose.PRIMARY


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What goes into a disclosure, what its auditor gets, and why other proofs stay out."""

    control: tuple[ControlEntry, ...]
    secrets: tuple[AuditorProof, ...]
    remarks: tuple[str, ...]


def choose(
    kept: Iterable[KeptProof],
    vaults: Mapping[str, str],
    *,
    stamp: BlockStamp,
    chain: Chain,
    made_on: dt.date,
    committed: Collection[str],
    salts: Salts,
) -> Chosen:
    """The newest proof of each script and quorum that is bound to this stamp or an earlier block of the same chain.

    ``vaults`` are by the script of each coin, in hex; proofs for coins of the ``committed`` ones are only committed to.
    """
    newest: dict[tuple[str, Purpose], tuple[int, KeptProof]] = {}
    remarks: dict[str, None] = {}
    for proof in kept:
        binding = binding_of(proof.message)
        vault = vaults.get(proof.script)
        if vault is None or binding is None:
            continue
        why_not = _why_not(binding, vault, stamp, chain, made_on)
        if why_not:
            remarks[f"A proof for {vault} stays out: {why_not}."] = None
            continue
        place = (proof.script, proof.quorum)
        if place not in newest or newest[place][0] < binding.height:
            newest[place] = (binding.height, proof)
    entries: dict[str, list[ProofEntry]] = defaultdict(list)
    secrets: list[AuditorProof] = []
    for _, proof in newest.values():
        if vaults[proof.script] in committed:
            secret = AuditorProof(message=proof.message, proof=proof.proof, salt=salts(), script=proof.script)
            secrets.append(secret)
            entries[proof.message].append(committed_entry(secret))
        else:
            entries[proof.message].append(ProofEntry(commitment=None, proof=proof.proof, script=proof.script))
    control = tuple(ControlEntry(message=message, proofs=tuple(proofs)) for message, proofs in entries.items())
    ordered = sorted(secrets, key=lambda each: (each.message, each.script, each.proof))
    return Chosen(control=control, secrets=tuple(ordered), remarks=tuple(remarks))


def _why_not(binding: Binding, vault: str, stamp: BlockStamp, chain: Chain, made_on: dt.date) -> str:
    said = binding.attestation
    if said is not None and said.expires < made_on:
        return f"it expired on {said.expires}"
    if said is not None and said.vault != vault.lower():
        return f"it was made for the vault {said.vault}"
    if binding.height > stamp.height:
        return f"it was made for block {binding.height:,}, after the stamp"
    if shown(chain.stamp(binding.height).hash) != binding.block:
        return f"block {binding.height:,}, for which it was made, is no longer on the best chain"
    return ""
