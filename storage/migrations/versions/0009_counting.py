"""What is asked for costs the same however much is kept.

An open quarter is counted out of an index alone. The figures of a frozen one stand before its body:
SQLite reads a row from its beginning (PostgreSQL keeps long values elsewhere, and its columns stay
where they are). Only numbers that were entered are in the index of the numbers, so that nobody
looks there for the requests without one.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

FIGURES_FIRST = ("quarter", "at", "checksum", "upto", "summary", "body")
BODY_FIRST = ("quarter", "at", "checksum", "body", "summary", "upto")
NARROW = ("registered_on", "office")
WIDE = (*NARROW, "state", "reply_until", "replied_at", "decided_at", "breached_at")


def upgrade() -> None:
    order(FIGURES_FIRST)
    op.drop_index("ix_request_registered_on_office", "request")
    op.create_index("ix_request_tally", "request", list(WIDE))
    of_numbers(sa.text("external IS NOT NULL"))


def downgrade() -> None:
    of_numbers(None)
    op.drop_index("ix_request_tally", "request")
    op.create_index("ix_request_registered_on_office", "request", list(NARROW))
    order(BODY_FIRST)


def of_numbers(only: Any) -> None:
    op.drop_index("uq_request_external", "request")
    op.create_index(
        "uq_request_external",
        "request",
        ["external"],
        unique=True,
        sqlite_where=only,
        postgresql_where=only,
    )


def order(names: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        return
    kinds: dict[str, Any] = {"at": sa.BigInteger, "upto": sa.Integer, "body": sa.LargeBinary}
    op.create_table(
        "report_ordered",
        *(sa.Column(name, kinds.get(name, sa.Text)(), nullable=False) for name in names),
        sa.PrimaryKeyConstraint("quarter", name="pk_report"),
    )
    listed = ", ".join(names)
    op.execute(f"INSERT INTO report_ordered ({listed}) SELECT {listed} FROM report")  # noqa: S608 - names of our own
    op.drop_table("report")
    op.rename_table("report_ordered", "report")
