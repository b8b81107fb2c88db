"""Descriptors: every form derives Bitcoin Core's addresses; private, damaged and foreign ones are refused."""

import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from bitcoin_office.chain.address import address_of_script, script_of_address
from bitcoin_office.chain.descriptor import (
    FIRST_HARDENED_INDEX,
    MAX_BRANCHES,
    MAX_DESCRIPTOR_CHARACTERS,
    MAX_DESCRIPTOR_DEPTH,
    MAX_RANGE,
    WatchedScript,
    descriptor_of_address,
    parse_descriptor,
)
from bitcoin_office.chain.errors import AddressError, DescriptorError
from bitcoin_office.chain.hashing import hash160
from bitcoin_office.chain.network import MAIN, REGTEST, SIGNET, TEST
from bitcoin_office.chain.script import ScriptKind, kind_of, multisig
from tests.chain.descriptor_cases import CASES, KEYS, filled

ADDRESSES_SV = Path(__file__).parents[2] / "countries" / "sv" / "record" / "addresses.toml"
# BIP-389's key.
XPUB = "xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDzTJY47LJhkJ8UB7WEGuduB"
# Private keys that BIP-380 publishes.
XPRV = "xprv9s21ZrQH143K31xYSDQpPDxsXRTUcvj2iNHm5NUtrGiGG5e2DtALGdso3pGz6ssrdK4PFmM8NSpSBHNqPqm55Qn3LqFtT2emdEXVYsCzC2U"
WIF = "L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1"
LONG_WIF = "5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss"


@pytest.mark.parametrize(("template", "receiving", "change"), CASES, ids=[each[0] for each in CASES])
def test_every_form_gives_bitcoin_cores_addresses(template: str, receiving: str, change: str) -> None:
    """The first receiving and the third change address, from a text with two branches."""
    found = parse_descriptor(filled(template), REGTEST)
    scripts = {(each.branch, each.index): each.script for each in found.scripts(0, 3)}
    assert set(scripts) == {(branch, index) for branch in (0, 1) for index in (0, 1, 2)}
    assert address_of_script(scripts[0, 0], REGTEST) == receiving
    assert address_of_script(scripts[1, 2], REGTEST) == change


@pytest.mark.parametrize("template", [each[0] for each in CASES])
def test_the_solution_leads_from_the_script_to_its_keys(template: str) -> None:
    """Redeem and witness script hash to what pays to them; every key stands in them and has its origin."""
    found = parse_descriptor(filled(template), REGTEST)
    solution = found.solution(1, 7)
    assert solution.script == found.scripts(7, 1)[1].script
    inner = solution.script
    if kind_of(inner) is ScriptKind.P2SH:
        assert hash160(solution.redeem_script) == inner[2:22]
        inner = solution.redeem_script
    if kind_of(inner) is ScriptKind.P2WSH:
        assert sha256(solution.witness_script).digest() == inner[2:]
        inner = solution.witness_script
    if kind_of(solution.script) is ScriptKind.P2TR:
        inner = solution.internal_key + b"".join(each.script for each in solution.leaves)
    assert len(solution.keys) == template.count("<")
    for key in solution.keys:
        shown = key.public_key[1:] if solution.internal_key else key.public_key
        assert shown in inner or hash160(key.public_key) in inner
        assert key.path == (48 + 2**31, 1 + 2**31, 2**31, 2 + 2**31, 1, 7)
        assert any(each.startswith(f"[{key.fingerprint.hex()}/") for each in KEYS)


def test_the_witness_script_of_a_quorum_names_its_keys() -> None:
    """Two of three, sorted: what a proof request needs to know."""
    solution = parse_descriptor(filled("wsh(sortedmulti(2,<A>,<B>,<C>))"), REGTEST).solution(0, 0)
    found = multisig(solution.witness_script)
    assert found == (2, tuple(sorted(each.public_key for each in solution.keys)))


def test_a_tree_of_scripts_has_its_leaves_with_their_proofs() -> None:
    """Three leaves, each with a control block of a depth that fits the tree."""
    text = filled("tr(<A>,{pk(<B>),{multi_a(2,<C>,<D>),and_v(v:pk(<E>),older(100))}})")
    solution = parse_descriptor(text, REGTEST).solution(0, 0)
    assert sorted(len(each.control_block) for each in solution.leaves) == [33 + 32, 33 + 64, 33 + 64]
    assert {each.version for each in solution.leaves} == {0xC0}
    assert len(solution.internal_key) == len(solution.merkle_root) == 32


