"""What was read from the chain: watched scripts, how far each was read, and every transaction that touched them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_SQLITE = {"sqlite_strict": True}
_SQLITE_CLUSTERED = {"sqlite_strict": True, "sqlite_with_rowid": False}

# SQLite deletes the old row of INSERT OR REPLACE without asking the triggers on DELETE: so those on INSERT refuse it.
_SQLITE_TWINS = {
    "watched_descriptors": "id = NEW.id OR text = NEW.text",
    "watched_scripts": "script = NEW.script",
    "chain_steps": "step = NEW.step",
    "chain_transactions": "step = NEW.step AND idx = NEW.idx",
}


def upgrade() -> None:
    """Makes every table and what keeps it append-only."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    _scripts(number)
    _activity(number)
    if op.get_bind().dialect.name == "sqlite":
        _append_only_on_sqlite()
    else:
        _append_only_on_postgresql()


def _scripts(number: sa.types.TypeEngine[int]) -> None:
    op.create_table(
        "watched_descriptors",
        sa.Column("id", number, primary_key=True, autoincrement=False),
        sa.Column("text", sa.Text, nullable=False, unique=True),
        **_SQLITE,
    )
    op.create_table(
        "chain_batches",
        sa.Column("batch", number, primary_key=True, autoincrement=False),
        sa.Column("height", number),
        sa.Column("hash", sa.LargeBinary),
        **_SQLITE,
    )
    op.create_table(
        "watched_scripts",
        sa.Column("script", sa.LargeBinary, primary_key=True),
        sa.Column("batch", number, sa.ForeignKey("chain_batches.batch"), nullable=False),
        sa.Column("descriptor_id", number, sa.ForeignKey("watched_descriptors.id"), nullable=False),
        sa.Column("branch", number, nullable=False),
        sa.Column("idx", number, nullable=False),
        **_SQLITE_CLUSTERED,
    )


def _activity(number: sa.types.TypeEngine[int]) -> None:
    op.create_table(
        "chain_steps",
        sa.Column("step", number, primary_key=True, autoincrement=False),
        sa.Column("goes_back", number, nullable=False),
        sa.Column("fork_height", number, nullable=False),
        sa.Column("height", number, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        **_SQLITE,
    )
    op.create_index("chain_steps_by_height", "chain_steps", ["height"])
    back = sa.text("goes_back = 1")
    op.create_index("chain_steps_that_go_back", "chain_steps", ["step"], sqlite_where=back, postgresql_where=back)
    op.create_table(
        "chain_transactions",
        sa.Column("step", number, sa.ForeignKey("chain_steps.step"), primary_key=True),
        sa.Column("idx", number, primary_key=True),
        sa.Column("height", number, nullable=False),
        sa.Column("position", number, nullable=False),
        sa.Column("block_hash", sa.LargeBinary, nullable=False),
        sa.Column("block_time", number, nullable=False),
        sa.Column("txid", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        **_SQLITE,
    )
    op.create_index("chain_transactions_in_order", "chain_transactions", ["height", "position"])
    op.create_table(
        "chain_checkpoint",
        sa.Column("id", number, primary_key=True, autoincrement=False),
        sa.Column("step", number, nullable=False),
        sa.Column("height", number, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        **_SQLITE,
    )


def _append_only_on_sqlite() -> None:
    for table, twin in _SQLITE_TWINS.items():
        exists = f"EXISTS (SELECT 1 FROM {table} WHERE {twin})"  # noqa: S608 - both are words of this file
        op.execute(
            f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} WHEN {exists} "
            f"BEGIN SELECT RAISE(ABORT, '{table} never change'); END"
        )
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} never change'); END"
            )


def _append_only_on_postgresql() -> None:
    for table in _SQLITE_TWINS:
        op.execute(
            f"CREATE TRIGGER {table}_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION books_never_change()"
        )
