"""Opening scripts without knowing them: what is found, in how many runs, and that it ends."""

import pytest

from bitcoin_office.chain.hashing import hash160
from bitcoin_office.chain.script import push, push_number
from bitcoin_office.proof.curve import Keys
from bitcoin_office.proof.psbt import satisfy
from bitcoin_office.proof.psbt.satisfy import Candidates, Search
from bitcoin_office.proof.script.program import Opening, Path
from bitcoin_office.proof.script.run import run_items
from tests.proof.locks import PRIMARY, Lock, key, multisig_script, public, unsigned_proof, wsh

MESSAGE = b"message"


def found(script: bytes, signers: tuple[int, ...], others: tuple[bytes, ...] = (), search: Search | None = None):
    """The items that open a witness script with the signatures of these keys."""
    spending = unsigned_proof(Lock(name="", script=wsh(script), witness=script), MESSAGE)
    digest = spending.segwit_digest(0, script)
    signatures = tuple(key(number).sign(digest, hasher=None) + b"\1" for number in signers)
    opening = Opening(Path.WITNESS_SCRIPT, script, ())
    items = (search or Search(Keys())).items(spending, 0, opening, Candidates(signatures, others))
    if items is not None:
        run_items(spending, 0, Opening(Path.WITNESS_SCRIPT, script, items), Keys(), budget=0)
    return items


def test_a_large_quorum_behind_branches_is_found() -> None:
    """Five of nine, on the far side of two branches, with a key by its hash after it."""
    quorum = multisig_script(5, tuple(range(1, 10)))
    by_hash = b"\x76\xa9" + push(hash160(public(20))) + b"\x88\xac"
    inner = b"\x63" + push(public(31)) + b"\xac\x67" + quorum[:-1] + b"\xaf" + by_hash + b"\x68"
    script = b"\x63" + push(public(30)) + b"\xac\x67" + inner + b"\x68"
    assert found(script, (2, 4, 5, 8, 9, 20), (public(20),)) is not None
    assert found(script, (2, 4, 5, 8, 9)) is None
    assert found(script, (2, 4, 5, 8, 20), (public(20),)) is None


def test_a_secret_behind_a_hash_is_used() -> None:
    """``and_v(v:pk(A),sha256(H))`` and the like: the secret comes from the PSBT."""
    secret = b"\x07" * 32
    script = push(public(1)) + b"\xad\x82" + push_number(32) + b"\x88\xa9" + push(hash160(secret)) + b"\x87"
    assert found(script, (1,), (secret,)) == (secret, found(script, (1,), (secret,))[1])
    assert found(script, (1,)) is None


def test_the_shape_found_once_is_tried_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second input of the same script takes one run."""
    search = Search(Keys())
    assert found(PRIMARY.witness, (1, 3), search=search) is not None
    monkeypatch.setattr(satisfy, "MAX_RUNS", 1)
    assert found(PRIMARY.witness, (1, 3), search=search) is not None
    assert found(PRIMARY.witness, (1, 3)) is None


def test_scripts_that_want_items_without_end_are_given_up() -> None:
    """Bounded in depth and in runs, whatever the script is."""
    assert found(b"\x75" * 200 + b"\x51", ()) is None
    assert found(b"\x7c" * 30 + b"\x75" * 30 + push(public(9)) + b"\xac", (1, 2, 3)) is None
