"""Wires disclosures: their files, the reader's keys, a node, and the engine for scripts without template."""

from __future__ import annotations

import datetime as dt
import importlib.util
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from bitcoin_office.adapters.disclosure_files import given_at
from bitcoin_office.app.chains import NodeOptions
from bitcoin_office.app.office_dir import SETTINGS_FILE, OfficeDir
from bitcoin_office.chain.network import network
from bitcoin_office.proof.bip322.engine import ScriptEngine
from bitcoin_office.proof.errors import ProofFormatError
from bitcoin_office.proof.note import NoteKey
from bitcoin_office.proof.sighash import Spending
from bitcoin_office.reserve.chain_port import Chain
from bitcoin_office.reserve.disclosure.checking import Given, Reader
from bitcoin_office.reserve.disclosure.form import read_disclosure
from bitcoin_office.reserve.disclosure.result import Tally, Verification
from bitcoin_office.reserve.disclosure.series import verify
from bitcoin_office.terms.errors import UsageError

# A published key has at most 200 characters; a file with more is not one.
_MOST_KEY_CHARACTERS: Final = 1_000


class KernelWhenNeeded:
    """Bitcoin Core's script engine, loaded when the first script without template needs it."""

    @property
    def name(self) -> str:
        """Which engine this is."""
        return self._engine.name

    def refused(self, spending: Spending, indexes: Sequence[int]) -> tuple[int, ...]:
        """Those of the inputs whose scripts do not hold; see the engine's port."""
        return self._engine.refused(spending, indexes)

    @cached_property
    def _engine(self) -> ScriptEngine:
        from bitcoin_office.adapters.script_engine import KernelEngine  # noqa: PLC0415 - see above

        return KernelEngine()


def script_engine() -> ScriptEngine | None:
    """The engine, where it is installed: verifying must work without it."""
    return KernelWhenNeeded() if importlib.util.find_spec("pbk") else None


def verify_files(
    path: Path,
    *,
    sidecar: Path | None = None,
    auditor: Path | None = None,
    keys: Sequence[str] = (),
    office: Path | None = None,
    node: NodeOptions = NodeOptions(),  # noqa: B008 - frozen
) -> Verification:
    """Verifies the disclosure at ``path``, or all in a folder.

    The signer is held against ``keys`` (texts, or files that hold one), else against the key that the office in
    ``office`` pins. Raises ``UsageError`` for what is no key, and what files and node raise.
    """
    files = given_at(path, sidecar=sidecar, auditor=auditor)
    trusted = tuple(read_key(each) for each in keys) or pinned_keys(office)
    reader = Reader(trusted=trusted, today=dt.datetime.now(dt.UTC).date(), engine=script_engine())
    chain = _chain_for(files, node) if node.url else None
    return verify(files, reader, chain)


def read_key(text: str) -> NoteKey:
    """A verifier key from its text, or from a file that holds it. Raises ``UsageError``."""
    try:
        return NoteKey.parse(_key_text(text))
    except ProofFormatError as error:
        raise UsageError(
            f"Cannot use {text[:80]!r} as a key: {error.problem}.",
            remedy="Give it as the office publishes it, name+id+base64, or name a file that holds it.",
        ) from error


def pinned_keys(office: Path | None) -> tuple[NoteKey, ...]:
    """The key that an office names in its settings, where there is an office and it names one."""
    if office is None or not (office / SETTINGS_FILE).is_file():
        return ()
    public = OfficeDir.load(office).settings.signing.public
    return (read_key(public),) if public else ()


def _key_text(text: str) -> str:
    path = Path(text)
    try:
        if path.is_file():
            with path.open(encoding="ascii") as file:
                return file.read(_MOST_KEY_CHARACTERS).strip()
    except (OSError, UnicodeDecodeError, ValueError):
        return text
    return text


def _chain_for(files: Sequence[Given], node: NodeOptions) -> Chain | None:
    """The node's chain, of the network that the files are of; ``None`` where none of them can be read."""
    from bitcoin_office.adapters.bitcoin_core.chain import BitcoinCoreChain  # noqa: PLC0415 - only with a node
    from bitcoin_office.adapters.bitcoin_core.settings import node_settings  # noqa: PLC0415

    for given in files:
        signed = read_disclosure(given.data, Tally(given.name))
        if signed is not None:
            settings = node_settings(
                node.url,
                environment=os.environ,
                cookie=node.cookie,
                certificates=node.certificates,
                plain_http=node.plain_http,
            )
            return BitcoinCoreChain(settings, network(signed.disclosure.network))
    return None
