"""What an applicant gave, as a request to be stored: registered by the rules, in the queue."""

from datetime import datetime

from bot.dialogs.commands import Register, Source
from bot.reception import terms
from bot.reception.identity import initials
from bot.reception.language import Lang
from bot.records import ChannelName, NewRequest, Reference


def new_request(
    given: Register,
    reference: Reference,
    received_at: datetime,
    *,
    contact: int,
    person: int,
    channel: ChannelName,
    lang: Lang,
    source: Source = Source.BOT,
) -> NewRequest:
    """Return the request as it counts from the moment it was received [D25, D29]."""
    office = reference.directory.office(given.office)
    registered = terms.registered_on(received_at, office.hours, reference.calendar)
    phone = given.phone
    return NewRequest(
        contact=contact,
        person=person,
        channel=channel,
        lang=lang,
        office=given.office,
        official=given.official,
        topic=given.topic,
        applicant=given.applicant,
        organisation=given.organisation,
        bin=given.bin.digits if given.bin else None,
        name=given.name,
        initials=initials(given.name),
        phone=phone.e164 if phone else "",
        mobile=phone is not None and phone.mobile and phone.kazakh,
        iin=given.iin.digits if given.iin else None,
        postal_address=given.postal_address,
        essence=given.essence,
        format=given.format,
        unfit_days=given.unfit_days,
        category=given.category,
        needs_help=given.needs_help,
        received_at=received_at,
        registered_on=registered,
        reply_due=terms.reply_due(registered, reference.calendar),
        source=source,
        out_of_turn=given.category is not None and office.out_of_turn_first,
        kept_months=office.retention_months,
    )
