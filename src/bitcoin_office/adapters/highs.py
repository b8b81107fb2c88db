"""Linear programmes solved by HiGHS (MIT), which the extra ``plan`` brings."""

from __future__ import annotations

from typing import Any

from bitcoin_office.mining.linear import LinearProgram, Solution
from bitcoin_office.terms.errors import MissingComponentError, OfficeError


class ScheduleError(OfficeError):
    """A linear programme without a best solution: it contradicts itself, has no end, or ran out of time."""

    code = "schedule"


class HighsSolver:
    """Solves on one thread, so that the same programme gives the same answer."""

    def __init__(self, *, limit_seconds: float = 600.0) -> None:
        self.limit_seconds = limit_seconds

    def solve(self, program: LinearProgram) -> Solution:
        """The best choice. Raises ``MissingComponentError`` without HiGHS, ``ScheduleError`` where there is none."""
        highspy, numpy = _libraries()
        highs = highspy.Highs()
        for name, value in (("output_flag", False), ("threads", 1), ("time_limit", self.limit_seconds)):
            highs.setOptionValue(name, value)
        highs.passModel(_model(program, highspy, numpy))
        highs.run()
        status = highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise ScheduleError(
                f"No best schedule was found: {highs.modelStatusToString(status)}.",
                remedy="Check that the hall's share and the ramp can be kept with the power there is.",
            )
        values = tuple(float(value) for value in highs.getSolution().col_value)
        return Solution(values=values, cost=float(highs.getInfo().objective_function_value))


def _libraries() -> tuple[Any, Any]:
    try:
        import highspy  # noqa: PLC0415 - an extra
        import numpy  # noqa: PLC0415, ICN001 - comes with it
    except ImportError:
        raise MissingComponentError(extra="plan", needed_for="Scheduling hour by hour") from None
    return highspy, numpy


def _model(program: LinearProgram, highspy: Any, numpy: Any) -> Any:
    """The programme in HiGHS's own arrays, row by row."""
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.columns), len(program.rows)
    model.col_cost_ = numpy.array([column.cost for column in program.columns], dtype=float)
    model.col_lower_ = numpy.array([column.low for column in program.columns], dtype=float)
    model.col_upper_ = numpy.array([column.high for column in program.columns], dtype=float)
    model.row_lower_ = numpy.array([row.low for row in program.rows], dtype=float)
    model.row_upper_ = numpy.array([row.high for row in program.rows], dtype=float)
    lengths = numpy.array([0, *(len(row.terms) for row in program.rows)], dtype=numpy.int32)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = numpy.cumsum(lengths).astype(numpy.int32)
    model.a_matrix_.index_ = numpy.array([c for row in program.rows for c, _ in row.terms], dtype=numpy.int32)
    model.a_matrix_.value_ = numpy.array([f for row in program.rows for _, f in row.terms], dtype=float)
    return model
