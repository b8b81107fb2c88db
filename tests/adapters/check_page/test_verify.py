"""The page as a whole: what it says of a sound disclosure, and that no changed byte passes."""

from __future__ import annotations

import base64
import hashlib

import msgspec
import pytest
from playwright.sync_api import Page

from bitcoin_office.chain.block import Block
from bitcoin_office.chain.hashing import shown
from bitcoin_office.proof.canonical import write
from bitcoin_office.proof.note import NoteSigner
from bitcoin_office.reserve.disclosure.building import signed_file
from bitcoin_office.reserve.disclosure.document import (
    BlockEntry,
    CoinEntry,
    Disclosure,
    HeadersEntry,
    Kind,
    Movement,
    MovementOutput,
    NetworkName,
    Stamp,
    TransactionEntry,
)
from bitcoin_office.reserve.voucher import MovementClass
from tests.adapters.check_page.driving import NAME, VERIFY, practice, small_files, verify
from tests.chain.test_block import RAW_GENESIS
from tests.disclosing import SIGNER

pytestmark = pytest.mark.component("chromium")

# Every byte of the file in turn, in one call: only what is still believed comes back.
CHANGED = """async ([files, changedName, places, flips, expectedKey, today]) => {
    const given = files.map(([name, text]) => ({ name, bytes: Bytes.fromBase64(text) }));
    const changed = given.find(file => file.name === changedName).bytes;
    const believed = [];
    for (const place of places) {
        const before = changed[place];
        for (const flip of flips) {
            changed[place] = before ^ flip;
            const { entries } = await Verify.run(given, { expectedKey, today }, () => {});
            if (entries[0].verdict === "holds") believed.push([place, flip]);
        }
        changed[place] = before;
    }
    return believed;
}"""


def encoded(files: dict[str, bytes]) -> list[list[str]]:
    """As the page's side of a call takes them."""
    return [[name, base64.b64encode(data).decode()] for name, data in files.items()]


def resigned(disclosure: Disclosure, signer: NoteSigner = SIGNER) -> dict[str, bytes]:
    """A changed disclosure, signed again: only what is in it can give it away."""
    changed = msgspec.structs.replace(disclosure, signer=signer.key.text)
    return {**small_files(), f"{NAME}.json": signed_file(changed, signer)}


def test_a_sound_disclosure_holds(tab: Page) -> None:
    """With sidecar and auditor's file nothing is wrong; what no file can show is listed."""
    (said,) = verify(tab, small_files())
    assert said.verdict == "holds", said.texts("wrong")
    assert said.codes("wrong") == set()
    assert {"signature", "work", "headers", "inclusion", "movements", "control", "value"} <= said.codes("proved")
    assert {"unspent", "completeness", "title", "most-work", "signer-unknown", "control", "price"} <= said.codes("open")
    assert "2 coins, 3.00999 BTC" in said.texts("proved")


def test_without_the_sidecar_it_is_not_enough(tab: Page) -> None:
    """Blocks that nothing links are no chain: nothing is wrong, and it does not hold."""
    files = {f"{NAME}.json": small_files()[f"{NAME}.json"]}
    (said,) = verify(tab, files)
    assert (said.verdict, said.codes("wrong")) == ("part", set())
    assert {"blocks-not-linked", "committed"} <= said.codes("open")


def test_the_key_that_the_reader_names(tab: Page) -> None:
    """The office's own key is confirmed; any other is wrong, whoever made it."""
    (said,) = verify(tab, small_files(), key=SIGNER.key.text)
    assert "signer" in said.codes("proved")
    assert "signer-unknown" not in said.codes("open")
    other = NoteSigner(SIGNER.key.name, bytes(32)).key.text
    assert "wrong-signer" in verify(tab, small_files(), key=other)[0].codes("wrong")


def test_an_expired_proof_is_told(tab: Page) -> None:
    """After the last day on which it is to be believed a proof of control says less."""
    assert "expired" not in verify(tab, small_files(), today="2026-12-31")[0].codes("open")
    assert "expired" in verify(tab, small_files(), today="2027-01-01")[0].codes("open")


@pytest.mark.slow
@pytest.mark.parametrize("name", small_files())
def test_every_byte_of_a_small_disclosure_matters(tab: Page, name: str) -> None:
    """Each byte of each file changed in turn, by its lowest bit and by its case: never does it hold."""
    files = small_files()
    places = list(range(len(files[name])))
    assert tab.evaluate(CHANGED, [encoded(files), name, places, [0x01, 0x20], "", "2026-02-01"]) == []


def test_bytes_left_out_or_added_are_refused(tab: Page) -> None:
    """Cut short, doubled, or with anything behind its end, no file is believed."""
    files = small_files()
    for name, data in files.items():
        for changed in (data[:-1], data[1:], data + b"\n", data + b" ", data + data, b"\xef\xbb\xbf" + data, data[:40]):
            assert verify(tab, {**files, name: changed})[0].verdict != "holds", (name, len(changed))


