"""Updates by long polling, over HTTP to a Bot API server that keeps them until acknowledged."""

import asyncio

from aiogram import Bot

from bot.dialogs.incoming import Asked, Pressed, SharedContact, Stopped, Thing, Typed, Unsupported
from bot.dialogs.say import say
from bot.handlers.intake import Intake
from bot.handlers.polling import Polling
from bot.reception.language import Lang
from bot.records import Reply
from sandbox.people import Person
from sandbox.server import Sandbox
from sandbox.world import Answer, Press
from tests.channels.words import Keys
from tests.edges.conftest import QUICK, Core


async def answered(sandbox: Sandbox, press: Press) -> Answer | None:
    """What a press was answered with, once it is."""
    return await sandbox.world.bell.wait_for(lambda: press.answer, 10)


async def question(bot: Bot, person: Person) -> None:
    """Put a button under a message of the bot."""
    keyboard = {"inline_keyboard": [[{"text": "Иә", "callback_data": "3.1"}]]}
    await bot.send_message(person.chat.id, "?", reply_markup=keyboard)  # type: ignore[arg-type]


async def test_what_people_do_comes_in_in_order(
    sandbox: Sandbox, polling: Polling, core: Core
) -> None:
    aigul = sandbox.person("Айгүл", phone="+77017654321")
    await aigul.types("/start f-astana")
    await aigul.types("сәлем")
    await aigul.sends_sticker()
    await aigul.shares_contact()
    aigul.blocks()
    taken = await core.has(5)
    assert [
        Asked("start", "f-astana"),
        Typed("сәлем"),
        Unsupported(Thing.STICKER),
        SharedContact("+77017654321", own=True),
        Stopped(),
    ] == [one.what for one in taken]


async def test_what_waits_comes_in_as_one_batch(
    sandbox: Sandbox, bot: Bot, intake: Intake, core: Core, tasks: asyncio.TaskGroup
) -> None:
    aigul = sandbox.person("Айгүл")
    for n in range(30):
        await aigul.types(str(n))
    polling = Polling(bot, intake, QUICK)
    tasks.create_task(polling.run())
    await core.has(30)
    polling.stop()
    assert [30] == [len(batch) for batch in core.batches]


async def test_what_was_not_taken_in_is_not_acknowledged(
    sandbox: Sandbox, polling: Polling, core: Core
) -> None:
    core.failures = 3
    await sandbox.person("Айгүл").types("сәлем")
    taken = await core.has(1)
    assert [Typed("сәлем")] == [one.what for one in taken]


async def test_what_was_taken_in_is_acknowledged(
    sandbox: Sandbox, polling: Polling, core: Core
) -> None:
    await sandbox.person("Айгүл").types("сәлем")
    await core.has(1)
    gone = await sandbox.world.bell.wait_for(lambda: not sandbox.updates.pending() or None, 10)
    assert gone


async def test_a_press_is_answered_after_its_turn(
    sandbox: Sandbox, bot: Bot, polling: Polling, core: Core
) -> None:
    core.reply = lambda _incoming: Reply(say("taken"), Lang.RU)
    aigul = sandbox.person("Айгүл")
    aigul.chat.started = True
    await question(bot, aigul)
    press = await aigul.presses("Иә")
    assert press is not None
    assert Answer("taken", False) == await answered(sandbox, press)
    assert [Pressed(3, 1, str(aigul.last.message_id))] == [one.what for one in core.taken]


async def test_long_words_and_denials_stay_until_they_are_closed(
    sandbox: Sandbox, bot: Bot, polling: Polling, core: Core
) -> None:
    aigul = sandbox.person("Айгүл")
    aigul.chat.started = True
    await question(bot, aigul)
    for words in ("staff-only", "long " * 30):
        core.reply = lambda _incoming, words=words: Reply(say(words))  # type: ignore[misc]
        press = await aigul.presses("Иә")
        assert press is not None
        answer = await answered(sandbox, press)
        assert answer is not None
        assert answer.show_alert


async def test_an_outage_of_telegram_is_sat_out(
    sandbox: Sandbox, polling: Polling, core: Core
) -> None:
    sandbox.world.faults.telegram_down = True
    sandbox.world.bell.ring()
    aigul = sandbox.person("Айгүл")
    await aigul.types("сәлем")
    sandbox.world.faults.telegram_down = False
    assert [Typed("сәлем")] == [one.what for one in await core.has(1)]


async def test_two_programs_that_poll_take_turns_without_losing_anything(
    sandbox: Sandbox, bot: Bot, intake: Intake, polling: Polling, core: Core,
    tasks: asyncio.TaskGroup,
) -> None:  # fmt: skip
    other = Polling(bot, intake, QUICK)
    tasks.create_task(other.run())
    aigul = sandbox.person("Айгүл")
    for n in range(5):
        await aigul.types(str(n))
    taken = await core.has(5)
    other.stop()
    assert {Typed(str(n)) for n in range(5)} == {one.what for one in taken}


async def test_stopping_does_not_wait_for_the_server(
    sandbox: Sandbox, bot: Bot, intake: Intake, core: Core
) -> None:
    polling = Polling(bot, intake, QUICK)
    async with asyncio.TaskGroup() as tasks, asyncio.timeout(3):
        running = tasks.create_task(polling.run())
        await sandbox.person("Айгүл").types("сәлем")
        await core.has(1)
        polling.stop()
        polling.stop()
        await running


async def test_the_bot_leaves_a_strange_group_politely(
    sandbox: Sandbox, polling: Polling, core: Core
) -> None:
    aigul = sandbox.person("Айгүл")
    group = sandbox.group("Көршілер", aigul)
    group.invites_bot(aigul)
    left = await sandbox.world.bell.wait_for(lambda: not group.bot_is_in or None, 10)
    said = [one.text for one in group.chat.visible() if one.text]
    words = f"group-unknown {group.chat.id}"
    assert (True, [f"{words}\n\n{words}"], []) == (left, said, core.taken)


async def test_an_anonymous_administrator_is_told_why_nothing_happens(
    sandbox: Sandbox, polling: Polling, core: Core
) -> None:
    clerk = sandbox.clerk(9001)
    await clerk.types("/queue", anonymous=True)
    await clerk.sees("anonymous-admin")
    assert [] == core.taken


async def test_answers_that_fail_disturb_nobody(
    sandbox: Sandbox, bot: Bot, polling: Polling, core: Core
) -> None:
    def broken(_incoming: object) -> Reply:
        return Reply(say("word"), None)  # type: ignore[arg-type]

    core.reply = broken
    aigul = sandbox.person("Айгүл")
    aigul.chat.started = True
    await question(bot, aigul)
    sandbox.world.presses.clear()
    await aigul.presses("Иә")
    await aigul.types("сәлем")
    assert 2 == len(await core.has(2))
    assert "word" == Keys().write(say("word"), Lang.KK)
