"""What a member reads out of a task: what is true of the request now, in the applicant's words."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from bot.dialogs.queries import HeldTask, RequestByNumber
from bot.dialogs.question import Citizen, Facts, Question
from bot.dialogs.staff.one_by_one import TAKEN
from bot.dialogs.staff.tasks import tasks
from bot.dialogs.talk import DONE, Suspended, Talk
from bot.reception.language import Lang
from bot.reception.lifecycle import State
from bot.reception.tasks import TOLD_IN, TaskResult, TaskView
from tests.dialogs.staff_chat import (
    AIGUL,
    CALENDAR,
    DIRECTORY,
    NOW,
    NUMBER,
    REQUEST,
    TEXTS,
    TODAY,
    written,
)

DECISIONS = sorted((notice, state) for notice, states in TOLD_IN.items() for state in states)
OTHERS = [(f"notice-{name}", State.REGISTERED) for name in ("ticket", "breach", "extended")]
TASK = TaskView(
    id=1,
    request=123,
    number=NUMBER,
    office="centre",
    notice="notice-refused",
    text="Толық тексеру керек",
    lang=Lang.KK,
    name="Бекмағамбетов Асқар",
    phone="+77011234567",
    due=NOW + timedelta(days=1),
    tries=1,
    last=TaskResult.NOT_REACHED,
)
DECIDED = replace(
    REQUEST,
    starts_at=NOW + timedelta(days=9),
    ground="repeat",
    where="Әділет министрлігі",
    comment="Жауап берілді",
    correct="Мекенжайын жазыңыз",
    correct_by=date(2026, 3, 6),
)


def asked(task: TaskView, state: State) -> Question:
    view = replace(DECIDED, state=state)
    facts = Facts(
        who=Citizen(5, member=AIGUL),
        now=NOW,
        today=TODAY,
        lang=Lang.RU,
        directory=DIRECTORY,
        calendar=CALENDAR,
        words=TEXTS.write,
        answers={HeldTask(AIGUL.user_id): task, RequestByNumber(NUMBER): view},
    )
    with pytest.raises(Suspended) as suspended:
        tasks(Talk("tasks", {}, {TAKEN: DONE}, facts))
    return suspended.value.question


@pytest.mark.parametrize(("notice", "state"), [*DECISIONS, *OTHERS])
@pytest.mark.parametrize("lang", Lang)
def test_everything_that_may_not_arrive_can_be_read_out(
    notice: str, state: State, lang: Lang
) -> None:
    text = written(asked(replace(TASK, notice=notice, lang=lang), state).prompt)
    greeting = {Lang.KK: "Сәлеметсіз бе", Lang.RU: "Здравствуйте"}[lang]
    assert greeting in text
    assert NUMBER in text.partition(greeting)[2]
    assert "Последний звонок: не дозвонились" in text


def test_the_state_now_is_read_out_and_not_what_was_lost() -> None:
    text = written(asked(replace(TASK, notice="notice-ticket"), State.SCHEDULED).prompt)
    assert "жеке қабылдау тағайындалды" in text


def test_whoever_has_no_telephone_is_told_in_person_or_by_letter() -> None:
    question = asked(replace(TASK, phone="", last=None), State.REFUSED)
    assert ["in-person", "letter"] == [one.key for one in question.options]
    assert "Телефона нет" in written(question.prompt)
    question = asked(TASK, State.REFUSED)
    keys = ["told", "not-reached", "wrong-number", "not-by-phone"]
    assert keys == [one.key for one in question.options]
