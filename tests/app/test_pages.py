"""Pages about results: the answer first, every chart with its table, and nothing that is fetched or run."""

import datetime as dt
import re
from html.parser import HTMLParser

import msgspec
import pytest
from click.testing import CliRunner

from bitcoin_office.app import plan as wiring
from bitcoin_office.app.answers import ask_breaks, ask_sensitivity, ask_stress
from bitcoin_office.app.pages import html, page_of, require_charts, write_charts
from bitcoin_office.app.plan import ask_backtest, ask_comparison, ask_hindsight, ask_plan, ask_replay
from bitcoin_office.app.power import ask_power
from bitcoin_office.cli.main import cli
from bitcoin_office.office.chart_style import shown
from bitcoin_office.office.measures import Measure
from bitcoin_office.office.page import ESTIMATE
from bitcoin_office.office.plan_result import Matter
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.office.power_terms import PowerQuestion
from bitcoin_office.office.replay_choice import Choice
from bitcoin_office.office.replay_hours_schedule import HoursQuestion
from bitcoin_office.office.reverse_stress import BreakQuestion
from bitcoin_office.office.sensitivity import SensitivityQuestion
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.terms.errors import MissingComponentError

AS_OF = dt.date(2026, 8, 1)
FEW = PlanQuestion(paths=6, years=1, seed=3, as_of=AS_OF, until=dt.date(2026, 10, 31))
WINTER = msgspec.structs.replace(FEW, until=dt.date(2026, 12, 15))
BOTH = ("pk", "pk+sv-reserve")
VARIED = SensitivityQuestion(
    measure=Measure(series="", of="p50"), assumptions=("growth", "devaluations"), trajectories=2, samples=2
)
BROKEN = BreakQuestion(measure=Measure(series="value_usd", of="p50"), line=1e6, assumptions=("price=1000..90000",))
ASKED = {
    "plan": lambda: ask_plan("pk+sv-reserve", FEW, threads=1),
    "comparison": lambda: ask_comparison(BOTH, FEW, threads=1),
    "hindsight": lambda: ask_hindsight(
        "pk+sv-reserve", PlanQuestion(paths=6, years=1, seed=3, as_of=dt.date(2026, 6, 15)), threads=1
    ),
    "replay": lambda: ask_replay("pk+sv-reserve", FEW, Choice(path=1), threads=1),
    "sensitivity": lambda: ask_sensitivity("pk+sv-reserve", FEW, VARIED, threads=1),
    "stress": lambda: ask_stress("pk+sv-reserve", FEW, ("fall-2022", "network-doubled")),
    "breaks": lambda: ask_breaks("pk+sv-reserve", FEW, BROKEN, threads=1),
    "hours": lambda: ask_replay("pk", WINTER, Choice(path=2), threads=1, hours=HoursQuestion(year=2026)),
    "backtest": lambda: ask_backtest("sv", dt.date(2023, 1, 31)),
    "power": lambda: ask_power("pk", PowerQuestion(year=2025, machine="antminer-s21")),
}
FETCHES = re.compile(r"\b(src|href|action|srcset)\s*=|url\(|@import|<(script|link|iframe|img|object|embed|form)\b")
QUICK = ("backtest", "power")


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    """The interpreter in the compiler's place: the same bits, and nothing to compile."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)


class Texts(HTMLParser):
    """The texts and the tags of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Keeps a tag's name."""
        del attrs
        self.tags.append(tag)

    def handle_data(self, data):
        """Keeps a text."""
        self.texts.append(data.strip())


@pytest.mark.parametrize(
    "kind", [kind if kind in QUICK else pytest.param(kind, marks=pytest.mark.slow) for kind in ASKED]
)
def test_a_page_stands_alone(kind):
    """Every kind: the finding is a text of the page, each chart is drawn twice with its table, nothing is fetched."""
    result = ASKED[kind]()
    page = page_of(result)
    written = html(page).decode()
    seen = Texts(written)
    assert result.finding in seen.texts
    assert page.number in seen.texts
    charts = [chart for part in page.parts for chart in part.charts]
    assert charts
    assert seen.tags.count("svg") >= 2 * len(charts)
    assert seen.tags.count("details") == len(charts)
    assert all(chart.table.rows and len({len(row) for row in chart.table.rows}) == 1 for chart in charts)
    assert all(len(row) == len(chart.table.head) for chart in charts for row in chart.table.rows)
    assert FETCHES.search(re.sub(r"<svg.*?</svg>", "", written, flags=re.DOTALL)) is None
    assert "default-src 'none'" in written


