"""Checks against a node: the stamp is on the best chain, the coins were unspent, and their scripts hold no others."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.header_run import HeaderRun
from bitcoin_office.reserve.chain_port import Activity, BlockStamp, Chain
from bitcoin_office.reserve.coins import Coin, coins_at
from bitcoin_office.reserve.disclosure import wording
from bitcoin_office.reserve.disclosure.document import Disclosure
from bitcoin_office.reserve.disclosure.evidence import Evidence
from bitcoin_office.reserve.disclosure.result import Tally
from bitcoin_office.terms.amount import sats

_REORGANISED = "Ask the office for the disclosure that supersedes this one."
_REMEDY = "Ask the office for a correction."


class NodeView(msgspec.Struct, frozen=True, kw_only=True):
    """What a node says: its tip, and the headers of the disclosure where its best chain holds the stamp."""

    tip: BlockStamp
    run: HeaderRun | None


def look(evidence: Evidence, chain: Chain, tally: Tally) -> NodeView:
    """Asks whether the stamp is on the best chain. Raises as the methods of ``Chain`` do."""
    found = evidence.disclosure
    tip = chain.tip()
    if chain.network.name != found.network:
        message = f"The disclosure is of {evidence.network.title}, the node of {chain.network.title}."
        tally.wrong("network", "network", message, "Ask a node of the disclosure's own network.")
        return NodeView(tip=tip, run=None)
    if tip.height < found.stamp.height:
        tally.leave("node", f"Anything that the node could show: it has only {tip.height:,} blocks.")
        return NodeView(tip=tip, run=None)
    best = chain.stamp(found.stamp.height)
    if shown(best.hash) != found.stamp.hash:
        message = f"At height {found.stamp.height} the best chain has another block: {shown(best.hash)}."
        tally.wrong("reorganised", "stamp", message, _REORGANISED)
        return NodeView(tip=tip, run=None)
    tally.prove("most-work", f"The stamp is on the best chain of the node, which has {tip.height:,} blocks.")
    first = found.headers.first_height
    return NodeView(tip=tip, run=chain.headers(min(first, found.stamp.height), found.stamp.height))


def check_unspent(evidence: Evidence, chain: Chain, tally: Tally) -> None:
    """Reads all that ever touched the disclosed scripts, and holds coins and movements against it.

    Raises as ``Chain.activity`` does.
    """
    found = evidence.disclosure
    scripts = {bytes.fromhex(script) for script in _scripts(found)}
    activity = chain.activity(scripts)
    height = found.stamp.height
    held = {str(coin.outpoint): coin for coin in coins_at(height, activity.transactions, scripts)}
    before = len(tally.findings)
    _compare(found, held, tally)
    _compare_movements(found, activity, tally)
    if len(tally.findings) > before:
        return
    count = wording.coins(len(found.coins), found.sats)
    tally.prove("unspent", f"{count}: unspent after block {height:,}, says the node.")
    tally.prove("scripts-complete", "No other coin lay under any script of this disclosure, says the node.")
    _say_spent_since(held, coins_at(activity.upto.height, activity.transactions, scripts), activity, tally)


def _scripts(found: Disclosure) -> set[str]:
    scripts = {coin.script for coin in found.coins}
    for each in found.movements:
        scripts.update(part.script for part in (*each.inputs, *each.outputs))
    return scripts


def _compare(found: Disclosure, held: dict[str, Coin], tally: Tally) -> None:
    named: set[str] = set()
    for place, entry in enumerate(found.coins):
        named.add(entry.outpoint)
        coin = held.get(entry.outpoint)
        if coin is None:
            message = f"The coin {entry.outpoint} ({sats(entry.sats).short()}) does not hold: it was not unspent then."
            tally.broken(entry.outpoint, f"coins[{place}]", message)
        elif (coin.sats, coin.script.hex(), coin.born_height) != (entry.sats, entry.script, entry.born_height):
            message = f"The coin {entry.outpoint} does not hold: the node has it otherwise."
            tally.broken(entry.outpoint, f"coins[{place}]", message)
    for outpoint, coin in held.items():
        if outpoint not in named:
            message = f"The coin {outpoint} ({sats(coin.sats).short()}) lay under a disclosed script and is left out."
            tally.wrong("coin-left-out", "coins", message, _REMEDY)


def _compare_movements(found: Disclosure, activity: Activity, tally: Tally) -> None:
    after = -1 if found.basis is None else found.basis.height
    touching = {shown(each.txid) for each in activity.transactions if after < each.block.height <= found.stamp.height}
    for txid in sorted(touching - {each.txid for each in found.movements}):
        tally.wrong("movement-left-out", "movements", f"The transaction {txid} is a movement, and left out.", _REMEDY)


def _say_spent_since(then: dict[str, Coin], now: Collection[Coin], activity: Activity, tally: Tally) -> None:
    left = {str(coin.outpoint) for coin in now}
    gone = [coin for outpoint, coin in then.items() if outpoint not in left]
    if gone:
        count = wording.coins(len(gone), sum(coin.sats for coin in gone))
        tally.leave("spent-since", f"{count}: spent after the stamp, up to block {activity.upto.height:,}.")
