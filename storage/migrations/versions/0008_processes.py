"""Which processes there are, and what the staff chats were told of trouble."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def number() -> Any:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def moment() -> Any:
    return sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "process",
        sa.Column("id", number(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("began_at", moment(), nullable=False),
        sa.Column("seen_at", moment(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
    )
    op.add_column("outbox", sa.Column("sender", number(), nullable=True))
    op.create_table(
        "trouble",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("began_at", moment(), nullable=False),
        sa.Column("seen_at", moment(), nullable=False),
        sa.Column("over_at", moment(), nullable=True),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_trouble")),
    )


def downgrade() -> None:
    op.drop_table("trouble")
    op.drop_column("outbox", "sender")
    op.drop_table("process")
