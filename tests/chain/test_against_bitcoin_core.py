"""The same questions put to a real node: transactions, scripts, addresses and their mistakes, descriptors."""

from collections.abc import Iterator

import pytest

from bitcoin_office.chain.address import address_of_script, script_of_address
from bitcoin_office.chain.bech32 import ALPHABET
from bitcoin_office.chain.block import Block
from bitcoin_office.chain.descriptor import parse_descriptor
from bitcoin_office.chain.errors import AddressError, DescriptorError
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.chain.script import kind_of, p2pkh, p2sh, witness_script
from bitcoin_office.chain.transaction import Transaction
from tests.adapters.node import NodeSaidNoError, PrivateNode
from tests.chain.blockfiles import BLOCKS, RealBlock
from tests.chain.descriptor_cases import CASES, KEYS, filled
from tests.chain.made import coinbase, mined_block
from tests.chain.test_script import KINDS
from tests.chain.test_transaction import FIRST_PAYMENT, MIXED_INPUTS

pytestmark = pytest.mark.component("bitcoind")
SOME_KEY = f"{KEYS[0]}/0/*"


@pytest.fixture(scope="module")
def node() -> Iterator[PrivateNode]:
    """A node that only answers questions."""
    node = PrivateNode()
    yield node
    node.remove()


@pytest.mark.parametrize("real", BLOCKS, ids=lambda real: real.file)
def test_transactions_against_bitcoin_core(node: PrivateNode, real: RealBlock) -> None:
    """Identities, sizes, amounts, and kind and address of every output, for the first forty of each real block."""
    for ours in Block.parse(real.raw).transactions[:40]:
        theirs = node.ask("decoderawtransaction", ours.to_bytes().hex())
        check_transaction(ours, theirs)


@pytest.mark.parametrize("raw", [FIRST_PAYMENT, MIXED_INPUTS])
def test_known_transactions_against_bitcoin_core(node: PrivateNode, raw: str) -> None:
    """The published ones, with and without witness."""
    check_transaction(Transaction.parse(bytes.fromhex(raw)), node.ask("decoderawtransaction", raw))


def check_transaction(ours: Transaction, theirs: dict[str, object]) -> None:
    """Holds our reading against the node's."""
    assert (shown(ours.txid), shown(ours.wtxid)) == (theirs["txid"], theirs["hash"])
    assert (ours.weight, ours.vsize, ours.version, ours.lock_time) == tuple(
        theirs[name] for name in ("weight", "vsize", "version", "locktime")
    )
    inputs, outputs = theirs["vin"], theirs["vout"]
    assert isinstance(inputs, list)
    assert isinstance(outputs, list)
    assert [each.sequence for each in ours.inputs] == [each["sequence"] for each in inputs]
    assert [[item.hex() for item in each.witness] for each in ours.inputs] == [
        each.get("txinwitness", []) for each in inputs
    ]
    for our, their in zip(ours.outputs, outputs, strict=True):
        assert our.sats == round(their["value"] * 100_000_000)
        assert kind_of(our.script) == their["scriptPubKey"]["type"]
        assert address_of_script(our.script, REGTEST) == their["scriptPubKey"].get("address")


@pytest.mark.parametrize("script", [script for script, _ in KINDS])
def test_kinds_against_bitcoin_core(node: PrivateNode, script: str) -> None:
    """Every script of our own tests is of the kind that the node calls it."""
    theirs = node.ask("decodescript", bytes.fromhex(script).hex())
    assert kind_of(bytes.fromhex(script)) == theirs["type"]
    assert address_of_script(bytes.fromhex(script), REGTEST) == theirs.get("address")


def test_a_made_block_against_bitcoin_core(node: PrivateNode) -> None:
    """A block that we build, commit and mine is taken by the node as its first."""
    first = mined_block((coinbase(1, ()),), previous=REGTEST.genesis_hash)
    assert node.ask("submitblock", first.to_bytes().hex()) is None
    assert node.ask("getbestblockhash") == shown(first.hash)
    assert Block.parse(bytes.fromhex(node.ask("getblock", shown(first.hash), 0))) == first
    chainwork = int(node.ask("getblockheader", shown(first.hash))["chainwork"], 16)
    assert chainwork == 2 * first.header.work


