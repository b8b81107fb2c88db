"""The recorded market in the place of a market model: what rules do on it, they do on what happened."""

from __future__ import annotations

import datetime as dt

from bitcoin_office.market.market import Market
from bitcoin_office.market.price import rate_on
from bitcoin_office.office.plan_weather import DOLLARS, RATE_AGE_DAYS, has_rate
from bitcoin_office.simulate.elementary import log
from bitcoin_office.simulate.parts import Day, Part, State
from bitcoin_office.simulate.sections import Section, Span
from bitcoin_office.terms.errors import IncompleteDataError

RECORDED_DAY = """
def recorded_day(recorded_price_usd, recorded_log_price, recorded_local, height_usd):
    height = max(height_usd, recorded_price_usd)
    return recorded_price_usd, recorded_log_price, recorded_local, height, 1.0 - recorded_price_usd / height
"""


def recorded_market(market: Market, currency: str, span: Span) -> Section:
    """Closes and rates of these days as they were. Raises ``IncompleteDataError`` naming a day without a close."""
    days = [span.date(number) for number in range(span.days)]
    prices = tuple(float(rate_on(market.btc_usd, day).price) for day in days)
    return market_of(market, prices, tuple(local_rate(market, currency, day) for day in days), span)


def still_market(market: Market, currency: str, span: Span) -> Section:
    """The market of the evening before the first day, every day: what a forecast has to be better than."""
    eve = span.first - dt.timedelta(days=1)
    price = float(rate_on(market.btc_usd, eve).price)
    return market_of(market, (price,) * span.days, (local_rate(market, currency, eve),) * span.days, span)


def market_of(market: Market, prices: tuple[float, ...], rates: tuple[float, ...], span: Span) -> Section:
    """Prices and rates day by day, after the recorded closes of before the first day."""
    before = [float(point.value) for point in market.btc_usd.points if point.on < span.first]
    return Section(
        day=Day(
            state=(
                State(name="log_price_before", begins="first_log_price"),
                State(name="height_usd", begins="first_height_usd"),
            ),
            draws=(),
            steps=(
                Part(
                    function="recorded_day", gives=("price_usd", "log_price", "local_per_usd", "height_usd", "drawdown")
                ),
                Part(function="squared_move", gives=("move_squared", "log_price_before")),
            ),
            statistics=(),
            written=RECORDED_DAY,
        ),
        parameters=(
            ("first_log_price", log(before[-1] if before else prices[0])),
            ("first_height_usd", max(before, default=prices[0])),
        ),
        calendar=(
            ("recorded_price_usd", prices),
            ("recorded_log_price", tuple(map(log, prices))),
            ("recorded_local", rates),
        ),
    )


def local_rate(market: Market, currency: str, day: dt.date) -> float:
    """The country's money for a dollar; 1 where no rule can ask for it."""
    if currency == DOLLARS or not has_rate(market, currency):
        return 1.0
    carried = market.usd_pkr.carried(day, RATE_AGE_DAYS)
    if carried is None:
        raise IncompleteDataError(f"No rate of {currency} is known near {day}.", remedy="bitcoin-office market update")
    return float(carried.observation.value)
