"""What a day is made of. A desk adds state, observations and statistics by adding parts; the engine joins them by name.

A *value* is one float a path and day, known by its name (``price_usd``, ``sats``). A part takes values, parameters and
calendar columns by the names of its function's arguments and gives values. What a value was at the end of the day
before is what a part reads that comes before the one that gives it; so a state variable is a value with a beginning.
"""

from __future__ import annotations

import enum

import msgspec


class Chance(enum.StrEnum):
    """How a random value is distributed."""

    NORMAL = "normal"
    UNIFORM = "uniform"


class Draw(msgspec.Struct, frozen=True, kw_only=True):
    """A random value, one a path and day (or one a path, for parts at the start).

    ``stream`` is its own and never changes: two programmes that share a draw see the same chance, whatever else they
    draw. Streams are listed in ``draws.py``.

    A normal draw ``beside`` a uniform one of the same day is wanted only where that one is below the parameter
    ``below``, as the size of a jump is where there is one. Elsewhere it is 0, and need not be drawn.
    """

    name: str
    stream: int
    chance: Chance
    beside: str = ""
    below: str = ""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """A value that outlives the day. ``begins`` names the parameter with its first value; empty for 0."""

    name: str
    begins: str = ""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the day: a scalar function of a desk and the names of the values that it gives.

    Arguments are values, parameters, calendar columns and draws of the same name; ``renamed`` says for an argument that
    it takes a value of another name (one function, used twice).
    """

    function: str
    gives: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...] = ()


class Lookup(msgspec.Struct, frozen=True, kw_only=True):
    """Reads a table at a place: ``gives = table[int(place)]``, ``place`` being a value from 0 to below the length."""

    table: str
    place: str
    gives: str


class Look(enum.StrEnum):
    """What a window tells of its days."""

    HIGHEST = "highest"
    SUM = "sum"


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """Looks back over ``days`` days of a value, this day included; days before the first count as not there.

    A sum is exact, and so the same however it is computed, if the value is a multiple of 2**-40 below 2**11: see
    ``window_steps``. The length is a number of the plan, not of its code.
    """

    name: str
    of: str
    look: Look
    days: int


def gives(step: Part | Lookup | Window) -> tuple[str, ...]:
    """The values that a step gives, by name."""
    match step:
        case Part():
            return step.gives
        case Lookup():
            return (step.gives,)
        case Window():
            return (step.name,)


class Statistic(msgspec.Struct, frozen=True, kw_only=True):
    """What is counted of a value on every report day: a histogram, a sum, the lowest and the highest.

    Bins are 64 to each doubling from 2**``low`` to 2**``high``, the same below zero if ``signed``, and one for what is
    nearer to zero. Sums count in steps of 2**-``fine``: at most 2**61 of them in one value. What is ``seldom`` is
    counted only on report days on which the calendar column ``seldom_reports`` is above 0, such as the ends of years.
    """

    name: str
    unit: str
    low: int
    high: int
    signed: bool = False
    fine: int = 10
    seldom: bool = False


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """All that a programme's day consists of, in order, and what is reported of it.

    ``starts`` run once a path, before the first day; ``reports`` run on report days only, after everything else, and
    ``seldom`` after these on those report days on which seldom statistics are counted.
    """

    state: tuple[State, ...]
    draws: tuple[Draw, ...]
    steps: tuple[Part | Lookup | Window, ...]
    statistics: tuple[Statistic, ...]
    starts: tuple[Part, ...] = ()
    start_draws: tuple[Draw, ...] = ()
    reports: tuple[Part, ...] = ()
    seldom: tuple[Part, ...] = ()
    written: str = ""

    def __add__(self, other: Day) -> Day:
        """Our parts and then the other's: how desks are put together."""
        return Day(
            state=self.state + other.state,
            draws=self.draws + other.draws,
            steps=self.steps + other.steps,
            statistics=self.statistics + other.statistics,
            starts=self.starts + other.starts,
            start_draws=self.start_draws + other.start_draws,
            reports=self.reports + other.reports,
            seldom=self.seldom + other.seldom,
            written="\n".join(text for text in (self.written, other.written) if text),
        )
