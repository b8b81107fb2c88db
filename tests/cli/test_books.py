"""The books on the command line: what people see, what programs read, what happens with bad input."""

import datetime as dt
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from beancount import loader

from bitcoin_office.adapters.store import open_books
from bitcoin_office.app import books as office_books
from bitcoin_office.app import books_import
from bitcoin_office.app.books import Export
from bitcoin_office.app.books_import import LARGEST_CSV_BYTES
from bitcoin_office.app.countries import load_chart
from bitcoin_office.app.schemas import SCHEMAS
from bitcoin_office.books.booking import Head
from bitcoin_office.books.csv_import import MOST_CHARACTERS, MOST_ROWS
from bitcoin_office.books.csv_mapping import (
    AmountColumns,
    Coins,
    Contra,
    ContraRule,
    DateColumn,
    DateForm,
    Encoding,
    Fee,
    FileForm,
    Identity,
    Mapping,
    Narrative,
    Skip,
)
from bitcoin_office.books.extracts import Balances, Journal, Lots
from bitcoin_office.books.ledger import Verification
from bitcoin_office.books.memory import MemoryBooks
from bitcoin_office.books.posting_report import PostingReport
from bitcoin_office.books.statement import BooksStatement
from bitcoin_office.cli import books as cli_books
from bitcoin_office.cli.main import main
from tests.bookkeeping import CASH, CHART, COLD, EQUITY, buy, draft, leg, move, sell, usd

MAPPING = """\
statement_of = "A bank, account 0123"
account = "Assets:Cash"
[file]
delimiter = ";"
encoding = "latin-1"
[date]
column = "Fecha"
form = "DD/MM/YYYY"
[amount]
debit = "Cargo"
credit = "Abono"
unit = "USD"
decimal = ","
thousands = "."
[narrative]
columns = ["Concepto"]
[contra]
default = "Equity:Opening"
[[contra.rule]]
match = "(?i)comisión"
account = "Expenses:Fees"
[[skip]]
column = "Concepto"
match = "^Saldo"
"""
JULY = """\
Fecha;Concepto;Cargo;Abono
01/07/2025;Saldo anterior;;1.000,00
02/07/2025;Comisión mensual;12,50;
03/07/2025;Transferencia;;1.250,00
"""
VOUCHERS = """\
[sources.invoice]
title = "Invoice 17 of the power utility"

[[entry]]
id = "invoice-17"
on = 2025-07-31
narrative = "Power for July"
source = "invoice"

[[entry.leg]]
account = "Expenses:Fees"
amount = "1,250.00 USD"

[[entry.leg]]
account = "Assets:Cash"
amount = "-1,250.00 USD"
"""


class Done(NamedTuple):
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the program as from a shell: ``run("books", "balance")``."""

    def as_from_a_shell(*words: str | Path) -> Done:
        monkeypatch.setattr("sys.argv", ["bitcoin-office", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return as_from_a_shell


@pytest.fixture(scope="module")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office whose books have cash and two lots, one of them sold in part and moved. Each test copies it."""
    folder = tmp_path_factory.mktemp("made") / "office"
    folder.mkdir()
    (folder / "office.toml").write_text('country = "sv"\n')
    with open_books(folder / "books.db", create=True) as books:
        books.open_accounts(CHART)
        books.post(
            [
                draft("open", 0, leg(CASH, usd(90_000_00)), leg(EQUITY, usd(-90_000_00))),
                buy("b1", 1, 100_000_000, 30_000_00),
                buy("b2", 2, 50_000_000, 20_000_01),
                sell("s1", 5, 110_000_000, 48_000_00),
                move("m1", 6, 10_000_000),
            ]
        )
    return folder


@pytest.fixture
def office(made_office: Path, tmp_path: Path) -> Path:
    """A fresh copy of the office: copying the folder copies the office."""
    return Path(shutil.copytree(made_office, tmp_path / "office"))


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    """A file with this text."""
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return file


