"""The ceremony with a real node as the signing device."""

import base64

import pytest

from bitcoin_office.adapters.script_engine import KernelEngine
from bitcoin_office.chain.base58 import encode_base58_check
from bitcoin_office.chain.descriptor import parse_descriptor
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.proof.bip322.verify import verify
from bitcoin_office.proof.psbt.finish import Answer, collect
from bitcoin_office.proof.psbt.request import request_proof
from bitcoin_office.proof.script.timelocks import waits_of
from tests.adapters.node import PrivateNode
from tests.proof.locks import key, public
from tests.proof.psbt.devices import coin_of

pytestmark = pytest.mark.component("bitcoind")

MESSAGE = b"Bitcoin Office proof of control"
VAULT = "wsh(or_i(and_v(v:multi(2,K4,K5),older(6)),multi(2,K1,K2,K3)))"
DESCRIPTORS = [
    ("wpkh(K1)", (1,)),
    ("sh(wpkh(K1))", (1,)),
    ("pkh(K1)", (1,)),
    ("wsh(sortedmulti(2,K1,K2,K3))", (1, 3)),
    ("sh(wsh(multi(2,K1,K2,K3)))", (2, 3)),
    ("sh(multi(2,K1,K2,K3))", (1, 2)),
    ("tr(K1)", (1,)),
    ("tr(K1,and_v(v:pk(K4),older(6)))", (1,)),
    (VAULT, (1, 2)),
    (VAULT, (4, 5)),
    ("tr(K9,and_v(v:multi_a(2,K4,K5,K6),older(6)))", (4, 6)),
    ("wsh(thresh(2,pk(K1),s:pk(K2),snj:and_v(v:pk(K3),older(6))))", (1, 2)),
    ("wsh(thresh(2,pk(K1),s:pk(K2),snj:and_v(v:pk(K3),older(6))))", (2, 3)),
    ("wsh(andor(pk(K1),after(100),and_v(v:pkh(K2),older(6))))", (2,)),
]


def written(descriptor: str, secret: tuple[int, ...] = ()) -> str:
    """The descriptor with keys: private ones in the node's form for those that sign."""
    for number in range(9, 0, -1):
        shown = public(number).hex()
        if number in secret:
            shown = encode_base58_check(b"\xef" + key(number).secret + b"\1")
        descriptor = descriptor.replace(f"K{number}", shown)
    return descriptor


def returned(node: PrivateNode, packet: str, descriptor: str, number: int) -> bytes:
    """What the node returns when it holds one of the keys."""
    secret = written(descriptor, (number,))
    checksum = node.ask("getdescriptorinfo", secret)["checksum"]
    answer = node.ask("descriptorprocesspsbt", packet, [f"{secret}#{checksum}"], "DEFAULT", True, False)
    return answer["psbt"].encode()


@pytest.mark.parametrize(("descriptor", "signers"), DESCRIPTORS)
def test_a_nodes_signatures_make_a_proof(
    descriptor: str, signers: tuple[int, ...], node: PrivateNode, engine: KernelEngine
) -> None:
    """Each signer is a node with one key; our request is signed, their answers are put together, the proof holds."""
    solution = parse_descriptor(written(descriptor), REGTEST).solution(0, 0)
    needs_wait = {4, 5, 6} & set(signers) or ("thresh" in descriptor and 3 in signers) or "andor" in descriptor
    waits = [
        each
        for each in waits_of([solution.witness_script, *(leaf.script for leaf in solution.leaves)])
        if each.sequence
    ]
    coin = coin_of(solution, 1, 5_000)
    request = request_proof(solution, MESSAGE, coins=[coin], **({"wait": waits[0]} if needs_wait else {}))
    # The hash type is stated for old inputs; the node wants it named by the one word for all of them.
    answers = [Answer(str(number), returned(node, request.to_base64(), descriptor, number)) for number in signers]
    found = collect(request, answers)
    assert found.findings == ()
    verdict = verify(solution.script, MESSAGE, found.proof, engine=engine)
    assert verdict.holds, verdict
    assert verdict.sequence == (6 if needs_wait else 0)
    assert [each.outpoint for each in verdict.coins] == [coin.outpoint]


def test_a_proof_is_the_one_that_the_node_finalises(node: PrivateNode) -> None:
    """Our finishing and the node's come to the same transaction, byte for byte."""
    solution = parse_descriptor(written(VAULT), REGTEST).solution(0, 0)
    request = request_proof(solution, MESSAGE, wait=waits_of([solution.witness_script])[0])
    packets = [returned(node, request.to_base64(), VAULT, number).decode() for number in (4, 5)]
    final = node.ask("finalizepsbt", node.ask("combinepsbt", packets))
    assert final["complete"]
    proof = collect(request, [Answer("", each.encode()) for each in packets]).proof
    assert base64.b64decode(proof[3:]).hex() == final["hex"]


def test_the_node_reads_the_request(node: PrivateNode) -> None:
    """A node decodes our PSBT, knows every field of it, and finds only signatures missing."""
    solution = parse_descriptor(written(VAULT), REGTEST).solution(0, 0)
    request = request_proof(solution, MESSAGE, coins=[coin_of(solution, 1, 5_000)])
    decoded = node.ask("decodepsbt", request.to_base64())
    assert decoded["unknown"] == {"09": MESSAGE.hex()} or "unknown" not in decoded or decoded["unknown"] == {}
    assert [each["next"] for each in node.ask("analyzepsbt", request.to_base64())["inputs"]] == ["signer", "signer"]
