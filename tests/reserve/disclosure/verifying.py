"""Verifies and changes disclosures for the tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from bitcoin_office.proof.canonical import write
from bitcoin_office.proof.note import NoteKey
from bitcoin_office.reserve.chain_port import Chain
from bitcoin_office.reserve.disclosure.building import signed_file
from bitcoin_office.reserve.disclosure.checking import Given, Reader
from bitcoin_office.reserve.disclosure.document import Disclosure
from bitcoin_office.reserve.disclosure.result import Verification
from bitcoin_office.reserve.disclosure.series import verify
from tests.disclosing import SIGNER, Made

TODAY = dt.date(2026, 1, 3)


def reader(*trusted: NoteKey, today: dt.date = TODAY) -> Reader:
    """Somebody who verifies, without an engine for scripts."""
    return Reader(trusted=trusted, today=today)


def given(made: Made, *, file: bytes | None = None, sidecar: bool = True, auditor: bool = False) -> Given:
    """The files of a disclosure, or another file in the place of its own."""
    return Given(
        name="disclosure.json",
        data=made.file if file is None else file,
        sidecar=made.headers.data if sidecar else None,
        auditor=write(made.auditor) if auditor else None,
    )


def verified(made: Made, file: bytes | None = None, chain: Chain | None = None) -> Verification:
    """What comes of it, with its sidecar."""
    return verify([given(made, file=file)], reader(), chain)


def changed(made: Made, **fields: Any) -> Verification:
    """What comes of the disclosure with other contents, signed anew: what a lying office could publish."""
    return verified(made, signed_file(msgspec.structs.replace(made.disclosure, **fields), SIGNER))


def element(disclosure: Disclosure, field: str, place: int, **fields: Any) -> tuple[Any, ...]:
    """The list in ``field`` with other contents at a place."""
    items = list(getattr(disclosure, field))
    items[place] = msgspec.structs.replace(items[place], **fields)
    return tuple(items)


def codes(found: Verification) -> set[str]:
    """The codes of everything wrong."""
    return {each.code for each in found.findings}


def said(found: Verification) -> set[str]:
    """The codes of everything proved."""
    return {each.code for each in found.proved}


def left(found: Verification) -> set[str]:
    """The codes of everything not proved."""
    return {each.code for each in found.not_proved}