def as_struct(done: Done, kind: type) -> object:
    """The JSON on standard output, which must fit its published struct and name its schema."""
    named = json.loads(done.out)["schema"]
    module, name, _, _ = SCHEMAS[named.removeprefix("bitcoin-office/")]
    assert f"bitcoin_office.{module}.{name}" == f"{kind.__module__}.{kind.__name__}"
    return msgspec.json.decode(done.out, type=kind)


def test_balances_as_a_table_and_as_json(run: Run, office: Path) -> None:
    """Both tell the same; a group shows what is below it, a day what was held at its end."""
    table = run("books", "--office", office, "balance", "--account", "Assets")
    assert table.code == 0
    assert re.search(r"Assets:Cold +0\.30000000 BTC", table.out)
    assert "Equity" not in table.out
    result = as_struct(run("books", "balance", "--office", office, "--json", "-", "--at", "2024-01-02"), Balances)
    assert isinstance(result, Balances)
    assert {(held.account, held.quantity) for held in result.balances} == {
        (COLD, 100_000_000), (CASH, 60_000_00), (EQUITY, -90_000_00),
    }  # fmt: skip
    assert result.head.seq == 5


def test_a_journal_of_one_account(run: Run, office: Path) -> None:
    """The running balance ends at the balance; --last and days cut the front off and say so."""
    table = run("books", "--office", office, "journal", "--account", CASH, "--last", "2")
    assert "Earlier postings are left out" in table.out
    assert re.search(
        r"4 +2024-01-06 +48,000\.00 USD +87,999\.99 USD  What s1 is for \(Assets:Cold, Income:Gains\)", table.out
    )
    result = as_struct(run("books", "--office", office, "journal", "--from", "2024-01-03", "--json"), Journal)
    assert isinstance(result, Journal)
    assert {line.external_id for line in result.lines} == {"b2", "s1", "m1"}
    assert not result.more
    last = run("books", "--office", office, "journal", "--last", "3").out
    assert "What b1 is for" not in last
    assert re.search(r"Assets:Hot +0\.10000000 BTC  at 4,000\.00 USD, lot b2", last)
    assert run("books", "--office", office, "journal", "--from", "2030-01-01").out == "No postings.\n"