def test_el_salvadors_reported_addresses_are_watched() -> None:
    """Each of the twenty is a descriptor with its checksum, and comes back from that text."""
    for reported in tomllib.loads(ADDRESSES_SV.read_text())["address"]:
        found = descriptor_of_address(reported["address"], MAIN)
        assert found.scripts(0, 1000) == (WatchedScript(0, 0, script_of_address(reported["address"], MAIN)),)
        assert parse_descriptor(found.text, MAIN) == found
        assert not found.is_ranged


def test_fixed_scripts_need_no_library_and_have_one_form() -> None:
    """``addr()`` and ``raw()`` in capitals are stored in small letters; their solution is the script alone."""
    address = parse_descriptor(" addr(BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4)\n", MAIN)
    assert address.text.startswith("addr(bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4)#")
    assert address.solution(0, 0).script == address.fixed_script
    assert parse_descriptor("raw(6A)", MAIN).text.startswith("raw(6a)#")


def test_combo_gives_every_kind_of_a_key() -> None:
    """Four scripts an index: bare key, key hash, witness key hash, and that wrapped."""
    scripts = parse_descriptor(f"combo({XPUB}/*)", MAIN).scripts(5, 1)
    kinds = [kind_of(each.script) for each in scripts]
    assert kinds == [ScriptKind.P2PK, ScriptKind.P2PKH, ScriptKind.P2WPKH, ScriptKind.P2SH]


def test_a_descriptor_without_a_wildcard_has_one_script() -> None:
    """However many indexes are asked for."""
    found = parse_descriptor(f"wpkh({XPUB}/0/5)", MAIN)
    (sixth,) = parse_descriptor(f"wpkh({XPUB}/0/*)", MAIN).scripts(5, 1)
    assert not found.is_ranged
    assert found.scripts(0, 100) == (WatchedScript(0, 0, sixth.script),)


def test_branches_are_expanded_in_order() -> None:
    """BIP-389's example: three branches, each the descriptor with its own step."""
    found = parse_descriptor(f"pkh({XPUB}/<0;1;2>)", MAIN)
    singles = [parse_descriptor(f"pkh({XPUB}/{step})", MAIN) for step in (0, 1, 2)]
    assert found.branches == tuple(each.text for each in singles)
    assert [each.script for each in found.scripts()] == [each.scripts()[0].script for each in singles]


@pytest.mark.parametrize(
    "text",
    [
        f"wpkh({XPRV}/0/*)",
        f"wpkh([deadbeef/0h]{XPRV}/0/*)",
        f"wsh(multi(1,{XPUB}/*,{XPRV}/*))",
        f"wpkh({WIF})",
        f"pkh({LONG_WIF})",
        f"tr({WIF[:-1]})",
        f"pkh({WIF}x)",
        f"wpkh({XPRV[:40]}0{XPRV[41:]}/0/*)",
        f"wpkh({XPRV[:60]}",
        XPRV,
        WIF,
        f"addr({WIF})",
        f"raw({XPRV})",
        f"tr({XPUB}/*,pk({XPRV}/*))#00000000",
    ],
)
def test_a_private_key_is_refused_and_never_repeated(text: str) -> None:
    """Whole, damaged, cut or in the wrong place: the message says so and holds no part of it."""
    with pytest.raises(DescriptorError, match="it holds a private key") as refused:
        parse_descriptor(text, MAIN)
    shown = f"{refused.value!s} {refused.value!r} {refused.value.__cause__} {refused.value.__context__}"
    assert not any(secret[start : start + 8] in shown for secret in (XPRV, WIF, LONG_WIF) for start in range(40))


