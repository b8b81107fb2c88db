"""Movements in the books: lots, fees, gains, and coins of unknown cost."""

import datetime as dt

import pytest

from bitcoin_office.books.account import Chart
from bitcoin_office.books.memory import MemoryBooks
from bitcoin_office.reserve.movements_accounts import missing_accounts
from bitcoin_office.reserve.movements_entries import Valuation, drafts_of, kept_valuation, shares
from bitcoin_office.reserve.movements_trace import Held
from bitcoin_office.reserve.voucher import MovementClass
from tests.reserve.movements_making import (
    BITCOIN,
    COLD,
    COLD_CHANGE,
    DAY,
    EXCHANGE,
    HOT,
    PARTS,
    STRANGER,
    coin,
    judge,
    tx,
    vouched,
)

CLOSE = 100_000_00
OBSERVED, UNEXPLAINED = "Assets:Reserve:Observed:", "Assets:Reserve:Unexplained:"


def market(case, quantity: int) -> Valuation | None:
    """A hundred thousand dollars a coin."""
    return Valuation(cents=quantity * CLOSE // BITCOIN, source="closes")


def unknown(case, quantity: int) -> Valuation | None:
    """A market that nobody knows."""
    return None


class Ledger:
    """Books that take movement after movement."""

    def __init__(self, value_of=market) -> None:
        self.books = MemoryBooks(Chart(()))
        self.books.open_accounts(missing_accounts(PARTS.values(), ()))
        self.held: Held = {}
        self.value_of = value_of

    def take(self, transaction, vouchers=None):
        """Books one transaction; its entries."""
        [case] = judge(transaction, vouchers=vouchers)
        return self.books.post(drafts_of(case, self.held, PARTS, self.value_of, case.facts.day))

    def buy(self, name: str, sats: int, usd: str, script: bytes = COLD):
        """Coins bought with a voucher."""
        return self.take(tx(name, [], [(sats, script)]), vouched(name, MovementClass.PURCHASE, usd))

    @property
    def balances(self) -> dict[tuple[str, str], int]:
        """Every balance, without the long beginnings of names."""
        return {
            (balance.account.removeprefix("Assets:Reserve:"), balance.unit): balance.quantity
            for balance in self.books.balances()
        }

    @property
    def lots(self) -> list[tuple[str, str, int, int]]:
        """Lots: account, opening event, satoshis, cost."""
        return [
            (held.account.removeprefix("Assets:Reserve:"), held.lot[:10], held.quantity, held.cost)
            for held in self.books.positions()
        ]


def test_a_purchase_opens_a_lot_at_what_the_voucher_says() -> None:
    """Cost is the document's sum, on the block's day, against the account of purchases; the source names all of it."""
    ledger = Ledger()
    [entry] = ledger.buy("p", BITCOIN, "64000.00")
    assert entry.on == DAY
    assert [(p.account, p.quantity, p.weight) for p in entry.postings] == [
        (f"{OBSERVED}Cold", BITCOIN, 6_400_000),
        ("Equity:Reserve:Purchases", -6_400_000, -6_400_000),
    ]
    assert "order.pdf, SHA-256 abab" in entry.source
    assert "price" not in entry.source


def test_a_purchase_without_a_sum_is_booked_at_the_close() -> None:
    """As announced purchases without a price are, and the source says whose close."""
    ledger = Ledger()
    [entry] = ledger.take(tx("p", [], [(BITCOIN, COLD)]), vouched("p", MovementClass.PURCHASE))
    assert ledger.lots == [("Observed:Cold", entry.postings[0].lot[:10], BITCOIN, CLOSE)]
    assert entry.source.endswith("; price: closes")


def test_one_purchase_into_two_vaults_shares_its_cost() -> None:
    """Exactly, to the cent, by satoshis."""
    ledger = Ledger()
    ledger.take(tx("p", [], [(BITCOIN, COLD), (2 * BITCOIN, HOT)]), vouched("p", MovementClass.PURCHASE, "1.00"))
    assert [(account, quantity, cost) for account, _, quantity, cost in ledger.lots] == [
        ("Observed:Cold", BITCOIN, 33), ("Observed:Hot", 2 * BITCOIN, 67),
    ]  # fmt: skip


def test_lots_go_through_consolidation_and_split_unchanged() -> None:
    """Only the fee leaves, at the cost of the oldest lot; day, cost and identity of lots stay."""
    ledger = Ledger()
    ledger.buy("a", BITCOIN, "50000.00")
    ledger.buy("b", BITCOIN, "70000.00")
    before = ledger.lots
    spends = [(coin("a"), BITCOIN, COLD), (coin("b"), BITCOIN, COLD)]
    [gathered] = ledger.take(tx("c", spends, [(2 * BITCOIN - 1_000, COLD_CHANGE)]))
    parts = [(5_000_000, COLD)] * 39 + [(5_000_000 - 2_000, COLD_CHANGE)]
    ledger.take(tx("s", [(coin("c"), 2 * BITCOIN - 1_000, COLD_CHANGE)], parts))
    assert [(p.account, p.quantity, p.weight) for p in gathered.postings] == [
        (f"{OBSERVED}Cold", -1_000, -50), ("Expenses:Network-Fees", 1_000, 50),
    ]  # fmt: skip
    (account, first, quantity, cost), second = before
    assert ledger.lots == [(account, first, quantity - 2_000, cost - 100), second]
    assert len(ledger.held) == 40


def test_a_transfer_carries_lots_between_the_accounts_of_vaults() -> None:
    """The lots arrive with their cost and the day on which they were bought."""
    ledger = Ledger()
    ledger.buy("a", BITCOIN, "50000.00")
    later = DAY + dt.timedelta(days=30)
    ledger.take(tx("t", [(coin("a"), BITCOIN, COLD)], [(BITCOIN - 1_000, HOT)], day=later))
    [lot] = ledger.books.positions()
    assert (lot.account, lot.quantity, lot.cost, lot.acquired_on) == (f"{OBSERVED}Hot", BITCOIN - 1_000, 4_999_950, DAY)
    assert ledger.balances["Expenses:Network-Fees", "sat"] == 1_000


def test_a_sale_gives_up_cost_and_the_rest_is_gain() -> None:
    """Proceeds as the voucher says, cost oldest first, the fee apart at its own cost, change back in the lot."""
    ledger = Ledger()
    ledger.buy("a", 2 * BITCOIN, "100000.00")
    sold = tx("s", [(coin("a"), 2 * BITCOIN, COLD)], [(BITCOIN, EXCHANGE), (BITCOIN - 1_000, COLD_CHANGE)])
    ledger.take(sold, vouched("s", MovementClass.SALE, "80000.00"))
    assert ledger.balances == {
        ("Observed:Cold", "sat"): BITCOIN - 1_000,
        ("Expenses:Network-Fees", "sat"): 1_000,
        ("Equity:Reserve:Purchases", "USD"): -10_000_000,
        ("Equity:Reserve:Sales", "USD"): 8_000_000,
        ("Income:Reserve:Gains", "USD"): -3_000_000,
    }


@pytest.mark.parametrize(
    ("kind", "account"),
    [(MovementClass.SALE, "Equity:Reserve:Sales"), (MovementClass.PAYMENT, "Expenses:Reserve:Payments")],
)
def test_without_a_sum_nothing_is_gained(kind: MovementClass, account: str) -> None:
    """A sale or payment whose voucher states no sum leaves at cost."""
    ledger = Ledger()
    ledger.buy("a", BITCOIN, "50000.00")
    spent = tx("s", [(coin("a"), BITCOIN, COLD)], [(BITCOIN, EXCHANGE)])
    [entry] = ledger.take(spent, vouched("s", kind))
    assert [(p.account, p.quantity, p.weight) for p in entry.postings] == [
        (f"{OBSERVED}Cold", -BITCOIN, -5_000_000), (account, BITCOIN, 5_000_000),
    ]  # fmt: skip


def test_what_nobody_explains_has_no_cost_and_makes_no_gain() -> None:
    """Unexplained coins are plain satoshis in an account of their own, also after moves, and leave without a gain."""
    ledger = Ledger()
    ledger.take(tx("u", [], [(BITCOIN, COLD)]))
    assert ledger.balances == {("Unexplained:Cold", "sat"): BITCOIN, ("Income:Reserve:Unexplained", "sat"): -BITCOIN}
    ledger.take(tx("t", [(coin("u"), BITCOIN, COLD)], [(BITCOIN - 1_000, HOT)]))
    ledger.take(
        tx("s", [(coin("t"), BITCOIN - 1_000, HOT)], [(BITCOIN - 1_000, EXCHANGE)]),
        vouched("s", MovementClass.SALE, "90000.00"),
    )
    assert ledger.balances == {
        ("Expenses:Network-Fees", "sat"): 1_000,
        ("Equity:Reserve:Sales", "USD"): 9_000_000,
        ("Income:Reserve:Unexplained", "USD"): -9_000_000,
        ("Income:Reserve:Unexplained", "sat"): -1_000,
    }


def test_known_and_unknown_cost_in_one_transaction_are_two_entries() -> None:
    """Each kind goes its own way, and the books balance in satoshis and in dollars."""
    ledger = Ledger()
    ledger.buy("a", BITCOIN, "50000.00")
    ledger.take(tx("u", [], [(BITCOIN, COLD)]))
    spends = [(coin("a"), BITCOIN, COLD), (coin("u"), BITCOIN, COLD)]
    known, plain = ledger.take(tx("t", spends, [(BITCOIN + 500, HOT), (BITCOIN - 1_500, COLD_CHANGE)]))
    assert plain.external_id == f"{known.external_id}:unexplained"
    assert ledger.balances["Observed:Hot", "sat"] == BITCOIN
    assert ledger.balances["Unexplained:Hot", "sat"] == 500
    assert ledger.balances["Unexplained:Cold", "sat"] == BITCOIN - 1_500
    assert ledger.books.verify().findings == ()


@pytest.mark.parametrize(
    ("kind", "account"),
    [(MovementClass.DONATION, "Income:Donations"), (MovementClass.SEIZURE, "Liabilities:Reserve:Seized")],
)
def test_gifts_and_seizures_come_at_their_value(kind: MovementClass, account: str) -> None:
    """At the close of the day, against what they are."""
    ledger = Ledger()
    ledger.take(tx("g", [], [(BITCOIN, COLD)]), vouched("g", kind))
    assert ledger.balances == {("Observed:Cold", "sat"): BITCOIN, (account, "USD"): -CLOSE}


def test_mined_coins_and_dust_come_at_their_value_or_without_one() -> None:
    """At the close where one is known; where none is, the coins are of unknown cost, not of none."""
    for transaction, account in (
        (tx("m", [], [(BITCOIN, COLD)], mined=True), "Income:Mining"),
        (tx("d", [], [(546, COLD)]), "Income:Donations"),
    ):
        known, blind = Ledger(), Ledger(unknown)
        known.take(transaction)
        blind.take(transaction)
        sats = transaction.outputs[0].sats
        assert known.balances[account, "USD"] == -(sats * CLOSE // BITCOIN)
        assert blind.balances == {("Unexplained:Cold", "sat"): sats, ("Income:Reserve:Unexplained", "sat"): -sats}


def test_dust_below_a_cent_is_a_lot_that_cost_nothing() -> None:
    """Its value rounds to no cent, and the entry still balances."""
    ledger = Ledger()
    ledger.take(tx("d", [], [(3, COLD)]))
    assert [(quantity, cost) for _, _, quantity, cost in ledger.lots] == [(3, 0)]


def test_a_coinjoin_is_booked_by_what_it_changed() -> None:
    """Our coins that others' replaced stay where they are; only the difference left, and nobody knows why."""
    ledger = Ledger()
    ledger.buy("a", BITCOIN, "50000.00")
    mixed = tx(
        "j",
        [(coin("x"), BITCOIN, STRANGER), (coin("a"), BITCOIN, COLD)],
        [(BITCOIN, STRANGER), (BITCOIN - 1_000, COLD)],
    )
    ledger.take(mixed)
    assert ledger.balances["Observed:Cold", "sat"] == BITCOIN - 1_000
    assert ledger.balances["Expenses:Reserve:Unexplained", "sat"] == 1_000


def test_a_movement_without_satoshis_is_no_entry() -> None:
    """A move within a vault without a fee changes nothing in the books."""
    ledger = Ledger()
    ledger.buy("a", BITCOIN, "50000.00")
    assert ledger.take(tx("c", [(coin("a"), BITCOIN, COLD)], [(BITCOIN, COLD_CHANGE)])) == ()
    assert list(ledger.held) == [coin("c")]


def test_a_booked_value_can_be_had_back() -> None:
    """The market value of an entry is read back for its own block, and not where a voucher set the cost."""
    ledger = Ledger()
    transaction = tx("m", [], [(BITCOIN, COLD), (BITCOIN, HOT)], mined=True)
    [entry] = ledger.take(transaction)
    [case] = judge(transaction)
    assert kept_valuation(entry, case) == Valuation(cents=2 * CLOSE, source="closes")
    [elsewhere] = judge(tx("m", [], [(BITCOIN, COLD), (BITCOIN, HOT)], mined=True, height=101))
    assert kept_valuation(entry, elsewhere) is None
    [bought] = ledger.buy("p", BITCOIN, "1.00")
    [case] = judge(tx("p", [], [(BITCOIN, COLD)]), vouchers=vouched("p", MovementClass.PURCHASE, "1.00"))
    assert kept_valuation(bought, case) is None


def test_shares_are_exact() -> None:
    """Parts sum to the whole, also with remainders."""
    assert shares(10, [3, 3, 3]) == [4, 3, 3]
    assert shares(0, [1, 5]) == [0, 0]
    assert sum(shares(99_999, [7, 11, 13, 17])) == 99_999