def test_a_journal_reads_back_as_far_as_it_must(run: Run, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account that was used long ago has its last lines all the same, and knows whether there were more."""
    monkeypatch.setattr(office_books, "FIRST_WINDOW", 1)
    monkeypatch.setattr(office_books, "WINDOW_GROWTH", 2)
    for account, seqs, more in ((EQUITY, [1], False), (CASH, [4], True), ("Assets:Hot", [5], False)):
        done = run("books", "--office", office, "journal", "--account", account, "--last", "1", "--json")
        result = as_struct(done, Journal)
        assert isinstance(result, Journal)
        assert ([line.seq for line in result.lines], result.more) == (seqs, more)


def test_lots_with_age_and_unit_cost(run: Run, office: Path) -> None:
    """Each lot stands where its coins lie, with its age on the day asked for."""
    table = run("books", "--office", office, "lots", "--at", "2024-02-01")
    assert re.search(r"Assets:Cold\n.*\n2024-01-03 +29 +0\.30000000 BTC +12,000\.01 USD +40,000\.03  b2", table.out)
    assert "2 lots: 0.40000000 BTC, at a cost of 16,000.01 USD." in table.out
    result = as_struct(run("books", "--office", office, "lots", "--account", "Assets:Hot", "--json"), Lots)
    assert isinstance(result, Lots)
    assert [(lot.lot, lot.quantity) for lot in result.lots] == [("b2", 10_000_000)]
    assert run("books", "--office", office, "lots", "--at", "2023-01-01").out == "No lots are held.\n"


def test_the_statement_at_cost_and_at_market(run: Run, office: Path) -> None:
    """The tree, the coins at the price given, and the equation, which holds."""
    table = run("books", "--office", office, "statement", "--price", "BTC=118,000.50 USD", "--at", "2024-02-01")
    assert table.code == 0
    assert "Both sides are equal in every unit." in table.out
    assert re.search(r"Assets:Cold +0\.3 BTC +12,000\.01 USD +35,400\.15 USD +23,400\.14 USD", table.out)
    assert "118,000.50 USD for one BTC, 2024-02-01: given on the command line" in table.out
    result = as_struct(run("books", "--office", office, "statement", "--json"), BooksStatement)
    assert isinstance(result, BooksStatement)
    assert result.balanced
    assert result.prices == ()


def test_the_statement_at_the_offices_own_close(run: Run, office: Path) -> None:
    """The close of the day comes with its own source; where none is near, the error says how to get one."""
    table = run("books", "--office", office, "statement", "--market", "--at", "2024-02-01")
    assert re.search(r"[\d,.]+ USD for one BTC, 2024-02-01: (?!given)", table.out)
    assert "no price" not in table.out
    missing = run("books", "--office", office, "statement", "--market", "--at", "2009-02-01")
    assert (missing.code, "market update" in missing.err) == (3, True)


def test_a_statement_that_does_not_balance_says_so(run: Run, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the two sides differ the exit code is that of findings, and the way to look further is named."""
    monkeypatch.setattr(office_books, "converted", lambda _: ())
    rupees = VOUCHERS.replace("Expenses:Fees", "Assets:Rupees").replace(
        '"1,250.00 USD"', '"350,000.00 PKR"\nprice = "1,250.00 USD"', 1
    )
    assert run("books", "--office", office, "post", written(office, "v.toml", rupees)).code == 0
    done = run("books", "--office", office, "statement")
    assert done.code == 1
    assert "The two sides differ. Run: bitcoin-office books verify" in done.out


def test_verification_names_the_head_and_takes_known_ones(run: Run, office: Path) -> None:
    """Sound books name their end; a head that they never had is a finding."""
    table = run("books", "--office", office, "verify")
    assert table.code == 0
    assert "5 entries walked, no fault found." in table.out
    head = re.search(r"5:[0-9a-f]{64}", table.out)
    assert head is not None
    assert run("books", "--office", office, "verify", "--known", head[0]).code == 0
    false = run("books", "--office", office, "verify", "--known", f"3:{'0' * 64}", "--json")
    assert false.code == 1
    result = as_struct(false, Verification)
    assert isinstance(result, Verification)
    assert [finding.code for finding in result.findings] == ["rewritten"]
    assert "rewritten" in false.err


def test_a_csv_file_is_posted_once(run: Run, office: Path) -> None:
    """A dry run shows and posts nothing; the import posts; the same file again says that nothing is new."""
    mapping, july = written(office, "bank.toml", MAPPING), written(office, "july.csv", JULY, "latin-1")
    words = ("books", "--office", office, "import", july, "--mapping", mapping)
    dry = run(*words, "--dry-run")
    assert re.search(r"line 3 +2025-07-02 +Comisión mensual\n +Assets:Cash +-12\.50 USD", dry.out)
    assert "2 entries would be posted, 1 row left out by the mapping." in dry.out
    assert run(*words).out == "2 entries posted, 1 row left out by the mapping.\n"
    again = run(*words, "--json")
    result = as_struct(again, PostingReport)
    assert isinstance(result, PostingReport)
    assert (again.code, result.new, result.known, result.head.seq) == (0, 0, 2, 7)
    assert run(*words).out == "Nothing new, 2 in the books already, 1 row left out by the mapping.\n"


def test_nothing_of_a_bad_csv_file_is_posted(run: Run, office: Path) -> None:
    """One bad row among good ones: every fault with its line, exit code 1, and books as they were."""
    mapping = written(office, "bank.toml", MAPPING)
    bad = written(office, "bad.csv", JULY + "32/07/2025;x;cinco;\n04/07/2025;y;1,00\n", "latin-1")
    done = run("books", "--office", office, "import", bad, "--mapping", mapping)
    assert (done.code, done.out) == (1, "Nothing was posted: 3 findings.\n")
    assert re.findall(r"bad\.csv:(\d+): ", done.err) == ["5", "5", "6"]
    with open_books(office / "books.db") as books:
        assert books.head().seq == 5


def test_what_the_books_refuse_is_found_at_the_line(run: Run, office: Path) -> None:
    """An account that is not open is known only to the books; the finding still names the line of the file."""
    mapping = written(office, "bank.toml", MAPPING.replace("Expenses:Fees", "Expenses:Bank"))
    july = written(office, "july.csv", JULY, "latin-1")
    for words in ((), ("--dry-run",)):
        done = run("books", "--office", office, "import", july, "--mapping", mapping, *words)
        assert done.code == 1
        assert re.search(
            r"july\.csv:3: .*legs\[1\]\.account: error \[unknown-account\] No account 'Expenses:Bank'", done.err
        )


def test_rows_that_contradict_the_books_are_all_found(run: Run, office: Path) -> None:
    """An id that the books know with other contents is a finding at its line, for every such row."""
    text = MAPPING + '[id]\ncolumns = ["Fecha"]\n'
    mapping, july = written(office, "bank.toml", text), written(office, "july.csv", JULY, "latin-1")
    words = ("books", "--office", office, "import", july, "--mapping", mapping)
    assert run(*words).code == 0
    july.write_bytes(JULY.replace("12,50", "13,50").replace("1.250", "1.251").encode("latin-1"))
    done = run(*words)
    assert done.code == 1
    assert re.findall(r"july\.csv:(\d+): error \[conflict\]", done.err) == ["3", "4"]
    assert "books reverse" in done.err


def test_a_bad_mapping_is_found_with_its_lines(run: Run, office: Path) -> None:
    """Types first, contradictions next, TOML itself before both; the CSV file is not even opened."""
    missing = office / "missing.csv"
    for text, place in (
        (MAPPING.replace('unit = "USD"', 'unit = "USX"'), "bank.toml:12: amount.unit: "),
        (MAPPING.replace('decimal = ","', 'decimal = "x"'), "bank.toml:13: amount.decimal: "),
        (MAPPING + "[oops", "bank.toml:25: "),
    ):
        done = run("books", "--office", office, "import", missing, "--mapping", written(office, "bank.toml", text))
        assert done.code == 1
        assert place in done.err


def test_a_file_of_another_encoding_is_a_finding(run: Run, office: Path) -> None:
    """Bytes that are not of the encoding that the mapping names are found at their line."""
    mapping = written(office, "bank.toml", MAPPING.replace("latin-1", "utf-8"))
    done = run("books", "--office", office, "import", written(office, "j.csv", JULY, "latin-1"), "--mapping", mapping)
    assert done.code == 1
    assert "j.csv:3: error [encoding]" in done.err


def test_a_file_that_is_too_large_is_not_read(run: Run, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file above the limit is refused with what to do, before it is in memory."""
    monkeypatch.setattr(books_import, "LARGEST_CSV_BYTES", 10)
    mapping, july = written(office, "bank.toml", MAPPING), written(office, "july.csv", JULY, "latin-1")
    done = run("books", "--office", office, "import", july, "--mapping", mapping)
    assert (done.code, "larger than 10 bytes. Split it" in done.err) == (3, True)


def test_many_findings_are_cut_on_the_terminal_and_whole_in_json(
    run: Run, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong mapping does not flood the terminal; the JSON has every finding."""
    monkeypatch.setattr(cli_books, "MOST_FINDINGS", 2)
    mapping = written(office, "bank.toml", MAPPING)
    bad = written(office, "bad.csv", "Fecha;Concepto;Cargo;Abono\n" + "x;y;1,00;\n" * 5)
    done = run("books", "--office", office, "import", bad, "--mapping", mapping, "--json")
    assert len(done.err.splitlines()) == 3
    assert "... and 3 more; --json shows all." in done.err
    assert len(json.loads(done.out)["findings"]) == 5


def test_vouchers_are_posted_all_or_none(run: Run, office: Path) -> None:
    """Entries written by hand; a second, wrong one keeps the first out, and is found at its line."""
    good = written(office, "good.toml", VOUCHERS)
    wrong = (
        VOUCHERS[VOUCHERS.index("[[entry]]") :].replace("invoice-17", "i18").replace("Expenses:Fees", "Expenses:Feez")
    )
    done = run("books", "--office", office, "post", written(office, "bad.toml", VOUCHERS + wrong))
    assert done.code == 1
    assert re.search(r"bad\.toml:18: i18 legs\[0\]\.account: .* Did you mean Expenses:Fees\?", done.err)
    assert run("books", "--office", office, "balance", "--account", "Expenses").out == "Nothing is held.\n"
    posted = run("books", "--office", office, "post", good)
    assert re.search(r"line 5 +2025-07-31 +Power for July\n +Expenses:Fees +1,250\.00 USD", posted.out)
    assert "1 entry posted." in posted.out


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("1,250.00 USD", "many USD", "v.toml:12: entry[0].leg[0].amount"),
        ('narrative = "Power for July"', "", "v.toml:4: entry[0].narrative"),
        ('source = "invoice"', 'source = "receipt"', "v.toml:8: entry[0].source"),
        ("[[entry]]", "[[entrys]]", "v.toml:4: entrys"),
    ],
)
def test_bad_vouchers_are_findings(run: Run, office: Path, old: str, new: str, place: str) -> None:
    """What is wrong in a file of vouchers is found at its line and key."""
    text = VOUCHERS.replace(old, new, 1)
    if new == "[[entrys]]":
        text = text.replace("[[entry.leg]]", "[[entrys.leg]]")
    done = run("books", "--office", office, "post", written(office, "v.toml", text))
    assert done.code == 1
    assert place in done.err


