"""What staff must do by hand: taken, done, and with what proof."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

UNPROVEN = (
    "statutory AND channel IN ('sms') AND state IN ('sent') AND (status IS NULL"
    " OR status IN ('accepted', 'queued', 'scheduled', 'sending', 'sent'))"
)
INDEXES = (
    ("ix_task_open", "task", ["office", "due"], "state IN ('open')"),
    ("ix_task_request", "task", ["request_id"], "request_id IS NOT NULL"),
    ("ix_outbox_statutory", "outbox", ["request_id"], "statutory"),
    ("ix_outbox_unproven", "outbox", ["due_at"], UNPROVEN),
)


def number() -> Any:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def moment() -> Any:
    return sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("notice", sa.Text(), nullable=True),
        sa.Column("message", number(), nullable=True),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", moment(), nullable=True),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("held_until", moment(), nullable=True),
        sa.Column("done_at", moment(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
    )


def upgrade() -> None:
    for column in columns():
        op.add_column("task", column)
    for name, table, on, where in INDEXES:
        only = sa.text(where)
        op.create_index(name, table, on, sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    for name, table, _, _ in reversed(INDEXES):
        op.drop_index(name, table)
    for column in reversed(columns()):
        op.drop_column("task", column.name)
