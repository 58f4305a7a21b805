"""A long queue costs nobody time: of messages to a staff chat, and of requests to an official.

Messages to staff chats, which take twenty a minute, have indexes of their own: one leads from chat
to chat, and in each to what leaves first; the others to what is on its way, and to what is due
later. A place in the queue is counted out of an index alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

UNSENT = "state IN ('queued', 'sending')"
DUE = ["channel", "priority", "due_at", "id"]
QUEUE = ["lane", "registered_on", "received_at", "id"]


def upgrade() -> None:
    op.add_column(
        "outbox", sa.Column("to_staff", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    yes = "true" if op.get_bind().dialect.name == "postgresql" else "1"
    op.execute(
        f"UPDATE outbox SET to_staff = {yes} WHERE {UNSENT} "  # noqa: S608 - words of our own
        "AND contact_id IN (SELECT id FROM contact WHERE person_id IS NULL)"
    )
    to_staff, to_people = "to_staff = 1", "to_staff = 0"
    if op.get_bind().dialect.name == "postgresql":
        to_staff, to_people = "to_staff", "NOT to_staff"
    op.drop_index("ix_outbox_due", "outbox")
    some("ix_outbox_due", DUE, f"{UNSENT} AND {to_people}")
    some(
        "ix_outbox_staff",
        ["channel", "contact_id", "priority", "id", "due_at", "tries"],
        f"{UNSENT} AND {to_staff}",
    )
    some("ix_outbox_staff_due", ["channel", "due_at"], f"{UNSENT} AND {to_staff}")
    some("ix_outbox_staff_sending", ["contact_id"], f"state IN ('sending') AND {to_staff}")
    of_queues([*QUEUE, "state"])


def downgrade() -> None:
    of_queues(QUEUE)
    for name in ("staff_sending", "staff_due", "staff", "due"):
        op.drop_index(f"ix_outbox_{name}", "outbox")
    some("ix_outbox_due", DUE, UNSENT)
    op.drop_column("outbox", "to_staff")


def of_queues(columns: list[str]) -> None:
    only = "state IN ('registered', 'under_review')"
    for whose in ("official", "office"):
        op.drop_index(f"ix_request_queue_{whose}", "request")
        some(f"ix_request_queue_{whose}", [whose, *columns], only, "request")


def some(name: str, columns: list[str], where: str, table: str = "outbox") -> None:
    only = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)
