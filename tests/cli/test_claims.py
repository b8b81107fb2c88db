"""``claims check`` on the shipped record and market: the contract of its JSON, its exit codes, its table."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bitcoin_office.cli.main import cli
from bitcoin_office.terms.errors import UsageError

KEYS = [
    "source", "sentence", "subject", "btc", "usd", "implied_usd_per_btc", "verdict", "explains", "market_usd_per_btc",
    "record_btc",
]  # fmt: skip
PRESS = Path(__file__).parents[1] / "reserve" / "press"
JULY = PRESS / "july_2025.txt"


def check(*arguments: str, text: str | bytes | None = None) -> Result:
    """One run of the command, on texts of 17 July 2025 about El Salvador."""
    options = ["--country", "sv", "--published", "2025-07-17"]
    return CliRunner().invoke(cli, ["claims", "check", *arguments, *options], input=text)


def test_json_is_a_list_with_ten_keys_and_numbers() -> None:
    """The four reports of July 2025, each with exactly the keys of the contract, its figures as JSON numbers."""
    result = check(str(JULY), "--json", "-")
    claims = json.loads(result.stdout)
    assert [list(claim) for claim in claims] == [KEYS] * 4
    assert [(claim["btc"], claim["usd"]) for claim in claims] == [
        (6238, 745_000_000),
        (6240, 740_000_000),
        (6200, 745_000_000),
        (6089, 722_000_000),
    ]
    assert [claim["verdict"] for claim in claims] == ["consistent", "consistent", "consistent", "stale"]
    assert {claim["subject"] for claim in claims} == {"El Salvador"}
    assert {claim["source"] for claim in claims} == {str(JULY)}
    assert all(isinstance(claim["implied_usd_per_btc"], float) for claim in claims)
    assert all(117_000 < claim["market_usd_per_btc"] < 121_000 for claim in claims)
    assert all(6237 <= claim["record_btc"] <= 6242 for claim in claims)
    assert "2025-02-28" in claims[3]["explains"]
    assert result.exit_code == 1


def test_consistent_texts_end_with_nought() -> None:
    """Nothing contradicted, nothing to report: exit code 0, with or without JSON."""
    for arguments in (["-"], ["-", "--json", "-"]):
        assert check(*arguments, text="El Salvador holds 6,240 BTC.").exit_code == 0


def test_standard_input_is_a_source() -> None:
    """A dash reads standard input and is the source's name; a figure that is not printed is null."""
    (claim,) = json.loads(check("-", "--json", "-", text="El Salvador holds 6,240 BTC.").stdout)
    assert (claim["source"], claim["usd"], claim["implied_usd_per_btc"]) == ("-", None, None)


def test_a_text_without_claims_is_an_empty_list() -> None:
    """No statement found is a result, not an error."""
    result = check("-", "--json", "-", text="The weather in San Salvador was fine.")
    assert (json.loads(result.stdout), result.exit_code) == ([], 0)


def test_what_was_not_understood_is_told() -> None:
    """In the table under its own heading; with JSON on standard error, with the sentence and the reason."""
    text = "El Salvador holds hundreds of bitcoin. Bitcoin traded at $118,000."
    table = check("-", text=text).stdout
    assert "Not understood" in table
    assert "a number word that names no number" in table
    assert "the price of a coin" in table
    result = check("-", "--json", "-", text=text)
    assert json.loads(result.stdout) == []
    assert "hundreds of bitcoin" in result.stderr
    assert "a number word that names no number" in result.stderr


def test_the_table_shows_every_claim_with_its_reasons() -> None:
    """A first line of result, a row for each claim, each sentence and its explanation."""
    shown = check(str(JULY)).stdout
    assert shown.startswith("4 claims: 3 consistent, 1 stale.")
    assert "118,574" in shown
    assert "So an old count was multiplied by a new price." in " ".join(shown.split())


