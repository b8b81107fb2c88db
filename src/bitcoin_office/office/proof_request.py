"""The procedure that asks the signers of a vault for proofs of control: one message, and a PSBT for each script."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from bitcoin_office.chain.address import address_of_script
from bitcoin_office.chain.descriptor import Solution, WatchDescriptor, parse_descriptor
from bitcoin_office.chain.hashing import shown
from bitcoin_office.proof.errors import RequestError
from bitcoin_office.proof.message import Attestation, Purpose
from bitcoin_office.proof.packet import Packet
from bitcoin_office.proof.psbt.request import MAX_COINS, FundsCoin, request_proof
from bitcoin_office.proof.script.timelocks import NO_WAIT, Wait, waits_of
from bitcoin_office.reserve.chain_port import BlockStamp, Chain
from bitcoin_office.reserve.coins import Coin, coins_at
from bitcoin_office.reserve.disclosure.locating import locate
from bitcoin_office.reserve.movements_facts import Owners
from bitcoin_office.reserve.movements_log import ActivityLog
from bitcoin_office.terms.finding import Finding, Place


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be proved: a vault at a block, by which quorum, to be believed until ``expires``.

    ``together`` asks for one proof of funds over all coins, where each script would have a proof of its own.
    """

    country: str
    vault: str
    at: BlockStamp
    purpose: Purpose
    expires: dt.date
    together: bool = False


