"""Conversations as they stand between two turns; the hot path of the program."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, func, select, update

from bot.dialogs.conversation import Conversation, Frame
from bot.reception.language import Lang
from bot.records import Address, ChannelName, Loaded, Saved
from storage.people import People
from storage.statements import one_of
from storage.tables import IS_DRAFT, contact, conversation, person
from storage.transaction import insert_new

_lang: Final = func.coalesce(contact.c.language, person.c.language)
LANG: Final = _lang.label("lang")

_LOAD: Final = (
    select(
        contact.c.address_hash, contact.c.id.label("contact"), contact.c.person_id,
        contact.c.active, LANG, person.c.consent,
        conversation.c.id, conversation.c.thread, conversation.c.turn, conversation.c.page,
        conversation.c.state, conversation.c.updated_at,
    )
    .select_from(contact)
    .outerjoin(person, person.c.id == contact.c.person_id)
    .outerjoin(
        conversation,
        and_(
            conversation.c.contact_id == contact.c.id,
            one_of(conversation.c.thread, "threads"),
        ),
    )
    .where(one_of(contact.c.address_hash, "hashes"))
)  # fmt: skip
_ADD: Final = (
    insert_new(conversation)
    .values(
        contact_id=select(contact.c.id)
        .where(contact.c.address_hash == bindparam("hash"))
        .scalar_subquery(),
        thread=bindparam("thread"),
        turn=0,
        page=0,
        updated_at=bindparam("at"),
    )
    .on_conflict_do_nothing()
)
_SAVE: Final = (
    update(conversation)
    .where(conversation.c.id == bindparam("of"))
    .values(
        turn=bindparam("turn"),
        page=bindparam("page"),
        state=bindparam("state"),
        draft=bindparam("draft"),
        nudged=and_(conversation.c.nudged, bindparam("draft")),  # a draft is nudged once
        updated_at=bindparam("at"),
    )
)
_DRAFTS: Final = (
    select(conversation.c.id, conversation.c.thread, contact.c.channel, contact.c.address)
    .join_from(conversation, contact, contact.c.id == conversation.c.contact_id)
    .where(
        IS_DRAFT,
        conversation.c.nudged == bindparam("nudged"),
        conversation.c.updated_at <= bindparam("idle_since"),
    )
    .order_by(conversation.c.updated_at)
    .limit(bindparam("at_most"))
    # Whoever is just taking a turn is left alone: a turn locks the contact first.
    .with_for_update(of=(contact, conversation), key_share=True, skip_locked=True)
)
_ANY_DRAFT: Final = (
    select(conversation.c.id)
    .where(IS_DRAFT, conversation.c.updated_at <= bindparam("idle_since"))
    .limit(1)
)
_NUDGED: Final = update(conversation).where(one_of(conversation.c.id, "ids")).values(nudged=True)


class Conversations(People):
    """Loading and saving of conversations."""

    async def load(self, addresses: Collection[Address], at: datetime) -> dict[Address, Loaded]:
        """Return the conversations at these addresses; a new one gets its contact and person."""
        if not addresses:
            return {}
        wanted = {(self._hash(address), address.thread): address for address in addresses}
        asked: dict[str, list[Any]] = {
            "hashes": list({hashed for hashed, _ in wanted}),
            "threads": list({thread for _, thread in wanted}),
        }
        await self._lock_contacts(asked["hashes"])
        loaded, contacts = await self._loaded(wanted, asked)
        if len(loaded) < len(wanted):
            missing = {key: address for key, address in wanted.items() if address not in loaded}
            new = {hashed: address for (hashed, _), address in missing.items()}
            if places := {hashed: where for hashed, where in new.items() if hashed not in contacts}:
                await self._add_contacts(places, None, at)
                await self._lock_contacts(asked["hashes"])  # another process may have made them
            await self._many(
                _ADD, [{"hash": key[0], "thread": key[1], "at": at} for key in sorted(missing)]
            )
            loaded, _ = await self._loaded(wanted, asked)
        return loaded

    async def save(self, turns: Sequence[Saved], at: datetime) -> None:
        """Store conversations after their turns; the language is the contact's, not theirs."""
        await self._many(_SAVE, [self._row(turn, at) for turn in turns])

    async def has_drafts(self, idle_since: datetime) -> bool:
        """Tell whether any draft is untouched since."""
        return await self._first(_ANY_DRAFT, {"idle_since": idle_since}) is not None

    async def forgotten_drafts(
        self, idle_since: datetime, nudged: bool, limit: int
    ) -> list[Address]:
        """Return conversations with a draft untouched since; marks them nudged, if not `nudged`."""
        asked = {"idle_since": idle_since, "nudged": nudged, "at_most": limit}
        rows = await self._rows(_DRAFTS, asked)
        if rows and not nudged:
            await self._rows(_NUDGED, {"ids": [row.id for row in rows]})
        return [
            Address(ChannelName(row.channel), self._keys.open(row.address), row.thread)
            for row in rows
        ]

    async def _loaded(
        self, wanted: Mapping[tuple[str, str], Address], asked: Mapping[str, Any]
    ) -> tuple[dict[Address, Loaded], set[str]]:
        """Return what there is of the wanted conversations, and the hashes of known contacts."""
        loaded: dict[Address, Loaded] = {}
        contacts: set[str] = set()
        for row in await self._rows(_LOAD, asked):
            contacts.add(row.address_hash)
            address = wanted.get((row.address_hash, row.thread))
            if address is not None:
                loaded[address] = self._one(row)
        return loaded, contacts

    def _one(self, row: Any) -> Loaded:
        _, contact_id, person_id, active, lang, consent, id_, _, turn, page, state, touched = row
        frames: tuple[Frame, ...] = ()
        options: tuple[str, ...] = ()
        prompts: dict[int, Frame] = {}
        asks_contact, step = False, ""
        if state is not None:
            data = self._keys.open_json(state)
            frames = tuple(Frame(*frame) for frame in data["frames"])
            options = tuple(data["options"])
            prompts = {int(key): Frame(*frame) for key, frame in data["prompts"].items()}
            asks_contact, step = bool(data["asks_contact"]), str(data["step"])
        spoken = None if lang is None else Lang(lang)
        kept = Conversation(
            lang=spoken,
            turn=turn,
            page=page,
            frames=frames,
            options=options,
            prompts=prompts,
            asks_contact=asks_contact,
            step=step,
        )
        return Loaded(contact_id, id_, kept, person_id, consent, active, touched)

    def _row(self, turn: Saved, at: datetime) -> dict[str, Any]:
        now = turn.conversation
        state = None
        if now.frames or now.options or now.prompts or now.asks_contact:
            state = self._keys.seal_json(
                {
                    "frames": [_plain(frame) for frame in now.frames],
                    "options": now.options,
                    "asks_contact": now.asks_contact,
                    "step": now.step,
                    "prompts": {str(key): _plain(frame) for key, frame in now.prompts.items()},
                }
            )
        return {
            "of": turn.conversation_id,
            "turn": now.turn,
            "page": now.page,
            "state": state,
            "draft": turn.draft,
            "at": at,
        }


def _plain(frame: Frame) -> tuple[str, dict[str, str], dict[str, str]]:
    return frame.dialog, dict(frame.args), dict(frame.answers)
