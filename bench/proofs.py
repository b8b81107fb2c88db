"""1,000 proofs of control of 2-of-3 P2WSH vaults: ours, the raw curve beneath it, and bip322-core, in one run.

Run it as ``python bench/proofs.py`` from the repository, with the environment of the tests. Each figure is the best of
several rounds, taken in turn. bip322-core runs in an environment of its own, made on demand.
"""

from __future__ import annotations

import hashlib
import itertools
import sys
import time
from collections.abc import Callable
from pathlib import Path

import coincurve
from coincurve._libsecp256k1 import lib
from coincurve.context import GLOBAL_CONTEXT
from coincurve.ecdsa import der_to_cdata

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.proof.oracle import Oracle, environment  # noqa: E402

from bitcoin_office.chain.address import address_of_script  # noqa: E402 - after the path is set
from bitcoin_office.chain.network import REGTEST  # noqa: E402
from bitcoin_office.chain.script import push, push_number, witness_script  # noqa: E402
from bitcoin_office.chain.transaction import TxOut  # noqa: E402
from bitcoin_office.proof.bip322.encoding import write_simple  # noqa: E402
from bitcoin_office.proof.bip322.verdict import State  # noqa: E402
from bitcoin_office.proof.bip322.verify import Claim, verify_all  # noqa: E402
from bitcoin_office.proof.bip322.virtual import challenge, to_sign  # noqa: E402
from bitcoin_office.proof.sighash import Spending  # noqa: E402

PROOFS = 1_000
ROUNDS = 7
MESSAGE = b"Bitcoin Office proof of control, block 909458"
SIGNERS = tuple(itertools.combinations(range(3), 2))
CHECKMULTISIG = b"\xae"

Check = tuple[coincurve.PublicKey, bytes, bytes]


def vault(number: int) -> tuple[Claim, list[Check]]:
    """One vault's proof, and the two signature checks that it comes to. Every pair of signers takes its turn."""
    keys = [coincurve.PrivateKey(hashlib.sha256(b"bench %d %d" % (number, which)).digest()) for which in range(3)]
    keys.sort(key=lambda each: each.public_key.format())
    pushed = b"".join(push(each.public_key.format()) for each in keys)
    script = push_number(2) + pushed + push_number(3) + CHECKMULTISIG
    locking = witness_script(0, hashlib.sha256(script).digest())
    spending = Spending(to_sign(challenge(MESSAGE, locking)), (TxOut(0, locking),))
    digest = spending.segwit_digest(0, script)
    signers = [keys[which] for which in SIGNERS[number % len(SIGNERS)]]
    signatures = [each.sign(digest, hasher=None) for each in signers]
    proof = write_simple((b"", *(each + b"\1" for each in signatures), script))
    checks = [(signer.public_key, signature, digest) for signer, signature in zip(signers, signatures, strict=True)]
    return Claim(script=locking, message=MESSAGE, proof=proof), checks


def raw_floor(checks: list[Check]) -> Callable[[], bool]:
    """libsecp256k1 alone: keys and signatures read beforehand, nothing but its verification."""
    ready = [(der_to_cdata(signature), digest, key.public_key) for key, signature, digest in checks]
    verify, context = lib.secp256k1_ecdsa_verify, GLOBAL_CONTEXT.ctx
    return lambda: all(verify(context, signature, digest, key) for signature, digest, key in ready)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> int:
    made = [vault(number) for number in range(PROOFS)]
    claims = [claim for claim, _ in made]
    floor = raw_floor([check for _, checks in made for check in checks])
    assert floor()
    assert all(verdict.state is State.VALID for verdict in verify_all(claims))
    rounds = [(seconds(floor), seconds(lambda: verify_all(claims))) for _ in range(ROUNDS)]
    lowest, ours = min(first for first, _ in rounds), min(second for _, second in rounds)
    print(f"{PROOFS:,} proofs, 2-of-3 P2WSH, best of {ROUNDS}")
    print(f"  libsecp256k1 alone, {2 * PROOFS:,} checks  {lowest:8.3f} s    1.00")
    print(f"  ours                             {ours:8.3f} s  {ours / lowest:6.2f}   (wanted: 0.25 s, 2.5 times)")
    python = environment()
    if python is None:
        print("  bip322-core: its environment cannot be made here")
        return 0
    asked = [(address_of_script(each.script, REGTEST) or "", each.proof, each.message) for each in claims]
    theirs = Oracle(python).seconds(asked)
    print(
        f"  bip322-core, accelerated         {theirs:8.3f} s  {theirs / lowest:6.2f}   ({theirs / ours:.0f} times ours)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
