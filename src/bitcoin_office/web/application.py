"""The application: every address, what stands before it, and how errors are told."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ASGIApp, ControllerRouterHandler

from bitcoin_office.web import (
    claims_page,
    data_page,
    disclosures_page,
    downloads,
    front_page,
    health,
    programme_page,
    reserve_page,
    story_page,
)
from bitcoin_office.web.access import check_routes
from bitcoin_office.web.access_log import AccessLog, ready_folder
from bitcoin_office.web.api import documents, reserve, stories
from bitcoin_office.web.api.answers import API
from bitcoin_office.web.behind_proxy import BehindProxy
from bitcoin_office.web.errors import HANDLERS
from bitcoin_office.web.guard import Guard, Measure
from bitcoin_office.web.history_picture import draw_ahead
from bitcoin_office.web.kept_answers import KeptAnswers
from bitcoin_office.web.ministry import (
    account_page,
    books_page,
    login_page,
    people_page,
    plans_page,
    proposals_page,
    reconciliation_page,
)
from bitcoin_office.web.ministry import front_page as inner_front
from bitcoin_office.web.ministry.door import allowed
from bitcoin_office.web.ministry.rooms import Rooms
from bitcoin_office.web.site import Site
from bitcoin_office.web.visit import visit_of

# No form of the public pages is larger; an address that takes more says so itself.
MOST_BODY_BYTES: Final = 16_000
# A page that is not kept takes up to a tenth of a second of a processor: a reader may cause forty at once, then four a
# second. Whoever reads cannot get there; whoever tries every day of ten years does.
BURST, EACH_SECOND = 40.0, 4.0
# Long enough to look into what came out late, short enough to keep nobody's visits for ever.
ACCESS_LOG_DAYS: Final = 90
# Of the interface, as its addresses say it; the program's own is for those who are inside.
INTERFACE_VERSION: Final = "1"

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
    story_page.stories,
    story_page.told,
    data_page.data,
    downloads.asset,
    downloads.disclosure_file,
    downloads.check_page_file,
    health.health,
    health.ready,
)

MINISTRY_PAGES: Final[tuple[ControllerRouterHandler, ...]] = (
    login_page.login,
    login_page.enter,
    login_page.leave,
    account_page.me,
    account_page.new_password,
    account_page.judged,
    account_page.factor,
    account_page.set_factor,
    account_page.end,
    inner_front.front,
    proposals_page.proposals,
    proposals_page.look,
    proposals_page.proposal,
    proposals_page.decide,
    plans_page.plans,
    plans_page.ask,
    plans_page.plan,
    plans_page.give_up,
    plans_page.progress,
    plans_page.result,
    reconciliation_page.reconciliation,
    reconciliation_page.attach,
    reconciliation_page.kept_document,
    books_page.books,
    books_page.books_beancount,
    books_page.books_csv,
    books_page.books_parquet,
    people_page.people,
    people_page.change,
    people_page.log,
)

INTERFACE: Final[tuple[ControllerRouterHandler, ...]] = (
    reserve.list_windows,
    reserve.statement,
    reserve.history,
    reserve.history_csv,
    reserve.history_parquet,
    reserve.purchases,
    reserve.purchases_csv,
    reserve.purchases_parquet,
    reserve.purchases_beancount,
    documents.programme,
    documents.disclosures,
    documents.verification,
    documents.claims,
    stories.stories,
    stories.one,
    stories.series_csv,
    stories.series_parquet,
)


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """What stands before the site: a proxy's address, and a folder for the log of who asked, kept for some days."""

    proxy: str = ""
    access_log: Path | None = None
    access_log_days: int = ACCESS_LOG_DAYS


def application(
    offices: Sequence[Path],
    *,
    burst: float = BURST,
    each_second: float = EACH_SECOND,
    before: Before | None = None,
    ahead: bool = False,
) -> ASGIApp:
    """The whole site for some offices' folders, as an ASGI application. Raises what reading the offices raises.

    With ``ahead`` it draws, beside its other work, what the first readers would wait for.
    """
    site = Site(offices)
    inner = Litestar(
        route_handlers=[
            Router("/", route_handlers=PUBLIC_PAGES, include_in_schema=False),
            Router("/", route_handlers=MINISTRY_PAGES, include_in_schema=False),
            Router(API, route_handlers=INTERFACE, tags=["public"]),
        ],
        dependencies={"visit": Provide(visit_of, sync_to_thread=False)},
        exception_handlers=HANDLERS,
        guards=[allowed],
        state=State({"site": site, "rooms": Rooms(site)}),
        request_max_body_size=MOST_BODY_BYTES,
        openapi_config=OpenAPIConfig(
            title="Bitcoin Office",
            version=INTERFACE_VERSION,
            description="What a country says about its bitcoin, held against what can be proved.",
            path=API,
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
            use_handler_docstrings=True,
        ),
        logging_config=None,
        debug=False,
    )
    check_routes(inner.routes)
    if ahead:
        threading.Thread(target=draw_ahead, args=(site,), daemon=True).start()
    measured = Measure(inner, burst=burst, each_second=each_second)
    whole: ASGIApp = Guard(KeptAnswers(measured, site.mark_later))
    if before and before.access_log:
        ready_folder(before.access_log)
        whole = AccessLog(whole, before.access_log, before.access_log_days)
    return BehindProxy(whole, before.proxy) if before and before.proxy else whole
