"""A visit to the site in a real browser."""

from __future__ import annotations

from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.web.served import Served


class Visit:
    """A tab that notes every request to elsewhere and every complaint of the browser."""

    def __init__(self, browser: Browser, site: Served, *, width: int = 1440, theme: str = "light") -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.site = site
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", self._asked)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, address: str) -> Page:
        """Opens an address of the site."""
        self.page.goto(f"{self.site.address}{address}")
        return self.page

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(self.site.address):
            self.elsewhere.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)
