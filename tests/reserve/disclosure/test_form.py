"""The form beyond types: orders, doubles, fields that must agree, texts that hide something."""

from typing import Any

import msgspec
import pytest

from bitcoin_office.reserve.disclosure.building import signed_file
from bitcoin_office.reserve.disclosure.document import Basis, Kind, NetworkName, Previous, Reason, Supersedes
from tests.disclosing import SIGNER, Made
from tests.reserve.disclosure.verifying import changed, codes, element, verified

HASH = "11" * 32


def form(made: Made, **fields: Any) -> str:
    """What is wrong with the form of the disclosure with other contents."""
    found = changed(made, **fields)
    assert codes(found) == {"form"}
    return " ".join(each.message for each in found.findings)


@pytest.mark.parametrize("field", ["blocks", "coins", "transactions", "control", "movements"])
def test_lists_have_one_order(small: Made, field: str) -> None:
    """The same elements in another order are another file, and refused."""
    assert "wrong place" in form(small, **{field: tuple(reversed(getattr(small.disclosure, field)))})


@pytest.mark.parametrize("field", ["blocks", "coins", "transactions", "control", "movements", "lots"])
def test_nothing_stands_twice(small: Made, field: str) -> None:
    """An element given twice could be counted twice."""
    items = getattr(small.disclosure, field)
    assert "twice" in form(small, **{field: (items[0], *items)})


def test_a_training_chain_is_never_a_record(small: Made) -> None:
    """Made-up coins cannot be published as real ones, nor real ones as made up."""
    assert "kind" in form(small, kind=Kind.RECORD)
    assert "kind" in form(small, network=NetworkName.MAIN)


def test_numbers_and_what_they_go_on_from_agree(small: Made) -> None:
    """Previous, basis and supersedes must fit the number."""
    previous = Previous(number=1, sha256=HASH)
    basis = Basis(block=HASH, height=100, number=1, sats=0, sha256=HASH)
    corrects = Supersedes(number=1, reason=Reason.CORRECTION, text="")
    assert "number 1 before it" in form(small, number=2)
    assert "must name" in form(small, previous=previous)
    assert "needs a basis" in form(small, number=2, previous=previous)
    assert "cannot supersede" in form(small, supersedes=corrects)
    replaced = msgspec.structs.replace
    two = {"number": 2, "previous": previous}
    assert "another hash" in form(small, **two, basis=replaced(basis, sha256="22" * 32))
    assert "earlier" in form(small, **two, basis=replaced(basis, number=2))
    assert "earlier" in form(small, **two, basis=replaced(basis, height=105))
    assert "earlier" in form(small, **two, basis=basis, supersedes=corrects)
    third = {"number": 3, "previous": replaced(previous, number=2)}
    assert "number 2 is its basis" in form(small, **third, basis=basis)


def test_days_exist(small: Made) -> None:
    """The thirtieth of February is no day."""
    assert "no day" in form(small, made_on="2026-02-30")
    lots = element(small.disclosure, "lots", 0, acquired_on="2026-13-01")
    assert "no day" in form(small, lots=lots)


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\u0000", "\n", "\x7f", "\x85", "\ufeff", "\U000e0041", "\xad"])
def test_texts_hide_nothing(small: Made, hidden: str) -> None:
    """Characters that cannot be seen or that turn the writing around are refused in every text of people."""
    for field, change in (
        ("movements", {"evidence": f"paid{hidden}"}),
        ("lots", {"lot": f"buy{hidden}"}),
        ("lots", {"account": f"A{hidden}"}),
    ):
        assert "cannot be seen" in form(small, **{field: element(small.disclosure, field, 0, **change)})


def test_texts_may_be_of_any_language(small: Made) -> None:
    """Accents, other scripts and emoji are writing."""
    movements = element(small.disclosure, "movements", 0, evidence="Comprado el 7 de septiembre: ₿ خریداری 🌋")
    assert changed(small, movements=movements).ok


def test_a_proof_is_given_or_committed_to(small: Made) -> None:
    """Not both, and not neither."""
    entry = small.disclosure.control[0]
    for proof in (None, "smp"):
        commitment = None if proof is None else HASH
        both = msgspec.structs.replace(entry.proofs[0], proof=proof, commitment=commitment)
        control = element(small.disclosure, "control", 0, proofs=(both,))
        assert "not both" in form(small, control=control)


def test_nothing_is_there_that_is_not_needed(small: Made) -> None:
    """A transaction that made no coin and is no movement, and a block without either, could hide anything."""
    found = small.disclosure
    without = tuple(each for each in found.movements if each.txid != found.movements[0].txid)
    assert "needs the transaction" in form(small, movements=without)
    assert "not exactly those" in form(small, blocks=found.blocks[1:])
    assert "not in the file" in form(small, transactions=tuple(
        each for each in found.transactions if each.txid != found.movements[0].txid
    ))  # fmt: skip


def test_a_line_break_at_the_end_of_a_hash_is_no_hash(small: Made) -> None:
    """Patterns end where the text ends."""
    blocks = element(small.disclosure, "blocks", 0, hash=small.disclosure.blocks[0].hash + "\n")
    file = signed_file(msgspec.structs.replace(small.disclosure, blocks=blocks), SIGNER)
    assert codes(verified(small, file)) == {"canonical-form"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"number":1', b'"number":1.0'),
        (b'"number":1', b'"number":"1"'),
        (b'"number":1', b'"number":true'),
        (b'"number":1', b'"number":0'),
        (b'"number":1', b'"number":99999999999999999999'),
        (b'"basis":null', b'"basis":{}'),
        (b'"basis":null', b'"basis":' + b"[" * 100_000 + b"]" * 100_000),
        (b'"coins":[', b'"coins":[[[[[[[[['),
        (b'"vault":"cold"', b'"vault":"c\xc3\xb6ld"'),
        (b'"vault":"cold"', b'"vault":"../cold"'),
        (b'"kind":"training"', b'"kind":"Training"'),
        (b'{"disclosure":', b'{"Disclosure":'),
        (b'"note":', b'"extra":1,"note":'),
        (b'"sats":1000000', b'"sats":2100000000000001'),
        (b'"position":0', b'"position":-1'),
    ],
)
def test_what_does_not_fit_the_types_is_a_finding(small: Made, old: bytes, new: bytes) -> None:
    """Numbers as texts, deep nests, foreign keys, values out of range: one finding, and nothing is read further."""
    assert old in small.file
    found = verified(small, small.file.replace(old, new, 1))
    assert codes(found) == {"canonical-form"}
    assert not found.proved


def test_a_file_that_is_too_large_is_refused_unread(small: Made) -> None:
    """More than the limit is not even parsed."""
    found = verified(small, b" " * (64 * 1024 * 1024 + 1))
    assert "more than the" in found.findings[0].message
