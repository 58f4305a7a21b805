"""The turns of a batch inside its transaction: the pure dialog, its command, what is told then."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from bot.arriving import begins_draft, comes_back, in_its_time
from bot.batch import Batch, Took
from bot.desk.access import departed
from bot.desk.acts import By, Done, Problem
from bot.desk.desk import Desk
from bot.dialogs.commands import (
    Command,
    Erase,
    GiveConsent,
    Register,
    UseLanguage,
    WithdrawConsent,
)
from bot.dialogs.conversation import Dialogs, Frame, Turn
from bot.dialogs.incoming import Asked, Departed, Expired, Pressed, Prompt, Stopped, Typed
from bot.dialogs.question import Citizen, Facts, Who
from bot.dialogs.say import Say, say
from bot.dialogs.talk import Needs
from bot.dialogs.turn import show, take_turn
from bot.flood import Flood, Verdict
from bot.messages import Notice
from bot.notices import STAFF_CHANNEL, Invitation, elsewhere
from bot.ports import Rooms, Texts, Tx
from bot.reception.calendar import local
from bot.reception.directory import Office, StaffMember
from bot.reception.language import Lang
from bot.records import (
    Address,
    ChannelName,
    Incoming,
    Loaded,
    Outgoing,
    Reference,
    Reply,
    Saved,
    Traits,
)
from bot.telling import Scene, tell


class Turning:
    """Takes turns. Every method works inside the transaction `tx` it is given."""

    def __init__(
        self,
        desk: Desk,
        dialogs: Dialogs,
        reference: Reference,
        texts: Texts,
        traits: Mapping[ChannelName, Traits],
    ) -> None:
        self._desk, self._dialogs = desk, dialogs
        self._reference, self._texts, self._traits = reference, texts, traits
        self.flood = Flood({})

    async def take(self, tx: Tx, updates: Sequence[Incoming], now: datetime, rooms: Rooms) -> Took:
        """Take updates in, in this order; one that came before, or twice, is nothing new."""
        for room in rooms.values():
            await room.enter(tx)
        batch = Batch(tx, now, rooms)
        new = await tx.new_of(updates, now)
        first: dict[str, Incoming] = {}
        for update in updates:
            first.setdefault(f"{update.address.channel}:{update.external_id}", update)
        fresh = [update for name, update in first.items() if name in new]
        fresh, hasty = self._paced(fresh, now)
        batch.loaded = await tx.load({update.address for update in fresh}, now)
        replies = {
            id(update): _asked_to_wait(batch, update)
            if id(update) in hasty
            else await self._one(batch, update)
            for update in fresh
        }
        await self._welcome(batch)
        await self._follow(batch)
        await batch.write()
        told = [replies.get(id(update), Reply()) for update in updates]
        return Took(told, batch.stirs, batch.answers_wait)

    async def invite(self, tx: Tx, invitations: Sequence[Invitation], now: datetime) -> None:
        """Open dialogs that time brings."""
        batch = Batch(tx, now, invitations=list(invitations))
        await self._follow(batch)
        await batch.write()

    async def expire(self, tx: Tx, addresses: Collection[Address], now: datetime) -> None:
        """Forget the drafts of these conversations."""
        batch = Batch(tx, now, loaded=await tx.load(addresses, now))
        for address in addresses:
            await self._one(batch, Incoming(address, "", Expired()))
        await batch.write()

    def _paced(self, fresh: list[Incoming], now: datetime) -> tuple[list[Incoming], set[int]]:
        """Leave out what comes too fast; return the rest, and which of it asks to wait instead.

        Staff are not limited, whoever wants to be left in peace is heard in any case, and what is
        found late did not come as fast as it is found.
        """
        kept: list[Incoming] = []
        hasty: set[int] = set()
        for update in fresh:
            verdict = self.flood.verdict(update.address, update.external_id, now)
            if verdict is not Verdict.PASS and not self._unlimited(update):
                if verdict is Verdict.DROP:
                    continue
                hasty.add(id(update))
            kept.append(update)
        return kept, hasty

    def _unlimited(self, update: Incoming) -> bool:
        address = update.address
        if address.in_group or isinstance(update.what, Stopped) or update.said_at is not None:
            return True
        of_staff = address.channel is STAFF_CHANNEL
        return of_staff and self._reference.directory.member(int(address.where)) is not None

    async def _welcome(self, batch: Batch) -> None:
        """Tell those who came back what no message brought them meanwhile."""
        if batch.back:
            done = await self._desk.came_back(batch.tx, batch.back, batch.now)
            batch.messages += done.put

    async def _follow(self, batch: Batch) -> None:
        """Open the dialogs that commands or time asked to be opened."""
        while batch.invitations:
            invitations, batch.invitations = batch.invitations, []
            missing = {one.address for one in invitations} - batch.loaded.keys()
            if missing:
                batch.loaded |= await batch.tx.load(missing, batch.now)
            for one in invitations:
                await self._one(batch, Incoming(one.address, "", one.prompt), one)

    async def _one(
        self, batch: Batch, incoming: Incoming, invitation: Invitation | None = None
    ) -> Reply:
        """Take one turn: the pure dialog, its command, and the question that comes then."""
        office = self._office(incoming.address)
        if office is None and incoming.address.in_group:
            return Reply()  # no staff chat of the directory any more
        if isinstance(incoming.what, Departed):
            chat, who = int(incoming.address.where), incoming.what.who
            batch.messages += await departed(batch.tx, self._reference, chat, who, batch.now)
            return Reply()
        if incoming.address not in batch.loaded:
            batch.loaded |= await batch.tx.load([incoming.address], batch.now)
        traits = self._traits[incoming.address.channel]
        if incoming.said_at is not None:
            incoming = in_its_time(incoming, batch.loaded[incoming.address])
        loaded = await _reached(batch, incoming, traits)
        if loaded is None:
            return Reply()
        if office is not None:
            loaded = await _in_language(batch.tx, loaded, office.staff_language)
        before = replace(loaded.conversation, home=_home(incoming.address, office))
        scene = Scene(incoming, loaded, before, traits, invitation)
        facts = self._facts(batch, scene, office)
        turn, facts = await _answered(
            batch,
            facts,
            lambda known: take_turn(self._dialogs, before, incoming.what, known, traits.page_size),
        )
        if traits.drafts_a_day and begins_draft(self._dialogs, before, turn.conversation):
            today, most = facts.today, traits.drafts_a_day
            if not await batch.tx.begin_draft(loaded.contact, today, most):
                turn = Turn(before, says=(elsewhere("texting-drafts", self._reference),))
        done = Done(says=turn.says, toast=turn.toast)
        if turn.command is not None:
            batch.stirs = True
            turn, facts, done = await self._carried_out(batch, scene, turn, turn.command, facts)
        elif turn.toast is not None and isinstance(facts.who, StaffMember):
            done = replace(done, toast=await self._late(batch, scene) or turn.toast)
        self._gather(batch, scene, facts, turn, done)
        return Reply(done.toast, facts.lang)

    def _office(self, address: Address) -> Office | None:
        """Return the office whose staff chat it is."""
        if not address.in_group:
            return None
        return self._reference.directory.office_of_chat(int(address.where))

    def _facts(self, batch: Batch, scene: Scene, office: Office | None) -> Facts:
        """Return what the dialogs may know in this turn."""
        incoming, loaded, directory = scene.incoming, scene.loaded, self._reference.directory
        who: Who
        if office is not None:
            who = directory.member(incoming.actor) if incoming.actor is not None else None
            lang = office.staff_language
        else:
            phone = incoming.address.where if scene.traits.address_is_phone else None
            of_staff = incoming.address.channel is STAFF_CHANNEL
            member = directory.member(int(incoming.address.where)) if of_staff else None
            who = Citizen(loaded.person or 0, loaded.consent, phone, member)
            lang = loaded.conversation.lang or Lang.KK
        return Facts(
            who=who,
            now=batch.now,
            today=local(batch.now).date(),
            lang=lang,
            directory=directory,
            calendar=self._reference.calendar,
            words=self._texts.write,
        )

    async def _carried_out(
        self, batch: Batch, scene: Scene, turn: Turn, command: Command, facts: Facts
    ) -> tuple[Turn, Facts, Done]:
        """Have the desk do what was decided; return the question after it, and what to tell."""
        address = scene.incoming.address
        by = By(facts.who, scene.loaded.contact, address.channel, facts.lang, address.thread)
        outcome = await self._desk.carry_out(batch.tx, command, by, batch.now)
        facts = replace(facts, answers={})  # they were true before the command
        match outcome:
            case Problem():
                turn, facts = await self._refused(batch, scene, facts, outcome)
                return turn, facts, Done(toast=outcome.why)
            case Done():
                if isinstance(command, Erase):
                    batch.forgotten.add(address)
                if isinstance(command, Register) and scene.traits.drafts_a_day:
                    await batch.tx.end_draft(scene.loaded.contact, facts.today)
                turn, facts = await self._after(batch, turn, command, facts)
                done = replace(outcome, says=(*outcome.says, *turn.says))
                if turn.command is None:
                    return turn, facts, done
                # What stands there now decides by itself: it waited for the language, or for a yes.
                turn, facts, then = await self._carried_out(batch, scene, turn, turn.command, facts)
                return turn, facts, done.followed_by(then)

    async def _after(
        self, batch: Batch, turn: Turn, command: Command, facts: Facts
    ) -> tuple[Turn, Facts]:
        """Return the question after a command that was carried out."""
        conversation, remarks = turn.conversation, turn.remarks
        match command:
            case UseLanguage(lang=lang):
                conversation = replace(conversation, lang=lang)
                facts = replace(facts, lang=lang)
            case GiveConsent(version=version) if isinstance(facts.who, Citizen):
                facts = replace(facts, who=replace(facts.who, consent=version))
            case WithdrawConsent() if isinstance(facts.who, Citizen):
                facts = replace(facts, who=replace(facts.who, consent=None))
                conversation = replace(conversation, frames=())  # drafts hold personal data too
            case Erase():
                gone = replace(conversation, frames=(), options=(), prompts={}, step="")
                return Turn(replace(gone, asks_contact=False)), facts
            case _:
                pass
        return await _answered(
            batch, facts, lambda known: show(self._dialogs, conversation, known, remarks)
        )

    async def _refused(
        self, batch: Batch, scene: Scene, facts: Facts, problem: Problem
    ) -> tuple[Turn, Facts]:
        """Return the question as it is now after a command that could not be carried out.

        Citizens read the reason above it; who pressed a card's button is told by the toast.
        """
        back = scene.before
        remarks: tuple[Say, ...] = (problem.why,)
        if self._dialogs.of_staff(back):
            back = replace(back, frames=())
            remarks = () if scene.pressed or back.home is None else remarks
        elif problem.see is not None:
            back = replace(back, frames=(problem.see,), turn=back.turn + 1, page=0)
        return await _answered(
            batch, facts, lambda known: show(self._dialogs, back, known, remarks)
        )

    async def _late(self, batch: Batch, scene: Scene) -> Say | None:
        """Return who was first, for whoever pressed a card's button too late."""
        address, what = scene.incoming.address, scene.incoming.what
        if not address.thread or not isinstance(what, Pressed) or what.turn == scene.before.turn:
            return None
        return await self._desk.late(batch.tx, address.thread)

    def _gather(self, batch: Batch, scene: Scene, facts: Facts, turn: Turn, done: Done) -> None:
        """Put what is to be sent into the batch, and the conversation as it is now."""
        loaded = scene.loaded
        if isinstance(facts.who, Citizen):
            loaded = replace(loaded, consent=facts.who.consent)
        told, after = tell(scene, turn, done)
        batch.messages += told
        batch.invitations += done.invitations
        draft = any(self._dialogs[frame.dialog].draft for frame in after.frames)
        if scene.incoming.address in batch.forgotten:
            batch.forgotten.discard(scene.incoming.address)
            batch.back.pop(loaded.person or 0, None)
            del batch.loaded[scene.incoming.address]
        else:
            batch.loaded[scene.incoming.address] = replace(loaded, conversation=after)
        batch.changed[loaded.conversation_id] = Saved(loaded.conversation_id, after, draft)


