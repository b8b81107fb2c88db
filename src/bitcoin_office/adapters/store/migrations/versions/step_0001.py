"""The books: accounts, entries, lots, postings, and the sums kept beside them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SQLITE = {"sqlite_strict": True}
_SQLITE_CLUSTERED = {"sqlite_strict": True, "sqlite_with_rowid": False}

# SQLite deletes the old row of INSERT OR REPLACE without asking the triggers on DELETE: so the triggers on INSERT
# refuse whatever would replace a row. An entry seals its postings, which come first; none can be added afterwards.
_SQLITE_INSERTS = {
    "accounts": (
        "EXISTS (SELECT 1 FROM accounts WHERE id = NEW.id OR name = NEW.name)",
        "accounts never change",
    ),
    "lots": ("EXISTS (SELECT 1 FROM lots WHERE id = NEW.id)", "lots never change"),
    "postings": (
        "NEW.entry_seq <= (SELECT coalesce(max(seq), 0) FROM entries)",
        "postings never join a sealed entry",
    ),
    "entries": (
        (
            "NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entries)"
            " OR NEW.previous_hash <> coalesce((SELECT hash FROM entries WHERE seq = NEW.seq - 1), zeroblob(32))"
            " OR length(NEW.hash) <> 32"
            " OR EXISTS (SELECT 1 FROM entries WHERE external_id = NEW.external_id)"
            " OR NEW.reverses IS NOT NULL AND EXISTS (SELECT 1 FROM entries WHERE reverses = NEW.reverses)"
            # One unit is the rule, and then one sum is enough.
            " OR (SELECT CASE WHEN min(weight_unit) = max(weight_unit) THEN sum(weight) <> 0"
            " ELSE count(*) = 0 OR EXISTS ("
            "SELECT 1 FROM postings WHERE entry_seq = NEW.seq GROUP BY weight_unit HAVING sum(weight) <> 0"
            ") END FROM postings WHERE entry_seq = NEW.seq)"
        ),
        "entries are appended in order, balanced, each once",
    ),
}

_POSTGRESQL_REFUSAL = """
CREATE FUNCTION books_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% never change', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

_POSTGRESQL_POSTINGS = """
CREATE FUNCTION books_seal_postings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT min(entry_seq) FROM added) <= (SELECT coalesce(max(seq), 0) FROM entries) THEN
        RAISE EXCEPTION 'postings never join a sealed entry' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""

_POSTGRESQL_ENTRIES = """
CREATE FUNCTION books_chain_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    first bigint := (SELECT min(seq) FROM added);
    rows bigint := (SELECT count(*) FROM added);
    before bytea := coalesce((SELECT hash FROM entries WHERE seq = first - 1), decode(repeat('00', 32), 'hex'));
BEGIN
    IF rows > 0 AND (
        (SELECT count(*) FROM (SELECT 1 FROM entries WHERE seq >= first) AS since) <> rows
        OR (first > 1 AND NOT EXISTS (SELECT 1 FROM entries WHERE seq = first - 1))
        OR (SELECT max(seq) FROM added) <> first + rows - 1
        OR EXISTS (
            SELECT 1 FROM (
                SELECT hash, previous_hash, lag(hash, 1, before) OVER (ORDER BY seq) AS expected FROM added
            ) AS links
            WHERE previous_hash <> expected OR length(hash) <> 32
        )
        OR (SELECT count(DISTINCT entry_seq) FROM postings WHERE entry_seq >= first) <> rows
        OR EXISTS (
            SELECT 1 FROM postings WHERE entry_seq >= first GROUP BY entry_seq, weight_unit HAVING sum(weight) <> 0
        )
    ) THEN
        RAISE EXCEPTION 'entries are appended in order, balanced, each once'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Makes every table and what keeps it append-only."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    _what_the_books_are(number)
    _sums(number)
    if op.get_bind().dialect.name == "sqlite":
        _append_only_on_sqlite()
    else:
        _append_only_on_postgresql()


