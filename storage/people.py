"""Whom the program speaks with: contacts, the persons behind them, language and consent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, insert, select, update

from bot.reception.language import Lang
from bot.records import Address, ChannelName
from storage.statements import one_of
from storage.tables import consent_log, contact, person
from storage.transaction import Transaction, insert_new

_mine: Final = one_of(contact.c.address_hash, "hashes")
_FIND: Final = select(contact.c.id).where(contact.c.address_hash == bindparam("hash"))
_LOCK: Final = (
    select(contact.c.id).where(_mine).order_by(contact.c.id).with_for_update(key_share=True)
)
_ADD: Final = insert_new(contact).on_conflict_do_nothing()
_ADD_PERSONS: Final = (
    insert_new(person)
    .from_select(
        ["language", "created_at", "first_contact"],
        select(contact.c.language, contact.c.changed_at, contact.c.id).where(
            _mine, contact.c.person_id.is_(None)
        ),
    )
    .on_conflict_do_nothing()
)
_GIVE_PERSONS: Final = (
    update(contact)
    .where(_mine, contact.c.person_id.is_(None))
    .values(
        person_id=select(person.c.id)
        .where(person.c.first_contact == contact.c.id)
        .correlate(contact)
        .scalar_subquery()
    )
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
_LOG: Final = insert(consent_log).values(
    **{
        name: select(contact.c[of]).where(contact.c.id == bindparam("of_contact")).scalar_subquery()
        for name, of in (("channel", "channel"), ("lang", "language"))
    }
)
_WHERE: Final = select(contact.c.channel, contact.c.address).where(contact.c.id == bindparam("of"))


class People(Transaction):
    """Contacts and persons."""

    async def contact(self, address: Address, lang: Lang | None, at: datetime) -> int:
        """Return the contact of an address, made if it is new (then with that language)."""
        hashed = self._hash(address)
        found = await self._value(_FIND, {"hash": hashed})
        if found is None:
            await self._add_contacts({hashed: address}, lang, at)
            found = await self._value(_FIND, {"hash": hashed})
        return int(found)

    async def address_of(self, contact: int) -> Address:
        """Return where a contact is, without a thread."""
        row = await self._first(_WHERE, {"of": contact})
        return Address(ChannelName(row.channel), self._keys.open(row.address))

    async def switch_contact(self, contact: int, on: bool, why: str, at: datetime) -> None:
        """Stop sending to a contact, or start again; `why` is the word of whoever wanted it."""
        await self._switch([{"of": contact, "on": on, "why": why, "at": at}])

    async def set_language(self, contact: int, person: int | None, lang: Lang) -> None:
        """Speak `lang` there from now on."""
        await self._rows(_SPEAK_THERE, {"of": contact, "lang": lang})
        if person is not None:
            await self._rows(_SPEAK_WITH, {"of": person, "lang": lang})

    async def set_consent(
        self, contact: int, person: int, version: str | None, at: datetime
    ) -> None:
        """Log consent given to `version`, or taken back (None)."""
        given_at = None if version is None else at
        await self._rows(_CONSENT, {"of": person, "version": version, "at": given_at})
        entry = {"person_id": person, "contact_id": contact, "version": version, "at": at}
        await self._rows(_LOG, {**entry, "of_contact": contact})

    def _hash(self, address: Address) -> str:
        return self._keys.lookup(f"{address.channel}:{address.where}")

    async def _switch(self, rows: list[dict[str, Any]]) -> None:
        await self._many(_SWITCH, rows)

    async def _lock_contacts(self, hashes: list[str]) -> None:
        """Let one process at a time take a turn with these contacts."""
        if self._connection.locks:
            await self._rows(_LOCK, {"hashes": hashes})

    async def _add_contacts(
        self, places: Mapping[str, Address], lang: Lang | None, at: datetime
    ) -> None:
        """Make contacts for these hashes of addresses, each with a person; a group has none."""
        rows = [
            {
                "channel": address.channel,
                "address_hash": hashed,
                "address": self._keys.seal(address.where),
                "language": lang,
                "changed_at": at,
            }
            for hashed, address in sorted(places.items())
        ]
        await self._many(_ADD, rows)  # in one order everywhere, as all locks
        alone = [hashed for hashed, address in places.items() if not _is_group(address)]
        if alone:
            await self._rows(_ADD_PERSONS, {"hashes": alone})
            await self._rows(_GIVE_PERSONS, {"hashes": alone})


def _is_group(address: Address) -> bool:
    """Tell whether many share it: that is a staff chat, and nobody's own."""
    return address.where.startswith("-")
