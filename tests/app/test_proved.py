"""What the statement calls proved, end to end on the training chain: asked for, signed, spent, expired, taken back."""

import datetime as dt
import json
import shutil
from pathlib import Path

import msgspec
import pytest

from bitcoin_office.adapters.country_files import training_folder
from bitcoin_office.adapters.store import open_books
from bitcoin_office.app.disclosing import Wish, disclose_office
from bitcoin_office.app.office_dir import SettingsError
from bitcoin_office.app.proofs import ProofWish, add_office_proofs, request_office_proofs
from bitcoin_office.app.reconciling import reconcile_office
from bitcoin_office.app.reserve import init_office, office_statement
from bitcoin_office.app.vaults import NewVault, add_vault
from bitcoin_office.books.account import Account, Chart
from bitcoin_office.books.entry import Draft, Leg
from bitcoin_office.proof.message import Purpose
from bitcoin_office.proof.packet import Packet
from bitcoin_office.reserve.judged_proof import WhyNot
from bitcoin_office.reserve.proved import ProvedReserve
from bitcoin_office.reserve.reconcile import BreakCode
from bitcoin_office.reserve.statement import ReserveStatement
from bitcoin_office.terms.amount import sats
from tests.disclosing import BITCOIN, CHANGE, EXCHANGE, FEE, pay
from tests.practised_office import NODE, PractisedOffice, multisig
from tests.proof.locks import prove
from tests.proof.psbt.devices import signed_by

# The blocks of the practised chain are all of this day.
CHAIN_DAY = dt.date(2023, 11, 15)
EXPIRES = CHAIN_DAY + dt.timedelta(days=30)
COLD_SATS = 3 * BITCOIN - FEE
PROVED_BREAKS = {
    BreakCode.PROVED_IN_BOOKS,
    BreakCode.PROVED_NOT_IN_BOOKS,
    BreakCode.PROOF_BROKEN,
    BreakCode.PROOF_ORPHANED,
}


@pytest.fixture
def practised(tmp_path: Path) -> PractisedOffice:
    """An office of its own for each test."""
    return PractisedOffice(tmp_path)


def prove_cold(office: PractisedOffice, *, expires: dt.date = EXPIRES, at: int | None = None) -> Path:
    """Has the signers of the cold vault prove it; the request's folder."""
    wish = ProofWish(vault="cold", purpose=Purpose.PRIMARY, expires=expires, at=at)
    asked = request_office_proofs(office.dir, NODE, wish)
    packet = Packet.parse((Path(asked.folder) / "to-sign" / asked.items[0].file).read_bytes())
    file = office.path.parent / "signed.psbt"
    file.write_bytes(signed_by(packet, (11, 13)))
    assert add_office_proofs(office.dir, [file]).findings == ()
    return Path(asked.folder)


def statement(office: PractisedOffice, day: dt.date = CHAIN_DAY) -> ReserveStatement:
    """The office's statement of a day, the chain's own unless said otherwise."""
    return office_statement(office.dir, day)


def control(office: PractisedOffice, day: dt.date = CHAIN_DAY) -> ProvedReserve:
    """What it says of control."""
    found = statement(office, day).control
    assert found is not None
    assert found.sats + sum(each.sats for each in found.not_proved) == found.observed_sats
    return found


def reasons(found: ProvedReserve) -> dict[WhyNot, int]:
    """What is not proved, in satoshis by reason."""
    return {each.why: each.sats for each in found.not_proved}


def breaks(office: PractisedOffice, day: dt.date = CHAIN_DAY) -> list[BreakCode]:
    """The breaks of a reconciliation that are about what is proved, or about books and chain."""
    found = reconcile_office(office.dir, day)
    assert found.proved_sats == statement(office, day).proved_sats
    return [each.code for each in found.breaks if each.code in PROVED_BREAKS | {BreakCode.BOOKS_DIFFER_FROM_CHAIN}]


def test_without_proofs_nothing_is_proved(practised: PractisedOffice) -> None:
    """Coins are observed, and for each the statement says that nobody signed."""
    found = statement(practised)
    assert found.finding.endswith("proved 0")
    assert found.proved_sats == 0
    seen = control(practised)
    assert reasons(seen) == {WhyNot.NO_PROOF: seen.observed_sats}
    assert (seen.share_percent, seen.blocks) == ("0.0", ())


