"""The tables of what requests refer to: the directory, the schedule, the calendar, duties, reports.

Nothing personal of citizens is in them.
"""

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from storage.columns import Id, index, key, metadata, moment, number, text_, yes_no

# The schedule and the directory ------------------------------------------------------------------

# The directory is edited as a whole, so it is kept as a whole, every version of it.
directory = Table("directory", metadata, key(), moment("at"), text_("body"))

# `held_for`: the number of the request for which a clerk has it in hand, until `held_until`.
slot = Table(
    "slot",
    metadata,
    key(),
    text_("official"),
    moment("starts_at"),
    number("minutes"),
    text_("held_for", needed=False),
    moment("held_until", needed=False),
    UniqueConstraint("official", "starts_at"),
)

index("ix_slot_held_for", slot.c.held_for, where=slot.c.held_for.is_not(None))

# An official who is away receives nobody from `since` on, before `until`; both are midnights.
# `back_at`: when somebody, `back_by`, took it back.
absence = Table(
    "absence",
    metadata,
    key(),
    text_("official"),
    moment("since"),
    moment("until"),
    text_("who"),
    moment("at"),
    moment("back_at", needed=False),
    text_("back_by", needed=False),
    Index(None, "official", "until"),
)

# Days that staff made working or free; they have the last word over the file of the directory.
calendar_override = Table(
    "calendar_override",
    metadata,
    Column("day", Date, primary_key=True),
    yes_no("working", otherwise=False),
    text_("kk"),
    text_("ru"),
    text_("source"),
    text_("who"),
    moment("at"),
)

# A year whose days off are final.
signed_year = Table(
    "signed_year",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    text_("who"),
    moment("at"),
)

# Every change of the calendar; the newest id tells whether it changed.
calendar_change = Table(
    "calendar_change", metadata, key(), moment("at"), text_("who"), text_("kind"), text_("what"),
)  # fmt: skip

# What an office was owed on a day, and got.
duty = Table(
    "duty",
    metadata,
    Column("office", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    moment("at"),
)

# A quarter's report as it was frozen when the quarter closed. `summary`: main figures by office.
# `upto`: the last request there was; one entered later belongs to the next report.
report = Table(
    "report",
    metadata,
    Column("quarter", Text, primary_key=True),
    moment("at"),
    text_("checksum"),
    Column("upto", Id, nullable=False),
    text_("summary"),
    Column("body", LargeBinary, nullable=False),
)
