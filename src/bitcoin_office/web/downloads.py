"""Files to take away: disclosures as they are, their headers, the page that checks them; and the site's own assets."""

from __future__ import annotations

import functools
import re
from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import File

from bitcoin_office.adapters.check_page import check_page
from bitcoin_office.adapters.disclosure_files import SIDECAR_END
from bitcoin_office.app.published import published_file
from bitcoin_office.terms.errors import NotFoundError
from bitcoin_office.web.assets import ASSETS, asset_at
from bitcoin_office.web.visit import PUBLIC, Visit

# An address with a digest of the contents in it; RFC 8246.
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_OPEN: Final = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
CHECK_PAGE: Final = "check.html"

# The only names there are: nothing that a reader writes ever becomes a path.
_NAME: Final = re.compile(r"disclosure-([0-9]{4,9})\.(json|headers)")


@get(f"{ASSETS}/{{name:str}}", sync_to_thread=False)
def asset(name: FromPath[str]) -> Response[bytes]:
    """A style, script or picture of the pages."""
    found = asset_at(f"{ASSETS}/{name}")
    headers = {"cache-control": _FOR_EVER, PUBLIC: "1"}
    return Response(found.data, media_type=found.media_type, headers=headers)


@get("/files/{where:str}/{name:str}", sync_to_thread=True)
def disclosure_file(visit: NamedDependency[Visit], name: FromPath[str]) -> File:
    """A disclosure, byte by byte as it was published, or the headers beside it."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise NotFoundError(kind="file", name=name)
    is_headers = f".{found[2]}" == SIDECAR_END
    path = published_file(visit.place, int(found[1]), headers=is_headers)
    return File(
        path=path,
        filename=path.name,
        media_type="application/octet-stream" if is_headers else "application/json",
        headers={"cache-control": "no-cache", **_OPEN},
    )


@get(f"/files/{CHECK_PAGE}", sync_to_thread=True)
def check_page_file() -> Response[bytes]:
    """The page that checks a disclosure in anybody's browser, to be saved and opened from disk."""
    page, policy = _check_page()
    headers = {"cache-control": "no-cache", "content-security-policy": policy, PUBLIC: "1"}
    return Response(page, media_type="text/html", headers=headers)


@functools.cache
def _check_page() -> tuple[bytes, str]:
    """The page, and the policy that stands in it, which names its own script: the server must not forbid that one."""
    page = check_page()
    policy = page.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
    return page.encode(), f"{policy}; frame-ancestors 'none'"
