"""Mapping files: what a CSV file's columns mean, and what is refused."""

import pytest

from bitcoin_office.books.csv_mapping import Mapping, mapping_faults
from bitcoin_office.playbook.decode import decode_document
from bitcoin_office.playbook.document import parse
from bitcoin_office.terms.finding import Finding

BANK = """\
statement_of = "Banco Hipotecario, account 0123"
account = "Assets:Bank:Operating"

[date]
column = "Fecha"
form = "DD/MM/YYYY"

[amount]
column = "Importe"
unit = "USD"
decimal = ","
thousands = "."

[narrative]
columns = ["Concepto"]

[contra]
default = "Equity:Unsorted"

[[contra.rule]]
match = "(?i)comision"
account = "Expenses:Bank-Fees"
"""


def read(text: str) -> tuple[Mapping | None, tuple[Finding, ...]]:
    """As the office reads a mapping: strictly, then for contradictions."""
    document, findings = parse(text, file="bank.toml")
    assert document is not None, findings
    mapping, findings = decode_document(document, Mapping)
    return mapping, findings if mapping is None else mapping_faults(mapping, document.place)


def test_a_bank_mapping_reads_without_findings() -> None:
    """The example in full is accepted, and names its columns once each."""
    mapping, findings = read(BANK)
    assert findings == ()
    assert mapping is not None
    assert mapping.columns() == ("Fecha", "Importe", "Concepto")


def test_every_fault_of_the_types_is_found_at_its_line() -> None:
    """Unknown keys, wrong words and missing keys are all reported, each with its line."""
    text = BANK.replace("form =", "fromat =").replace('"USD"', '"USX"').replace('default = "Equity:Unsorted"', "")
    mapping, findings = read(text)
    assert mapping is None
    assert {(finding.place.key, finding.place.line) for finding in findings} == {
        ("date.fromat", 6),
        ("amount.unit", 10),
        ("contra.default", 17),
    }


@pytest.mark.parametrize(
    ("old", "new", "key", "line"),
    [
        ('column = "Importe"', "", "amount", 8),
        ('column = "Importe"', 'column = "Importe"\ndebit = "Cargo"', "amount", 8),
        ('unit = "USD"', "", "amount.unit", 8),
        ('unit = "USD"', 'unit = "USD"\nunit_column = "Moneda"', "amount.unit", 10),
        ('decimal = ","', 'decimal = "x"', "amount.decimal", 11),
        ('thousands = "."', 'thousands = ","', "amount.thousands", 12),
        ('thousands = "."', 'thousands = "5"', "amount.thousands", 12),
        ('columns = ["Concepto"]', "columns = []", "narrative.columns", 15),
        ('"Equity:Unsorted"', '"Equity:unsorted"', "contra.default", 18),
        ('"Expenses:Bank-Fees"', '"Bank fees"', "contra.rule[0].account", 22),
        ('"(?i)comision"', '"(comision"', "contra.rule[0].match", 21),
        ("[date]", '[file]\ndelimiter = ",,"\n[date]', "file.delimiter", 5),
        ("[date]", '[[skip]]\ncolumn = "a"\nmatch = "*"\n[date]', "skip[0].match", 6),
        ("[date]", '[fee]\ncolumn = "Fee"\n[date]', "fee.account", 4),
        ("[date]", '[coins]\nquantity = "q"\naccount = "Assets:Coins"\n[date]', "contra", 20),
    ],
)
def test_contradictions_are_found(old: str, new: str, key: str, line: int) -> None:
    """What is well formed but cannot be meant is a finding at the key that has to change."""
    _, findings = read(BANK.replace(old, new))
    assert [(finding.place.key, finding.place.line) for finding in findings] == [(key, line)]


def test_a_mapping_needs_the_other_side() -> None:
    """Without [contra] and without [coins] there is nothing to balance a row with."""
    _, findings = read(BANK[: BANK.index("[contra]")])
    assert [finding.place.key for finding in findings] == ["contra"]
