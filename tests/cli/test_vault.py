"""Vaults and vouchers on the command line: what is written, what is refused, and that nothing is half done."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bitcoin_office.cli.main import cli
from bitcoin_office.terms.errors import ConflictError, NotFoundError
from tests.reserve.test_vault import ADDRESS, RANGED, WIF, XPRV

TXID = "ab" * 32


def run(*arguments: object) -> Result:
    """A command."""
    return CliRunner().invoke(cli, [str(each) for each in arguments])


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A training office."""
    path = tmp_path / "office"
    assert run("init", path, "--country", "pk", "--network", "regtest").exit_code == 0
    return path


def test_a_vault_is_written_as_people_read_it(office: Path) -> None:
    """Descriptor and address, with checksum and note; listed, shown, and found under any size of letters."""
    done = run(
        "vault",
        "add",
        "Cold-1",
        RANGED,
        ADDRESS.upper(),
        "--office",
        office,
        "--note",
        "in the bank",
        "--range",
        30,
        "--from-height",
        7,
    )
    assert done.exit_code == 0, done.output
    text = (office / "vaults" / "Cold-1.toml").read_text()
    assert "never a private key" in text
    assert 'note = "in the bank"' in text
    shown = json.loads(run("vault", "show", "cold-1", "--office", office, "--json", "-").stdout)["vaults"][0]
    assert (shown["from_height"], shown["addresses"], shown["network"]) == (7, 1, "regtest")
    assert [each.partition("#")[0] for each in shown["descriptors"]] == [RANGED, f"addr({ADDRESS})"]
    assert shown["accounts"] == ["Assets:Reserve:Observed:Cold-1", "Assets:Reserve:Unexplained:Cold-1"]
    assert "Cold-1" in run("vault", "list", "--office", office).output
    assert RANGED in run("vault", "show", "COLD-1", "--office", office).output


@pytest.mark.parametrize("secret", [XPRV, WIF, f"wpkh({XPRV}/*)", f"sh(wpkh({WIF}))"])
def test_no_private_key_reaches_the_disk_or_the_screen(office: Path, secret: str) -> None:
    """A private key is refused with code 1, not repeated, and nothing is written."""
    done = run("vault", "add", "x", secret, "--office", office)
    assert done.exit_code == 1
    assert "private key" in done.stderr
    assert WIF not in done.output + done.stderr
    assert XPRV not in done.output + done.stderr
    assert list((office / "vaults").glob("**/*")) == [] if (office / "vaults").exists() else True
    assert all(WIF not in file.read_text(errors="ignore") for file in office.rglob("*") if file.is_file())


def test_a_name_is_taken_once(office: Path) -> None:
    """A second vault of the name is refused, and the first one stays as it is."""
    assert run("vault", "add", "v", ADDRESS, "--office", office).exit_code == 0
    before = (office / "vaults" / "v.toml").read_bytes()
    assert isinstance(run("vault", "add", "V", "raw(51)", "--office", office).exception, ConflictError)
    assert (office / "vaults" / "v.toml").read_bytes() == before


def test_a_mistyped_address_names_its_place(office: Path) -> None:
    """The finding shows which character is probably wrong; nothing is written."""
    wrong = ADDRESS[:20] + ("q" if ADDRESS[20] != "q" else "p") + ADDRESS[21:]
    done = run("vault", "add", "v", wrong, "--office", office)
    assert done.exit_code == 1
    assert "character 21" in done.stderr
    assert not (office / "vaults").exists()


def test_a_broken_file_is_told_with_its_line(office: Path) -> None:
    """Files that people write by hand are checked whenever they are read."""
    folder = office / "vaults"
    folder.mkdir()
    (folder / "v.toml").write_text('name = "v"\nnetwork = "main"\n[[address]]\naddress = "x"\n')
    assert "Real and practised coins are never mixed" in str(run("vault", "list", "--office", office).exception)
    (folder / "v.toml").write_text('name = "v"\nnetwork = "regtest"\ndescriptors = []\n')
    assert "v.toml:3" in str(run("vault", "list", "--office", office).exception)


def test_a_record_watches_real_coins_only(tmp_path: Path) -> None:
    """A key of a test network in a real country's office is refused, with the way to make an office for it."""
    office = tmp_path / "sv"
    run("init", office, "--country", "sv")
    done = run("vault", "add", "v", f"addr({ADDRESS})", "--office", office)
    assert done.exit_code == 1
    assert "--network regtest" in done.stderr
    (office / "office.toml").write_text((office / "office.toml").read_text().replace('"main"', '"regtest"'))
    refused = str(run("vault", "list", "--office", office).exception)
    assert "sets the network 'regtest' for an office of kind record" in refused


def test_vouchers_follow_each_other(office: Path, tmp_path: Path) -> None:
    """A second voucher needs --replace and gets the next number; the first stays, and the document is not copied."""
    document = tmp_path / "deed.pdf"
    document.write_bytes(b"1")
    asked = ("voucher", "add", TXID.upper(), "--office", office, "--file", document, "--class", "seizure")
    assert run(*asked).exit_code == 0
    assert isinstance(run(*asked).exception, ConflictError)
    document.write_bytes(b"2")
    assert run(*asked, "--replace", "--usd", "10").exit_code == 0
    files = sorted(file.name for file in (office / "vouchers").iterdir())
    assert files == [f"{TXID[:16]}-1.toml", f"{TXID[:16]}-2.toml"]
    listed = json.loads(run("voucher", "list", "--office", office, "--json", "-").stdout)["vouchers"]
    assert [(each["number"], each["usd"], each["file"]) for each in listed] == [(2, "10", "deed.pdf")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--class", "purchase", "--file", "{document}", "--usd", "ten"), "no sum of dollars"),
        (("--class", "purchase", "--file", "{document}", "--usd", "-1"), "Less than nothing"),
        (("--class", "purchase", "--file", "{document}", "--usd", "0.001"), "decimals"),
        (("--class", "purchase", "--file", "missing.pdf"), "No file"),
        (("--class", "unexplained", "--file", "{document}"), "unexplained"),
    ],
)
def test_what_no_voucher_can_be(office: Path, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    """Sums that are none, documents that are not there, classes that no document makes: refused, nothing written."""
    document = tmp_path / "deed.pdf"
    document.write_bytes(b"1")
    done = run("voucher", "add", TXID, "--office", office, *[each.format(document=document) for each in arguments])
    assert done.exit_code != 0
    assert said in f"{done.output}{done.stderr}{done.exception}"
    assert not (office / "vouchers").exists()


def test_a_voucher_for_no_transaction(office: Path, tmp_path: Path) -> None:
    """A text that is no txid is refused."""
    document = tmp_path / "deed.pdf"
    document.write_bytes(b"1")
    done = run("voucher", "add", "12", "--office", office, "--class", "purchase", "--file", document)
    assert done.exit_code != 0
    assert not (office / "vouchers").exists()


def test_a_file_of_addresses_that_is_not_there(office: Path) -> None:
    """The missing file is named."""
    done = run("vault", "add", "v", "--addresses", "nowhere.txt", "--office", office)
    assert isinstance(done.exception, NotFoundError)
