"""Citizens who book a reception from end to end, by buttons in Telegram or by numbers in SMS."""

import re

from sandbox.people import Clerk, Person, SmsPerson
from tests.e2e.phrases import Phrases, SmsPhrases

NUMBER = re.compile(r"\d{4}-\d{6}-\d")


async def starts(person: Person, words: Phrases) -> None:
    """Press Start and choose the language."""
    await person.types("/start")
    await person.sees("Выберите язык")
    await person.presses(words.language)
    await person.sees(words.choose)


async def begins_booking(person: Person, words: Phrases) -> None:
    """Go on up to the question about consent, to the minister."""
    await person.presses(words.book)
    await person.sees(words.which_office)
    await person.presses(words.ministry)
    await person.sees(words.whom)
    await person.presses(words.minister)
    await person.presses(words.myself)
    await person.sees(words.consent)


async def tells(person: Person, words: Phrases) -> None:
    """Answer the personal questions, up to the review."""
    await person.presses(words.agree)
    await person.sees(words.ask_name)
    await person.types(words.name)
    await person.sees(words.ask_phone)
    await person.shares_contact()
    await person.sees(words.ask_essence)
    await person.types(words.essence)
    await person.sees(words.any_day_asked)
    await person.presses(words.any_day)
    await person.sees(words.category_asked)
    await person.presses(words.no)
    await person.sees(words.help_asked)
    await person.presses(words.no)
    await person.sees(words.review)


async def books(person: Person, words: Phrases) -> str:
    """Book a reception with the minister; return the public number."""
    await starts(person, words)
    await begins_booking(person, words)
    await tells(person, words)
    await person.presses(words.send)
    ticket = await person.sees(words.registered)
    return number_in(ticket.text)


async def texts_through(sms: SmsPerson, answers: list[tuple[str, str]]) -> None:
    """Answer questions by SMS: each pair is what is seen and what is texted then."""
    for seen, answer in answers:
        await sms.sees(seen, new=True)
        await sms.texts(answer)


def number_in(text: str) -> str:
    """Return the public number in a text."""
    found = NUMBER.search(text)
    assert found is not None, text
    return found[0]


async def tells_by_sms(sms: SmsPerson, words: SmsPhrases) -> None:
    """Answer everything by numbers alone, up to the review."""
    await sms.texts(words.book)
    await texts_through(
        sms,
        [
            (words.which_office, "2"),
            (words.whom, "1"),
            (words.on_whose_behalf, "1"),
            (words.consent, "1"),
            (words.ask_name, words.name),
            (words.ask_phone, "1"),
            (words.ask_essence, words.essence),
            (words.unfit, "1"),
            (words.category, "1"),
            (words.ask_help, "2"),
        ],
    )
    await sms.sees(words.review, new=True)


async def books_by_sms(sms: SmsPerson, words: SmsPhrases) -> str:
    """Book a reception with the minister by numbers alone; return the public number."""
    await tells_by_sms(sms, words)
    await sms.texts("1")
    ticket = await sms.sees(words.registered, new=True)
    return number_in(ticket.text)


async def confirms(clerk: Clerk, number: str) -> None:
    """Give the request the second slot of the minister's next day."""
    await clerk.presses("Тағайындау", on=number)
    await clerk.presses(", 10:20", on=number)
    await clerk.sees("· тағайындалды")
