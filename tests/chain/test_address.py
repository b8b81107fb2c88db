"""Addresses: the vectors of the BIPs, El Salvador's reported ones, every mistake with its place."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.chain.address import MAX_ADDRESS_CHARACTERS, address_of_script, normal_address, script_of_address
from bitcoin_office.chain.base58 import ALPHABET as BASE58
from bitcoin_office.chain.bech32 import ALPHABET as BECH32
from bitcoin_office.chain.errors import AddressError
from bitcoin_office.chain.network import MAIN, NETWORKS, REGTEST, SIGNET, TEST, TESTNET4, Network, network
from bitcoin_office.chain.script import ScriptKind, kind_of, p2pkh, p2sh, witness_script
from bitcoin_office.terms.errors import NotFoundError

ADDRESSES_SV = Path(__file__).parents[2] / "countries" / "sv" / "record" / "addresses.toml"
# BIP-350's list, BIP-341's wallet vectors, and addresses of older kinds.
VALID = [
    (MAIN, "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "0014751e76e8199196d454941c45d1b3a323f1433bd6"),
    (TEST, "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
     "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262"),
    (MAIN, "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
     "5128751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6"),
    (MAIN, "BC1SW50QGDZ25J", "6002751e"),
    (MAIN, "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "5210751e76e8199196d454941c45d1b3a323"),
    (TEST, "tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy",
     "0020000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433"),
    (TEST, "tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c",
     "5120000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433"),
    (MAIN, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
     "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
    (MAIN, "bc1p2wsldez5mud2yam29q22wgfh9439spgduvct83k3pm50fcxa5dps59h4z5",
     "512053a1f6e454df1aa2776a2814a721372d6258050de330b3c6d10ee8f4e0dda343"),
    (MAIN, "bc1pfeessrawgf", "51024e73"),
    (MAIN, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac"),
    (MAIN, "1111111111111111111114oLvT2", "76a914" + "00" * 20 + "88ac"),
    (MAIN, "3P14159f73E4gFr7JterCCQh9QjiTjiZrG", "a914e9c3dd0c07aac76179ebc76a6c78d4d67c6c160a87"),
    (TEST, "mo9ncXisMeAoXwqcV5EWuyncbmCcQN4rVs", "76a91453c0307d6851aa0ce7825ba883c6bd9ad242b48688ac"),
    (REGTEST, "2N2JD6wb56AfK4tfmM6PwdVmoYk2dCKf4Br", "a9146349a418fc4578d10a372b54b45c280cc8c4382f87"),
]  # fmt: skip
INVALID = [
    (MAIN, "tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty", "something else than Bitcoin"),
    (MAIN, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "checksum does not hold"),
    (MAIN, "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R", "no witness version"),
    (MAIN, "bc1pw5dgrnzv", "a program of 1 bytes"),
    (MAIN, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav", "a program of 41 bytes"),
    (MAIN, "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", "a program of 16 bytes"),
    (TEST, "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7", "letters are mixed"),
    (MAIN, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf", "belong to no byte"),
    (TEST, "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j", "belong to no byte"),
    (MAIN, "bc1gmk9yu", "no witness version"),
    (MAIN, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", "bech32m checksum"),
    (TEST, "tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf", "bech32m checksum"),
    (MAIN, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh", "bech32 checksum"),
    (MAIN, "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4", "never used"),
    (MAIN, "tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c", "belongs to testnet 3"),
    (MAIN, "mo9ncXisMeAoXwqcV5EWuyncbmCcQN4rVs", "belongs to testnet 3"),
    (TEST, "3P14159f73E4gFr7JterCCQh9QjiTjiZrG", "belongs to Bitcoin, not to testnet 3"),
    (MAIN, "LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9", "something else than Bitcoin"),
    (MAIN, "", "1 to 90 characters"),
    (MAIN, "q" * (MAX_ADDRESS_CHARACTERS + 1), "1 to 90 characters"),
    (MAIN, "TRX9Uhjxvb9", "no length of an address"),
    (MAIN, "32ixEdVJWo3kmvJGMTZq5jAQVZZeuw qzo", "a character that no address has"),
    (MAIN, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN", "checksum does not hold"),
    (MAIN, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4l", "43 characters where such an address has 42 or 62"),
    (MAIN, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj", "61 characters where such"),
]  # fmt: skip


@pytest.mark.parametrize(("on", "text", "script"), VALID, ids=lambda value: value if isinstance(value, str) else "")
def test_published_addresses_stand_for_their_scripts(on: Network, text: str, script: str) -> None:
    """Each address gives its script, and the script gives the address back in its one stored form."""
    found = script_of_address(text, on)
    assert found.hex() == script
    assert address_of_script(found, on) == normal_address(text, on)


@pytest.mark.parametrize(("on", "text", "problem"), INVALID, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_no_address_is_refused_in_words(on: Network, text: str, problem: str) -> None:
    """Each invalid address of the BIPs, foreign networks, foreign coins, and cut ones."""
    with pytest.raises(AddressError, match=problem):
        script_of_address(text, on)


def test_el_salvadors_reported_addresses_can_be_watched() -> None:
    """All twenty are pay-to-script-hash, and come back from their scripts."""
    reported = [each["address"] for each in tomllib.loads(ADDRESSES_SV.read_text())["address"]]
    assert len(set(reported)) == 20
    for text in reported:
        script = script_of_address(text, MAIN)
        assert kind_of(script) is ScriptKind.P2SH
        assert address_of_script(script, MAIN) == text


@pytest.mark.parametrize(
    "text",
    [
        "32ixEdVJWo3kmvJGMTZq5jAQVZZeuwnqzo",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    ],
)
def test_every_change_of_one_character_is_detected(text: str) -> None:
    """Each character of an address in turn becomes each other of its alphabet: none of these texts is an address."""
    base58 = not text.startswith("bc1")
    alphabet = BASE58 if base58 else BECH32
    for place in range(0 if base58 else 3, len(text)):
        for other in set(alphabet) - {text[place]} if not base58 else [alphabet[alphabet.index(text[place]) - 1]]:
            with pytest.raises(AddressError) as refused:
                script_of_address(text[:place] + other + text[place + 1 :], MAIN)
            assert place in refused.value.places


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("32ixEdVJWo3kmvJGMTZq5jAQVZZeuwnqzp", "Look at character 34 ('p')."),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3tt", "Look at character 42 ('t')."),
        ("2NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9M", "Compare it with where it was copied from."),
    ],
)
def test_the_message_points_at_the_mistake(text: str, remedy: str) -> None:
    """A reader is told which character to look at, counted from one; where it cannot be told, to compare."""
    with pytest.raises(AddressError) as refused:
        script_of_address(text, MAIN)
    assert refused.value.remedy == remedy


@settings(deadline=None)
@given(st.sampled_from([p2pkh, p2sh]), st.binary(min_size=20, max_size=20), st.sampled_from(sorted(NETWORKS)))
def test_older_kinds_come_back_on_every_network(build: object, digest: bytes, name: str) -> None:
    """Any hash, on any network."""
    assert callable(build)
    script = build(digest)
    text = address_of_script(script, network(name))
    assert text is not None
    assert script_of_address(text, network(name)) == script


@settings(deadline=None)
@given(st.integers(0, 16), st.binary(min_size=2, max_size=40), st.sampled_from(sorted(NETWORKS)))
def test_witness_programs_come_back_on_every_network(version: int, program: bytes, name: str) -> None:
    """Any version and program that may be, in small letters and in capitals."""
    script = witness_script(version, program)
    text = address_of_script(script, network(name))
    if version == 0 and len(program) not in {20, 32}:
        assert text is None
        return
    assert text is not None
    assert script_of_address(text, network(name)) == script
    assert script_of_address(text.upper(), network(name)) == script


@pytest.mark.parametrize("script", ["", "6a", "51", "21" + "02" * 33 + "ac"])
def test_scripts_without_an_address_have_none(script: str) -> None:
    """Data, bare keys and anything else that is no standard payment."""
    assert address_of_script(bytes.fromhex(script), MAIN) is None


def test_networks_are_known_by_the_nodes_own_words() -> None:
    """The five names that a node gives its chain, and a hint for a misspelt one."""
    assert [network(name) for name in ("main", "test", "testnet4", "signet", "regtest")] == [
        MAIN, TEST, TESTNET4, SIGNET, REGTEST,
    ]  # fmt: skip
    with pytest.raises(NotFoundError, match="Did you mean 'regtest'"):
        network("regtset")
