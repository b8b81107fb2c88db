"""Coins, transactions, movements and proofs as a disclosure writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

import msgspec

from bitcoin_office.chain.address import address_of_script
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.header_run import HeaderRun
from bitcoin_office.chain.network import Network
from bitcoin_office.proof.canonical import write
from bitcoin_office.reserve.chain_port import TouchingTransaction
from bitcoin_office.reserve.coins import Coin
from bitcoin_office.reserve.disclosure.document import (
    AuditorProof,
    BlockEntry,
    CoinEntry,
    ControlEntry,
    Movement,
    MovementInput,
    MovementOutput,
    ProofEntry,
    TransactionEntry,
)
from bitcoin_office.reserve.disclosure.locating import Located
from bitcoin_office.reserve.voucher import MovementClass


def coin_entry(coin: Coin, vault: str, network: Network) -> CoinEntry:
    """A coin as the disclosure writes it."""
    return CoinEntry(
        address=address_of_script(coin.script, network),
        born_height=coin.born_height,
        outpoint=str(coin.outpoint),
        sats=coin.sats,
        script=coin.script.hex(),
        vault=vault,
    )


def transaction_entry(located: Located) -> TransactionEntry:
    """A transaction as the disclosure writes it: without its witness, which the txid does not cover."""
    return TransactionEntry(
        branch=tuple([shown(each) for each in located.inclusion.branch]),
        height=located.height,
        position=located.inclusion.position,
        raw=located.transaction.to_bytes(witness=False).hex(),
        txid=shown(located.transaction.txid),
    )


def block_entry(run: HeaderRun, height: int) -> BlockEntry:
    """The block at a height of the run."""
    return BlockEntry(hash=shown(run.hash(height)), header=run.header(height).to_bytes().hex(), height=height)


def movement_entry(
    transaction: TouchingTransaction,
    vaults: Mapping[bytes, str],
    movement_class: MovementClass,
    *,
    evidence: str = "",
    voucher: str | None = None,
) -> Movement:
    """What a transaction did to the vaults, which are given by their scripts."""
    inputs = tuple(
        MovementInput(
            outpoint=str(each.outpoint),
            sats=each.output.sats,
            script=each.output.script.hex(),
            vault=vaults[each.output.script],
        )
        for each in transaction.inputs
        if each.output is not None and each.output.script in vaults
    )
    outputs = tuple(
        MovementOutput(index=index, sats=each.sats, script=each.script.hex(), vault=vaults[each.script])
        for index, each in enumerate(transaction.outputs)
        if each.script in vaults
    )
    return Movement(
        delta_sats=sum(each.sats for each in outputs) - sum(each.sats for each in inputs),
        evidence=evidence,
        fee_sats=_fee_paid(transaction, len(inputs)),
        height=transaction.block.height,
        inputs=inputs,
        movement_class=movement_class,
        outputs=outputs,
        txid=shown(transaction.txid),
        voucher=voucher,
    )


def _fee_paid(transaction: TouchingTransaction, own_inputs: int) -> int | None:
    """The fee that the office paid: none where it spent nothing; unknown where others paid in too."""
    if own_inputs == 0:
        return 0
    return transaction.fee_sats if own_inputs == len(transaction.inputs) else None


def commitment_to(proof: AuditorProof) -> str:
    """The hash that the public file holds in the place of a proof."""
    return sha256(write(proof)).hexdigest()


def public_entry(script: bytes, proof: str) -> ProofEntry:
    """A proof that everybody sees."""
    return ProofEntry(commitment=None, proof=proof, script=script.hex())


def committed_entry(proof: AuditorProof) -> ProofEntry:
    """The commitment to a proof that an auditor sees."""
    return ProofEntry(commitment=commitment_to(proof), proof=None, script=proof.script)


def proof_order(entry: ProofEntry) -> tuple[str, str, str]:
    """What the proofs of a message are ordered by."""
    return entry.script, entry.proof or "", entry.commitment or ""


def ordered_control(control: Iterable[ControlEntry]) -> tuple[ControlEntry, ...]:
    """Messages and, in each, proofs in the format's order."""
    sorted_inside = [
        msgspec.structs.replace(each, proofs=tuple(sorted(each.proofs, key=proof_order))) for each in control
    ]
    return tuple(sorted(sorted_inside, key=lambda each: each.message))
