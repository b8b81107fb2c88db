"""The fiscal part of a plan on the terminal."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bitcoin_office.app import plan as wiring
from bitcoin_office.cli.main import cli
from bitcoin_office.simulate.reference import plain_kernel

PLANS = Path(__file__).parents[1] / "fixtures" / "plans"


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    """The interpreter in the compiler's place."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)


def shown(country: str, overlay: str, *more: str) -> str:
    """What `plan` prints under an overlay."""
    few = ["--paths", "12", "--years", "1", "--weather", "gbm"]
    done = CliRunner().invoke(cli, ["plan", country, "--overlay", str(PLANS / overlay), *few, *more])
    assert done.exit_code == 0, done.output
    return done.output


def test_criteria_reviews_and_money_are_shown():
    """A judged criterion with its chance and interval, the others in a word, and what a missed review does."""
    output = shown("pk", "sourced-limits.toml", "--as-of", "2025-07-17")
    row = next(line for line in output.splitlines() if "floor -$8.65bn" in line)
    assert row.count("%") == 3
    output = " ".join(output.split())
    assert "net-domestic-assets (limit, baseline)" in output
    assert "If the second review of eff is missed, 5 tranches come 6 months later or never" in output
    assert "A review of eff is missed in" in output
    assert "net reserves moved" in output


def test_bonds_are_shown_with_their_price():
    """A declared bond has its price, what it is made of, and how often its coins are a loss."""
    output = shown("sv", "bond-market.toml", "--as-of", "2025-08-01")
    output = " ".join(output.split())
    assert "Volcano bond (EBB1), $1.00bn issued on 2025-08-02: worth 72.4 of 100 to holders" in output
    assert "Bonds' coins leave less than they cost in" in output
    assert "they move the primary balance by USD" in output
    assert "no-bitcoin-debt: broken" in output


def test_trust_and_remittances_are_shown():
    """A trust whose flows are stated: how often it runs out; remittances: what comes by the wallet."""
    output = shown("sv", "trust.toml", "--as-of", "2025-08-01")
    output = " ".join(output.split())
    assert "Fidebitcoin, $150.00m: its dollars run out in" in output
    assert "Remittances by the wallet: $10." in output
