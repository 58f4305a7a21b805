"""The answers of a survey that was broken off are kept; it can still be answered to its end.

Those there were so far are complete.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column(
        "survey", sa.Column("complete", sa.Boolean(), server_default=sa.true(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("survey", "complete")
