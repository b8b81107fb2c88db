"""Checks of transactions and coins: each coin is an output, as stated, of a transaction that is in its block."""

from __future__ import annotations

from bitcoin_office.chain.address import address_of_script
from bitcoin_office.reserve.disclosure import wording
from bitcoin_office.reserve.disclosure.document import CoinEntry
from bitcoin_office.reserve.disclosure.evidence import Evidence, place_of
from bitcoin_office.reserve.disclosure.result import Tally
from bitcoin_office.terms.amount import sats


def check_coins(evidence: Evidence, tally: Tally) -> None:
    """Reads all transactions, then holds every coin against its own. A coin that does not hold is named."""
    found = evidence.disclosure
    for entry in found.transactions:
        evidence.add_transaction(entry)
    good: list[CoinEntry] = []
    for place, coin in enumerate(found.coins):
        fault = _fault(evidence, coin)
        if fault is None:
            good.append(coin)
        else:
            message = f"The coin {coin.outpoint} ({sats(coin.sats).short()}) does not hold: {fault}."
            tally.broken(coin.outpoint, f"coins[{place}]", message)
    total = sum(coin.sats for coin in found.coins)
    if total != found.sats:
        message = f"The coins come to {sats(total).short()}, not to {sats(found.sats).short()}."
        tally.wrong("sum", "sats", message)
    if good:
        held = wording.coins(len(good), sum(coin.sats for coin in good))
        of = "" if len(good) == len(found.coins) else f" (of {len(found.coins):,})"
        tally.prove(
            "inclusion", f"{held}{of}: each is an output, with this value and script, of a transaction in its block."
        )


def _fault(evidence: Evidence, coin: CoinEntry) -> str | None:
    place = place_of(coin.outpoint)
    if place.txid in evidence.transaction_faults:
        return evidence.transaction_faults[place.txid]
    transaction = evidence.transactions.get(place.txid)
    if transaction is None:
        return "its transaction is not in the file"
    if evidence.heights[place.txid] != coin.born_height:
        return f"its transaction is at height {evidence.heights[place.txid]}, not {coin.born_height}"
    if place.index >= len(transaction.outputs):
        return f"its transaction has no output {place.index}"
    output = transaction.outputs[place.index]
    if output.sats != coin.sats:
        return f"the output has {sats(output.sats).short()}"
    if output.script.hex() != coin.script:
        return "the output has another script"
    address = address_of_script(output.script, evidence.network)
    if address != coin.address:
        return f"the script's address is {address or 'none'}, not {coin.address or 'none'}"
    return None
