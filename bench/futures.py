"""Measures the futures engine: each weather's speed, beside it NumPy on the same equations and QuantLib's prices.

Run it as ``python bench/futures.py`` (under six minutes; compiling is not counted). Speeds are path-days per CPU second
of one thread, in one run on one machine; what counts are the ratios. "Whole programme" is Pakistan's with El
Salvador's reserve, as ``bitcoin-office plan pk+sv-reserve`` runs it: reserve, mining, power, budget, reviews.
"""

import argparse
import datetime as dt
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import QuantLib

from bitcoin_office.adapters.compiled_engine import cache_folder, compiled_kernel, shipped_texts
from bitcoin_office.adapters.futures_run import drive, usable_cores
from bitcoin_office.adapters.prices.shipped import shipped_market
from bitcoin_office.adapters.shipped_weather import shipped_weather
from bitcoin_office.app.plan import plan_facts
from bitcoin_office.office.plan import PlanSetup, plan_of, set_up
from bitcoin_office.office.plan_terms import PlanQuestion, WeatherName
from bitcoin_office.reserve.rules_kinds import RuleAtWork
from bitcoin_office.simulate.plan import Plan, PlanInput, prepare
from bitcoin_office.simulate.reserve_desk import Opening, reserve_section
from bitcoin_office.simulate.run import empty_piece, run_piece, workplace
from bitcoin_office.simulate.sections import Span
from bitcoin_office.simulate.weather.fitted import bootstrap, filtered_history
from bitcoin_office.simulate.weather.price_models import Bates, Drift, Gbm, PriceModel, Start
from numpy_mining import NumpyMining

BATES = Bates(
    variance_first=0.36, variance_mean=0.36, variance_return=3.0, variance_volatility=0.9, correlation=-0.3,
    jumps=8.0, jump_mean=-0.02, jump_deviation=0.06,
)  # fmt: skip
ONE_A_DAY = RuleAtWork(
    id="one-a-day", function="fixed_coins", numbers_type="FixedCoinsNumbers", numbers=(("coins", 1.0),),
    effective_from=dt.date(2025, 1, 1),
)  # fmt: skip
SPOT, RATE, DAYS = 100_000.0, 280.0, 1_826
SATS, CENTS = 1e8, 100.0
PEER_ROUNDS, DRIVEN, MILLION = 3, 40_000, 1_000_000
WHOLE, AS_OF = "pk+sv-reserve", dt.date(2026, 8, 21)


def weathers() -> dict[str, PriceModel]:
    """Every weather, the default as it is shipped."""
    market, last = shipped_market(), dt.date.max
    return {
        "filtered history": filtered_history(shipped_weather(), market, last),
        "bootstrap": bootstrap(market, last),
        "GBM": Gbm(volatility=0.6),
        "Bates": BATES,
    }


def reserve_plan(model: PriceModel) -> Plan:
    """One coin a day for five years, with the rupee, counted at the end of every month."""
    texts, span = shipped_texts(), Span(dt.date(2026, 9, 1), DAYS)
    section = model.section(Start(price_usd=SPOT), Drift(median_growth=0.1, deviation=0.2))
    section += shipped_weather().rate.section(RATE) + reserve_section((ONE_A_DAY,), Opening(), span, texts)
    return prepare(PlanInput(section=section, span=span, reports=span.month_ends(), seed=1, texts=texts))


def whole_setup(weather: WeatherName) -> PlanSetup:
    """Everything that is declared: what the command makes its plan of, five years ahead."""
    question = PlanQuestion(paths=1, years=5, seed=1, as_of=AS_OF, weather=weather)
    return set_up(plan_facts(WHOLE, shipped_market()), question)


def speed(work: Callable[[], int], rounds: int) -> float:
    """The best of some rounds, in million path-days per CPU second; ``work`` says how many path-days it did."""
    best = 0.0
    for _ in range(rounds):
        start = time.process_time()
        done = work()
        best = max(best, done / (time.process_time() - start) / 1e6)
    return best


def ours(plan: Plan, paths: int, folder: Path) -> Callable[[], int]:
    """Counts into one piece, as a thread of a run does."""
    kernel, piece, place = compiled_kernel(plan, folder), empty_piece(plan), workplace(plan)

    def work() -> int:
        run_piece(plan, kernel, piece.paths, paths, into=piece, at=place)
        return paths * plan.span.days

    return work


def count(histogram: np.ndarray, values: np.ndarray) -> None:
    """Counts values in bins of a thirty-second of a doubling."""
    bins = np.clip(np.log2(np.maximum(np.abs(values), 1e-9)) * 32, 0, 1_999).astype(np.int64)
    histogram += np.bincount(bins, minlength=2_000)


