"""First passwords; what a session was begun with, and when the password was last given in it; acts by person.

Every session ends: of the old ones nobody knows when the password was given. Secrets of second factors, which stood as
they are until here, are sealed by whoever opens the people next: the key is outside of the database.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds the columns, and makes the table of sessions anew."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("people", sa.Column("first_until", number, nullable=False, server_default=sa.text("0")))
    op.drop_table("people_sessions")
    op.create_table(
        "people_sessions",
        sa.Column("token", sa.LargeBinary, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("started", number, nullable=False),
        sa.Column("seen", number, nullable=False),
        sa.Column("proved", number, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("browser", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_people_sessions_person", "people_sessions", ["person"])
    op.create_index("ix_people_acts_who", "people_acts", ["who"])
    op.create_index("ix_people_acts_about", "people_acts", ["about"])
