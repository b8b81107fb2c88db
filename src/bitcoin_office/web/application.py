"""The application: every address, what stands before it, and how errors are told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ASGIApp, ControllerRouterHandler

from bitcoin_office.web import claims_page, disclosures_page, downloads, front_page, programme_page, reserve_page
from bitcoin_office.web.errors import HANDLERS
from bitcoin_office.web.guard import Guard, Measure
from bitcoin_office.web.kept_answers import KeptAnswers
from bitcoin_office.web.site import Site
from bitcoin_office.web.visit import visit_of

# No form of the public pages is larger; an address that takes more says so itself.
MOST_BODY_BYTES: Final = 16_000
# A page that is not kept takes up to a tenth of a second of a processor: a reader may cause twenty at once, then two a
# second. Whoever reads cannot get there; whoever tries every day of ten years does.
BURST, EACH_SECOND = 40.0, 4.0

PUBLIC_PAGES: Final[tuple[ControllerRouterHandler, ...]] = (
    front_page.root,
    front_page.front,
    reserve_page.reserve,
    disclosures_page.disclosures,
    disclosures_page.disclosure,
    claims_page.claims,
    claims_page.judge,
    programme_page.programme,
    programme_page.section,
    downloads.asset,
    downloads.disclosure_file,
    downloads.check_page_file,
)


def application(offices: Sequence[Path], *, burst: float = BURST, each_second: float = EACH_SECOND) -> ASGIApp:
    """The whole site for some offices' folders, as an ASGI application. Raises what reading the offices raises."""
    site = Site(offices)
    inner = Litestar(
        route_handlers=PUBLIC_PAGES,
        dependencies={"visit": Provide(visit_of, sync_to_thread=False)},
        exception_handlers=HANDLERS,
        state=State({"site": site}),
        request_max_body_size=MOST_BODY_BYTES,
        openapi_config=None,
        logging_config=None,
        debug=False,
    )
    measured = Measure(inner, burst=burst, each_second=each_second)
    return Guard(KeptAnswers(measured, site.mark_later))
