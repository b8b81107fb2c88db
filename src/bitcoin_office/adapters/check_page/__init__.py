"""One page that checks a disclosure in anybody's browser: no server, no network, no library, one file.

Its parts are the plain scripts in ``parts/``; here they are put together, in the same bytes every time.
"""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from typing import Final

from bitcoin_office import __version__
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.known_blocks import known_blocks, least_works
from bitcoin_office.chain.network import NETWORKS

# In the order in which they need one another.
_SCRIPTS: Final = (
    "bytes", "wording", "amounts", "sha256", "ripemd160", "curve", "signatures", "reader", "transaction", "sighash",
    "script", "address", "networks", "headers", "merkle", "message", "note", "json", "psbt", "openings", "bip322",
    "shape", "form", "report", "check_signature", "check_blocks", "check_headers", "check_coins", "check_movements",
    "check_control", "check_value", "check_series", "dropped", "verify", "view", "tables", "page",
)  # fmt: skip


def check_page() -> str:
    """The whole page as HTML. Only this script and this style run in it, and nothing can be asked of any network."""
    style = _part("page.css")
    script = "".join([_known_blocks(), *(f"\n// {name}.js\n{_part(f'{name}.js')}" for name in _SCRIPTS)])
    page = _part("page.html")
    for name, value in {
        "{policy}": _policy(style=style, script=script),
        "{version}": __version__,
        "{style}": style,
        "{script}": script,
    }.items():
        page = page.replace(name, value, 1)
    return page


def _part(name: str) -> str:
    return files(__name__).joinpath("parts", name).read_text(encoding="utf-8")


def _known_blocks() -> str:
    """The blocks that everybody knows and how hard they were, as the program has them, in the page's language."""
    known = {name: {height: shown(block) for height, block in known_blocks(name).items()} for name in NETWORKS}
    # Numbers of hashes are beyond what the page's plain numbers hold: as texts.
    works = {name: [(height, str(work)) for height, work in least_works(name)] for name in NETWORKS}
    constants = {"KNOWN_BLOCKS": known, "LEAST_WORKS": works}
    lines = (f"const {name} = {json.dumps(value, indent=2)};\n" for name, value in constants.items())
    return "".join(['"use strict";\n', *lines])


def _policy(*, style: str, script: str) -> str:
    """The Content Security Policy: this very text may run and nothing else, and markup is never made of texts."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_source_hash(script)}'",
            f"style-src '{_source_hash(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _source_hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"
