"""What people said of receptions without whom it came from, and indexes to find what is to go."""

from typing import Final

from sqlalchemy import Index, Table

from storage.columns import index, key, metadata, sealed, text_
from storage.tables import contact, inbox, outbox, request

# A comment of the survey once the quarter's report is frozen: nothing leads back to a request.
opinion = Table(
    "opinion", metadata, key(), text_("office"), text_("quarter"), sealed("comment", needed=True)
)

PERSONAL: Final = request.c.anonymised_at.is_(None)
_by_age: Final = (request.c.office, request.c.kept_months, request.c.received_at)
index("ix_request_personal", *_by_age, where=PERSONAL)

LEAVING: Final = contact.c.leaving_at.is_not(None)
index("ix_contact_leaving", contact.c.leaving_at, where=LEAVING)

BODY_KEPT: Final = inbox.c.body.is_not(None)
index("ix_inbox_kept", inbox.c.received_at, where=BODY_KEPT)

index("ix_outbox_request", outbox.c.request_id, where=outbox.c.request_id.is_not(None))
Index("ix_outbox_whose", outbox.c.contact_id)
