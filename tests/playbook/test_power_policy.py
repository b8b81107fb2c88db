"""Tests of the power section."""

import pytest

from bitcoin_office.playbook.decode import decode
from bitcoin_office.playbook.power_policy import PowerPolicy

SAYS = 'source = { title = "x" }'
HEAD = f"""
{SAYS}
installed = {{ value = 1000, unit = "MW", {SAYS} }}
[[plants]]
id = "coal"
fuel = "coal"
cost = {{ value = 5, unit = "PKR/kWh", {SAYS} }}
capacity = {{ missing = "known only with gas", unit = "MW" }}
emissions = {{ value = 820, unit = "g/kWh", {SAYS} }}
"""


def group(plants: str, capacity: int = 900) -> str:
    """A group of plants."""
    return f'[[groups]]\nid = "g"\nplants = {plants}\ncapacity = {{ value = {capacity}, unit = "MW", {SAYS} }}\n'


def test_a_group_of_known_plants_is_read() -> None:
    """Plants whose capacity is known only together stand in a group."""
    value, findings = decode(HEAD + group('["coal"]'), PowerPolicy, file="f.toml")
    assert findings == ()
    assert value is not None
    assert value.groups[0].plants == ("coal",)


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        (group('["coal", "cole"]'), "unknown-reference", "groups[0].plants[1]"),
        (group('["coal"]', -900), "out-of-range", "groups[0].capacity.value"),
        (group("[]"), "no-value", "groups[0].plants"),
    ],
)
def test_groups_that_make_no_sense_are_found(text: str, code: str, key: str) -> None:
    """An unknown plant, a negative capacity, a group of none."""
    value, findings = decode(HEAD + text, PowerPolicy, file="f.toml")
    assert value is None
    assert [(finding.code, finding.place.key) for finding in findings] == [(code, key)]
