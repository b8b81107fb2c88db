"""The page's secp256k1 against Project Wycheproof, BIP-340's vectors and libsecp256k1."""

import hashlib
import random
from pathlib import Path

import coincurve
import pytest
from playwright.sync_api import Page

from bitcoin_office.proof.curve import Keys, is_low_s, is_strict_der, schnorr_holds

pytestmark = pytest.mark.component("chromium")

VECTORS = Path(__file__).parents[2] / "fixtures" / "vectors"
ORDER = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141
FIELD = 2**256 - 2**32 - 977
# Changes with every run, and is printed by pytest when a test fails.
SEED = random.SystemRandom().randrange(2**32)

ECDSA = """cases => cases.map(([key, signature, digest]) => {
    const numbers = Signatures.readDer(Bytes.fromHex(signature));
    return numbers !== null && Signatures.ecdsaHolds(Bytes.fromHex(key), numbers, Bytes.fromHex(digest));
})"""
SCHNORR = """cases => cases.map(([key, signature, digest]) =>
    Signatures.schnorrHolds(Bytes.fromHex(key), Bytes.fromHex(signature), Bytes.fromHex(digest)))"""


def wycheproof() -> list[tuple[str, str, bytes, bytes, bytes]]:
    """Number, result, key, message and signature of each test."""
    found, key = [], b""
    for line in (VECTORS / "wycheproof-ecdsa-secp256k1-bitcoin.txt").read_text().splitlines():
        if line.startswith("key "):
            key = bytes.fromhex(line[4:])
        elif not line.startswith("#"):
            number, result, message, signature = (each.strip("-") for each in line.split())
            found.append((number, result, key, bytes.fromhex(message), bytes.fromhex(signature)))
    return found


def test_ecdsa_against_wycheproof(tab: Page) -> None:
    """All 463 tests of Bitcoin's ECDSA: strict DER, low S, ranges, special points and hashes."""
    cases = wycheproof()
    digests = [hashlib.sha256(message).hexdigest() for _, _, _, message, _ in cases]
    asked = [[key.hex(), sig.hex(), digest] for (_, _, key, _, sig), digest in zip(cases, digests, strict=True)]
    found = tab.evaluate(ECDSA, asked)
    assert len(cases) == 463
    assert found == [result == "valid" for _, result, *_ in cases]


def test_schnorr_against_bip340(tab: Page) -> None:
    """Every vector of BIP-340, those with messages of other lengths and those of wrong keys included."""
    lines = [each.split() for each in (VECTORS / "bip340.txt").read_text().splitlines() if not each.startswith("#")]
    asked = [[key, sig.strip("-") or "00" * 64, msg.strip('"-')] for _, _, key, msg, sig in lines]
    assert tab.evaluate(SCHNORR, asked) == [result == "valid" for _, result, *_ in lines]
    assert len(lines) == 19


def damaged(dice: random.Random, data: bytes) -> bytes:
    """One bit changed."""
    place, bit = dice.randrange(len(data)), dice.randrange(8)
    return data[:place] + bytes((data[place] ^ 1 << bit,)) + data[place + 1 :]


def ecdsa_cases(dice: random.Random, count: int) -> list[tuple[bytes, bytes, bytes]]:
    """Signatures by keys in both forms, each also with one bit of signature, key or digest changed."""
    cases = []
    for _ in range(count):
        secret = coincurve.PrivateKey(dice.randbytes(32))
        digest = dice.randbytes(32)
        key = secret.public_key.format(compressed=dice.random() < 0.7)
        signature = secret.sign(digest, hasher=None)
        cases += [
            (key, signature, digest),
            (damaged(dice, key), signature, digest),
            (key, damaged(dice, signature), digest),
            (key, signature, damaged(dice, digest)),
        ]
    return cases


def test_ecdsa_against_libsecp256k1(tab: Page) -> None:
    """Random signatures, whole and damaged: the same answer as our Python verifier on libsecp256k1."""
    keys = Keys()
    cases = ecdsa_cases(random.Random(SEED), 150)
    expected = [
        is_strict_der(signature) and is_low_s(signature) and key[0] in {2, 3, 4}
        and keys.ecdsa_holds(key, signature, digest)
        for key, signature, digest in cases
    ]  # fmt: skip
    found = tab.evaluate(ECDSA, [[each.hex() for each in case] for case in cases])
    assert found == expected, SEED
    assert sum(expected) >= 150


