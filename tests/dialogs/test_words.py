"""The words of the citizen's questions fit into two text messages and say what to do next."""

import re

import pytest

from bot.channels.segments import count_segments
from bot.dialogs.incoming import Thing
from bot.dialogs.say import Say, say
from bot.reception.language import Lang
from tests.dialogs.test_citizen_dialogs import applicant
from tests.dialogs.test_prompts import invited, received, reminded, surveyed
from tests.dialogs.walking import ANSWERS, citizen
from tests.people import SHORT_PAGE, Person, texts

MOST = 134  # UTF-16 units: two segments of Cyrillic
BOTH = pytest.mark.parametrize("lang", list(Lang))


def fits(person: Person) -> str:
    """Assert that every page of the question fits, options whole; return the question.

    Also when it is asked again: it was not understood.
    """
    again = texts().write(say("invalid-answer"), person.lang, short=True)
    asked = texts().write(person.question.prompt, person.lang, short=True)
    labels = [
        f"{n} {texts().write(option.label, person.lang, short=True)}"
        for n, option in enumerate(person.question.options, 1)
    ]
    more = [f"0 {texts().write(say('more'), person.lang, short=True)}"]
    for first in range(0, max(len(labels), 1), SHORT_PAGE):
        page = labels[first : first + SHORT_PAGE]
        text = "\n".join([again, asked, *page, *(more if len(labels) > SHORT_PAGE else [])])
        assert count_segments(text) <= 2, f"{len(text)}: {text}"
    return asked


@BOTH
def test_every_question_of_a_booking_fits_into_two_segments(lang: Lang) -> None:
    person = citizen(lang, short=True)
    for _, way, answer in ANSWERS:
        fits(person)
        if way == "press":
            person.presses(answer)
        else:
            person.types(answer)
    fits(person)


@BOTH
def test_every_other_question_fits_into_two_segments(lang: Lang) -> None:
    people = [citizen(lang, short=True).asks(name) for name in ("lang", "my", "help", "mydata")]
    people += [applicant(lang, short=True, requests=n).asks("my") for n in (1, 3)]
    people += [applicant(lang, short=True).asks("my").presses("withdraw")]
    people += [reminded(invited(lang, short=True)), invited(lang, short=True).asks("my")]
    people += [reminded(invited(lang, short=True)).presses("no")]
    people += [invited(lang, short=True).asks("my").presses("release")]
    people += [surveyed(received(lang, short=True)) for _ in range(3)]
    people[-1].types("5")
    people[-2].types("5").types("1")
    people += [citizen(lang, short=True).presses("book").is_asked("nudge")]
    people += [Person(people[0].world, short=True).types("?")]
    for person in people:
        fits(person)


@BOTH
def test_every_official_s_days_fit_into_two_segments(lang: Lang) -> None:
    person = citizen(lang, short=True)
    for official in person.world.directory.officials:
        fits(person.asks("schedule").presses(official.office).presses(official.key))


@BOTH
@pytest.mark.parametrize("thing", list(Thing))
def test_what_is_not_taken_is_said_with_what_to_do_instead(thing: Thing, lang: Lang) -> None:
    person = citizen(lang).presses("book").sends(thing)
    assert ("жаз" if lang is Lang.KK else "апишите") in person.screen


COMPLAINTS = sorted(filter(re.compile("invalid-").match, texts().keys()))


@BOTH
@pytest.mark.parametrize("key", COMPLAINTS)
def test_every_complaint_fits_into_a_segment_and_says_what_to_do(key: str, lang: Lang) -> None:
    args = dict.fromkeys(texts().variables(key) | texts().variables(key, short=True), 1000)
    assert count_segments(texts().write(Say(key, args), lang, short=True)) <= 2
