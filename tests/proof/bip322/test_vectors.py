"""BIP-322's published vectors.

The values below are quoted from BIP-322 (Karl-Johan Alm, Oliver Gugger; CC0-1.0), bip-0322/basic-test-vectors.json. All
of its vectors, basic and generated, are run where BIP322_VECTORS names the folder bip-0322 of a copy of the BIPs.
"""

import json
import os
from pathlib import Path

import coincurve
import pytest

from bitcoin_office.adapters.script_engine import KernelEngine
from bitcoin_office.chain.address import script_of_address
from bitcoin_office.chain.base58 import decode_base58_check
from bitcoin_office.chain.hashing import hash160, shown
from bitcoin_office.chain.network import MAIN
from bitcoin_office.chain.script import p2pkh
from bitcoin_office.chain.transaction import TxOut
from bitcoin_office.proof.bip322.encoding import write_simple
from bitcoin_office.proof.bip322.verdict import State
from bitcoin_office.proof.bip322.verify import verify
from bitcoin_office.proof.bip322.virtual import challenge, message_hash, to_sign
from bitcoin_office.proof.sighash import Spending

ADDRESS = "bc1q9vza2e8x573nczrlzms0wvx3gsqjx7vavgkx0l"
SECRET = "L3VFeEujGtevx9w18HD1fhRbCH67Az2dpCymeRE1SoPK6XQtaN2k"
# Message, its hash, to_spend, to_sign.
HASHES = [
    (
        "",
        "c90c269c4f8fcbe6880f72a721ddfbf1914268a794cbb21cfafee13770ae19f1",
        "c5680aa69bb8d860bf82d4e9cd3504b55dde018de765a91bb566283c545a99a7",
        "1e9654e951a5ba44c8604c4de6c67fd78a27e81dcadcfe1edf638ba3aaebaed6",
    ),
    (
        "Hello World",
        "f0eb03b1a75ac6d9847f55c624a99169b5dccba2a31f5b23bea77ba270de0a7a",
        "b79d196740ad5217771c1098fc4a4b51e0535c32236c71f1ea4d61a2d603352b",
        "88737ae86f2077145f93cc4b153ae9a1cb8d56afa511988c149c5c8c9d93bddf",
    ),
]
_KEY = "ASECx/EgAxlkQpQ9hYjgGu6EBCPMVPwVIVJqO4XCsMvViHI="
PROOFS = {
    "": (
        "smpAkcwRAIgM2gBAQqvZX15ZiysmKmQpDrG83avLIT492QBzLnQIxYCIBaTpOaD20qRlEylyxFSeEA2ba9YOixpX8z46TSDtS40" + _KEY,
        (
            "smpAkgwRQIhAPkJ1Q4oYS0htvyuSFHLxRQpFAY56b70UvE7Dxazen0ZAiAtZfFz1S6T6I23MWI2lK/pcNTWncuyL8UL+oMdydVgzAEhA"
            "sfxIAMZZEKUPYWI4BruhAQjzFT8FSFSajuFwrDL1Yhy"
        ),
    ),
    "Hello World": (
        "smpAkcwRAIgZRfIY3p7/DoVTty6YZbWS71bc5Vct9p9Fia83eRmw2QCICK/ENGfwLtptFluMGs2KsqoNSk89pO7F29zJLUx9a/s" + _KEY,
        (
            "smpAkgwRQIhAOzyynlqt93lOKJr+wmmxIens//zPzl9tqIOua93wO6MAiBi5n5EyAcPScOjf1lAqIUIQtr3zKNeavYabHyR8eGhowEhA"
            "sfxIAMZZEKUPYWI4BruhAQjzFT8FSFSajuFwrDL1Yhy"
        ),
    ),
}


@pytest.mark.parametrize(("message", "hashed", "spend", "sign"), HASHES)
def test_published_hashes(message: str, hashed: str, spend: str, sign: str) -> None:
    """Message hash and both transactions, as published."""
    challenged = challenge(message.encode(), script_of_address(ADDRESS, MAIN))
    assert message_hash(message.encode()).hex() == hashed
    assert shown(challenged.txid) == spend
    assert shown(to_sign(challenged).txid) == sign


@pytest.mark.parametrize("message", PROOFS)
def test_published_proofs(message: str) -> None:
    """Each is valid for its message, and for no other; the published key makes one of them again."""
    script = script_of_address(ADDRESS, MAIN)
    for proof in PROOFS[message]:
        assert verify(script, message.encode(), proof).state is State.VALID
        assert verify(script, b"Wrong message that was not signed", proof).state is State.INVALID
    key = coincurve.PrivateKey(decode_base58_check(SECRET)[1:33])
    public = key.public_key.format()
    spending = Spending(to_sign(challenge(message.encode(), script)), (TxOut(0, script),))
    signature = key.sign(spending.segwit_digest(0, p2pkh(hash160(public))), hasher=None) + b"\1"
    assert write_simple((signature, public)) in PROOFS[message]


@pytest.mark.skipif("BIP322_VECTORS" not in os.environ, reason="BIP322_VECTORS does not name the folder bip-0322")
def test_every_published_vector(engine: KernelEngine) -> None:
    """Simple, full, time-locked and proof-of-funds vectors are valid with their T and S; the error vectors are not."""
    folder = Path(os.environ["BIP322_VECTORS"])
    valid = errors = 0
    for name in ("basic", "generated"):
        vectors = json.loads((folder / f"{name}-test-vectors.json").read_text())
        for vector in (*vectors["simple"], *vectors.get("full", ()), *vectors.get("proof_of_funds", ())):
            for proof in vector["bip322_signatures"]:
                script = script_of_address(vector["address"], MAIN)
                verdict = verify(script, vector["message"].encode(), proof, engine=engine)
                assert verdict.holds, (vector, verdict)
                expected = (vector.get("lock_time", 0), vector.get("sequence", 0))
                assert (verdict.lock_time, verdict.sequence) == expected
                valid += 1
        for vector in vectors["error"]:
            script = script_of_address(vector["address"], MAIN)
            verdict = verify(script, vector["message"].encode(), vector["signature"], engine=engine)
            assert verdict.state is State.INVALID, (vector, verdict)
            errors += 1
    assert (valid > 20, errors > 30) == (True, True)