ADDRESSES = [
    address_of_script(script, REGTEST) or ""
    for script in (
        p2pkh(bytes(range(20))),
        p2sh(bytes(range(20))),
        witness_script(0, bytes(range(20))),
        witness_script(0, bytes(range(32))),
        witness_script(1, bytes(range(32))),
        witness_script(1, b"\x4e\x73"),
        witness_script(16, bytes(range(40))),
    )
]


@pytest.mark.parametrize("text", ADDRESSES)
def test_addresses_against_bitcoin_core(node: PrivateNode, text: str) -> None:
    """The node takes our addresses, and gives their scripts."""
    theirs = node.ask("validateaddress", text)
    assert theirs["isvalid"]
    assert theirs["scriptPubKey"] == script_of_address(text, REGTEST).hex()
    assert theirs["address"] == text


def mistyped() -> Iterator[str]:
    """Addresses with one and with two wrong characters, spread over all places."""
    for text in ADDRESSES[2:5]:
        start = len("bcrt1")
        for place in range(start, len(text)):
            other = ALPHABET[(ALPHABET.index(text[place]) + place) % 31]
            if other == text[place]:
                continue
            once = text[:place] + other + text[place + 1 :]
            yield once
            twice = start + (place * 7) % (len(text) - start)
            another = ALPHABET[ALPHABET.index(text[twice]) - 5]
            if twice != place:
                yield once[:twice] + another + once[twice + 1 :]


def test_places_of_mistakes_against_bitcoin_core(node: PrivateNode) -> None:
    """For one and for two wrong characters we point at the places that the node points at."""
    tried = list(mistyped())
    assert len(tried) > 200
    for text in tried:
        theirs = node.ask("validateaddress", text)
        assert not theirs["isvalid"]
        with pytest.raises(AddressError) as refused:
            script_of_address(text, REGTEST)
        assert list(refused.value.places) == theirs["error_locations"], text


@pytest.mark.parametrize("template", [each[0] for each in CASES])
def test_descriptors_against_bitcoin_core(node: PrivateNode, template: str) -> None:
    """Checksum, branches, and twenty addresses of each, from a low and from the highest index."""
    ours = parse_descriptor(filled(template), REGTEST)
    theirs = node.ask("getdescriptorinfo", filled(template))
    assert ours.text.endswith(f"#{theirs['checksum']}")
    assert ours.is_ranged == theirs["isrange"]
    for first in (0, 2**31 - 20):
        scripts = ours.scripts(first, 20)
        for branch, single in enumerate(theirs["multipath_expansion"]):
            addresses = [address_of_script(each.script, REGTEST) for each in scripts if each.branch == branch]
            assert addresses == node.ask("deriveaddresses", single, [first, first + 19])


@pytest.mark.parametrize(
    "text",
    [
        "wsh(pk(03))",
        "wsh(and_b(pk(<A>),pk(<B>)))",
        "wsh(thresh(3,pk(<A>),s:pk(<B>)))",
        "wsh(multi(4,<A>,<B>,<C>))",
        "wsh(multi(0,<A>))",
        "wsh(older(0))",
        "wsh(and_v(v:pk(<A>),older(2147483648)))",
        "tr(<A>,multi(1,<B>))",
        "wsh(multi_a(1,<B>))",
        "sh(tr(<A>))",
        "wpkh(wpkh(<A>))",
        "sh(sh(pk(<A>)))",
        "tr(<A>,{pk(<B>)})",
        "tr(<A>,{pk(<B>),pk(<C>)",
        f"wpkh({SOME_KEY[:-2]}/<0;0>/*)",
        f"wpkh({SOME_KEY[:-2]}/<0>/*)",
        f"wpkh({SOME_KEY}/0)",
        f"wpkh({SOME_KEY.replace('48h', '48x')})",
        f"wpkh({SOME_KEY.replace('[4ba43603', '[4ba4360')})",
        f"wpkh({SOME_KEY[:-2]}/2147483648)",
        "wpkh()",
        "wpkh(<A>)x",
        "addr(bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4)",
        "raw(0)",
        "pkh(04a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd)",
    ],
)
def test_refused_descriptors_against_bitcoin_core(node: PrivateNode, text: str) -> None:
    """What we refuse the node refuses too: nothing that it could watch is kept out by us here."""
    with pytest.raises(DescriptorError):
        parse_descriptor(filled(text), REGTEST)
    with pytest.raises(NodeSaidNoError):
        node.ask("getdescriptorinfo", filled(text))
