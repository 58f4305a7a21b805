"""The index of what waits for a contact serves only what asks for one contact.

PostgreSQL took it for anything while it believed that nothing waits.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

UNSENT = "state IN ('queued', 'sending')"


def upgrade() -> None:
    of_contacts(f"{UNSENT} AND contact_id IS NOT NULL")


def downgrade() -> None:
    of_contacts(UNSENT)


def of_contacts(where: str) -> None:
    only = sa.text(where)
    op.drop_index("ix_outbox_contact", "outbox")
    op.create_index(
        "ix_outbox_contact", "outbox", ["contact_id"], sqlite_where=only, postgresql_where=only
    )
