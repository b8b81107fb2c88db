"""A fan of futures as a picture in a page: the same specification as everywhere, coloured by the style sheet."""

from __future__ import annotations

import importlib.util
from typing import Final

from markupsafe import Markup

from bitcoin_office.simulate.summary import FanSeries
from bitcoin_office.web.visit import Visit

# The name of a fan's middle line, as the specification writes it, and its key in the catalogues.
_MIDDLE: Final = (">middle ", "story.middle")


def fan_picture(visit: Visit, series: FanSeries, label: str) -> Markup:
    """The picture in both sizes; nothing where the extra that draws is not installed: the numbers stand beside it."""
    if importlib.util.find_spec("altair") is None or importlib.util.find_spec("vl_convert") is None:
        return Markup("")
    from bitcoin_office.adapters.chart_images import inline_svg  # noqa: PLC0415 - an extra, and heavy
    from bitcoin_office.office.chart_style import NARROW, WIDE  # noqa: PLC0415
    from bitcoin_office.office.charts import Fan, fan_chart  # noqa: PLC0415

    fan = Fan(dates=series.dates, quantiles=series.quantiles)
    drawn = [
        Markup('<div class="{}">{}</div>').format(name, coloured(visit, inline_svg(spec, label)))
        for name, width in (("broad", WIDE), ("narrow", NARROW))
        if (spec := fan_chart(fan, series.unit, width=width))
    ]
    return Markup('<figure class="fan" dir="ltr">{}</figure>').format(Markup("").join(drawn))


def coloured(visit: Visit, drawn: str) -> Markup:
    """The picture with the page's colours, so that it follows light, dark and paper, and its one word translated."""
    from bitcoin_office.office.chart_style import ACCENT, FAINT, INK, MUTED  # noqa: PLC0415 - see above

    for colour, name in ((INK, "ink"), (MUTED, "muted"), (FAINT, "faint"), (ACCENT, "accent")):
        drawn = drawn.replace(f'"{colour}"', f'"var(--{name})"')
    word, key = _MIDDLE
    drawn = drawn.replace(word, f">{visit.texts(key)} ")
    return Markup(drawn)  # noqa: S704 - our own specification, drawn by our own converter
