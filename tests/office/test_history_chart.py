"""The chart of a reserve's history: what stands in it, how wide it is, and its words in every direction."""

import datetime as dt

import pytest

from bitcoin_office.adapters.chart_images import svg
from bitcoin_office.office.chart_style import NARROW, WIDE
from bitcoin_office.office.chart_words import ENGLISH, ChartWords
from bitcoin_office.office.charts import Fan, fan_chart
from bitcoin_office.office.history_chart import Ending, History, field, history_chart

MONTHS = tuple((dt.date(2021 + month // 12, month % 12 + 1, 28), 40.0 * month) for month in range(48))
SPOKEN = ((dt.date(2023, 3, 14), 2500.0), (dt.date(2024, 5, 28), 3000.5))
HISTORY = History(
    announced=MONTHS,
    disclosed=SPOKEN,
    between=(*SPOKEN, (MONTHS[-1][0], 3000.5)),
    ends=(
        Ending(name="Announced", figure="1,880 BTC", value=1880.0),
        Ending(name="Disclosed", figure="3,000.5 BTC", value=3000.5, accent=True),
        Ending(name="Proved", figure="0 BTC", value=0.0),
    ),
)
URDU = ChartWords(
    direction="rtl",
    levels=("95", "75", "درمیانی", "25", "5"),
    sizes=((1e9, " ارب"), (1e6, " ملین")),
    units=(("USD", "امریکی ڈالر"), ("BTC", "بٹ کوائن")),
    months=("جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"),
)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_line_is_named_at_its_end(width: int) -> None:
    """Names and last figures stand beside the field, whose size is as said; the drawing is as wide as asked."""
    drawn = svg(history_chart(HISTORY, width=width))
    for words in ("Announced", "1,880 BTC", "Disclosed", "3,000.5 BTC", "Proved", "0 BTC", "bitcoin", "2023"):
        assert f">{words}<" in drawn
    across, high = field(width)
    assert f'd="M0,0h{across:g}v{high:g}h-{across:g}Z"' in drawn
    assert float(drawn.split('width="')[1].split('"')[0]) <= width + 30


def test_each_disclosure_is_a_point() -> None:
    """As many points as disclosures, none for the line's end, which nobody disclosed."""
    drawn = svg(history_chart(HISTORY, width=WIDE))
    assert drawn.count('aria-roledescription="point"') == len(SPOKEN)


def test_a_reserve_without_a_disclosure_or_a_coin_is_drawn() -> None:
    """No disclosure, and nothing but zeros: a chart all the same."""
    nothing = History(announced=tuple((on, 0.0) for on, _ in MONTHS), disclosed=(), between=(), ends=HISTORY.ends[2:])
    assert "Proved" in svg(history_chart(nothing, width=NARROW))


def test_a_chart_speaks_the_language_that_it_is_given() -> None:
    """Axis, levels, large numbers and months are in Urdu, each text in its own direction; no English word is left."""
    fan = Fan(
        dates=tuple(dt.date(2026, month, 28) for month in range(1, 13)),
        quantiles={name: (0.0,) * 11 + (end,) for name, end in (
            ("p05", -2e6), ("p25", 1e3), ("p50", 5e6), ("p75", 9e6), ("p95", 3e9)
        )},
    )  # fmt: skip
    drawn = svg(fan_chart(fan, "USD", width=WIDE, words=URDU))
    for words in ("امریکی ڈالر", "درمیانی", "\u2066$3\u2069 ارب", "\u2066-$2\u2069 ملین", "\u2066$1,000\u2069", "2026"):
        assert words in drawn
    assert any(month in drawn for month in URDU.months)
    said = [piece.split(">", 1)[1].split("<")[0] for piece in drawn.split("<text")[1:]]
    assert [text for text in said if any("a" <= letter.lower() <= "z" for letter in text)] == []


def test_english_is_what_is_said_without_words() -> None:
    """The words that a chart has by itself are those of English."""
    assert history_chart(HISTORY, width=WIDE) == history_chart(HISTORY, width=WIDE, words=ENGLISH)