def test_a_voucher_id_stands_once_in_a_file(run: Run, office: Path) -> None:
    """Two entries of one id in a file are a slip, found before the books are asked."""
    twice = VOUCHERS + VOUCHERS[VOUCHERS.index("[[entry]]") :]
    done = run("books", "--office", office, "post", written(office, "v.toml", twice))
    assert "v.toml:18: entry[1].id: error [duplicate-id]" in done.err
    assert done.code == 1


def test_an_entry_is_reversed_once(run: Run, office: Path) -> None:
    """The opposite is posted with its reason; a second time, or for an unknown entry, nothing is."""
    done = run("books", "--office", office, "reverse", "m1", "--why", "Never left", "--on", "2024-02-01")
    assert done.code == 0
    assert re.search(r"6 +2024-02-01 +Never left\n +Assets:Cold +0\.10000000 BTC", done.out)
    again = run("books", "--office", office, "reverse", "m1", "--why", "x", "--on", "2024-02-02", "--id", "other")
    assert (again.code, "already-reversed" in again.err) == (1, True)
    unknown = run("books", "--office", office, "reverse", "m2", "--why", "x")
    assert (unknown.code, "No entry 'm2'" in unknown.err) == (2, True)
    same = run("books", "--office", office, "reverse", "m1", "--why", "Never left", "--on", "2024-02-01", "--json")
    result = as_struct(same, PostingReport)
    assert isinstance(result, PostingReport)
    assert (same.code, result.new, result.known) == (0, 0, 1)


