"""Whom the program speaks with: contacts, the persons behind them, language and consent."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, insert, select, update

from bot.reception.language import Lang
from bot.records import Address, ChannelName
from storage.tables import consent_log, contact, person
from storage.transaction import Transaction, insert_new

_FIND: Final = select(contact.c.id, contact.c.address_hash).where(
    contact.c.address_hash.in_(bindparam("hashes", expanding=True))
)
_FIND_LOCKED: Final = _FIND.order_by(contact.c.id).with_for_update(key_share=True)
_ADD: Final = (
    insert_new(contact)
    .on_conflict_do_nothing(index_elements=[contact.c.address_hash])
    .returning(contact.c.id, contact.c.address_hash)
)
_ADD_PERSON: Final = insert(person).returning(person.c.id)
_GIVE_PERSON: Final = (
    update(contact).where(contact.c.id == bindparam("of")).values(person_id=bindparam("person"))
)
_SWITCH: Final = (
    update(contact)
    .where(contact.c.id == bindparam("of"))
    .values(active=bindparam("on"), off_why=bindparam("why"), changed_at=bindparam("at"))
)
_SPEAK_THERE: Final = (
    update(contact).where(contact.c.id == bindparam("of")).values(language=bindparam("lang"))
)
_SPEAK_WITH: Final = (
    update(person).where(person.c.id == bindparam("of")).values(language=bindparam("lang"))
)
_CONSENT: Final = (
    update(person)
    .where(person.c.id == bindparam("of"))
    .values(consent=bindparam("version"), consented_at=bindparam("at"))
)
_LOG: Final = insert(consent_log)
_WHERE: Final = select(contact.c.channel, contact.c.address).where(contact.c.id == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where someone is reached, without the thread."""

    channel: str
    where: str

    @property
    def many_share_it(self) -> bool:
        """Whether it is a group: that is a staff chat, and nobody's own."""
        return self.where.startswith("-")


class People(Transaction):
    """Contacts and persons."""

    async def contact(self, address: Address, lang: Lang | None, at: datetime) -> int:
        """Return the contact of an address, made if it is new (then with that language)."""
        hashed = self._hash(address)
        found = (await self._run(_FIND, {"hashes": [hashed]})).first()
        if found is not None:
            return int(found.id)
        ids = await self._add_contacts({hashed: Place(address.channel, address.where)}, lang, at)
        return ids[hashed]

    async def address_of(self, contact: int) -> Address:
        """Return where a contact is, without a thread."""
        row = (await self._run(_WHERE, {"of": contact})).one()
        return Address(ChannelName(row.channel), self._keys.open(row.address))

    async def switch_contact(self, contact: int, on: bool, why: str, at: datetime) -> None:
        """Stop sending to a contact, or start again; `why` is the word of whoever wanted it."""
        await self._switch([{"of": contact, "on": on, "why": why, "at": at}])

    async def set_language(self, contact: int, person: int | None, lang: Lang) -> None:
        """Speak `lang` there from now on."""
        await self._run(_SPEAK_THERE, {"of": contact, "lang": lang})
        if person is not None:
            await self._run(_SPEAK_WITH, {"of": person, "lang": lang})

    async def set_consent(
        self, contact: int, person: int, version: str | None, at: datetime
    ) -> None:
        """Log consent given to `version`, or taken back (None)."""
        given_at = None if version is None else at
        await self._run(_CONSENT, {"of": person, "version": version, "at": given_at})
        entry = {"person_id": person, "contact_id": contact, "version": version, "at": at}
        await self._run(_LOG, entry)

    def _hash(self, address: Address) -> bytes:
        return self._keys.lookup(f"{address.channel}:{address.where}")

    async def _switch(self, rows: list[dict[str, Any]]) -> None:
        await self._run(_SWITCH, rows)

    async def _lock_contacts(self, hashes: Collection[bytes]) -> None:
        """Let one process at a time take a turn with these contacts."""
        if self._locks:
            await self._run(_FIND_LOCKED, {"hashes": list(hashes)})

    async def _add_contacts(
        self, places: Mapping[bytes, Place], lang: Lang | None, at: datetime
    ) -> dict[bytes, int]:
        """Make contacts, each with a person of its own but for groups; return their ids."""
        rows = [
            {
                "channel": place.channel,
                "address_hash": hashed,
                "address": self._keys.seal(place.where),
                "language": lang,
                "changed_at": at,
            }
            for hashed, place in places.items()
        ]
        made = {bytes(hashed): id_ for id_, hashed in await self._run(_ADD, rows)}
        alone = [id_ for hashed, id_ in made.items() if not places[hashed].many_share_it]
        if alone:
            persons = [{"language": lang, "created_at": at} for _ in alone]
            new = (await self._run(_ADD_PERSON, persons)).scalars()
            pairs = zip(alone, new, strict=True)
            await self._run(_GIVE_PERSON, [{"of": of, "person": one} for of, one in pairs])
        if len(made) < len(places):  # another process was first
            rest = [hashed for hashed in places if hashed not in made]
            made |= {bytes(row[1]): row[0] for row in await self._run(_FIND, {"hashes": rest})}
        return made
