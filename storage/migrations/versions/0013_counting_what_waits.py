"""What waits to leave is counted out of an index alone, not by reading every message."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

UNSENT = "state IN ('queued', 'sending')"
DUE = ["channel", "priority", "due_at", "id"]
STAFF_DUE = ["channel", "due_at"]


def upgrade() -> None:
    put([*DUE, "state", "to_staff"], [*STAFF_DUE, "contact_id", "state", "to_staff"])


def downgrade() -> None:
    put(DUE, STAFF_DUE)


def put(due: list[str], staff_due: list[str]) -> None:
    to_staff, to_people = "to_staff = 1", "to_staff = 0"
    if op.get_bind().dialect.name == "postgresql":
        to_staff, to_people = "to_staff", "NOT to_staff"
    of_messages("ix_outbox_due", due, to_people)
    of_messages("ix_outbox_staff_due", staff_due, to_staff)


def of_messages(name: str, columns: list[str], which: str) -> None:
    only = sa.text(f"{UNSENT} AND {which}")
    op.drop_index(name, "outbox")
    op.create_index(name, "outbox", columns, sqlite_where=only, postgresql_where=only)
