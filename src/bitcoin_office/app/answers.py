"""Wires answers about futures to country folders, the market, the compiled engine and what draws the designs."""

from __future__ import annotations

from pathlib import Path

from bitcoin_office.adapters.compiled_engine import shipped_texts
from bitcoin_office.adapters.salib_designs import SalibDesigns
from bitcoin_office.adapters.shipped_weather import shipped_stresses
from bitcoin_office.app.market import market_for
from bitcoin_office.app.plan import Progress, plan_facts, run_plan
from bitcoin_office.app.playbook import Asked
from bitcoin_office.office.plan import PlanSetup, plan_of, set_up
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.office.sensitivity import Run, Sensitivity, SensitivityQuestion, sensitivity
from bitcoin_office.office.stress import StressResult, named, stress_result
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import Piece


def planned(programme: str | Asked, question: PlanQuestion, office: Path | None) -> tuple[PlanSetup, Plan]:
    """A programme's plan, ready to be asked. Raises what ``ask_plan`` does."""
    setup = set_up(plan_facts(programme, market_for(office)), question)
    return setup, plan_of(setup, shipped_texts())


def runner(threads: int, progress: Progress = lambda _: None) -> Run:
    """Runs plans one after the other; ``progress`` is told how many runs are done."""
    done = [0]

    def run(plan: Plan, paths: int) -> Piece:
        piece = run_plan(plan, paths, threads=threads)
        done[0] += 1
        progress(done[0])
        return piece

    return run


def ask_sensitivity(
    programme: str | Asked,
    question: PlanQuestion,
    asked: SensitivityQuestion,
    *,
    threads: int,
    office: Path | None = None,
    progress: Progress = lambda _: None,
) -> Sensitivity:
    """Which assumption matters most to a figure. Raises ``MissingComponentError`` without SALib or the compiler."""
    designs = SalibDesigns()
    setup, plan = planned(programme, question, office)
    return sensitivity(setup, plan, asked, designs, runner(threads, progress))


def ask_stress(
    programme: str | Asked, question: PlanQuestion, names: tuple[str, ...], office: Path | None = None
) -> StressResult:
    """Named stresses, or all, on a programme: in plain Python, so that no compiler is needed."""
    setup = set_up(plan_facts(programme, market_for(office)), question)
    return stress_result(setup, shipped_texts(), named(shipped_stresses(), names), plain_kernel)
