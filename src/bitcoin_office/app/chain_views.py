"""What an office knows of its coins, told from its log: holdings at a height, movements, the lives of coins."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import msgspec

from bitcoin_office.adapters.store import open_log
from bitcoin_office.app.chain_sync import following
from bitcoin_office.app.chains import NodeOptions, office_chain
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.vaults import load_vaults
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.reserve.chain_errors import ReorganisedError
from bitcoin_office.reserve.chain_port import BlockStamp
from bitcoin_office.reserve.holdings import CoinHistory, Holdings, coin_history, holdings
from bitcoin_office.reserve.movements import Movement, judged, movement
from bitcoin_office.reserve.movements_facts import Owners
from bitcoin_office.reserve.movements_log import ActivityLog, read_upto
from bitcoin_office.reserve.vault import Vault
from bitcoin_office.reserve.vault_owners import owners_of
from bitcoin_office.reserve.voucher import MovementClass
from bitcoin_office.terms.errors import NotFoundError, OfficeError


class NotSyncedError(OfficeError):
    """The office has not read the chain as far as is asked."""

    code = "not-synced"


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What was read, up to the block ``at``, and whose the scripts are."""

    log: ActivityLog
    at: BlockStamp
    owners: Owners
    vaults: tuple[Vault, ...]


@contextmanager
def office_view(office: OfficeDir) -> Generator[View]:
    """The office's log, open while the block runs. Raises ``NotSyncedError`` where nothing was read yet."""
    vaults = load_vaults(office)
    with open_log(office.books_url()) as log:
        at = read_upto(log.covers())
        if at is None:
            raise NotSyncedError(
                "The office has not read the chain for all its vaults yet.", remedy="Run: bitcoin-office sync"
            )
        yield View(log=log, at=at, owners=owners_of(log.scripts(), vaults), vaults=vaults)


def office_holdings(
    office: OfficeDir, options: NodeOptions, *, height: int | None = None, vault: str | None = None
) -> Holdings:
    """The coins of all vaults, or one, after the block at ``height``, or after the last one read.

    Raises ``NotSyncedError`` above that one, and what the chain raises where it has to be asked for a block's hash.
    """
    with office_view(office) as view:
        stamp = _stamp(office, view, options, height)
        owners = _owned_by(view, vault)
        names = [each.name for each in view.vaults if vault is None or each.name.lower() == vault.lower()]
        found = view.log.transactions(upto=stamp.height)
        return holdings(stamp, found, owners, office.network(), names)


def office_coins(office: OfficeDir, *, outpoint: OutPoint | None = None) -> CoinHistory:
    """The life of every coin that the vaults ever held, or of one. Raises ``NotFoundError``."""
    with office_view(office) as view:
        history = coin_history(view.at, view.log.transactions(upto=view.at.height), view.owners, office.network())
    if outpoint is None:
        return history
    chosen = tuple(coin for coin in history.coins if coin.outpoint == str(outpoint))
    if not chosen:
        raise NotFoundError(
            kind="coin of the vaults", name=str(outpoint), remedy="See: bitcoin-office holdings --history"
        )
    return msgspec.structs.replace(history, coins=chosen)


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """Which movements are asked for; what is left open chooses all."""

    first: int | None = None
    last: int | None = None
    vault: str | None = None
    kind: MovementClass | None = None


def office_movements(office: OfficeDir, chosen: Chosen) -> tuple[Movement, ...]:
    """The movements of all vaults in the chain's order. Raises ``NotFoundError`` for a vault that is not there."""
    with office_view(office) as view:
        _owned_by(view, chosen.vault)
        given = following(office, view.vaults)
        above = None if chosen.first is None else chosen.first - 1
        upto = view.at.height if chosen.last is None else min(chosen.last, view.at.height)
        read = view.log.transactions(above=above, upto=upto)
        rows = [movement(case) for case in judged(read, view.owners, given.vouchers, given.thresholds)]
    return tuple(row for row in rows if _is_asked_for(row, chosen))


def _is_asked_for(row: Movement, chosen: Chosen) -> bool:
    of_vault = chosen.vault is None or chosen.vault.lower() in {part.name.lower() for part in row.vaults}
    return of_vault and (chosen.kind is None or row.kind is chosen.kind)


def _owned_by(view: View, vault: str | None) -> Owners:
    if vault is None:
        return view.owners
    if vault.lower() not in {each.name.lower() for each in view.vaults}:
        raise NotFoundError(kind="vault", name=vault, known=tuple(each.name for each in view.vaults))
    return {script: owner for script, owner in view.owners.items() if owner.vault.lower() == vault.lower()}


def _stamp(office: OfficeDir, view: View, options: NodeOptions, height: int | None) -> BlockStamp:
    """The block at a height of the branch that was read; the chain is asked where the log does not know its hash."""
    if height is None or height == view.at.height:
        return view.at
    if height > view.at.height:
        raise NotSyncedError(
            f"The office has read the chain up to height {view.at.height}, not to {height}.",
            remedy="Run: bitcoin-office sync",
        )
    known = next((stamp for stamp in view.log.stamps() if stamp.height == height), None)
    if known is not None:
        return known
    with office_chain(office, options) as chain:
        stamp = chain.stamp(height)
        if chain.stamp(view.at.height) != view.at:
            raise ReorganisedError(height=view.at.height, hash_shown=shown(view.at.hash))
        return stamp
