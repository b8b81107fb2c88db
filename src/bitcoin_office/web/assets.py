"""The style and the sign of the pages: each under an address that names its contents, so it never changes."""

from __future__ import annotations

import functools
import hashlib
from importlib.resources import files
from typing import Final

import msgspec

from bitcoin_office.terms.errors import NotFoundError

ASSETS: Final = "/static"
_KINDS: Final = {"css": "text/css; charset=utf-8", "svg": "image/svg+xml", "js": "text/javascript; charset=utf-8"}
_NAMES: Final = ("office.css", "sign.svg", "watch.js", "password.js")
_DIGITS: Final = 16


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """One file as it is served."""

    address: str
    media_type: str
    data: bytes


@functools.cache
def assets() -> dict[str, Asset]:
    """Every asset by its plain name."""
    return {name: _asset(name) for name in _NAMES}


@functools.cache
def _by_address() -> dict[str, Asset]:
    return {asset.address: asset for asset in assets().values()}


def asset_at(address: str) -> Asset:
    """The asset at an address. Raises ``NotFoundError``."""
    found = _by_address().get(address)
    if found is None:
        raise NotFoundError(kind="file", name=address)
    return found


def _asset(name: str) -> Asset:
    data = files("bitcoin_office.web").joinpath("static", name).read_bytes()
    stem, _, end = name.rpartition(".")
    digest = hashlib.sha256(data).hexdigest()[:_DIGITS]
    return Asset(address=f"{ASSETS}/{stem}.{digest}.{end}", media_type=_KINDS[end], data=data)
