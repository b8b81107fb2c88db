"""Charts of plans: valid specifications that say what is in them, drawn without a network."""

import datetime as dt
import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.adapters.chart_images import inline_svg, png, svg
from bitcoin_office.office.chart_style import HEIGHT, LABEL_GAP, NARROW, WIDE, apart, shown
from bitcoin_office.office.charts import (
    Curve,
    Fan,
    Line,
    chances_chart,
    columns_chart,
    duration_chart,
    fan_chart,
    stacks_chart,
)

DAYS = tuple(dt.date(2026, month, 28) for month in range(1, 13))


def fan(*ends: float) -> Fan:
    """A fan that opens from zero to five ends."""
    names = ("p05", "p25", "p50", "p75", "p95")
    return Fan(
        dates=DAYS,
        quantiles={name: tuple(end * place / 11 for place in range(12)) for name, end in zip(names, ends, strict=True)},
    )


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_fan_says_its_ends_and_fits(width):
    """Both widths: every quantile stands beside the fan in words, and the drawing is as wide as asked, or less."""
    drawn = svg(fan_chart(fan(-2e6, 1e6, 5e6, 9e6, 3e9), "USD", width=width))
    for words in ("95 % $3bn", "75 % $9m", "middle $5m", "25 % $1m", "5 % -$2m", "US dollars"):
        assert words in drawn
    assert float(drawn.split('width="')[1].split('"')[0]) <= width + 12


def test_what_is_the_same_in_all_futures_is_said_once():
    """A fan without spread has one label."""
    drawn = svg(fan_chart(fan(7, 7, 7, 7, 7), "BTC", width=WIDE))
    assert "in all 7" in drawn
    assert "95 %" not in drawn


@pytest.mark.parametrize("ends", [(0, 0, 0, 0, 0), (-9, -9, -9, -9, -9), (-5, -4, -3, -2, -1), (1, 2, 3, 4, 5e9)])
def test_any_values_can_be_drawn(ends):
    """Nothing but zeros, nothing above zero, a very wide fan: each has a scale."""
    assert "<svg" in svg(fan_chart(fan(*ends), "USD", width=NARROW))


def test_lines_stand_beside_a_fan():
    """What came true is a line of its own with its name and value."""
    line = Line(label="came true", dates=DAYS, values=tuple(float(n) for n in range(12)))
    assert "came true 11" in svg(fan_chart(fan(0, 1, 2, 3, 4), "BTC", (line,), width=WIDE))
    assert "came true 11" in svg(fan_chart(None, "BTC", (line,), width=WIDE))


def test_nothing_is_fetched():
    """Specifications hold their data; no address stands in them but the name of the language, nor in a drawing."""
    spec = fan_chart(fan(1, 2, 3, 4, 5), "USD", width=WIDE)
    assert '"url"' not in json.dumps(spec)
    drawn = inline_svg(spec, 'worth & "more" <')
    assert (
        drawn.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "").count("http") == 0
    )
    assert 'aria-label="worth &amp; &quot;more&quot; &lt;"' in drawn


def test_names_cannot_become_markup():
    """A name from a file stands in a drawing as text."""
    drawn = svg(chances_chart([("<script>alert(1)</script>", 0.5, 0.4, 0.6)], width=WIDE))
    assert "<script" not in drawn


def test_columns_and_pictures_are_drawn():
    """A distribution with losses and gains, as a picture too."""
    spec = columns_chart([-2.0, 0.0, 1.0, 3.0], [0.2, 0.5, 0.3], "USD", width=WIDE)
    assert svg(spec).count("<path") >= 3
    assert png(spec).startswith(b"\x89PNG")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_hours_and_plants_are_drawn(width):
    """Curves of many hours and stacks by month: each named at its end, no more points than are drawn, all as wide."""
    curves = [
        Curve(label=name, values=tuple(float(hour) for hour in range(9_000, 0, -1))) for name in ("dear", "cheap")
    ]
    drawn = duration_chart(curves, "PKR/kWh", "share of the hours", width=width)
    points = drawn["datasets"][drawn["layer"][0]["data"]["name"]]
    assert len(points) <= 367
    assert (points[0]["value"], points[-1]["value"]) == (9_000.0, 1.0)
    stacks = stacks_chart(
        [("2027-11", {"coal": 1.0, "gas": 2.0}), ("2027-12", {"coal": 3.0, "gas": 0.0})], "GWh", width=width
    )
    tops = {(row["stack"], row["high"]) for row in stacks["datasets"][stacks["layer"][0]["data"]["name"]]}
    assert tops == {("2027-11", 1.0), ("2027-11", 3.0), ("2027-12", 3.0)}
    for specification, words in ((drawn, ("dear", "cheap")), (stacks, ("coal", "gas"))):
        picture = svg(specification)
        assert all(word in picture for word in words)


@given(places=st.lists(st.floats(0, HEIGHT), min_size=1, max_size=8))
def test_labels_keep_apart(places):
    """Labels keep their order and their room, and stay on the chart."""
    moved = apart(places, 6, HEIGHT)
    in_order = sorted(moved)
    assert all(b - a >= LABEL_GAP - 1e-6 for a, b in itertools.pairwise(in_order))
    assert in_order[0] >= -1e-6
    assert in_order[-1] <= HEIGHT + 1e-6
    assert sorted(range(len(places)), key=lambda n: (places[n], n)) == sorted(range(len(moved)), key=moved.__getitem__)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (1.234e9, "USD", "$1.23bn"), (-4.5e6, "USD/BTC", "-$4.5m"), (0.051, "share", "5 %"), (1234.5, "BTC", "1,234"),
        (281.3, "PKR/USD", "281"), (0, "USD", "$0"), (999_999, "USD", "$999,999"), (12.345, "BTC", "12.3"),
    ],
)  # fmt: skip
def test_values_in_words(value, unit, words):
    """Large sums in words, shares in percent, small numbers with the digits that they have."""
    assert shown(value, unit) == words
