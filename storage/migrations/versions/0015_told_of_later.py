"""Only what a provider tells of later is found by the provider's number.

That of a Telegram message is never asked for, and an index in no order is the dearest to keep.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

NUMBERED = "provider_id IS NOT NULL"


def upgrade() -> None:
    of_numbers(f"{NUMBERED} AND channel IN ('sms')")


def downgrade() -> None:
    of_numbers(NUMBERED)


def of_numbers(where: str) -> None:
    only = sa.text(where)
    op.drop_index("ix_outbox_provider", "outbox")
    op.create_index(
        "ix_outbox_provider", "outbox", ["provider_id"], sqlite_where=only, postgresql_where=only
    )
