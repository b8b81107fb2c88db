"""Blocks: real ones whole, made ones with each rule broken in turn."""

import msgspec
import pytest

from bitcoin_office.chain.block import MAX_BLOCK_BYTES, MAX_BLOCK_WEIGHT, Block
from bitcoin_office.chain.errors import ChainFormatError, ChainRuleError
from bitcoin_office.chain.hashing import NO_HASH, merkle_root, shown
from bitcoin_office.chain.network import MAIN, REGTEST
from bitcoin_office.chain.transaction import NO_OUTPOINT, Transaction, TxIn, TxOut
from tests.chain.blockfiles import BLOCKS, SECOND, SEGWIT, RealBlock
from tests.chain.made import coinbase, mined_block, payment

RAW_GENESIS = (
    "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3"
    "888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c0101000000010000000000000000000000000000000000000000000000000000"
    "000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e2062"
    "72696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe554827"
    "1967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5f"
    "ac00000000"
)


@pytest.mark.parametrize("real", BLOCKS, ids=lambda real: real.file)
def test_real_blocks_are_whole(real: RealBlock) -> None:
    """Work, Merkle root and witness commitment hold; height, weight and every byte come back."""
    block = Block.parse(real.raw)
    block.check(real.network)
    assert shown(block.hash) == real.block_hash
    assert (block.stated_height, len(block.transactions), block.weight) == real[2:3] + real[4:]
    assert block.to_bytes() == real.raw
    assert block.coinbase.is_coinbase


def test_the_first_block_is_whole() -> None:
    """The first block of all, and its hash."""
    block = Block.parse(bytes.fromhex(RAW_GENESIS))
    block.check(MAIN)
    assert block.hash == MAIN.genesis_hash
    assert block.coinbase.output_sats == 5_000_000_000
    assert b"Chancellor on brink of second bailout" in block.coinbase.inputs[0].script_sig


@pytest.mark.parametrize("place", range(0, len(SEGWIT.raw), 11))
def test_any_changed_byte_of_a_real_block_is_noticed(place: int) -> None:
    """A flipped bit anywhere in a block with a commitment is refused: by form, work, root or commitment."""
    changed = bytearray(SEGWIT.raw)
    changed[place] ^= 1
    with pytest.raises((ChainFormatError, ChainRuleError)):
        Block.parse(bytes(changed)).check(SEGWIT.network)


def test_a_made_block_with_witnesses_holds() -> None:
    """The block that the tests below break is right before they do."""
    rest = (payment(1), payment(2, witness=False), payment(3))
    block = mined_block((coinbase(300, rest), *rest))
    block.check(REGTEST)
    assert block.stated_height == 300
    assert Block.parse(block.to_bytes()) == block


def broken(rule: str) -> Block:
    """A block that breaks one rule, its work done."""
    rest = (payment(1), payment(2))
    whole = (coinbase(300, rest), *rest)
    other = (
        whole[0],
        payment(1),
        msgspec.structs.replace(payment(2), inputs=(TxIn(payment(2).inputs[0].previous, witness=(b"other",)),)),
    )
    uncommitted = Transaction(2, (TxIn(NO_OUTPOINT, whole[0].inputs[0].script_sig),), whole[0].outputs)
    made = {
        "merkle-root": lambda: Block(mined_block(whole).header, (*whole[:2], payment(4))),
        "merkle-duplicate": lambda: mined_block((*whole, whole[2])),
        "coinbase": lambda: mined_block((payment(1, witness=False), payment(2, witness=False))),
        "second coinbase": lambda: mined_block((whole[0], coinbase(301, ()))),
        "another witness": lambda: mined_block(other),
        "no commitment": lambda: mined_block((coinbase(300, rest, commits=False), *rest)),
        "no salt": lambda: mined_block((uncommitted, payment(1, witness=False))),
        "proof-of-work": lambda: without_work(mined_block(whole)),
    }
    return made[rule]()


def without_work(block: Block) -> Block:
    """The same block with a nonce that misses the target."""
    header = block.header
    while int.from_bytes(header.hash, "little") >> 255 == 0:
        header = msgspec.structs.replace(header, nonce=header.nonce + 1)
    return Block(header, block.transactions)


