"""People, their sessions, attempts at passwords, and the log of what people did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Makes the tables and what keeps the log of acts append-only."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "people",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("totp", sa.Text, nullable=False),
        sa.Column("totp_step", number, nullable=False),
        sa.Column("disabled", number, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "people_sessions",
        sa.Column("token", sa.LargeBinary, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("started", number, nullable=False),
        sa.Column("seen", number, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_people_sessions_person", "people_sessions", ["person"])
    op.create_table(
        "people_attempts",
        sa.Column("who", sa.LargeBinary, primary_key=True),
        sa.Column("count", number, nullable=False),
        sa.Column("last", number, nullable=False),
        sqlite_strict=True,
    )
    _acts(number)


def _acts(number: sa.types.TypeEngine[int]) -> None:
    op.create_table(
        "people_acts",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("second", number, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        _append_only_on_sqlite()
    else:
        op.execute(
            "CREATE TRIGGER people_acts_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON people_acts "
            "FOR EACH STATEMENT EXECUTE FUNCTION books_never_change()"
        )


def _append_only_on_sqlite() -> None:
    # SQLite deletes the old row of INSERT OR REPLACE without asking the trigger on DELETE: that on INSERT refuses it.
    op.execute(
        "CREATE TRIGGER people_acts_insert BEFORE INSERT ON people_acts "
        "WHEN EXISTS (SELECT 1 FROM people_acts WHERE seq = NEW.seq) "
        "BEGIN SELECT RAISE(ABORT, 'acts never change'); END"
    )
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER people_acts_{change.lower()} BEFORE {change} ON people_acts "
            "BEGIN SELECT RAISE(ABORT, 'acts never change'); END"
        )
