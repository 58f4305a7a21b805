"""What SMS cost, how many a person gets, and how far they were looked after."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
