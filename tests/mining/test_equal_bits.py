"""What simulated futures compile gives the same bits as plain Python."""

import random
import struct
from pathlib import Path
from types import FunctionType

import pytest

from bitcoin_office.fiscal import reserves, yardstick
from bitcoin_office.mining import daily, fleet, network

numba = pytest.importorskip("numba", reason="the extra plan is not installed")

RANGES = {
    "difficulty": (1e12, 2e14),
    "height": (0, 7e6),
    "hashrate_ehs": (100, 2000),
    "epoch_blocks": (0, 2015),
    "own_ehs": (0, 500),
    "others_ehs": (100, 2000),
    "price_usd": (1e3, 1e6),
    "local_per_usd": (1, 500),
    "blocks_per_ehs": (0.05, 0.5),
    "epoch_days": (0, 20),
    "blocks_to_halving": (0, 300),
    "blocks": (100, 200),
    "j_per_th": (9, 100),
}
CASES = [
    (network, ["network_ehs", "block_seconds", "coins_per_ths_day", "retargeted", "block_subsidy_btc"]),
    (
        network,
        [
            "epoch_day",
            "halving_day",
            "difficulty_of",
            "hash_price_factor",
            "others_after_ehs",
            "break_even_usd_per_kwh",
        ],
    ),
    (fleet, ["fleet_ehs", "mining_mw", "least_hashprice_usd", "fleet_coins", "even_hashprice_usd"]),
    (daily, ["mining_day", "others_day", "earned_per_mwh", "shifted_load", "offered_power", "machines_working"]),
    (yardstick, ["subsidies_of_day", "cost_of_service"]),
    (reserves, ["gross_reserves_after", "adequacy_metric_usd", "criterion_margin"]),
]
NAMES = [(module, name) for module, names in CASES for name in names]


def bits(value) -> bytes:
    """The exact bits of a float or of several."""
    values = value if isinstance(value, tuple) else (value,)
    return struct.pack(f"{len(values)}d", *map(float, values))


def compiled(name: str):
    """A desk's function with all that it uses, compiled as the engine does: without fast mathematics."""
    from bitcoin_office.simulate.sources import source_texts

    modules = (network, fleet, daily, yardstick, reserves)
    text = source_texts(Path(module.__file__).read_text(encoding="utf-8") for module in modules).pick([name])
    space: dict = {"math": __import__("math"), "NamedTuple": tuple}
    exec(text, space)  # our own source
    for key, item in list(space.items()):
        if isinstance(item, FunctionType):
            space[key] = numba.njit(error_model="numpy")(item)
    return space[name]


@pytest.mark.slow
@pytest.mark.parametrize(("module", "name"), NAMES, ids=[name for _, name in NAMES])
def test_compiled_is_plain(module, name: str) -> None:
    """On two hundred random arguments the compiled function gives the bits of the plain one."""
    plain = getattr(module, name)
    quick = compiled(name)
    assert not isinstance(quick, FunctionType)
    chance = random.Random(name)
    arguments = plain.__code__.co_varnames[: plain.__code__.co_argcount]
    for _ in range(200):
        values = [chance.uniform(*RANGES.get(argument, (0.01, 0.99))) for argument in arguments]
        assert bits(quick(*values)) == bits(plain(*values)), values
