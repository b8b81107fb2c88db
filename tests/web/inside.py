"""An office with one person of each role, and browsers without a screen that log in to it."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path
from typing import Any

import httpx
from litestar.types import ASGIApp

from bitcoin_office.app.office_dir import SETTINGS_FILE, OfficeDir
from bitcoin_office.app.people import add_person, people_of
from bitcoin_office.people.person import Role

PASSWORD = "four kites above the mill"
ADDRESS = "https://office.example"
# A record asks for second factors of some; the tests about them say so themselves.
NO_FACTORS = "\n[people]\nsecond_factor_for = []\n"
FORM = re.compile(r'name="form" value="([0-9a-f]{64})"')


def name_of(role: Role) -> str:
    """Whoever has the role."""
    return f"{role.value.title()} Person"


def staffed(source: Path, folder: Path) -> Path:
    """A copy of an office with one person of each role in it."""
    shutil.copytree(source, folder)
    with (folder / SETTINGS_FILE).open("a") as settings:
        settings.write(NO_FACTORS)
    with people_of(OfficeDir.load(folder)) as people:
        for role in Role:
            add_person(people, name_of(role), role, PASSWORD, totp=False)
    return folder


class Desk:
    """A browser that keeps its cookies, and sends forms as a page of the site would."""

    def __init__(self, app: ASGIApp, where: str, *, reader: str = "198.51.100.1", address: str = ADDRESS) -> None:
        self.app = app
        self.where = f"/en/{where}/ministry"
        self.reader = reader
        self.address = address
        self.cookies = httpx.Cookies()
        self.form = ""

    def ask(self, method: str, rest: str = "", **how: Any) -> httpx.Response:
        """One request to an address of the ministry, or to a whole address; nothing is followed."""
        address = rest if rest.startswith(("/en/", "/es/", "/ur/")) else self.where + rest

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, client=(self.reader, 1), raise_app_exceptions=False)  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=transport, base_url=self.address, cookies=self.cookies) as client:
                answer = await client.request(method, address, **how)
                self.cookies = client.cookies
                return answer

        answer = asyncio.run(asked())
        found = FORM.search(answer.text) if answer.headers.get("content-type", "").startswith("text/html") else None
        self.form = found[1] if found else self.form
        return answer

    def get(self, rest: str = "") -> httpx.Response:
        """``GET``."""
        return self.ask("GET", rest)

    def send(self, rest: str, *, origin: str | None = "", form: str | None = None, **data: str) -> httpx.Response:
        """The form of a page with these values; from another ``origin``, or with another ``form`` where named."""
        headers = {} if origin is None else {"origin": origin or self.address}
        return self.ask("POST", rest, data={"form": self.form if form is None else form, **data}, headers=headers)

    def log_in(self, role: Role | str, password: str = PASSWORD, code: str = "") -> httpx.Response:
        """Loads the login and sends it."""
        self.get("/login")
        name = name_of(role) if isinstance(role, Role) else role
        return self.send("/login", name=name, password=password, code=code)
