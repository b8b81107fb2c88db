"""A small disclosure for tests: three coins on a training chain, with everything that a file can hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain
from bitcoin_office.chain.header_run import HeaderRun
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.chain.transaction import OutPoint, Transaction, TxIn, TxOut
from bitcoin_office.proof.message import Attestation, Purpose
from bitcoin_office.proof.note import NoteSigner
from bitcoin_office.proof.sighash import Spending
from bitcoin_office.reserve.chain_port import BlockStamp, TouchingTransaction
from bitcoin_office.reserve.coins import coins_at
from bitcoin_office.reserve.disclosure.building import (
    Material,
    Series,
    assemble,
    disclosure_hash,
    first_height,
    signed_file,
)
from bitcoin_office.reserve.disclosure.document import (
    AuditorFile,
    AuditorProof,
    ControlEntry,
    Disclosure,
    Kind,
    LotEntry,
    Movement,
    PriceSource,
    Scope,
    Valuation,
)
from bitcoin_office.reserve.disclosure.entries import committed_entry, movement_entry, public_entry, transaction_entry
from bitcoin_office.reserve.disclosure.locating import locate
from bitcoin_office.reserve.voucher import MovementClass
from tests.proof.locks import P2WPKH, P2WSH, Lock, multisig_script, prove, signed, wsh

BITCOIN = 100_000_000
FEE = 1_000
FIRST_TIME = 1_700_000_000
SPACING = 600
MINER = Lock(name="p2wpkh", script=b"\x00\x14" + bytes(20))

SIGNER = NoteSigner("training.example/office", bytes(range(32)))
EXCHANGE = P2WPKH
_THREE = (11, 12, 13)
COLD = P2WSH
VAULT_SCRIPT = multisig_script(2, _THREE)
CHANGE = Lock(name="p2wsh 2-of-3", script=wsh(VAULT_SCRIPT), witness=VAULT_SCRIPT, signers=(11, 13), before=(b"",))
GIFTS_SCRIPT = multisig_script(1, (21,))
GIFTS = Lock(name="p2wsh 1-of-1", script=wsh(GIFTS_SCRIPT), witness=GIFTS_SCRIPT, signers=(21,), before=(b"",))
MINED_SCRIPT = multisig_script(1, (31,))
MINED = Lock(name="p2wsh 1-of-1", script=wsh(MINED_SCRIPT), witness=MINED_SCRIPT, signers=(31,), before=(b"",))
VAULTS = {COLD.script: "cold", CHANGE.script: "cold", GIFTS.script: "gifts", MINED.script: "mined"}
SALT = "5a" * 32
VOUCHER = "ab" * 32
EXPIRES = dt.date(2026, 12, 31)
MADE_ON = dt.date(2026, 1, 2)
PRICE_USD_CENTS = 6_000_000
LOT = LotEntry(
    account="Assets:Reserve:Proved",
    acquired_on="2025-12-01",
    cost=18_000_000,
    cost_unit="USD",
    lot="buy-1",
    sats=3 * BITCOIN - FEE,
)


def pay(coins: list[tuple[OutPoint, TxOut, Lock]], outputs: list[tuple[int, bytes]]) -> Transaction:
    """Spends the coins to outputs of satoshis and script."""
    made = tuple(TxOut(sats, script) for sats, script in outputs)
    unsigned = Transaction(2, tuple(TxIn(outpoint, b"", 0xFFFFFFFD) for outpoint, _, _ in coins), made)
    spending = Spending(unsigned, tuple(output for _, output, _ in coins))
    return signed(spending, [lock.opened(spending, index) for index, (_, _, lock) in enumerate(coins)])


def coin_of(transaction: Transaction, index: int, lock: Lock) -> tuple[OutPoint, TxOut, Lock]:
    """An output that ``lock`` opens."""
    assert transaction.outputs[index].script == lock.script
    return transaction.outpoint(index), transaction.outputs[index], lock


@dataclass(frozen=True, repr=False)
class Made:
    """A disclosure with its three files."""

    disclosure: Disclosure
    file: bytes
    headers: HeaderRun
    auditor: AuditorFile


class Practice:
    """The chain and the office of the tests: bought, given, consolidated, mined."""

    def __init__(self, folder: Path | None = None) -> None:
        self.chain = EmbeddedChain(folder)
        self.classes: dict[bytes, tuple[MovementClass, str | None]] = {}
        for _ in range(100):
            self.mine(script=EXCHANGE.script)
        first = self.chain.block(1).coinbase
        bought = pay([coin_of(first, 0, EXCHANGE)], [(3 * BITCOIN, COLD.script), (47 * BITCOIN - FEE, EXCHANGE.script)])
        gift = pay([coin_of(bought, 1, EXCHANGE)], [(BITCOIN // 100, GIFTS.script)])
        self.mine(bought, gift, fees=FEE + 47 * BITCOIN - FEE - BITCOIN // 100)
        moved = pay([coin_of(bought, 0, COLD)], [(3 * BITCOIN - FEE, CHANGE.script)])
        self.mine(moved, fees=FEE)
        self.mine(script=MINED.script)
        self.mine()
        self.classes[bought.txid] = (MovementClass.PURCHASE, VOUCHER)
        self.classes[gift.txid] = (MovementClass.DONATION, None)
        self.classes[moved.txid] = (MovementClass.CONSOLIDATION, None)
        self.classes[self.chain.block(103).coinbase.txid] = (MovementClass.MINED, None)

    def mine(self, *transactions: Transaction, script: bytes = MINER.script, fees: int = 0) -> BlockStamp:
        """The next block."""
        height = self.chain.tip().height + 1
        time = FIRST_TIME + SPACING * height
        return self.chain.mine(script, time=time, transactions=transactions, fees_sats=fees)

    def attestation(self, vault: str, purpose: Purpose = Purpose.PRIMARY) -> str:
        """What the signers of a vault sign at the tip."""
        tip = self.chain.tip()
        return Attestation(
            country="zz", vault=vault, network="regtest", height=tip.height, block_hash=tip.hash, purpose=purpose,
            block_time=self.chain.block(tip.height).header.time, expires=EXPIRES,
        ).text()  # fmt: skip

    @cached_property
    def small(self) -> Made:
        """The first disclosure, at the tip."""
        return self.disclose()

    def disclose(self, series: Series | None = None) -> Made:
        """A disclosure at the tip: the bought coin proved in public, the gift committed to, the mined one unproved."""
        material, secret = self.material(series or Series(number=1))
        disclosure = assemble(material)
        auditor = AuditorFile(
            disclosure=disclosure_hash(disclosure), proofs=(secret,), schema="bitcoin-office/auditor-proofs/1"
        )
        file = signed_file(disclosure, SIGNER)
        return Made(disclosure=disclosure, file=file, headers=material.headers, auditor=auditor)

    def material(self, series: Series) -> tuple[Material, AuditorProof]:
        """What goes into it, and what the auditor gets."""
        tip = self.chain.tip()
        since = series.basis.height if series.basis else 0
        everything = self.chain.activity(frozenset(VAULTS)).transactions
        coins = coins_at(tip.height, everything, frozenset(VAULTS))
        moves = [self.chain.with_inputs(each) for each in everything if each.block.height > since]
        wanted = {coin.outpoint.txid: coin.born_height for coin in coins}
        wanted |= {each.txid: each.block.height for each in moves}
        cold, gifts = self.attestation("cold"), self.attestation("gifts")
        secret = AuditorProof(message=gifts, proof=prove(GIFTS, gifts.encode()), salt=SALT, script=GIFTS.script.hex())
        shown_to_all = public_entry(CHANGE.script, prove(CHANGE, cold.encode()))
        control = (
            ControlEntry(message=cold, proofs=(shown_to_all,)),
            ControlEntry(message=gifts, proofs=(committed_entry(secret),)),
        )
        material = Material(
            country="zz", kind=Kind.TRAINING, network=REGTEST, made_on=MADE_ON, scope=Scope.ALL, signer=SIGNER.key,
            series=series,
            headers=self.chain.headers(first_height(wanted.values(), tip.height, series.basis), tip.height),
            coins=tuple((coin, VAULTS[coin.script]) for coin in coins),
            transactions=tuple(transaction_entry(each) for each in locate(self.chain, wanted)),
            movements=tuple(self.movement(each) for each in moves),
            control=control,
            lots=(LOT,),
            valuation=valued(sum(coin.sats for coin in coins)),
        )  # fmt: skip
        return material, secret

    def movement(self, transaction: TouchingTransaction) -> Movement:
        """What it was, as the tests have it."""
        movement_class, voucher = self.classes[transaction.txid]
        return movement_entry(transaction, VAULTS, movement_class, evidence="made up for a test", voucher=voucher)


def valued(sats: int) -> Valuation:
    """At a price that is made up."""
    return Valuation(
        on="2026-01-01",
        price_usd_cents=PRICE_USD_CENTS,
        value_usd_cents=round(Fraction(sats * PRICE_USD_CENTS, BITCOIN)),
        source=PriceSource(title="A price made up for a test", url=""),
    )
