"""What a generated engine needs of numba: bit casts, and how each of its functions is compiled.

Never fastmath, which would let a compiler reorder and break equal bits; and division by zero gives infinity rather than
raising, because a raise in a loop keeps it from running in SIMD lanes.
"""

from __future__ import annotations

from typing import Any

import numba
from llvmlite import binding, ir
from numba import types
from numba.extending import intrinsic

# numba is only partly typed: its options and settings are taken as they are.
_njit: Any = numba.njit
_config: Any = getattr(numba, "config")  # noqa: B009 - which numba does not declare

SIGNATURE = types.void(
    *[types.int64] * 4,
    *[types.float64[::1]] * 3,
    *[types.int64[::1]] * 2,
    *[types.float64[::1]] * 4,
    *[types.int64[::1]] * 3,
    *[types.float64[::1]] * 2,
    *[types.int64[::1]] * 2,
    types.float64[::1],
)
"""The arguments of a kernel, in the order of ``simulate.kernel_text.ARGUMENTS``."""


def _use_wide_vectors() -> None:
    """Lets AVX-512 be used at its full width, which compilers avoid on some processors; the bits are the same.

    Measured on Sapphire Rapids: 1.4 times as fast under Bates. Whoever names a processor to numba is not overruled.
    """
    features: Any = binding.get_host_cpu_features()
    if features.get("avx512f") and not _config.CPU_NAME:
        _config.CPU_NAME = binding.get_host_cpu_name()
        _config.CPU_FEATURES = f"{features.flatten()},-prefer-256-bit"


_use_wide_vectors()


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


_INNER = {"error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}

inlined = _njit(forceinline=True, **_INNER)
"""For every step: melted into the loop over paths, which only then runs in SIMD lanes."""

separate = _njit(**_INNER)
"""For what is called seldom: counting on report days."""

kernel = _njit(SIGNATURE, error_model="numpy", no_cfunc_wrapper=True, nogil=True, cache=True)
"""For ``run``: compiled when its module is loaded, kept beside it, and free of Python's lock while it runs."""
