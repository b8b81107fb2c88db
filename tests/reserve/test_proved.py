"""What is proved of the coins that vaults hold: each coin once, the rest by reason, and what was spent apart."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.chain.hashing import sha256d
from bitcoin_office.reserve.chain_port import BlockStamp, TouchingTransaction
from bitcoin_office.reserve.judged_proof import JudgedProof, WhyNot
from bitcoin_office.reserve.proved import ProvedReserve, proved_reserve
from tests.reserve.movements_making import BITCOIN, COLD, COLD_CHANGE, DAY, EXCHANGE, HOT, OWNERS, coin, tx

TIP = BlockStamp(200, sha256d(b"tip"))
LATE = DAY + dt.timedelta(days=5)


def proof(script: bytes = COLD, height: int = 150, why_not: WhyNot | None = None, vault: str = "cold") -> JudgedProof:
    """A proof for a script, judged already."""
    return JudgedProof(
        request=f"{vault}-{height}",
        script=script,
        why_not=why_not,
        height=height,
        block=f"{height:064d}",
        day=DAY,
        vault=vault,
        expires=DAY + dt.timedelta(days=height),
    )


def told(transactions: list[TouchingTransaction], *proofs: JudgedProof, at: dt.date = LATE) -> ProvedReserve:
    """What is proved; what is proved and what is not add up, in coins and in satoshis."""
    found = proved_reserve(TIP, transactions, OWNERS, proofs, at)
    assert found.sats + sum(each.sats for each in found.not_proved) == found.observed_sats
    assert found.coins + sum(each.coins for each in found.not_proved) == found.observed_coins
    assert sum(each.sats for each in found.blocks) == found.sats == sum(each.proved_sats for each in found.vaults)
    assert sum(each.observed_sats for each in found.vaults) == found.observed_sats
    return found


def why(found: ProvedReserve) -> dict[WhyNot, int]:
    """Satoshis by reason."""
    return {each.why: each.sats for each in found.not_proved}


THREE = [
    tx("a", pays=[(3 * BITCOIN, COLD)], height=100),
    tx("b", pays=[(2 * BITCOIN, HOT)], height=110),
    tx("c", pays=[(BITCOIN, COLD)], height=160),
]


def test_coins_of_a_proved_script_at_the_proofs_block() -> None:
    """Those that were there are proved, one that came later is not, another vault's has nobody's signature."""
    found = told(THREE, proof())
    assert [(each.height, each.sats, each.coins) for each in found.blocks] == [(150, 3 * BITCOIN, 1)]
    assert why(found) == {WhyNot.CAME_AFTER: BITCOIN, WhyNot.NO_PROOF: 2 * BITCOIN}
    assert found.share_percent == "50.0"


def test_the_newest_proof_is_told_and_nothing_counted_twice() -> None:
    """Three proofs of one script, one of them twice: each coin stands under the highest block that proves it."""
    found = told(THREE, proof(), proof(height=170), proof(height=170), proof(HOT, 120, vault="hot"))
    assert [(each.height, each.sats) for each in found.blocks] == [(120, 2 * BITCOIN), (170, 4 * BITCOIN)]
    assert (found.sats, found.share_percent) == (6 * BITCOIN, "100.0")


def test_one_proof_that_counts_is_enough() -> None:
    """Beside expired and broken ones it proves; without it the nearest reason is told."""
    bad = [proof(why_not=WhyNot.BROKEN), proof(why_not=WhyNot.EXPIRED), proof(why_not=WhyNot.BLOCK_ORPHANED)]
    assert told(THREE, *bad, proof()).sats == 3 * BITCOIN
    assert why(told(THREE, *bad))[WhyNot.EXPIRED] == 4 * BITCOIN


def test_a_proof_for_another_vault_proves_nothing() -> None:
    """The signed message names the vault; a script that belongs to another is not covered."""
    assert why(told(THREE, proof(vault="hot")))[WhyNot.MESSAGE] == 4 * BITCOIN


def test_spent_coins_are_told_apart() -> None:
    """Proved and gone since: counted neither as held nor as proved; spent before the proof's block: not at all."""
    moved = tx("d", [(coin("a"), 3 * BITCOIN, COLD)], [(BITCOIN, EXCHANGE), (2 * BITCOIN, COLD_CHANGE)], height=155)
    found = told([*THREE[:2], moved, THREE[2]], proof())
    assert (found.spent_coins, found.spent_sats, found.sats) == (1, 3 * BITCOIN, 0)
    early = told([*THREE[:2], moved, THREE[2]], proof(height=155))
    assert (early.spent_coins, early.sats) == (0, 0)


def test_only_what_the_day_knew() -> None:
    """Coins that came on a later day are not seen on an earlier one; the height says how far."""
    later = tx("e", pays=[(BITCOIN, COLD)], height=180, day=LATE + dt.timedelta(days=1))
    found = told([*THREE, later], proof())
    assert (found.observed_sats, found.height) == (6 * BITCOIN, 179)
    assert told([*THREE, later], at=LATE + dt.timedelta(days=1)).height == TIP.height
    assert told(THREE, at=DAY - dt.timedelta(days=1)).observed_coins == 0


def test_the_share_is_never_rounded_up() -> None:
    """All but one satoshi is not the whole."""
    whole = [tx("a", pays=[(10**11 - 1, COLD)], height=100), tx("b", pays=[(1, HOT)], height=100)]
    assert told(whole, proof()).share_percent == "99.9"
    assert told([], proof()).share_percent == "0.0"


@given(
    st.lists(st.tuples(st.sampled_from([COLD, COLD_CHANGE, HOT]), st.integers(1, 10**12), st.integers(1, 199))),
    st.lists(
        st.tuples(
            st.sampled_from([COLD, COLD_CHANGE, HOT]),
            st.integers(1, 199),
            st.sampled_from([None, *WhyNot]),
            st.sampled_from(["cold", "hot"]),
        )
    ),
)
def test_whatever_comes_it_adds_up(
    coins: list[tuple[bytes, int, int]], proofs: list[tuple[bytes, int, WhyNot | None, str]]
) -> None:
    """Proved and not proved are all that is observed; no more is proved than a proof that counts speaks of."""
    ordered = sorted(coins, key=lambda each: each[2])
    received = [
        tx(f"{index}", pays=[(sats, script)], height=height) for index, (script, sats, height) in enumerate(ordered)
    ]
    found = told(received, *(proof(script, height, why_not, vault) for script, height, why_not, vault in proofs))
    covered = [
        sats
        for script, sats, born in coins
        if any(
            (script, None, OWNERS[script].vault) == (of, why_not, vault) and born <= height
            for of, height, why_not, vault in proofs
        )
    ]
    assert found.sats == sum(covered)
