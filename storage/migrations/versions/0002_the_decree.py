"""The decree in full: the calendar, absences, duties, calls, reports, and more of a request."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = (
    "absence",
    "calendar_override",
    "signed_year",
    "calendar_change",
    "duty",
    "report",
    "call",
)
MORE_OF_REQUEST = ("source", "external", "breached_at", "correct", "correct_by", "corrected")
WATCHED = {
    "ix_request_reply": (
        "reply_due",
        "state IN ('registered', 'returned', 'under_review') AND replied_at IS NULL",
    ),
    "ix_request_unnumbered": ("registered_on", "external IS NULL"),
    "ix_request_reception": ("starts_at", "state IN ('scheduled')"),
    "ix_request_to_correct": ("correct_by", "state IN ('returned')"),
}


def number() -> Any:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def moment() -> Any:
    return sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def only(where: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}


def upgrade() -> None:
    op.add_column("slot", sa.Column("held_for", sa.Text(), nullable=True))
    op.add_column("slot", sa.Column("held_until", moment(), nullable=True))
    op.create_index("ix_slot_held_for", "slot", ["held_for"], **only("held_for IS NOT NULL"))
    op.add_column("survey", sa.Column("way", sa.Text(), server_default="chat", nullable=False))
    op.add_column("request", sa.Column("source", sa.Text(), server_default="bot", nullable=False))
    op.add_column("request", sa.Column("external", sa.Text(), nullable=True))
    op.add_column("request", sa.Column("breached_at", moment(), nullable=True))
    op.add_column("request", sa.Column("correct", sa.LargeBinary(), nullable=True))
    op.add_column("request", sa.Column("correct_by", sa.Date(), nullable=True))
    op.add_column("request", sa.Column("corrected", sa.Text(), nullable=True))
    op.create_index("uq_request_external", "request", ["external"], unique=True)
    for name, (column, where) in WATCHED.items():
        op.create_index(name, "request", ["office", column], **only(where))
    op.create_table(
        "absence",
        sa.Column("id", number(), nullable=False),
        sa.Column("official", sa.Text(), nullable=False),
        sa.Column("since", moment(), nullable=False),
        sa.Column("until", moment(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("back_at", moment(), nullable=True),
        sa.Column("back_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_absence"),
    )
    op.create_index("ix_absence_official_until", "absence", ["official", "until"])
    op.create_table(
        "calendar_override",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("kk", sa.Text(), nullable=False),
        sa.Column("ru", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_calendar_override"),
    )
    op.create_table(
        "signed_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_signed_year"),
    )
    op.create_table(
        "calendar_change",
        sa.Column("id", number(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_change"),
    )
    op.create_table(
        "duty",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("office", "kind", "day", name="pk_duty"),
    )
    op.create_table(
        "report",
        sa.Column("quarter", sa.Text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("checksum", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("upto", number(), nullable=False),
        sa.PrimaryKeyConstraint("quarter", name="pk_report"),
    )
    op.create_table(
        "call",
        sa.Column("id", number(), nullable=False),
        sa.Column("request_id", number(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("quarter", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("ended_at", moment(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", moment(), nullable=False),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("held_until", moment(), nullable=True),
        sa.Column("done_at", moment(), nullable=True),
        sa.Column("gave_up", sa.Text(), nullable=True),
        sa.Column("comment", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_call_request_id_request"),
        sa.PrimaryKeyConstraint("id", name="pk_call"),
        sa.UniqueConstraint("request_id", name="uq_call_request_id"),
    )
    op.create_index("ix_call_quarter_office", "call", ["quarter", "office"])
    waiting = sa.text("state IN ('waiting')")
    op.create_index(
        "ix_call_waiting",
        "call",
        ["office", "place"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    ended = sa.text("kind IN ('consult', 'declare_attended', 'withdraw')")
    op.create_index("ix_event_ended", "event", ["at"], sqlite_where=ended, postgresql_where=ended)


def downgrade() -> None:
    op.drop_index("ix_event_ended", "event")
    for name in reversed(TABLES):
        op.drop_table(name)
    for name in WATCHED:
        op.drop_index(name, "request")
    op.drop_index("uq_request_external", "request")
    for name in reversed(MORE_OF_REQUEST):
        op.drop_column("request", name)
    op.drop_column("survey", "way")
    op.drop_index("ix_slot_held_for", "slot")
    op.drop_column("slot", "held_until")
    op.drop_column("slot", "held_for")
