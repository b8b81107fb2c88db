"""Which page belongs to which result. Imported only where a page is drawn: it needs the extra ``charts``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bitcoin_office.office.backtest import Backtest
from bitcoin_office.office.backtest_page import backtest_page
from bitcoin_office.office.compare import Comparison
from bitcoin_office.office.comparison_page import comparison_page
from bitcoin_office.office.hindsight_page import hindsight_page
from bitcoin_office.office.hindsight_result import Hindsight
from bitcoin_office.office.page import Page
from bitcoin_office.office.plan_page import plan_page
from bitcoin_office.office.plan_result import PlanResult
from bitcoin_office.office.power_page import power_page
from bitcoin_office.office.power_result import PowerYear
from bitcoin_office.office.replay_page import replay_page
from bitcoin_office.office.replay_result import Replay
from bitcoin_office.office.reverse_stress import ReverseStress
from bitcoin_office.office.reverse_stress_page import reverse_stress_page
from bitcoin_office.office.sensitivity import Sensitivity
from bitcoin_office.office.sensitivity_page import sensitivity_page
from bitcoin_office.office.stress import StressResult
from bitcoin_office.office.stress_page import stress_page

PAGES: dict[type, Callable[[Any], Page]] = {
    PlanResult: plan_page,
    Comparison: comparison_page,
    Hindsight: hindsight_page,
    Replay: replay_page,
    Backtest: backtest_page,
    PowerYear: power_page,
    Sensitivity: sensitivity_page,
    StressResult: stress_page,
    ReverseStress: reverse_stress_page,
}
