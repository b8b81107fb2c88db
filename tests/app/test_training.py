"""The training office: its story told once, held against the raw blocks of its chain, and marked everywhere."""

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bitcoin_office.adapters.disclosure_files import given_at
from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain
from bitcoin_office.adapters.store import open_books, open_log
from bitcoin_office.app.chain_views import Chosen, office_holdings, office_movements
from bitcoin_office.app.chains import NodeOptions
from bitcoin_office.app.office_dir import OfficeDir, OfficeKind
from bitcoin_office.app.training import MARK, Scene, TrainingTold, key_beside, tell_training
from bitcoin_office.cli.main import cli
from bitcoin_office.proof.canonical import write
from bitcoin_office.reserve.disclosure.checking import Reader
from bitcoin_office.reserve.disclosure.document import Reason
from bitcoin_office.reserve.disclosure.result import SignerStatus
from bitcoin_office.reserve.disclosure.series import verify
from bitcoin_office.terms.errors import UsageError
from tests.adapters.recount import recount


class Told:
    """The story with the office that it left behind."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.heard: list[Scene] = []
        self.told: TrainingTold = tell_training(path, "sv", self.heard.append)

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
    assert not {"control-undecided", "control-none"} & {each.code for each in found.not_proved}


def test_without_the_engine_its_proofs_are_left_open(told: Told) -> None:
    """A verifier that cannot run such scripts says so, and neither believes nor refuses them."""
    given = given_at(Path(told.told.disclosures[0]))
    found = verify(given, Reader(trusted=(), today=dt.datetime.now(dt.UTC).date()))
    assert found.ok
    assert "control-undecided" in {each.code for each in found.not_proved}
    assert "control" not in {each.code for each in found.proved}


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
        tell_training(told.path, "sv")


@pytest.mark.slow
def test_the_command_writes_the_story(tmp_path: Path) -> None:
    """The JSON carries the mark first, and the verification with all its parts."""
    done = CliRunner().invoke(cli, ["training", str(tmp_path / "office"), "--country", "pk", "--json", "-"])
    assert done.exit_code == 0, done.exception
    found = json.loads(done.stdout)
    assert (found["schema"], found["training"]) == ("bitcoin-office/training/1", True)
    assert found["verification"]["ok"]
    assert found["flipped"]["broken_coins"]
    assert write(found["scenes"])
