"""Press claims against the record: a reader gives a sentence, and it is judged; nothing of it is kept."""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
from typing import Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from markupsafe import Markup

from bitcoin_office.app.claims import check_sentences
from bitcoin_office.reserve.claims.claim import Judged
from bitcoin_office.reserve.record import GENESIS
from bitcoin_office.terms.errors import NotFoundError, UsageError
from bitcoin_office.terms.period import parse_date
from bitcoin_office.web.sources import Notes
from bitcoin_office.web.visit import Visit

# A paragraph of a newspaper; whole articles are for the command line.
MOST_CHARACTERS: Final = 2_000
EXAMPLE: Final = "El Salvador now holds 6,240 BTC worth $745 million."
MOST_BODY_BYTES: Final = 4 * MOST_CHARACTERS + 1_000


class Asked(msgspec.Struct, frozen=True):
    """What the form sends."""

    text: str = ""
    published: str = ""


# Both are coroutines: Litestar 2.25 wraps a function for a thread twice where two methods share an address.
@get("/{lang:str}/{where:str}/claims")
async def claims(visit: NamedDependency[Visit]) -> Response[bytes]:
    """The form, and the record that claims are held against."""
    return await asyncio.to_thread(_page, visit, "", visit.site.today())


@post("/{lang:str}/{where:str}/claims", status_code=200, request_max_body_size=MOST_BODY_BYTES)
async def judge(visit: NamedDependency[Visit], data: URLEncodedBody[Asked]) -> Response[bytes]:
    """Judges the sentences that a reader gives. Nothing of them is stored or logged."""
    today = visit.site.today()
    day = parse_date(data.published) if data.published else today
    if not GENESIS <= day <= today:
        raise UsageError(f"{day} is not between {GENESIS} and {today}.", remedy="Choose a day between them.")
    text = data.text.strip()
    if len(text) > MOST_CHARACTERS:
        raise UsageError(f"The text is longer than {MOST_CHARACTERS:,} characters.", remedy="Give a paragraph of it.")
    return await asyncio.to_thread(_page, visit, text, day)


def _page(visit: Visit, text: str, day: dt.date) -> Response[bytes]:
    if visit.window is None or visit.window.training:
        raise NotFoundError(kind="page", name=visit.path)
    checked = check_sentences(text, visit.window.country, day) if text else None
    return visit.page(
        "claims.html",
        public=not text,
        text=text,
        day=day,
        first=GENESIS,
        today=visit.site.today(),
        most=MOST_CHARACTERS,
        example=EXAMPLE,
        checked=checked,
        record=visit.site.record(visit.window),
        press=visit.site.press(visit.window),
        judged=functools.partial(judged, visit),
        notes=Notes(),
    )


def judged(visit: Visit, found: tuple[Judged, ...]) -> Markup:
    """How a claim was judged, a sentence for each of its figures."""
    return Markup(" ").join(_sentence(visit, each) for each in found)


def _sentence(visit: Visit, each: Judged) -> Markup:
    key = f"judged.{each.of}-{each.verdict}"
    return visit.texts(key, day=each.fits) if each.fits else visit.texts(key)
