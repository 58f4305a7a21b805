"""The chain over the audit: for every row that is never changed a link, in one order."""

from sqlalchemy import Column, LargeBinary, Table, UniqueConstraint

from storage.columns import Id, metadata, text_

# `digest`: over what stands in the row for good; `details`: over what is erased when the request
# is anonymised. `hash`: over both, and over the `hash` of the link before.
seal = Table(
    "seal",
    metadata,
    Column("seq", Id, primary_key=True, autoincrement=False),
    text_("source"),
    Column("row_id", Id, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("details", LargeBinary, nullable=True),
    Column("hash", LargeBinary, nullable=False),
    UniqueConstraint("source", "row_id"),
)
