"""The table of troubles: what is wrong with the machinery, and what staff were told of it."""

from sqlalchemy import Column, Table, Text

from storage.columns import metadata, moment

# The last time of each kind. `seen_at`: when a process found it there last; whoever made the row,
# or set `over_at`, told the staff chats of it in the same transaction.
trouble = Table(
    "trouble",
    metadata,
    Column("kind", Text, primary_key=True),
    moment("began_at"),
    moment("seen_at"),
    moment("over_at", needed=False),
)
