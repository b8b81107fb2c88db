"""What a disclosure proves to everybody, counted as the statement counts it."""

import datetime as dt

import msgspec
import pytest

from bitcoin_office.adapters.script_engine import KernelEngine
from bitcoin_office.proof.message import Purpose
from bitcoin_office.reserve.disclosure.document import ControlEntry, Disclosure
from bitcoin_office.reserve.disclosure.entries import public_entry
from bitcoin_office.reserve.disclosure.proved_publicly import publicly_proved_sats
from tests.disclosing import BITCOIN, CHANGE, EXPIRES, FEE, GIFTS, MADE_ON, Made, Practice
from tests.proof.locks import RECOVERY, Lock, prove

COLD_SATS = 3 * BITCOIN - FEE


def proved(disclosure: Disclosure, today: dt.date = MADE_ON, **more: object) -> int:
    """Satoshis that are proved on a day."""
    return publicly_proved_sats(disclosure, today=today, **{"engine": None, **more})


def signed(made: Made, message: str, *locks: Lock) -> Disclosure:
    """The disclosure with these proofs of one message alone."""
    proofs = tuple(public_entry(lock.script, prove(lock, message.encode())) for lock in locks)
    return msgspec.structs.replace(made.disclosure, control=(ControlEntry(message=message, proofs=proofs),))


def test_public_proofs_count_and_committed_ones_do_not(small: Made) -> None:
    """Of three coins one is proved in public, one by commitment, one by nobody."""
    assert proved(small.disclosure) == COLD_SATS


def test_it_ends_with_the_proofs_last_day(small: Made) -> None:
    """Whoever looks later is not told of an expired proof."""
    assert proved(small.disclosure, EXPIRES) == COLD_SATS
    assert proved(small.disclosure, EXPIRES + dt.timedelta(days=1)) == 0


def test_a_coin_counts_once(practice: Practice, small: Made) -> None:
    """Two proofs of one script are of the same coin."""
    assert proved(signed(small, practice.attestation("cold"), CHANGE, CHANGE)) == COLD_SATS


@pytest.mark.parametrize(("purpose", "expected"), [(Purpose.RECOVERY, 0), (Purpose.BOTH, COLD_SATS)])
def test_the_recovery_quorum_alone_proves_nothing(
    practice: Practice, small: Made, purpose: Purpose, expected: int
) -> None:
    """A ceremony of both does."""
    assert proved(signed(small, practice.attestation("cold", purpose), CHANGE)) == expected


def test_what_does_not_verify_or_cannot_be_judged_proves_nothing(practice: Practice, small: Made) -> None:
    """Another script's proof; a script that needs the engine without it, and one that may sign only later with it."""
    text = practice.attestation("cold")
    other = ControlEntry(message=text, proofs=(public_entry(CHANGE.script, prove(GIFTS, text.encode())),))
    assert proved(msgspec.structs.replace(small.disclosure, control=(other,))) == 0
    coins = tuple(msgspec.structs.replace(coin, script=RECOVERY.script.hex()) for coin in small.disclosure.coins)
    later = msgspec.structs.replace(signed(small, text, RECOVERY), coins=coins)
    assert (proved(later), proved(later, engine=KernelEngine())) == (0, 0)


def test_messages_of_others_and_for_other_vaults_prove_nothing(practice: Practice, small: Made) -> None:
    """Neither a text without vault and expiry, nor one for the vault beside it."""
    stamp = small.disclosure.stamp
    text = f"Proof of control\nblock: {stamp.height} {stamp.hash} 2023-11-15T15:33:20Z"
    for message in (text, "We have many coins.", practice.attestation("gifts")):
        assert proved(signed(small, message, CHANGE)) == 0


def test_coins_that_came_after_the_signed_block_are_not_proved(practice: Practice, small: Made) -> None:
    """As in the statement: the block at which something is proved has it."""
    text = practice.attestation("cold")
    coins = tuple(msgspec.structs.replace(coin, born_height=105) for coin in small.disclosure.coins)
    assert proved(msgspec.structs.replace(signed(small, text, CHANGE), coins=coins)) == 0