def test_bytes_that_are_not_utf8_are_findings(tmp_path: Path) -> None:
    """The rest of the text is still read; the finding names the file, the line and the byte."""
    file = tmp_path / "old.txt"
    file.write_bytes(b"El Salvador\x92s news.\r\nEl Salvador holds 6,240 BTC\x85 today.\r\n")
    result = check(str(file), "--json", "-")
    assert [claim["btc"] for claim in json.loads(result.stdout)] == [6240]
    assert f"{file}:1: error [not-utf8] The byte 0x92 is not UTF-8." in result.stderr
    assert result.exit_code == 1


def test_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    """A text saved by an editor on Windows reads as any other: wrapped lines are one sentence."""
    file = tmp_path / "windows.txt"
    line = b"El Salvador, the first country to do so and one of few, holds 6,240\r\nBTC, worth about $740 million.\r\n"
    file.write_bytes(b"\xef\xbb\xbf" + line)
    result = check(str(file), "--json", "-")
    (claim,) = json.loads(result.stdout)
    assert (claim["btc"], claim["usd"]) == (6240, 740_000_000)
    assert "\r" not in claim["sentence"]
    assert "\n" not in claim["sentence"]
    assert result.exit_code == 0


def test_a_text_in_utf16_is_a_finding(tmp_path: Path) -> None:
    """It is named for what it is."""
    file = tmp_path / "wide.txt"
    file.write_bytes("El Salvador holds 6,240 BTC.".encode("utf-16"))
    result = check(str(file))
    assert "The text is UTF-16." in result.stderr
    assert result.exit_code == 1


@pytest.mark.parametrize("arguments", [["--country", "sv"], ["--published", "2025-07-17"], []])
def test_country_and_day_are_required(arguments: list[str]) -> None:
    """Without either the command does nothing: exit code 2."""
    assert CliRunner().invoke(cli, ["claims", "check", "-", *arguments]).exit_code == 2


@pytest.mark.parametrize("missing", ["no-such-file.txt", "."])
def test_a_file_that_is_not_there_is_a_usage_error(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing file and a folder are refused with what to do instead."""
    monkeypatch.chdir(tmp_path)
    error = check(missing).exception
    assert isinstance(error, UsageError)
    assert error.remedy


def test_a_text_beyond_the_limit_is_refused() -> None:
    """A million characters is the limit, and the message says so."""
    error = check("-", text="a " * 500_001).exception
    assert isinstance(error, UsageError)
    assert "1,000,000 characters" in str(error)


def test_json_goes_to_a_file(tmp_path: Path) -> None:
    """``--json PATH`` writes the same list into a file."""
    file = tmp_path / "claims.json"
    assert check("-", "--json", str(file), text="El Salvador holds 6,240 BTC.").exit_code == 0
    assert json.loads(file.read_text())[0]["record_btc"] == 6240.75


def test_another_country_is_held_against_its_own_record() -> None:
    """With Pakistan's office asking, El Salvador's claims are still held against El Salvador's record."""
    arguments = ["claims", "check", "-", "--country", "pk", "--published", "2025-07-17", "--json", "-"]
    result = CliRunner().invoke(cli, arguments, input="El Salvador holds 6,089 BTC.")
    (claim,) = json.loads(result.stdout)
    assert (claim["subject"], claim["verdict"]) == ("El Salvador", "stale")


def test_the_documentation_shows_the_real_table() -> None:
    """Every row of the four reports in docs/claims.md is the command's own."""
    page = (Path(__file__).parents[2] / "docs" / "claims.md").read_text(encoding="utf-8")
    rows = [
        line.rstrip() for line in check(str(JULY)).stdout.splitlines() if line.startswith((" 1 ", " 2 ", " 3 ", " 4 "))
    ]
    assert len(rows) == 4
    assert [row for row in rows if row not in page] == []


def test_a_text_cannot_command_the_terminal() -> None:
    """Escape sequences in a text are made visible, in the table and on standard error."""
    text = "El Salvador holds 6,240 BTC \x1b[31m today. It holds hundreds of \x1b]0;x\x07 bitcoin."
    for arguments in (["-"], ["-", "--json", "-"]):
        result = check(*arguments, text=text)
        assert "\x1b" not in result.stdout + result.stderr
        assert "\x07" not in result.stdout + result.stderr
