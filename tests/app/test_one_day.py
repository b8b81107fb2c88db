"""One day through plan, proposal, approval, chain, voucher, books and reconciliation: the same satoshis and cents."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from bitcoin_office.adapters.compiled_engine import compiled_kernel, shipped_texts
from bitcoin_office.adapters.mining_tables import shipped_load_shape, shipped_machines
from bitcoin_office.adapters.store import open_books
from bitcoin_office.adapters.vault_files import sha256_of
from bitcoin_office.app.chain_views import Chosen, office_holdings, office_movements
from bitcoin_office.app.chains import NodeOptions
from bitcoin_office.app.market import market_for
from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.app.proposals import approve_proposal, execute_proposal, list_proposals, show_proposal
from bitcoin_office.app.reconciling import reconcile_office
from bitcoin_office.app.today import today_of
from bitcoin_office.app.vouchers import load_vouchers
from bitcoin_office.chain.hashing import shown
from bitcoin_office.office import backtest as backtest_module
from bitcoin_office.office.backtest import backtest
from bitcoin_office.office.plan_terms import PlanFacts
from bitcoin_office.reserve.movements_accounts import PURCHASES, SALES, observed
from bitcoin_office.reserve.proposal import Side, proposal_bytes
from bitcoin_office.reserve.voucher import MovementClass
from tests.adapters.node import PrivateNode
from tests.app.today_office import FIRST, MONEY, TodayOffice, rule

RULES = (
    MONEY,
    rule("coins", "fixed_coins", 'sats = 12_345_678\ninterval = "day"'),
    rule("stop", "drawdown_stop", "drawdown_percent = 40\nrecovery_percent = 80"),
    rule("gain", "sell_above_cost", 'gain_percent = 900\nshare_percent = 10\ninterval = "day"'),
)


@pytest.fixture
def node() -> Iterator[PrivateNode]:
    """A node without blocks."""
    made = PrivateNode("-blockfilterindex=1")
    yield made
    made.remove()


def planned(made: TodayOffice, until: dt.date) -> tuple[int, int]:
    """What the plan's engine buys and pays on the recorded prices up to a day."""
    playbook = load_playbook(str(made.programme))
    facts = PlanFacts(
        programme=playbook.programme,
        label=playbook.label,
        digest=playbook.digest,
        record=None,
        market=market_for(made.path),
        machines=shipped_machines(),
        shape=shipped_load_shape(),
    )
    result = backtest(facts, until, shipped_texts())
    return result.rule_sats, result.rule_usd_cents


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["plain", "compiled", pytest.param("node", marks=pytest.mark.component("bitcoind"))])
def test_one_day_is_the_same_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str, request: pytest.FixtureRequest
) -> None:
    """The engine's trade of each of three days is what is proposed, approved, paid on the chain, and in the books."""
    if engine == "compiled":
        monkeypatch.setattr(backtest_module, "plain_kernel", lambda plan: compiled_kernel(plan, tmp_path / "engine"))
    made = TodayOffice(tmp_path, *RULES, node=request.getfixturevalue("node") if engine == "node" else None)
    before = (0, 0)
    for number in range(3):
        day = FIRST + dt.timedelta(days=number)
        total = planned(made, day)
        trade = (total[0] - before[0], total[1] - before[1])

        found = today_of(made.dir, day)
        proposals = [each.proposal for each in found.proposals]
        assert {each.rule.id for each in proposals} == {"money", "coins"}
        assert (sum(each.sats for each in proposals), sum(each.usd_cents for each in proposals)) == trade
        assert (found.held_sats, found.held_cost_usd_cents) == before
        assert [effect.kept for effect in proposals[0].conditions] == ["broken"]

        for each in found.proposals:
            decided = approve_proposal(made.dir, each.id, "Ana", day=day)
            assert decided.decided.state == "approved"
            assert sha256_of(Path(decided.document)) == each.hash
            assert Path(decided.document).read_bytes() == proposal_bytes(each.proposal)
        # The exchange delivers both in one transaction on the first day, and each in its own on the others.
        paid = made.pay(*(((each,) for each in proposals) if number else (tuple(proposals),)), on=day)
        assert made.sync().findings == ()

        txids = {shown(each.txid) for each in paid}
        rows = [row for row in office_movements(made.dir, Chosen()) if row.txid in txids]
        assert {row.kind for row in rows} == {MovementClass.PURCHASE}
        assert sum(row.delta_sats for row in rows) == trade[0]
        vouchers = [load_vouchers(made.dir)[txid] for txid in txids]
        assert {each.sha256 for each in vouchers} <= {each.hash for each in found.proposals}
        assert sum(each.usd_cents or 0 for each in vouchers) == trade[1]
        with open_books(made.dir.books_url()) as books:
            positions = books.positions(account=observed("Treasury"))
            balances = {(each.account, each.unit): each.quantity for each in books.balances()}
            assert books.verify().findings == ()
        assert (sum(each.quantity for each in positions), sum(each.cost for each in positions)) == total
        assert balances[PURCHASES, "USD"] == -total[1]
        assert office_holdings(made.dir, NodeOptions()).sats == total[0]
        assert found.price.age_days == 0
        assert {show_proposal(made.dir, each.id, day).decided.state for each in found.proposals} == {"executed"}
        before = total
    assert reconcile_office(made.dir, FIRST + dt.timedelta(days=9)).breaks == ()
    assert list_proposals(made.dir).findings == ()


