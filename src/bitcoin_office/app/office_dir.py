"""An office on disk: a folder with ``office.toml`` and, unless a server keeps them, its books."""

from __future__ import annotations

import enum
import ipaddress
import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec

from bitcoin_office.chain.network import MAIN, NETWORKS, REGTEST, Network
from bitcoin_office.people.person import Role
from bitcoin_office.playbook.decode import decode
from bitcoin_office.terms.errors import NotFoundError, OfficeError

SETTINGS_FILE = "office.toml"
# Modes of PostgreSQL in which the server's certificate is checked; "require" takes anybody's.
_CHECKS_SERVER = frozenset({"verify-ca", "verify-full"})
# OWASP ASVS 4.3.1: who says who is what, and who decides about money.
_SECOND_FACTOR_FOR = (Role.ADMIN, Role.APPROVER)


class OfficeKind(enum.StrEnum):
    """A record holds only what sources say, vouchers show or the chain proves; a training office is made up."""

    RECORD = "record"
    TRAINING = "training"


class BooksSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``url`` is a file in the office's folder, a PostgreSQL URL, or ``env:NAME`` for one kept in the environment.

    ``plain`` allows a server on another machine without TLS that checks who it is.
    """

    url: str = "books.db"
    plain: bool = False


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


class PeopleSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[people]``: ``key`` seals the secrets of second factors, ``file:PATH`` or ``env:NAME``; made where it is not.

    Who has a role of ``second_factor_for`` can do nothing before they have a second factor. Where it is not set, those
    are admins and approvers of a record, and nobody in training.
    """

    key: str = "file:people.key"
    second_factor_for: tuple[Role, ...] | None = None


class OfficeSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``office.toml``. Secrets stand in it only by reference.

    ``programme`` is what ``today`` runs, such as ``pk+sv-reserve``; without one it is the country's own.
    """

    country: str
    programme: str = ""
    kind: OfficeKind = OfficeKind.RECORD
    books: BooksSettings = BooksSettings()
    node: ChainSettings = ChainSettings()
    signing: SigningSettings = SigningSettings()
    people: PeopleSettings = PeopleSettings()

    def needs_second_factor(self, role: Role) -> bool:
        """Whether nobody of this role gets in without a second factor."""
        usual = _SECOND_FACTOR_FOR if self.kind is OfficeKind.RECORD else ()
        return role in (usual if self.people.second_factor_for is None else self.people.second_factor_for)

    def country_name(self) -> str:
        """The country's code, or the name of its own folder: for people, and for files that leave the house."""
        return Path(self.country).name


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
            problem = error.strerror if isinstance(error, OSError) else f"it is not UTF-8 at byte {error.start}"
            raise SettingsError(
                f"Cannot read {file}: {problem}.", remedy="It must be a UTF-8 text you may read."
            ) from error
        settings, findings = decode(text, OfficeSettings, file=str(file))
        if settings is None:
            raise SettingsError("\n".join(str(finding) for finding in findings))
        return cls(path=path, settings=settings)

    def books_url(self) -> str:
        """Where the books are: a file's path or a server's URL.

        Raises ``SettingsError`` for an unset variable, for a password that stands in the settings, and for a server on
        another machine that is reached unprotected.
        """
        url = self.settings.books.url
        if url.startswith("env:"):
            name = url.removeprefix("env:")
            found = os.environ.get(name)
            if not found:
                message = f"{SETTINGS_FILE} takes the books' URL from ${name}, which is not set."
                raise SettingsError(message, remedy=f"Set {name} to a postgresql:// URL.")
            return self._protected(found)
        if "://" not in url:
            return str(self.path / url)
        if _has_password(url):
            raise SettingsError(
                f"The address of the books has a password in it, and {SETTINGS_FILE} is no place for one.",
                remedy="Put the whole URL into an environment variable and give env:NAME in its place.",
            )
        return self._protected(url)

    def _protected(self, url: str) -> str:
        if not self.settings.books.plain and not _is_protected(url):
            raise SettingsError(
                "The books' server is on another machine, and who listens between could read and change them.",
                remedy="Add ?sslmode=verify-full&sslrootcert=FILE to its URL; or set plain = true under [books].",
            )
        return url

    def network(self) -> Network:
        """The network of the office's coins. Raises ``SettingsError`` where real and made-up coins would be mixed."""
        is_record = self.settings.kind is OfficeKind.RECORD
        name = self.settings.node.network or usual_network(self.settings.kind)
        if name not in NETWORKS or (name == MAIN.name) is not is_record:
            raise SettingsError(
                f"{self.path / SETTINGS_FILE} sets the network {name!r} for an office of kind {self.settings.kind}.",
                remedy="A record is of Bitcoin's own chain, main; an office on a test network is of the kind training: "
                "bitcoin-office init DIR --network regtest makes one.",
            )
        return NETWORKS[name]


def usual_network(kind: OfficeKind) -> str:
    """The network of an office that names none."""
    return MAIN.name if kind is OfficeKind.RECORD else REGTEST.name


def _has_password(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.password is not None or "password" in parse_qs(parts.query)


def _is_protected(url: str) -> bool:
    """Whether a server's URL leads to this machine, or through TLS to a server that shows who it is."""
    try:
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        hosts = [parts.hostname or "", *query.get("host", []), *query.get("hostaddr", [])]
    except ValueError:
        # What is no URL is told by whoever opens it.
        return True
    sslmode = query.get("sslmode", [os.environ.get("PGSSLMODE", "")])[-1]
    return sslmode in _CHECKS_SERVER or all(_is_here(name) for host in hosts for name in host.split(","))


def _is_here(host: str) -> bool:
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