def numpy_bates(paths: int, reports: frozenset[int], whole: PlanSetup | None = None) -> Callable[[], int]:
    """The same equations over arrays of paths: Bates, rupee, one coin a day in whole satoshis and cents, histograms.

    With ``whole`` also the mining desk; not the budget, which ours has besides.
    """
    rate, b, step = shipped_weather().rate, BATES, 1 / 365

    def work() -> int:
        chance = np.random.Generator(np.random.SFC64(1))
        drift = 0.095 + 0.2 * chance.standard_normal(paths)
        depreciation = rate.depreciation + rate.depreciation_deviation * chance.standard_normal(paths)
        log_price, variance = np.full(paths, math.log(SPOT)), np.full(paths, b.variance_first)
        log_rate, height, worst = np.full(paths, math.log(RATE)), np.full(paths, SPOT), np.zeros(paths)
        sats, cost, cash, bought, spent = (np.zeros(paths) for _ in range(5))
        histograms = np.zeros((len(reports), 11, 2_000), np.int64)
        report = 0
        mining = NumpyMining(whole.power.setup.terms, whole.span, paths) if whole and whole.power.setup else None
        for day in range(DAYS):
            z, u = chance.standard_normal((5, paths)), chance.random((2, paths))
            positive = np.maximum(variance, 0.0)
            deviation = np.sqrt(positive * step)
            jump = np.where(u[0] < b.jumps * step, b.jump_mean + b.jump_deviation * z[2], 0.0)
            log_price += (drift - 0.5 * positive) * step + deviation * z[0] + jump
            shock = b.correlation * z[0] + math.sqrt(1 - b.correlation**2) * z[1]
            pull = b.variance_return * (b.variance_mean - positive) * step
            variance += pull + b.variance_volatility * deviation * shock
            gives = np.where(u[1] < rate.jumps * step, rate.jump_mean + rate.jump_deviation * z[4], 0.0)
            log_rate += depreciation * step + rate.volatility * math.sqrt(step) * z[3] + gives
            price, local = np.exp(log_price), np.exp(log_rate)
            height = np.maximum(height, price)
            drawdown = 1.0 - price / height
            worst = np.maximum(worst, drawdown)
            affordable = np.maximum(cash / CENTS + 1e13, 0.0) / price * SATS
            traded = np.minimum(np.rint(1.0 * SATS), np.maximum(np.rint(affordable - 0.5), 0.0))
            paid = np.rint(traded * price / SATS * CENTS)
            sats, cost, cash, bought, spent = sats + traded, cost + paid, cash - paid, bought + traded, spent + paid
            if mining:
                mining.day(day, price, local, chance.random(paths))
            if mining and mining.terms.ends_year(mining.span.date(day)):
                for number, values in enumerate(mining.reported(local)):
                    count(histograms[report, number % 11], values)
            if day in reports:
                value = sats / SATS * price
                shown = (
                    price, local, sats / SATS, value, value * local, cost / CENTS, spent / CENTS,
                    value - spent / CENTS, cost / CENTS / (sats / SATS), drawdown, worst,
                )  # fmt: skip
                for number, values in enumerate(shown):
                    count(histograms[report, number], values)
                report += 1
        return paths * DAYS

    return work


def quantlib_bates(paths: int) -> Callable[[], int]:
    """QuantLib's own paths of price and variance, nothing else."""
    today, count = QuantLib.Date(1, 9, 2026), QuantLib.Actual365Fixed()
    QuantLib.Settings.instance().evaluationDate = today
    flat, none = (QuantLib.YieldTermStructureHandle(QuantLib.FlatForward(today, r, count)) for r in (0.04, 0.0))
    b, spot = BATES, QuantLib.QuoteHandle(QuantLib.SimpleQuote(SPOT))
    process = QuantLib.BatesProcess(
        flat, none, spot, b.variance_first, b.variance_return, b.variance_mean, b.variance_volatility, b.correlation,
        b.jumps, b.jump_mean, b.jump_deviation,
    )  # fmt: skip
    times = [day / 365 for day in range(DAYS + 1)]
    uniform = QuantLib.UniformRandomSequenceGenerator(process.factors() * DAYS, QuantLib.UniformRandomGenerator(seed=1))
    paths_of = QuantLib.GaussianMultiPathGenerator(
        process,
        times,
        QuantLib.GaussianRandomSequenceGenerator(uniform),
        False,  # noqa: FBT003 - QuantLib's own form
    )

    def work() -> int:
        for _ in range(paths):
            paths_of.next().value()
        return paths * DAYS

    return work


