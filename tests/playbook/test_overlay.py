"""Overlays: files that change another programme."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from bitcoin_office.playbook.reading import read_playbook
from bitcoin_office.playbook.reserve_rules import FixedCoins
from bitcoin_office.terms.finding import Finding
from tests.playbook.shipped import files, playbook

HEAD = """
schema = "bitcoin-office/overlay/1"
[overlay]
id = "test"
title = "A test"
base = "pk"
source = "us"
{head}
[sources.us]
title = "Our proposal"
quality = "uncertain"
[sources.law]
title = "A law"
"""


def overlay(body: str = "", head: str = "") -> str:
    """The text of an overlay over Pakistan."""
    return HEAD.replace("{head}", head) + body


def changed(body: str = "", head: str = "") -> Any:
    """Pakistan's programme under an overlay."""
    return playbook("pk", overlay(body, head)).programme


def findings(text: str) -> tuple[Finding, ...]:
    """What is wrong when an overlay is laid over Pakistan."""
    return read_playbook(files("pk", text))[1]


def test_a_figure_is_replaced_with_its_source():
    """A new value does not inherit the old one's source: it is the proposer's, unless the overlay names another."""
    before = playbook("pk").programme.mining
    after = changed("[mining.power]\nvalue = 500").mining
    assert before
    assert before.power
    assert (after.power.value, after.power.unit, after.power.source.title) == (500, "MW", "Our proposal")
    assert after.power.source.url == ""
    assert after.power.as_of is None
    assert after.standing is before.standing
    assert after.source == before.source
    named = changed('[mining.power]\nvalue = 500\nsource = "law"').mining
    assert named.power.source.title == "A law"


def test_a_table_that_says_something_new_is_the_proposers():
    """A changed word in a sourced table is no longer what its source said."""
    assert changed('[mining]\nstanding = "in_force"').mining.source.title == "Our proposal"
    named = changed('[mining]\nstanding = "in_force"\nsource = "law"').mining.source
    assert (named.title, named.url) == ("A law", "")


def test_lists_merge_by_id():
    """An entry with a known id is changed in its place, another one is added at the end."""
    body = """
    [[reserve.rules]]
    id = "never-sell"
    note = "changed"
    [[reserve.rules]]
    id = "one-a-week"
    rule = "fixed_coins"
    sats = 100_000_000
    interval = "week"
    effective_from = 2026-01-01
    source = "us"
    """
    first, second = changed(body).reserve.rules
    assert (first.id, first.note, first.effective_from) == ("never-sell", "changed", dt.date(2025, 5, 28))
    assert isinstance(second, FixedCoins)


def test_dated_values_are_added_in_order_of_their_days():
    """A reform adds a dated value to a parameter; the values before and after keep theirs."""
    body = '[[parameters.tariff_base]]\nvalue = 30\nunit = "PKR/kWh"\neffective_from = 2025-01-01\nsource = "us"\n'
    dated = changed(body).dated
    assert dated.number("tariff_base", dt.date(2024, 12, 31)) == Decimal("35.50")
    assert dated.number("tariff_base", dt.date(2025, 1, 1)) == 30
    assert dated.number("tariff_base", dt.date(2025, 7, 1)) == Decimal("34.00")


def test_what_is_removed_is_gone():
    """Entries, keys and whole sections fall away by their address."""
    programme = changed(head='remove = ["reserve.rules.never-sell", "mining.tariff", "tax", "power.months.2024-12"]')
    assert programme.reserve.rules == ()
    assert programme.mining.tariff is None
    assert programme.tax is None
    assert len(programme.power.months) == 11


def test_overlays_are_laid_one_over_the_other():
    """The later overlay changes what the earlier one made of the programme."""
    first, second = (
        overlay("[mining.power]\nvalue = 500"),
        overlay("[mining.power]\nvalue = 700").replace('"test"', '"more"'),
    )
    read = playbook("pk", first, second)
    assert read.programme.mining
    assert read.programme.mining.power
    assert read.programme.mining.power.value == 700
    assert read.label == "pk+test+more"


@pytest.mark.parametrize(
    ("text", "code", "key", "says"),
    [
        (overlay("[minig]\nx = 1"), "unknown-key", "minig", "Did you mean 'mining'?"),
        (overlay("[country]\nname = 'x'"), "unknown-key", "country", "cannot change"),
        (overlay("[mining]\npwer = 1"), "unknown-key", "mining.pwer", "Did you mean"),
        (
            overlay(head='remove = ["reserve.rules.never-cell"]'),
            "unknown-path",
            "overlay.remove[0]",
            "reserve.rules has: never-sell",
        ),
        (overlay(head='remove = ["reserv"]'), "unknown-path", "overlay.remove[0]", "The programme has: "),
        (overlay().replace('base = "pk"', 'base = "sv"'), "wrong-base", "overlay.base", "Lay it over sv"),
        (overlay().replace('source = "us"', ""), "missing-source", "overlay.source", ""),
        (overlay().replace("overlay/1", "overlay/2"), "unknown-value", "schema", "overlay/1"),
        (overlay('[mining.power]\nvalue = 1\nunit = "GWh"'), "wrong-unit", "mining.power.unit", "MW"),
        (overlay('[mining]\nsource = "lav"\nstanding = "in_force"'), "unknown-source", "mining.source", "'law'"),
        (overlay("[mining"), "toml-syntax", "", ""),
    ],
)
def test_mistakes_are_found_in_the_overlays_own_lines(text: str, code: str, key: str, says: str):
    """Every mistake is a finding in the overlay's file, at the overlay's line."""
    (finding,) = findings(text)
    assert (finding.code, finding.place.key) == (code, key)
    assert finding.place.file == "overlay-1.toml"
    assert finding.place.line is not None
    assert says in f"{finding.message} {finding.remedy}"
