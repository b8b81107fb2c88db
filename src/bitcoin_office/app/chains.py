"""Opens the chain that an office reads: a node, or the training chain in its own folder."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from bitcoin_office.adapters.country_files import TRAINING_COUNTRY
from bitcoin_office.app.office_dir import SETTINGS_FILE, OfficeDir, OfficeKind
from bitcoin_office.reserve.chain_port import Chain
from bitcoin_office.terms.errors import UsageError

# Where a training office keeps its chain: in blocks of the consensus library, or in the folder of a node of its own.
TRAINING_CHAIN, TRAINING_NODE = "chain", "node"


class NodeOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line says of the node; what it leaves open stands in ``office.toml``."""

    url: str = ""
    cookie: Path | None = None
    certificates: Path | None = None
    plain_http: bool = False


@contextmanager
def office_chain(office: OfficeDir, options: NodeOptions = NodeOptions()) -> Generator[Chain]:  # noqa: B008 - frozen
    """The office's chain, open while the block runs. Raises ``UsageError`` where none is named.

    Whoever answers must be on the office's network, or every question fails.
    """
    network = office.network()
    settings = office.settings.node
    url = options.url or settings.url
    folder = office.path / TRAINING_CHAIN
    if url:
        from bitcoin_office.adapters.bitcoin_core.chain import BitcoinCoreChain  # noqa: PLC0415 - only with a node
        from bitcoin_office.adapters.bitcoin_core.errors import WrongNetworkError  # noqa: PLC0415 - likewise
        from bitcoin_office.adapters.bitcoin_core.settings import node_settings  # noqa: PLC0415 - likewise

        node = node_settings(
            url,
            environment=os.environ,
            cookie=options.cookie or _in_office(office, settings.cookie),
            certificates=options.certificates or _in_office(office, settings.certificates),
            plain_http=options.plain_http or settings.plain_http,
        )
        try:
            yield BitcoinCoreChain(node, network)
        except WrongNetworkError as error:
            raise WrongNetworkError(error.message, remedy=_way_out(office, error.remedy)) from error
    elif office.settings.kind is OfficeKind.TRAINING and folder.is_dir():
        from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain  # noqa: PLC0415 - only without a node

        with EmbeddedChain(folder) as chain:
            yield chain
    elif office.settings.kind is OfficeKind.TRAINING and (office.path / TRAINING_NODE).is_dir():
        from bitcoin_office.app.training_means import node_in  # noqa: PLC0415 - only for a chain in a node

        with node_in(office.path / TRAINING_NODE) as node:
            yield node.chain()
    else:
        raise UsageError(
            "No Bitcoin node is named.",
            remedy="Give --node http://127.0.0.1:8332 with --cookie FILE, or set both under [node] in "
            f"{office.path / SETTINGS_FILE}.",
        )


def _way_out(office: OfficeDir, remedy: str) -> str:
    """For a node of a test network and a real country's office: how to make an office for it."""
    if office.settings.kind is not OfficeKind.RECORD:
        return remedy
    return f"{remedy} For made-up coins: bitcoin-office init DIR --country {TRAINING_COUNTRY} --network regtest."


def _in_office(office: OfficeDir, path: str) -> Path | None:
    """A path of ``office.toml``: relative ones are seen from the office's folder."""
    return office.path / Path(path).expanduser() if path else None