def test_the_export_goes_to_a_file_or_to_standard_output(run: Run, office: Path) -> None:
    """Both are the same text, which Beancount accepts; the JSON says up to which entry it goes."""
    file = office / "books.beancount"
    done = run("books", "--office", office, "export", file, "--price", "BTC=118000 USD")
    assert done.out == f"Wrote 5 entries to {file}. See them with: fava {file}\n"
    text = file.read_text()
    assert loader.load_string(text)[1] == []
    assert " price BTC 118000 USD\n" in text
    assert run("books", "--office", office, "export", "-", "--price", "BTC=118000 USD").out == text
    result = as_struct(run("books", "--office", office, "export", file, "--json"), Export)
    assert isinstance(result, Export)
    assert (result.entries, result.head.seq) == (5, 5)
    assert run("books", "--office", office, "export", "-", "--json", "-").code == 2
    assert [path.name for path in office.iterdir() if path.name.startswith(".")] == []


def test_a_training_office_is_marked_in_its_file(run: Run, office: Path) -> None:
    """What is made up says so wherever it goes."""
    (office / "office.toml").write_text('country = "sv"\nkind = "training"\n')
    done = run("books", "--office", office, "export", "-")
    out = done.out
    assert done.err == "A training office: all of it is made up.\n"
    assert re.findall(r'option "operating_currency" "(\w+)"', out) == ["USD", "PKR"]
    assert 'option "title" "Bitcoin Office sv (training: all of it is made up)"' in out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("balance", "--account", "Assets:Cahs"), 2, "Did you mean 'Assets:Cash'?"),
        (("journal", "--account", "Assets"), 2, "No account 'Assets'."),
        (("journal", "--last", "0"), 2, "--last"),
        (("balance", "--at", "17/07/2025"), 2, "YYYY-MM-DD"),
        (("statement", "--price", "118000"), 2, "BTC=118000.50 USD"),
        (("statement", "--price", "BTC=118000 USX"), 2, "Unknown unit 'USX'"),
        (("statement", "--price", "USD=1 USD"), 2, "in another unit"),
        (("statement", "--price", "BTC=0 USD"), 2, "above zero"),
        (("verify", "--known", "5"), 2, "such as 12:5f3a"),
        (("export", "x", "--operating", "DOLLAR"), 2, "Unknown unit 'DOLLAR'"),
        (("import", "missing.csv", "--mapping", "missing.toml"), 2, "No file 'missing.toml'"),
        (("post", "missing.toml"), 2, "No file 'missing.toml'"),
        (("reverse", "m1"), 2, "--why"),
        (("export", "/nowhere/at/all/books.beancount"), 3, "Cannot write"),
    ],
)
def test_bad_words_have_clear_answers(run: Run, office: Path, words: tuple[str, ...], code: int, told: str) -> None:
    """Each mistake is answered with what was wrong, and the exit code of its kind."""
    done = run("books", "--office", office, *words)
    assert done.code == code
    assert told in done.err
    assert "Traceback" not in done.err


