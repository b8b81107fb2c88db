"""The migrations make exactly the tables that the code knows, all of them or none."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bitcoin_office.adapters.store import open_books
from bitcoin_office.adapters.store.address import parse_address
from bitcoin_office.adapters.store.opening import MIGRATIONS, STEPS
from bitcoin_office.adapters.store.schema import METADATA


def test_the_steps_are_those_of_alembic() -> None:
    """The steps named in the code are the chain of Alembic's files, in their order."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    chain = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(chain)) == STEPS


def test_the_migrated_tables_are_those_of_the_code(address: str) -> None:
    """Alembic finds no difference between the migrated database and the tables in the code."""
    open_books(address, create=True).close()
    engine = sa.create_engine(parse_address(address))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_every_table_on_sqlite_is_strict(tmp_path: Path) -> None:
    """SQLite checks the types of the tables of the books as other databases do."""
    where = tmp_path / "books.db"
    open_books(where, create=True).close()
    connection = sqlite3.connect(where)
    strict = dict(connection.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").fetchall())
    checks = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    connection.close()
    assert {name for name, is_strict in strict.items() if is_strict} == set(METADATA.tables)
    assert "quantity <> 0" in checks["postings"]
    assert "quantity >= 0 AND cost >= 0" in checks["lot_positions"]


def test_a_migration_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When making the books fails half way, no table is left, and the next try succeeds."""
    from bitcoin_office.adapters.store.migrations.versions import step_0001

    where = tmp_path / "books.db"
    source = Path(step_0001.__file__).read_text()
    broken = tmp_path / "migrations"
    (broken / "versions").mkdir(parents=True)
    (broken / "env.py").write_text((MIGRATIONS / "env.py").read_text())
    (broken / "versions" / "step_0001.py").write_text(
        source.replace("    _sums(number)\n", "    _sums(number)\n    raise RuntimeError('power cut')\n")
    )
    monkeypatch.setattr("bitcoin_office.adapters.store.opening.MIGRATIONS", broken)
    with pytest.raises(RuntimeError, match="power cut"):
        open_books(where, create=True)
    connection = sqlite3.connect(where)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    connection.close()
    monkeypatch.undo()
    open_books(where, create=True).close()
