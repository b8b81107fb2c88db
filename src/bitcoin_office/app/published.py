"""The disclosures that a window publishes, verified as any reader would: the series, and each by itself."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

import msgspec

from bitcoin_office.adapters.disclosure_files import SIDECAR_END, given_at, highest_number, name_of
from bitcoin_office.app.disclosing import DISCLOSURES
from bitcoin_office.app.disclosure import pinned_keys, script_engine
from bitcoin_office.app.windows import Window
from bitcoin_office.reserve.disclosure.building import disclosure_hash
from bitcoin_office.reserve.disclosure.checking import Checked, Given, Opened, Reader, check
from bitcoin_office.reserve.disclosure.document import Disclosure
from bitcoin_office.reserve.disclosure.form import read_disclosure
from bitcoin_office.reserve.disclosure.proved_publicly import publicly_proved_sats
from bitcoin_office.reserve.disclosure.result import Tally, Verification
from bitcoin_office.reserve.disclosure.series import verify
from bitcoin_office.terms.errors import NotFoundError

_REMEDY: Final = "See the list of disclosures."


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """One disclosure that was read and verified by itself, and how many satoshis of it keys have signed for in public.

    ``file`` is its name, ``sidecar`` says whether headers stand beside it.
    """

    file: str
    size_bytes: int
    sidecar: bool
    disclosure: Disclosure
    sha256: str
    checked: Checked
    signed_sats: int


def publishes(window: Window) -> bool:
    """Whether the window has a disclosure at all."""
    return window.office is not None and highest_number(window.office.path / DISCLOSURES) > 0


def published(window: Window, today: dt.date) -> Verification | None:
    """The verification of everything that the window published; ``None`` where it published nothing."""
    if window.office is None or not publishes(window):
        return None
    return verify(given_at(window.office.path / DISCLOSURES), _reader(window, today))


def opening(window: Window, number: int, today: dt.date) -> Opening:
    """One disclosure by its number, verified. Raises ``NotFoundError``, also for a file that is no disclosure."""
    given = _given(window, number)
    signed = read_disclosure(given.data, Tally(given.name))
    if signed is None:
        raise NotFoundError(kind="disclosure", name=str(number), remedy=_REMEDY)
    basis = signed.disclosure.basis
    before = None if basis is None or basis.number == number else _disclosure(window, basis.number)
    checked = check(Opened(given), _reader(window, today), basis=before)
    return Opening(
        file=given.name,
        size_bytes=len(given.data),
        sidecar=given.sidecar is not None,
        disclosure=signed.disclosure,
        sha256=disclosure_hash(signed.disclosure),
        checked=checked,
        signed_sats=0
        if checked.findings
        else publicly_proved_sats(signed.disclosure, today=today, engine=script_engine()),
    )


def published_file(window: Window, number: int, *, headers: bool = False) -> Path:
    """The file of a disclosure, or that of its headers. Raises ``NotFoundError``."""
    if window.office is not None:
        file = window.office.path / DISCLOSURES / name_of(number)
        file = file.with_suffix(SIDECAR_END) if headers else file
        if file.is_file() and not file.is_symlink():
            return file
    raise NotFoundError(kind="disclosure", name=str(number), remedy=_REMEDY)


def _given(window: Window, number: int) -> Given:
    return given_at(published_file(window, number))[0]


def _disclosure(window: Window, number: int) -> Disclosure | None:
    try:
        given = _given(window, number)
    except NotFoundError:
        return None
    signed = read_disclosure(given.data, Tally(given.name))
    return None if signed is None else signed.disclosure


def _reader(window: Window, today: dt.date) -> Reader:
    trusted = pinned_keys(None if window.office is None else window.office.path)
    return Reader(trusted=trusted, today=today, engine=script_engine())
