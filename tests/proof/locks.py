"""Locks with their keys, made for the tests, and what a wallet would do with them: sign and make proofs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import coincurve

from bitcoin_office.chain.hashing import hash160
from bitcoin_office.chain.script import p2pkh, p2sh, push, push_number, witness_script
from bitcoin_office.chain.transaction import OutPoint, Transaction, TxIn, TxOut
from bitcoin_office.proof.bip322.encoding import may_be_simple, write_full, write_simple
from bitcoin_office.proof.bip322.virtual import challenge, to_sign
from bitcoin_office.proof.curve import taproot_output_key
from bitcoin_office.proof.sighash import Spending

ORDER = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141
CHECKMULTISIG = b"\xae"


def key(number: int) -> coincurve.PrivateKey:
    """The tests' private key of this number."""
    return coincurve.PrivateKey(hashlib.sha256(b"bitcoin-office test key %d" % number).digest())


def public(number: int, *, compressed: bool = True) -> bytes:
    """Its public key."""
    return key(number).public_key.format(compressed=compressed)


def taproot_key(number: int) -> coincurve.PrivateKey:
    """The key tweaked for an output without scripts (BIP-341)."""
    secret = key(number)
    if secret.public_key.format()[0] == 3:
        secret = coincurve.PrivateKey.from_int(ORDER - secret.to_int())
    internal = secret.public_key.format()[1:]
    tag = hashlib.sha256(b"TapTweak").digest()
    return secret.add(hashlib.sha256(tag + tag + internal).digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A locking script, what it takes to open it, and the numbers of the keys that sign, in the script's order."""

    name: str
    script: bytes
    redeem: bytes = b""
    witness: bytes = b""
    signers: tuple[int, ...] = ()
    before: tuple[bytes, ...] = ()
    after: tuple[bytes, ...] = ()
    segwit: bool = True
    options: Mapping[str, int] = field(default_factory=dict, hash=False)

    def signatures(self, spending: Spending, index: int) -> tuple[bytes, ...]:
        """Each signer's signature with its hash type."""
        if self.name == "p2tr":
            return (taproot_key(self.signers[0]).sign_schnorr(spending.taproot_digest(index, 0), b"\0" * 32),)
        code = self.witness or self.redeem or self.script
        if self.segwit and not self.witness:
            code = p2pkh(hash160(public(self.signers[0])))
        digest = spending.segwit_digest(index, code) if self.segwit else spending.legacy_digest(index, code)
        return tuple(key(signer).sign(digest, hasher=None) + b"\1" for signer in self.signers)

    def items(self, spending: Spending, index: int) -> tuple[bytes, ...]:
        """Everything that the script runs on, top last."""
        return (*self.before, *self.signatures(spending, index), *self.after)

    def opened(self, spending: Spending, index: int, items: tuple[bytes, ...] | None = None) -> TxIn:
        """The input with its scriptSig and witness."""
        unsigned = spending.transaction.inputs[index]
        found = self.items(spending, index) if items is None else items
        if self.segwit:
            stack = (*found, self.witness) if self.witness else found
            return TxIn(unsigned.previous, push(self.redeem) if self.redeem else b"", unsigned.sequence, stack)
        script_sig = b"".join(push(item) for item in (*found, *([self.redeem] if self.redeem else [])))
        return TxIn(unsigned.previous, script_sig, unsigned.sequence)


def unsigned_proof(lock: Lock, message: bytes, coins: tuple[tuple[OutPoint, TxOut], ...] = ()) -> Spending:
    """``to_sign`` before anyone signed it."""
    transaction = to_sign(
        challenge(message, lock.script), others=tuple(TxIn(outpoint, b"", 0) for outpoint, _ in coins), **lock.options
    )
    return Spending(transaction, (TxOut(0, lock.script), *(output for _, output in coins)))


def signed(spending: Spending, inputs: list[TxIn]) -> Transaction:
    """The transaction with these inputs."""
    unsigned = spending.transaction
    return Transaction(unsigned.version, tuple(inputs), unsigned.outputs, unsigned.lock_time)


def prove(lock: Lock, message: bytes, items: tuple[bytes, ...] | None = None) -> str:
    """The text of a proof: the simple form where it may be, else the full one."""
    spending = unsigned_proof(lock, message)
    transaction = signed(spending, [lock.opened(spending, 0, items)])
    if may_be_simple(lock.script, transaction):
        return write_simple(transaction.inputs[0].witness)
    return write_full(transaction)


def multisig_script(needed: int, numbers: tuple[int, ...]) -> bytes:
    """``needed`` of these keys, in this order."""
    keys = b"".join(push(public(number)) for number in numbers)
    return push_number(needed) + keys + push_number(len(numbers)) + CHECKMULTISIG


def wsh(script: bytes) -> bytes:
    """Pays to a witness script."""
    return witness_script(0, hashlib.sha256(script).digest())


def sh(script: bytes) -> bytes:
    """Pays to a redeem script."""
    return p2sh(hash160(script))


_TWO_OF_THREE = multisig_script(2, (1, 2, 3))
_WPKH = witness_script(0, hash160(public(1)))
_OUTPUT_KEY = taproot_output_key(public(1)[1:], b"")
assert _OUTPUT_KEY is not None

P2WPKH = Lock(name="p2wpkh", script=_WPKH, signers=(1,), after=(public(1),))
P2TR = Lock(name="p2tr", script=witness_script(1, _OUTPUT_KEY[0]), signers=(1,))
P2WSH = Lock(name="p2wsh 2-of-3", script=wsh(_TWO_OF_THREE), witness=_TWO_OF_THREE, signers=(1, 3), before=(b"",))
SH_WPKH = Lock(name="sh(wpkh)", script=sh(_WPKH), redeem=_WPKH, signers=(1,), after=(public(1),))
SH_WSH = Lock(
    name="sh(wsh(multi))",
    script=sh(P2WSH.script),
    redeem=P2WSH.script,
    witness=_TWO_OF_THREE,
    signers=(2, 3),
    before=(b"",),
)
SH_MULTI = Lock(
    name="sh(multi)", script=sh(_TWO_OF_THREE), redeem=_TWO_OF_THREE, signers=(1, 2), before=(b"",), segwit=False
)
P2PKH = Lock(name="p2pkh", script=p2pkh(hash160(public(1))), signers=(1,), after=(public(1),), segwit=False)
BARE_MULTI = Lock(name="multi", script=_TWO_OF_THREE, signers=(1, 3), before=(b"",), segwit=False)

TEMPLATES = (P2WPKH, P2TR, P2WSH, SH_WPKH, SH_WSH, SH_MULTI, P2PKH, BARE_MULTI)


def delayed_recovery(delay_blocks: int, primary: tuple[int, ...], recovery: tuple[int, ...]) -> bytes:
    """``or_i(and_v(v:multi(2,recovery...),older(delay)),multi(2,primary...))`` as a script."""
    recover = multisig_script(2, recovery)[:-1] + b"\xaf" + push_number(delay_blocks) + b"\xb2"
    return b"\x63" + recover + b"\x67" + multisig_script(2, primary) + b"\x68"


_DELAYED = delayed_recovery(6, (1, 2, 3), (4, 5))
PRIMARY = Lock(
    name="vault, primary", script=wsh(_DELAYED), witness=_DELAYED, signers=(1, 3), before=(b"",), after=(b"",)
)
RECOVERY = Lock(
    name="vault, recovery",
    script=wsh(_DELAYED),
    witness=_DELAYED,
    signers=(4, 5),
    before=(b"",),
    after=(b"\1",),
    options={"version": 2, "sequence": 6},
)
