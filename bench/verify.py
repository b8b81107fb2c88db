"""Offline verification of a disclosure of 1,000 coins, each under a 2-of-3 P2WSH script of its own with its own proof.

Run it as ``python bench/verify.py`` from the repository, with the environment of the tests. Beside it, in one run, what
nobody can do without: reading the JSON and hashing it, and the 2,000 raw checks of signatures. Best of several rounds.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from coincurve._libsecp256k1 import lib
from coincurve.context import GLOBAL_CONTEXT
from coincurve.ecdsa import der_to_cdata

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.disclosing import BITCOIN, EXCHANGE, FEE, FIRST_TIME, MADE_ON, SIGNER, SPACING, coin_of, pay  # noqa: E402
from tests.proof.locks import Lock, key, multisig_script, prove, unsigned_proof, wsh  # noqa: E402

from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain  # noqa: E402 - after the path is set
from bitcoin_office.chain.network import REGTEST  # noqa: E402
from bitcoin_office.proof.message import Attestation, Purpose  # noqa: E402
from bitcoin_office.reserve.coins import coins_at  # noqa: E402
from bitcoin_office.reserve.disclosure.building import (  # noqa: E402
    Material,
    Series,
    assemble,
    first_height,
    signed_file,
)
from bitcoin_office.reserve.disclosure.checking import Given, Reader  # noqa: E402
from bitcoin_office.reserve.disclosure.document import ControlEntry, Kind, Scope  # noqa: E402
from bitcoin_office.reserve.disclosure.entries import movement_entry, public_entry, transaction_entry  # noqa: E402
from bitcoin_office.reserve.disclosure.locating import locate  # noqa: E402
from bitcoin_office.reserve.disclosure.series import verify  # noqa: E402
from bitcoin_office.reserve.voucher import MovementClass  # noqa: E402

COINS = 1_000
A_BLOCK = 20
RIPE = 100
ROUNDS = 5
WANTED_SECONDS = 1.0


def lock_of(number: int) -> Lock:
    """The 2-of-3 script of this number."""
    numbers = (3 * number + 1_000, 3 * number + 1_001, 3 * number + 1_002)
    script = multisig_script(2, numbers)
    return Lock(name="p2wsh 2-of-3", script=wsh(script), witness=script, signers=numbers[:2], before=(b"",))


def made() -> tuple[bytes, bytes, list[Lock], str]:
    """The disclosure, its headers, the locks of its coins, and the message that their keys signed."""
    locks = [lock_of(number) for number in range(COINS)]
    vaults = {lock.script: "bench" for lock in locks}
    with EmbeddedChain() as chain:

        def mine(*transactions: object) -> None:
            height = chain.tip().height + 1
            chain.mine(EXCHANGE.script, time=FIRST_TIME + SPACING * height, transactions=transactions)

        for _ in range(COINS // A_BLOCK + RIPE):
            mine()
        for start in range(0, COINS, A_BLOCK):
            spent = coin_of(chain.block(1 + start // A_BLOCK).coinbase, 0, EXCHANGE)
            bought = []
            for lock in locks[start : start + A_BLOCK]:
                rest = spent[1].sats - BITCOIN - FEE
                bought.append(pay([spent], [(BITCOIN, lock.script), (rest, EXCHANGE.script)]))
                spent = coin_of(bought[-1], 1, EXCHANGE)
            mine(*bought)
        tip = chain.tip()
        message = Attestation(
            country="zz", vault="bench", network="regtest", height=tip.height, block_hash=tip.hash,
            block_time=chain.block(tip.height).header.time,
            purpose=Purpose.PRIMARY, expires=dt.date(2030, 1, 1),
        ).text()  # fmt: skip
        read = chain.activity(frozenset(vaults)).transactions
        wanted = {each.txid: each.block.height for each in read}
        proofs = tuple(public_entry(lock.script, prove(lock, message.encode())) for lock in locks)
        disclosure = assemble(
            Material(
                country="zz", kind=Kind.TRAINING, network=REGTEST, made_on=MADE_ON, scope=Scope.ALL, signer=SIGNER.key,
                series=Series(number=1),
                headers=chain.headers(first_height(wanted.values(), tip.height, None), tip.height),
                coins=tuple((coin, "bench") for coin in coins_at(tip.height, read, vaults.keys())),
                transactions=tuple(transaction_entry(each) for each in locate(chain, wanted)),
                movements=tuple(movement_entry(each, vaults, MovementClass.PURCHASE) for each in read),
                control=(ControlEntry(message=message, proofs=proofs),),
            )
        )  # fmt: skip
        first, last = disclosure.headers.first_height, tip.height
        return signed_file(disclosure, SIGNER), chain.headers(first, last).data, locks, message


def raw_checks(locks: list[Lock], message: str) -> Callable[[], bool]:
    """libsecp256k1 alone on the signatures of all proofs, read beforehand."""
    ready = []
    for lock in locks:
        spending = unsigned_proof(lock, message.encode())
        digest = spending.segwit_digest(0, lock.witness)
        for number in lock.signers:
            signer = key(number)
            ready.append((der_to_cdata(signer.sign(digest, hasher=None)), digest, signer.public_key.public_key))
    check, context = lib.secp256k1_ecdsa_verify, GLOBAL_CONTEXT.ctx
    return lambda: all(check(context, signature, digest, public) for signature, digest, public in ready)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> int:
    file, sidecar, locks, message = made()
    reader = Reader(trusted=(SIGNER.key,), today=MADE_ON)
    given = [Given(name="bench", data=file, sidecar=sidecar)]
    found = verify(given, reader)
    assert found.ok, found.findings[:3]
    raw = raw_checks(locks, message)
    assert raw()
    rounds = [
        (
            seconds(lambda: (json.loads(file), hashlib.sha256(file).digest())),
            seconds(raw),
            seconds(lambda: verify(given, reader)),
        )
        for _ in range(ROUNDS)
    ]
    reading, checks, ours = (min(each) for each in zip(*rounds, strict=True))
    floor = reading + checks
    print(f"{COINS:,} coins, {len(file) / 1e6:.1f} MB, {len(sidecar) // 80:,} headers; best of {ROUNDS}")
    print(f"  reading JSON and one hash         {reading:8.3f} s")
    print(f"  libsecp256k1 alone, {2 * COINS:,} checks   {checks:8.3f} s")
    print(f"  verify                            {ours:8.3f} s  {ours / floor:6.2f} times both")
    print(f"  wanted: under {WANTED_SECONDS:.0f} s: {'yes' if ours < WANTED_SECONDS else 'NO'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
