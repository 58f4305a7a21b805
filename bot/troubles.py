"""What is wrong with the machinery, told to staff once when it begins and once when it is over.

Anybody may say what they see; a tick stores what lasts and tells the staff chats. The rows are the
truth: of several processes one tells, and a restart tells nothing twice.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from bot.chats import to_chat
from bot.dialogs.say import Say, say
from bot.ports import Clock, Store, Tx
from bot.ports.troubles import Lasting
from bot.records import Outgoing, Reference

log = logging.getLogger(__name__)


class Trouble(StrEnum):
    """What can be wrong."""

    TELEGRAM_DOWN = "telegram-down"
    SMS_DOWN = "sms-down"
    SMS_SETTINGS = "sms-settings"
    SMS_SUSPENDED = "sms-suspended"
    SMS_BUDGET_80 = "sms-budget-80"
    SMS_BUDGET_SPENT = "sms-budget-spent"
    BACKLOG = "backlog"
    DATABASE = "database"
    DISK_FULL = "disk-full"
    FAILED_UPDATES = "failed-updates"
    TICK_FAILED = "tick-failed"
    CLOCK_JUMPED = "clock-jumped"
    BACKUP_FAILED = "backup-failed"
    AUDIT_BROKEN = "audit-broken"


class Manner(Struct, frozen=True):
    """How a trouble is told. `patience`: so long it must last, for a hiccup says nothing.

    `calm`: so long it must be gone to be over. `momentary`: it has no end of its own.
    """

    patience: timedelta = timedelta(minutes=1)
    calm: timedelta = timedelta(minutes=5)
    begin: bool = True
    end: bool = True
    momentary: bool = False


SURE: Final = timedelta(0)
MANNERS: Final = {
    # Nothing could be told there while it lasts.
    Trouble.TELEGRAM_DOWN: Manner(begin=False),
    Trouble.SMS_DOWN: Manner(),
    Trouble.SMS_SETTINGS: Manner(patience=SURE),
    Trouble.SMS_SUSPENDED: Manner(patience=SURE),
    Trouble.SMS_BUDGET_80: Manner(patience=SURE, calm=SURE, end=False),
    Trouble.SMS_BUDGET_SPENT: Manner(patience=SURE, calm=SURE),
    Trouble.BACKLOG: Manner(),
    Trouble.DATABASE: Manner(patience=timedelta(seconds=15)),
    Trouble.DISK_FULL: Manner(patience=timedelta(seconds=15)),
    Trouble.FAILED_UPDATES: Manner(),
    Trouble.TICK_FAILED: Manner(),
    Trouble.CLOCK_JUMPED: Manner(patience=SURE, calm=SURE, end=False, momentary=True),
    Trouble.BACKUP_FAILED: Manner(patience=SURE, calm=SURE),
    Trouble.AUDIT_BROKEN: Manner(patience=SURE, calm=SURE),
}

READ_AGAIN: Final = timedelta(seconds=15)
"""After so long it is looked what other processes stored."""
SEE_AGAIN: Final = timedelta(seconds=20)
"""So often a trouble that lasts is noted to be there still; well below every `calm`."""


@dataclass(slots=True)
class Spell:
    """A trouble as this process saw it. `until`: when it was seen to be gone."""

    since: datetime
    detail: str = ""
    until: datetime | None = None
    sources: set[str] = field(default_factory=set)


class Troubles:
    """Keeps in view what is wrong."""

    def __init__(
        self,
        store: Store,
        reference: Reference,
        clock: Clock,
        never: Collection[Trouble] = (),
    ) -> None:
        """`never`: what can't be wrong any more, as it is switched off."""
        self._store, self._reference, self._clock = store, reference, clock
        self._never = never
        self._spells: dict[Trouble, Spell] = {}
        self._lasting: dict[Trouble, Lasting] = {}
        self._read_at: datetime | None = None
        self._broken = False

    def seen(self, trouble: Trouble, present: bool, detail: str = "", *, source: str = "") -> None:
        """Say whether a trouble is there, as `source` sees it; nothing personal in `detail`.

        It is there while any source says so. Costs next to nothing where nothing is wrong.
        """
        spell = self._spells.get(trouble)
        if present:
            self._there(trouble, spell, detail, source)
        elif spell is not None:
            self._gone(trouble, spell, source)
        elif trouble in self._lasting:  # from before our start, or another process found it
            began = self._lasting[trouble].began_at
            self._spells[trouble] = Spell(began, until=self._clock.now())

    def current(self) -> frozenset[Trouble]:
        """Return the troubles there are now, those of other processes too; no hiccups."""
        return self.own() | self._lasting.keys()

    def own(self) -> frozenset[Trouble]:
        """Return the troubles that this process sees now; no hiccups."""
        now = self._clock.now()
        return frozenset(
            trouble
            for trouble, spell in self._spells.items()
            if spell.until is None and _lasted(spell, now) >= MANNERS[trouble].patience
        )

    def suspects(self, *troubles: Trouble) -> bool:
        """Tell whether any of these is seen, or was a moment ago: it may explain others."""
        return any(trouble in self._spells for trouble in troubles)

    async def tick(self, now: datetime) -> None:
        """Store what lasts or ended, and tell the staff chats; what can't be stored waits."""
        if not self._anything(now):
            return
        try:
            if self._stale(now):
                await self._read(now)
            if any(self._matters(trouble, spell, now) for trouble, spell in self._spells.items()):
                await self._store_and_tell(now)
        except Exception as error:
            if not self._broken:
                log.warning("troubles can't be stored: %s", type(error).__name__)
            self._broken = True
        else:
            self._broken = False

    # what is seen ------------------------------------------------------------------------------
    def _there(self, trouble: Trouble, spell: Spell | None, detail: str, source: str) -> None:
        if spell is None:
            log.warning("trouble: %s %s", trouble, detail)
            spell = self._spells[trouble] = Spell(self._clock.now(), detail)
        spell.sources.add(source)
        spell.until = None
        spell.detail = detail or spell.detail

    def _gone(self, trouble: Trouble, spell: Spell, source: str) -> None:
        spell.sources.discard(source)
        if spell.sources or spell.until is not None:
            return
        now = self._clock.now()
        log.warning("no trouble any more: %s, after %s", trouble, _lasted(spell, now))
        known = trouble in self._lasting
        if not known and _lasted(spell, now) < MANNERS[trouble].patience:
            del self._spells[trouble]
        else:
            spell.until = now

    # what is stored ----------------------------------------------------------------------------
    def _stale(self, now: datetime) -> bool:
        return self._read_at is None or abs(now - self._read_at) >= READ_AGAIN

    def _anything(self, now: datetime) -> bool:
        return bool(self._spells) or self._stale(now)

    async def _read(self, now: datetime) -> None:
        async with self._store.reading() as tx:
            self._know(await tx.lasting(), now)

    def _know(self, rows: Sequence[Lasting], now: datetime) -> None:
        known = {str(trouble): trouble for trouble in Trouble}
        self._lasting = {known[row.kind]: row for row in rows if row.kind in known}
        self._read_at = now
        for trouble in self._never:
            self.seen(trouble, False)

    def _matters(self, trouble: Trouble, spell: Spell, now: datetime) -> bool:
        """Tell whether there is something to be stored of a trouble."""
        manner, row = MANNERS[trouble], self._lasting.get(trouble)
        if spell.until is not None:
            return abs(now - spell.until) >= manner.calm
        if row is None:
            return _lasted(spell, now) >= manner.patience
        return abs(now - row.seen_at) >= SEE_AGAIN

    async def _store_and_tell(self, now: datetime) -> None:
        over: list[Trouble] = []
        async with self._store.writing() as tx:
            told: list[Outgoing] = []
            for trouble, spell in self._spells.items():
                if not self._matters(trouble, spell, now):
                    continue
                if spell.until is None and not MANNERS[trouble].momentary:
                    words = await self._goes_on(tx, trouble, spell, now)
                else:
                    words = await self._is_over(tx, trouble, spell, now)
                    over.append(trouble)
                if words is not None:
                    told += await self._to_chats(tx, words, now)
            await tx.put(told, now)
            rows = await tx.lasting()
        for trouble in over:
            self._spells.pop(trouble, None)
        self._know(rows, now)

    async def _goes_on(self, tx: Tx, trouble: Trouble, spell: Spell, now: datetime) -> Say | None:
        """Store that it is there; return what is to be told of it."""
        if await tx.begin_trouble(trouble, spell.since, now):
            return _begun(trouble, spell) if MANNERS[trouble].begin else None
        await tx.see_trouble(trouble, now)
        return None

    async def _is_over(self, tx: Tx, trouble: Trouble, spell: Spell, now: datetime) -> Say | None:
        """Store that it is over, also when it could not be stored before; return what to tell."""
        manner, until = MANNERS[trouble], spell.until or now
        new = await tx.begin_trouble(trouble, spell.since, until)
        quiet = until if new else now - manner.calm
        began = await tx.end_trouble(trouble, until, quiet, now)
        if began is None:
            return None
        if manner.momentary:
            return _begun(trouble, spell) if new else None
        return _over(trouble, began, until) if manner.end else None

    async def _to_chats(self, tx: Tx, words: Say, now: datetime) -> list[Outgoing]:
        """Return the message into every staff chat there is, once into each."""
        offices = {one.staff_chat: one for one in reversed(self._reference.directory.offices)}
        return [
            message
            for office in offices.values()
            for message in await to_chat(tx, office, words, now)
        ]


def _lasted(spell: Spell, now: datetime) -> timedelta:
    """Return how long it is there; a clock that was put back makes it no shorter than nothing."""
    return max(timedelta(0), (spell.until or now) - spell.since)


def _begun(trouble: Trouble, spell: Spell) -> Say:
    return say(
        "trouble-begun",
        fault=say("trouble-name", trouble=trouble.value),
        means=say("trouble-means", trouble=trouble.value),
        detail=say("trouble-detail", detail=spell.detail) if spell.detail else "",
    )


def _over(trouble: Trouble, began: datetime, ended: datetime) -> Say:
    minutes = max(1, round((ended - began).total_seconds() / 60))
    return say(
        "trouble-over",
        fault=say("trouble-name", trouble=trouble.value),
        began=began,
        until=ended,
        lasted=say("trouble-lasted", hours=minutes // 60, minutes=minutes % 60),
        remedy=say("trouble-after", trouble=trouble.value),
    )