def test_a_sale_from_the_rule_to_the_gain(tmp_path: Path) -> None:
    """Coins bought on one day and sold by rule on the next: the proceeds are the document's, and nothing is open."""
    made = TodayOffice(tmp_path)
    (bought,) = today_of(made.dir, FIRST).proposals
    approve_proposal(made.dir, bought.id, "Ana", day=FIRST)
    (paid,) = made.pay((bought.proposal,))
    made.sync()
    made.write(rule("sell", "sell_above_cost", 'gain_percent = -50\nshare_percent = 25\ninterval = "day"'))
    day = FIRST + dt.timedelta(days=1)
    (wanted,) = today_of(made.dir, day).proposals
    proposal = wanted.proposal
    assert (proposal.side, proposal.sats) == (Side.SELL, round(bought.proposal.sats / 4))
    assert (proposal.pay_to, proposal.conditions) == (None, ())
    approve_proposal(made.dir, wanted.id, "Bilal", day=day)
    script = bytes.fromhex(bought.proposal.pay_to.script) if bought.proposal.pay_to else b""
    index = next(number for number in range(20) if made._treasury.script(0, number) == script)
    sold = made.sell(paid, index, proposal.sats)
    made.mine(day, sold)
    document = tmp_path / "confirmation.txt"
    document.write_text("sold")
    proceeds = Decimal(proposal.usd_cents) / 100
    execute_proposal(made.dir, wanted.id, shown(sold.txid), by="Bilal", document=document, usd=proceeds)
    assert made.sync().findings == ()
    (row,) = [row for row in office_movements(made.dir, Chosen()) if row.txid == shown(sold.txid)]
    assert (row.kind, row.delta_sats + (row.fee_sats or 0)) == (MovementClass.SALE, -proposal.sats)
    with open_books(made.dir.books_url()) as books:
        balances = {(each.account, each.unit): each.quantity for each in books.balances()}
    assert balances[SALES, "USD"] == proposal.usd_cents
    assert reconcile_office(made.dir, day).breaks == ()


