"""The networks of Bitcoin: names, prefixes of addresses and keys, first blocks, easiest proof of work."""

from __future__ import annotations

from typing import Final

import msgspec

from bitcoin_office.chain.hashing import read_hash
from bitcoin_office.terms.errors import NotFoundError


class Network(msgspec.Struct, frozen=True, kw_only=True):
    """One network (values: Bitcoin Core, ``kernel/chainparams.cpp``).

    ``name`` is the node's own word for the chain. ``hrp`` starts a bech32 address. ``genesis_hash`` is in internal
    order. ``easiest_bits`` is the compact form of the easiest allowed target. ``retargets`` is false where the
    difficulty never changes, ``resets_when_slow`` true where a block 20 minutes late may be of the easiest difficulty.
    From ``segwit_height`` on (BIP-141; mainnet on 24 August 2017) a block commits to its witnesses.
    """

    name: str
    title: str
    magic: bytes
    p2pkh_version: int
    p2sh_version: int
    secret_key_version: int
    public_key_version: bytes
    private_key_version: bytes
    hrp: str
    genesis_hash: bytes
    easiest_bits: int
    segwit_height: int
    retargets: bool = True
    resets_when_slow: bool = False


MAIN: Final = Network(
    name="main",
    title="Bitcoin",
    magic=bytes.fromhex("f9beb4d9"),
    p2pkh_version=0,
    p2sh_version=5,
    secret_key_version=128,
    public_key_version=bytes.fromhex("0488b21e"),
    private_key_version=bytes.fromhex("0488ade4"),
    hrp="bc",
    genesis_hash=read_hash("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
    easiest_bits=0x1D00FFFF,
    segwit_height=481_824,
)
_TEST_PREFIXES: Final = msgspec.structs.replace(
    MAIN,
    p2pkh_version=111,
    p2sh_version=196,
    secret_key_version=239,
    public_key_version=bytes.fromhex("043587cf"),
    private_key_version=bytes.fromhex("04358394"),
    hrp="tb",
)
TEST: Final = msgspec.structs.replace(
    _TEST_PREFIXES,
    name="test",
    title="testnet 3",
    magic=bytes.fromhex("0b110907"),
    segwit_height=834_624,
    genesis_hash=read_hash("000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943"),
    resets_when_slow=True,
)
TESTNET4: Final = msgspec.structs.replace(
    _TEST_PREFIXES,
    name="testnet4",
    title="testnet 4",
    magic=bytes.fromhex("1c163f28"),
    segwit_height=1,
    genesis_hash=read_hash("00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043"),
    resets_when_slow=True,
)
SIGNET: Final = msgspec.structs.replace(
    _TEST_PREFIXES,
    name="signet",
    title="signet",
    magic=bytes.fromhex("0a03cf40"),
    genesis_hash=read_hash("00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6"),
    easiest_bits=0x1E0377AE,
    segwit_height=1,
)
REGTEST: Final = msgspec.structs.replace(
    _TEST_PREFIXES,
    name="regtest",
    title="training chain (regtest)",
    magic=bytes.fromhex("fabfb5da"),
    hrp="bcrt",
    genesis_hash=read_hash("0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"),
    easiest_bits=0x207FFFFF,
    segwit_height=0,
    retargets=False,
    resets_when_slow=True,
)
NETWORKS: Final = {each.name: each for each in (MAIN, TEST, TESTNET4, SIGNET, REGTEST)}


def network(name: str) -> Network:
    """The network that a node calls ``name``. Raises ``NotFoundError``."""
    found = NETWORKS.get(name)
    if found is None:
        raise NotFoundError(kind="network", name=name, known=tuple(NETWORKS))
    return found
