"""An office discloses, its disclosures are verified, and nothing wrong is ever written."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from bitcoin_office.app.disclosing import DISCLOSURES, Wish, disclose_office, make_key
from bitcoin_office.app.disclosure import verify_files
from bitcoin_office.app.proofs import ProofWish, add_office_proofs, request_office_proofs
from bitcoin_office.app.vaults import NewVault, add_vault
from bitcoin_office.chain.address import address_of_script
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.proof.message import Purpose
from bitcoin_office.reserve.disclosure.document import Reason, Scope
from bitcoin_office.reserve.disclosure.planning import DisclosureError
from bitcoin_office.reserve.disclosure.result import SignerStatus
from bitcoin_office.terms.errors import ConflictError, NotFoundError, OfficeError, UsageError
from tests.disclosing import BITCOIN, CHANGE, EXCHANGE, FEE, GIFTS, coin_of, pay
from tests.practised_office import NODE, PractisedOffice
from tests.proof.psbt.devices import signed_by

NEXT_YEAR = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=365)


@pytest.fixture
def practised(tmp_path: Path) -> PractisedOffice:
    """An office of its own for a test that changes it."""
    return PractisedOffice(tmp_path)


def codes(found) -> set[str]:
    """The codes of a list of statements or findings."""
    return {each.code for each in found}


def sign(office: PractisedOffice, vault: str, *numbers: int, purpose: Purpose = Purpose.PRIMARY) -> None:
    """Asks for proofs of a vault, signs with these keys, and adds what they return."""
    from bitcoin_office.proof.packet import Packet

    asked = request_office_proofs(office.dir, NODE, ProofWish(vault=vault, purpose=purpose, expires=NEXT_YEAR))
    for item in asked.items:
        file = Path(asked.folder) / "to-sign" / item.file
        file.write_bytes(signed_by(Packet.parse(file.read_bytes()), numbers))
        added = add_office_proofs(office.dir, [file])
        assert added.findings == ()


def test_the_first_disclosure_is_verified_by_anyone(practised: PractisedOffice) -> None:
    """Files beside each other, a signature by the pinned key, everything else proved or named."""
    made = disclose_office(practised.dir, NODE, Wish())
    assert (made.number, made.height, made.coins, made.movements) == (1, 104, 3, 4)
    assert made.training
    found = verify_files(Path(made.file), office=practised.path)
    assert found.ok
    assert found.signer.status is SignerStatus.KNOWN
    assert {"headers", "inclusion", "movements", "signature"} <= codes(found.proved)
    assert verify_files(Path(made.file)).signer.status is SignerStatus.UNKNOWN
    assert verify_files(Path(made.file), keys=[made.signer]).signer.status is SignerStatus.KNOWN


def test_proofs_go_into_the_next_disclosure(practised: PractisedOffice) -> None:
    """Signed in public for one vault, committed to for another."""
    sign(practised, "cold", 11, 13)
    sign(practised, "gifts", 21)
    made = disclose_office(practised.dir, NODE, Wish(committed=("gifts",)))
    assert made.auditor is not None
    assert Path(made.auditor).parent.name == "auditor"
    assert Path(made.auditor).stat().st_mode & 0o077 == 0
    public = verify_files(Path(made.file))
    assert public.ok
    assert "control" in codes(public.proved)
    assert "control-committed" in codes(public.not_proved)
    shown = verify_files(Path(made.file), auditor=Path(made.auditor))
    assert shown.ok
    assert "control-auditor" in codes(shown.proved)
    assert "control-committed" not in codes(shown.not_proved)


def test_the_next_one_goes_on_from_the_last(practised: PractisedOffice) -> None:
    """Only new movements; old transactions are taken from the last disclosure."""
    disclose_office(practised.dir, NODE, Wish())
    with practised.opened() as chain:
        moved = chain.block(102).transactions[1]
        gift = pay([coin_of(chain.block(2).coinbase, 0, EXCHANGE)], [(BITCOIN, GIFTS.script)])
    half = BITCOIN * 3 // 2
    split = pay([coin_of(moved, 0, CHANGE)], [(half, CHANGE.script), (half - 2 * FEE, CHANGE.script)])
    practised.mine([split, gift])
    made = disclose_office(practised.dir, NODE, Wish(scope=Scope.PART))
    assert (made.number, made.movements, made.supersedes) == (2, 2, None)
    found = verify_files(practised.path / DISCLOSURES)
    assert found.ok, found.findings
    assert "previous" in codes(found.proved)
    assert "basis" not in codes(found.not_proved)
    assert "may have others" in " ".join(each.text for each in found.not_proved if each.code == "completeness")


def test_a_reorganisation_supersedes_by_itself(practised: PractisedOffice) -> None:
    """The next disclosure after it takes back the one that stood on an orphaned block."""
    first = disclose_office(practised.dir, NODE, Wish(at=103))
    disclose_office(practised.dir, NODE, Wish())
    practised.reorganise(103, 3)
    made = disclose_office(practised.dir, NODE, Wish())
    assert (made.number, made.supersedes, made.supersedes_because) == (3, 2, Reason.REORGANISATION)
    found = verify_files(practised.path / DISCLOSURES)
    assert found.ok, found.findings
    assert [each.superseded_by for each in found.files] == [None, 3, None]
    assert first.height == 103


def test_a_correction_is_visible(practised: PractisedOffice) -> None:
    """With a number and a reason, and never without."""
    disclose_office(practised.dir, NODE, Wish())
    with pytest.raises(UsageError):
        disclose_office(practised.dir, NODE, Wish(corrects=1))
    made = disclose_office(practised.dir, NODE, Wish(corrects=1, why="The deed was found."))
    assert (made.number, made.supersedes, made.movements) == (2, 1, 4)
    assert verify_files(practised.path / DISCLOSURES).ok
    with pytest.raises(DisclosureError, match="no number 7"):
        disclose_office(practised.dir, NODE, Wish(corrects=7, why="x"))


def test_a_vault_added_later_needs_a_correction(practised: PractisedOffice) -> None:
    """Coins that were there at the last disclosure and not in it cannot slip in unseen."""
    disclose_office(practised.dir, NODE, Wish())
    other = NewVault(name="found", descriptors=(f"addr({address_of_script(EXCHANGE.script, REGTEST)})",))
    add_vault(practised.dir, other)
    practised.sync()
    with pytest.raises(DisclosureError, match="vaults have changed"):
        disclose_office(practised.dir, NODE, Wish())
    made = disclose_office(practised.dir, NODE, Wish(corrects=1, why="A vault was forgotten."))
    assert made.coins > 3
    assert verify_files(practised.path / DISCLOSURES).ok


@pytest.mark.parametrize("change", [lambda file: file.unlink(), lambda file: file.write_bytes(b"{}")])
def test_a_broken_series_is_not_continued(practised: PractisedOffice, change: Callable[[Path], object]) -> None:
    """The office does not sign on top of a file that is gone or changed."""
    first = disclose_office(practised.dir, NODE, Wish())
    disclose_office(practised.dir, NODE, Wish())
    change(Path(first.file))
    with pytest.raises(DisclosureError):
        disclose_office(practised.dir, NODE, Wish())
    assert not (practised.path / DISCLOSURES / "disclosure-0003.json").exists()


def test_the_key_stays_outside_and_is_the_pinned_one(practised: PractisedOffice, tmp_path: Path) -> None:
    """A key inside the office is refused, an existing file too, one that others may read as well."""
    with pytest.raises(UsageError):
        make_key(practised.dir, practised.path / "signing.key", None)
    with pytest.raises(ConflictError):
        make_key(practised.dir, practised.key, None)
    with pytest.raises(OfficeError, match="name"):
        make_key(practised.dir, tmp_path / "other.key", "two words")
    practised.key.chmod(0o644)
    with pytest.raises(OfficeError, match="Others may read"):
        disclose_office(practised.dir, NODE, Wish())
    practised.key.unlink()
    made = make_key(practised.dir, practised.key, None)
    assert not made.pinned
    with pytest.raises(OfficeError, match="is not the key"):
        disclose_office(practised.dir, NODE, Wish())


def test_it_discloses_what_was_read(practised: PractisedOffice) -> None:
    """Not blocks above, not vaults that are not there."""
    with pytest.raises(OfficeError, match="up to height 104"):
        disclose_office(practised.dir, NODE, Wish(at=105))
    with pytest.raises(NotFoundError):
        disclose_office(practised.dir, NODE, Wish(committed=("colt",)))
    assert not (practised.path / DISCLOSURES).exists()


def test_an_office_that_has_not_seen_a_reorganisation_does_not_disclose(practised: PractisedOffice) -> None:
    """The log must be of the best chain."""
    practised.reorganise(102, 4, read=False)
    with pytest.raises(OfficeError, match="no longer on the best chain"):
        disclose_office(practised.dir, NODE, Wish())