def scaling(plan: Plan, paths: int, folder: Path, rounds: int) -> tuple[float, float]:
    """By the clock, million path-days a second of one thread and of all cores: the best of some rounds, in turn."""
    kernel, cores = compiled_kernel(plan, folder), usable_cores()
    alone, together = 0.0, 0.0
    for _ in range(rounds):
        begun = time.perf_counter()
        drive(plan, kernel, paths, threads=1)
        between = time.perf_counter()
        drive(plan, kernel, paths, threads=cores)
        ended = time.perf_counter()
        alone = max(alone, paths * plan.span.days / (between - begun) / 1e6)
        together = max(together, paths * plan.span.days / (ended - between) / 1e6)
    return alone, together


def narrower(paths: int, rounds: int) -> str:
    """What this prints of ours with AVX2 alone: another process, since the width is one of the whole process."""
    environment = os.environ | {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": "+avx2,-avx512f"}
    asked = [sys.executable, __file__, "--ours", "--paths", str(paths), "--rounds", str(rounds)]
    return subprocess.run(asked, env=environment, check=True, capture_output=True, text=True).stdout


def whole_command(paths: int) -> str:
    """What ``bitcoin-office plan pk+sv-reserve`` takes with everything around the engine, as a user calls it."""
    asked = ["plan", WHOLE, "--paths", str(paths), "--years", "5", "--as-of", str(AS_OF), "--json", os.devnull]
    start = time.perf_counter()
    running = os.posix_spawn(sys.executable, [sys.executable, "-m", "bitcoin_office", *asked], os.environ)
    _, status, used = os.wait4(running, 0)
    real, processor = time.perf_counter() - start, used.ru_utime + used.ru_stime
    if status:
        raise RuntimeError(f"The command ended with {os.waitstatus_to_exitcode(status)}.")
    most = used.ru_maxrss / 1024
    return f"{paths:,} futures of five years: {real:.1f} s, {processor:.1f} CPU seconds, at most {most:.0f} MB"


def main() -> None:
    """Prints speeds and ratios, and beside them what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paths", type=int, default=4096)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--ours", action="store_true", help="only our own speeds, with the instructions in use")
    asked = parser.parse_args()
    folder = cache_folder()
    bates, history = (whole_setup(name) for name in (WeatherName.BATES, WeatherName.FILTERED_HISTORY))
    texts, small, whole = shipped_texts(), "Bates", "Bates, whole programme"
    plans = {whole: plan_of(bates, texts), "filtered history, whole": plan_of(history, texts)}
    if not asked.ours:
        plans |= {name: reserve_plan(model) for name, model in weathers().items()}
    found = {name: speed(ours(plan, asked.paths, folder), asked.rounds) for name, plan in plans.items()}
    for name, value in found.items():
        plan = plans[name]
        what = f"{len(plan.layout.rows)} rows, {len(plan.layout.statistics)} statistics on {len(plan.reports)} days"
        print(f"ours, {name:23} {value:6.1f} million path-days per CPU second ({what})", flush=True)
    if asked.ours:
        return
    reports = frozenset(plans["Bates"].reports)
    peers = (
        ("NumPy, the same equations", speed(numpy_bates(2_000, reports), PEER_ROUNDS), (small,)),
        ("NumPy, with mining (5 asked)", speed(numpy_bates(2_000, reports, bates), PEER_ROUNDS), (whole,)),
        ("QuantLib, prices (8 asked)", speed(quantlib_bates(150), asked.rounds), (small, whole)),
    )
    for name, value, ours_on in peers:
        ratios = ", ".join(f"ours on {plan} {found[plan] / value:.1f} times" for plan in ours_on)
        print(f"{name:29} {value:6.1f} million path-days per CPU second: {ratios}", flush=True)
    print(
        f"With AVX2 alone (15 asked, 8 for filtered history):\n{narrower(asked.paths, asked.rounds)}",
        end="",
        flush=True,
    )
    one, all_cores = scaling(plans[whole], DRIVEN, folder, PEER_ROUNDS)
    each = all_cores / one / usable_cores()
    print(f"one thread {one:.1f}, {usable_cores()} threads {all_cores:.1f} by the clock: {each:.2f} each (0.9 asked)")
    for paths in (100_000, 1_000_000):
        print(whole_command(paths), "(15 s asked)" if paths < MILLION else "(400 MB asked)", flush=True)


if __name__ == "__main__":
    main()
