"""Vaults and lists of addresses as texts."""

from pathlib import Path

import hypothesis.strategies as st
from hypothesis import given

from bitcoin_office.reserve.vault import Vault, VaultAddress, VaultDescriptor
from bitcoin_office.reserve.vault_text import read_addresses, read_vault, vault_text

ROOT = Path(__file__).resolve().parents[2]
# Blank texts are findings of the decoder, not texts.
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30).map("x{}".format)


@given(
    note=st.one_of(st.just(""), WORDS),
    texts=st.lists(st.tuples(WORDS, st.integers(1, 100_000)), min_size=1, max_size=3),
    addresses=st.lists(st.tuples(WORDS, st.one_of(st.just(""), WORDS)), max_size=3),
    from_height=st.integers(0, 10**9),
)
def test_a_written_vault_is_read_back(note, texts, addresses, from_height) -> None:
    """Whatever notes and texts hold, the file gives the same vault."""
    vault = Vault(
        name="Cold-1",
        network="main",
        note=note,
        from_height=from_height,
        descriptor=tuple(VaultDescriptor(text=text, count=count) for text, count in texts),
        address=tuple(VaultAddress(address=address, note=of) for address, of in addresses),
    )
    assert read_vault(vault_text(vault), file="x") == (vault, ())


def test_a_plain_list_of_addresses() -> None:
    """One a line, with remarks, notes behind blanks, commas or semicolons, and none twice."""
    text = "# reported\n\naaa\nbbb, cold; large\n  ccc\tthird # uncertain\naaa\nddd # found later\n"
    found, findings = read_addresses(text.replace("\t", " "), file="list.txt")
    assert findings == ()
    assert [(each.address, each.note) for each in found] == [
        ("aaa", ""), ("bbb", "cold  large"), ("ccc", "third"), ("ddd", "found later"),
    ]  # fmt: skip


def test_a_record_of_addresses() -> None:
    """El Salvador's own file of reported addresses gives all twenty."""
    file = ROOT / "countries" / "sv" / "record" / "addresses.toml"
    found, findings = read_addresses(file.read_text(), file=str(file))
    assert (len(found), findings) == (20, ())
    assert found[0].address == "32ixEdVJWo3kmvJGMTZq5jAQVZZeuwnqzo"


def test_a_list_of_nothing_is_a_finding() -> None:
    """An empty list is told, not watched."""
    found, [finding] = read_addresses("# nobody\n", file="list.txt")
    assert (found, finding.code) == ((), "no-addresses")
