"""The audit chained, and the key of the look-ups kept sealed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

# What may happen to an event after it was written: its details are erased, or sealed with another
# key, which their first four bytes tell. A seal never changes.
SQLITE = (
    """
    CREATE TRIGGER event_changed BEFORE UPDATE ON event
    WHEN NEW.id IS NOT OLD.id OR NEW.request_id IS NOT OLD.request_id
        OR NEW.at IS NOT OLD.at OR NEW.kind IS NOT OLD.kind OR NEW.who IS NOT OLD.who
        OR NEW."before" IS NOT OLD."before" OR NEW."after" IS NOT OLD."after"
        OR (NEW.details IS NOT NULL
            AND substr(NEW.details, 1, 4) IS substr(OLD.details, 1, 4))
        OR (NEW.details IS NOT NULL AND OLD.details IS NULL)
    BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END
    """,
    """
    CREATE TRIGGER event_removed BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'an event is never removed'); END
    """,
    """
    CREATE TRIGGER seal_changed BEFORE UPDATE ON seal
    BEGIN SELECT RAISE(ABORT, 'a seal is never changed'); END
    """,
    """
    CREATE TRIGGER seal_removed BEFORE DELETE ON seal
    BEGIN SELECT RAISE(ABORT, 'a seal is never removed'); END
    """,
)
POSTGRES = (
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'a row of % is never changed or removed', TG_TABLE_NAME; END $$
    """,
    """
    CREATE TRIGGER event_changed BEFORE UPDATE ON event FOR EACH ROW
    WHEN (ROW(NEW.id, NEW.request_id, NEW.at, NEW.kind, NEW.who, NEW."before", NEW."after")
            IS DISTINCT FROM
            ROW(OLD.id, OLD.request_id, OLD.at, OLD.kind, OLD.who, OLD."before", OLD."after")
        OR (NEW.details IS NOT NULL
            AND substr(NEW.details, 1, 4) IS NOT DISTINCT FROM substr(OLD.details, 1, 4))
        OR (NEW.details IS NOT NULL AND OLD.details IS NULL))
    EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TRIGGER event_removed BEFORE DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TRIGGER seal_kept BEFORE UPDATE OR DELETE ON seal
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
)


def number() -> Any:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("key_check", sa.Column("lookup", sa.LargeBinary(), nullable=True))
    op.create_table(
        "seal",
        sa.Column("seq", number(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("row_id", number(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_seal"),
        sa.UniqueConstraint("source", "row_id", name="uq_seal_source_row_id"),
    )
    for trigger in POSTGRES if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(trigger)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER event_changed ON event")
        op.execute("DROP TRIGGER event_removed ON event")
        op.drop_table("seal")
        op.execute("DROP FUNCTION refuse_change()")
    else:
        op.execute("DROP TRIGGER event_changed")
        op.execute("DROP TRIGGER event_removed")
        op.drop_table("seal")
    op.drop_column("key_check", "lookup")
