"""The table of the processes that serve one database."""

from sqlalchemy import Table

from storage.columns import key, metadata, moment, number, text_

# `seen_at`: its last heartbeat. `share`: which part of every rate it may use, of `WHOLE`.
process = Table(
    "process",
    metadata,
    key(),
    text_("host"),
    number("pid"),
    moment("began_at"),
    moment("seen_at"),
    number("share"),
)
