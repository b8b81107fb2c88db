"""Keys of the training chain, and a signing device for them. They follow from names that everybody knows.

For made-up coins only: whoever reads a name can spend what its keys lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

import msgspec
from coincurve import PrivateKey

from bitcoin_office.chain.descriptor import WatchDescriptor, parse_descriptor
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.chain.reader import compact_size
from bitcoin_office.chain.transaction import OutPoint, Transaction, TxIn, TxOut
from bitcoin_office.proof.bip322.encoding import final_fields, final_transaction
from bitcoin_office.proof.errors import RequestError
from bitcoin_office.proof.packet import (
    GLOBAL_UNSIGNED_TX,
    IN_BIP32_DERIVATION,
    IN_PARTIAL_SIG,
    IN_WITNESS_SCRIPT,
    IN_WITNESS_UTXO,
    Fields,
    Packet,
)
from bitcoin_office.proof.psbt.opener import Opener
from bitcoin_office.proof.psbt.signers import locked
from bitcoin_office.proof.sighash import SIGHASH_ALL, Spending

# BIP-48: several signers, a test network, first account, native segregated witness.
_PATH: Final = "48h/1h/0h/2h"
_FINGERPRINT_BYTES: Final = 4
_STEP_BYTES: Final = 4
# BIP-125: may be replaced while it waits, as most wallets set it.
_SEQUENCE: Final = 0xFFFFFFFD


class Device:
    """A signing device with one seed, made from its name."""

    def __init__(self, name: str) -> None:
        from btclib_wallet.bip32 import bip32  # noqa: PLC0415 - half a second, only for training

        self._bip32 = bip32
        seed = sha256(f"Bitcoin Office, training: {name}".encode()).hexdigest()
        self._root = bip32.rootxprv_from_seed(seed, REGTEST.private_key_version)
        self._fingerprint = bytes(bip32.fingerprint(self._root))

    @property
    def key(self) -> str:
        """Its public key as a descriptor names it, with its origin."""
        account = self._bip32.derive(self._root, f"m/{_PATH}")
        return f"[{self._fingerprint.hex()}/{_PATH}]{self._bip32.xpub_from_xprv(account)}"

    def sign(self, packet: Packet) -> Packet:
        """The PSBT with this device's signatures on every input that names one of its keys."""
        spent = [packet.spent_output(index) for index in range(len(packet.inputs))]
        spending = Spending(packet.unsigned, tuple(each for each in spent if each is not None))
        inputs = [self._signed(spending, index, fields) for index, fields in enumerate(packet.inputs)]
        return Packet(packet.unsigned, packet.globals, tuple(inputs), packet.outputs)

    def _signed(self, spending: Spending, index: int, fields: Fields) -> Fields:
        code = locked(spending.spent[index].script, fields).code
        added: list[tuple[bytes, bytes]] = []
        for public, origin in fields.all(IN_BIP32_DERIVATION):
            if origin[:_FINGERPRINT_BYTES] == self._fingerprint:
                digest = spending.segwit_digest(index, code)
                signature = self._sign(origin[_FINGERPRINT_BYTES:], digest)
                added.append((bytes((IN_PARTIAL_SIG,)) + public, signature + bytes((SIGHASH_ALL,))))
        return fields.replacing(added)

    def _sign(self, path: bytes, digest: bytes) -> bytes:
        steps = [int.from_bytes(path[at : at + _STEP_BYTES], "little") for at in range(0, len(path), _STEP_BYTES)]
        # The key of an extended private key has a zero byte before it.
        private: Any = PrivateKey(self._bip32.derive_(self._root, steps).key[1:])
        return private.sign(digest, hasher=None)


class Spendable(msgspec.Struct, frozen=True):
    """A coin of a training wallet: where it is, and which script of the wallet's descriptor locks it."""

    outpoint: OutPoint
    sats: int
    branch: int
    index: int


class TrainingWallet:
    """A descriptor and the devices that can sign for it."""

    def __init__(self, text: str, devices: Sequence[Device]) -> None:
        self.descriptor: WatchDescriptor = parse_descriptor(text, REGTEST)
        self._devices = tuple(devices)

    def script(self, branch: int, index: int) -> bytes:
        """The locking script at an index: branch 0 to receive, branch 1 for change."""
        return self.descriptor.solution(branch, index).script

    def coin(self, transaction: Transaction, branch: int, index: int) -> Spendable:
        """The output of a transaction that this script of the wallet locks."""
        script = self.script(branch, index)
        place = next(place for place, output in enumerate(transaction.outputs) if output.script == script)
        return Spendable(transaction.outpoint(place), transaction.outputs[place].sats, branch, index)

    def pay(self, coins: Sequence[Spendable], outputs: Sequence[tuple[int, bytes]]) -> Transaction:
        """Spends the coins to outputs of satoshis and script; what is left is the fee."""
        unsigned = Transaction(
            2,
            tuple(TxIn(coin.outpoint, b"", _SEQUENCE) for coin in coins),
            tuple(TxOut(sats, script) for sats, script in outputs),
        )
        packet = Packet(
            unsigned,
            Fields(((bytes((GLOBAL_UNSIGNED_TX,)), unsigned.to_bytes()),)),
            tuple(self._fields(coin) for coin in coins),
            tuple(Fields() for _ in outputs),
        )
        for device in self._devices:
            packet = device.sign(packet)
        return self._finished(packet)

    def _fields(self, coin: Spendable) -> Fields:
        solution = self.descriptor.solution(coin.branch, coin.index)
        script = solution.script
        found = {bytes((IN_WITNESS_UTXO,)): coin.sats.to_bytes(8, "little") + compact_size(len(script)) + script}
        if solution.witness_script:
            found[bytes((IN_WITNESS_SCRIPT,))] = solution.witness_script
        for key in solution.keys:
            path = b"".join(step.to_bytes(_STEP_BYTES, "little") for step in key.path)
            found[bytes((IN_BIP32_DERIVATION,)) + key.public_key] = key.fingerprint + path
        return Fields(tuple(sorted(found.items())))

    def _finished(self, packet: Packet) -> Transaction:
        spent = [packet.spent_output(index) for index in range(len(packet.inputs))]
        opener = Opener(Spending(packet.unsigned, tuple(each for each in spent if each is not None)))
        inputs: list[Fields] = []
        for index, fields in enumerate(packet.inputs):
            _, opened = opener.open(index, fields)
            if opened is None:
                raise RequestError(problem="the devices of this training wallet are not enough to sign for its coins")
            inputs.append(fields.replacing(final_fields(opened)))
        return final_transaction(Packet(packet.unsigned, packet.globals, tuple(inputs), packet.outputs))