def test_a_verified_proof_makes_coins_proved(practised: PractisedOffice) -> None:
    """Asked, signed, added: the statement names sum, share and block; a disclosure changes nothing about it."""
    prove_cold(practised)
    seen = control(practised)
    assert [(each.height, each.sats, each.coins, each.expires) for each in seen.blocks] == [
        (104, COLD_SATS, 1, EXPIRES)
    ]
    assert [(each.name, each.proved_sats) for each in seen.vaults] == [
        ("cold", COLD_SATS),
        ("gifts", 0),
        ("mined", 0),
    ]
    whole = sats(seen.observed_sats).short()
    assert (
        f"proved 2.99999 BTC of {whole} observed ({seen.share_percent} %) at block 104" in statement(practised).finding
    )
    disclose_office(practised.dir, NODE, Wish())
    assert control(practised) == seen
    assert breaks(practised) == []


def test_the_same_proof_twice_counts_once(practised: PractisedOffice) -> None:
    """A copy of the request, and a second proof for another block, add nothing to the sum."""
    folder = prove_cold(practised)
    copy = folder.with_name("copied")
    copy.mkdir()
    for name in ("request.json", "proofs.json"):
        (copy / name).write_bytes((folder / name).read_bytes())
    assert control(practised).sats == COLD_SATS
    practised.mine([])
    prove_cold(practised)
    seen = control(practised)
    assert (seen.sats, [each.height for each in seen.blocks]) == (COLD_SATS, [105])


def test_a_proof_counts_until_it_expires(practised: PractisedOffice) -> None:
    """On its last day it counts; on the day after it does not, and the reason is named."""
    prove_cold(practised)
    assert control(practised, EXPIRES).sats == COLD_SATS
    after = control(practised, EXPIRES + dt.timedelta(days=1))
    assert (after.sats, reasons(after)[WhyNot.EXPIRED]) == (0, COLD_SATS)
    assert statement(practised, EXPIRES + dt.timedelta(days=1)).finding.endswith("proved 0")


def test_a_proof_does_not_reach_back(practised: PractisedOffice) -> None:
    """On the day before its block there were neither the coins nor the proof."""
    prove_cold(practised)
    before = control(practised, dt.date(2023, 11, 14))
    assert (before.observed_sats, before.sats, before.height) == (0, 0, 100)


def test_a_spent_coin_leaves(practised: PractisedOffice) -> None:
    """What was proved and is gone counts nowhere; the change came after the proof and is not proved by it."""
    prove_cold(practised)
    chain = practised.opened()
    moved = chain.block(102).transactions[1]
    chain.close()
    coin = moved.outpoint(0), moved.outputs[0], CHANGE
    practised.mine([pay([coin], [(BITCOIN, EXCHANGE.script), (COLD_SATS - BITCOIN - FEE, CHANGE.script)])], fees=FEE)
    seen = control(practised)
    assert (seen.sats, seen.spent_coins, seen.spent_sats) == (0, 1, COLD_SATS)
    assert reasons(seen)[WhyNot.CAME_AFTER] == COLD_SATS - BITCOIN - FEE
    assert breaks(practised) == []


def test_a_reorganisation_takes_it_back(practised: PractisedOffice) -> None:
    """The signed block is orphaned: nothing is proved, the reason is named, and a new proof proves anew."""
    prove_cold(practised)
    practised.reorganise(103, 3)
    seen = control(practised)
    assert (seen.sats, reasons(seen)[WhyNot.BLOCK_ORPHANED]) == (0, COLD_SATS)
    assert breaks(practised) == [BreakCode.PROOF_ORPHANED]
    prove_cold(practised)
    assert [(each.height, each.sats) for each in control(practised).blocks] == [(106, COLD_SATS)]


def test_a_block_between_two_readings_is_remembered(practised: PractisedOffice) -> None:
    """A proof for a block at which no reading stopped counts, and no longer when that block is orphaned."""
    prove_cold(practised, at=102)
    assert [each.height for each in control(practised).blocks] == [102]
    practised.reorganise(103, 3)
    assert [each.height for each in control(practised).blocks] == [102]
    practised.reorganise(102, 7)
    assert [each.height for each in control(practised).blocks] == [102]
    practised.reorganise(101, 12)
    assert reasons(control(practised)) == {WhyNot.NO_PROOF: control(practised).observed_sats}


def test_a_record_that_was_changed_proves_nothing(practised: PractisedOffice) -> None:
    """Kept proofs are verified again for every statement: one for another script does not pass, and is a break."""
    folder = prove_cold(practised)
    kept = json.loads((folder / "proofs.json").read_bytes())
    kept[0]["proof"] = "smp" + kept[0]["proof"][3:].replace("A", "B", 3)
    (folder / "proofs.json").write_text(json.dumps(kept))
    seen = control(practised)
    assert (seen.sats, reasons(seen)[WhyNot.BROKEN]) == (0, COLD_SATS)
    assert breaks(practised) == [BreakCode.PROOF_BROKEN]
    kept[0]["script"] = "no script"
    (folder / "proofs.json").write_text(json.dumps(kept))
    assert control(practised).sats == 0


