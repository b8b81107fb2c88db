"""The mining desk's day over NumPy arrays of paths: the equations of ``simulate/mining_steps.py``, for the bench."""

import numpy as np

from bitcoin_office.mining.network import HALVING_BLOCKS, blocks_per_ehs_day, network_ehs
from bitcoin_office.simulate.mining_steps import SHIFT_PER_SHARE, SHIFT_STEPS
from bitcoin_office.simulate.mining_terms import MiningTerms
from bitcoin_office.simulate.sections import Span

SUMS = 21
Values = np.ndarray


class NumpyMining:
    """The state of a fleet and a network on many paths."""

    def __init__(self, terms: MiningTerms, span: Span, paths: int) -> None:
        self.terms, self.span, self.paths = terms, span, paths
        self.shift, self.rebased = np.zeros(paths), np.full(paths, terms.first_rate)
        self.working, self.ehs_per_mw = np.ones(paths), np.full(paths, terms.ehs_per_mw(span.first, span.first))
        self.per_ehs = np.full(paths, blocks_per_ehs_day(terms.difficulty))
        self.epoch_blocks = np.full(paths, terms.height % 2016.0)
        self.epoch_days = self.epoch_blocks / 144.0
        self.to_halving = np.full(paths, HALVING_BLOCKS - terms.height % HALVING_BLOCKS)
        self.subsidy, self.others = np.full(paths, terms.subsidy_btc), np.full(paths, network_ehs(terms.difficulty))
        self.sums, self.net = np.zeros((SUMS, paths)), np.zeros(paths)
        self.cheap = np.array([month.cheap_split_cost for month in terms.months]).ravel()
        self.dear = np.array([month.dear_split_cost for month in terms.months]).ravel()

    def day(self, number: int, price: Values, local: Values, chance: Values) -> None:
        """One day, ``chance`` being uniform numbers for the load."""
        terms, day = self.terms, self.span.date(number)
        month = terms.months[day.month - 1]
        self.shift = terms.shift_memory * self.shift + terms.shift_deviation * 3.4641016151377544 * (chance - 0.5)
        place = np.clip(self.shift * SHIFT_PER_SHARE + SHIFT_STEPS / 2, 0.0, SHIFT_STEPS - 1.0)
        place = ((day.month - 1) * SHIFT_STEPS + place).astype(np.int64)
        costs = (month.as_dispatched_cost, self.cheap[place], self.dear[place])
        offer = terms.mining_mw if terms.offers(day) else 0.0
        offered = np.maximum(np.minimum(offer, month.surplus_mw - month.load_mw * self.shift), 0.0)
        begins = terms.begins_year(day)
        if begins:
            self.rebased = local.copy()
            self.sums[:] = 0.0
        tariff = terms.tariff_local_per_kwh * (1 + terms.tariff_dollar_share * (self.rebased / terms.first_rate - 1))
        hashprice = self.per_ehs * (self.subsidy + terms.fees_btc) * price
        self.working = self.working * (1.0 - terms.failures_a_year / 365.0)
        earned = hashprice * self.ehs_per_mw / 24.0
        mining = np.where(earned * local > tariff * 1000.0, np.minimum(offered, terms.mining_mw * self.working), 0.0)
        own = mining * self.ehs_per_mw
        coins, network = self._network(own)
        self._others(number, hashprice)
        self._add(mining, offered, coins, network, own, price, tariff, local, earned, costs, month.grams_per_kwh or 0.0)

    def _network(self, own: Values) -> tuple[Values, Values]:
        """Difficulty, halvings, and who finds what."""
        total = own + self.others
        needed = (2016.0 - self.epoch_blocks) / (total * self.per_ehs)
        turns = needed <= 1.0
        eased = np.clip((self.epoch_days + needed) / 14.0, 0.25, 4.0)
        new, left = self.per_ehs * eased, 1.0 - needed
        today = np.where(turns, needed * self.per_ehs + left * new, self.per_ehs)
        self.epoch_blocks = np.where(turns, left * total * new, self.epoch_blocks + total * self.per_ehs)
        self.epoch_days = np.where(turns, left, self.epoch_days + 1.0)
        self.per_ehs = np.where(turns, new, self.per_ehs)
        reward, blocks = self.subsidy + self.terms.fees_btc, total * today
        self.to_halving -= blocks
        halved = self.to_halving <= 0.0
        self.to_halving = np.where(halved, self.to_halving + HALVING_BLOCKS, self.to_halving)
        self.subsidy = np.where(halved, self.subsidy * 0.5, self.subsidy)
        return own * today * reward, blocks * reward

    def _others(self, number: int, hashprice: Values) -> None:
        usual = self.terms.per_usual_usd(self.span.date(number))
        change = np.clip(self.terms.others_response / 365.0 * (hashprice * usual - 1.0), -0.05, 0.05)
        self.others = self.others * (1.0 + change)

    def _add(  # noqa: PLR0917 - one value each
        self, mining, offered, coins, network, own, price, tariff, local, earned, costs, grams
    ) -> None:
        """The sums of the year."""
        terms, sums = self.terms, self.sums
        usd_per_mwh, mwh = tariff * 1000.0 / local, mining * 24.0
        bill, worth, kwh = mwh * usd_per_mwh, coins * price, mwh * 1000.0
        day = [coins, np.where(own > 0.0, network, 0.0), worth, coins, mwh, offered * 24.0, bill, kwh * grams * 1e-6]
        factor = 1.0 + terms.fuel_dollar_share * (local / terms.first_rate - 1.0)
        for cost in costs:
            fuel = cost * factor
            with_losses = np.maximum(fuel / (1.0 - terms.losses_share) - tariff, 0.0)
            day += [fuel * kwh, np.maximum(fuel - tariff, 0.0) * kwh, with_losses * kwh]
        day += [np.maximum(earned - usd_per_mwh, 0.0) * 24.0 * self.working, usd_per_mwh * 24.0]
        for place, values in enumerate(day):
            sums[place] += values
        self.net += worth - bill

    def reported(self, local: Values) -> tuple[Values, ...]:
        """What is counted at the end of a budget year: sums, and subsidies in both moneys."""
        tariff, kwh = self.terms.tariff_local_per_kwh, self.sums[4] * 1000.0
        references = [np.maximum(price - tariff, 0.0) * kwh for _, price in self.terms.references]
        contributions = [kwh * tariff - self.sums[8 + 3 * view] for view in range(3)]
        local_sums = (*references, *self.sums[9:11], *self.sums[12:14], *self.sums[15:17])
        return (*self.sums, self.net, *local_sums, *(value / local for value in local_sums), *contributions)
