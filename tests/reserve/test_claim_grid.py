"""The same claim in every combination of sentence, count and value that newspapers use reads the same."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.reserve.claims.statement import Reading, read
from tests.reserve.claims_making import HOLDERS, PUBLISHED, RECORD

COUNTS = (
    "6,240 BTC",
    "over 6,240 BTC",
    "more than 6,240 bitcoin",
    "about 6,240 bitcoins",
    "6.24 thousand bitcoin",
    "6.24k BTC",
    "BTC 6,240",
    "\u20bf6,240",
    "6240 BTC",
    "some 6 240 BTC",
    "roughly 6,240 coins",
    "nearly 6,240 BTC",
    "six thousand two hundred and forty bitcoin",
    "an estimated 6,240 BTC",
    "at least 6,240 BTC",
    "just over 6,240 BTC",
    "6,240+ BTC",
    "upwards of 6,240 BTC",
    "6\u202f240 bitcoins",
)
VALUES = (
    "$745 million",
    "about $745 million",
    "US$0.745bn",
    "USD 745m",
    "$745m",
    "745 million dollars",
    "$745,000,000",
    "over $745 million",
    "$0.745 billion",
    "approximately $745 million",
    "around 745 million U.S. dollars",
    "$745M",
    "more than US$ 745 million",
    "nearly $745mn",
)
HELD = (
    "El Salvador holds {c} worth {v}.",
    "El Salvador holds {c} ({v}).",
    "El Salvador\u2019s reserve stands at {c}, or {v}.",
    "The country owns {c}, valued at {v}.",
    "The Salvadoran treasury contains {c} \u2013 {v} at current prices.",
    "With {c} worth {v}, El Salvador is a large holder.",
    "El Salvador has accumulated {c}, with a market value of {v}.",
    "{c}, worth {v}, are held by El Salvador.",
    "El Salvador\u2019s {c} are now valued at {v}.",
    "As of Thursday, El Salvador held {c} worth {v}.",
    "El Salvador added 8 BTC this week, bringing its total to {c} ({v}).",
    "The value of El Salvador's {c} is {v}.",
    "El Salvador now holds {c}, which are worth {v} at today\u2019s price of $119,000.",
    "El Salvador, which buys one bitcoin a day, has {c} valued at {v}.",
    "El Salvador\u2019s portfolio is worth {v} and comprises {c}.",
    "El Salvador holds {v} worth of bitcoin, or {c}.",
    "El Salvador\u2019s BTC stockpile: {c}, {v}",
    "El Salvador holds {c}. That is worth {v}.",
)
MOVED = (
    "El Salvador bought {c} for {v}.",
    "El Salvador bought {c} worth {v}.",
    "The country added {c}, worth {v}, to its reserve.",
    "El Salvador has acquired {c} at a cost of {v}.",
    "A purchase of {c} worth {v} was announced.",
    "The office moved {c} worth {v} to a new address.",
    "El Salvador mined {c}, worth {v}.",
    "El Salvador sold {c} for {v}.",
    "El Salvador plans to buy {c} for {v}.",
    "El Salvador increased its holdings by {c}, worth {v}.",
    "{c} worth {v} were bought by the government.",
    "El Salvador did not buy {c} for {v}.",
)


def reading(form: str, count: str, value: str) -> Reading:
    """A sentence made of the three, read."""
    return read(form.format(c=count, v=value), holders=HOLDERS, default=RECORD.name, published=PUBLISHED)


@settings(deadline=None, max_examples=400)
@given(form=st.sampled_from(HELD), count=st.sampled_from(COUNTS), value=st.sampled_from(VALUES))
def test_a_holding_is_read_however_it_is_put(form: str, count: str, value: str) -> None:
    """One statement: El Salvador, 6,240 coins, 745 million dollars."""
    (statement,) = reading(form, count, value).statements
    assert statement.subject == "El Salvador"
    assert statement.btc is not None
    assert statement.btc.value == 6240
    assert statement.usd is not None
    assert statement.usd.value == Decimal(745_000_000)


@settings(deadline=None, max_examples=300)
@given(form=st.sampled_from(MOVED), count=st.sampled_from(COUNTS), value=st.sampled_from(VALUES))
def test_a_purchase_or_a_movement_is_no_holding(form: str, count: str, value: str) -> None:
    """No statement, and both figures set aside as understood."""
    found = reading(form, count, value)
    assert found.statements == ()
    assert [item.is_understood for item in found.passages] == [True, True]
