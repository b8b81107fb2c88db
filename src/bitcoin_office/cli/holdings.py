"""``bitcoin-office holdings``: every coin of the vaults at a height, and the life of every coin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.chain_views import office_coins, office_holdings
from bitcoin_office.app.chains import NodeOptions
from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.cli.chain_options import load_watching, with_node
from bitcoin_office.cli.options import office_option
from bitcoin_office.cli.output import json_option, show
from bitcoin_office.terms.amount import sats
from bitcoin_office.terms.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from bitcoin_office.reserve.holdings import CoinHistory, Holdings

# A terminal shows the largest; --json has them all.
SHOWN_COINS = 30


@click.command()
@office_option
@with_node
@click.option("--at", "height", type=click.IntRange(0), metavar="HEIGHT", help="After this block [the last one read].")
@click.option("--vault", help="Only this vault.")
@click.option("--coin", metavar="TXID:INDEX", help="The life of one coin instead: born, spent, by which transaction.")
@click.option("--history", is_flag=True, help="The lives of all coins that the vaults ever held.")
@json_option
def command(
    *,
    office_path: Path,
    node: NodeOptions,
    height: int | None,
    vault: str | None,
    coin: str | None,
    history: bool,
    json_to: str | None,
) -> None:
    """The coins of the vaults after a block, exact to the satoshi. Mined coins count before they can be spent."""
    office = load_watching(office_path)
    if coin is not None or history:
        lives = office_coins(office, outpoint=None if coin is None else _outpoint(coin))
        show(lives, json_to, lambda console: _draw_lives(lives, console))
        return
    result = office_holdings(office, node, height=height, vault=vault)
    show(result, json_to, lambda console: _draw(result, console))


def _outpoint(text: str) -> OutPoint:
    try:
        return OutPoint.parse(text)
    except ValueError:
        raise UsageError(f"{text!r} names no coin.", remedy="Write it as txid:index, with 64 digits.") from None


def _draw(result: Holdings, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - only where a table is drawn

    console.print(f"{sats(result.sats)} after block {result.height:,}", style="bold")
    console.print(f"{result.block_hash} ({result.network})\n", style="dim", soft_wrap=True)
    vaults = Table(box=None, pad_edge=False, header_style="dim")
    for header in ("Vault", "BTC", "Coins", "Reused addresses"):
        vaults.add_column(header, justify="left" if header == "Vault" else "right")
    for vault in result.vaults:
        vaults.add_row(vault.name, sats(vault.sats).plain(), f"{vault.coins:,}", f"{vault.reused_addresses:,}")
    console.print(vaults)
    if result.immature_sats:
        console.print(f"\n{sats(result.immature_sats)} of it is mined and cannot be spent yet.")
    coins = sorted(result.coins, key=lambda coin: (-coin.sats, coin.outpoint))[:SHOWN_COINS]
    table = Table(box=None, pad_edge=False, header_style="dim")
    for header in ("BTC", "Born", "Vault", "Coin"):
        table.add_column(header, justify="right" if header in {"BTC", "Born"} else "left", overflow="fold")
    for coin in coins:
        ripe = f" (from {coin.spendable_from:,})" if coin.immature else ""
        table.add_row(sats(coin.sats).plain(), f"{coin.born_height:,}{ripe}", coin.vault, coin.outpoint)
    if coins:
        console.print()
        console.print(table)
    if len(result.coins) > len(coins):
        console.print(f"and {len(result.coins) - len(coins):,} smaller ones; --json has them all", style="dim")


def _draw_lives(result: CoinHistory, console: Console) -> None:
    for coin in result.coins:
        console.print(f"{coin.outpoint}  {sats(coin.sats)}  {coin.vault}", style="bold", soft_wrap=True)
        mined = " (mined)" if coin.is_coinbase else ""
        console.print(f"  born at {coin.born_height:,} by {coin.born_by}{mined}", soft_wrap=True)
        if coin.spent_height is None:
            console.print(f"  unspent after block {result.height:,}")
        else:
            console.print(
                f"  spent at {coin.spent_height:,} by {coin.spent_by}, input {coin.spent_input}", soft_wrap=True
            )
