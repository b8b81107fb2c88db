"""``bitcoin-office people``: the first admin is made here; no password is an argument or is shown."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bitcoin_office.app.logins import LoginRefusedError, log_in
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.people import people_of
from bitcoin_office.app.schemas import json_schema
from bitcoin_office.cli.main import cli
from bitcoin_office.people.totp import is_secret
from bitcoin_office.terms.errors import ConflictError, OfficeError, UsageError

PASSWORD = "four kites above the mill"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office without people."""
    done = CliRunner().invoke(cli, ["init", str(tmp_path / "pk"), "--country", "pk"], catch_exceptions=False)
    assert done.exit_code == 0
    return tmp_path / "pk"


def people(office: Path, *words: str, given: str = f"{PASSWORD}\n") -> Result:
    """One command; an error that is not an exit is raised."""
    return CliRunner().invoke(cli, ["people", *words, "--office", str(office)], input=given, catch_exceptions=False)


def test_from_the_first_admin_to_the_last_act(office: Path) -> None:
    """Added, listed, changed, disabled; each stands in the log, and no output has a password or its hash in it."""
    said = [
        people(office, "add", "Ana Pérez", "--role", "admin", "--totp"),
        people(office, "add", "Bilal", "--role", "viewer"),
        people(office, "role", "bilal", "approver"),
        people(office, "disable", "Bilal"),
        people(office, "enable", "Bilal"),
        people(office, "reset", "Bilal"),
        people(office, "list"),
        people(office, "log"),
    ]
    assert [each.exit_code for each in said] == [0] * len(said)
    whole = "".join(each.output for each in said)
    assert PASSWORD not in whole
    assert "argon2" not in whole
    assert "otpauth://totp/" in said[0].output
    assert "otpauth" not in "".join(each.output for each in said[1:])
    acts = [entry["record"]["act"] for entry in json.loads(people(office, "log", "--json").stdout)["entries"]]
    assert acts == ["added", "added", "role-changed", "disabled", "enabled", "password-reset"]
    listed = json.loads(people(office, "list", "--json").stdout)["people"]
    assert listed[1] == {
        "name": "Bilal",
        "role": "approver",
        "second_factor": False,
        "disabled": False,
        "first_password": True,
    }


def test_a_new_office_has_nobody(office: Path) -> None:
    """No account stands there before somebody makes it: no default name, no default password."""
    assert json.loads(people(office, "list", "--json").stdout)["people"] == []


def test_results_keep_to_their_form(office: Path) -> None:
    """What ``--json`` writes is what is published, with the second factor for this once."""
    import jsonschema

    for words, name in (
        (("add", "Ana", "--role", "auditor", "--totp", "--json"), "person/1"),
        (("role", "Ana", "admin", "--json"), "person/1"),
        (("list", "--json"), "people/1"),
        (("log", "--json"), "people-log/1"),
    ):
        result = json.loads(people(office, *words).stdout)
        jsonschema.Draft202012Validator(json_schema(name)).validate(result)
        assert result["schema"] == f"bitcoin-office/{name}"
        if words[0] == "add":
            assert is_secret(result["second_factor"].split("secret=")[1].split("&")[0])


@pytest.mark.parametrize(
    ("words", "given", "error"),
    [
        (("add", "Ana", "--role", "admin"), "short\n", UsageError),
        (("add", "Ana", "--role", "admin"), "", UsageError),
        (("add", "office", "--role", "admin"), f"{PASSWORD}\n", UsageError),
        (("role", "Nobody", "admin"), "", UsageError),
        (("disable", "Nobody"), "", UsageError),
        (("add", "bilal", "--role", "viewer"), f"{PASSWORD}\n", ConflictError),
    ],
)
def test_what_cannot_be_is_refused(office: Path, words: tuple[str, ...], given: str, error: type[OfficeError]) -> None:
    """Poor passwords, names that are none or taken, people who are not there: nothing is written."""
    people(office, "add", "Bilal", "--role", "viewer")
    before = people(office, "log").output
    with pytest.raises(error):
        people(office, *words, given=given)
    assert people(office, "log").output == before


def test_whoever_is_let_in_and_who_not(office: Path) -> None:
    """The right password alone; not of who is disabled; not the old one after a reset; told the same each time."""
    people(office, "add", "Ana", "--role", "viewer")
    refused: set[str] = set()
    with people_of(OfficeDir.load(office)) as store:
        assert log_in(store, "ANA", PASSWORD, "", address="198.51.100.1")
        tries = [("Ana", "wrong"), ("Nobody", PASSWORD)]
        people(office, "reset", "Ana", given="an entirely other sentence\n")
        tries.append(("Ana", PASSWORD))
        people(office, "disable", "Ana")
        tries.append(("Ana", "an entirely other sentence"))
        for name, password in tries:
            with pytest.raises(LoginRefusedError) as caught:
                log_in(store, name, password, "", address="198.51.100.1")
            refused.add(str(caught.value))
    assert len(refused) == 1
    log = people(office, "log").output
    assert "Nobody" not in log


def test_second_factors_are_sealed_anew(office: Path) -> None:
    """It says how many, and what the settings have to name; nothing of a secret is said."""
    said = people(office, "add", "Ana", "--role", "admin", "--totp").output
    secret = said.split("secret=")[1].split("&")[0]
    done = people(office, "reseal", "--key", "file:other.key")
    assert "Sealed anew: 1." in done.output
    assert 'key = "file:other.key"' in done.output
    assert secret not in done.output
    assert (office / "other.key").stat().st_mode & 0o777 == 0o600
    with (office / "office.toml").open("a") as settings:
        settings.write('\n[people]\nkey = "file:other.key"\n')
    listed = json.loads(people(office, "reseal", "--key", "file:third.key", "--json").stdout)
    assert [each["name"] for each in listed["people"]] == ["Ana"]
