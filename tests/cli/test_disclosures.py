"""``proof``, ``disclose`` and ``verify`` on the command line: contracts of their JSON, exit codes, what people read."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bitcoin_office.cli.main import cli
from bitcoin_office.proof.packet import Packet
from bitcoin_office.terms.errors import NotFoundError, OfficeError, UsageError
from tests.practised_office import PractisedOffice
from tests.proof.psbt.devices import signed_by

FIXTURE = Path(__file__).parents[1] / "fixtures" / "disclosure" / "disclosure-0001.json"


def run(*arguments: str | Path) -> Result:
    """One run of the program."""
    return CliRunner().invoke(cli, [str(each) for each in arguments])


@pytest.fixture
def practised(tmp_path: Path) -> PractisedOffice:
    """An office of its own."""
    return PractisedOffice(tmp_path)


def test_verify_writes_the_contract() -> None:
    """ok, signer, proved, not_proved, findings; each statement a code and a sentence."""
    done = run("verify", FIXTURE, "--json", "-")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert list(found) == ["schema", "training", "ok", "signer", "proved", "not_proved", "findings", "files"]
    assert found["schema"] == "bitcoin-office/verify/1"
    assert (found["ok"], found["training"], found["signer"]["status"], found["findings"]) == (True, True, "unknown", [])
    assert all(set(each) == {"code", "text"} for each in found["proved"] + found["not_proved"])
    assert {"unspent", "completeness", "title", "signer-unknown"} <= {each["code"] for each in found["not_proved"]}


def test_verify_says_training_first() -> None:
    """The first line warns of made-up coins; then the answer, and what was not proved."""
    lines = run("verify", FIXTURE).stdout.splitlines()
    assert lines[0].startswith("TRAINING")
    assert "signer unknown" in lines[2]
    assert "Not proved" in lines


def test_verify_ends_with_one_where_something_is_wrong(tmp_path: Path) -> None:
    """A changed digit: exit code 1, and the coin that no longer holds by name."""
    file = tmp_path / "disclosure.json"
    file.write_bytes(FIXTURE.read_bytes().replace(b'"sats":299999000', b'"sats":299999001', 1))
    done = run("verify", file)
    assert done.exit_code == 1
    assert "164584820ab627a0968406593b8d02d6587f1be12b715d61de5086e37c001abb:0" in done.stdout
    found = json.loads(run("verify", file, "--json", "-").stdout)
    assert found["files"][0]["broken_coins"] == ["164584820ab627a0968406593b8d02d6587f1be12b715d61de5086e37c001abb:0"]


def test_verify_takes_keys_as_text_and_file(tmp_path: Path) -> None:
    """A key that is none is a mistake of usage; the right one makes the signer known."""
    key = json.loads(run("verify", FIXTURE, "--json", "-").stdout)["signer"]["key"]
    file = tmp_path / "office.key"
    file.write_text(key + "\n")
    for given in (key, str(file)):
        assert json.loads(run("verify", FIXTURE, "--key", given, "--json", "-").stdout)["signer"]["status"] == "known"
    assert isinstance(run("verify", FIXTURE, "--key", "abc").exception, UsageError)
    assert isinstance(run("verify", tmp_path / "nothing.json").exception, NotFoundError)
    assert isinstance(run("verify", tmp_path).exception, NotFoundError)


@pytest.mark.parametrize("contents", [b"", b"\x00\xff", b"[" * 100_000, b'{"disclosure":{},"note":""}', b"null"])
def test_verify_of_anything_is_an_answer(tmp_path: Path, contents: bytes) -> None:
    """Whatever the file is: a finding and exit code 1, never a traceback."""
    file = tmp_path / "x.json"
    file.write_bytes(contents)
    done = run("verify", file, "--json", "-")
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert [each["code"] for each in json.loads(done.stdout)["findings"]] == ["canonical-form"]


def test_from_request_to_verified_disclosure(practised: PractisedOffice) -> None:
    """Request, signatures, disclosure, verification: each step's output leads to the next."""
    office = ("--office", practised.path)
    asked = json.loads(run("proof", "request", "cold", *office, "--json", "-").stdout)
    assert "purpose: primary" in asked["message"]
    file = Path(asked["folder"]) / "to-sign" / asked["items"][0]["file"]
    half = practised.path.parent / "half.psbt"
    half.write_bytes(signed_by(Packet.parse(file.read_bytes()), (11,)))
    added = run("proof", "add", half, *office)
    assert added.exit_code == 1
    assert "open:" in added.stdout
    half.write_bytes(signed_by(Packet.parse(file.read_bytes()), (13,)))
    assert run("proof", "add", half, *office).exit_code == 0
    assert "1 proofs" in run("proof", "list", *office).stdout
    made = run("disclose", *office)
    assert made.stdout.startswith("TRAINING")
    assert "unexplained" in made.stdout
    again = json.loads(run("disclose", *office, "--json", "-").stdout)
    assert (again["schema"], again["number"]) == ("bitcoin-office/disclosed/1", 2)
    series = json.loads(run("verify", practised.path / "disclosures", *office, "--json", "-").stdout)
    assert series["ok"]
    assert series["signer"]["status"] == "known"
    assert [each["number"] for each in series["files"]] == [1, 2]


def test_a_key_is_made_once(practised: PractisedOffice, tmp_path: Path) -> None:
    """The public half is shown; a second key is not pinned over the first."""
    made = run("disclose", "--office", practised.path, "--init-key", tmp_path / "second.key", "--name", "x.example/zz")
    assert "x.example/zz+" in made.stdout
    assert "put the key there yourself" in made.stdout
    assert (tmp_path / "second.key").stat().st_mode & 0o777 == 0o600


def test_without_a_key_it_says_how_to_make_one(practised: PractisedOffice) -> None:
    """The error names the command."""
    settings = practised.path / "office.toml"
    settings.write_text(settings.read_text().partition("[signing]")[0])
    error = run("disclose", "--office", practised.path).exception
    assert isinstance(error, OfficeError)
    assert "--init-key" in str(error)