def _asked_to_wait(batch: Batch, incoming: Incoming) -> Reply:
    """Ask whoever comes too fast to wait; a press is answered where it was made."""
    loaded = batch.loaded.get(incoming.address)
    words = say("flood-wait")
    if loaded is None:
        return Reply(words)  # forgotten a moment ago
    if isinstance(incoming.what, Pressed):
        return Reply(words, loaded.conversation.lang or Lang.KK)
    if loaded.active:
        batch.messages.append(Outgoing(loaded.contact, Notice(words)))
    return Reply()


def _home(address: Address, office: Office | None) -> Frame | None:
    """Return the dialog of an idle conversation; a staff chat rests without a question."""
    if office is None:
        return Frame("menu")
    return Frame("card", {"number": address.thread}) if address.thread else None


async def _reached(batch: Batch, incoming: Incoming, traits: Traits) -> Loaded | None:
    """Return the conversation an update reaches, its contact switched off or on; None if none.

    Time opens nothing for a person who stopped everything. Some channels go on being silent until
    the person says so in so many words: what they write there before finds no answer.
    """
    loaded = batch.loaded[incoming.address]
    match incoming.what:
        case Stopped():
            on = False
        case Prompt():
            return loaded if loaded.active or loaded.person is None else None
        case Expired():
            return loaded
        case Asked(name="start"):
            on = True
        case _ if loaded.active or not traits.stops_by_word:
            on = True
        case Typed(text=text) if comes_back(text):
            on = True
        case _:
            return None
    asked = isinstance(incoming.what, Asked) and incoming.what.name == "start"
    known = loaded.conversation.turn > 0 or traits.address_is_phone
    if on and loaded.person is not None and (not loaded.active or (asked and known)):
        batch.back[loaded.person] = loaded.contact
    if on is not loaded.active:
        batch.stirs = True
        why = "came back" if on else "stopped"
        await batch.tx.switch_contact(loaded.contact, on, why, batch.now)
        if incoming.what == Stopped(heard=False):
            # Only what is statutory leaves after that; it is about no request.
            told = Notice(say("texting-stopped"))
            batch.messages.append(Outgoing(loaded.contact, told, statutory=True))
    return replace(loaded, active=on)


async def _in_language(tx: Tx, loaded: Loaded, lang: Lang) -> Loaded:
    """Have a staff chat written to in its own language."""
    if loaded.conversation.lang is lang:
        return loaded
    await tx.set_language(loaded.contact, None, lang)
    return replace(loaded, conversation=replace(loaded.conversation, lang=lang))


async def _answered(batch: Batch, facts: Facts, run: Callable[[Facts], Turn]) -> tuple[Turn, Facts]:
    """Run a turn, answering what it asks of the store, until it needs nothing more."""
    while True:
        try:
            return run(facts), facts
        except Needs as needs:
            answer = await batch.tx.answer(needs.query, batch.now)
            facts = replace(facts, answers={**facts.answers, needs.query: answer})
