"""Tests of the command ``replay``: a year by the hour, and what it refuses."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bitcoin_office.cli.main import cli
from bitcoin_office.terms.errors import IncompleteDataError, UsageError

pytest.importorskip("highspy", reason="the extra plan is not installed")

ASKED = ("pk", "--path", "2", "--as-of", "2026-06-30", "--years", "1", "--paths", "30", "--seed", "3")
HALL = ("--hours", "2026", "--hall", "400", "--hall-share", "20", "--ramp", "10")


def run(*arguments: str | Path) -> Result:
    """The command's outcome."""
    return CliRunner().invoke(cli, ["replay", *map(str, arguments)])


def test_a_year_by_the_hour_is_told() -> None:
    """The tables of fleet, plants, yardsticks, schedules and of coarse against hourly, with the reasons under them."""
    done = run(*ASKED, *HALL)
    assert done.exit_code == 0, done.output
    for words in (
        "From 2026-07-01 to 2027-06-30 the fleet runs",
        "What the fleet does, by the hour",
        "as dispatched",
        "Three yardsticks of the subsidy",
        "20 % of each week for the hall, at most 200 MW an hour",
        "Coarse against hourly, in this future",
        "fuel_dear_split_high",
        "the daily step takes a month's load as four blocks",
        "How the hours are made",
    ):
        assert words in " ".join(done.stdout.split()), words


def test_hours_are_added_and_change_nothing_else() -> None:
    """The same bytes twice; without ``--hours`` all else is the same and ``hours`` is null."""
    with_hours, again, without = (run(*ASKED, *more, "--json") for more in (HALL, HALL, ()))
    assert with_hours.stdout == again.stdout
    told, plain = json.loads(with_hours.stdout), json.loads(without.stdout)
    assert plain["hours"] is None
    assert {name: value for name, value in told.items() if name != "hours"} == {
        name: value for name, value in plain.items() if name != "hours"
    }
    assert told["hours"]["year"] == 2026
    assert len(told["hours"]["columns"]["best_hall_mw"]["values"]) == 8_760


@pytest.mark.parametrize(
    "options",
    [
        ("--ramp", "10"),
        ("--hall", "400"),
        ("--hall-share", "0"),
        ("--hours", "2040"),
        ("--hours", "twelve"),
        ("--hours", "2026", "--hall-share", "20"),
        ("--hours", "2026", "--hall", "0"),
        ("--hours", "2026", "--hall", "400", "--ramp", "200"),
    ],
)
def test_nonsense_is_a_usage_error(options: tuple[str, ...]) -> None:
    """Options of hours without hours, a year that is not there, a share of no hall, numbers out of range."""
    done = run(*ASKED, *options)
    assert done.exit_code == 2 or isinstance(done.exception, UsageError), done.output


def test_a_country_without_power_has_no_hours() -> None:
    """What is missing is named."""
    done = run("sv", "--path", "1", "--years", "1", "--as-of", "2026-06-30", "--hours", "2026")
    assert isinstance(done.exception, IncompleteDataError)
    assert "Mining and subsidy are not in the futures" in str(done.exception)
