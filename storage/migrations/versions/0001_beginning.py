"""The beginning: every table of the first version."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TABLES = (
    "counter",
    "directory",
    "early_status",
    "inbox",
    "key_check",
    "person",
    "slot",
    "contact",
    "consent_log",
    "conversation",
    "request",
    "event",
    "outbox",
    "survey",
    "task",
    "timer",
    "attempt",
)


def number() -> Any:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def moment() -> Any:
    return sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def only(where: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}


def upgrade() -> None:
    op.create_table(
        "counter",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_counter"),
    )
    op.create_table(
        "directory",
        sa.Column("id", number(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_directory"),
    )
    op.create_table(
        "early_status",
        sa.Column("id", number(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_early_status"),
    )
    op.create_index("ix_early_status_provider_id", "early_status", ["provider_id"])
    op.create_table(
        "inbox",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("received_at", moment(), nullable=False),
        sa.Column("state", sa.Text(), server_default="handled", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("error", sa.LargeBinary(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retry_at", moment(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_inbox"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_inbox_failed", "inbox", ["retry_at"], **only("state IN ('failed')"))
    op.create_table(
        "key_check",
        sa.Column("id", number(), nullable=False),
        sa.Column("word", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_key_check"),
    )
    op.create_table(
        "person",
        sa.Column("id", number(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("consented_at", moment(), nullable=True),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("first_contact", number(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("first_contact", name="uq_person_first_contact"),
    )
    op.create_table(
        "slot",
        sa.Column("id", number(), nullable=False),
        sa.Column("official", sa.Text(), nullable=False),
        sa.Column("starts_at", moment(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slot"),
        sa.UniqueConstraint("official", "starts_at", name="uq_slot_official_starts_at"),
    )
    op.create_table(
        "contact",
        sa.Column("id", number(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", number(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("off_why", sa.Text(), nullable=True),
        sa.Column("changed_at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_contact_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.UniqueConstraint("address_hash", name="uq_contact_address_hash"),
    )
    op.create_index("ix_contact_person_id", "contact", ["person_id"])
    op.create_table(
        "consent_log",
        sa.Column("id", number(), nullable=False),
        sa.Column("person_id", number(), nullable=False),
        sa.Column("contact_id", number(), nullable=False),
        sa.Column("version", sa.Text(), nullable=True),
        sa.Column("at", moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="fk_consent_log_contact_id_contact"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_consent_log_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consent_log"),
    )
    op.create_index("ix_consent_log_person_id", "consent_log", ["person_id"])
    op.create_table(
        "conversation",
        sa.Column("id", number(), nullable=False),
        sa.Column("contact_id", number(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=True),
        sa.Column("draft", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("nudged", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("updated_at", moment(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="fk_conversation_contact_id_contact"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
        sa.UniqueConstraint("contact_id", "thread", name="uq_conversation_contact_id_thread"),
    )
    op.create_index(
        "ix_conversation_draft", "conversation", ["nudged", "updated_at"], **only("draft")
    )
    op.create_table(
        "request",
        sa.Column("id", number(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("running", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("live_key", sa.Text(), nullable=True),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("contact_id", number(), nullable=False),
        sa.Column("person_id", number(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("official", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("applicant", sa.Text(), nullable=False),
        sa.Column("organisation", sa.LargeBinary(), nullable=True),
        sa.Column("bin", sa.LargeBinary(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("mobile", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("iin", sa.LargeBinary(), nullable=True),
        sa.Column("postal_address", sa.LargeBinary(), nullable=True),
        sa.Column("essence", sa.LargeBinary(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("unfit_days", sa.LargeBinary(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("needs_help", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("received_at", moment(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("reply_due", sa.Date(), nullable=False),
        sa.Column("reply_until", moment(), nullable=False),
        sa.Column("slot_id", number(), nullable=True),
        sa.Column("starts_at", moment(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("slot_before", number(), nullable=True),
        sa.Column("undo_until", moment(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", moment(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("where_to", sa.LargeBinary(), nullable=True),
        sa.Column("comment", sa.LargeBinary(), nullable=True),
        sa.Column("promised", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("replied_at", moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="fk_request_contact_id_contact"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_request_person_id_person"),
        sa.ForeignKeyConstraint(["slot_before"], ["slot.id"], name="fk_request_slot_before_slot"),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name="fk_request_slot_id_slot"),
        sa.PrimaryKeyConstraint("id", name="pk_request"),
        sa.UniqueConstraint("live_key", name="uq_request_live_key"),
        sa.UniqueConstraint("number", name="uq_request_number"),
        sa.UniqueConstraint("running", "year", name="uq_request_running_year"),
        sa.UniqueConstraint("slot_id", name="uq_request_slot_id"),
    )
    op.create_index("ix_request_person_id", "request", ["person_id"])
    op.create_index(
        "ix_request_queue_office",
        "request",
        ["office", "lane", "registered_on", "received_at", "id"],
        **only("state IN ('registered', 'under_review')"),
    )
    op.create_index(
        "ix_request_queue_official",
        "request",
        ["official", "lane", "registered_on", "received_at", "id"],
        **only("state IN ('registered', 'under_review')"),
    )
    op.create_index("ix_request_registered_on_office", "request", ["registered_on", "office"])
    op.create_index(
        "ix_request_slot_before", "request", ["slot_before"], **only("slot_before IS NOT NULL")
    )
    op.create_table(
        "event",
        sa.Column("id", number(), nullable=False),
        sa.Column("request_id", number(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_event_request_id_request"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_request_id", "event", ["request_id"])
    op.create_table(
        "outbox",
        sa.Column("id", number(), nullable=False),
        sa.Column("contact_id", number(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("card", number(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", moment(), nullable=False),
        sa.Column("not_after", moment(), nullable=True),
        sa.Column("request_id", number(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("statutory", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("created_at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["card"], ["conversation.id"], name="fk_outbox_card_conversation"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="fk_outbox_contact_id_contact"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name="fk_outbox_request_id_request"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index(
        "ix_outbox_card",
        "outbox",
        ["card"],
        **only("state IN ('queued', 'sending') AND card IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_contact", "outbox", ["contact_id"], **only("state IN ('queued', 'sending')")
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["channel", "priority", "due_at", "id"],
        **only("state IN ('queued', 'sending')"),
    )
    op.create_index(
        "ix_outbox_provider", "outbox", ["provider_id"], **only("provider_id IS NOT NULL")
    )
    op.create_table(
        "survey",
        sa.Column("id", number(), nullable=False),
        sa.Column("request_id", number(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Text(), nullable=False),
        sa.Column("comment", sa.LargeBinary(), nullable=True),
        sa.Column("at", moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name="fk_survey_request_id_request"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_survey"),
        sa.UniqueConstraint("request_id", name="uq_survey_request_id"),
    )
    op.create_table(
        "task",
        sa.Column("id", number(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("request_id", number(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("due", moment(), nullable=True),
        sa.Column("created_at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_task_request_id_request"),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
    )
    op.create_table(
        "timer",
        sa.Column("id", number(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_at", moment(), nullable=False),
        sa.Column("request_id", number(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_timer_request_id_request"),
        sa.PrimaryKeyConstraint("id", name="pk_timer"),
    )
    op.create_index("ix_timer_due_at", "timer", ["due_at"])
    op.create_index("ix_timer_request_id", "timer", ["request_id"])
    op.create_table(
        "attempt",
        sa.Column("id", number(), nullable=False),
        sa.Column("outbox_id", number(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_attempt_outbox_id_outbox"),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_outbox_id", "attempt", ["outbox_id"])


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