@pytest.mark.parametrize(
    ("text", "problem", "remedy"),
    [
        (f"wpkh({XPUB[:50]}z{XPUB[51:]}/*)", "checksum of the key xpub661MyMwA", "character 51 ('z')"),
        (f"wpkh({XPUB[:50]}0{XPUB[51:]}/*)", "checksum of the key xpub661MyMwA", "character 51 ('0')"),
        (f"wpkh(xpub{XPUB[4:][::-1]}/*)", "checksum of the key", "Compare that key"),
        (f"wpkh({KEYS[0]}/*)", "belongs to testnet 3 or testnet 4 or signet or training chain", ""),
        ("wpkh(z" + XPUB[1:] + "/*)", "a wallet's own form", "Export it as xpub"),
        ("raw(deedbeef)#89f8spxm", "its checksum is '89f8spxm'", "a character differs"),
        ("raw(deadbeef)#", "its checksum is ''", ""),
        ("raw(deadbeef)#89f8spxmx", "its checksum is", ""),
        ("raw(deadbeef)#89f8spx", "its checksum is", ""),
        ("raw(deedbeef)##9f8spxm", "its checksum is", ""),
        ("raw(Ü)#00000000", "cannot contain 'Ü'", ""),
        ("raw(abc)", "hexadecimal", ""),
        ("raw(zz)", "hexadecimal", ""),
                ("addr(32ixEdVJWo3kmvJGMTZq5jAQVZZeuwnqzp)", "the address in it is wrong", "character 34 ('p')"),
        ("addr(bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080)", "belongs to training chain", ""),
        (f"wpkh({XPUB}/0h/*)", "hardened", ""),
        (f"wpkh({XPUB}/<0;1>/<2;3>)", "", ""),
        (f"wpkh({XPUB}/<0;>/*)", "", ""),
        (f"wpkh({XPUB}/*", "not a descriptor", ""),
        ("wsh(tr(a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd))", "", ""),
        (f"wsh(and_b(pk({XPUB}/0),pk({XPUB}/1)))", "ill-typed miniscript: and_b", ""),
        (f"wsh(or_b(pk({XPUB}/0),s:pk({XPUB}/0)))", "pk(xpub661MyMwA.../0)) is not sane: it repeats", ""),
        (f"wsh(or_d(pk({XPUB}/0),older(5)))", "witnesses without signature exist", ""),
        ("", "not a descriptor", ""),
        ("32ixEdVJWo3kmvJGMTZq5jAQVZZeuwnqzo", "not a descriptor", "Write addr(ADDRESS)"),
        ("nonsense()", "unknown", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_watched_is_refused_in_words(text: str, problem: str, remedy: str) -> None:
    """Damaged and foreign keys, wrong checksums, wrong forms: each with what is wrong and what to do."""
    with pytest.raises(DescriptorError) as refused:
        parse_descriptor(text, MAIN)
    assert problem in refused.value.problem
    assert remedy in refused.value.remedy


def test_limits_are_held() -> None:
    """Length, depth, branches and ranges end where they say."""
    with pytest.raises(DescriptorError, match=f"more than the {MAX_DESCRIPTOR_CHARACTERS} allowed"):
        parse_descriptor("raw(" + "0" * MAX_DESCRIPTOR_CHARACTERS, MAIN)
    with pytest.raises(DescriptorError, match=f"deeper than {MAX_DESCRIPTOR_DEPTH}"):
        parse_descriptor("wsh(" * (MAX_DESCRIPTOR_DEPTH + 1), MAIN)
    steps = ";".join(str(each) for each in range(MAX_BRANCHES + 1))
    with pytest.raises(DescriptorError, match=f"{MAX_BRANCHES + 1} branches"):
        parse_descriptor(f"wpkh({XPUB}/<{steps}>/*)", MAIN)
    found = parse_descriptor(f"wpkh({XPUB}/*)", MAIN)
    for first, count in ((0, MAX_RANGE + 1), (FIRST_HARDENED_INDEX, 1), (-1, 1), (0, -1)):
        with pytest.raises(DescriptorError, match="can be asked for at once"):
            found.scripts(first, count)
    assert len(found.scripts(FIRST_HARDENED_INDEX - 1, 1)) == 1


def test_test_networks_share_their_keys() -> None:
    """A tpub is watched on any of them; the addresses differ by network alone."""
    text = f"wpkh({KEYS[0]}/0/*)"
    scripts = {parse_descriptor(text, each).scripts()[0].script for each in (TEST, SIGNET, REGTEST)}
    assert len(scripts) == 1


def test_an_address_with_a_mistake_names_the_place() -> None:
    """As for addresses alone."""
    with pytest.raises(AddressError, match="character 34"):
        descriptor_of_address("32ixEdVJWo3kmvJGMTZq5jAQVZZeuwnqzp", MAIN)
