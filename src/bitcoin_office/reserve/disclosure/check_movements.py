"""Checks of movements: each is what its transaction did, and together they lead from the basis to the coins."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bitcoin_office.chain.transaction import Transaction
from bitcoin_office.reserve.disclosure import wording
from bitcoin_office.reserve.disclosure.document import Disclosure, Movement
from bitcoin_office.reserve.disclosure.evidence import Evidence
from bitcoin_office.reserve.disclosure.result import Tally
from bitcoin_office.reserve.voucher import INTERNAL, MovementClass
from bitcoin_office.terms.amount import sats

_REMEDY = "Ask the office for a correction."


class Content(msgspec.Struct, frozen=True):
    """What a coin is worth and what locks it."""

    sats: int
    script: str


Coins = dict[str, Content]


def coins_of(disclosure: Disclosure) -> Coins:
    """The coins of a disclosure by outpoint."""
    return {coin.outpoint: Content(coin.sats, coin.script) for coin in disclosure.coins}


def check_movements(evidence: Evidence, opening: Mapping[str, Content] | None, tally: Tally) -> None:
    """``opening`` are the coins of the basis, empty where there is none, ``None`` where the basis is not at hand."""
    work = _Walk(evidence, opening, tally)
    for place, movement in enumerate(evidence.disclosure.movements):
        work.take(place, movement)
    work.finish()
    _say_classes(evidence, tally, proved_internal=work.internal)


class _Walk:
    """Goes through the movements and keeps the coins that are there."""

    def __init__(self, evidence: Evidence, opening: Mapping[str, Content] | None, tally: Tally) -> None:
        self._evidence = evidence
        self._found = evidence.disclosure
        self._tally = tally
        self._knows_opening = opening is not None
        self._held: Coins = dict(opening or {})
        self._spent: set[str] = set()
        self._made: set[str] = set()
        self._scripts = {coin.script for coin in self._found.coins}
        for each in self._found.movements:
            self._scripts.update(part.script for part in (*each.inputs, *each.outputs))
        self._before = len(tally.findings)
        self.internal = 0

    def take(self, place: int, movement: Movement) -> None:
        """One movement."""
        transaction = self._evidence.transactions.get(movement.txid)
        key = f"movements[{place}]"
        if transaction is None:
            fault = self._evidence.transaction_faults[movement.txid]
            self._wrong(key, f"The movement {movement.txid} does not hold: {fault}.")
            return
        self._check_heights(key, movement)
        self._check_inputs(key, movement, transaction)
        self._check_outputs(key, movement, transaction)
        self._check_sums(key, movement, transaction)

    def _wrong(self, key: str, message: str) -> None:
        self._tally.wrong("movement", key, message, _REMEDY)

    def _check_heights(self, key: str, movement: Movement) -> None:
        height = self._evidence.heights[movement.txid]
        if movement.height != height:
            self._wrong(key, f"The movement {movement.txid} is at height {height}, not {movement.height}.")
        basis = self._found.basis
        if not (basis.height if basis else -1) < height <= self._found.stamp.height:
            self._wrong(key, f"The movement {movement.txid} is not between the basis and the stamp.")

    def _check_inputs(self, key: str, movement: Movement, transaction: Transaction) -> None:
        spends = [] if transaction.is_coinbase else [str(each.previous) for each in transaction.inputs]
        listed = [each.outpoint for each in movement.inputs]
        named = set(listed)
        if listed != [each for each in spends if each in named]:
            self._wrong(key, f"The movement {movement.txid} lists inputs that its transaction does not have.")
        hidden = next((each for each in spends if each in self._held and each not in named), None)
        if hidden is not None:
            self._wrong(key, f"The movement {movement.txid} hides that it spends the office's coin {hidden}.")
        for each in movement.inputs:
            stated = Content(each.sats, each.script)
            held = self._held.pop(each.outpoint, None)
            is_known = self._knows_opening or each.outpoint in self._spent or each.outpoint in self._made
            if held is None and is_known:
                self._wrong(key, f"The movement {movement.txid} spends {each.outpoint}, which was not there.")
            elif held is not None and held != stated:
                self._wrong(key, f"The movement {movement.txid} states the coin {each.outpoint} otherwise than it is.")
            self._spent.add(each.outpoint)

    def _check_outputs(self, key: str, movement: Movement, transaction: Transaction) -> None:
        for each in movement.outputs:
            made = transaction.outputs[each.index] if each.index < len(transaction.outputs) else None
            if made is None or (made.sats, made.script.hex()) != (each.sats, each.script):
                self._wrong(key, f"Output {each.index} of {movement.txid} is not as the movement states it.")
                continue
            outpoint = f"{movement.txid}:{each.index}"
            self._made.add(outpoint)
            self._held[outpoint] = Content(each.sats, each.script)
        listed = {each.index for each in movement.outputs}
        for index, output in enumerate(transaction.outputs):
            if index not in listed and output.script.hex() in self._scripts:
                self._wrong(key, f"The movement {movement.txid} leaves out its output {index}, which is the office's.")

    def _check_sums(self, key: str, movement: Movement, transaction: Transaction) -> None:
        spent = sum(each.sats for each in movement.inputs)
        received = sum(each.sats for each in movement.outputs)
        if movement.delta_sats != received - spent:
            self._wrong(key, f"The movement {movement.txid} comes to {received - spent} satoshis, not as it says.")
        all_ours = bool(movement.inputs) and len(movement.inputs) == len(transaction.inputs)
        known = spent - transaction.output_sats if all_ours else None if movement.inputs else 0
        if movement.fee_sats != known:
            said, right = _or_unknown(movement.fee_sats), _or_unknown(known)
            self._wrong(key, f"The fee of the movement {movement.txid} is {right}, not {said}.")
        if movement.movement_class not in INTERNAL:
            return
        carrying = {index for index, each in enumerate(transaction.outputs) if each.sats}
        if all_ours and carrying <= {each.index for each in movement.outputs}:
            self.internal += 1
        else:
            self._wrong(key, f"The movement {movement.txid} is not internal: not all of it is the office's.")

    def finish(self) -> None:
        """Holds the coins that are left against those of the disclosure."""
        coins, basis = coins_of(self._found), self._found.basis
        for outpoint, content in self._held.items():
            if coins.get(outpoint) != content:
                problem = "is not among the coins" if outpoint not in coins else "stands otherwise among the coins"
                message = f"The coin {outpoint} ({sats(content.sats).short()}) is there and {problem}."
                self._tally.wrong("coin-left-out", "coins", message, _REMEDY)
        for place, coin in enumerate(self._found.coins):
            if coin.outpoint in self._held:
                continue
            from_basis = not self._knows_opening and basis is not None and coin.born_height <= basis.height
            if not from_basis or coin.outpoint in self._spent:
                how = "was spent" if coin.outpoint in self._spent else "came in no movement and was not there before"
                message = f"The coin {coin.outpoint} ({sats(coin.sats).short()}) does not hold: it {how}."
                self._tally.broken(coin.outpoint, f"coins[{place}]", message)
        opening = 0 if basis is None else basis.sats
        change = sum(each.delta_sats for each in self._found.movements)
        if opening + change != self._found.sats:
            message = (
                f"{sats(opening).short()} before and {sats(change).short()} of movements do not come to "
                f"{sats(self._found.sats).short()}."
            )
            self._tally.wrong("movements-sum", "movements", message, _REMEDY)
        if len(self._tally.findings) == self._before:
            self._say(opening)

    def _say(self, opening: int) -> None:
        count = wording.counted(len(self._found.movements), "movement")
        basis = self._found.basis
        begin = "nothing" if basis is None else f"the {sats(opening).short()} of number {basis.number}"
        text = f"The coins follow to the satoshi from {begin} and {count}, each as its transaction shows it."
        self._tally.prove("movements", text)
        if basis is not None and not self._knows_opening:
            text = f"That the coins of number {basis.number} were as its hash says: its file was not given."
            self._tally.leave("basis", text)


def _or_unknown(fee: int | None) -> str:
    return "unknown" if fee is None else f"{fee} satoshis"


def _say_classes(evidence: Evidence, tally: Tally, *, proved_internal: int) -> None:
    if proved_internal:
        count = wording.counted(proved_internal, "internal movement")
        tally.prove("internal", f"{count}: nothing left the office but the fee.")
    outside = [each for each in evidence.disclosure.movements if each.movement_class not in INTERNAL]
    mined = [each for each in outside if _is_mined(each, evidence)]
    said = [each for each in outside if not _is_mined(each, evidence)]
    if mined:
        total = sats(sum(each.delta_sats for each in mined)).short()
        tally.prove("mined", f"{wording.counted(len(mined), 'movement')}, {total}: new coins and fees of blocks.")
    unexplained = [each for each in said if each.movement_class is MovementClass.UNEXPLAINED]
    told = len(said) - len(unexplained)
    if told:
        vouched = sum(each.voucher is not None for each in said)
        text = f"The purpose of {wording.counted(told, 'movement')}: the office says it"
        tally.leave("classes", f"{text}, {vouched:,} of them with the hash of a document.")
    if unexplained:
        total = sats(sum(abs(each.delta_sats) for each in unexplained)).short()
        count = wording.counted(len(unexplained), "movement")
        tally.leave("unexplained", f"The purpose of {count} of {total}: the office does not say.")


def _is_mined(movement: Movement, evidence: Evidence) -> bool:
    transaction = evidence.transactions.get(movement.txid)
    is_coinbase = transaction is not None and transaction.is_coinbase
    return movement.movement_class is MovementClass.MINED and is_coinbase
