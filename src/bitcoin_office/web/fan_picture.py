"""A fan of futures as a picture in a page."""

from __future__ import annotations

from markupsafe import Markup

from bitcoin_office.simulate.summary import FanSeries
from bitcoin_office.web.pictures import both_sizes, can_draw, chart_words
from bitcoin_office.web.visit import Visit


def fan_picture(visit: Visit, series: FanSeries, label: str) -> Markup:
    """The picture in both sizes; nothing where the extra that draws is not installed: the numbers stand beside it."""
    if not can_draw():
        return Markup("")
    from bitcoin_office.office.charts import Fan, fan_chart  # noqa: PLC0415 - an extra, and heavy

    fan = Fan(dates=series.dates, quantiles=series.quantiles)
    words = chart_words(visit.texts)
    drawn = both_sizes(lambda width: fan_chart(fan, series.unit, width=width, words=words), label)
    return Markup('<figure class="fan" dir="ltr">{}</figure>').format(drawn)
