"""The compiled engine: the bits of plain Python, however it is compiled, cut and driven; a cache never stale."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from bitcoin_office.adapters.compiled_engine import (
    EngineCacheError,
    cache_folder,
    compiled_kernel,
    compiled_text,
)
from bitcoin_office.adapters.futures_run import StateFileError, drive, load_state, save_state
from bitcoin_office.simulate.plan import PlanInput, prepare
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import empty_piece, merge, run_piece, trace
from bitcoin_office.simulate.sources import source_texts
from bitcoin_office.terms.errors import ConflictError
from tests.simulate.mining_making import TERMS, mining_plan
from tests.simulate.programmes import EVERY_RULE, OPENING, WEATHERS, digest, plan, rule, texts

ROOT = Path(__file__).resolve().parent.parent.parent
PATHS = 150


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One cache for all tests of this file."""
    return tmp_path_factory.mktemp("engine")


@pytest.fixture(scope="module")
def small(folder):
    """A small programme and its compiled engine."""
    made = plan("fhs", days=25, rules=(EVERY_RULE[0], EVERY_RULE[5]))
    return made, compiled_kernel(made, folder)


def test_compiled_bits_are_those_of_python(small):
    """A draw of the past, a window and two rules: every count, sum and extreme is equal."""
    made, kernel = small
    assert digest(run_piece(made, kernel, 0, PATHS)) == digest(run_piece(made, plain_kernel(made), 0, PATHS))


@pytest.mark.slow
@pytest.mark.parametrize("weather", WEATHERS)
def test_every_rule_and_weather_has_the_bits_of_python(folder, weather):
    """All eleven rules at once, under each weather, with all windows turning over: equal in every bit."""
    made = plan(weather, days=70)
    kernel = compiled_kernel(made, folder)
    assert digest(run_piece(made, kernel, 2**33, PATHS)) == digest(run_piece(made, plain_kernel(made), 2**33, PATHS))


@pytest.mark.slow
@pytest.mark.parametrize("lanes", [1, 16, 37])
def test_lanes_have_the_same_bits(small, folder, lanes):
    """One path at a time, or 16, 37 or 64 side by side."""
    made, kernel = small
    other = plan("fhs", days=25, rules=(EVERY_RULE[0], EVERY_RULE[5]), lanes=lanes)
    found = run_piece(other, compiled_kernel(other, folder), 0, PATHS)
    assert digest(found) == digest(run_piece(made, kernel, 0, PATHS))


@pytest.mark.parametrize("threads", [1, 2])
def test_threads_have_the_same_bits(small, threads, monkeypatch):
    """Driven by one thread or two, in pieces of any size."""
    made, kernel = small
    monkeypatch.setattr("bitcoin_office.adapters.futures_run.PIECE_PATHS", 37)
    told: list[int] = []
    piece, whole = drive(made, kernel, PATHS, threads=threads, progress=told.append)
    assert whole
    assert told[-1] == PATHS
    assert digest(piece) == digest(run_piece(made, kernel, 0, PATHS))


def test_a_stopped_run_is_gone_on_with(small, monkeypatch, tmp_path):
    """Ctrl-C leaves a state; written, read and gone on with, it gives the bits of a run that was never stopped."""
    made, kernel = small
    monkeypatch.setattr("bitcoin_office.adapters.futures_run.PIECE_PATHS", 30)

    def stop(finished: int) -> None:
        if finished >= 60:
            raise KeyboardInterrupt

    piece, whole = drive(made, kernel, PATHS, threads=2, progress=stop)
    assert not whole
    assert 60 <= piece.paths < PATHS
    save_state(piece, tmp_path / "state")
    piece, whole = drive(made, kernel, PATHS, threads=2, begun=load_state(tmp_path / "state"))
    assert whole
    assert digest(piece) == digest(run_piece(made, kernel, 0, PATHS))


def test_a_state_that_is_none(small, tmp_path):
    """A damaged file, a missing one and another plan's state are refused."""
    (tmp_path / "damaged").write_bytes(b"\x00\x01")
    for name in ("damaged", "missing"):
        with pytest.raises(StateFileError):
            load_state(tmp_path / name)
    made, kernel = small
    with pytest.raises(ConflictError, match="is of plan"):
        drive(made, kernel, PATHS, threads=1, begun=empty_piece(plan("fhs", days=25, seed=8)))


@pytest.mark.slow
@pytest.mark.parametrize(("cpu", "features"), [("x86-64", ""), ("haswell", "+avx2,-avx512f")], ids=["SSE2", "AVX2"])
def test_instruction_sets_have_the_same_bits(small, folder, cpu, features):
    """Code for the oldest 64-bit processor and for AVX2 without fused multiplication gives the same bits."""
    if os.uname().machine != "x86_64":
        pytest.skip("instruction sets of x86-64")
    made, kernel = small
    code = (
        "import sys; from pathlib import Path\n"
        "from bitcoin_office.adapters.compiled_engine import compiled_kernel\n"
        "from bitcoin_office.simulate.run import run_piece\n"
        "from tests.simulate.programmes import EVERY_RULE, digest, plan\n"
        "made = plan('fhs', days=25, rules=(EVERY_RULE[0], EVERY_RULE[5]))\n"
        f"print(digest(run_piece(made, compiled_kernel(made, Path({str(folder)!r})), 0, {PATHS})))"
    )
    environment = os.environ | {"NUMBA_CPU_NAME": cpu, "NUMBA_CPU_FEATURES": features}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True, capture_output=True)
    assert done.stdout.decode().strip() == digest(run_piece(made, kernel, 0, PATHS))


