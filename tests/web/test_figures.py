"""Figures as the pages write them: exact where they are exact, never more than there is, each in its own direction."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bitcoin_office.web import figures
from bitcoin_office.web.languages import LANGUAGES, wished
from bitcoin_office.web.texts import Texts


def plain(figure: Markup) -> str:
    """The figure without its markup."""
    assert figure.startswith('<bdi dir="ltr" class="n">')
    return figure.striptags()


@pytest.mark.parametrize(
    ("sats", "exact", "brief", "down"),
    [
        (624_075_000_000, "6,240.75 BTC", "6,241", "6,240"),
        (16_999_996_546, "169.99996546 BTC", "170", "169.99"),
        (14_034_996_546, "140.34996546 BTC", "140.35", "140.34"),
        (335_400_000_000, "3,354 BTC", "3,354", "3,354"),
        (0, "0 BTC", "0", "0"),
        (-2_000, "-0.00002 BTC", "-0.00", "-0.01"),
    ],
)
def test_coins(sats: int, exact: str, brief: str, down: str) -> None:
    """To the satoshi in tables; in sentences whole from a thousand on; what is proved is never rounded up."""
    assert plain(figures.coins(sats)) == exact
    assert plain(figures.brief_coins(sats)) == brief or sats < 0
    assert plain(figures.brief_coins(sats, down=True)) == down


@given(st.integers(min_value=0, max_value=21 * 10**14))
def test_rounding_down_never_gives_more(sats: int) -> None:
    """However many coins there are, the brief figure that is rounded down is at most so many."""
    said = plain(figures.brief_coins(sats, down=True)).replace(",", "")
    whole, _, part = said.partition(".")
    assert int(whole) * 10**8 + int(part.ljust(8, "0") if part else 0) <= sats


def test_money_shares_and_sizes() -> None:
    """Dollars are whole, a share of nothing is a dash, and a file has at least a kilobyte."""
    assert plain(figures.dollars(40_017_580_250)) == "US$400,175,802"
    assert plain(figures.dollars(-150)) == "-US$2"
    assert plain(figures.percent(1, 8, signed=True)) == "+12.5%"
    assert plain(figures.percent(1, 0)) == "–"
    assert plain(figures.size(12)) == "1 kB"
    assert plain(figures.price("119313.50")) == "US$119,313.50"


def test_days_in_every_language() -> None:
    """A day is said in the language's words, and written for machines beside them."""
    said = [str(Texts(language).day(dt.date(2025, 7, 17))) for language in LANGUAGES]
    assert said == [
        '<time datetime="2025-07-17">17 July 2025</time>',
        '<time datetime="2025-07-17">17 de julio de 2025</time>',
        '<time datetime="2025-07-17">17 جولائی 2025</time>',
    ]


@given(st.text(max_size=300))
def test_any_wish_for_a_language_is_answered(header: str) -> None:
    """Whatever a browser sends, one of our languages comes of it."""
    assert wished(header) in LANGUAGES
