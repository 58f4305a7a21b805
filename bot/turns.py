"""One batch of updates in one transaction: inbox, conversations, commands, timers, outbox.

Whoever comes while a batch is being committed waits, and all that wait make the next batch. An
update is acknowledged only after its commit; one that fails alone is kept for retry and for people.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from bot.acts import By, Done, Problem
from bot.desk import Desk
from bot.dialogs.commands import GiveConsent, UseLanguage, WithdrawConsent
from bot.dialogs.incoming import Pressed, Prompt, Stopped, Typed
from bot.dialogs.question import Citizen, Facts, Question, Who
from bot.dialogs.say import Say, say
from bot.dialogs.talk import Needs
from bot.dialogs.turn import Conversation, Dialogs, Frame, Turn, show, take_turn
from bot.messages import Button, Notice, Screen, Strip
from bot.ports import Clock, Store, Texts, Tx
from bot.reception.calendar import local
from bot.reception.language import Lang
from bot.records import (
    Address,
    ChannelName,
    Failed,
    Incoming,
    Loaded,
    NewTask,
    Outgoing,
    Priority,
    Reference,
    Reply,
    Saved,
    TaskKind,
    Traits,
)

log = logging.getLogger(__name__)

BATCH = 200
TRIES = 4
RETRY_SECONDS = (10, 60, 600)


@dataclass(slots=True)
class Batch:
    """What a transaction gathers before it is written: conversations and messages."""

    tx: Tx
    now: datetime
    loaded: dict[Address, Loaded] = field(default_factory=dict)
    changed: dict[int, Saved] = field(default_factory=dict)
    messages: list[Outgoing] = field(default_factory=list)
    prompts: list[tuple[Address, Prompt]] = field(default_factory=list)


@dataclass(slots=True)
class Waiting:
    """An update at the turnstile, and where its reply goes."""

    incoming: Incoming
    reply: asyncio.Future[Reply]


class Turns:
    """Takes updates in, in batches."""

    def __init__(
        self,
        store: Store,
        desk: Desk,
        dialogs: Dialogs,
        reference: Reference,
        texts: Texts,
        clock: Clock,
        traits: Mapping[ChannelName, Traits],
        wake: Callable[[], None],
    ) -> None:
        self._store, self._desk, self._dialogs = store, desk, dialogs
        self._reference, self._texts, self._clock = reference, texts, clock
        self._traits, self._wake = traits, wake
        self._waiting: list[Waiting] = []
        self._turnstile = asyncio.Lock()

    async def accept(self, updates: Sequence[Incoming]) -> list[Reply]:
        """Take `updates` in and return when they are committed, with a reply to each.

        Raises what the database raised if not even the failure could be kept: then the update is
        not ours yet, and the provider must send it again.
        """
        loop = asyncio.get_running_loop()
        mine = [Waiting(incoming, loop.create_future()) for incoming in updates]
        self._waiting += mine
        async with self._turnstile:
            while any(not waiting.reply.done() for waiting in mine):
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                await self._commit(batch)
        return [await waiting.reply for waiting in mine]

    async def prompt(self, tx: Tx, prompts: Sequence[tuple[Address, Prompt]]) -> None:
        """Open dialogs that time brings, inside the transaction `tx` that found them due."""
        batch = Batch(tx, self._clock.now(), prompts=list(prompts))
        await self._follow(batch)
        await self._write(batch)

    async def expire(self, tx: Tx, updates: Sequence[Incoming]) -> None:
        """Forget drafts, inside the transaction `tx` that found them expired."""
        batch = Batch(tx, self._clock.now())
        batch.loaded = await tx.load({update.address for update in updates}, batch.now)
        for update in updates:
            await self._one(batch, update)
        await self._write(batch)

    async def retry(self, failed: Failed) -> None:
        """Take a kept update in again."""
        await self._alone(Waiting(failed.incoming, _nobody()), failed.tries)

    async def _commit(self, waiting: Sequence[Waiting]) -> None:
        """Take a batch in; if that fails, take its updates in one by one."""
        try:
            async with self._store.writing() as tx:
                replies = await self._turns(tx, [w.incoming for w in waiting])
        except Exception:
            if len(waiting) > 1:
                log.warning("a batch of %d failed, its updates run one by one", len(waiting))
            for one in waiting:
                await self._alone(one)
        else:
            for one, reply in zip(waiting, replies, strict=True):
                _resolve(one, reply)
        self._wake()

    async def _alone(self, waiting: Waiting, tries: int = 0) -> None:
        """Take one update in, or keep it with its error."""
        incoming = waiting.incoming
        try:
            async with self._store.writing() as tx:
                reply = (await self._turns(tx, [incoming]))[0]
        except Exception as error:
            log.exception("update %s failed, try %d", incoming.external_id, tries + 1)
            try:
                await self._keep(Failed(incoming, f"{type(error).__name__}", tries + 1))
            except Exception as broken:
                waiting.reply.set_exception(broken)
                return
            reply = Reply(say("failed-kept"))
        _resolve(waiting, reply)

    async def _keep(self, failed: Failed) -> None:
        """Keep a failed update: to be tried again, or after the last try for staff to see."""
        now = self._clock.now()
        async with self._store.writing() as tx:
            if failed.tries < TRIES:
                wait = timedelta(seconds=RETRY_SECONDS[failed.tries - 1])
                await tx.keep_failed(failed, now, now + wait)
                return
            await tx.keep_failed(failed, now, None)
            address = replace(failed.incoming.address, thread="")
            contact = await tx.contact(address, None, now)
            await tx.put([Outgoing(contact, Notice(say("apology")))], now)
            update = f"{address.channel}:{failed.incoming.external_id}"
            await tx.add_task(NewTask(TaskKind.POISON, None, None, update), now)
            offices = self._reference.directory.offices
            for chat in {office.staff_chat for office in offices} - {None}:
                staff = Address(ChannelName.TELEGRAM, str(chat))
                contact = await tx.contact(staff, None, now)
                told = Notice(say("staff-poison", update=update, error=failed.error))
                await tx.put([Outgoing(contact, told, Priority.NOTICE)], now)

    async def _turns(self, tx: Tx, updates: Sequence[Incoming]) -> list[Reply]:
        """Take the turns of a batch inside its transaction."""
        now = self._clock.now()
        batch = Batch(tx, now)
        new = await tx.new_of(updates, now)
        first: dict[str, Incoming] = {}
        for update in updates:
            first.setdefault(_name(update), update)
        fresh = [update for name, update in first.items() if name in new]
        batch.loaded = await tx.load({update.address for update in fresh}, now)
        replies = {id(update): await self._one(batch, update) for update in fresh}
        await self._follow(batch)
        await self._write(batch)
        return [replies.get(id(update), Reply()) for update in updates]

    async def _follow(self, batch: Batch) -> None:
        """Open the dialogs that commands asked to be opened elsewhere."""
        while batch.prompts:
            prompts, batch.prompts = batch.prompts, []
            missing = {address for address, _ in prompts} - batch.loaded.keys()
            if missing:
                batch.loaded |= await batch.tx.load(missing, batch.now)
            for address, prompt in prompts:
                await self._one(batch, Incoming(address, "", prompt))

    async def _write(self, batch: Batch) -> None:
        if batch.changed:
            await batch.tx.save(list(batch.changed.values()), batch.now)
        if batch.messages:
            await batch.tx.put(batch.messages, batch.now)

    async def _one(self, batch: Batch, incoming: Incoming) -> Reply:
        """Take one turn: the pure dialog, its command, and the question that comes then."""
        loaded = batch.loaded[incoming.address]
        traits = self._traits[incoming.address.channel]
        conversation, facts = self._facts(batch, incoming, loaded, traits)
        await _switch(batch, incoming, loaded)
        turn, facts = await self._complete(
            batch,
            facts,
            lambda known: take_turn(
                self._dialogs, conversation, incoming.what, known, traits.page_size
            ),
        )
        done = Done(says=turn.says, toast=turn.toast)
        if turn.command is not None:
            by = By(facts.who, loaded.contact, incoming.address.channel, facts.lang)
            outcome = await self._desk.carry_out(batch.tx, turn.command, by, batch.now)
            facts = replace(facts, answers={})
            match outcome:
                case Problem(why=why):
                    turn, facts = await self._refused(batch, conversation, facts, why)
                    done = Done(toast=why)
                case Done():
                    done = outcome
                    turn, facts = await self._after(batch, turn, facts)
                    done = replace(done, says=(*done.says, *turn.says))
        elif turn.toast is not None and incoming.address.thread:
            late = await self._desk.late(batch.tx, incoming.address.thread)
            stale = isinstance(incoming.what, Pressed) and incoming.what.turn != conversation.turn
            done = replace(done, toast=late if stale and late else turn.toast)
        if isinstance(facts.who, Citizen):
            loaded = replace(loaded, consent=facts.who.consent)
        batch.prompts += done.prompts
        self._tell(batch, incoming, loaded, conversation, turn, done, traits)
        return Reply(done.toast, facts.lang)

    def _facts(
        self, batch: Batch, incoming: Incoming, loaded: Loaded, traits: Traits
    ) -> tuple[Conversation, Facts]:
        """Return the conversation with its home, and what its dialogs may know."""
        address, directory = incoming.address, self._reference.directory
        who: Who
        office = directory.office_of_chat(int(address.where)) if address.in_group else None
        if office is not None:
            home = Frame("card", {"number": address.thread}) if address.thread else None
            who = directory.member(incoming.actor) if incoming.actor is not None else None
            lang = office.staff_language
        else:
            home = Frame("menu")
            phone = address.where if traits.address_is_phone else None
            who = Citizen(loaded.person or 0, loaded.consent, phone)
            lang = loaded.conversation.lang or Lang.KK
        facts = Facts(
            who=who,
            now=batch.now,
            today=local(batch.now).date(),
            lang=lang,
            directory=directory,
            calendar=self._reference.calendar,
            words=partial(self._texts.write, short=traits.writes_short),
        )
        return replace(loaded.conversation, home=home), facts

    async def _complete(
        self, batch: Batch, facts: Facts, run: Callable[[Facts], Turn]
    ) -> tuple[Turn, Facts]:
        """Run a turn, answering what it asks of the store, until it needs nothing more."""
        while True:
            try:
                return run(facts), facts
            except Needs as needs:
                answer = await batch.tx.answer(needs.query, batch.now)
                facts = replace(facts, answers={**facts.answers, needs.query: answer})

    async def _after(self, batch: Batch, turn: Turn, facts: Facts) -> tuple[Turn, Facts]:
        """Return the question after a command that was carried out."""
        conversation = turn.conversation
        match turn.command:
            case UseLanguage(lang=lang):
                conversation = replace(conversation, lang=lang)
                facts = replace(facts, lang=lang)
            case GiveConsent(version=version) if isinstance(facts.who, Citizen):
                facts = replace(facts, who=replace(facts.who, consent=version))
            case WithdrawConsent() if isinstance(facts.who, Citizen):
                facts = replace(facts, who=replace(facts.who, consent=None))
            case _:
                pass
        remarks = turn.remarks
        return await self._complete(
            batch, facts, lambda known: show(self._dialogs, conversation, known, remarks)
        )

    async def _refused(
        self, batch: Batch, conversation: Conversation, facts: Facts, why: Say
    ) -> tuple[Turn, Facts]:
        """Return the question as it is now after a command that could not be carried out."""
        staff = self._dialogs.of_staff(conversation)
        back = replace(conversation, frames=()) if staff else conversation
        remarks = () if staff and back.home is not None else (why,)
        return await self._complete(
            batch, facts, lambda known: show(self._dialogs, back, known, remarks)
        )

    def _tell(
        self,
        batch: Batch,
        incoming: Incoming,
        loaded: Loaded,
        before: Conversation,
        turn: Turn,
        done: Done,
        traits: Traits,
    ) -> None:
        """Put what is to be sent into the batch, and the conversation as it is now."""
        told = [*done.put, *(Outgoing(loaded.contact, Notice(words)) for words in done.says)]
        mine = any(message.contact == loaded.contact for message in told)
        pressed = incoming.what.message_id if isinstance(incoming.what, Pressed) else ""
        by_denial = turn.question is None and turn.conversation == before and bool(done.toast)
        if turn.question is not None and (not turn.question.rests or traits.says_rest or not mine):
            screen = _screen(turn, turn.question, before)
            card = loaded.conversation_id if incoming.address.thread else None
            if card is not None:
                fresh = isinstance(incoming.what, Prompt | Typed) and _fresh(incoming)
                screen = replace(screen, edit="" if fresh else None)
            elif pressed and traits.edits and not mine and not screen.takes_contact:
                screen = replace(screen, edit=pressed)
            if pressed and card is None and screen.edit is None and traits.edits:
                told.insert(0, Outgoing(loaded.contact, Strip(pressed)))
            told.append(Outgoing(loaded.contact, screen, _priority(incoming), card=card))
        elif pressed and traits.edits and not incoming.address.thread and not by_denial:
            told.insert(0, Outgoing(loaded.contact, Strip(pressed)))
        if not told and done.toast is not None and not pressed:
            told.append(Outgoing(loaded.contact, Notice(done.toast)))
        batch.messages += told
        draft = any(self._dialogs[frame.dialog].draft for frame in turn.conversation.frames)
        after = turn.conversation
        batch.loaded[incoming.address] = replace(loaded, conversation=after)
        batch.changed[loaded.conversation_id] = Saved(loaded.conversation_id, after, draft)


async def _switch(batch: Batch, incoming: Incoming, loaded: Loaded) -> None:
    """Switch a contact off when the person stops it, and on when they write again."""
    by_person = not isinstance(incoming.what, Prompt)
    if isinstance(incoming.what, Stopped):
        await batch.tx.switch_contact(loaded.contact, False, "stopped", batch.now)
    elif by_person and not loaded.active:
        await batch.tx.switch_contact(loaded.contact, True, "came back", batch.now)


def _screen(turn: Turn, question: Question, before: Conversation) -> Screen:
    """Return the message that asks `question`."""
    return Screen(
        prompt=question.prompt,
        turn=turn.conversation.turn,
        buttons=tuple(Button(option.label, option.style) for option in question.options),
        page=turn.conversation.page,
        remarks=turn.remarks,
        at=question.at,
        can_go_back=question.can_go_back,
        can_cancel=question.can_cancel and not question.rests,
        takes_text=question.takes_text,
        takes_contact=question.takes_contact,
        clears=before.asks_contact and not question.takes_contact,
    )


def _fresh(incoming: Incoming) -> bool:
    """Tell whether a card must come as a new message: it was called for, or answered by typing."""
    return isinstance(incoming.what, Typed) or (
        isinstance(incoming.what, Prompt) and incoming.what.fresh
    )


def _priority(incoming: Incoming) -> Priority:
    return Priority.NOTICE if isinstance(incoming.what, Prompt) else Priority.ANSWER


def _name(incoming: Incoming) -> str:
    """Return what tells an update from every other: its channel and the provider's id."""
    return f"{incoming.address.channel}:{incoming.external_id}"


def _resolve(waiting: Waiting, reply: Reply) -> None:
    if not waiting.reply.done():
        waiting.reply.set_result(reply)


def _nobody() -> asyncio.Future[Reply]:
    return asyncio.get_running_loop().create_future()
