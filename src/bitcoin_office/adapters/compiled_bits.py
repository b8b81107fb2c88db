"""What a generated engine needs of numba: bit casts, and how each of its functions is compiled.

Never fastmath, which would let a compiler reorder and break equal bits; and division by zero gives infinity rather than
raising, because a raise in a loop keeps it from running in SIMD lanes.
"""

from __future__ import annotations

from typing import Any

import numba
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

SIGNATURE = types.void(
    *[types.int64] * 4,
    *[types.float64[::1]] * 3,
    *[types.int64[::1]] * 2,
    *[types.float64[::1]] * 3,
    *[types.int64[::1]] * 2,
    *[types.float64[::1]] * 2,
    *[types.int64[::1]] * 2,
    types.float64[::1],
)
"""The arguments of a kernel, in the order of ``simulate.kernel_text.ARGUMENTS``."""


@intrinsic
def float_bits(typing_context: Any, value: Any) -> Any:  # noqa: ARG001 - numba's form
    """The 64 bits of a double as a signed integer."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), generate


@intrinsic
def bits_float(typing_context: Any, bits: Any) -> Any:  # noqa: ARG001 - numba's form
    """The double with these 64 bits."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), generate


inlined = numba.njit(error_model="numpy", forceinline=True)
"""For every step: melted into the loop over paths, which only then runs in SIMD lanes."""

separate = numba.njit(error_model="numpy")
"""For what is called seldom: counting on report days."""

kernel = numba.njit(SIGNATURE, error_model="numpy", nogil=True, cache=True)
"""For ``run``: compiled when its module is loaded, kept beside it, and free of Python's lock while it runs."""
