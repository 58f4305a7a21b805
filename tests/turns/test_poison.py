"""An update that can't be handled harms no other; it is kept, tried again, and shown to people."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date, time

import pytest

from bot.dialogs.conversation import Dialog, Dialogs, Ending
from bot.dialogs.help import help_
from bot.dialogs.incoming import Asked
from bot.dialogs.index import DIALOGS
from bot.dialogs.reminder import reminder
from bot.dialogs.talk import Talk
from bot.reception.calendar import at
from storage.store import SqlTx
from storage.tables import inbox
from storage.task_tables import task
from tests.turns.fixtures import opened
from tests.turns.house import CHAT, Citizen, Clerk, House, keys, telegram

SECRET = "Бекмағамбетов Асқар, +77011234567"


@dataclass
class Poison:
    """A dialog with a fault that can be mended."""

    mended: Callable[[Talk], Ending]
    broken: bool = True
    runs: int = 0

    def __call__(self, talk: Talk) -> Ending:
        """Raise an error with something personal in it."""
        self.runs += 1
        if self.broken:
            raise ValueError(SECRET)
        return self.mended(talk)


@pytest.fixture
def poison() -> Poison:
    """Give the help dialog, broken."""
    return Poison(help_)


@pytest.fixture
def bad_reminder() -> Poison:
    """Give the reminder, broken."""
    return Poison(reminder)


@pytest.fixture
async def house(any_url: str, poison: Poison, bad_reminder: Poison) -> AsyncIterator[House]:
    """Open a house where asking for help, and every reminder, is poison."""
    bad = {"help": Dialog(poison), "reminder": Dialog(bad_reminder)}
    dialogs = Dialogs({**DIALOGS.by_name, **bad}, DIALOGS.openings)
    async with opened(any_url) as store:
        house = House(store, dialogs=dialogs)
        await house.watch.tick()
        yield house


async def kept(house: House) -> list[tuple[str, int, str]]:
    """Return state, tries and error of the updates that failed."""
    async with house.store.reading() as tx:
        assert isinstance(tx, SqlTx)
        rows = await tx._rows(inbox.select().where(inbox.c.tries > 0))
        return [(row.state, row.tries, tx._keys.open(row.error)) for row in rows]


async def tasks(house: House) -> list[tuple[str, str]]:
    """Return what staff must do by hand."""
    async with house.store.reading() as tx:
        assert isinstance(tx, SqlTx)
        return [(row.kind, tx._keys.open(row.text)) for row in await tx._rows(task.select())]


async def known(house: House, where: int) -> Citizen:
    person = Citizen(house, telegram(where))
    await person.asks("start")
    await person.presses("kk")
    await house.delivers()
    return person


async def test_the_others_of_its_batch_are_taken_in(house: House) -> None:
    people = [await known(house, 100 + n) for n in range(5)]
    asked = ["my", "my", "help", "my", "my"]
    updates = [
        house.update(person.address, Asked(command))
        for person, command in zip(people, asked, strict=True)
    ]
    replies = await house.turns.accept(updates)
    assert ["requests-none"] * 4 == keys(await house.delivers())
    assert [None, None, "failed-kept", None, None] == [
        reply.toast.key if reply.toast else None for reply in replies
    ]
    assert [("failed", 1, "ValueError")] == await kept(house)


async def test_its_error_is_written_nowhere_with_what_the_person_said(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    person = await known(house, 100)
    await person.asks("help")
    await house.wait(hours=1)
    assert "ValueError" in caplog.text
    assert "test_poison.py" in caplog.text
    assert SECRET not in caplog.text


async def test_it_is_tried_again_and_mended_by_a_new_version(house: House, poison: Poison) -> None:
    person = await known(house, 100)
    await person.asks("help")
    poison.broken = False
    assert [] == await house.wait(seconds=9)
    assert ["help-office"] == keys(await house.wait(seconds=1))
    assert [] == await kept(house)
    assert [] == await tasks(house)


async def test_after_the_last_try_the_person_and_staff_are_told(
    house: House, poison: Poison
) -> None:
    person = await known(house, 100)
    update = house.update(person.address, Asked("help"))
    await house.turns.accept([update])
    sent = [*await house.wait(seconds=11), *await house.wait(seconds=61)]
    assert ([], 4) == (sent, poison.runs)  # the first one in its batch, and alone
    sent = await house.wait(seconds=601)
    assert ["apology"] == keys(sent, person.address)
    assert ["staff-poison"] == keys(sent, telegram(CHAT))
    assert [("given_up", 4, "ValueError")] == await kept(house)
    assert [("poison", f"telegram:{update.external_id}")] == await tasks(house)
    assert not [one for one in sent if SECRET in str(one.message)]
    await house.turns.accept([update])
    assert ([], 5) == (await house.wait(days=2), poison.runs)


async def test_the_person_goes_on_while_it_is_kept(house: House) -> None:
    person = await known(house, 100)
    await person.asks("help")
    await person.asks("my")
    assert ["requests-none"] == keys(await house.delivers())


async def test_a_reminder_that_fails_holds_up_no_other_timer(
    house: House, bad_reminder: Poison
) -> None:
    """It is put off; staff are asked about another reception at the same tick."""
    clerk = Clerk(house)
    held = await Citizen(house, telegram(100)).books("togyzbaev")
    to_come = await Citizen(house, telegram(101)).books("vishnevskaya")
    assert at(date(2026, 3, 10), time(10, 0)) == await clerk.confirms(held)
    assert at(date(2026, 3, 11), time(15, 0)) == await clerk.confirms(to_come)
    await house.wait(seconds=61)
    sent = await house.wait_until(at(date(2026, 3, 10), time(17, 0)))
    assert ["card-action"] == keys(sent)
    bad_reminder.broken = False
    assert [] == await house.wait(minutes=9)
    assert ["reminder-comes"] == keys(await house.wait(minutes=1), telegram(101))
