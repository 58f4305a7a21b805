"""Which processes there are, and what the staff chats were told of trouble."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
