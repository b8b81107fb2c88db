"""The engine in plain CPython: slow, and the judge of every other engine's bits."""

from __future__ import annotations

import functools
import math
from typing import Any, NamedTuple

from bitcoin_office.simulate.bits import bits_float, float_bits
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.run import Kernel


def plain_kernel(plan: Plan) -> Kernel:
    """The plan's own text, run by the interpreter that runs this."""
    return _kernel(plan.code)


@functools.lru_cache(maxsize=8)
def _kernel(code: str) -> Kernel:
    names: dict[str, Any] = {
        "math": math,
        "NamedTuple": NamedTuple,
        "float_bits": float_bits,
        "bits_float": bits_float,
        "__name__": "bitcoin_office_plan",
    }
    exec(compile(code, "<plan>", "exec"), names)  # noqa: S102 - the text is ours, checked where a user wrote part of it
    return names["run"]
