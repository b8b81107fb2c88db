"""The reserve's history as a picture: drawn once for each language, with the day that a reader asks for marked in it.

The whole history is drawn whichever day is asked for, so that a thousand days take one drawing.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from bitcoin_office.reserve.record import DisclosureKind
from bitcoin_office.terms.errors import OfficeError
from bitcoin_office.terms.units import SAT
from bitcoin_office.web import figures
from bitcoin_office.web.languages import LANGUAGES
from bitcoin_office.web.pictures import both_sizes, can_draw, chart_words
from bitcoin_office.web.reserve_matter import Held, holding_of
from bitcoin_office.web.site import Site
from bitcoin_office.web.texts import Texts
from bitcoin_office.web.visit import Visit

if TYPE_CHECKING:
    from bitcoin_office.office.history_chart import Ending, History
    from bitcoin_office.office.history_chart import Point as Spot

# Where a drawing's own field begins: what stands in it is measured from there.
_FIELD: Final = re.compile(r'<g fill="none" stroke-miterlimit="10" transform="translate\([^)]*\)">')


def history_picture(visit: Visit, whole: Held, asked: dt.date) -> Markup:
    """The picture in both sizes; nothing where there is no history or the extra that draws is not installed.

    ``whole`` is the reserve on the last day that is known, ``asked`` the day that the page is about.
    """
    if len(whole.statement.monthly) < 2 or not can_draw():
        return Markup("")
    drawn = visit.site.drawn((visit.place.slug, visit.texts.language.code, "history"), lambda: _drawn(visit, whole))
    first, last = _ends(whole)
    if not first <= asked < last:
        return drawn
    return _marked(drawn, (asked - first).days / (last - first).days)


def draw_ahead(site: Site) -> None:
    """Draws every window's history in every language, so that no reader waits until the drawing is got ready.

    What cannot be read is left out: whoever asks for its page is told why.
    """
    for window in site.windows:
        for language in LANGUAGES:
            visit = Visit(site=site, texts=Texts(language), path="/", window=window)
            with contextlib.suppress(OfficeError):
                whole = holding_of(site, window)
                history_picture(visit, whole, whole.day)


def _drawn(visit: Visit, whole: Held) -> Markup:
    from bitcoin_office.office.history_chart import history_chart  # noqa: PLC0415 - an extra, and heavy

    country, day = visit.country(visit.place), whole.statement.at
    label = visit.texts("history.chart", country=country, day=day).striptags()
    history, words = _history(visit, whole), chart_words(visit.texts)
    return both_sizes(lambda width: history_chart(history, width=width, words=words), label)


def _ends(whole: Held) -> tuple[dt.date, dt.date]:
    return whole.statement.monthly[0].on.replace(day=1), whole.statement.at


def _history(visit: Visit, whole: Held) -> History:
    from bitcoin_office.office.history_chart import History  # noqa: PLC0415

    first, last = _ends(whole)
    record = visit.site.record(visit.place)
    spoken = tuple(
        (item.on, _btc(item.sats))
        for item in record.disclosures
        if item.kind is DisclosureKind.DISCLOSED and item.on <= last
    )
    band = whole.statement.disclosed
    end: tuple[Spot, ...] = ((last, _btc(band.mid_sats)),) if band and spoken else ()
    months = tuple((month.on, _btc(month.announced_sats)) for month in whole.statement.monthly)
    return History(
        announced=((first, 0.0), *months), disclosed=spoken, between=(*spoken, *end), ends=_endings(visit, whole)
    )


def _endings(visit: Visit, whole: Held) -> tuple[Ending, ...]:
    from bitcoin_office.office.history_chart import Ending  # noqa: PLC0415

    found = {"announced": whole.announced_sats, "disclosed": whole.disclosed_sats, "proved": whole.proved_sats}
    return tuple(
        Ending(
            name=visit.texts.plain(f"figure.{name}"),
            figure=figures.coins(sats).striptags(),
            value=_btc(sats),
            accent=name == "disclosed",
        )
        for name, sats in found.items()
        if sats is not None
    )


def _btc(sats: int) -> float:
    return sats / SAT.per_whole


def _marked(drawn: Markup, share: float) -> Markup:
    """The drawings with an upright line at a share of the time that they show."""
    from bitcoin_office.office.chart_style import NARROW, WIDE  # noqa: PLC0415
    from bitcoin_office.office.history_chart import field  # noqa: PLC0415

    widths = iter((WIDE, NARROW))

    def with_line(start: re.Match[str]) -> str:
        across, high = field(next(widths))
        return f'{start[0]}<path class="asked" d="M{share * across:.1f} 0V{high:g}"/>'

    return Markup(_FIELD.sub(with_line, drawn))  # noqa: S704 - a drawing of ours with a line of ours
