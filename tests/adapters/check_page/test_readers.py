"""The page's readers against the program's: JSON, transactions, addresses, targets, Merkle paths, messages, keys."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from bitcoin_office.chain.address import address_of_script
from bitcoin_office.chain.block import Block
from bitcoin_office.chain.errors import ChainFormatError, ChainRuleError
from bitcoin_office.chain.hashing import sha256d, shown
from bitcoin_office.chain.header import bits_of_target, target_of_bits
from bitcoin_office.chain.header_run import check_headers, next_bits
from bitcoin_office.chain.known_blocks import known_blocks, least_works
from bitcoin_office.chain.network import MAIN, NETWORKS, REGTEST, Network
from bitcoin_office.chain.transaction import Transaction
from bitcoin_office.proof.canonical import CanonicalError, parse
from bitcoin_office.proof.errors import InclusionError, ProofFormatError
from bitcoin_office.proof.merkle import Inclusion, check_inclusion, prove_inclusion, prove_inclusions
from bitcoin_office.proof.note import NoteKey
from bitcoin_office.reserve.disclosure.control_message import binding_of
from bitcoin_office.reserve.disclosure.document import LIMITS
from tests.adapters.check_page.driving import practice, small_files
from tests.disclosing import SIGNER
from tests.proof.locks import PRIMARY, TEMPLATES

pytestmark = pytest.mark.component("chromium")

BLOCKS = Path(__file__).parents[2] / "chain" / "blocks"
SEED = random.SystemRandom().randrange(2**32)
# Calls a function of the page for each; a refusal is null, anything else that is thrown is an error of the test.
EACH = """([source, cases]) => {
    const call = %s;
    return cases.map(each => {
        try { return call(each); } catch (error) {
            if (error instanceof Bytes.FormatError) return null;
            throw error;
        }
    });
}"""


def each_of(tab: Page, function: str, cases: list[Any]) -> list[Any]:
    """What a function of the page gives for each case; ``None`` where it refuses."""
    return tab.evaluate(EACH % function, ["", cases])


def attempt(function: Callable[[], Any], *refusals: type[Exception]) -> Any:
    """What a function of the program gives; ``None`` where it refuses."""
    try:
        return function()
    except refusals:
        return None


def damaged(dice: random.Random, data: bytes, count: int) -> list[bytes]:
    """The data with bytes changed, left out or put in."""
    found = []
    for _ in range(count):
        changed = bytearray(data)
        for _ in range(dice.randrange(1, 3)):
            place = dice.randrange(len(changed) + 1)
            changed[place : place + dice.randrange(3)] = dice.choice(
                (dice.randbytes(1), b"", b'"', b"0", b"\\", b",", b"{")
            )
        found.append(bytes(changed))
    return found


SPELLED = r"""
    0 -0 00 01 1.0 1e3 -1 +1 1E2 .5 9007199254740991 9007199254740992 -9007199254740991 -9007199254740992 NaN Infinity
    123456789012345678901234567890 0x10 1_000 - tru true false null nulll undefined
    "" "a" 'a' "\u0041" "\u000a" "\n" "\u001f" "\u001F" "\/" "/" "\ud83c\udf0b" "\b\f\r\t\\\"" "\u0008" "\u007f" "\x"
    [] [1,] [,1] [1,2] [1 {} {"a":1,"b":2} {"b":1,"a":2} {"a":1,"a":1} {"a":1,} {"A":1,"a":1} {"a":1,"aa":2} {"a":1 "a
    {"__proto__":1} {"constructor":{"prototype":[]}} {"\u0061":1} {"a\"b":1} {"a":[{"b":null}]} 1] {a:1} {1:2}
    [[[[[[[[1]]]]]]]] [[[[[[[[[1]]]]]]]]]
"""
SPELLINGS = [each.encode() for each in SPELLED.split()] + [
    b"", b" 1", b"1 ", b"1\n", b"[ ]", b"[1 ,2]", b'{"a" :1}', b"\xef\xbb\xbf1", b'"\xf0\x9f\x8c\x8b"', b"\0",
    b'"\xed\xa0\x80"', b'"\xc3\x28"', b'"\x7f"', b'"\t"', b'{"\xc3\xa9":1}', b'{"\n":1}', b'{"\x7f":1}', b'"\xff"',
]  # fmt: skip


def test_json_against_python(tab: Page) -> None:
    """Every spelling, and a small disclosure damaged in a thousand ways: read by both or by neither, as the same."""
    file = next(iter(small_files().values()))
    cases = (
        SPELLINGS
        + damaged(random.Random(SEED), file[:4_000], 200)
        + damaged(random.Random(SEED), b'{"a":[1,{"b":"c"}]}', 800)
    )
    found = each_of(
        tab, "text => JSON.stringify([CanonicalJson.parse(Bytes.fromHex(text), 8).value])", [x.hex() for x in cases]
    )
    # What is read is canonical already, so that its bytes are the value.
    expected = [attempt(lambda data=data: [parse(data, LIMITS, "x")] and data, CanonicalError) for data in cases]
    for data, mine, theirs in zip(cases, found, expected, strict=True):
        assert (mine is None) == (theirs is None), (SEED, data)
        assert mine is None or mine.encode() == b"[" + data + b"]", (SEED, data)


def test_transactions_against_python(tab: Page) -> None:
    """Whole and damaged transactions, with witness and without: the same identity, weight and bytes, or refused."""
    dice = random.Random(SEED)
    chain = practice().chain
    whole = [each for height in (1, 101, 102) for each in chain.block(height).transactions]
    cases = [each.to_bytes() for each in whole] + [each.to_bytes(witness=False) for each in whole]
    for data in list(cases):
        cases += damaged(dice, data, 60) + [data[:size] for size in range(0, len(data), 7)]
    function = """text => {
        const found = Transactions.parse(Bytes.fromHex(text));
        const { txid, weight, stripped } = Transactions;
        return [Bytes.shown(txid(found)), weight(found), Bytes.toHex(stripped(found))];
    }"""

    def read(data: bytes) -> list[Any]:
        found = Transaction.parse(data)
        return [shown(found.txid), found.weight, found.to_bytes(witness=False).hex()]

    expected = [attempt(lambda data=data: read(data), ChainFormatError) for data in cases]
    assert each_of(tab, function, [each.hex() for each in cases]) == expected, SEED


@pytest.mark.parametrize("network", NETWORKS.values(), ids=lambda network: network.name)
def test_addresses_against_python(tab: Page, network: Any) -> None:
    """The address of every kind of script on every network, and none where there is none."""
    scripts = [lock.script for lock in (*TEMPLATES, PRIMARY)]
    scripts += [b"", b"\x51\x02\x4e\x73", b"\x60\x28" + bytes(40), b"\x00\x15" + bytes(21), b"\x6a\x01\x00"]
    scripts += [b"\x76\xa9\x14" + bytes(20) + b"\x88\xac", b"\xa9\x14" + b"\xff" * 20 + b"\x87"]
    found = tab.evaluate(
        "([name, all]) => all.map(each => Addresses.ofScript(Bytes.fromHex(each), Networks[name]))",
        [network.name, [each.hex() for each in scripts]],
    )
    assert found == [address_of_script(each, network) for each in scripts]


def test_targets_against_python(tab: Page) -> None:
    """Compact targets of every size and sign, and back; and the next target after fast, slow and ordinary periods."""
    dice = random.Random(SEED)
    compact = [
        size << 24 | mantissa for size in range(40) for mantissa in (0, 1, 0x7F, 0x80, 0xFFFF, 0x7FFFFF, 0x800001)
    ]
    compact += [dice.randrange(2**32) for _ in range(500)]
    found = each_of(tab, "bits => Headers.targetOf(bits).toString()", compact)
    targets = [attempt(lambda bits=bits: target_of_bits(bits), ChainRuleError) for bits in compact]
    assert found == [None if each is None else str(each) for each in targets]
    real = [str(each) for each in targets if each]
    assert each_of(tab, "target => Headers.compactOf(BigInt(target))", real) == [
        bits_of_target(int(each)) for each in real
    ]
    periods = [
        (name, bits, seconds)
        for name in NETWORKS
        for bits in (0x1D00FFFF, 0x1B0404CB, 0x17034219)
        for seconds in (-5, 1, 302_400, 302_399, 1_209_600, 4_838_400, 4_838_401, 1_022_578)
    ]
    function = "([name, bits, seconds]) => Headers.nextBits(bits, seconds, Networks[name])"
    assert each_of(tab, function, periods) == [
        next_bits(bits, seconds, NETWORKS[name]) for name, bits, seconds in periods
    ]


def test_runs_of_headers_against_python(tab: Page) -> None:
    """A run, and every header of it changed in one bit: linked by both, with the same work, or by neither."""
    dice = random.Random(SEED)
    data = practice().chain.headers(0, 60).data
    cases = [data, data[80:], data[:-80], data[:80] + data[160:], data + data[-80:]]
    for place in range(0, len(data), 80):
        changed = bytearray(data)
        changed[place + dice.randrange(80)] ^= 1 << dice.randrange(8)
        cases.append(bytes(changed))
    assert linked_alike(tab, cases, 0, REGTEST)[0] is not None


def test_real_headers_against_python(tab: Page) -> None:
    """Bitcoin's own headers around a change of the target; none where the change stands elsewhere or is another."""
    data = (BLOCKS / "main_headers_588664_588679.bin").read_bytes()
    first = 588_664
    harder = bytearray(data)
    harder[8 * 80 + 72] ^= 1
    found = linked_alike(tab, [data, bytes(harder)], first, MAIN)
    assert [each is None for each in found] == [False, True]
    assert linked_alike(tab, [data], first + 1, MAIN) == [None]


def linked_alike(tab: Page, cases: list[bytes], first_height: int, network: Network) -> list[list[str] | None]:
    """Hashes and work of each run, or ``None``; the page's and the program's are the same."""
    found = tab.evaluate(
        """async ([cases, first, name]) => {
            const found = [];
            const pause = async () => {};
            for (const text of cases) {
                try {
                    const { hashes, work } = await Headers.link(Bytes.fromHex(text), first, Networks[name], pause);
                    found.push([Bytes.toHex(hashes), work.toString()]);
                } catch (error) {
                    if (!(error instanceof Bytes.FormatError)) throw error;
                    found.push(null);
                }
            }
            return found;
        }""",
        [[each.hex() for each in cases], first_height, network.name],
    )

    def linked(run: bytes) -> list[str]:
        checked = check_headers(run, first_height, network)
        return [checked.hashes.hex(), str(checked.work)]

    assert found == [attempt(lambda run=run: linked(run), ChainRuleError) for run in cases], SEED
    return found


def test_real_transactions_are_in_their_block(tab: Page) -> None:
    """Each transaction of a real block, read and followed to the root in its header."""
    block = Block.parse((BLOCKS / "main_227836.raw").read_bytes())
    asked = [
        [each.to_bytes(witness=False).hex(), place, [beside.hex() for beside in inclusion.branch]]
        for place, (each, inclusion) in enumerate(
            zip(block.transactions, prove_inclusions(block.txids, range(len(block.txids))), strict=True)
        )
    ]
    function = """([raw, position, branch]) => {
        const txid = Transactions.txid(Transactions.parse(Bytes.fromHex(raw)));
        Merkle.check(txid, position, branch.map(Bytes.fromHex), Bytes.fromHex(ROOT));
        return true;
    }""".replace("ROOT", repr(block.header.merkle_root.hex()))
    assert each_of(tab, function, asked) == [True] * len(asked)
    assert len(asked) == 100


def test_known_blocks_are_the_programs(tab: Page) -> None:
    """The page holds the same blocks as the program; a run through one is anchored, one past it is made up."""
    table = {name: {str(height): shown(block) for height, block in known_blocks(name).items()} for name in NETWORKS}
    assert tab.evaluate("KNOWN_BLOCKS") == table
    function = """([network, height, hash]) => {
        const found = [];
        const say = code => found.push(code);
        const step = { proved: say, open: say, wrong: say };
        const run = { has: each => each === height, hashAt: () => hash };
        return [checkKnownBlocks(network, run, step), found];
    }"""
    height, block = max(known_blocks("main").items())
    assert tab.evaluate(function, ["main", height, shown(block)]) == [True, ["anchor"]]
    assert tab.evaluate(function, ["main", height, "00" * 32]) == [False, ["anchor"]]
    assert tab.evaluate(function, ["main", height + 1, "00" * 32]) == [True, ["anchor"]]


def test_merkle_paths_against_python(tab: Page) -> None:
    """Trees of one to forty leaves, each path also bent in every way: the two known forgeries are refused by both."""
    dice = random.Random(SEED)
    cases: list[tuple[bytes, int, tuple[bytes, ...], bytes]] = []
    for size in range(1, 41):
        leaves = [sha256d(dice.randbytes(8)) for _ in range(size)]
        position = dice.randrange(size)
        branch = prove_inclusion(leaves, position).branch
        root = root_of(leaves[position], position, branch)
        cases.append((leaves[position], position, branch, root))
        last = prove_inclusion(leaves, size - 1).branch
        # CVE-2012-2459: the last leaf of an odd level claimed a second time.
        cases += [(leaves[-1], size - 1 + step, last, root) for step in (1, 2, 4)]
        cases += [(leaves[position], position ^ 1, branch, root), (leaves[position], position, branch[1:], root)]
        cases += [(leaves[position], position, (*branch, root), root), (dice.randbytes(32), position, branch, root)]
    cases += forged_inner_nodes(dice)
    cases.append((bytes(32), 0, (bytes(32),) * 16, bytes(32)))
    function = """([txid, position, branch, root]) => {
        const [leaf, top] = [txid, root].map(Bytes.fromHex);
        Merkle.check(leaf, position, branch.map(Bytes.fromHex), top);
        return true;
    }"""
    asked = [
        [txid.hex(), position, [each.hex() for each in branch], root.hex()] for txid, position, branch, root in cases
    ]
    expected = [
        attempt(
            lambda case=case: check_inclusion(case[0], Inclusion(case[1], case[2]), case[3]) or True, InclusionError
        )
        for case in cases
    ]
    assert each_of(tab, function, asked) == expected, SEED
    assert expected.count(True) >= 40


def root_of(leaf: bytes, position: int, branch: tuple[bytes, ...]) -> bytes:
    """Where a path leads."""
    for beside in branch:
        leaf, position = sha256d(beside + leaf if position & 1 else leaf + beside), position >> 1
    return leaf


def forged_inner_nodes(dice: random.Random) -> list[tuple[bytes, int, tuple[bytes, ...], bytes]]:
    """Paths through 64 bytes that read as a transaction (CVE-2017-12842), or nearly."""
    found = []
    for size in range(6):
        script_sig, script = bytes(min(size, 4)), bytes(max(0, 4 - size))
        data = b"\2\0\0\0\1" + dice.randbytes(36) + bytes((size,)) + script_sig + dice.randbytes(4) + b"\1"
        data += (21 * 10**14).to_bytes(8, "little") + bytes((max(0, 4 - size),)) + script + bytes(4)
        data = data[:64].ljust(64, b"\0")
        changed = [data, *(data[:place] + bytes((data[place] ^ 1,)) + data[place + 1 :] for place in range(64))]
        found += [(each[:32], 0, (each[32:],), sha256d(each)) for each in changed]
    return found


def test_messages_against_python(tab: Page) -> None:
    """Our own messages and bip322-audit's, changed in every line and character: the same binding, or none."""
    own = practice().attestation("cold")
    audit = f"Proof of reserves\nblock: 104 {'ab' * 32} 2026-01-02T03:04:05Z"
    texts = [own, own + "\n", own.replace("\n", "\r\n"), audit, audit + "\n", audit.split("\n")[1], "", "block: 1"]
    for text in (own, audit):
        texts += [
            text[:place] + other + text[place + 1 :]
            for place in range(len(text))
            for other in ("", "0", "A", "\n", "é")
        ]
    texts += [own.replace("104", each) for each in ("0104", "-1", "999999999", "1000000000", "1.0", "")]
    texts += [
        own.replace("2026-12-31", each) for each in ("2026-02-29", "2028-02-29", "0000-01-01", "2026-13-01", "2026-1-1")
    ]
    function = """text => {
        const found = Message.read(text);
        return found && [found.height, found.block, found.purpose || null, found.vault || null, found.expires || null];
    }"""

    def read(text: str) -> list[Any] | None:
        found = binding_of(text)
        if found is None:
            return None
        said = found.attestation
        named = [None] * 3 if said is None else [said.purpose.value, said.vault, said.expires.isoformat()]
        return [found.height, found.block, *named]

    assert each_of(tab, function, texts) == [read(text) for text in texts]


def test_verifier_keys_against_python(tab: Page) -> None:
    """A verifier key has one spelling: changed in any character it is refused by both."""
    text = SIGNER.key.text
    texts = [text, "", "a+b", "a+00000000+", text + " ", text.replace("+", "-")]
    texts += [
        text[:place] + other + text[place + 1 :]
        for place in range(len(text))
        for other in ("", "A", "+", " ", "0", "é")
    ]
    found = each_of(tab, "text => { const key = Note.readKey(text); return [key.name, Bytes.toHex(key.key)]; }", texts)

    def read(text: str) -> list[str]:
        key = NoteKey.parse(text)
        return [key.name, key.public.hex()]

    assert found == [attempt(lambda text=text: read(text), ProofFormatError) for text in texts]
    assert found[0] is not None


def test_the_least_work_of_heights_is_the_programs(tab: Page) -> None:
    """Blocks that are too easy for their height are the same ones for the page and for the program."""
    found = tab.evaluate("() => Object.entries(Networks).map(([name, { floors }]) => [name, (floors || []).map(each => "
                         "[each.height, String(each.work)])])")  # fmt: skip
    assert {name: tuple((height, int(work)) for height, work in floors) for name, floors in found} == {
        name: least_works(name) for name in NETWORKS
    }
