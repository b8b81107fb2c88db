"""The training office: its story told once, held against the raw blocks of its chain, and marked everywhere."""

import datetime as dt
import json
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bitcoin_office.adapters.bitcoin_core.training_node import find_node
from bitcoin_office.adapters.country_files import TRAINING_COUNTRY
from bitcoin_office.adapters.disclosure_files import given_at
from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain
from bitcoin_office.adapters.store import open_books, open_log
from bitcoin_office.app.chain_sync import sync_office
from bitcoin_office.app.chain_views import Chosen, office_holdings, office_movements
from bitcoin_office.app.chains import NodeOptions
from bitcoin_office.app.office_dir import OfficeDir, OfficeKind
from bitcoin_office.app.reserve import office_statement
from bitcoin_office.app.training import MARK, Scene, TrainingTold, key_beside, tell_training
from bitcoin_office.app.training_means import NoTrainingChainError, how_to_bring_one, library_can_be_had, why_no_library
from bitcoin_office.cli.main import cli
from bitcoin_office.proof.canonical import write
from bitcoin_office.reserve.disclosure.checking import Reader
from bitcoin_office.reserve.disclosure.document import Reason
from bitcoin_office.reserve.disclosure.result import SignerStatus
from bitcoin_office.reserve.disclosure.series import verify
from bitcoin_office.reserve.judged_proof import WhyNot
from bitcoin_office.terms.errors import UsageError
from tests.adapters.recount import recount


class Told:
    """The story with the office that it left behind."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.heard: list[Scene] = []
        self.told: TrainingTold = tell_training(path, self.heard.append)

    @property
    def office(self) -> OfficeDir:
        """The office as it stands."""
        return OfficeDir.load(self.path)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Told once for all tests of this file."""
    return Told(tmp_path_factory.mktemp("training") / "office")


def test_the_story_is_whole(told: Told) -> None:
    """Every step of the job, in order, each told as it ends."""
    titles = [scene.title for scene in told.told.scenes]
    assert titles == [
        "It mines", "It buys", "It consolidates", "It splits", "Strangers send coins", "Its signers prove control",
        "Its statement counts what is proved",
        "The first disclosure", "It buys and discloses once more", "The chain is reorganised",
        "The purchase is mined again, and disclosed", "It verifies its own disclosures", "One byte is flipped",
    ]  # fmt: skip
    assert told.heard == list(told.told.scenes)


def test_its_holdings_are_those_of_the_raw_blocks(told: Told) -> None:
    """An independent recount of the chain's blocks gives the same coins."""
    found = office_holdings(told.office, NodeOptions())
    with EmbeddedChain(told.path / "chain") as chain:
        raw = [chain.block(height).to_bytes() for height in range(chain.tip().height + 1)]
    with open_log(told.office.books_url()) as log:
        scripts = set(log.scripts())
    counted = recount(raw, scripts)[found.height]
    assert {coin.outpoint for coin in found.coins} == {f"{txid[::-1].hex()}:{index}" for txid, index in counted}
    assert found.sats == sum(coin[0] for coin in counted.values()) == told.told.sats


def test_its_movements_are_classified(told: Told) -> None:
    """Bought with orders, moved inside, given with a deed, dust, mined; and one that nobody explains."""
    kinds = [each.kind.value for each in office_movements(told.office, Chosen())]
    assert kinds == [
        "mined", "purchase", "purchase", "purchase", "internal-consolidation", "internal-split", "donation", "dust",
        "unexplained", "purchase",
    ]  # fmt: skip


def test_its_books_hold(told: Told) -> None:
    """The hash chain of the entries holds through the reorganisation, and the lots are those of the purchases."""
    with open_books(told.office.books_url()) as books:
        assert books.verify().findings == ()
        undone = [entry for entry in books.entries() if entry.reverses is not None]
        costed = [each for each in books.positions() if each.quantity and each.account.endswith(":Treasury")]
    assert len(undone) == 1
    assert sum(each.quantity for each in costed if each.cost) > 0


def test_its_disclosures_hold_for_anyone(told: Told) -> None:
    """The series is whole, the one on the orphaned block is superseded, the signer is the pinned one."""
    found = told.told.verification
    assert found.ok, found.findings
    assert found.training
    assert found.signer.status is SignerStatus.KNOWN
    assert [(each.superseded_by, each.superseded_because) for each in found.files] == [
        (None, None), (3, Reason.REORGANISATION), (None, None),
    ]  # fmt: skip
    proved = {each.code for each in found.proved}
    assert {"control", "control-recovery", "movements", "internal", "mined", "previous"} <= proved
    unsigned = [each.text for each in found.not_proved if each.code == "control-none"]
    # The purchase after the ceremony, in the two disclosures that have it: its keys were never asked.
    assert unsigned == [f"Number {number}: 1 coin, 30 BTC: nobody has signed for them." for number in (2, 3)]
    assert "control-undecided" not in {each.code for each in found.not_proved}


def test_without_the_engine_its_proofs_are_left_open(told: Told) -> None:
    """A verifier that cannot run such scripts says so, and neither believes nor refuses them."""
    given = given_at(Path(told.told.disclosures[0]))
    found = verify(given, Reader(trusted=(), today=dt.datetime.now(dt.UTC).date()))
    assert found.ok
    assert "control-undecided" in {each.code for each in found.not_proved}
    assert "control" not in {each.code for each in found.proved}


