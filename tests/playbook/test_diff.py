"""What one playbook would change in another."""

from __future__ import annotations

import pytest

from bitcoin_office.playbook.diff import COMPARED, Change, PlaybookDiff, diff
from tests.playbook.shipped import playbook

SV, PK = playbook("sv"), playbook("pk")


def rows(result: PlaybookDiff) -> dict[str, tuple[Change, str | None, str | None]]:
    """The rows of all sections by their address."""
    return {
        f"{section.section}.{row.key}": (row.change, row.a and row.a.text, row.b and row.b.text)
        for section in result.sections
        for row in section.rows
    }


@pytest.mark.parametrize("country", [SV, PK], ids=["sv", "pk"])
def test_nothing_differs_from_itself(country):
    """A programme against itself has no rows, and every entry counts as the same."""
    result = diff(country, country)
    assert result.changes == 0
    assert sum(section.same for section in result.sections) > 100


def test_every_section_is_compared_with_what_it_holds():
    """All sections and the parameters are there, each with a heading."""
    result = diff(SV, PK)
    assert tuple(section.section for section in result.sections) == COMPARED
    assert all(section.heading for section in result.sections)


def test_rows_say_who_declares_what():
    """Only one side, only the other, both but differently: with the text as people read it."""
    found = rows(diff(SV, PK))
    assert found["reserve.rules.one-a-day.sats"] == (Change.ONLY_A, "100,000,000", None)
    assert found["reserve.rules.never-sell.rule"] == (Change.ONLY_B, None, "hold")
    assert found["reserve.standing"] == (Change.DIFFERS, "in force", "announced")
    assert found["parameters.tariff_base.2025-07-01"] == (Change.ONLY_B, None, "34.00 PKR/kWh")
    trust = found["payments.trust.amount"][1]
    assert trust
    assert trust.startswith("150,000,000 USD [uncertain] (")


def test_the_other_way_round_is_the_mirror():
    """Comparing B with A gives the same rows with the sides exchanged."""
    mirrored = {key: (b, a) for key, (_, a, b) in rows(diff(PK, SV)).items()}
    assert mirrored == {key: (a, b) for key, (_, a, b) in rows(diff(SV, PK)).items()}


def test_every_number_in_a_row_names_its_source():
    """A side with a digit in a figure has a source, its own or that of the table it stands in."""
    result = diff(SV, PK)
    sides = [side for section in result.sections for row in section.rows for side in (row.a, row.b) if side]
    numbers = [side for side in sides if side.text[0].isdigit()]
    assert len(numbers) > 150
    assert all(side.source is not None for side in numbers)
