"""What is proved against the books, and kept proofs against the chain."""

import msgspec

from bitcoin_office.books.ledger import Balance
from bitcoin_office.reserve.judged_proof import WhyNot
from bitcoin_office.reserve.proved import ProvedReserve
from bitcoin_office.reserve.reconcile import BreakCode
from bitcoin_office.reserve.reconcile_proved import breaks_of_proofs, breaks_of_proved
from tests.reserve.movements_making import BITCOIN, PARTS
from tests.reserve.test_proved import THREE, proof, told

PROVED: ProvedReserve = told(THREE, proof())
OBSERVED = Balance("Assets:Reserve:Observed:Cold", "sat", 3 * BITCOIN)


def found(*balances: Balance) -> list[tuple[BreakCode, int | None]]:
    """Breaks by code and size."""
    return [(each.code, each.sats) for each in breaks_of_proved(PROVED, balances, PARTS)]


def test_books_with_at_least_the_proved_coins_agree() -> None:
    """Known cost and unknown cost of a vault are added up; a vault without proofs is not asked about."""
    assert found(OBSERVED) == []
    split = [
        Balance("Assets:Reserve:Observed:Cold", "sat", 1),
        Balance("Assets:Reserve:Unexplained:Cold", "sat", 10**9),
    ]
    assert found(*split) == []


def test_proved_coins_that_the_books_lack_are_a_break() -> None:
    """By as many satoshis as they lack, of this vault alone."""
    other = Balance("Assets:Reserve:Observed:Hot", "sat", 10 * BITCOIN)
    short = msgspec.structs.replace(OBSERVED, quantity=3 * BITCOIN - 1)
    assert found(other, short) == [(BreakCode.PROVED_NOT_IN_BOOKS, -1)]
    assert found(msgspec.structs.replace(OBSERVED, unit="USD")) == [(BreakCode.PROVED_NOT_IN_BOOKS, -3 * BITCOIN)]


def test_an_account_that_calls_coins_proved_is_a_break() -> None:
    """Also one below it; an empty one, and one whose name only begins alike, are not."""
    accounts = {"Assets:Reserve:Proved": 5, "Assets:Reserve:Proved:Cold": 7, "Assets:Reserve:Provedly": 9}
    booked = [Balance(name, "sat", quantity) for name, quantity in accounts.items()]
    assert found(OBSERVED, *booked) == [(BreakCode.PROVED_IN_BOOKS, 5), (BreakCode.PROVED_IN_BOOKS, 7)]
    assert found(OBSERVED, Balance("Assets:Reserve:Proved", "sat", 0)) == []


def test_proofs_that_chain_or_signature_contradict_are_breaks() -> None:
    """One a request and reason, with their number; expired and unknown ones contradict nothing."""
    judged = [
        proof(why_not=WhyNot.BROKEN),
        proof(why_not=WhyNot.BROKEN),
        proof(height=160, why_not=WhyNot.BLOCK_ORPHANED),
        proof(why_not=WhyNot.EXPIRED),
        proof(why_not=WhyNot.BLOCK_UNKNOWN),
        proof(),
    ]
    assert [(each.code, each.count, each.names) for each in breaks_of_proofs(judged)] == [
        (BreakCode.PROOF_ORPHANED, 1, ("cold-160",)),
        (BreakCode.PROOF_BROKEN, 2, ("cold-150",)),
    ]
