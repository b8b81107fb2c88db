"""The page's hashes and encodings, against Python's own."""

import base64
import hashlib
import random

import pytest
from playwright.sync_api import Page

from bitcoin_office.chain.hashing import hash160, tagged_hash
from bitcoin_office.chain.ripemd160 import ripemd160

pytestmark = pytest.mark.component("chromium")

DICE = random.Random(20261121)
# Every length around the edges of one and two blocks, and some long ones.
TEXTS = [DICE.randbytes(size) for size in (*range(140), 255, 256, 1_000, 65_537)]


def test_sha256_against_hashlib(tab: Page) -> None:
    """SHA-256, once and twice, of every length around the edges of its blocks."""
    found = tab.evaluate(
        "texts => texts.map(Bytes.fromHex).map(each => [Sha256.hash(each), Sha256.twice(each)].map(Bytes.toHex))",
        [each.hex() for each in TEXTS],
    )
    once = [hashlib.sha256(each).digest() for each in TEXTS]
    assert found == [[each.hex(), hashlib.sha256(each).hexdigest()] for each in once]


def test_ripemd160_against_hashlib(tab: Page) -> None:
    """RIPEMD-160, and the hash of addresses, which is of SHA-256."""
    found = tab.evaluate(
        """texts => texts.map(Bytes.fromHex).map(each =>
            [Ripemd160.hash(each), Ripemd160.hash160(each)].map(Bytes.toHex))""",
        [each.hex() for each in TEXTS],
    )
    assert found == [[ripemd160(each).hex(), hash160(each).hex()] for each in TEXTS]


def test_tagged_hash(tab: Page) -> None:
    """BIP-340's tagged hash."""
    found = tab.evaluate("text => Bytes.toHex(Sha256.tagged('TapSighash', Bytes.fromHex(text)))", TEXTS[50].hex())
    assert found == tagged_hash("TapSighash", TEXTS[50]).hex()


def test_base64_has_one_form(tab: Page) -> None:
    """What Python writes is read; every text changed in one place is read as other bytes or refused."""
    read = """texts => texts.map(text => {
        try { return Bytes.toHex(Bytes.fromBase64(text)); } catch (error) { return error.constructor.name; }
    })"""
    written = [base64.b64encode(each).decode() for each in TEXTS]
    assert tab.evaluate(read, written) == [each.hex() for each in TEXTS]
    text = base64.b64encode(bytes(range(40))).decode()
    changed = {
        text[:place] + instead + text[place + 1 :]
        for place in range(len(text))
        for instead in ("A", "B", "=", " ", "\n", "-", "é", "")
    }
    found = tab.evaluate(read, sorted(changed - {text}))
    readable = [each for each in found if each != "FormatError"]
    assert bytes(range(40)).hex() not in readable
    assert len(set(readable)) == len(readable)
    again = tab.evaluate(
        "texts => texts.map(text => Bytes.toBase64(Bytes.fromHex(text)))", [each.hex() for each in TEXTS]
    )
    assert again == written


def test_hex_has_one_form(tab: Page) -> None:
    """Capital letters, odd lengths, spaces and prefixes are refused."""
    refuses = "text => { try { Bytes.fromHex(text); return false; } catch { return true; } }"
    assert [tab.evaluate(refuses, text) for text in ("AB", "abc", "0xab", "a b ", " ab", "gg", "ab\n0")] == [True] * 7
    assert tab.evaluate("Bytes.fromHex('00ff').length") == 2
