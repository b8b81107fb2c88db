"""Many disclosures of one office: none dropped, edited or forked; corrections and reorganisations visible."""

from collections.abc import Iterator

import msgspec
import pytest

from bitcoin_office.proof.note import NoteSigner
from bitcoin_office.reserve.disclosure.building import Series, disclosure_hash, signed_file
from bitcoin_office.reserve.disclosure.checking import Given
from bitcoin_office.reserve.disclosure.document import Basis, Disclosure, Previous, Reason, Supersedes
from bitcoin_office.reserve.disclosure.result import Verification
from bitcoin_office.reserve.disclosure.series import verify
from bitcoin_office.reserve.voucher import MovementClass
from tests.disclosing import (
    BITCOIN,
    CHANGE,
    FEE,
    FIRST_TIME,
    MINED,
    MINER,
    SIGNER,
    SPACING,
    Made,
    Practice,
    coin_of,
    pay,
)
from tests.reserve.disclosure.verifying import codes, given, left, reader, said


def after(*made: Made, supersedes: Supersedes | None = None) -> Series:
    """What the next disclosure is: it goes on from the last of ``made`` that still holds."""
    last = made[-1].disclosure
    until = last.number + 1 if supersedes is None else supersedes.number
    basis = next((each.disclosure for each in reversed(made) if each.disclosure.number < until), None)
    return Series(
        number=last.number + 1,
        previous=Previous(number=last.number, sha256=disclosure_hash(last)),
        basis=None if basis is None else basis_of(basis),
        supersedes=supersedes,
    )


def basis_of(found: Disclosure) -> Basis:
    """A disclosure as the next one names it."""
    return Basis(
        block=found.stamp.hash,
        height=found.stamp.height,
        number=found.number,
        sats=found.sats,
        sha256=disclosure_hash(found),
    )


class Told:
    """Three disclosures in a row: the small one; one after a split; one after a mined coin."""

    def __init__(self) -> None:
        self.practice = Practice()
        first = self.practice.disclose()
        moved = self.practice.chain.block(102).transactions[1]
        half = BITCOIN * 3 // 2
        split = pay([coin_of(moved, 0, CHANGE)], [(half, CHANGE.script), (half - 2 * FEE, CHANGE.script)])
        self.practice.classes[split.txid] = (MovementClass.SPLIT, None)
        self.practice.mine(split, fees=FEE)
        second = self.practice.disclose(after(first))
        self.practice.mine(script=MINED.script)
        mined = self.practice.chain.block(self.practice.chain.tip().height).coinbase
        self.practice.classes[mined.txid] = (MovementClass.MINED, None)
        self.made = (first, second, self.practice.disclose(after(first, second)))


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    """The three, on a chain that nobody changes."""
    found = Told()
    yield found
    found.practice.chain.close()


def files(*made: Made) -> list[Given]:
    """Their files by number."""
    return [msgspec.structs.replace(given(each), name=f"{each.disclosure.number}.json") for each in made]


def all_of(*made: Made, **more: object) -> Verification:
    """What comes of them together."""
    return verify(files(*made), reader(), **more)


def test_a_whole_series_is_proved(told: Told) -> None:
    """Each names the one before, and its coins follow from those before."""
    found = all_of(*told.made, chain=told.practice.chain)
    assert found.ok, found.findings
    assert {"previous", "unspent"} <= said(found)
    assert "basis" not in left(found)
    assert [each.number for each in found.files] == [1, 2, 3]
    assert all(each.superseded_by is None for each in found.files)


def test_the_order_of_the_files_does_not_matter(told: Told) -> None:
    """They are put in order by their numbers."""
    assert all_of(*reversed(told.made)).ok


def test_one_alone_leaves_the_others_open(told: Told) -> None:
    """What came before it was not given."""
    found = all_of(told.made[1])
    assert found.ok
    assert {"previous", "basis", "later"} <= left(found)


def test_a_missing_one_is_named(told: Told) -> None:
    """A gap is a finding; the missing beginning is said."""
    found = all_of(told.made[0], told.made[2])
    assert codes(found) == {"series-gap"}
    assert "Number 2 is missing" in found.findings[0].message
    found = all_of(told.made[1], told.made[2])
    assert found.ok
    assert "previous" in left(found)


def resigned(made: Made, **fields: object) -> Made:
    """The disclosure with other contents, signed by its office."""
    disclosure = msgspec.structs.replace(made.disclosure, **fields)
    return Made(disclosure=disclosure, file=signed_file(disclosure, SIGNER), headers=made.headers, auditor=made.auditor)


