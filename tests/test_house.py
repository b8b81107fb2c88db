"""The style of the house, as tests: lengths, names, docstrings, and no clock or file below the office."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "bitcoin_office"
PURE_ROOMS = {
    "terms", "chain", "proof", "books", "market", "playbook", "reserve", "mining", "payments", "fiscal", "oversight",
    "registry", "people", "simulate",
}  # fmt: skip
BANNED_NAMES = {"utils", "util", "helpers", "core", "base", "manager", "misc", "common"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
HOSTS = ("index-url", "find-links", "http://", "https://")

FILES = sorted(SOURCE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}


def named(path: Path) -> str:
    """The path as a reader would write it."""
    return str(path.relative_to(ROOT))


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function in a file, inner ones too."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", FILES, ids=named)
def test_files_and_functions_are_short(path: Path) -> None:
    """No file is longer than 400 lines and no function longer than 60."""
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_FILE, f"{named(path)} has {lines} lines: one file, one idea"
    long = [
        f"{f.name} ({f.end_lineno - f.lineno + 1})"
        for f in functions(TREES[path])
        if f.end_lineno - f.lineno >= LONGEST_FUNCTION
    ]
    assert not long, f"{named(path)}: functions longer than {LONGEST_FUNCTION} lines: {long}"


def test_no_file_is_a_drawer() -> None:
    """No module is named for being a drawer of odds and ends."""
    assert [named(path) for path in FILES if path.stem in BANNED_NAMES] == []


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_public_name_has_a_docstring(path: Path) -> None:
    """Modules, public classes, functions and methods say what they are."""
    tree = TREES[path]
    bare = [] if ast.get_docstring(tree) else ["the module"]
    for parent in [
        tree,
        *[node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")],
    ]:
        for node in parent.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                public = not node.name.startswith("_") and not overloads(node)
                if public and not ast.get_docstring(node):
                    bare.append(node.name)
    assert bare == [], f"{named(path)}: no docstring: {bare}"


def overloads(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Whether this is one signature of an overloaded function."""
    return any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list)


@pytest.mark.parametrize("path", [p for p in FILES if p.relative_to(SOURCE).parts[0] in PURE_ROOMS], ids=named)
def test_pure_rooms_read_no_clock_and_open_no_file(path: Path) -> None:
    """Below the office nothing calls open(), today() or now(): time, seed and text arrive as arguments."""
    calls = [node.func for node in ast.walk(TREES[path]) if isinstance(node, ast.Call)]
    functions_banned = {"open", "input", "print"}
    methods_banned = {"today", "now", "utcnow", "read_text", "read_bytes", "write_text", "getenv"}
    assert [call.id for call in calls if isinstance(call, ast.Name) and call.id in functions_banned] == []
    assert [call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in methods_banned] == []


@pytest.mark.parametrize("path", FILES, ids=named)
def test_no_float_makes_money(path: Path) -> None:
    """No Decimal is made from a float literal, and no Amount from anything but an integer or a text."""
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Decimal", "Amount"} and node.args:
            first = node.args[0]
            assert not (isinstance(first, ast.Constant) and isinstance(first.value, float)), (
                f"{named(path)}:{node.lineno}"
            )


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.lock")), ids=named)
def test_locks_pin_with_hashes_and_name_no_host(lock: Path) -> None:
    """Every requirement is pinned with hashes, and no download host stands in a lock file."""
    text = lock.read_text()
    pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert pins
    assert all("==" in pin for pin in pins)
    assert text.count("--hash=sha256:") >= len(pins)
    assert [host for host in HOSTS if host in text] == []


def test_help_imports_nothing_heavy() -> None:
    """``--help`` stays quick because it loads no database, table, chart or network library, and no command."""
    heavy = [
        "sqlalchemy",
        "duckdb",
        "rich",
        "urllib3",
        "alembic",
        "psycopg",
        "litestar",
        "jinja2",
        "bitcoin_office.app",
    ]
    code = (
        "import sys\nfrom bitcoin_office.cli.main import cli\n"
        "try: cli(['--help'])\nexcept SystemExit: pass\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "Usage: " in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_python_versions_agree() -> None:
    """The launcher, the set-up and the package declare the same range of Pythons."""
    assert "(3, 11) <= sys.version_info < (3, 14)" in (ROOT / "office").read_text()
    assert 'requires-python = ">=3.11,<3.14"' in (ROOT / "pyproject.toml").read_text()