@pytest.mark.parametrize(
    ("case", "rule"),
    [
        ("merkle-root", "merkle-root"),
        ("merkle-duplicate", "merkle-duplicate"),
        ("coinbase", "coinbase"),
        ("second coinbase", "coinbase"),
        ("another witness", "witness-commitment"),
        ("no commitment", "witness-commitment"),
        ("no salt", "witness-commitment"),
        ("proof-of-work", "proof-of-work"),
    ],
)
def test_each_broken_rule_is_named(case: str, rule: str) -> None:
    """One rule broken, everything else right: the error names that rule."""
    with pytest.raises(ChainRuleError) as refused:
        broken(case).check(REGTEST)
    assert refused.value.rule == rule


def test_the_doubled_block_has_the_same_root() -> None:
    """The trap is real: three transactions with the last one doubled give the very header of the three."""
    rest = (payment(1), payment(2))
    whole = mined_block((coinbase(300, rest), *rest))
    doubled = mined_block((*whole.transactions, whole.transactions[2]))
    assert doubled.header == whole.header


def test_commitments_before_segregated_witness_bind_nothing() -> None:
    """An early block whose coinbase looks like a commitment, without witnesses, is not held to it (mainnet to 2017)."""
    plain = payment(1, witness=False)
    miner = coinbase(400_000, ())
    early = Transaction(2, (TxIn(NO_OUTPOINT, miner.inputs[0].script_sig),), miner.outputs)
    mined_block((early, plain)).check_contents(MAIN)
    late = Transaction(2, (TxIn(NO_OUTPOINT, coinbase(500_000, ()).inputs[0].script_sig),), miner.outputs)
    with pytest.raises(ChainRuleError, match="do not give its commitment"):
        mined_block((late, plain)).check_contents(MAIN)


@pytest.mark.parametrize("height", [1, 16, 17, 127, 128, 255, 256, 32_767, 32_768, 227_931, 8_388_607, 8_388_608])
def test_stated_heights_come_back(height: int) -> None:
    """Every width in which a height is pushed is read (BIP-34)."""
    assert mined_block((coinbase(height, ()),)).stated_height == height


@pytest.mark.parametrize("script_sig", ["", "00", "0100", "020100", "03ffff", "06000000000001"])
def test_a_coinbase_that_pushes_no_height_states_none(script_sig: str) -> None:
    """Nothing, zero, padded, cut off and too long pushes are no heights."""
    miner = Transaction(1, (TxIn(NO_OUTPOINT, bytes.fromhex(script_sig)),), (TxOut(1, b"\x51"),))
    assert mined_block((miner,)).stated_height is None


def test_blocks_past_their_limits_are_refused() -> None:
    """Too many bytes, too much weight, no transactions and an impossible count of them are refused."""
    with pytest.raises(ChainFormatError, match=str(MAX_BLOCK_BYTES)):
        Block.parse(bytes(MAX_BLOCK_BYTES + 1))
    header = bytes.fromhex(RAW_GENESIS)[:80]
    with pytest.raises(ChainFormatError, match="no transactions"):
        Block.parse(header + b"\x00")
    with pytest.raises(ChainFormatError, match="4294967295 transactions announced"):
        Block.parse(header + bytes.fromhex("feffffffff"))
    heavy = Transaction(1, (TxIn(NO_OUTPOINT, b"\x51"),), (TxOut(0, bytes(MAX_BLOCK_WEIGHT // 4)),))
    with pytest.raises(ChainFormatError, match=f"more than {MAX_BLOCK_WEIGHT}"):
        Block.parse(header + b"\x01" + heavy.to_bytes())


def test_the_root_is_over_txids_in_order() -> None:
    """The leaves are the transactions' identities; another order is another root."""
    block = Block.parse(SECOND.raw)
    assert merkle_root(block.txids) == block.header.merkle_root
    assert merkle_root(block.txids[::-1]) != block.header.merkle_root
    assert NO_HASH not in block.txids