@pytest.mark.slow
def test_a_plan_without_coins_leads_with_its_power():
    """Of Pakistan alone no chart of nothing is drawn: the number is of mining, and its part comes first."""
    page = page_of(ask_plan("pk", FEW, threads=1))
    assert page.number_says.startswith("what mining leaves, less sites and machines, on 2026-10-31")
    assert page.parts[0].charts[0].name.startswith("mining_")
    assert {"value_usd", "coins"}.isdisjoint(chart.name for part in page.parts for chart in part.charts)


@pytest.mark.slow
def test_what_is_assumed_is_marked_before_the_charts():
    """A plan is called an estimate, and names its drift and what was set on the command line."""
    plan = ask_plan("pk+sv-reserve+reserve.rules.one-a-day.sats=5", FEW, threads=1)
    marks = page_of(plan).marks
    assert marks[0] == ESTIMATE
    assert "grows 0 % a year" in marks[1]
    assert marks[2].endswith("reserve.rules.one-a-day.sats=5")


@pytest.mark.slow
def test_what_matters_most_is_drawn_where_it_was_asked_for():
    """Without it there is no such part; with it a chart for each series that is told, its assumption in the table."""
    plan = ask_plan("sv", FEW, threads=1)
    assert "What matters most" not in [part.heading for part in page_of(plan).parts]
    growth = Matter(
        name="growth", says="growth of the median price a year", unit="%", declared=0, low=-20, high=26, at_low=-9.0,
        at_high=12.0, series_unit="USD",
    )  # fmt: skip
    told = msgspec.structs.replace(plan, matters={"value_over_cost_usd": (growth,), "drawdown": (growth,)})
    (part,) = [part for part in page_of(told).parts if part.heading == "What matters most"]
    assert [chart.name for chart in part.charts] == ["matters_value_over_cost_usd"]
    assert part.charts[0].table.rows == (("growth of the median price a year", "-20 to 26 %", "-$9", "$12"),)


@pytest.mark.slow
def test_what_matters_is_told_with_its_ranges_and_what_does_not_is_named():
    """The growth is drawn, with its range and why it is that; devaluations, which move no coin's worth, are named."""
    pytest.importorskip("SALib", reason="the extra `sensitivity` brings SALib")
    result = ASKED["sensitivity"]()
    page = page_of(result)
    ends = page.parts[0].charts[0].table.rows
    assert [row[0] for row in ends] == ["growth of the median price a year"]
    assert page.number == shown(abs(result.influences[0].at_high - result.influences[0].at_low), "USD")
    (rests,) = [part for part in page.parts if part.heading == "What each range rests on"]
    assert rests.tables[0].rows[0][3:] == (result.influences[0].why, "growth")
    assert "how often the money gives way" in page.parts[-1].says[0]


@pytest.mark.slow
def test_what_breaks_it_leads_with_where():
    """The number is the price at which it breaks; a line that is crossed as declared is told with what it is."""
    result = ASKED["breaks"]()
    page = page_of(result)
    (price,) = [item for item in result.breaks if item.breaks_at is not None]
    assert page.number == f"${price.breaks_at:,.0f}"
    already = ask_breaks("pk+sv-reserve", FEW, msgspec.structs.replace(BROKEN, line=1e15), threads=1)
    assert page_of(already).number == shown(already.declared, "USD")
    assert page_of(already).parts == ()


@pytest.mark.slow
def test_texts_of_others_are_no_markup():
    """A programme that calls itself a script is shown, not run; in a drawing too."""
    evil = "<script>alert(1)</script>"
    plan = ask_plan(f"pk+sv-reserve+mining.power=1000+reserve.note={evil}", FEW, threads=1)
    written = html(page_of(plan)).decode()
    assert evil not in written
    assert "&lt;script&gt;" in written


def test_charts_are_files(tmp_path):
    """Each chart as SVG and PNG, under the name of its series."""
    page = page_of(ask_backtest("sv", dt.date(2023, 1, 31)))
    written = write_charts(page, tmp_path / "charts")
    assert [path.name for path in written] == ["coins.svg", "coins.png", "cost.svg", "cost.png"]
    assert written[0].read_text().startswith("<svg")
    assert written[1].read_bytes().startswith(b"\x89PNG")


def test_the_commands_write_them(tmp_path):
    """``--html`` and ``--charts`` write, and the table is still shown."""
    page, folder = tmp_path / "page.html", tmp_path / "charts"
    asked = ["backtest", "sv", "--until", "2023-01-31", "--html", str(page), "--charts", str(folder)]
    done = CliRunner().invoke(cli, asked)
    assert done.exit_code == 0, done.output
    assert page.read_bytes().startswith(b"<!doctype html>")
    assert len(list(folder.iterdir())) == 4
    assert "the rules of sv buy 75 BTC" in done.stdout


def test_without_the_extra_it_is_named(monkeypatch):
    """What is missing is named before anything is computed."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(MissingComponentError) as caught:
        require_charts()
    assert caught.value.extra == "charts"
