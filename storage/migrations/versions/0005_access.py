"""Who may do what: members invited and revoked, and how often people come."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
