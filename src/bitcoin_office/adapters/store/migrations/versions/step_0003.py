"""The log of proposals: days that were looked at, what was proposed, approved, rejected and executed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the table and what keeps it append-only."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "proposal_log",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("proposal", sa.LargeBinary, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("second", number, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("previous_hash", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        _append_only_on_sqlite()
    else:
        op.execute(
            "CREATE TRIGGER proposal_log_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON proposal_log "
            "FOR EACH STATEMENT EXECUTE FUNCTION books_never_change()"
        )


def _append_only_on_sqlite() -> None:
    # SQLite deletes the old row of INSERT OR REPLACE without asking the trigger on DELETE: that on INSERT refuses it.
    op.execute(
        "CREATE TRIGGER proposal_log_insert BEFORE INSERT ON proposal_log "
        "WHEN EXISTS (SELECT 1 FROM proposal_log WHERE seq = NEW.seq) "
        "BEGIN SELECT RAISE(ABORT, 'proposals never change'); END"
    )
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER proposal_log_{change.lower()} BEFORE {change} ON proposal_log "
            "BEGIN SELECT RAISE(ABORT, 'proposals never change'); END"
        )
