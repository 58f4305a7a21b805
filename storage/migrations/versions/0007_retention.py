"""What is kept how long, and what is left when it was anonymised."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

COLUMNS = {
    "consent_log": ("channel", "lang"),
    "contact": ("leaving_at",),
    "request": ("kept_months", "anonymised_at", "marks"),
}
INDEXES = {
    "ix_contact_leaving": ("contact", ["leaving_at"], "leaving_at IS NOT NULL"),
    "ix_outbox_request": ("outbox", ["request_id"], "request_id IS NOT NULL"),
    "ix_inbox_kept": ("inbox", ["received_at"], "body IS NOT NULL"),
    "ix_request_personal": (
        "request",
        ["office", "kept_months", "received_at"],
        "anonymised_at IS NULL",
    ),
}


def number() -> Any:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def moment() -> Any:
    return sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.add_column("consent_log", sa.Column("channel", sa.Text(), nullable=True))
    op.add_column("consent_log", sa.Column("lang", sa.Text(), nullable=True))
    op.add_column("contact", sa.Column("leaving_at", moment(), nullable=True))
    op.add_column(
        "request",
        sa.Column("kept_months", sa.SmallInteger(), server_default="12", nullable=False),
    )
    op.add_column("request", sa.Column("anonymised_at", moment(), nullable=True))
    op.add_column("request", sa.Column("marks", sa.Text(), nullable=True))
    for name, (table, columns, where) in INDEXES.items():
        only = sa.text(where)
        op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)
    op.create_index("ix_outbox_whose", "outbox", ["contact_id"])
    op.create_table(
        "opinion",
        sa.Column("id", number(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("quarter", sa.Text(), nullable=False),
        sa.Column("comment", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_opinion"),
    )


def downgrade() -> None:
    op.drop_table("opinion")
    op.drop_index("ix_outbox_whose", "outbox")
    for name, (table, _, _) in INDEXES.items():
        op.drop_index(name, table)
    for table, columns in COLUMNS.items():
        for column in reversed(columns):
            op.drop_column(table, column)
