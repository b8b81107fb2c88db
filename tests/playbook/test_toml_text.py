"""Written TOML is read back as the same tree."""

from __future__ import annotations

import datetime as dt
import tomllib
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.playbook.toml_text import toml_text
from tests.playbook.patience import patient

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
scalars = st.one_of(
    texts,
    st.booleans(),
    st.integers(-(2**62), 2**62),
    st.decimals(allow_nan=False, allow_infinity=False, places=4),
    st.dates(),
)
trees = st.recursive(
    st.dictionaries(texts, st.one_of(scalars, st.lists(scalars, max_size=3)), max_size=4),
    lambda inner: st.dictionaries(
        texts, st.one_of(inner, st.lists(inner, min_size=1, max_size=3), scalars), max_size=4
    ),
    max_leaves=12,
)


@patient
@given(trees)
def test_any_tree_against_tomllib(tree: dict[str, Any]):
    """Whatever keys, texts, numbers, days and nested tables there are, the standard library reads the same tree."""
    assert tomllib.loads(toml_text(tree), parse_float=Decimal) == tree


def test_it_reads_well():
    """Short tables stand in one line, long ones under a header, numbers with separators, whole decimals as decimals."""
    tree = {
        "id": "x",
        "amount": {"value": 1_000_000, "unit": "USD"},
        "share": Decimal("6.50"),
        "rules": [{"id": "a", "from": dt.date(2025, 1, 1)}],
        "long": {"text": "x" * 140},
    }
    assert toml_text(tree) == (
        'id = "x"\namount = { value = 1_000_000, unit = "USD" }\nshare = 6.50\n\n'
        f'[[rules]]\nid = "a"\nfrom = 2025-01-01\n\n[long]\ntext = "{"x" * 140}"\n'
    )
