"""The audit chained, and the key of the look-ups kept sealed."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