@pytest.mark.slow
def test_coins_and_cash_are_conserved_on_every_compiled_path(folder):
    """What numba makes of all rules at once, on each of 2,000 paths: to the satoshi and the cent, every day."""
    made = plan("fhs", days=70)
    seen = trace(made, compiled_kernel(made, folder), 0, 2_000)
    names = ("sats", "bought_sats", "sold_sats", "mined_sats", "cash_cents", "spent_cents", "received_cents")
    for sats, bought, sold, mined, cash, spent, received in zip(*(seen[name] for name in names), strict=True):
        for day in range(70):
            assert sats[day] == OPENING.sats + bought[day] - sold[day] + mined[day] >= 0
            assert cash[day] == OPENING.cash_cents - spent[day] + received[day]
    assert all(path[-1] > 0 for path in seen["bought_sats"])


@pytest.mark.slow
def test_an_edited_rule_is_compiled_anew(folder):
    """A rule edited between two runs, the cache kept: the second run's result is that of the edited text."""
    given = _given(texts())
    buys = (ROOT / "src/bitcoin_office/reserve/rules.py").read_text()
    edited = _edited(buys, "        return numbers.coins", "        return 2.0 * numbers.coins")
    before, after = prepare(given(texts())), prepare(given(edited))
    first, second = (run_piece(made, compiled_kernel(made, folder), 0, 20) for made in (before, after))
    assert digest(first) != digest(second) == digest(run_piece(after, plain_kernel(after), 0, 20))


def test_an_edited_rule_is_another_engine():
    """One changed number in a rule's text: another plan, another module, and another result; a comment changes none."""
    given = _given(texts())
    buys = (ROOT / "src/bitcoin_office/reserve/rules.py").read_text()
    same = _edited(buys, "    return numbers.coins", "    return numbers.coins  # as declared")
    edited = _edited(buys, "        return numbers.coins", "        return 2.0 * numbers.coins")
    before, after = prepare(given(texts())), prepare(given(edited))
    assert prepare(given(same)).code_hash == before.code_hash
    assert before.code_hash != after.code_hash
    assert before.hash != after.hash
    first, second = (run_piece(made, plain_kernel(made), 0, 2) for made in (before, after))
    assert digest(first) != digest(second)


def _edited(text, old, new):
    """The shipped texts, with the first ``old`` of the rules replaced."""
    assert old in text
    changed = source_texts([text.replace(old, new, 1)])
    return texts().__class__({**texts().nodes, **changed.nodes})


def _given(shipped):
    """What a plan is made of, for other texts."""
    made = plan(days=5, rules=(rule("fixed_coins", coins=1.0),))

    def with_texts(other) -> PlanInput:
        from tests.simulate import programmes

        span = made.span
        section = WEATHERS["gbm"].section(programmes.Start(price_usd=1e5), programmes.Drift())
        section += programmes.DOLLAR
        section += programmes.reserve_section((rule("fixed_coins", coins=1.0),), programmes.OPENING, span, other)
        return PlanInput(section=section, span=span, reports=(4,), seed=1, texts=other)

    return with_texts


def test_a_damaged_module_is_written_anew(small, folder, tmp_path):
    """A module in the cache that is not what it should be is replaced; one that cannot be written is said so."""
    made, _ = small
    assert all(path.read_text().startswith('"""Generated') for path in folder.glob("plan_*.py"))
    from bitcoin_office.adapters import compiled_engine

    target = tmp_path / "plan_x.py"
    target.write_text("damaged")
    compiled_engine._write(target, compiled_text(made.code))
    assert target.read_text() == compiled_text(made.code)
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineCacheError):
        compiled_engine._write(tmp_path / "file" / "plan_x.py", "text")


def test_the_cache_is_in_the_users_cache_folder(monkeypatch, tmp_path):
    """XDG_CACHE_HOME says where."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "bitcoin-office" / "engine"


def test_merging_compiled_and_plain_pieces(small):
    """Pieces of different engines are pieces of one plan."""
    made, kernel = small
    mixed = merge([run_piece(made, kernel, 0, 10), run_piece(made, plain_kernel(made), 10, 7)])
    assert digest(mixed) == digest(run_piece(made, kernel, 0, 17))


@pytest.mark.slow
@pytest.mark.parametrize("weather", ["fhs", "bates"])
def test_mining_has_the_bits_of_python(folder, weather):
    """Fleet, network, tables of cost, halls and coins into the reserve: equal in every bit, and in any lanes."""
    rules = (rule("share_of_mined", share=0.5), rule("sell_to_cover_power", share=1.0))
    terms = msgspec.structs.replace(TERMS, to_reserve=True, offered_months=())
    made = mining_plan(terms, first=dt.date(2026, 5, 25), days=60, weather=weather, rules=rules)
    found = digest(run_piece(made, compiled_kernel(made, folder), 2**33, 40))
    assert found == digest(run_piece(made, plain_kernel(made), 2**33, 40))
    other = mining_plan(terms, first=dt.date(2026, 5, 25), days=60, weather=weather, rules=rules, lanes=64)
    assert digest(run_piece(other, compiled_kernel(other, folder), 2**33, 40)) == found
