"""A whole disclosure verified: what is proved, what is not, and that nothing can be changed unseen."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from bitcoin_office.proof.canonical import write
from bitcoin_office.proof.note import NoteSigner
from bitcoin_office.reserve.disclosure.building import body_bytes, disclosure_hash, signed_file
from bitcoin_office.reserve.disclosure.checking import Given
from bitcoin_office.reserve.disclosure.document import Disclosure, SignedDisclosure
from bitcoin_office.reserve.disclosure.result import SignerStatus
from bitcoin_office.reserve.disclosure.series import verify
from tests.disclosing import SIGNER, Made, Practice
from tests.reserve.disclosure.verifying import codes, element, given, left, reader, said, verified

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "disclosure"
DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_the_small_disclosure_holds(small: Made) -> None:
    """Everything that a file can prove is proved, and what it cannot is said."""
    found = verify([given(small, auditor=True)], reader(SIGNER.key))
    assert found.ok
    assert found.training
    assert found.signer.status is SignerStatus.KNOWN
    assert said(found) == {
        "form", "signature", "work", "headers", "inclusion", "movements", "internal", "mined", "control",
        "control-auditor", "value",
    }  # fmt: skip
    assert left(found) == {
        "training", "anchor", "classes", "control-none", "cost", "no-cost", "price", "unspent", "most-work",
        "completeness", "title", "later",
    }  # fmt: skip


def test_the_examples_in_the_repository_are_what_the_code_makes(small: Made) -> None:
    """Other implementations are tested with these files, so they must be of the present format."""
    assert (FIXTURES / "disclosure-0001.json").read_bytes() == small.file
    assert (FIXTURES / "disclosure-0001.headers").read_bytes() == small.headers.data
    assert (FIXTURES / "disclosure-0001.auditor.json").read_bytes() == write(small.auditor)


def test_the_published_schema_is_that_of_the_code() -> None:
    """docs/disclosure-1.schema.json follows from the types."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "bitcoin-office/disclosure/1",
        **msgspec.json.schema(SignedDisclosure),
    }
    written = msgspec.json.format(msgspec.json.encode(schema, order="sorted"), indent=2) + b"\n"
    assert (DOCS / "disclosure-1.schema.json").read_bytes() == written


def test_every_integer_of_the_format_is_bounded() -> None:
    """A number that another reader would round must not get through the types."""

    def numbers(schema: object) -> list[dict[str, int]]:
        if isinstance(schema, dict):
            own = [schema] if schema.get("type") == "integer" else []
            return own + [found for part in schema.values() for found in numbers(part)]
        return [found for part in schema for found in numbers(part)] if isinstance(schema, list) else []

    found = numbers(msgspec.json.schema(SignedDisclosure))
    assert len(found) > 20
    for each in found:
        highest = each.get("maximum", each.get("exclusiveMaximum"))
        assert highest is not None
        assert max(abs(highest), abs(each["minimum"])) <= 2**53 - 1


def test_the_hash_is_of_the_body_as_it_stands_in_the_file(small: Made) -> None:
    """The canonical body is a part of the file, byte by byte, and its hash names the disclosure."""
    from hashlib import sha256

    assert sha256(body_bytes(small.file)).hexdigest() == disclosure_hash(small.disclosure)


@pytest.mark.slow
def test_every_byte_changed_is_found(small: Made) -> None:
    """Each byte of the disclosure, of its sidecar and of the auditor's file is changed in turn: never is all well."""
    sidecar, auditor = small.headers.data, write(small.auditor)
    for place in range(len(small.file)):
        file = flipped(small.file, place)
        assert not verify([Given(name="x", data=file, sidecar=sidecar, auditor=auditor)], reader()).ok, place
    for place in range(len(sidecar)):
        one = Given(name="x", data=small.file, sidecar=flipped(sidecar, place))
        assert not verify([one], reader()).ok, place
    for place in range(len(auditor)):
        one = Given(name="x", data=small.file, sidecar=sidecar, auditor=flipped(auditor, place))
        assert not verify([one], reader()).ok, place


def flipped(data: bytes, place: int, bit: int = 1) -> bytes:
    """The bytes with one bit of one changed."""
    return data[:place] + bytes((data[place] ^ bit,)) + data[place + 1 :]


@pytest.mark.parametrize("bit", [1, 0x20, 0x80])
def test_bytes_changed_here_and_there_are_found(small: Made, bit: int) -> None:
    """As above with other changes, on every ninth byte."""
    for place in range(0, len(small.file), 9):
        assert not verified(small, flipped(small.file, place, bit)).ok, place


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
def test_a_cut_file_is_found(small: Made, cut: int) -> None:
    """A file that ends early has one finding and no traceback."""
    assert codes(verified(small, small.file[:cut])) == {"canonical-form"}


