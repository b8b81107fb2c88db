"""Making a signed input of the signatures in its fields: scriptSig and witness, for every kind of lock."""

from __future__ import annotations

from bitcoin_office.chain.hashing import hash160
from bitcoin_office.chain.script import ScriptKind, push, push_number
from bitcoin_office.chain.transaction import TxIn
from bitcoin_office.proof.curve import X_ONLY_KEY_BYTES, Keys
from bitcoin_office.proof.packet import IN_PREIMAGES, IN_TAP_LEAF_SCRIPT, Fields
from bitcoin_office.proof.psbt.satisfy import Candidates, Search
from bitcoin_office.proof.psbt.signers import Locked, Signed, locked, signatures_of
from bitcoin_office.proof.script.program import TAPSCRIPT_LEAF, Opening, Path, leaf_hash
from bitcoin_office.proof.sighash import Spending


class Opener:
    """Opens the inputs of one transaction; what opened one input is tried first on the next."""

    __slots__ = ("_keys", "_search", "_spending")

    def __init__(self, spending: Spending) -> None:
        self._spending = spending
        self._keys = Keys()
        self._search = Search(self._keys)

    def open(self, index: int, fields: Fields) -> tuple[Signed, TxIn | None]:
        """The state of an input's signatures, and the input opened where they are enough."""
        lock = locked(self._spending.spent[index].script, fields)
        state = signatures_of(self._spending, index, lock, fields, self._keys)
        if lock.kind is ScriptKind.P2TR:
            return state, self._taproot(index, state, fields)
        items = self._items(index, lock, state, fields)
        return state, None if items is None else self._filled(index, lock, items)

    def _items(self, index: int, lock: Locked, state: Signed, fields: Fields) -> tuple[bytes, ...] | None:
        if lock.kind in {ScriptKind.P2WPKH, ScriptKind.P2PKH}:
            return next(((value, key) for key, value in state.good if hash160(key) in lock.code), None)
        path = Path.WITNESS_SCRIPT if lock.segwit else Path.LEGACY
        others = (*(key for key, _ in state.good), *_secrets(fields))
        candidates = Candidates(tuple([value for _, value in state.good]), others)
        return self._search.items(self._spending, index, Opening(path, lock.code, ()), candidates)

    def _filled(self, index: int, lock: Locked, items: tuple[bytes, ...]) -> TxIn:
        unsigned = self._spending.transaction.inputs[index]
        if lock.segwit:
            script_sig = push(lock.redeem) if lock.redeem else b""
            witness = (*items, lock.witness) if lock.witness else items
            return TxIn(unsigned.previous, script_sig, unsigned.sequence, witness)
        everything = (*items, lock.redeem) if lock.redeem else items
        return TxIn(unsigned.previous, b"".join([_least_push(item) for item in everything]), unsigned.sequence)

    def _taproot(self, index: int, state: Signed, fields: Fields) -> TxIn | None:
        unsigned = self._spending.transaction.inputs[index]
        if state.key_path:
            return TxIn(unsigned.previous, b"", unsigned.sequence, (state.key_path,))
        for control, stated in fields.all(IN_TAP_LEAF_SCRIPT):
            script, leaf = stated[:-1], leaf_hash(stated[:-1])
            if stated[-1:] != bytes((TAPSCRIPT_LEAF,)):
                continue
            mine = [(script.find(key[:X_ONLY_KEY_BYTES]), value) for key, value in state.good if key.endswith(leaf)]
            candidates = Candidates(tuple([value for _, value in sorted(mine)]), _secrets(fields))
            opening = Opening(Path.TAPROOT_SCRIPT, script, (), leaf)
            items = self._search.items(self._spending, index, opening, candidates)
            if items is not None:
                return TxIn(unsigned.previous, b"", unsigned.sequence, (*items, script, control))
        return None


def _secrets(fields: Fields) -> tuple[bytes, ...]:
    return tuple([value for kind in IN_PREIMAGES for _, value in fields.all(kind)])


def _least_push(item: bytes) -> bytes:
    if len(item) == 1 and 1 <= item[0] <= 16:
        return push_number(item[0])
    return push_number(-1) if item == b"\x81" else push(item)
