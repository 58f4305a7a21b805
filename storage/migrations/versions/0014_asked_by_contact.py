"""The index of what waits for a contact serves only what says that it asks by it.

PostgreSQL still took it for the first message of a staff chat while it believed that nothing waits,
unless a vacuum had just been there: that a contact is given was all that it wanted to hear.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

UNSENT = "state IN ('queued', 'sending')"


def upgrade() -> None:
    of_contacts(f"{UNSENT} AND contact_id > 0")


def downgrade() -> None:
    of_contacts(f"{UNSENT} AND contact_id IS NOT NULL")


def of_contacts(where: str) -> None:
    only = sa.text(where)
    op.drop_index("ix_outbox_contact", "outbox")
    op.create_index(
        "ix_outbox_contact", "outbox", ["contact_id"], sqlite_where=only, postgresql_where=only
    )
