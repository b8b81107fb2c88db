"""Elementary functions out of + - * / and square root only, so that every machine gives the same bits.

A library's exp differs in the last bit between versions and processors; these do not: IEEE 754 fixes every operation in
them. The engine compiles this text, so each function is branch-free and takes scalars. Coefficients of ``log`` and of
sine and cosine are those of FreeBSD's msun (fdlibm, Sun Microsystems 1993); ``exp`` is its Taylor series, which after
the reduction to half of log 2 is exact to less than one unit in the last place.
"""

from __future__ import annotations

import math

from bitcoin_office.simulate.bits import bits_float, float_bits

# Adding 1.5 * 2**52 rounds a double below 2**51 to the nearest integer and leaves that in its low bits.
ROUNDER = 6755399441055744.0
ROUNDER_BITS = 0x4338000000000000

LOG2_HIGH = 6.93147180369123816490e-01
LOG2_LOW = 1.90821492927058770002e-10
PER_LOG2 = 1.44269504088896338700e00
# Beyond this exp is cut: no rate or price of ours comes near, and no infinity can arise.
LARGEST_EXPONENT = 700.0
HALF_ROOT_BITS = 0x3FE6A09E667F3BCD
TURN = 1.4629180792671596e-09  # 2 pi / 2**32
UNIT_WORD = 2.3283064365386963e-10  # 2**-32


def nearest(value: float) -> float:
    """The nearest whole number, a half to the even one; for magnitudes below 2**51."""
    return (value + ROUNDER) - ROUNDER


def exp(x: float) -> float:
    """The exponential of x, cut at plus and minus 700; error below one unit in the last place."""
    x = min(max(x, -LARGEST_EXPONENT), LARGEST_EXPONENT)
    shifted = x * PER_LOG2 + ROUNDER
    power = float_bits(shifted) - ROUNDER_BITS
    whole = shifted - ROUNDER
    r = (x - whole * LOG2_HIGH) - whole * LOG2_LOW
    r2 = r * r
    r4 = r2 * r2
    a = 0.5 + r * 0.16666666666666666
    b = 0.041666666666666664 + r * 0.008333333333333333
    c = 0.001388888888888889 + r * 0.0001984126984126984
    d = 2.48015873015873e-05 + r * 2.7557319223985893e-06
    e = 2.755731922398589e-07 + r * 2.505210838544172e-08
    f = 2.08767569878681e-09 + r * 1.6059043836821613e-10
    tail = (a + r2 * b) + r4 * ((c + r2 * d) + r4 * (e + r2 * f))
    return (1.0 + (r + r2 * tail)) * bits_float((power + 1023) << 52)


def log(x: float) -> float:
    """The natural logarithm of a positive normal number; error below one unit in the last place."""
    pattern = float_bits(x)
    power = (pattern - HALF_ROOT_BITS) >> 52
    whole = bits_float(power + ROUNDER_BITS) - ROUNDER
    f = bits_float(pattern - (power << 52)) - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half = 0.5 * f * f
    return whole * LOG2_HIGH - ((half - (s * (half + (odd + even)) + whole * LOG2_LOW)) - f)


def sine_cosine(word: int) -> tuple[float, float]:
    """Sine and cosine of (word + 1/2) / 2**32 turns, word below 2**32."""
    turned = word + 536870912
    quarter = turned >> 30
    rest = word - (quarter << 30)
    a = (bits_float(rest + ROUNDER_BITS) - ROUNDER + 0.5) * TURN
    z = a * a
    sine = a + a * z * (
        -0.16666666666666632
        + z
        * (
            0.00833333333332248946
            + z
            * (
                -0.000198412698298579493
                + z * (2.75573137070700676e-06 + z * (-2.50507602534068634e-08 + z * 1.58969099521155010e-10))
            )
        )
    )
    tail = 2.48015872894767294e-05 + z * (
        -2.75573143513906633e-07 + z * (2.08757232129817483e-09 + z * -1.13596475577881948e-11)
    )
    cosine = 1.0 - 0.5 * z + z * z * (0.0416666666666666019 + z * (-0.00138888888888741096 + z * tail))
    swapped = (quarter & 1) != 0
    # The sign of the cosine is bit 31 of a quarter turn more: asked so, it needs neither a shift nor another constant.
    s = cosine if swapped else sine
    c = sine if swapped else cosine
    return (-s if (quarter & 2) != 0 else s), (-c if ((turned + 1073741824) & 2147483648) != 0 else c)


def uniform(word: int) -> float:
    """(word + 1/2) / 2**32, exactly: never 0, never 1."""
    return (bits_float(word + ROUNDER_BITS) - ROUNDER + 0.5) * UNIT_WORD


def normal_pair(first: int, second: int) -> tuple[float, float]:
    """Two independent standard normal numbers of two words (Box and Muller 1958); at most 6.77 in magnitude."""
    radius = math.sqrt(-2.0 * log(uniform(first)))
    sine, cosine = sine_cosine(second)
    return radius * cosine, radius * sine
