"""The column chart is in proportion, labelled directly, and never wider than the terminal."""

from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.cli.chart import Column, column_chart

COLUMNS = st.lists(
    st.builds(
        Column,
        solid=st.floats(min_value=0, max_value=1e6),
        shaded=st.floats(min_value=0, max_value=1e6),
        label=st.sampled_from(["", "2021", "2022"]),
    ),
    min_size=1,
    max_size=90,
)


def test_columns_stand_in_proportion() -> None:
    """A column of half the height of the highest fills half the rows; what is shaded stands on what is solid."""
    lines = column_chart([Column(solid=4.0, label="a"), Column(solid=2.0, shaded=2.0)], height=4, width=40, unit="BTC")
    drawn = [line[4:] for line in lines[1:5]]
    assert drawn == ["██░░", "██░░", "████", "████"]


def test_a_part_of_a_row_is_drawn_in_eighths() -> None:
    """A quarter of a row is two eighths of a block."""
    lines = column_chart([Column(solid=4.0), Column(solid=3.25)], height=4, width=40, unit="BTC")
    assert lines[1].endswith("██▂▂")


def test_no_columns_no_chart() -> None:
    """Nothing to show draws nothing, not an empty frame."""
    assert column_chart([], height=4, width=40, unit="BTC") == []
    assert column_chart([Column(solid=0.0)], height=4, width=40, unit="BTC") == []


@given(columns=COLUMNS, width=st.integers(min_value=24, max_value=200))
def test_a_chart_keeps_to_its_width(columns: list[Column], width: int) -> None:
    """However many columns, no line of columns is wider than asked for."""
    lines = column_chart(columns, height=8, width=width, unit="BTC")
    assert all(len(line) <= width for line in lines[:-1])