def test_a_purchase_that_a_reorganisation_takes_back(tmp_path: Path) -> None:
    """Its entry is undone and the voucher waits; once it is mined again, on a later day, it is the same purchase."""
    made = TodayOffice(tmp_path)
    (bought,) = today_of(made.dir, FIRST).proposals
    approve_proposal(made.dir, bought.id, "Ana", day=FIRST)
    (paid,) = made.pay((bought.proposal,))
    made.sync()
    made.reorganise()
    made.sync()
    assert [each.code for each in reconcile_office(made.dir, FIRST).breaks] == ["voucher-without-movement"]
    waiting = today_of(made.dir, FIRST + dt.timedelta(days=1), keep=False)
    assert (waiting.held_sats, len(waiting.warnings)) == (bought.proposal.sats, 1)
    assert today_of(made.dir, FIRST + dt.timedelta(days=2), keep=False).held_sats == 0
    made.mine(FIRST, paid)
    made.sync()
    with open_books(made.dir.books_url()) as books:
        assert [(each.quantity, each.cost) for each in books.positions()] == [
            (bought.proposal.sats, bought.proposal.usd_cents)
        ]
    assert reconcile_office(made.dir, FIRST).breaks == ()


def test_what_is_on_its_way_is_not_bought_again(tmp_path: Path) -> None:
    """A rule that buys up to a share does so once: coins that are approved and not on the chain yet count as held."""
    parameters = (
        '[[gross_reserves]]\nvalue = 4_000_000\nunit = "USD"\neffective_from = 2020-01-01\n'
        'source = { title = "test" }\nverified_on = 2025-07-01\n\n[[reserve_approval_days]]\nvalue = 3\nunit = "days"\n'
        'effective_from = 2020-01-01\nsource = { title = "test" }\nverified_on = 2025-07-01\n'
    )
    made = TodayOffice(
        tmp_path,
        rule("half", "rebalance", 'target_percent = 20\nband_percent = 5\ninterval = "day"'),
        parameters=parameters,
    )
    (made.path / "observations.toml").write_text(
        '[[observation]]\nkind = "cash_usd"\nvalue = 1_500_000\non = 2025-07-01\nsource = { title = "test" }\n'
    )
    (bought,) = today_of(made.dir, FIRST).proposals
    days = [FIRST + dt.timedelta(days=number) for number in range(6)]
    assert len(today_of(made.dir, days[1], keep=False).rules[0].reasons) == 1
    assert today_of(made.dir, days[1], keep=False).rules[0].sats > 0
    approve_proposal(made.dir, bought.id, "Ana", day=FIRST)
    again = today_of(made.dir, FIRST)
    assert [each.id for each in again.proposals] == [bought.id]
    waiting = today_of(made.dir, days[1])
    assert (waiting.proposals, waiting.held_sats) == ((), bought.proposal.sats)
    assert "not in the books yet" in waiting.warnings[0]
    assert dict(waiting.rules[0].observation)["cash_usd"] == 1_500_000 - bought.proposal.usd_cents / 100
    assert today_of(made.dir, days[4], keep=False).rules[0].sats > 0
    made.pay((bought.proposal,), on=days[2])
    made.sync()
    for day in days[1:5]:
        seen = today_of(made.dir, day)
        assert (seen.proposals, seen.held_sats) == ((), bought.proposal.sats)
        assert dict(seen.rules[0].observation)["cash_usd"] == 1_500_000 - bought.proposal.usd_cents / 100
    assert reconcile_office(made.dir, days[5]).breaks == ()


def test_a_stale_approval_is_warned_of(tmp_path: Path) -> None:
    """Proposed anew after the programme changed, it says that the first one was approved and may have been ordered."""
    made = TodayOffice(tmp_path)
    (first,) = today_of(made.dir, FIRST).proposals
    approve_proposal(made.dir, first.id, "Ana", day=FIRST)
    made.write(MONEY.replace("250000", "260000"))
    (second,) = today_of(made.dir, FIRST).proposals
    assert second.id != first.id
    assert first.id in second.proposal.warnings[-1]
    assert show_proposal(made.dir, first.id, FIRST).decided.state == "stale"
    approve_proposal(made.dir, second.id, "Ana", day=FIRST)
    made.pay((first.proposal,), (second.proposal,))
    made.sync()
    (twice,) = reconcile_office(made.dir, FIRST).breaks
    assert (twice.code, twice.names) == ("executed-twice", (first.id, second.id))