def _what_the_books_are(number: sa.types.TypeEngine[int]) -> None:
    op.create_table(
        "accounts",
        sa.Column("id", number, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("units", sa.Text, nullable=False),
        sa.Column("lots", sa.Text, nullable=False),
        **_SQLITE,
    )
    op.create_table(
        "entries",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        sa.Column("external_id", sa.Text, nullable=False, unique=True),
        sa.Column("day", number, nullable=False, index=True),
        sa.Column("narrative", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("reverses", sa.Text, sa.ForeignKey("entries.external_id"), unique=True),
        sa.Column("draft_hash", sa.LargeBinary, nullable=False),
        sa.Column("previous_hash", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        **_SQLITE,
    )
    op.create_table(
        "lots",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("cost_unit", sa.Text, nullable=False),
        sa.Column(
            "opened_seq",
            number,
            sa.ForeignKey("entries.seq", deferrable=True, initially="DEFERRED"),
            nullable=False,
            index=True,
        ),
        **_SQLITE_CLUSTERED,
    )
    op.create_table(
        "postings",
        sa.Column(
            "entry_seq", number, sa.ForeignKey("entries.seq", deferrable=True, initially="DEFERRED"), primary_key=True
        ),
        sa.Column("idx", number, primary_key=True),
        sa.Column("account_id", number, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("quantity", number, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("weight", number, nullable=False),
        sa.Column("weight_unit", sa.Text, nullable=False),
        sa.Column("lot", sa.Text, sa.ForeignKey("lots.id")),
        sa.CheckConstraint("quantity <> 0", name="postings_move_something"),
        **_SQLITE_CLUSTERED,
    )
    op.create_index("postings_by_account", "postings", ["account_id", "entry_seq"])
    some = sa.text("lot IS NOT NULL")
    op.create_index("postings_by_lot", "postings", ["lot"], sqlite_where=some, postgresql_where=some)


def _sums(number: sa.types.TypeEngine[int]) -> None:
    for table, span in (("day_totals", "day"), ("month_totals", "month")):
        op.create_table(
            table,
            sa.Column(span, number, primary_key=True, autoincrement=False),
            sa.Column("account_id", number, primary_key=True, autoincrement=False),
            sa.Column("unit", sa.Text, primary_key=True),
            sa.Column("quantity", number, nullable=False),
            **_SQLITE_CLUSTERED,
        )
    op.create_table(
        "lot_positions",
        sa.Column("account_id", number, primary_key=True, autoincrement=False),
        sa.Column("lot", sa.Text, primary_key=True),
        sa.Column("quantity", number, nullable=False),
        sa.Column("cost", number, nullable=False),
        sa.Column("arrived_day", number, nullable=False),
        sa.CheckConstraint(
            "quantity >= 0 AND cost >= 0 AND (quantity > 0 OR cost = 0)", name="lots_are_never_overspent"
        ),
        **_SQLITE_CLUSTERED,
    )
    some = sa.text("quantity > 0")
    op.create_index("lot_positions_open", "lot_positions", ["account_id"], sqlite_where=some, postgresql_where=some)


def _append_only_on_sqlite() -> None:
    for table, (wrong, message) in _SQLITE_INSERTS.items():
        op.execute(
            f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} WHEN {wrong} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} never change'); END"
            )


def _append_only_on_postgresql() -> None:
    for function in (_POSTGRESQL_REFUSAL, _POSTGRESQL_POSTINGS, _POSTGRESQL_ENTRIES):
        op.execute(function)
    for table in ("accounts", "entries", "lots", "postings"):
        op.execute(
            f"CREATE TRIGGER {table}_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION books_never_change()"
        )
    for table, function in (("postings", "books_seal_postings"), ("entries", "books_chain_entries")):
        op.execute(
            f"CREATE TRIGGER {table}_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
