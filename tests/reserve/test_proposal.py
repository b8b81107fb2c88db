"""A proposal's form: what was once kept can be read for ever, byte for byte; what waits, and what was spent."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.reserve.proposal import (
    Proposal,
    ProposalFormError,
    Side,
    hash_of,
    name_of,
    proposal_bytes,
    read_proposal,
)
from bitcoin_office.reserve.proposal_log import ExecutedBody
from bitcoin_office.reserve.proposal_pending import pending_on, spent_between
from bitcoin_office.reserve.proposal_state import Case, Signed
from bitcoin_office.reserve.rules_explain import fields_seen

KEPT = Path(__file__).parent / "proposal-1.json"
HASH = "d06758b0829e2b4edd28f3515f8904c97776c6c16dd59b21e0df7da44a29a6c3"
TXID = "ab" * 32


def kept(**changes: object) -> Proposal:
    """The kept proposal with something changed."""
    return msgspec.structs.replace(read_proposal(KEPT.read_bytes()), **changes)


def case(day: int, *, approved: bool = True, executed: int | None = None, side: Side = Side.BUY, last: int = 0) -> Case:
    """A proposal of a day of January 2026 for 10 dollars."""
    proposal = kept(day=dt.date(2026, 1, day), side=side, usd_cents=1_000, sats=5)
    terms = msgspec.structs.replace(proposal.terms, last_day=dt.date(2026, 1, last or day + 1))
    proposal = msgspec.structs.replace(proposal, terms=terms)
    data = proposal_bytes(proposal)
    body = () if executed is None else (ExecutedBody(txid=f"{executed:064x}", usd_cents=None, file="", sha256=""),)
    approvals = (Signed(by="Ana", at=1),) if approved else ()
    return Case(id=f"{day}", hash=hash_of(data), data=data, proposal=proposal, approvals=approvals, executed=body)


def test_a_kept_proposal_reads_for_ever() -> None:
    """The form ``proposal/1`` is what the log holds: its bytes are read, and written again, with the same hash.

    A change that makes this fail needs a new version of the form, and a reader for this one.
    """
    data = KEPT.read_bytes()
    proposal = read_proposal(data)
    assert proposal_bytes(proposal) == data
    assert hash_of(data) == HASH
    assert name_of(proposal, HASH) == f"{proposal.day}-{proposal.rule.id}-{HASH[:12]}"


@given(data=st.one_of(st.binary(max_size=40), st.just(b'{"schema":"bitcoin-office/proposal/9"}')))
def test_another_form_is_named(data: bytes) -> None:
    """Whatever else stands there is an error with a code, not a traceback."""
    with pytest.raises(ProposalFormError):
        read_proposal(data)


@pytest.mark.parametrize("change", ["sats", "usd_cents", "day", "programme_hash", "answer"])
def test_every_part_is_in_the_hash(change: str) -> None:
    """Another amount, sum, day, programme or answer is another proposal."""
    value = getattr(kept(), change)
    other = {"day": dt.date(2026, 1, 1), "programme_hash": "00" * 32}.get(change, None if change == "day" else value)
    changed = kept(**{change: other if other != value else value + 1})
    assert hash_of(proposal_bytes(changed)) != HASH


def test_what_waits_on_a_day() -> None:
    """Approved and not in the books before the day: not read yet while it holds, or read on the day itself or later."""
    day = dt.date(2026, 1, 10)
    days = {f"{number:064x}": dt.date(2026, 1, number) for number in (8, 9, 10, 12)}
    cases = {
        "unapproved": case(9, approved=False),
        "open": case(9, last=10),
        "expired": case(8, last=9),
        "of today": case(10),
        "in the books": case(8, executed=9),
        "in the books tomorrow": case(8, executed=10),
        "read later": case(7, executed=12),
        "taken back": case(9, executed=99, last=10),
        "taken back for good": case(7, executed=99, last=9),
    }
    waiting = {name for name, each in cases.items() if list(pending_on([each], day, days))}
    assert waiting == {"open", "in the books tomorrow", "read later", "taken back"}


def test_what_was_spent_between_two_days() -> None:
    """Executed trades of the days between, sales against them, at the stated sum where one is."""
    stated = case(6, executed=6)
    body = msgspec.structs.replace(stated.executed[0], usd_cents=1_234)
    cases = [
        case(5, executed=5),
        msgspec.structs.replace(stated, executed=(body,)),
        case(7, executed=7, side=Side.SELL),
    ]
    cases += [case(8), case(9, executed=9)]
    assert spent_between(cases, dt.date(2026, 1, 5), dt.date(2026, 1, 9), []) == 1_234 - 1_000
    assert spent_between(cases, dt.date(2026, 1, 4), dt.date(2026, 1, 9), cases[:1]) == 1_234 - 1_000


def test_a_number_is_no_field() -> None:
    """What is asked of the numbers is not looked at, though it has a field's name; helpers and memories count."""
    text = (
        "def helper(o):\n    return o.window_high_usd\n\n"
        "def mine(seen, own):\n    return own.coins * helper(seen) + seen.price_usd\n\n"
        "def mine_memory(seen, own):\n    return seen.height_usd + own.memory\n\n"
        "def other(seen, own):\n    return seen.surplus_usd\n"
    )
    assert fields_seen(text, ("mine",)) == {"window_high_usd", "price_usd"}
    assert fields_seen(text, ("mine", "mine_memory")) == {"window_high_usd", "price_usd", "height_usd"}


def test_a_price_is_exact() -> None:
    """The close stands in the proposal as the source has it, digit by digit."""
    assert read_proposal(proposal_bytes(kept())).price.usd_per_btc == Decimal(119313)
