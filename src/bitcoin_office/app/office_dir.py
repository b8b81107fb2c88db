"""An office on disk: a folder with ``office.toml`` and, unless a server keeps them, its books."""

from __future__ import annotations

import enum
import os
import shutil
import tempfile
from pathlib import Path

import msgspec

from bitcoin_office.chain.network import MAIN, NETWORKS, REGTEST, Network
from bitcoin_office.playbook.decode import decode
from bitcoin_office.terms.errors import NotFoundError, OfficeError, UsageError

SETTINGS_FILE = "office.toml"


class OfficeKind(enum.StrEnum):
    """A record holds only what sources say, vouchers show or the chain proves; a training office is made up."""

    RECORD = "record"
    TRAINING = "training"


class BooksSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``url`` is a file in the office's folder, a PostgreSQL URL, or ``env:NAME`` for one kept in the environment."""

    url: str = "books.db"


class ChainSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[node]``: the Bitcoin node that the office reads, and which network it follows.

    ``cookie`` is the path of the node's cookie file; user and password come from the environment alone. Without a
    ``network`` a record follows ``main`` and a training office ``regtest``. A training office without a ``url`` reads
    the training chain in its own folder.
    """

    url: str = ""
    cookie: str = ""
    certificates: str = ""
    plain_http: bool = False
    network: str = ""


class SigningSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[signing]``: ``key`` says where the key is that signs disclosures, ``file:PATH`` or ``env:NAME``.

    It never stands here itself. ``public`` is its other half, as the office publishes it: ``name+id+base64``.
    """

    key: str = ""
    public: str = ""


class OfficeSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``office.toml``. Secrets stand in it only by reference."""

    country: str
    kind: OfficeKind = OfficeKind.RECORD
    books: BooksSettings = BooksSettings()
    node: ChainSettings = ChainSettings()
    signing: SigningSettings = SigningSettings()


class SettingsError(OfficeError):
    """``office.toml`` cannot be read as settings."""

    code = "settings"


class OfficeDir(msgspec.Struct, frozen=True, kw_only=True):
    """One office: where it is and how it is set."""

    path: Path
    settings: OfficeSettings

    @classmethod
    def load(cls, path: Path) -> OfficeDir:
        """Reads an office's settings. Raises ``NotFoundError`` or ``SettingsError``."""
        file = path / SETTINGS_FILE
        try:
            text = file.read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            remedy = "Make one with: bitcoin-office init DIR --country sv; or name one with --office DIR."
            raise NotFoundError(kind="office in", name=str(path), remedy=remedy) from None
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                f"Cannot read {file}: {error}.", remedy="It must be a UTF-8 text you may read."
            ) from error
        settings, findings = decode(text, OfficeSettings, file=str(file))
        if settings is None:
            raise SettingsError("\n".join(str(finding) for finding in findings))
        return cls(path=path, settings=settings)

    def books_url(self) -> str:
        """Where the books are: a file's path or a server's URL. Raises ``SettingsError`` for an unset variable."""
        url = self.settings.books.url
        if url.startswith("env:"):
            name = url.removeprefix("env:")
            found = os.environ.get(name)
            if not found:
                message = f"{self.path / SETTINGS_FILE} takes the books' URL from ${name}, which is not set."
                raise SettingsError(message, remedy=f"Set {name} to a postgresql:// URL.")
            return found
        return url if "://" in url else str(self.path / url)

    def network(self) -> Network:
        """The network of the office's coins. Raises ``SettingsError`` where real and made-up coins would be mixed."""
        is_record = self.settings.kind is OfficeKind.RECORD
        name = self.settings.node.network or _usual_network(self.settings.kind)
        if name not in NETWORKS or (name == MAIN.name) is not is_record:
            raise SettingsError(
                f"{self.path / SETTINGS_FILE} sets the network {name!r} for an office of kind {self.settings.kind}.",
                remedy="A record is of Bitcoin's own chain, main; an office on a test network is of the kind training: "
                "bitcoin-office init DIR --network regtest makes one.",
            )
        return NETWORKS[name]


def create_office(path: Path, settings: OfficeSettings) -> OfficeDir:
    """Makes a new office folder, whole or not at all. Raises ``UsageError`` when something stands there already."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UsageError(f"{path} exists and is not an empty folder.", remedy="Choose another folder.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    except OSError as error:
        raise OfficeError(f"Cannot make {path}: {error.strerror}.", remedy="Choose a folder that is yours.") from error
    try:
        (beside / SETTINGS_FILE).write_text(_settings_text(settings), encoding="utf-8")
        beside.chmod(0o755)
        beside.replace(path)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        raise OfficeError(f"Cannot make {path}: {error.strerror}.", remedy="Choose a folder that is yours.") from error
    return OfficeDir(path=path, settings=settings)


def _settings_text(settings: OfficeSettings) -> str:
    """``office.toml`` with a word on each setting."""
    return (
        "# One office of the Bitcoin Office. Copying this folder copies the office.\n"
        f'country = "{settings.country}"\n'
        '# "record" holds only what is sourced, vouched or proved; "training" is made up and marked so everywhere.\n'
        f'kind = "{settings.kind}"\n\n'
        "[books]\n"
        '# A file in this folder, a postgresql:// URL, or "env:NAME" for a URL kept in the environment.\n'
        f'url = "{settings.books.url}"\n\n'
        "[node]\n"
        "# The Bitcoin node that is read: its address, and its cookie file unless BITCOIN_RPC_USER and\n"
        "# BITCOIN_RPC_PASSWORD are set in the environment.\n"
        f"{_set_or_shown('url', settings.node.url, 'http://127.0.0.1:8332')}"
        f"{_set_or_shown('cookie', settings.node.cookie, '/path/to/.cookie')}"
        f'network = "{settings.node.network or _usual_network(settings.kind)}"\n'
    )


def _set_or_shown(key: str, value: str, example: str) -> str:
    """A line with the setting, or one that shows how it would look."""
    return f'{key} = "{value}"\n' if value else f'# {key} = "{example}"\n'


def _usual_network(kind: OfficeKind) -> str:
    return MAIN.name if kind is OfficeKind.RECORD else REGTEST.name