def test_an_edited_one_breaks_the_next(told: Told) -> None:
    """The office itself cannot change what it published without the next one telling."""
    edited = resigned(told.made[0], made_on="2026-01-01")
    assert all_of(edited).ok
    found = all_of(edited, *told.made[1:])
    assert {"series-previous", "series-basis"} <= codes(found)


def test_two_of_one_number_are_a_fork(told: Told) -> None:
    """An office that tells two stories is found out by who has both."""
    found = all_of(*told.made, resigned(told.made[2], made_on="2026-01-01"))
    assert "series-fork" in codes(found)


def test_the_same_file_twice_is_no_fork(told: Told) -> None:
    """A copy says nothing else."""
    assert all_of(*told.made, told.made[2]).ok


def test_coins_of_the_basis_cannot_vanish(told: Told) -> None:
    """With the basis at hand every coin of it is still there, or was spent by a movement."""
    second = told.made[1].disclosure
    gone = next(coin for coin in second.coins if coin.born_height == 101)
    coins = tuple(coin for coin in second.coins if coin is not gone)
    txid = gone.outpoint.partition(":")[0]
    fewer = resigned(
        told.made[1],
        coins=coins,
        sats=second.sats - gone.sats,
        transactions=tuple(each for each in second.transactions if each.txid != txid),
        control=tuple(each for each in second.control if each.proofs[0].script != gone.script),
        valuation=None,
        blocks=tuple(each for each in second.blocks if each.height != 101),
    )
    found = all_of(told.made[0], fewer)
    assert "coin-left-out" in codes(found)
    assert gone.outpoint in " ".join(each.message for each in found.findings)


def test_a_new_key_is_said(told: Told) -> None:
    """A changed key may be honest; the reader is told."""
    other = NoteSigner("training.example/other", bytes(32))
    disclosure = msgspec.structs.replace(told.made[2].disclosure, signer=other.key.text)
    third = Made(
        disclosure=disclosure,
        file=signed_file(disclosure, other),
        headers=told.made[2].headers,
        auditor=told.made[2].auditor,
    )
    found = all_of(*told.made[:2], third)
    assert found.ok
    assert "signer-changed" in left(found)
    assert not verify(files(*told.made[:2], third), reader(SIGNER.key)).ok


def test_files_of_two_offices_are_not_one_series(told: Told) -> None:
    """Another country's disclosure does not belong there."""
    foreign = resigned(told.made[1], country="pk", control=())
    assert "series-mixed" in codes(all_of(told.made[0], foreign))


def test_an_unreadable_file_among_them_is_told(told: Told) -> None:
    """The others are still verified."""
    found = verify([*files(*told.made), Given(name="note.json", data=b"{}")], reader())
    assert codes(found) == {"canonical-form"}
    assert "previous" in said(found)


def test_a_correction_supersedes_visibly() -> None:
    """After a correction from number 2 on, numbers 2 and 3 no longer hold, and number 4 goes on from number 1."""
    told = Told()
    try:
        why = Supersedes(number=2, reason=Reason.CORRECTION, text="A voucher was found.")
        fourth = told.practice.disclose(after(*told.made, supersedes=why))
        found = all_of(*told.made, fourth, chain=told.practice.chain)
        assert found.ok, found.findings
        assert [each.superseded_by for each in found.files] == [None, 4, 4, None]
        assert found.files[2].superseded_because is Reason.CORRECTION
        wrong = resigned(fourth, basis=basis_of(told.made[2].disclosure), supersedes=None)
        assert not all_of(*told.made, wrong).ok
    finally:
        told.practice.chain.close()


def test_a_reorganisation_is_found_and_superseded() -> None:
    """A disclosure of an orphaned block contradicts the node until a later one supersedes it."""
    told = Told()
    practice = told.practice
    try:
        tip = practice.chain.tip().height
        times = [FIRST_TIME + SPACING * (104 + step) + 7 for step in range(1, tip - 104 + 2)]
        practice.chain.reorganise(104, MINER.script, times=times, mark=b"reorganised")
        found = all_of(*told.made, chain=practice.chain)
        assert codes(found) == {"reorganised"}
        why = Supersedes(number=2, reason=Reason.REORGANISATION, text="Blocks from 105 on are orphaned.")
        fourth = practice.disclose(after(*told.made, supersedes=why))
        found = all_of(*told.made, fourth, chain=practice.chain)
        assert found.ok, found.findings
        assert [each.superseded_by for each in found.files] == [None, 4, 4, None]
        assert found.files[1].superseded_because is Reason.REORGANISATION
    finally:
        practice.chain.close()