@pytest.mark.parametrize("field", ["raw", "branch"])
def test_a_coin_whose_transaction_changed_is_named(small: Made, field: str) -> None:
    """A digit changed in a transaction or in its path breaks the coins that it made, and no others."""
    whole = msgspec.json.decode(small.file, type=SignedDisclosure)
    for place, entry in enumerate(small.disclosure.transactions):
        text = entry.raw if field == "raw" else entry.branch[0] if entry.branch else None
        if text is None:
            continue
        other = text[:40] + ("1" if text[40] != "1" else "2") + text[41:]
        changes = {"raw": other} if field == "raw" else {"branch": (other, *entry.branch[1:])}
        body = msgspec.structs.replace(
            small.disclosure, transactions=element(small.disclosure, "transactions", place, **changes)
        )
        found = verified(small, write(msgspec.structs.replace(whole, disclosure=body)))
        coins = [coin.outpoint for coin in small.disclosure.coins if coin.outpoint.startswith(entry.txid)]
        assert list(found.files[0].broken_coins) == coins
        assert {"changed"} <= codes(found)
        assert all(any(coin in each.message for each in found.findings) for coin in coins)


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("field", ["sats", "script", "address", "born_height"])
def test_a_coin_that_is_stated_otherwise_is_named(small: Made, place: int, field: str) -> None:
    """A coin with another value, script, address or height than the chain shows does not hold, whoever signed it."""
    coin = small.disclosure.coins[place]
    other = {
        "sats": coin.sats + 1,
        "script": small.disclosure.coins[place - 1].script,
        "address": None,
        "born_height": 104,
    }[field]
    coins = list(small.disclosure.coins)
    coins[place] = msgspec.structs.replace(coin, **{field: other})
    found = verified(small, signed_file(msgspec.structs.replace(small.disclosure, coins=tuple(coins)), SIGNER))
    assert coin.outpoint in found.files[0].broken_coins
    assert "changed" not in codes(found)


def test_without_the_sidecar_it_names_the_blocks_that_it_could_not_link(small: Made) -> None:
    """Each block stands for itself then."""
    found = verify([given(small, sidecar=False)], reader())
    assert found.ok
    assert "headers" not in said(found)
    unlinked = next(each for each in found.not_proved if each.code == "blocks-not-linked")
    assert "101, 102, 103 and 104" in unlinked.text


@pytest.mark.parametrize(
    ("change", "code"), [("short", "sidecar-length"), ("long", "sidecar-length"), ("other", "sidecar-hash")]
)
def test_a_wrong_sidecar_is_found(small: Made, change: str, code: str) -> None:
    """Too short, too long, or of the right length and other contents."""
    data = small.headers.data
    wrong = {"short": data[:-80], "long": data + data[:80], "other": data[80:] + data[:80]}[change]
    found = verify([Given(name="x", data=small.file, sidecar=wrong)], reader())
    assert codes(found) == {code}


def test_a_signer_whom_nobody_named_is_unknown(small: Made) -> None:
    """The signature holds, and says nothing about whose it is."""
    found = verified(small)
    assert found.ok
    assert found.signer.status is SignerStatus.UNKNOWN
    assert "signer-unknown" in left(found)


def test_another_signer_than_named_is_wrong(small: Made) -> None:
    """A reader who pinned a key is told."""
    found = verify([given(small)], reader(NoteSigner("other.example/office", bytes(32)).key))
    assert codes(found) == {"wrong-signer"}
    assert found.signer.status is SignerStatus.WRONG


def test_a_copy_signed_by_somebody_else_is_wrong_for_who_knows_the_key(small: Made) -> None:
    """A forger can sign the same contents under the office's name with a key of his own."""
    forger = NoteSigner(SIGNER.key.name, bytes(32))
    file = signed_file(msgspec.structs.replace(small.disclosure, signer=forger.key.text), forger)
    assert verified(small, file).ok
    assert codes(verify([given(small, file=file)], reader(SIGNER.key))) == {"wrong-signer"}


def test_the_node_proves_the_rest(practice: Practice, small: Made) -> None:
    """Unspent, no other coins under the scripts, on the best chain: then these are no longer left open."""
    found = verified(small, chain=practice.chain)
    assert found.ok
    assert {"unspent", "scripts-complete", "most-work"} <= said(found)
    assert not {"unspent", "most-work"} & left(found)


def test_a_node_links_the_blocks_where_there_is_no_sidecar(practice: Practice, small: Made) -> None:
    """Its headers serve as well."""
    found = verify([given(small, sidecar=False)], reader(), practice.chain)
    assert "headers" in said(found)


def test_the_auditors_file_of_another_disclosure_is_found(practice: Practice, small: Made) -> None:
    """It names the disclosure that it belongs to."""
    other = msgspec.structs.replace(small.auditor, disclosure="00" * 32)
    found = verify([Given(name="x", data=small.file, auditor=write(other))], reader())
    assert codes(found) == {"auditor-other"}


def test_a_proof_that_expired_is_said(small: Made) -> None:
    """After the day that the signers named nobody need believe that the keys still sign."""
    found = verify([given(small)], reader(today=dt.date(2027, 1, 1)))
    assert found.ok
    assert "control-expired" in left(found)


def test_reading_it_back_gives_the_disclosure(small: Made) -> None:
    """The types hold everything that the bytes say."""
    assert isinstance(small.disclosure, Disclosure)
    assert msgspec.json.decode(small.file, type=SignedDisclosure).disclosure == small.disclosure
