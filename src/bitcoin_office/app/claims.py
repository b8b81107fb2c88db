"""Wires the claims of news texts to the countries' records and the market."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import msgspec

from bitcoin_office.adapters.country_files import shipped_countries
from bitcoin_office.app.countries import load_record
from bitcoin_office.app.market import market_for
from bitcoin_office.market.series import Series
from bitcoin_office.reserve.claims.check import Checked, check_text, holders
from bitcoin_office.reserve.claims.claim import Claim, Judged, bench
from bitcoin_office.reserve.claims.plain import LONGEST_TEXT
from bitcoin_office.reserve.press import sentence_of
from bitcoin_office.reserve.record import PressClaim, Record
from bitcoin_office.terms.errors import NotFoundError, OfficeError, UsageError
from bitcoin_office.terms.finding import Finding, Place

STANDARD_INPUT = "-"
# A character of UTF-8 has at most four bytes.
_MOST_BYTES = 4 * LONGEST_TEXT
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """A text as read, and what was wrong with its bytes."""

    source: str
    text: str
    findings: tuple[Finding, ...]


def check_claims(sources: tuple[str, ...], country: str, published: dt.date) -> tuple[Checked, tuple[Finding, ...]]:
    """Checks the texts of some files (``-`` for standard input) against the record of ``country`` and the market.

    Raises ``NotFoundError`` for a country or file that is not there, ``UsageError`` for a text that is too long.
    """
    texts = [read_text(source) for source in sources]
    findings = tuple(finding for read in texts for finding in read.findings)
    return _checked([(read.source, read.text) for read in texts], _ground(country), published), findings


def check_sentences(text: str, country: str, published: dt.date) -> Checked:
    """Checks a text that stands in no file. Raises ``UsageError`` for one that is too long."""
    if len(text) > LONGEST_TEXT:
        raise _too_long("The text")
    return _checked([("", text.replace("\r\n", "\n").replace("\r", "\n"))], _ground(country), published)


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """What the press printed, with what the office's rules say of it."""

    printed: PressClaim
    claim: Claim
    judged: tuple[Judged, ...]


def press_claims(country: str) -> tuple[Printed, ...]:
    """What the press printed of a country's reserve, as its record has it, each judged as of the day it was printed."""
    ground = _ground(country)
    found: list[Printed] = []
    for printed in ground.record.press:
        checked = _checked([("", sentence_of(printed, ground.record.name))], ground, printed.on)
        weighed = zip(checked.claims, checked.judged, strict=True)
        found += [Printed(printed=printed, claim=claim, judged=judged) for claim, judged in weighed]
    return tuple(found)


class _Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What claims about a country are held against: its record, those of the countries beside it, the closes."""

    record: Record
    also: tuple[Record, ...]
    closes: Series


def _ground(country: str) -> _Ground:
    record = load_record(country)
    also = tuple(other for code in shipped_countries() if (other := load_record(code)).name != record.name)
    return _Ground(record=record, also=also, closes=market_for(None).btc_usd)


def _checked(texts: list[tuple[str, str]], ground: _Ground, published: dt.date) -> Checked:
    """What is found in some texts, each with the name of its source."""
    against = bench(ground.record, ground.closes, published, ground.also)
    named = holders(ground.record, ground.also)
    checked = [
        check_text(text, source=source, named=named, default=ground.record.name, against=against, published=published)
        for source, text in texts
    ]
    return Checked(
        claims=tuple(claim for item in checked for claim in item.claims),
        judged=tuple(judged for item in checked for judged in item.judged),
        no_claims=tuple(figure for item in checked for figure in item.no_claims),
    )


def read_text(source: str) -> Text:
    """The text of a UTF-8 file, or of standard input for ``-``; with a finding where bytes of it are not UTF-8."""
    data = _bytes(source)
    if len(data) > _MOST_BYTES:
        raise _too_long(source)
    findings: tuple[Finding, ...] = ()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8-sig", errors="replace")
        findings = (_not_utf8(source, data, error),)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_TEXT:
        raise _too_long(source)
    return Text(source=source, text=text, findings=findings)


def _bytes(source: str) -> bytes:
    """The bytes of a file, no more than can be used."""
    if source == STANDARD_INPUT:
        return sys.stdin.buffer.read(_MOST_BYTES + 1)
    path = Path(source)
    if path.is_dir():
        raise UsageError(f"{source} is a folder.", remedy="Give the text files in it.")
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise NotFoundError(
            kind="file", name=source, remedy="Give the path of a text file, or - to read from a pipe."
        ) from None
    except OSError as error:
        raise OfficeError(f"Cannot read {source}: {error.strerror}.", remedy="Mend its permissions.") from error


def _too_long(source: str) -> UsageError:
    return UsageError(
        f"{source} is longer than {LONGEST_TEXT:,} characters.",
        remedy="No news article is; give its articles one by one.",
    )


def _not_utf8(source: str, data: bytes, error: UnicodeDecodeError) -> Finding:
    """The finding for bytes that are no UTF-8: where the first of them stands."""
    is_utf16 = data.startswith(_UTF16_MARKS)
    return Finding(
        code="not-utf8",
        place=Place(file=source, line=data.count(b"\n", 0, error.start) + 1),
        message="The text is UTF-16." if is_utf16 else f"The byte 0x{data[error.start]:02x} is not UTF-8.",
        remedy="Save it as UTF-8; until then figures beside such bytes may be missed.",
    )
