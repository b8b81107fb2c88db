"""A disclosure of 1,000 coins with 1,000 proofs of 2-of-3, checked in Chromium and by ``verify``, in one run.

Run it as ``python bench/check_page.py`` from the repository, with the environment of the tests; CHROMIUM names the
browser. Everything is made up on a training chain. ``--headers N`` lets so many blocks pass before the last one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402 - after the path is set
from tests.disclosing import EXCHANGE, FEE, MINER, SIGNER, SPACING, coin_of, pay  # noqa: E402
from tests.proof.locks import Lock, multisig_script, prove, wsh  # noqa: E402

from bitcoin_office.adapters.check_page import check_page  # noqa: E402
from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain  # noqa: E402
from bitcoin_office.chain.network import REGTEST  # noqa: E402
from bitcoin_office.proof.message import Attestation, Purpose  # noqa: E402
from bitcoin_office.reserve.coins import coins_at  # noqa: E402
from bitcoin_office.reserve.disclosure.building import Material, Series, assemble, signed_file  # noqa: E402
from bitcoin_office.reserve.disclosure.checking import Given, Reader  # noqa: E402
from bitcoin_office.reserve.disclosure.document import ControlEntry, Kind, Scope  # noqa: E402
from bitcoin_office.reserve.disclosure.entries import movement_entry, public_entry, transaction_entry  # noqa: E402
from bitcoin_office.reserve.disclosure.locating import locate  # noqa: E402
from bitcoin_office.reserve.disclosure.series import verify  # noqa: E402
from bitcoin_office.reserve.voucher import MovementClass  # noqa: E402

COINS, COINS_EACH, COIN_SATS = 1_000, 20, 1_000_000
FIRST_TIME, MATURE = 1_700_000_000, 100
TODAY = dt.date(2026, 1, 2)
WANTED_SECONDS = 20


def lock(number: int) -> Lock:
    """The vault's address of this number: two of three keys of its own; each pair of signers takes its turn."""
    keys = tuple(1_000 + 3 * number + which for which in range(3))
    script = multisig_script(2, keys)
    left, right = ((0, 1), (0, 2), (1, 2))[number % 3]
    signers = (keys[left], keys[right])
    return Lock(name="p2wsh", script=wsh(script), witness=script, signers=signers, before=(b"",))


def disclosed(locks: list[Lock], headers: int) -> tuple[bytes, bytes]:
    """The disclosure's file and its sidecar."""
    with EmbeddedChain() as chain:

        def mine(script: bytes, *paying: object, fees: int = 0) -> None:
            at = FIRST_TIME + SPACING * (chain.tip().height + 1)
            chain.mine(script, time=at, transactions=paying, fees_sats=fees)

        for _ in range(MATURE + COINS // COINS_EACH):
            mine(EXCHANGE.script)
        for first in range(0, COINS, COINS_EACH):
            coin = coin_of(chain.block(1 + first // COINS_EACH).coinbase, 0, EXCHANGE)
            outputs = [(COIN_SATS, each.script) for each in locks[first : first + COINS_EACH]]
            change = coin[1].sats - COIN_SATS * COINS_EACH - FEE
            mine(MINER.script, pay([coin], [*outputs, (change, EXCHANGE.script)]), fees=FEE)
        for _ in range(headers):
            mine(MINER.script)
        return written(chain, locks)


def written(chain: EmbeddedChain, locks: list[Lock]) -> tuple[bytes, bytes]:
    """What an office would publish of these coins at the tip."""
    tip = chain.tip()
    vaults = {each.script: "treasury" for each in locks}
    activity = chain.activity(frozenset(vaults)).transactions
    coins = coins_at(tip.height, activity, frozenset(vaults))
    message = Attestation(
        country="sv", vault="treasury", network="regtest", height=tip.height, block_hash=tip.hash,
        purpose=Purpose.PRIMARY, expires=TODAY,
    ).text()  # fmt: skip
    proofs = tuple(public_entry(each.script, prove(each, message.encode())) for each in locks)
    wanted = {each.txid: each.block.height for each in activity}
    run = chain.headers(min(wanted.values()), tip.height)
    control = (ControlEntry(message=message, proofs=proofs),)
    moves = [movement_entry(chain.with_inputs(each), vaults, MovementClass.PURCHASE) for each in activity]
    material = Material(
        country="sv", kind=Kind.TRAINING, network=REGTEST, made_on=TODAY, scope=Scope.ALL, signer=SIGNER.key,
        series=Series(number=1), headers=run, coins=tuple((coin, "treasury") for coin in coins),
        transactions=tuple(transaction_entry(each) for each in locate(chain, wanted)), movements=tuple(moves),
        control=control,
    )  # fmt: skip
    return signed_file(assemble(material), SIGNER), run.data


def in_browser(folder: Path, file: bytes, sidecar: bytes) -> tuple[str, float, int]:
    """What the page says, the seconds from the choice of the files to the finding, and how often it drew."""
    for name, data in (("x.json", file), ("x.headers", sidecar), ("check.html", check_page().encode())):
        (folder / name).write_bytes(data)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=arguments)
        page = browser.new_context(offline=True).new_page()
        page.goto((folder / "check.html").as_uri())
        page.evaluate(
            """() => {
                globalThis.drawn = 0;
                const result = document.getElementById("result");
                new MutationObserver(() => { globalThis.drawn++; }).observe(result, { childList: true });
            }"""
        )
        started = time.perf_counter()
        page.set_input_files("#files", [folder / "x.json", folder / "x.headers"])
        page.wait_for_selector("body:is([data-state=holds], [data-state=part], [data-state=wrong])", timeout=600_000)
        seconds = time.perf_counter() - started
        found = page.locator("body").get_attribute("data-state") or "", seconds, page.evaluate("globalThis.drawn")
        browser.close()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--headers", type=int, default=2_000)
    headers = parser.parse_args().headers
    file, sidecar = disclosed([lock(number) for number in range(COINS)], headers)
    started = time.perf_counter()
    found = verify([Given(name="x", data=file, sidecar=sidecar)], Reader(trusted=(), today=TODAY))
    program = time.perf_counter() - started
    assert found.ok, found.findings
    with tempfile.TemporaryDirectory() as folder:
        verdict, browser, drawn = in_browser(Path(folder), file, sidecar)
    assert verdict == "holds"
    print(f"{COINS:,} coins, as many proofs of 2-of-3, {len(sidecar) // 80:,} headers; {len(file):,} bytes")
    print(f"  SHA-256 of the file: {hashlib.sha256(file).hexdigest()}")
    print(f"  bitcoin-office verify  {program:8.2f} s    1.00")
    print(f"  Chromium               {browser:8.2f} s  {browser / program:6.2f}   (wanted: {WANTED_SECONDS} s)")
    print(f"  the page drew its progress {drawn} times")
    return 0


if __name__ == "__main__":
    sys.exit(main())
