"""Answers about futures on the command line: their published forms, their first line, and what they refuse."""

import json

import jsonschema
import pytest
from click.testing import CliRunner, Result

from bitcoin_office.app.schemas import json_schema
from bitcoin_office.cli.main import cli
from bitcoin_office.terms.errors import UsageError
from tests.cli.test_json import closed

pytest.importorskip("numba", reason="the extra `plan` compiles futures")

ASKED = ("sv", "--years", "1", "--as-of", "2025-07-17", "--paths", "200")
ANSWERS = {
    "reverse-stress/1": ("reverse-stress", "--vary", "growth=-60..10"),
    "optimum/1": ("optimise", "--vary", "one-a-day.coins=0..2", "--steps", "3", "--seeds", "2"),
    "convergence/1": ("convergence",),
    "sensitivity/1": ("sensitivity", "--vary", "growth", "--vary", "price", "--trajectories", "2", "--samples", "2"),
}


def run(*arguments: str) -> Result:
    """One command."""
    return CliRunner().invoke(cli, [*arguments])


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_keep_to_their_form_and_begin_with_the_finding(name):
    """JSON of the published form, twice the same bytes; on the terminal the finding comes first."""
    if name == "sensitivity/1":
        pytest.importorskip("SALib", reason="the extra `sensitivity` brings SALib")
    command, *options = ANSWERS[name]
    asked = [command, *ASKED, *options]
    answer = run(*asked, "--json", "-")
    assert answer.exit_code == 0, answer.output
    result = json.loads(answer.stdout)
    jsonschema.Draft202012Validator(closed(json_schema(name))).validate(result)
    assert result["schema"] == f"bitcoin-office/{name}"
    assert run(*asked, "--json", "-", "--threads", "3").stdout == answer.stdout
    assert run(*asked).stdout.splitlines()[0] == result["finding"]


def test_a_key_of_the_programme_is_as_good_as_the_rules_number():
    """Two coins a day by the file's key, in satoshis, and by the rule's number: the same figures, the same best."""
    by_number = run("optimise", *ASKED, "--vary", "one-a-day.coins=1..2", "--steps", "3", "--json", "-")
    by_key = run(
        "optimise", *ASKED, "--vary", "reserve.rules.one-a-day.sats=100000000..200000000", "--steps", "3", "--json", "-"
    )
    number, key = json.loads(by_number.stdout), json.loads(by_key.stdout)
    assert [item["figure"] for item in number["tried"]] == [item["figure"] for item in key["tried"]]
    assert key["best"] == [100_000_000 * value for value in number["best"]]
    assert (number["varied"][0]["declared"], key["varied"][0]["declared"]) == (1.0, None)


@pytest.mark.parametrize(
    "wrong",
    [
        ("optimise", "sv", "--vary", "one-a-day.coins=0..1", "--goal", "most:p05"),
        ("optimise", "sv"),
        ("optimise", "sv", "--vary", "growth=1..2", "--vary", "reserve.rules.one-a-day.sats=1..2"),
        ("reverse-stress", "sv", "--series", "happiness"),
        ("convergence", "sv", "--accuracy", "0"),
        ("stress", "sv", "--name", "sunshine"),
        ("plan", "sv", "--drift", "10,much"),
    ],
)
def test_nonsense_is_a_usage_error(wrong):
    """What cannot be meant is refused with exit code 2 before anything runs."""
    result = run(*wrong)
    assert result.exit_code == 2 or isinstance(result.exception, UsageError)
