"""What the code of the pages never does, whatever is asked: held against the code itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "bitcoin_office"
WEB = SOURCE / "web"
FILES = sorted(WEB.rglob("*.py"))
SCRIPTS = sorted((WEB / "static").glob("*.js"))
# What stands between a request and a secret, a session or a document.
CLOSE = [
    *(SOURCE / "people").glob("*.py"),
    *(SOURCE / "adapters" / name for name in ("passwords.py", "factor_seal.py", "password_strength.py")),
    *(SOURCE / "app" / name for name in ("people.py", "logins.py", "second_factor.py", "documents.py")),
]
RUNS = {"eval", "exec", "compile", "__import__"}
UNSAFE = {"pickle", "marshal", "shelve", "yaml", "xml", "lxml", "ldap", "ldap3"}
BANNED = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "http:", "https:")
ASKS_OTHERS = {
    "urllib3",
    "requests",
    "httpx",
    "aiohttp",
    "ftplib",
    "smtplib",
    "telnetlib",
    "http.client",
    "urllib.request",
}


def imported(path: Path) -> set[str]:
    """The outermost names of all modules that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found | {name.partition(".")[0] for name in found}


def calls(path: Path) -> list[ast.Call]:
    """Every call in a file."""
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]


@pytest.mark.parametrize("path", [*FILES, *CLOSE], ids=lambda path: path.name)
def test_nothing_that_was_sent_is_run(path: Path) -> None:
    """No text becomes code, no bytes become objects, no program is started, no markup or directory is parsed."""
    assert not imported(path) & (UNSAFE | {"subprocess"})
    named = {call.func.id for call in calls(path) if isinstance(call.func, ast.Name)}
    assert not named & RUNS
    attributes = {call.func.attr for call in calls(path) if isinstance(call.func, ast.Attribute)}
    assert not attributes & {"system", "popen", "from_string"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_pages_ask_no_other_machine(path: Path) -> None:
    """No library that makes requests is there for whoever finds a way to have an address asked for."""
    assert not imported(path) & ASKS_OTHERS


@pytest.mark.parametrize("path", [*FILES, *CLOSE], ids=lambda path: path.name)
def test_nothing_is_drawn_from_a_guessable_source(path: Path) -> None:
    """Tokens, keys and names come from the system's own source, never from a generator that can be foretold."""
    assert not imported(path) & {"random", "numpy"}


@pytest.mark.parametrize("path", [*FILES, *CLOSE], ids=lambda path: path.name)
def test_no_broken_algorithm_guards_anything(path: Path) -> None:
    """MD5 nowhere; SHA-1 only in the codes of second factors, which RFC 6238 and every phone's app make of it."""
    attributes = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
    assert "md5" not in attributes
    assert "sha1" not in attributes or path.name == "totp.py"


def test_no_query_is_put_together_of_texts() -> None:
    """Where people and sessions are kept, values reach the database as parameters: no text of SQL has a place."""
    text = (SOURCE / "adapters" / "store" / "people_store.py").read_text()
    plain = {
        node.args[0].value
        for node in calls(SOURCE / "adapters" / "store" / "people_store.py")
        if isinstance(node.func, ast.Attribute)
        and node.func.attr in {"exec_driver_sql", "text", "execute"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert plain == {"PRAGMA secure_delete = ON", "PRAGMA wal_checkpoint(TRUNCATE)"}
    assert not re.search(r'f"[^"]*\b(SELECT|INSERT|UPDATE|DELETE)\b', text)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_make_no_markup_and_keep_nothing(path: Path) -> None:
    """Scripts put texts into pages as texts, read answers as JSON, and leave nothing in the browser."""
    script = path.read_text()
    for banned in BANNED:
        assert banned not in script
    for kept in ("localStorage", "sessionStorage", "indexedDB", "document.cookie"):
        assert kept not in script


def test_templates_escape_everything() -> None:
    """No template lets a text through as markup."""
    for template in (WEB / "templates").iterdir():
        text = template.read_text()
        assert "|safe" not in text.replace(" ", "")
        assert "autoescape" not in text
        assert "style=" not in text
        assert not re.search(r"\son[a-z]+=", text), template.name
