"""Tests of the command ``power``."""

import json

import pytest
from click.testing import CliRunner, Result

from bitcoin_office.cli.main import cli


def run(*arguments: str) -> Result:
    """The command's outcome."""
    return CliRunner().invoke(cli, ["power", *arguments])


@pytest.fixture(scope="module")
def answer() -> dict:
    """Pakistan at 23 rupees, as JSON."""
    done = CliRunner().invoke(cli, ["power", "pk", "--tariff", "23 PKR/kWh", "--json"], catch_exceptions=False)
    assert done.exit_code == 0
    return json.loads(done.stdout)


def test_three_yardsticks_stand_side_by_side(answer: dict) -> None:
    """At 23 rupees: nothing to 4.57 against marginal cost, 3.34 to 11 against service, 17.51 against industry."""
    marginal, service, classes = (
        answer["subsidies"][name] for name in ("marginal_cost", "cost_of_service", "class_tariff")
    )
    assert marginal[0]["subsidy_per_kwh"] == {"low": 0.0, "high": pytest.approx(4.571, abs=0.001)}
    assert service[0]["subsidy_per_kwh"]["low"] == pytest.approx(3.34)
    assert service[1]["subsidy_per_kwh"]["high"] == pytest.approx(11.0)
    assert classes[0]["basis"].startswith("industry")
    assert classes[0]["subsidy_per_kwh"]["low"] == pytest.approx(17.51)
    energy_kwh = answer["mining"]["energy_mwh"] * 1000
    assert classes[0]["subsidy_local"]["low"] == pytest.approx(17.51 * energy_kwh)


def test_the_parts_add_up(answer: dict) -> None:
    """Plants serve what the fleet draws; contribution and fuel make the bill; the margin is revenue less the bill."""
    mining = answer["mining"]
    assert mining["margin_usd"] == pytest.approx(mining["revenue_usd"] - mining["bill_usd"])
    assert mining["energy_mwh"] == pytest.approx(mining["days_running"] * 24 * answer["power_mw"])
    for plants in answer["plants"]:
        assert sum(plants["by_plant_mwh"].values()) + plants["unserved_mwh"] == pytest.approx(mining["energy_mwh"])
        for one, other in (("low", "high"), ("high", "low")):
            both = plants["contribution_local"][one] + plants["fuel_cost_local"][other]
            assert both == pytest.approx(mining["bill_local"])


def test_what_is_missing_is_said(answer: dict) -> None:
    """Overhead, losses of the site, upkeep, the wires' margin and the hall's overhead are named, none is guessed."""
    text = " ".join(answer["missing"])
    for word in ("beside the machines", "high-voltage grid", "Variable operation", "power_wires_margin", "PUE"):
        assert word in text
    assert any("elasticity" in item["says"] for item in answer["assumptions"])


def test_the_refused_tariff_depends_on_the_yardstick(answer: dict) -> None:
    """No special tariff: kept by one merit order, broken against cost of service and the class, so it depends."""
    (held,) = answer["conditions"]
    assert (held["condition"], held["kept"]) == ("no-special-tariff", "depends")
    verdicts = [why.partition(":")[0] for why in held["why"]]
    assert verdicts == ["depends", "kept", "depends", "broken", "broken", "broken"]
    dear = json.loads(run("pk", "--tariff", "60 PKR/kWh", "--json").stdout)
    assert dear["conditions"][0]["kept"] == "kept"


def test_every_view_checks_its_blocks(answer: dict) -> None:
    """The coarse year is within one percent of the hourly one in every view, and its error is in the result."""
    assert all(abs(plants["block_error"]) < 0.01 for plants in answer["plants"])


def test_known_losses_leave_no_range() -> None:
    """Where the user states losses, every marginal cost is one number, 22.73/0.9 for liquefied gas at ten percent."""
    done = run("pk", "--losses", "10", "--json")
    spans = [plants["marginal_cost_per_kwh"] for plants in json.loads(done.stdout)["plants"]]
    assert all(span["low"] == span["high"] for span in spans)
    assert spans[0]["low"] == pytest.approx(22.7323 / 0.9)


def test_others_who_leave_raise_the_fleets_income(answer: dict) -> None:
    """With an elasticity of 1 the fleet finds more coins than where everybody stays."""
    done = run("pk", "--tariff", "23 PKR/kWh", "--elasticity", "1", "--json")
    assert json.loads(done.stdout)["mining"]["coins"] > answer["mining"]["coins"]


def test_machines_and_a_hall_share_the_power() -> None:
    """With a hall the best hours are found: its share is kept, the power too, and the merit order stands beside."""
    pytest.importorskip("highspy", reason="the extra plan is not installed")
    done = run("pk", "--tariff", "20 PKR/kWh", "--hall", "400", "--hall-share", "20", "--ramp", "10", "--json")
    found = json.loads(done.stdout)["schedule"]
    assert found["hours"] == 151 * 24
    assert found["ramp_mw"] == 200
    assert found["hall_mwh"] >= 0.2 * (found["hall_mwh"] + found["mining_mwh"]) - 1
    assert found["hall_mwh"] + found["mining_mwh"] <= 2000 * found["hours"]
    assert found["profit_usd"] == pytest.approx(found["merit_profit_usd"], rel=0.02)
    assert 0 < found["overstated_usd"] < 0.01 * found["profit_usd"]


def test_a_person_reads_the_same() -> None:
    """The table begins with the finding and shows yardsticks, plants, coins, halls and what is missing."""
    done = run("pk", "--tariff", "23 PKR/kWh")
    assert done.exit_code == 0
    assert done.stdout.startswith("At 23.00 PKR/kWh, the subsidy in ")
    for words in (
        "Three yardsticks",
        "as dispatched",
        "Break-even tariff",
        "pays back",
        "What is missing",
        "blocks' error",
    ):
        assert words in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("sv",), 3, "The power offered is not known"),
        (("pk", "--tariff", "23 EUR/kWh"), 2, "Write it in PKR/kWh"),
        (("pk", "--tariff", "cheap"), 2, "is no number"),
        (("pk", "--tariff", "-1"), 2, "out of range"),
        (("pk", "--power", "nan"), 2, "out of range"),
        (("pk", "--losses", "100"), 2, "out of range"),
        (("pk", "--machine", "antminer-s20"), 2, "antminer-s2"),
        (("pk", "--year", "2040"), 3, "Ask for a year whose days are over"),
        (("pk", "--ramp", "10"), 2, "--hall 200"),
        (("xx",), 2, "xx"),
    ],
)
def test_what_cannot_be_answered_is_said(arguments: tuple[str, ...], code: int, says: str, capfd, monkeypatch) -> None:
    """Nonsense and gaps end with one message and the promised exit code."""
    from bitcoin_office.cli.main import main

    monkeypatch.setattr("sys.argv", ["bitcoin-office", "power", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    error = capfd.readouterr().err
    assert ended.value.code == code, error
    assert says in error
