"""One day through plan, proposal, approval, chain, voucher, books and reconciliation: the same satoshis and cents."""

import datetime as dt
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
from bitcoin_office.app.proposals import approve_proposal, list_proposals, show_proposal
from bitcoin_office.app.reconciling import reconcile_office
from bitcoin_office.app.today import today_of
from bitcoin_office.app.vouchers import load_vouchers
from bitcoin_office.chain.hashing import shown
from bitcoin_office.office import backtest as backtest_module
from bitcoin_office.office.backtest import backtest
from bitcoin_office.office.plan_terms import PlanFacts
from bitcoin_office.reserve.movements_accounts import PURCHASES, observed
from bitcoin_office.reserve.proposal import proposal_bytes
from bitcoin_office.reserve.voucher import MovementClass
from tests.app.today_office import FIRST, MONEY, TodayOffice, rule

RULES = (
    MONEY,
    rule("coins", "fixed_coins", 'sats = 12_345_678\ninterval = "day"'),
    rule("stop", "drawdown_stop", "drawdown_percent = 40\nrecovery_percent = 80"),
    rule("gain", "sell_above_cost", 'gain_percent = 900\nshare_percent = 10\ninterval = "day"'),
)


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
@pytest.mark.parametrize("engine", ["plain", "compiled"])
def test_one_day_is_the_same_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    """The engine's trade of each of three days is what is proposed, approved, paid on the chain, and in the books."""
    if engine == "compiled":
        monkeypatch.setattr(backtest_module, "plain_kernel", lambda plan: compiled_kernel(plan, tmp_path / "engine"))
    made = TodayOffice(tmp_path, *RULES)
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
        assert {show_proposal(made.dir, each.id, day).decided.state for each in found.proposals} == {"executed"}
        before = total
    assert reconcile_office(made.dir, FIRST + dt.timedelta(days=9)).breaks == ()
    assert list_proposals(made.dir).findings == ()