def test_a_block_without_its_header_is_unknown(practised: PractisedOffice) -> None:
    """Without the header nobody knows on which day the block was found; another block's does not help."""
    folder = prove_cold(practised)
    request = json.loads((folder / "request.json").read_bytes())
    with practised.opened() as chain:
        other = chain.headers(103, 103).data.hex()
    for header in ("", other, "xy"):
        (folder / "request.json").write_text(json.dumps({**request, "header": header}))
        assert reasons(control(practised))[WhyNot.BLOCK_UNKNOWN] == COLD_SATS


def test_a_proof_that_another_program_made_counts(practised: PractisedOffice) -> None:
    """The asked message, signed with bip322-audit and imported from its file, proves as a signed PSBT does."""
    wish = ProofWish(vault="cold", purpose=Purpose.PRIMARY, expires=EXPIRES)
    asked = request_office_proofs(practised.dir, NODE, wish)
    proof = {"address": asked.items[0].address, "signature": prove(CHANGE, asked.message.encode()), "variant": "smp"}
    file = practised.path.parent / "cold-proofs.json"
    file.write_text(
        json.dumps(
            {"tool": "bip322-audit 0.25.0", "chain": "regtest", "message": asked.message, "proofs": [proof]}, indent=2
        )
    )
    assert add_office_proofs(practised.dir, [file]).findings == ()
    assert [(each.height, each.sats) for each in control(practised).blocks] == [(104, COLD_SATS)]


def test_books_cannot_prove(practised: PractisedOffice) -> None:
    """Coins booked as proved by hand do not enter the statement, and the reconciliation names them."""
    account = Account(name="Assets:Reserve:Proved", title="By hand", units=("sat",))
    legs = (Leg(account=account.name, amount=sats(7)), Leg(account="Income:Reserve:Unexplained", amount=sats(-7)))
    with open_books(practised.dir.books_url()) as books:
        books.open_accounts(Chart((account,)))
        books.post([Draft(external_id="hand", on=CHAIN_DAY, narrative="By hand", source="nobody", legs=legs)])
    assert statement(practised).proved_sats == 0
    assert breaks(practised) == [BreakCode.PROVED_IN_BOOKS]


def test_an_office_of_a_countrys_own_folder_proves_too(tmp_path: Path) -> None:
    """Messages and disclosures name the code in its programme; without a programme nobody knows one."""
    own = shutil.copytree(training_folder(), tmp_path / "utopia")
    programme = (own / "programme.toml").read_text()
    (own / "programme.toml").write_text(programme.replace('code = "zz"', 'code = "xx"'))
    practised = PractisedOffice(tmp_path, str(own))
    folder = prove_cold(practised)
    assert "country: xx" in (folder / "message.txt").read_text()
    assert control(practised).sats == COLD_SATS
    file = Path(disclose_office(practised.dir, NODE, Wish()).file)
    assert json.loads(file.read_bytes())["disclosure"]["country"] == "xx"
    (own / "programme.toml").unlink()
    with pytest.raises(SettingsError, match="two letters"):
        statement(practised)


def test_what_is_not_read_is_named(practised: PractisedOffice) -> None:
    """A vault that was added since the last sync is named until it is read."""
    practised.add_unread("late")
    assert control(practised).unread == ("late",)
    practised.sync()
    assert control(practised).unread == ()


def test_an_office_that_read_nothing_proves_nothing(tmp_path: Path) -> None:
    """With a vault and no sync, the statement says that nothing was read."""
    office, _ = init_office(tmp_path / "office", "zz", network="regtest")
    assert add_vault(office, NewVault(name="cold", descriptors=(multisig(1, 2, 3),))).findings == ()
    found = office_statement(office, CHAIN_DAY)
    assert (found.control, found.proved_sats) == (None, 0)
    assert "has read no vault" in next(each.how for each in found.figures if each.name == "proved")


def test_the_statement_is_what_its_schema_says(practised: PractisedOffice) -> None:
    """With coins on the chain it goes out and comes back as JSON."""
    prove_cold(practised)
    found = statement(practised)
    assert msgspec.json.decode(msgspec.json.encode(found), type=ReserveStatement) == found
