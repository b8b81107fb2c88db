"""Kept proofs judged as of a day: verified again, and each reason for which one does not count."""

import datetime as dt

import msgspec
import pytest

from bitcoin_office.adapters.script_engine import KernelEngine
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.header import Header
from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.proof.message import Attestation, Purpose
from bitcoin_office.reserve.chain_port import BlockStamp
from bitcoin_office.reserve.coins import Coin
from bitcoin_office.reserve.control import GivenProof, Judging, judge_proofs
from bitcoin_office.reserve.disclosure.proofs_kept import KeptProof
from bitcoin_office.reserve.judged_proof import JudgedProof, WhyNot
from bitcoin_office.reserve.movements_log import Known
from tests.proof.locks import P2WPKH, P2WSH, RECOVERY, Lock, prove

DAY = dt.date(2026, 3, 1)
HEIGHT = 900
HEADER = Header(
    version=4,
    previous=bytes(32),
    merkle_root=bytes(32),
    time=int(dt.datetime.combine(DAY, dt.time(23), dt.UTC).timestamp()),
    bits=0x207FFFFF,
    nonce=1,
)
SAID = Attestation(
    country="zz",
    vault="cold",
    network="regtest",
    height=HEIGHT,
    block_hash=HEADER.hash,
    block_time=HEADER.time,
    purpose=Purpose.PRIMARY,
    expires=DAY + dt.timedelta(days=10),
)


def kept(said: Attestation | str = SAID, lock: Lock = P2WSH, header: bytes = HEADER.to_bytes()) -> GivenProof:
    """A proof that the lock's keys made of a message."""
    message = said if isinstance(said, str) else said.text()
    proof = KeptProof(message=message, script=lock.script.hex(), proof=prove(lock, message.encode()))
    return GivenProof(request="cold-900-primary", proof=proof, header=header)


def judged(given: GivenProof, at: dt.date = DAY, known: Known = Known.STANDS, **changes: object) -> JudgedProof | None:
    """What becomes of one proof on a day; ``None`` where it is left out."""
    asked: list[BlockStamp] = []

    def knows(stamp: BlockStamp) -> Known:
        asked.append(stamp)
        return known

    judging = Judging(country="zz", network="regtest", at=at, known=knows, engine=None)
    found = judge_proofs([given], msgspec.structs.replace(judging, **changes))
    assert set(asked) <= {BlockStamp(HEIGHT, HEADER.hash)}
    return found[0] if found else None


def why_not(given: GivenProof, **more: object) -> WhyNot | None:
    """Why a proof that is not left out does not count."""
    found = judged(given, **more)
    assert found is not None
    assert bool(found.sentence) == (found.why_not is not None)
    return found.why_not


def test_a_proof_that_holds_counts_with_all_that_it_binds() -> None:
    """Block, day, vault, expiry and script are read off message, header and record."""
    found = judged(kept())
    assert found is not None
    assert (found.why_not, found.height, found.block, found.day) == (None, HEIGHT, shown(HEADER.hash), DAY)
    assert (found.vault, found.expires, found.script) == ("cold", SAID.expires, P2WSH.script)


def test_it_counts_from_the_day_of_its_block_to_its_last_day() -> None:
    """Not a day earlier, for then it is left out; not a day later, for then it has expired."""
    assert judged(kept(), DAY - dt.timedelta(days=1)) is None
    assert why_not(kept(), at=SAID.expires) is None
    assert why_not(kept(), at=SAID.expires + dt.timedelta(days=1)) is WhyNot.EXPIRED


@pytest.mark.parametrize(
    ("given", "more", "expected"),
    [
        (kept(), {"known": Known.GIVEN_UP}, WhyNot.BLOCK_ORPHANED),
        (kept(), {"known": Known.UNKNOWN}, WhyNot.BLOCK_UNKNOWN),
        (kept(header=b""), {}, WhyNot.BLOCK_UNKNOWN),
        (kept(header=msgspec.structs.replace(HEADER, time=1).to_bytes()), {}, WhyNot.BLOCK_UNKNOWN),
        (kept(msgspec.structs.replace(SAID, country="pk")), {}, WhyNot.MESSAGE),
        (kept(msgspec.structs.replace(SAID, network="signet")), {}, WhyNot.MESSAGE),
        (kept(msgspec.structs.replace(SAID, block_time=HEADER.time + 1)), {}, WhyNot.MESSAGE),
        (kept("We are rich."), {}, WhyNot.MESSAGE),
        (kept(f"Ours\nblock: 900 {shown(HEADER.hash)} 2026-03-01T23:00:00Z"), {}, WhyNot.MESSAGE),
        (kept(msgspec.structs.replace(SAID, purpose=Purpose.RECOVERY)), {}, WhyNot.RECOVERY_ONLY),
        (kept(msgspec.structs.replace(SAID, purpose=Purpose.BOTH)), {}, None),
        (kept(lock=RECOVERY), {}, WhyNot.NOT_JUDGED),
        (kept(lock=RECOVERY), {"engine": KernelEngine()}, WhyNot.ONLY_LATER),
        (
            kept(msgspec.structs.replace(SAID, purpose=Purpose.BOTH), lock=RECOVERY),
            {"engine": KernelEngine()},
            WhyNot.RECOVERY_ONLY,
        ),
    ],
)
def test_each_reason(given: GivenProof, more: dict[str, object], expected: WhyNot | None) -> None:
    """Block taken back or unknown, header missing or another's, message of others, quorum, engine: each is named."""
    assert why_not(given, **more) is expected


def test_what_does_not_verify_is_broken_whatever_it_says() -> None:
    """Another script, another message, another text: the signature decides before anything else is looked at."""
    whole = kept().proof
    for changed in (
        msgspec.structs.replace(whole, script=P2WPKH.script.hex()),
        msgspec.structs.replace(whole, script="not hexadecimal"),
        msgspec.structs.replace(whole, message=msgspec.structs.replace(SAID, height=901).text()),
        msgspec.structs.replace(whole, message="no message of ours"),
        msgspec.structs.replace(whole, proof="smpAA=="),
    ):
        assert why_not(msgspec.structs.replace(kept(), proof=changed)) is WhyNot.BROKEN


def coin(script: bytes, born_height: int = HEIGHT) -> Coin:
    """A coin of one satoshi."""
    return Coin(OutPoint(bytes(32), 0), 1, script, born_height, bytes(32), is_coinbase=False)


def test_a_proof_speaks_of_coins_that_were_there() -> None:
    """Of its script's coins, or of those that it names with sum and script; born by its block, in its vault."""
    proof = judged(kept())
    assert proof is not None
    assert proof.speaks_of(coin(P2WSH.script))
    assert not proof.speaks_of(coin(P2WPKH.script))
    funds = msgspec.structs.replace(proof, funds=((OutPoint(bytes(32), 0), 1, P2WPKH.script),))
    assert funds.speaks_of(coin(P2WPKH.script))
    dearer = msgspec.structs.replace(proof, funds=((OutPoint(bytes(32), 0), 2, P2WPKH.script),))
    assert not dearer.speaks_of(coin(P2WPKH.script))
    assert proof.why_not_for(coin(P2WSH.script), "Cold") is None
    assert proof.why_not_for(coin(P2WSH.script, HEIGHT + 1), "cold") is WhyNot.CAME_AFTER
    assert proof.why_not_for(coin(P2WSH.script), "hot") is WhyNot.MESSAGE
