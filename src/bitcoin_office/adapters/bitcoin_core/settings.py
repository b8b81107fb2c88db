"""Where a node is, how to be let in, and how patient to be with it."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from bitcoin_office.terms.errors import UsageError

USER_VARIABLE, PASSWORD_VARIABLE = "BITCOIN_RPC_USER", "BITCOIN_RPC_PASSWORD"

MEBIBYTE = 1024 * 1024


class CookieFile(msgspec.Struct, frozen=True, kw_only=True):
    """The file in the node's folder that holds fresh credentials after every start of the node."""

    path: Path


class Password(msgspec.Struct, frozen=True, kw_only=True):
    """A user and password set in the node's configuration (``rpcauth``). Not shown by ``repr``."""

    user: str
    secret: str

    def __repr__(self) -> str:
        return f"Password(user={self.user!r})"


class NodeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One node and our patience with it.

    ``longest_answer`` bounds what a broken or hostile node can make us hold: the largest answer we ask for is one block
    of 4 MB as text with the outputs that it spends, under 40 MB. ``read_seconds`` is the silence we bear in an answer,
    ``scan_seconds`` in that to a scan, during which a node says nothing; ``answer_seconds`` bounds the whole of one
    answer, so that a byte now and then does not hold us up. A node that starts is waited for ``warm_up_seconds``.
    """

    url: str
    credentials: CookieFile | Password
    certificates: Path | None = None
    attempts: int = 5
    backoff_seconds: float = 0.5
    longest_wait_seconds: float = 10
    warm_up_seconds: float = 120
    connect_seconds: float = 5
    read_seconds: float = 60
    scan_seconds: float = 900
    answer_seconds: float = 1800
    longest_answer: int = 64 * MEBIBYTE


def node_settings(
    url: str,
    *,
    environment: Mapping[str, str],
    cookie: Path | None = None,
    certificates: Path | None = None,
    plain_http: bool = False,
) -> NodeSettings:
    """Settings from what a user gave. A cookie file goes before the environment's user and password.

    ``plain_http`` lets the credentials travel unprotected to another machine, as inside a private network.
    Raises ``UsageError``.
    """
    checked = _checked_url(url, plain_http=plain_http)
    user, secret = environment.get(USER_VARIABLE), environment.get(PASSWORD_VARIABLE)
    if cookie is not None:
        credentials: CookieFile | Password = CookieFile(path=cookie)
    elif user and secret:
        credentials = Password(user=user, secret=secret)
    else:
        raise UsageError(
            f"No credentials for the node at {checked}.",
            remedy=f"Name its cookie file with --cookie, or set {USER_VARIABLE} and {PASSWORD_VARIABLE}.",
        )
    return NodeSettings(url=checked, credentials=credentials, certificates=certificates)


def _checked_url(url: str, *, plain_http: bool) -> str:
    parts = urlsplit(url if "//" in url else f"//{url}")
    scheme = parts.scheme or ("http" if _is_this_machine(parts.hostname or "") else "https")
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.username or parts.password:
        raise UsageError(
            "The node's address must not hold credentials, which would end up in logs.",
            remedy=f"Use --cookie, or {USER_VARIABLE} and {PASSWORD_VARIABLE}.",
        )
    if scheme not in {"http", "https"} or not parts.hostname or port is None:
        raise UsageError(
            f"Cannot use the node address {url!r}.", remedy="Write it like https://node.example:8332, with the port."
        )
    if scheme == "http" and not plain_http and not _is_this_machine(parts.hostname):
        raise UsageError(
            f"The node at {parts.hostname} is another machine, and http would show the credentials to the network.",
            remedy="Use https (a TLS proxy before the node) or a tunnel, or allow plain http for a private network.",
        )
    return f"{scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