class RequestItem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to sign: ``file`` is the PSBT, empty where only the address is known and signers use their own tool.

    ``quorum`` says who signs it; ``waits`` in words from when on that quorum can move the coins.
    """

    file: str
    address: str | None
    script: str
    quorum: Purpose
    waits: str
    coins: tuple[str, ...]
    sats: int


class RequestFile(msgspec.Struct, frozen=True, kw_only=True):
    """``request.json``: what was asked, as the office keeps it.

    ``header`` is that of the block, in hexadecimal: the message names its hash, so it shows when the block was found.
    Empty where the office does not know it.
    """

    schema: Literal["bitcoin-office/proof-request-kept/1"] = "bitcoin-office/proof-request-kept/1"
    name: str
    network: str
    vault: str
    height: int
    block: str
    purpose: Purpose
    expires: dt.date
    message: str
    items: tuple[RequestItem, ...]
    header: str = ""


class Requested(msgspec.Struct, frozen=True, kw_only=True):
    """A request with its PSBTs by file name, and everything that could not be asked for."""

    request: RequestFile
    packets: Mapping[str, Packet]
    findings: tuple[Finding, ...]


class _Way(msgspec.Struct, frozen=True):
    """A quorum, and from when on it can sign."""

    quorum: Purpose
    wait: Wait


def request_proofs(log: ActivityLog, owners: Owners, chain: Chain, asked: Asked) -> Requested:
    """Draws up the request for all scripts of the vault that hold coins; writes nothing. Raises ``RequestError``."""
    own = {script: owner for script, owner in owners.items() if owner.vault == asked.vault}
    coins = coins_at(asked.at.height, log.transactions(upto=asked.at.height), own.keys())
    if not coins:
        raise RequestError(
            problem=f"the vault {asked.vault} holds no coins at height {asked.at.height}", remedy="Run sync first."
        )
    return _Drawing(own, chain, asked).request(coins)


class _Drawing:
    """One request."""

    def __init__(self, owners: Owners, chain: Chain, asked: Asked) -> None:
        self._owners = owners
        self._chain = chain
        self._asked = asked
        self._descriptors: dict[str, WatchDescriptor] = {}
        self._packets: dict[str, Packet] = {}
        self._items: list[RequestItem] = []
        self._findings: list[Finding] = []
        stamp = chain.headers(asked.at.height, asked.at.height)
        self._header = stamp.data.hex()
        self._message = Attestation(
            country=asked.country,
            vault=asked.vault.lower(),
            network=chain.network.name,
            height=asked.at.height,
            block_hash=asked.at.hash,
            block_time=stamp.header(asked.at.height).time,
            purpose=asked.purpose,
            expires=asked.expires,
        ).text()

    def request(self, coins: Sequence[Coin]) -> Requested:
        """Everything that the signers get."""
        asked = self._asked
        by_script: dict[bytes, list[Coin]] = defaultdict(list)
        for coin in coins:
            by_script[coin.script].append(coin)
        solutions = {script: self._solution(script) for script in by_script}
        if asked.together:
            self._ask_together(coins, solutions)
        else:
            for script, held in sorted(by_script.items()):
                self._ask_each(solutions[script], held)
        name = f"{asked.vault.lower()}-{asked.at.height}-{asked.purpose}"
        request = RequestFile(
            name=name,
            network=self._chain.network.name,
            vault=asked.vault,
            height=asked.at.height,
            block=shown(asked.at.hash),
            purpose=asked.purpose,
            expires=asked.expires,
            message=self._message,
            items=tuple(self._items),
            header=self._header,
        )
        return Requested(request=request, packets=self._packets, findings=tuple(self._findings))

    def _solution(self, script: bytes) -> Solution:
        owner = self._owners[script]
        if owner.descriptor not in self._descriptors:
            self._descriptors[owner.descriptor] = parse_descriptor(owner.descriptor, self._chain.network)
        return self._descriptors[owner.descriptor].solution(owner.branch, owner.index)

    def _ways(self, solution: Solution) -> list[_Way]:
        scripts = [solution.witness_script, solution.redeem_script, *(leaf.script for leaf in solution.leaves)]
        waits = waits_of(each for each in scripts if each)
        later = waits[0] if waits else NO_WAIT
        primary, recovery = _Way(Purpose.PRIMARY, NO_WAIT), _Way(Purpose.RECOVERY, later)
        return {
            Purpose.PRIMARY: [primary],
            Purpose.RECOVERY: [recovery],
            Purpose.BOTH: [primary, recovery] if waits else [primary],
        }[self._asked.purpose]

    def _ask_each(self, solution: Solution, held: Sequence[Coin]) -> None:
        for way in self._ways(solution):
            try:
                packet = request_proof(solution, self._message.encode(), wait=way.wait)
            except RequestError as error:
                self._add(solution, way, held, None)
                self._wrong(solution, error)
                return
            self._add(solution, way, held, packet)

    def _ask_together(self, coins: Sequence[Coin], solutions: Mapping[bytes, Solution]) -> None:
        previous = {
            each.transaction.txid: each.transaction
            for each in locate(self._chain, {coin.outpoint.txid: coin.born_height for coin in coins})
        }
        for start in range(0, len(coins), MAX_COINS):
            part = coins[start : start + MAX_COINS]
            first = solutions[part[0].script]
            funds = [
                FundsCoin(
                    outpoint=coin.outpoint,
                    sats=coin.sats,
                    solution=solutions[coin.script],
                    previous=previous[coin.outpoint.txid],
                )
                for coin in part
            ]
            for way in self._ways(first):
                packet = request_proof(first, self._message.encode(), wait=way.wait, coins=funds)
                self._add(first, way, part, packet)

    def _add(self, solution: Solution, way: _Way, held: Sequence[Coin], packet: Packet | None) -> None:
        file = ""
        if packet is not None:
            file = f"{len(self._items) + 1:04d}-{way.quorum}.psbt"
            self._packets[file] = packet
        item = RequestItem(
            file=file,
            address=address_of_script(solution.script, self._chain.network),
            script=solution.script.hex(),
            quorum=way.quorum,
            waits=str(way.wait),
            coins=tuple(str(coin.outpoint) for coin in held),
            sats=sum(coin.sats for coin in held),
        )
        self._items.append(item)

    def _wrong(self, solution: Solution, error: RequestError) -> None:
        where = address_of_script(solution.script, self._chain.network) or solution.script.hex()
        place = Place(file=self._asked.vault, key=where)
        message = f"No PSBT for {where}: {error.problem}. Its signers can sign the message with their own tool."
        self._findings.append(Finding(code=error.code, place=place, message=message, remedy=error.remedy))
