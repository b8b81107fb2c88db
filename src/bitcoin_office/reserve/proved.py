"""What of a reserve is proved on a day: the coins that the vaults hold, each beside the proofs that speak of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.reserve.chain_port import BlockStamp, TouchingTransaction
from bitcoin_office.reserve.coins import Coin, EventKind, coins_at, events
from bitcoin_office.reserve.judged_proof import JudgedProof, WhyNot
from bitcoin_office.reserve.movements_facts import Owners, day_of

_SENTENCES: Mapping[WhyNot, str] = {
    WhyNot.EXPIRED: "the proof is no longer to be believed",
    WhyNot.CAME_AFTER: "they came after the block at which the keys of their script signed",
    WhyNot.BLOCK_ORPHANED: "the block for which the keys signed was taken back by a reorganisation",
    WhyNot.RECOVERY_ONLY: "only the recovery quorum signed",
    WhyNot.ONLY_LATER: "the signatures would move them only at a later time or age",
    WhyNot.NOT_JUDGED: "this program cannot judge the proof",
    WhyNot.BLOCK_UNKNOWN: "the office does not know the block for which the keys signed",
    WhyNot.MESSAGE: "the message that was signed is not for their vault",
    WhyNot.BROKEN: "the kept proof does not verify",
    WhyNot.NO_PROOF: "nobody has signed for them",
}


class ProvedAt(msgspec.Struct, frozen=True, kw_only=True):
    """Coins whose keys signed for one block, found on ``day`` (UTC). ``expires`` is the first day that a proof ends."""

    height: int
    block: str
    day: dt.date
    coins: int
    sats: int
    expires: dt.date


class NotProved(msgspec.Struct, frozen=True, kw_only=True):
    """Coins that the vaults hold and that are not proved, for one reason."""

    why: WhyNot
    coins: int
    sats: int
    sentence: str


class VaultProved(msgspec.Struct, frozen=True, kw_only=True):
    """One vault: what is seen in it, and what of that is proved. Satoshis."""

    name: str
    observed_sats: int
    proved_sats: int


class ProvedReserve(msgspec.Struct, frozen=True, kw_only=True):
    """What is proved of the coins that the vaults hold after the block at ``height``, each coin counted once.

    ``blocks`` and ``not_proved`` add up to what is observed. ``spent`` were proved, the proof is still to be believed,
    and the coins are gone: they count nowhere. ``share_percent`` is never rounded up. ``unread`` are vaults of which
    nothing was read yet, so nothing is observed.
    """

    height: int
    observed_coins: int
    observed_sats: int
    coins: int
    sats: int
    share_percent: str
    blocks: tuple[ProvedAt, ...]
    vaults: tuple[VaultProved, ...]
    not_proved: tuple[NotProved, ...]
    spent_coins: int
    spent_sats: int
    unread: tuple[str, ...] = ()


def proved_reserve(
    upto: BlockStamp,
    transactions: Iterable[TouchingTransaction],
    owners: Owners,
    proofs: Sequence[JudgedProof],
    at: dt.date,
) -> ProvedReserve:
    """What is proved at the end of the day ``at``. ``transactions`` are all that touched the vaults, up to ``upto``.

    ``proofs`` were judged as of the same day. Raises ``ContradictionError``.
    """
    known, height = _until(transactions, upto.height, at)
    held = coins_at(height, known, owners.keys())
    tally = _Tally(owners, proofs)
    for coin in held:
        tally.hold(coin)
    spent = [coin for coin, spent_height in _spent(known, owners) if tally.proved_before(coin, spent_height)]
    observed, proved = sum(coin.sats for coin in held), sum(coin.sats for coin, _ in tally.proved)
    return ProvedReserve(
        height=height,
        observed_coins=len(held),
        observed_sats=observed,
        coins=len(tally.proved),
        sats=proved,
        share_percent=_percent(proved, observed),
        blocks=tally.blocks(),
        vaults=tally.vaults(held),
        not_proved=tally.left_out(),
        spent_coins=len(spent),
        spent_sats=sum(coin.sats for coin in spent),
    )


class _Tally:
    """Each coin beside the proofs that speak of it."""

    def __init__(self, owners: Owners, proofs: Sequence[JudgedProof]) -> None:
        self._owners = owners
        self._of_script: dict[bytes, list[JudgedProof]] = defaultdict(list)
        self._of_coin: dict[OutPoint, list[JudgedProof]] = defaultdict(list)
        for proof in proofs:
            self._of_script[proof.script].append(proof)
            for outpoint, _, _ in proof.funds:
                self._of_coin[outpoint].append(proof)
        self.proved: list[tuple[Coin, JudgedProof]] = []
        self._not_proved: dict[WhyNot, list[Coin]] = defaultdict(list)

    def hold(self, coin: Coin) -> None:
        """Counts a coin that is held, once: as proved by the proof of the highest block, or with the first reason."""
        judged = self._judged(coin)
        proving = [proof for proof, why_not in judged if why_not is None]
        if proving:
            best = max(proving, key=lambda proof: (proof.height, proof.expires or dt.date.min))
            self.proved.append((coin, best))
        else:
            reasons = {why_not for _, why_not in judged} or {WhyNot.NO_PROOF}
            self._not_proved[next(each for each in WhyNot if each in reasons)].append(coin)

    def proved_before(self, coin: Coin, spent_height: int) -> bool:
        """Whether a proof that still counts is for a block at which this coin was there and not yet spent."""
        return any(why_not is None and proof.height < spent_height for proof, why_not in self._judged(coin))

    def blocks(self) -> tuple[ProvedAt, ...]:
        """What is proved, by the block that was signed, the lowest first."""
        by_block: dict[tuple[int, str, dt.date], list[tuple[Coin, dt.date]]] = defaultdict(list)
        for coin, proof in self.proved:
            if proof.day is not None and proof.expires is not None:
                by_block[proof.height, proof.block, proof.day].append((coin, proof.expires))
        return tuple(
            ProvedAt(
                height=height,
                block=block,
                day=day,
                coins=len(found),
                sats=sum(coin.sats for coin, _ in found),
                expires=min(expires for _, expires in found),
            )
            for (height, block, day), found in sorted(by_block.items())
        )

    def vaults(self, held: Sequence[Coin]) -> tuple[VaultProved, ...]:
        """Each vault that holds coins."""
        observed: Counter[str] = Counter()
        proved: Counter[str] = Counter()
        for coin in held:
            observed[self._owners[coin.script].vault] += coin.sats
        for coin, _ in self.proved:
            proved[self._owners[coin.script].vault] += coin.sats
        return tuple(
            VaultProved(name=name, observed_sats=sats, proved_sats=proved[name])
            for name, sats in sorted(observed.items())
        )

    def left_out(self) -> tuple[NotProved, ...]:
        """What is not proved, by reason."""
        return tuple(
            NotProved(why=why, coins=len(coins), sats=sum(coin.sats for coin in coins), sentence=_SENTENCES[why])
            for why in WhyNot
            if (coins := self._not_proved.get(why))
        )

    def _judged(self, coin: Coin) -> list[tuple[JudgedProof, WhyNot | None]]:
        vault = self._owners[coin.script].vault
        speaking = (*self._of_script.get(coin.script, ()), *self._of_coin.get(coin.outpoint, ()))
        return [(proof, proof.why_not_for(coin, vault)) for proof in speaking if proof.speaks_of(coin)]


def _until(
    transactions: Iterable[TouchingTransaction], upto: int, at: dt.date
) -> tuple[tuple[TouchingTransaction, ...], int]:
    """Those up to the end of the day, and the height up to which they are all. As in the books, days never go back."""
    known: list[TouchingTransaction] = []
    for each in transactions:
        if day_of(each) > at:
            return tuple(known), each.block.height - 1
        known.append(each)
    return tuple(known), upto


def _spent(transactions: Iterable[TouchingTransaction], owners: Owners) -> Iterator[tuple[Coin, int]]:
    """Every coin that was spent, with the height at which it was. ``transactions`` were found to fit each other."""
    held: dict[OutPoint, Coin] = {}
    for event in events(transactions, owners.keys()):
        if event.kind is EventKind.RECEIVED:
            held[event.outpoint] = Coin(
                event.outpoint, event.sats, event.script, event.block.height, event.block.hash, event.is_coinbase
            )
        else:
            yield held.pop(event.outpoint), event.block.height


def _percent(part: int, whole: int) -> str:
    """A share in percent with one decimal, never too high."""
    tenths = part * 1_000 // whole if whole else 0
    return f"{tenths // 10}.{tenths % 10}"
