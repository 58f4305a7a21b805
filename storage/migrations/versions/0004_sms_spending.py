"""What SMS cost, how many a person gets, and how far they were looked after."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

NO_LAST_WORD = (
    "state IN ('sent') AND channel IN ('sms') AND (status IS NULL OR "
    "(status NOT IN ('canceled', 'delivered', 'failed', 'read', 'undelivered')))"
)


def number() -> Any:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def moment() -> Any:
    return sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def count(name: str) -> Any:
    return sa.Column(name, sa.Integer(), server_default="0", nullable=False)


def upgrade() -> None:
    op.create_table(
        "texted",
        sa.Column("contact_id", number(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        count("unasked"),
        count("answers"),
        count("drafts"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="fk_texted_contact_id_contact"
        ),
        sa.PrimaryKeyConstraint("contact_id", "day", name="pk_texted"),
    )
    op.create_table(
        "sms_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("month", name="pk_sms_month"),
    )
    op.create_table(
        "sms_look",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("begun_at", moment(), nullable=False),
        sa.Column("seen_until", moment(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_sms_look"),
    )
    op.create_index(
        "ix_outbox_no_last_word",
        "outbox",
        ["due_at", "id"],
        sqlite_where=sa.text(NO_LAST_WORD),
        postgresql_where=sa.text(NO_LAST_WORD),
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_no_last_word", "outbox")
    op.drop_table("sms_look")
    op.drop_table("sms_month")
    op.drop_table("texted")