def test_the_current_folder_is_the_office(
    run: Run, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --office it is the current folder; where there is no office the way to make one is named."""
    monkeypatch.chdir(office)
    assert run("books", "balance").code == 0
    monkeypatch.chdir(tmp_path)
    done = run("books", "balance")
    assert done.code == 2
    assert "bitcoin-office init DIR --country sv" in done.err


def test_a_missing_or_strange_database_is_operational(run: Run, office: Path) -> None:
    """No books, or a file that is none, is exit code 3 with a remedy."""
    (office / "books.db").write_bytes(b"not a database at all, whatever it is called" * 40)
    assert run("books", "--office", office, "balance").code == 3
    (office / "books.db").unlink()
    done = run("books", "--office", office, "balance")
    assert done.code == 3
    assert "There are no books" in done.err


def test_books_that_never_rest_are_not_read_forever() -> None:
    """When an entry is booked during every reading, the answer is an error and not a figure of two moments."""

    class Restless(MemoryBooks):
        """Another entry each time one looks."""

        seen = 0

        def head(self) -> Head:
            """A new head."""
            self.seen += 1
            return Head(self.seen)

    books = Restless(CHART)
    with pytest.raises(office_books.StoreError, match="Try again"):
        office_books._at_rest(books, lambda head: head)
    assert books.seen == 2 * office_books.MOST_READINGS


def test_words_from_outside_cannot_command_the_terminal(run: Run, office: Path) -> None:
    """A bank's text with markup, emoji names, escapes and turned writing is shown as plain characters."""
    hostile = "[bold]:bank: \x1b[31mred\x1b[0m \u202etxt"
    with open_books(office / "books.db") as books:
        row = msgspec.structs.replace(draft("x", 9, leg(CASH, usd(1)), leg(EQUITY, usd(-1))), narrative=hostile)
        books.post([row])
    out = run("books", "--office", office, "journal", "--last", "2").out
    assert "[bold]:bank: \N{REPLACEMENT CHARACTER}[31mred" in out
    assert "\x1b" not in out
    assert "\u202e" not in out
    mapping = MAPPING.replace("Expenses:Fees", "Expenses:Bank") + '[id]\ncolumns = ["Concepto"]\n'
    file = written(office, "j.csv", JULY.replace("mensual", "\x1b[2Jmensual"), "latin-1")
    err = run("books", "--office", office, "import", file, "--mapping", written(office, "bank.toml", mapping)).err
    assert "Comisión \N{REPLACEMENT CHARACTER}[2Jmensual" in err
    assert "\x1b" not in err


def test_help_is_quick() -> None:
    """No database and no tables are loaded to say what the commands are."""
    code = (
        "import sys\nfrom bitcoin_office.cli.main import cli\n"
        "try: cli(['books', '--help'])\nexcept SystemExit: pass\n"
        "print([name for name in ('sqlalchemy', 'alembic', 'duckdb', 'rich', 'urllib3') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "Double-entry books" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "books.md").read_text()


def examples(language: str) -> list[str]:
    """The blocks of the guide that are written in a language."""
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


def test_the_examples_of_the_guide_do_what_it_says(run: Run, tmp_path: Path) -> None:
    """With El Salvador's accounts: vouchers post, the bank's file gives two entries, the fills theirs."""
    (tmp_path / "office.toml").write_text('country = "sv"\n')
    with open_books(tmp_path / "books.db", create=True) as books:
        books.open_accounts(load_chart("sv"))
    vouchers, bank, fills = examples("toml")
    (statement,) = examples("text")
    at = ("books", "--office", tmp_path)
    assert run(*at, "post", written(tmp_path, "v.toml", vouchers)).out.endswith("3 entries posted.\n")
    assert run(*at, "reverse", "boveda-invoice-17", "--why", "Booked to the wrong month").code == 0
    mapping, july = written(tmp_path, "bank.toml", bank), written(tmp_path, "july.csv", statement, "latin-1")
    posted = run(*at, "import", july, "--mapping", mapping)
    assert posted.out == "2 entries posted, 1 row left out by the mapping.\n"
    mapping = written(tmp_path, "exchange.toml", fills)
    rows = "time,side,pair,value,volume,fee,trade\n2025-08-05 10:00:00,buy,BTC/USD,11400.00,0.1,11.40,t1\n"
    done = run(*at, "import", written(tmp_path, "fills.csv", rows), "--mapping", mapping)
    assert done.out.endswith("1 entry posted.\n")
    held = run(*at, "lots", "--account", "Assets:Trust:Coins").out
    assert re.search(r"0\.10000000 BTC +11,411\.40 USD .*exchange:t1", held)
    assert run(*at, "statement").code == run(*at, "verify").code == 0


def test_the_guide_names_every_form_and_key() -> None:
    """Every encoding, date form and key of a mapping stands in the guide, and so does every command and schema."""
    for word in (*Encoding, *DateForm, *cli_books.command.commands):
        assert word in GUIDE
    for name, (_, _, _, commands) in SCHEMAS.items():
        assert not commands.startswith("books ") or f"`{name}`" in GUIDE
    for table in (
        Mapping,
        FileForm,
        DateColumn,
        AmountColumns,
        Narrative,
        Identity,
        Contra,
        ContraRule,
        Fee,
        Coins,
        Skip,
    ):
        for field in msgspec.structs.fields(table):
            assert re.search(rf"\b{field.encode_name}\b", GUIDE), f"{table.__name__}.{field.name}"


def test_the_guide_states_the_limits() -> None:
    """The limits of an import in the guide are those of the program."""
    assert f"at most {MOST_ROWS:,} rows and {LARGEST_CSV_BYTES // 1024**2} MB" in " ".join(GUIDE.split())
    assert f"{MOST_CHARACTERS:,} characters" in GUIDE


def test_today_is_the_day_in_utc() -> None:
    """Days mean UTC everywhere."""
    before = dt.datetime.now(dt.UTC).date()
    assert before <= cli_books.today() <= dt.datetime.now(dt.UTC).date()
