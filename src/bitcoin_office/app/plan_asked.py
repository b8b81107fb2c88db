"""Questions about plans as the pages ask them: each with bounds on all it says, and the hash by which it is known."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import re
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from bitcoin_office import __version__
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.terms.errors import UsageError
from bitcoin_office.terms.pattern import END

MOST_PATHS: Final = 200_000
MOST_VARIED: Final = 20
FIRST_YEAR, LAST_YEAR = 2009, 2200
_MOST_LINE: Final = 1e18
# A country's code with overlays by name: never a path, for the question comes from a browser.
_PROGRAMME: Final = re.compile(rf"[a-z]{{2}}(\+[a-z0-9-]{{1,40}}){{0,3}}{END}")
_NUMBER: Final = r"-?[0-9_]{1,20}(\.[0-9]{1,12})?(e-?[0-9]{1,2})?"

Series = Annotated[str, Meta(pattern=f"^[a-z0-9_]{{0,60}}{END}")]
"""A series of the plan by its name; an empty one is that which the programme is told by."""
Of = Annotated[str, Meta(pattern=rf"^(mean|p[0-9]{{1,2}}(\.[0-9])?|(below|above):{_NUMBER}){END}")]
Varied = Annotated[str, Meta(pattern=rf"^[a-z0-9_.-]{{1,60}}(={_NUMBER}\.\.{_NUMBER})?{END}")]
"""An assumption by its name, with ``=LOW..HIGH`` in a range of one's own."""


class PlanKind(enum.StrEnum):
    """What is asked of one or two programmes."""

    PLAN = "plan"
    COMPARE = "compare"
    REPLAY = "replay"
    HINDSIGHT = "hindsight"
    SENSITIVITY = "sensitivity"
    STRESS = "stress"
    BREAKS = "breaks"


ALWAYS: Final = frozenset({"kind", "programme", "as_of", "digests", "version"})
FIELDS: Final[dict[PlanKind, frozenset[str]]] = {
    PlanKind.PLAN: frozenset({"years", "paths", "seed"}),
    PlanKind.COMPARE: frozenset({"other", "years", "paths", "seed"}),
    PlanKind.REPLAY: frozenset({"years", "paths", "seed", "path", "hours"}),
    PlanKind.HINDSIGHT: frozenset({"paths", "seed"}),
    PlanKind.SENSITIVITY: frozenset({"years", "paths", "seed", "series", "of", "vary"}),
    PlanKind.STRESS: frozenset({"years"}),
    PlanKind.BREAKS: frozenset({"years", "paths", "seed", "series", "of", "vary", "line", "above"}),
}
"""What each question says besides what all do; nothing else changes its hash."""

RUNS: Final = frozenset({PlanKind.SENSITIVITY, PlanKind.BREAKS})
"""Questions that run a plan hundreds of times: their progress is counted in runs, and some hundreds of futures do."""
FEW_PATHS, USUAL_PATHS = 500, 10_000


class PlanAsked(msgspec.Struct, frozen=True, kw_only=True):
    """The question, with all that its answer depends on: ``digests`` are those of the programmes' texts.

    ``series`` and ``of`` name a figure, ``vary`` the assumptions that are moved (none: all); the figure breaks where it
    goes below ``line``, or ``above`` it. ``hours`` is the year in which the budget's year begins that is replayed by
    the hour.
    """

    kind: PlanKind
    programme: str
    other: str = ""
    paths: Annotated[int, Meta(ge=1, le=MOST_PATHS)] = USUAL_PATHS
    years: Annotated[int, Meta(ge=1, le=30)] = 5
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 1
    as_of: dt.date | None = None
    path: Annotated[int, Meta(ge=0, le=2**32 - 1)] | None = None
    hours: Annotated[int, Meta(ge=FIRST_YEAR, le=LAST_YEAR)] | None = None
    series: Series = ""
    of: Of = "p50"
    vary: Annotated[tuple[Varied, ...], Meta(max_length=MOST_VARIED)] = ()
    line: Annotated[float, Meta(ge=-_MOST_LINE, le=_MOST_LINE)] = 0.0
    above: bool = False
    digests: tuple[str, ...] = ()
    version: str = __version__

    @property
    def key(self) -> str:
        """The hash by which question and answer are known."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()

    @property
    def programmes(self) -> tuple[str, ...]:
        """The programmes that are asked about."""
        return (self.programme, self.other) if self.kind is PlanKind.COMPARE else (self.programme,)

    @property
    def steps(self) -> int | None:
        """How many futures its progress counts up to; ``None`` where that is not known before."""
        return None if self.kind in RUNS or self.kind is PlanKind.STRESS else self.paths

    @property
    def terms(self) -> PlanQuestion:
        """The terms of the plan that is asked."""
        return PlanQuestion(paths=self.paths, years=self.years, seed=self.seed, as_of=self.as_of)


def only_asked(asked: PlanAsked) -> PlanAsked:
    """The question without what its kind does not ask.

    Raises ``UsageError`` for a programme that is no name, and hindsight without a day.
    """
    if not all(_PROGRAMME.match(each) for each in asked.programmes):
        raise UsageError("A programme is a country's code, with overlays by name.", remedy="Such as pk+sv-reserve.")
    if asked.kind is PlanKind.HINDSIGHT and asked.as_of is None:
        raise UsageError("Hindsight needs the day of a plan.", remedy="Name one that has passed.")
    said = ALWAYS | FIELDS[asked.kind]
    return PlanAsked(**{name: getattr(asked, name) for name in said})
