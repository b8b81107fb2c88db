"""Where programme, record, books and chain part; and the documents that explain what came or went."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.datastructures import FormMultiDict, State, UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from bitcoin_office.app.documents import KINDS, MOST_BYTES, check_measure, document, documents, keep_document
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.reconciling import reconcile_office
from bitcoin_office.app.vouchers import VoucherList, add_voucher, list_vouchers
from bitcoin_office.people.acts import Act
from bitcoin_office.reserve.reconcile import Reconciliation
from bitcoin_office.reserve.voucher import VOUCHED, MovementClass, Voucher
from bitcoin_office.terms.errors import UsageError
from bitcoin_office.terms.pattern import END
from bitcoin_office.terms.period import parse_date
from bitcoin_office.web.ministry.door import inside_of
from bitcoin_office.web.ministry.pages import back, page
from bitcoin_office.web.visit import Visit

# A document and the fields around it.
MOST_BODY_BYTES: Final = MOST_BYTES + 20_000
MOST_BREAKS: Final = 200
LONGEST_NOTE: Final = 500
_TXID: Final = re.compile(f"[0-9a-f]{{64}}{END}")
_LONG: Final = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
_LONGEST_SUM: Final = 20
_NO_HASH: Final = "0" * 64


@get("/{lang:str}/{where:str}/ministry/reconciliation")
async def reconciliation(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], txid: FromQuery[str | None] = None
) -> Response[bytes]:
    """Every break with its reason and what to do; the vouchers that hold; the form for another, of ``txid``."""
    office = inside_of(request).office
    found, held, kept = await asyncio.to_thread(_read, office)
    return page(
        request,
        visit,
        "ministry_reconciliation.html",
        found=found,
        breaks=found.breaks[:MOST_BREAKS],
        more=max(0, len(found.breaks) - MOST_BREAKS),
        vouchers=held.vouchers,
        kept=kept,
        classes=VOUCHED,
        kinds=", ".join(KINDS),
        longest=LONGEST_NOTE,
        txid=txid if txid and is_transaction(txid) else "",
        brief=brief,
        is_transaction=is_transaction,
    )


@post("/{lang:str}/{where:str}/ministry/reconciliation", request_max_body_size=MOST_BODY_BYTES)
async def attach(request: Request[Any, Any, State], visit: NamedDependency[Visit]) -> Redirect:
    """Keeps a document, and a voucher that says by it what a transaction was."""
    inside = inside_of(request)
    form = await request.form()
    draft = _draft(form)
    given = form.get("document")
    data = await given.read() if isinstance(given, UploadFile) else b""
    await asyncio.to_thread(check_measure, inside.office, inside.people, inside.person.name, len(data))
    kept = await asyncio.to_thread(keep_document, inside.office, data)
    replaces = form.get("replace") == "yes"
    added = await asyncio.to_thread(add_voucher, inside.office, draft, kept, replace=replaces)
    note = f"voucher {added.voucher.number}, {draft.kind}, document {kept.name}"
    await asyncio.to_thread(inside.did, Act.UPLOADED, draft.txid, note)
    return back(visit, "/reconciliation")


@get("/{lang:str}/{where:str}/ministry/documents/{name:str}")
async def kept_document(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], name: FromPath[str]
) -> Response[bytes]:
    """A document, to be saved and never to be run: whatever its bytes would say to a browser."""
    del visit
    data = await asyncio.to_thread(document, inside_of(request).office, name)
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(data, media_type="application/octet-stream", headers=headers)


def is_transaction(name: str) -> bool:
    """Whether a text is a transaction's id."""
    return _TXID.match(name) is not None


def brief(text: str) -> str:
    """A sentence with its long ids cut short: they stand below it, whole."""
    return _LONG.sub(r"\1…", text)


def _read(office: OfficeDir) -> tuple[Reconciliation, VoucherList, frozenset[str]]:
    today = dt.datetime.now(dt.UTC).date()
    return reconcile_office(office, today), list_vouchers(office), documents(office)


def _draft(form: FormMultiDict) -> Voucher:
    """The voucher of a form; its document is not known yet. Raises ``UsageError``."""
    given = {name: str(form.get(name) or "").strip() for name in ("txid", "class", "usd", "on", "declared", "note")}
    if not _TXID.match(given["txid"].lower()):
        raise UsageError("That is no transaction's id.", remedy="It has 64 hexadecimal digits.")
    if given["class"] not in set(VOUCHED):
        raise UsageError("No document makes a movement of that class.")
    if len(given["note"]) > LONGEST_NOTE or len(given["declared"]) > LONGEST_NOTE:
        raise UsageError("The note is too long.", remedy="A sentence is enough: the document says the rest.")
    return Voucher(
        txid=given["txid"].lower(),
        kind=MovementClass(given["class"]),
        sha256=_NO_HASH,
        file="-",
        usd=_sum(given["usd"]),
        on=parse_date(given["on"]) if given["on"] else None,
        declared=given["declared"],
        note=given["note"],
    )


def _sum(text: str) -> Decimal | None:
    if not text:
        return None
    plain = text.replace(",", "")
    try:
        found = Decimal(plain)
        if not found.is_finite() or found < 0 or len(plain) > _LONGEST_SUM or found != round(found, 2):
            raise InvalidOperation
    except (InvalidOperation, ValueError):
        raise UsageError("That is no sum of dollars.", remedy="Write it as 12345.67.") from None
    return found