def test_what_an_office_could_forge_with_its_own_key(tab: Page) -> None:
    """Contents that are signed and untrue: each is found by its own step."""
    found = practice().small.disclosure
    coin, *others = found.coins
    block, *blocks = found.blocks
    replace = msgspec.structs.replace
    forged = {
        "inclusion": replace(found, coins=(replace(coin, sats=coin.sats + 1), *others), sats=found.sats + 1, lots=()),
        "sum": replace(found, sats=found.sats - 1),
        "stamp": replace(found, stamp=replace(found.stamp, time=found.stamp.time + 1)),
        "work": replace(found, blocks=(replace(block, hash="00" * 32), *blocks)),
        "movements": replace(found, movements=found.movements[:-1]),
        "value": replace(found, valuation=replace(found.valuation, value_usd_cents=1)),
        "lots": replace(found, lots=(replace(found.lots[0], sats=found.sats + 1),)),
        "headers": replace(found, headers=replace(found.headers, sha256="11" * 32)),
        "control": replace(found, made_on="2027-01-01"),
        "form": replace(found, coins=tuple(reversed(found.coins))),
    }
    for code, disclosure in forged.items():
        said = verify(tab, resigned(disclosure))[0]
        assert said.verdict == "wrong", code
        assert code in said.codes("wrong"), (code, said.texts("wrong"))


def test_a_proof_by_nobody_is_wrong(tab: Page) -> None:
    """One character of a proof of control changed, and the disclosure signed again."""
    found = practice().small.disclosure
    place = next(at for at, each in enumerate(found.control) if each.proofs[0].proof)
    entry = found.control[place]
    proof = entry.proofs[0].proof or ""
    other = proof[:60] + ("A" if proof[60] != "A" else "B") + proof[61:]
    forged = msgspec.structs.replace(entry, proofs=(msgspec.structs.replace(entry.proofs[0], proof=other),))
    control = (*found.control[:place], forged, *found.control[place + 1 :])
    said = verify(tab, resigned(msgspec.structs.replace(found, control=control)))[0]
    assert said.codes("wrong") == {"control"}


def test_an_auditor_file_of_another_disclosure(tab: Page) -> None:
    """It is refused, and so is one with a proof that the disclosure does not commit to."""
    auditor = practice().small.auditor
    for changed in (
        msgspec.structs.replace(auditor, disclosure="00" * 32),
        msgspec.structs.replace(auditor, proofs=(msgspec.structs.replace(auditor.proofs[0], salt="00" * 32),)),
    ):
        said = verify(tab, {**small_files(), f"{NAME}.auditor.json": write(changed)})[0]
        assert "control" in said.codes("wrong")


def test_a_block_that_is_too_easy_is_made_up(tab: Page) -> None:
    """Bitcoin's very first block passed off as one of 2021: all that its own header says is true, and it is refused."""
    for height, verdict in (
        (0, "holds"),
        (99_999, "holds"),
        (100_000, "wrong"),
        (350_000, "wrong"),
        (905_000, "wrong"),
    ):
        said = verify(tab, genesis_at(height))[0]
        assert said.verdict == verdict, said.texts("wrong")
        assert ("made up" in said.texts("wrong")) is (verdict == "wrong")


def genesis_at(height: int) -> dict[str, bytes]:
    """A record of the first block's coin, which is said to be at another height."""
    block = Block.parse(bytes.fromhex(RAW_GENESIS))
    txid, stamp = shown(block.coinbase.txid), shown(block.hash)
    output = block.coinbase.outputs[0]
    raw = block.header.to_bytes()
    made_by = {"index": 0, "sats": output.sats, "script": output.script.hex(), "vault": "found"}
    movement = Movement(
        delta_sats=output.sats, evidence="", fee_sats=0, height=height, inputs=(), movement_class=MovementClass.MINED,
        outputs=(MovementOutput(**made_by),), txid=txid, voucher=None,
    )  # fmt: skip
    coin = CoinEntry(
        address=None,
        born_height=height,
        outpoint=f"{txid}:0",
        sats=output.sats,
        script=output.script.hex(),
        vault="found",
    )
    disclosure = msgspec.structs.replace(
        practice().small.disclosure,
        blocks=(BlockEntry(hash=stamp, header=raw.hex(), height=height),), coins=(coin,), control=(),
        headers=HeadersEntry(count=1, first_height=height, sha256=hashlib.sha256(raw).hexdigest()),
        kind=Kind.RECORD, lots=(), movements=(movement,), network=NetworkName.MAIN, sats=output.sats,
        stamp=Stamp(hash=stamp, height=height, time=block.header.time), valuation=None,
        transactions=(
            TransactionEntry(branch=(), height=height, position=0, raw=block.coinbase.to_bytes().hex(), txid=txid),
        ),
    )  # fmt: skip
    return {f"{NAME}.json": signed_file(disclosure, SIGNER), f"{NAME}.headers": raw}


def test_files_that_are_nothing(tab: Page) -> None:
    """Empty files, text, binary: none holds, and nothing breaks."""
    for data in (b"", b"{", b"{}", b"[]", b"null", b'{"disclosure":{},"note":""}', bytes(range(256)), b"{" * 100_000):
        (said,) = verify(tab, {"x.json": data})
        assert said.verdict == "wrong"
        assert said.codes("wrong") == {"form"}
    assert tab.evaluate(VERIFY, [[["x.headers", ""]], "", "2026-02-01"]) == {"entries": [], "unused": ["x.headers"]}
