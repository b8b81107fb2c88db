"""Charts of what moves a figure: every row in words, the unsure part pale, nothing outside of the paper."""

import re

import pytest

from bitcoin_office.adapters.chart_images import svg
from bitcoin_office.office.chart_style import NARROW, WIDE, shown
from bitcoin_office.office.influence_charts import Arrow, Estimate, arrows_chart, estimates_chart, from_to

ROWS = (
    Arrow(name="Growth: -21 % to 26 %", start=-2.46e6, end=4.39e6, says="-$2.46m to $4.39m"),
    Arrow(name="Volatility: 0.75 to 1.25 times", start=206_848.0, end=-68_608.0, says="$206,848 to -$68,608"),
)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_row_has_its_name_and_its_figures(width):
    """Both widths: names, figures and the mark stand in the drawing as words, which is as wide as asked, or less."""
    drawn = svg(arrows_chart(ROWS, "USD", (29_952.0, "as declared"), width=width))
    for words in ("Growth: -21 % to 26 %", "-$2.46m to $4.39m", "$206,848 to -$68,608", "as declared $29,952"):
        assert words in drawn
    assert float(drawn.split('width="')[1].split('"')[0]) <= width + 40


def test_what_is_unsure_is_drawn_pale():
    """The interval is a pale bar, the value a full dot."""
    rows = (Estimate(name="growth", value=0.8, low=0.6, high=1.0, says="80 % ± 20 %"),)
    drawn = svg(estimates_chart(rows, "share", "share of the figure's variance", width=WIDE))
    assert "80 % ± 20 %" in drawn
    assert re.search(r'opacity="0\.3"', drawn)


@pytest.mark.parametrize("value", [0.0, -5.0, 1e12])
def test_any_figure_can_be_drawn(value):
    """One that does not move at all, below zero and very large."""
    row = Arrow(name="x", start=value, end=value, says="x")
    assert "<svg" in svg(arrows_chart((row,), "USD", (value, "as declared"), width=NARROW))


def test_alike_figures_are_said_once():
    """Two that read alike are one in words; sums that cancel are no money, and never a power of ten."""
    assert from_to(1.0e6, 1.0001e6, "USD") == "$1m"
    assert shown(1.19e-7, "USD") == shown(-1e-9, "USD") == "$0"
