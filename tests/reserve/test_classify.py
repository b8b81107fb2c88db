"""What a movement was: each rule, and which goes first."""

import pytest

from bitcoin_office.reserve.classify import Rule, Verdict
from bitcoin_office.reserve.voucher import INCOMING, INTERNAL, OUTGOING, VOUCHED, MovementClass
from tests.reserve.movements_making import (
    BITCOIN,
    COLD,
    COLD_CHANGE,
    EXCHANGE,
    GENEROUS,
    HOT,
    LIMITS,
    STRANGER,
    coin,
    judge,
    tx,
    vouched,
)

COLD_COIN, HOT_COIN, FOREIGN_COIN = (
    (coin("a"), 2 * BITCOIN, COLD),
    (coin("b"), BITCOIN, HOT),
    (coin("c"), 5 * BITCOIN, STRANGER),
)


def verdict(*arguments, vouchers=None, limits=LIMITS, **more) -> Verdict:
    """The verdict on one transaction."""
    [case] = judge(tx("t", *arguments, **more), vouchers=vouchers, limits=limits)
    return case.verdict


@pytest.mark.parametrize(
    ("spends", "pays", "kind"),
    [
        ([COLD_COIN, (coin("d"), 5, COLD)], [(2 * BITCOIN, COLD_CHANGE)], MovementClass.CONSOLIDATION),
        ([COLD_COIN], [(2 * BITCOIN - 9, COLD_CHANGE)], MovementClass.CONSOLIDATION),
        ([COLD_COIN], [(BITCOIN, COLD), (BITCOIN - 9, COLD_CHANGE)], MovementClass.SPLIT),
        ([COLD_COIN], [(BITCOIN, HOT), (BITCOIN - 9, COLD_CHANGE)], MovementClass.TRANSFER),
        ([COLD_COIN, HOT_COIN], [(3 * BITCOIN - 9, COLD)], MovementClass.TRANSFER),
    ],
)
def test_what_is_all_ours_is_internal(spends, pays, kind) -> None:
    """Every input and output ours: gathered, split, or moved between vaults, also to the change branch; proved."""
    found = verdict(spends, pays)
    assert (found.kind, found.rule) == (kind, Rule.ALL_OURS)
    assert found.kind in INTERNAL
    fee = sum(each[1] for each in spends) - sum(sats for sats, _ in pays)
    assert f"the difference of {fee:,} sat is the fee" in found.sentence


def test_an_output_without_satoshis_carries_nothing_away() -> None:
    """A text or time stamp beside our outputs leaves the movement internal; one foreign satoshi does not."""
    for sats, kind in ((0, MovementClass.CONSOLIDATION), (1, MovementClass.UNEXPLAINED)):
        assert verdict([COLD_COIN], [(BITCOIN, COLD), (sats, b"\x6a\x01x")]).kind is kind


def test_coins_burnt_as_fee_are_not_internal() -> None:
    """With no output of ours left there is nothing to prove internal."""
    assert verdict([COLD_COIN], [(0, b"\x6a")]).kind is MovementClass.UNEXPLAINED


def test_a_coinbase_is_mined() -> None:
    """New coins need no voucher: the chain shows that they are new."""
    found = verdict([], [(50 * BITCOIN, COLD)], mined=True)
    assert (found.kind, found.rule) == (MovementClass.MINED, Rule.COINBASE)


@pytest.mark.parametrize(
    ("pays", "limits", "kind", "rule"),
    [
        ([(546, COLD)], LIMITS, MovementClass.DUST, Rule.DUST),
        ([(546, COLD)] * 10_000, LIMITS, MovementClass.DUST, Rule.DUST),
        ([(546, COLD)] * 10_000, GENEROUS, MovementClass.DUST, Rule.DUST),
        ([(547, COLD)], LIMITS, MovementClass.UNEXPLAINED, Rule.NO_VOUCHER),
        ([(547, COLD)], GENEROUS, MovementClass.DONATION, Rule.SMALL_GIFT),
        ([(100_000, COLD)], GENEROUS, MovementClass.DONATION, Rule.SMALL_GIFT),
        ([(50_001, COLD), (50_000, HOT)], GENEROUS, MovementClass.UNEXPLAINED, Rule.NO_VOUCHER),
        ([(BITCOIN, COLD), (300, COLD)], LIMITS, MovementClass.UNEXPLAINED, Rule.NO_VOUCHER),
    ],
)
def test_what_strangers_send(pays, limits, kind, rule) -> None:
    """Dust is judged output by output, gifts by their sum, and only where the office has a rule for them."""
    found = verdict([FOREIGN_COIN], pays, limits=limits, payers_known=False)
    assert (found.kind, found.rule) == (kind, rule)
    if rule in {Rule.DUST, Rule.SMALL_GIFT}:
        assert ("the relay rule" if rule is Rule.DUST else "the office's rule") in found.sentence


