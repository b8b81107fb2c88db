"""The standing rules of a reserve, each a small pure function: what it sees and its numbers in, coins out.

A rule returns how many bitcoin it wants to buy; negative means sell. A stop returns the share of purchases that may go
ahead. The same functions run over simulated futures, over the recorded past and over this morning's real events; the
engine compiles exactly this text, so only what ``rules_check`` allows may stand in them. Sums are dollars and bitcoin
as floats: nothing here is posted, ``rules_sats`` turns a rule's answer into satoshis.
"""

from __future__ import annotations

from typing import NamedTuple


class Observation(NamedTuple):
    """What a rule may see on a day: the market, the holding, and what has come together since it was last due.

    ``due`` is 1 on the days on which the rule acts, else 0. ``local_per_usd`` is 1 where the country's money is the
    dollar. ``cash_usd`` is what may still be spent. ``mined_coins``, ``surplus_usd`` and ``power_bill_usd`` are sums
    since the day after the rule was last due, this day included. ``height_usd`` is the highest close so far;
    ``window_high_usd`` and ``window_volatility`` (yearly, 0.6 for 60 %) look back over the rule's own window, this day
    included. ``memory`` is what the rule's memory function gave the day before, 0 on the first.
    """

    due: float
    price_usd: float
    local_per_usd: float
    coins: float
    cost_usd: float
    cash_usd: float
    reserves_usd: float
    mined_coins: float
    surplus_usd: float
    power_bill_usd: float
    height_usd: float
    window_high_usd: float
    window_volatility: float
    memory: float


class FixedCoinsNumbers(NamedTuple):
    """``coins`` bitcoin each time."""

    coins: float


class FixedMoneyNumbers(NamedTuple):
    """A sum in dollars, or in the country's own money; the other is 0."""

    amount_usd: float
    amount_local: float


class ShareOfSurplusNumbers(NamedTuple):
    """``share`` of the surplus, 0 to 1."""

    share: float


class ShareOfMinedNumbers(NamedTuple):
    """``share`` of the mined coins that is kept, 0 to 1."""

    share: float


class RebalanceNumbers(NamedTuple):
    """``target`` and ``band`` as shares of all reserves, bitcoin included, 0 to 1."""

    target: float
    band: float


class BuyFallsNumbers(NamedTuple):
    """``fall`` from the window's high, 0 to 1, and the sum for each fall as in ``FixedMoneyNumbers``."""

    fall: float
    amount_usd: float
    amount_local: float


class SellAboveCostNumbers(NamedTuple):
    """``gain`` over average cost (0.5 for 50 %) and the ``share`` of the holding to sell."""

    gain: float
    share: float


class SellToCoverPowerNumbers(NamedTuple):
    """``share`` of the power bill that is covered, usually 1."""

    share: float


class VolatilityTargetNumbers(NamedTuple):
    """``volatility`` a year that the holding may add to all reserves, and the ``most`` it may be of them, 0 to 1."""

    volatility: float
    most: float


class DrawdownStopNumbers(NamedTuple):
    """``fall`` from the height that stops purchases; ``recovery``, the share of the height that ends the stop."""

    fall: float
    recovery: float


class HoldNumbers(NamedTuple):
    """Holding needs one number, which every sum of it multiplies by: 0."""

    coins: float


def fixed_coins(observation: Observation, numbers: FixedCoinsNumbers) -> float:
    """The same number of coins each interval, at whatever price."""
    if observation.due > 0.0:
        return numbers.coins
    return 0.0


def fixed_money(observation: Observation, numbers: FixedMoneyNumbers) -> float:
    """As many coins as the same sum of money buys, each interval."""
    if observation.due > 0.0:
        amount_usd = numbers.amount_usd + numbers.amount_local / observation.local_per_usd
        return amount_usd / observation.price_usd
    return 0.0


def share_of_surplus(observation: Observation, numbers: ShareOfSurplusNumbers) -> float:
    """As many coins as a share of the interval's surplus buys, when there is one."""
    if observation.due > 0.0 and observation.surplus_usd > 0.0:
        return numbers.share * observation.surplus_usd / observation.price_usd
    return 0.0


def share_of_mined(observation: Observation, numbers: ShareOfMinedNumbers) -> float:
    """Sells the share of the mined coins that is not kept."""
    return -(1.0 - numbers.share) * observation.mined_coins


def rebalance(observation: Observation, numbers: RebalanceNumbers) -> float:
    """Back to the target share of all reserves, once the holding is outside the band around it."""
    value_usd = observation.coins * observation.price_usd
    all_usd = value_usd + observation.reserves_usd
    gap_usd = numbers.target * all_usd - value_usd
    outside = gap_usd > numbers.band * all_usd or -gap_usd > numbers.band * all_usd
    if observation.due > 0.0 and outside:
        return gap_usd / observation.price_usd
    return 0.0


def buy_falls(observation: Observation, numbers: BuyFallsNumbers) -> float:
    """Once on each fall: not again until the price has been above the line in between."""
    fallen = buy_falls_memory(observation, numbers)
    if fallen > observation.memory:
        amount_usd = numbers.amount_usd + numbers.amount_local / observation.local_per_usd
        return amount_usd / observation.price_usd
    return 0.0


def buy_falls_memory(observation: Observation, numbers: BuyFallsNumbers) -> float:
    """1 while the price is so far below the window's high, else 0."""
    if observation.price_usd <= observation.window_high_usd * (1.0 - numbers.fall):
        return 1.0
    return 0.0


def sell_above_cost(observation: Observation, numbers: SellAboveCostNumbers) -> float:
    """A share of the holding, once its value is so far above what it cost."""
    value_usd = observation.coins * observation.price_usd
    if observation.due > 0.0 and value_usd > observation.cost_usd * (1.0 + numbers.gain):
        return -numbers.share * observation.coins
    return 0.0


def sell_to_cover_power(observation: Observation, numbers: SellToCoverPowerNumbers) -> float:
    """As many of the interval's mined coins as its power bill takes; the rest is kept."""
    if observation.due > 0.0:
        return -min(observation.mined_coins, numbers.share * observation.power_bill_usd / observation.price_usd)
    return 0.0


def volatility_target(observation: Observation, numbers: VolatilityTargetNumbers) -> float:
    """To the share of all reserves at which the holding alone moves them by the target a year, or the most allowed."""
    if observation.window_volatility > 0.0:
        share = min(numbers.most, numbers.volatility / observation.window_volatility)
    else:
        share = numbers.most
    value_usd = observation.coins * observation.price_usd
    return (share * (value_usd + observation.reserves_usd) - value_usd) / observation.price_usd


def drawdown_stop(observation: Observation, numbers: DrawdownStopNumbers) -> float:
    """The share of purchases that may go ahead: none while stopped."""
    return 1.0 - drawdown_stop_memory(observation, numbers)


def drawdown_stop_memory(observation: Observation, numbers: DrawdownStopNumbers) -> float:
    """1 from the fall on, until the price stands again at the recovery's share of its height."""
    if observation.price_usd <= observation.height_usd * (1.0 - numbers.fall):
        return 1.0
    if observation.price_usd >= observation.height_usd * numbers.recovery:
        return 0.0
    return observation.memory


def hold(observation: Observation, numbers: HoldNumbers) -> float:  # noqa: ARG001 - every rule has this form
    """Neither buys nor sells."""
    return numbers.coins