def test_schnorr_against_libsecp256k1(tab: Page) -> None:
    """Random BIP-340 signatures, whole and damaged."""
    dice = random.Random(SEED)
    cases = []
    for _ in range(100):
        secret, digest = coincurve.PrivateKey(dice.randbytes(32)), dice.randbytes(32)
        key, signature = secret.public_key.format()[1:], secret.sign_schnorr(digest, dice.randbytes(32))
        cases += [
            (key, signature, digest),
            (key, damaged(dice, signature), digest),
            (damaged(dice, key), signature, digest),
        ]
    expected = [schnorr_holds(*case) for case in cases]
    assert tab.evaluate(SCHNORR, [[each.hex() for each in case] for case in cases]) == expected, SEED
    assert sum(expected) >= 100


def test_der_against_python(tab: Page) -> None:
    """Every single change of a signature's bytes: strictly encoded or not, as the Python room says."""
    signature = coincurve.PrivateKey(b"\x07" * 32).sign(b"\x01" * 32, hasher=None)
    changed = [
        signature[:place] + bytes((value,)) + signature[place + 1 :]
        for place in range(len(signature))
        for value in (0, 1, 2, 0x20, 0x21, 0x30, 0x7F, 0x80, 0xFF, signature[place] ^ 1)
    ]
    changed += [signature[:size] for size in range(len(signature))] + [signature + b"\0", b"\0" + signature]
    found = tab.evaluate(
        "all => all.map(each => Signatures.readDer(Bytes.fromHex(each)) !== null)", [x.hex() for x in changed]
    )
    assert found == [is_strict_der(each) for each in changed]


def test_numbers_at_the_edges(tab: Page) -> None:
    """Zero, one, the order and its neighbours as factors: the sum is what libsecp256k1 says."""
    edges = [0, 1, 2, ORDER - 1, ORDER - 2, ORDER // 2, ORDER // 2 + 1, 2**128 - 1, 2**128, 2**255]
    point = coincurve.PrivateKey(b"\x2a" * 32).public_key
    x, y = point.point()
    found = tab.evaluate(
        """([factors, x, y]) => factors.map(([a, b]) => {
            const sum = Curve.combine(BigInt(a), BigInt(b), [BigInt(x), BigInt(y)]);
            return sum[2] === 0n ? null : Curve.toAffine([sum])[0].map(String);
        })""",
        [[[str(a), str(b)] for a in edges for b in edges], str(x), str(y)],
    )
    expected = []
    for a in edges:
        for b in edges:
            total = (a + b * 0x2A2A2A2A_2A2A2A2A_2A2A2A2A_2A2A2A2A_2A2A2A2A_2A2A2A2A_2A2A2A2A_2A2A2A2A) % ORDER
            expected.append(
                [str(each) for each in coincurve.PrivateKey.from_int(total).public_key.point()] if total else None
            )
    assert found == expected


def test_a_sum_at_infinity_and_a_doubling(tab: Page) -> None:
    """Twice G and nothing: a * G + b * P where P is G or its opposite, where the formula for a sum does not hold."""
    generator = coincurve.PrivateKey.from_int(1).public_key.point()
    opposite = (generator[0], FIELD - generator[1])
    cases = [
        (1, 1, generator),
        (5, 5, generator),
        (1, 1, opposite),
        (7, 7, opposite),
        (3, 2, opposite),
        (0, 0, generator),
    ]
    found = tab.evaluate(
        """cases => cases.map(([a, b, x, y]) => {
            const sum = Curve.combine(BigInt(a), BigInt(b), [BigInt(x), BigInt(y)]);
            return sum[2] === 0n ? null : Curve.toAffine([sum])[0].map(String);
        })""",
        [[str(a), str(b), str(x), str(y)] for a, b, (x, y) in cases],
    )
    wanted = [a + b if point == generator else a - b for a, b, point in cases]
    assert found == [
        [str(each) for each in coincurve.PrivateKey.from_int(total).public_key.point()] if total else None
        for total in wanted
    ]


def test_the_curve_turns_as_its_constants_say(tab: Page) -> None:
    """BETA and LAMBDA are cube roots of one that belong together, and a split factor comes together again."""
    told = tab.evaluate(
        """() => {
            const { P, ORDER, LAMBDA, BETA, GENERATOR, split } = Curve;
            const parts = [1n, LAMBDA, ORDER - 1n, ORDER / 3n, 2n ** 255n].map(factor => [factor, ...split(factor)]);
            const turned = Curve.toAffine([Curve.combine(LAMBDA, 0n, GENERATOR)])[0];
            return {
                roots: [BETA ** 3n % P, LAMBDA ** 3n % ORDER].map(String),
                turned: turned[0] === BETA * GENERATOR[0] % P && turned[1] === GENERATOR[1],
                whole: parts.every(([factor, a, b]) => (a + b * LAMBDA - factor) % ORDER === 0n),
                short: parts.every(([, a, b]) => [a, b].every(each => each.toString(2).replace("-", "").length <= 129)),
            };
        }"""
    )
    assert told == {"roots": ["1", "1"], "turned": True, "whole": True, "short": True}
