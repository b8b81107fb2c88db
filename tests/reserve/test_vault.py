"""Vaults: what may stand in one, what is refused, which scripts to watch."""

import msgspec
import pytest

from bitcoin_office.chain.descriptor import parse_descriptor
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.playbook.decode import decode
from bitcoin_office.reserve.vault import (
    LOOK_AHEAD,
    Vault,
    VaultAddress,
    VaultDescriptor,
    Watched,
    of_network,
    shared_texts,
    vault_findings,
    vault_named,
    wanted_range,
    watched_of,
)

XPUB = "tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCTKvosUCJZL5B"
XPRV = "tprv8ZgxMBicQKsPd7Uf69XL1XwhmjHopUGep8GuEiJDZmbQz6o58LninorQAfcKZWARbtRtfnLcJ5MQ2AtHcQJCCRUcMRvmDUjyEmNUWwx8UbK"
WIF = "cTpB4YiyKiBcPxnefsDpbnDxFDffjqJob8wGCEDXxgQ7zQoMXJdH"
RANGED = f"wpkh({XPUB}/<0;1>/*)"
FIRST = parse_descriptor(RANGED, REGTEST).scripts(0, 1)[0].script
ADDRESS = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"


def vault(name: str = "cold", *, descriptors: tuple[str, ...] = (), addresses: tuple[str, ...] = (), count=50) -> Vault:
    """A vault of the training network."""
    return Vault(
        name=name,
        network="regtest",
        descriptor=tuple(VaultDescriptor(text=text, count=count) for text in descriptors),
        address=tuple(VaultAddress(address=text) for text in addresses),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('name = "co ld"\nnetwork = "main"\n[[address]]\naddress = "x"', "wrong-form"),
        ('name = "cold"\nnetwork = "maine"\n[[address]]\naddress = "x"', "unknown-network"),
        ('name = "cold"\nnetwork = "main"', "empty-vault"),
        ('name = "cold"\nnetwork = "main"\n[[descriptor]]\ntext = "raw(51)"\ncount = 0', "out-of-range"),
        ('name = "cold"\nnetwork = "main"\nkey = "x"\n[[address]]\naddress = "x"', "unknown-key"),
    ],
)
def test_a_file_that_states_no_vault(text: str, code: str) -> None:
    """Names that no account can have, unknown networks and keys, nothing to watch: findings, not a vault."""
    found, findings = decode(text, Vault, file="vaults/x.toml")
    assert found is None
    assert [finding.code for finding in findings] == [code]


def test_descriptors_and_addresses_by_one_name_each() -> None:
    """Every text is named without its checksum, once; an address is its own descriptor, in small letters."""
    checked = parse_descriptor(RANGED, REGTEST).text
    twice = vault(descriptors=(RANGED, checked, "raw(51)"), addresses=(ADDRESS, ADDRESS.upper()))
    found = watched_of(twice)
    assert [(each.text, each.count) for each in found] == [
        (RANGED, 50),
        ("raw(51)", 1),
        (f"addr({ADDRESS})", 1),
    ]


@pytest.mark.parametrize("secret", [f"wpkh({XPRV}/*)", f"wpkh({WIF})", WIF, XPRV])
@pytest.mark.parametrize("kind", ["descriptors", "addresses"])
def test_a_private_key_is_refused_and_not_repeated(secret: str, kind: str) -> None:
    """Wherever a private key stands, it is a finding that does not show it."""
    [finding] = vault_findings([("v.toml", vault(**{kind: (secret,)}))])
    assert "private key" in finding.message
    assert WIF not in str(finding)
    assert XPRV not in str(finding)


def test_everything_wrong_is_found_at_once() -> None:
    """A mistyped address and a foreign key are two findings, each with its place."""
    wrong = vault(
        descriptors=("raw(51)", f"wpkh({XPUB[:-1]}A/*)"),
        addresses=(ADDRESS[:-1] + "p", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
    )
    findings = vault_findings([("v.toml", wrong)])
    assert [str(finding.place) for finding in findings] == [
        "v.toml: descriptor[1].text", "v.toml: address[0].address", "v.toml: address[1].address",
    ]  # fmt: skip


def test_a_coin_belongs_to_one_vault() -> None:
    """Two vaults may not watch the same script, by whichever descriptor, nor have one name."""
    by_address = vault("hot", descriptors=(f"raw({FIRST.hex()})",))
    [same] = vault_findings([("a.toml", vault(descriptors=(RANGED,))), ("b.toml", by_address)])
    assert (same.code, same.place.file) == ("watched-twice", "b.toml")
    [named] = vault_findings([("a.toml", vault()), ("b.toml", vault("COLD"))])
    assert (named.code, named.place.key) == ("watched-twice", "name")
    assert vault_findings([("a.toml", vault(descriptors=(RANGED, RANGED)))]) == ()


def test_the_same_text_in_two_vaults_is_found_without_reading_keys() -> None:
    """What people copy from one file into another is found whenever the files are read."""
    [finding] = shared_texts([vault(descriptors=(RANGED,)), vault("hot", descriptors=(RANGED,))])
    assert finding.code == "watched-twice"
    assert shared_texts([vault(descriptors=(RANGED,)), vault("hot", addresses=(ADDRESS,))]) == ()


def test_vaults_of_another_network_are_found() -> None:
    """Real and practised coins are never mixed."""
    from bitcoin_office.chain.network import MAIN

    assert [finding.code for finding in of_network([vault()], MAIN)] == ["wrong-network"]
    assert of_network([vault()], REGTEST) == ()


def test_a_vault_is_found_however_it_is_written() -> None:
    """Names are compared without regard to the size of letters, as file systems may."""
    assert vault_named([vault("Tecapa")], "TECAPA") == vault("Tecapa")
    assert vault_named([vault("Tecapa")], "tecap") is None
    assert vault("tecapa-2").account_part == "Tecapa-2"


@pytest.mark.parametrize(
    ("count", "known", "last_used", "wanted"),
    [
        (1_000, 0, -1, range(1_000)),
        (1_000, 1_000, -1, range(1_000, 1_000)),
        (1_000, 1_000, 1_000 - LOOK_AHEAD - 1, range(1_000, 1_000)),
        (1_000, 1_000, 1_000 - LOOK_AHEAD, range(1_000, 1_801)),
        (10, 10, 9, range(10, 10 + LOOK_AHEAD)),
        (500, 1_000, -1, range(1_000, 1_000)),
    ],
)
def test_ranges_grow_before_they_are_used_up(count: int, known: int, last_used: int, wanted: range) -> None:
    """More indexes are watched once fewer than so many unused ones are left; never fewer than before."""
    ranged = Watched(vault="v", text=RANGED, count=count, from_height=0)
    assert wanted_range(ranged, known, last_used) == wanted


def test_a_single_script_never_grows() -> None:
    """An address in use asks for no more."""
    assert not wanted_range(Watched(vault="v", text="raw(51)#x", count=1, from_height=0), 1, 0)


@pytest.mark.parametrize("name", ["cold\n", "cold\r\n", "\ncold", "co\nld"])
def test_a_name_has_no_line_break(name: str) -> None:
    """A name becomes a file's name and part of an account's: nothing may follow it, not even a line break."""
    written = {"name": name, "network": "regtest", "address": [{"address": ADDRESS}]}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(written, Vault)
    assert msgspec.convert({**written, "name": "cold"}, Vault).name == "cold"
