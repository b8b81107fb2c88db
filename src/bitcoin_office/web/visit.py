"""One visit: the language, the window and the address of a page, and the page made of them."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response
from litestar.datastructures import State
from litestar.enums import MediaType

from bitcoin_office.app.stories import story_names
from bitcoin_office.app.windows import STORIES, Window
from bitcoin_office.terms.errors import NotFoundError
from bitcoin_office.web.languages import ENGLISH, LANGUAGES, language
from bitcoin_office.web.rendering import rendered
from bitcoin_office.web.site import Site
from bitcoin_office.web.texts import Texts

# Our own header, taken away before an answer leaves: it may be kept and given to everybody alike.
PUBLIC = "x-office-public"

PAGES = ("reserve", "disclosures", "claims", "programme")
TRAINING_PAGES = ("reserve", "disclosures")


class Visit:
    """What a page needs besides its matter. ``window`` is ``None`` on pages that are not about one."""

    def __init__(self, *, site: Site, texts: Texts, path: str, query: str = "", window: Window | None = None) -> None:
        self.site = site
        self.texts = texts
        self.path = path
        self.query = query
        self.window = window

    @property
    def place(self) -> Window:
        """The window that the page is about. Raises ``NotFoundError`` where the page is about none."""
        if self.window is None:
            raise NotFoundError(kind="page", name=self.path)
        return self.window

    def link(self, rest: str = "") -> str:
        """The address of a page in the visit's language: of the site, from ``/`` on."""
        return f"/{self.texts.language.code}{rest}"

    def here(self, rest: str = "") -> str:
        """The address of a page of the visit's window."""
        return self.link(f"/{self.window.slug if self.window else ''}{rest}")

    def in_language(self, code: str) -> str:
        """The address of this very page in another language."""
        return f"/{code}{self.path}{f'?{self.query}' if self.query else ''}"

    @property
    def sections(self) -> tuple[str, ...]:
        """The pages about the visit's window. A training office has no programme, and no newspaper writes about it."""
        if self.window is None or self.window.training:
            return TRAINING_PAGES
        return (*PAGES, STORIES) if story_names(self.window) else PAGES

    def is_at(self, section: str) -> bool:
        """Whether the page is one of a section of the window."""
        inside = f"/{self.window.slug if self.window else ''}/{section}"
        return self.path == inside or self.path.startswith(f"{inside}/")

    def country(self, window: Window) -> Any:
        """The name of a window's country in the visit's language, where the catalogue knows it."""
        return self.country_of(window.country) or window.name

    def country_of(self, code: str) -> Any:
        """The name of the country with this code, empty where the catalogue does not know it."""
        key = f"country.{code}"
        return self.texts(key) if self.texts.has(key) else ""

    def page(self, template: str, *, status: int = 200, public: bool = True, **matter: Any) -> Response[bytes]:
        """The page that a template makes. A ``public`` one may be kept and given to everybody."""
        content = rendered(template, t=self.texts, visit=self, window=self.window, **matter)
        headers = {"cache-control": "no-cache", PUBLIC: "1"} if public else {"cache-control": "no-store"}
        return Response(content, status_code=status, media_type=MediaType.HTML, headers=headers)


def visit_of(request: Request[Any, Any, State], state: State) -> Visit:
    """The visit that a request makes. Raises ``NotFoundError`` for a language or window that is not there."""
    site: Site = state.site
    code = str(request.path_params.get("lang", ENGLISH.code))
    found = language(code)
    if found is None:
        raise NotFoundError(kind="language", name=code, known=tuple(each.code for each in LANGUAGES))
    slug = request.path_params.get("where")
    return Visit(
        site=site,
        texts=Texts(found),
        path=request.scope["path"].removeprefix(f"/{code}") or "/",
        query=request.scope["query_string"].decode("ascii", "replace"),
        window=None if slug is None else site.window(str(slug)),
    )