def test_its_statement_counts_what_is_proved(told: Told) -> None:
    """All that was there when the signers signed is proved, and the mark stands before it; later coins are not."""
    [scene] = [each for each in told.told.scenes if each.title == "Its statement counts what is proved"]
    assert "(100.0 %) at block 107" in scene.text
    found = office_statement(told.office, dt.date(2025, 7, 15))
    assert found.finding.startswith("TRAINING, made up: announced 0, disclosed nothing, proved 140.34996546 BTC of")
    assert found.control is not None
    assert [each.why for each in found.control.not_proved] == [WhyNot.NO_PROOF]
    assert found.control.observed_sats == told.told.sats


def test_its_country_does_not_exist(told: Told) -> None:
    """Settings and disclosures name the made-up country, which is none of the real ones; its name says so."""
    assert told.office.settings.country == TRAINING_COUNTRY
    for file in told.told.disclosures:
        assert json.loads(Path(file).read_bytes())["disclosure"]["country"] == TRAINING_COUNTRY
    assert "TRAINING" in office_statement(told.office, dt.date(2025, 7, 15)).name


@pytest.mark.component("bitcoind")
def test_without_the_library_it_runs_on_a_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same story on a node: said so first, all holds, the office goes on by itself, and no node stays behind."""
    program = find_node()
    monkeypatch.setitem(sys.modules, "pbk", None)
    done = CliRunner().invoke(cli, ["training", str(tmp_path / "office"), "--json", "-"])
    assert done.exit_code == 0, done.exception
    assert f"The chain runs on a Bitcoin node instead: {program}." in done.stderr
    found = json.loads(done.stdout)
    assert found["verification"]["ok"], found["verification"]["findings"]
    assert found["flipped"]["broken_coins"]
    [scene] = [each for each in found["scenes"] if each["title"] == "Its statement counts what is proved"]
    assert "(100.0 %) at block 107" in scene["text"]
    office = OfficeDir.load(tmp_path / "office")
    assert sync_office(office, NodeOptions()).blocks == 0
    assert office_holdings(office, NodeOptions(), height=105).height == 105
    assert not (tmp_path / "office" / "chain").exists()


def test_with_neither_it_says_which_command_brings_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No library and no node: an error that names the command, and nothing is made."""
    monkeypatch.setitem(sys.modules, "pbk", None)
    monkeypatch.setenv("BITCOIND", str(tmp_path / "nothing"))
    with pytest.raises(NoTrainingChainError) as raised:
        tell_training(tmp_path / "office")
    assert "pip install 'bitcoin-office[kernel]'" in raised.value.remedy
    assert "BITCOIND" in raised.value.remedy
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("OFFICE_LAUNCHER", "/somewhere/office")
    assert "/somewhere/tools/get-bitcoind" in NoTrainingChainError().remedy


def test_where_there_is_no_build_of_the_library_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another system or Python: no build, by its name; here it is merely not installed."""
    assert why_no_library() == "Bitcoin Core's consensus library is not installed."
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    assert not library_can_be_had()
    assert re.fullmatch(r".*no build for Python 3\.\d+ on Darwin\.", why_no_library())
    monkeypatch.delenv("OFFICE_LAUNCHER", raising=False)
    assert "set BITCOIND to the program of a node" in how_to_bring_one()
    assert "pip" not in how_to_bring_one()


def test_one_flipped_byte_names_its_coin(told: Told) -> None:
    """The largest coin of the last disclosure no longer holds in the copy, and nothing else is broken."""
    flipped = told.told.flipped
    original = Path(told.told.disclosures[-1]).read_bytes()
    changed = Path(flipped.file).read_bytes()
    differing = [place for place, (left, right) in enumerate(zip(original, changed, strict=True)) if left != right]
    assert differing == [flipped.offset]
    largest = max(json.loads(original)["disclosure"]["coins"], key=lambda coin: coin["sats"])
    assert flipped.broken_coins == (largest["outpoint"],)
    assert largest["outpoint"] in " ".join(each.message for each in flipped.findings)


def test_everything_is_marked(told: Told) -> None:
    """Settings, documents, vaults, vouchers and disclosures each say that they are made up."""
    assert told.office.settings.kind is OfficeKind.TRAINING
    for folder in ("documents", "vaults", "vouchers"):
        files = list((told.path / folder).iterdir())
        assert files
        assert all(MARK in file.read_text() for file in files)
    for file in told.told.disclosures:
        assert b'"kind":"training"' in Path(file).read_bytes()
    assert key_beside(told.path).stat().st_mode & 0o077 == 0


def test_it_never_takes_a_folder_that_is_there(told: Told) -> None:
    """Neither a second story over the first, nor one over anything else."""
    with pytest.raises(UsageError):
        tell_training(told.path)


@pytest.mark.slow
def test_the_command_writes_the_story(tmp_path: Path) -> None:
    """The JSON carries the mark first, and the verification with all its parts."""
    done = CliRunner().invoke(cli, ["training", str(tmp_path / "office"), "--json", "-"])
    assert done.exit_code == 0, done.exception
    found = json.loads(done.stdout)
    assert (found["schema"], found["training"]) == ("bitcoin-office/training/1", True)
    assert found["verification"]["ok"]
    assert found["flipped"]["broken_coins"]
    assert write(found["scenes"])