@pytest.mark.parametrize("kind", VOUCHED)
def test_a_voucher_says_what_the_chain_cannot(kind) -> None:
    """Coins that came or left are what their voucher says, if the direction fits; else it is named as contradicted."""
    for spends, pays, fits in (
        ([FOREIGN_COIN], [(BITCOIN, COLD)], INCOMING),
        ([COLD_COIN], [(BITCOIN, EXCHANGE), (BITCOIN - 9, COLD)], OUTGOING),
    ):
        found = verdict(spends, pays, vouchers=vouched("t", kind))
        assert (found.kind is kind) == (kind in fits) == found.vouched == (found.contradiction == "")
        assert found.rule is (Rule.VOUCHER if kind in fits else Rule.NO_VOUCHER)


def test_no_voucher_goes_before_what_the_chain_proves() -> None:
    """An internal move or a mined coin stays what it is, and the voucher is contradicted."""
    found = verdict([COLD_COIN], [(BITCOIN, COLD)], vouchers=vouched("t", MovementClass.SALE))
    assert (found.kind, found.vouched) == (MovementClass.CONSOLIDATION, False)
    assert "the chain proves that it was an internal consolidation" in found.contradiction
    mined = verdict([], [(5, COLD)], mined=True, vouchers=vouched("t", MovementClass.PURCHASE))
    assert (mined.kind, mined.contradiction != "") == (MovementClass.MINED, True)
    agrees = verdict([], [(5, COLD)], mined=True, vouchers=vouched("t", MovementClass.MINED))
    assert (agrees.kind, agrees.contradiction) == (MovementClass.MINED, "")


def test_nobody_buys_dust() -> None:
    """A voucher does not turn dust into a purchase, but it may say that it was a gift."""
    bought = verdict([FOREIGN_COIN], [(546, COLD)] * 3, vouchers=vouched("t", MovementClass.PURCHASE))
    assert (bought.kind, "nobody buys dust" in bought.contradiction) == (MovementClass.DUST, True)
    given = verdict([FOREIGN_COIN], [(546, COLD)] * 3, vouchers=vouched("t", MovementClass.DONATION))
    assert (given.kind, given.vouched) == (MovementClass.DONATION, True)


def test_coins_of_others_among_the_inputs() -> None:
    """With foreign inputs nothing is internal and no fee is ours alone; five equal outputs look like a coinjoin."""
    [case] = judge(tx("t", [COLD_COIN, FOREIGN_COIN], [(BITCOIN, COLD), (BITCOIN - 9, HOT), (5 * BITCOIN, STRANGER)]))
    assert (case.verdict.kind, case.verdict.rule) == (MovementClass.MIXED, Rule.FOREIGN_INPUTS)
    assert case.facts.fee_sats is None
    assert "coinjoins" not in case.verdict.sentence
    inputs = [COLD_COIN, *((coin("f", index), 2 * BITCOIN, STRANGER) for index in range(4))]
    joined = verdict(inputs, [(BITCOIN, STRANGER)] * 4 + [(BITCOIN, COLD), (5, COLD_CHANGE)])
    assert "It has 5 equal outputs, as coinjoins do." in joined.sentence
    assert verdict([COLD_COIN, FOREIGN_COIN], [(BITCOIN, COLD)], vouchers=vouched("t", MovementClass.SALE)).vouched


def test_a_spend_tells_what_left_what_came_back_and_the_fee() -> None:
    """The sentence about a spend without a voucher has all three sums."""
    found = verdict([COLD_COIN], [(BITCOIN, EXCHANGE), (BITCOIN - 777, COLD_CHANGE)])
    assert found.kind is MovementClass.UNEXPLAINED
    assert found.sentence == (
        "1 BTC left cold to 1 foreign output, 0.99999223 BTC came back as change, the fee was 777 sat; "
        "no voucher says what it was."
    )
