"""Script kinds, pushes and numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.chain.errors import ChainFormatError
from bitcoin_office.chain.script import (
    MAX_SCRIPT_BYTES,
    PAY_TO_ANCHOR,
    ScriptKind,
    is_unspendable,
    kind_of,
    multisig,
    p2pkh,
    p2sh,
    push,
    push_number,
    script_number,
    steps_of,
    witness_program,
    witness_script,
)

KEY = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
LONG_KEY = "04" + KEY[2:] + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
KINDS = [
    (f"21{KEY}ac", ScriptKind.P2PK),
    (f"41{LONG_KEY}ac", ScriptKind.P2PK),
    ("76a914" + "11" * 20 + "88ac", ScriptKind.P2PKH),
    ("a914" + "11" * 20 + "87", ScriptKind.P2SH),
    ("0014" + "11" * 20, ScriptKind.P2WPKH),
    ("0020" + "11" * 32, ScriptKind.P2WSH),
    ("5120" + "11" * 32, ScriptKind.P2TR),
    ("51024e73", ScriptKind.ANCHOR),
    ("5102ffff", ScriptKind.UNKNOWN_WITNESS),
    ("5114" + "11" * 20, ScriptKind.UNKNOWN_WITNESS),
    ("6002751e", ScriptKind.UNKNOWN_WITNESS),
    ("6028" + "11" * 40, ScriptKind.UNKNOWN_WITNESS),
    ("6029" + "11" * 41, ScriptKind.NONSTANDARD),
    ("600111", ScriptKind.NONSTANDARD),
    ("0010" + "11" * 16, ScriptKind.NONSTANDARD),
    (f"51 21{KEY} 51 ae", ScriptKind.MULTISIG),
    (f"52 21{KEY} 21{KEY} 41{LONG_KEY} 53 ae", ScriptKind.MULTISIG),
    ("51" + f"21{KEY}" * 17 + "0111" + "ae", ScriptKind.MULTISIG),
    ("51" + f"21{KEY}" * 21 + "0115" + "ae", ScriptKind.NONSTANDARD),
    (f"52 21{KEY} 51 ae", ScriptKind.NONSTANDARD),
    (f"51 21{KEY} 52 ae", ScriptKind.NONSTANDARD),
    (f"00 21{KEY} 51 ae", ScriptKind.NONSTANDARD),
    (f"51 20{KEY[2:]} 51 ae", ScriptKind.NONSTANDARD),
    ("6a", ScriptKind.OP_RETURN),
    ("6a0568656c6c6f", ScriptKind.OP_RETURN),
    ("6a05686569", ScriptKind.NONSTANDARD),
    ("6aac", ScriptKind.NONSTANDARD),
    ("", ScriptKind.NONSTANDARD),
    ("51", ScriptKind.NONSTANDARD),
    ("ae", ScriptKind.NONSTANDARD),
    ("5151ae", ScriptKind.NONSTANDARD),
    ("4cae", ScriptKind.NONSTANDARD),
    (f"21{KEY[:-2]}ac", ScriptKind.NONSTANDARD),
]


@pytest.mark.parametrize(("script", "kind"), KINDS)
def test_each_kind_is_known_and_its_neighbours_are_not(script: str, kind: ScriptKind) -> None:
    """Every kind, and for each a script that misses it by one byte or one number."""
    assert kind_of(bytes.fromhex(script)) is kind


def test_every_kind_is_tried_above() -> None:
    """No kind is left out."""
    assert {kind for _, kind in KINDS} == set(ScriptKind)


def test_multisig_names_its_keys_and_how_many_are_needed() -> None:
    """Two of three: the number and the keys in their order."""
    found = multisig(bytes.fromhex(f"52 21{KEY} 41{LONG_KEY} 21{KEY} 53 ae"))
    assert found == (2, tuple(bytes.fromhex(each) for each in (KEY, LONG_KEY, KEY)))


def test_builders_build_what_is_recognised() -> None:
    """Each standard script that is built has its kind, and a witness program comes back."""
    assert kind_of(p2pkh(bytes(20))) is ScriptKind.P2PKH
    assert kind_of(p2sh(bytes(20))) is ScriptKind.P2SH
    for version, size in ((0, 20), (0, 32), (1, 32), (16, 40)):
        assert witness_program(witness_script(version, bytes(size))) == (version, bytes(size))
    assert witness_program(PAY_TO_ANCHOR) == (1, b"\x4e\x73")


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=70_000))
def test_pushes_come_back(size: int) -> None:
    """Data of every length is pushed by one operation and read back whole."""
    ((_, data),) = steps_of(push(bytes(size)))
    assert data == bytes(size)


@pytest.mark.parametrize(
    ("value", "pushed"),
    [(0, "00"), (-1, "4f"), (1, "51"), (16, "60"), (17, "0111"), (127, "017f"), (128, "028000"), (-127, "01ff"),
     (-128, "028080"), (255, "02ff00"), (256, "020001"), (32_768, "03008000"), (52_560, "0350cd00"), (-2, "0182")],
)  # fmt: skip
def test_numbers_are_pushed_in_their_shortest_form(value: int, pushed: str) -> None:
    """Little end first, the sign in the highest bit, small numbers as operations."""
    assert push_number(value).hex() == pushed


def test_zero_is_the_empty_number() -> None:
    """Zero has no bytes."""
    assert script_number(0) == b""


@pytest.mark.parametrize("script", ["01", "0201", "4c", "4c01", "4d0100", "4e01000000", "4effffffff00"])
def test_a_push_past_the_end_is_refused(script: str) -> None:
    """A script that announces more than it has names the place; no memory is taken for it."""
    with pytest.raises(ChainFormatError, match="reaches past its end"):
        list(steps_of(bytes.fromhex(script)))


def test_what_can_never_be_spent() -> None:
    """Data outputs and scripts too long to run; an empty script anyone can spend."""
    assert is_unspendable(b"\x6a")
    assert is_unspendable(bytes(MAX_SCRIPT_BYTES + 1))
    assert not is_unspendable(bytes(MAX_SCRIPT_BYTES))
    assert not is_unspendable(b"")
