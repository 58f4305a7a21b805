"""The commands on access: who has it, and a link for an office that nobody is left to lead."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import typer

from bot.cli.plainly import fail, plainly
from bot.reception.access import OPERATOR, accesses, digest
from bot.reception.calendar import local
from bot.reception.directory import Role
from bot.settings import read_settings

if TYPE_CHECKING:
    from bot.ports import Store
    from bot.ports.access import ReadingCount
    from bot.reception.access import Access, Invitation

T = TypeVar("T")
LOOKED_BACK: Final = timedelta(days=30)
SEES: Final = {
    Role.VIEWER: "queue, cards, history, reports; personal data of one request at a time, logged",
    Role.OPERATOR: "as viewer; decides, enters requests, calls for the survey",
    Role.HEAD: "as operator; calendar, extensions of terms, lets in viewers and operators",
    Role.ADMIN: "as head; lets in anybody",
}


def access_list(
    as_json: Annotated[bool, typer.Option("--json", help="Print an object instead.")] = False,
) -> None:
    """List everybody who has or had access, and how often each read personal data in 30 days."""
    from bot.clock import SystemClock

    now = SystemClock().now()

    async def read(
        store: "Store",
    ) -> tuple[list["Access"], dict[str, "ReadingCount"], list["Invitation"]]:
        async with store.reading() as tx:
            directory = await tx.directory()
            known = {one.key for one in directory.offices} if directory else set()
            listed = [(one.at, one.staff) for one in await tx.staff_listed()]
            rows = accesses(listed, await tx.roster(), known)
            readings = {one.who: one for one in await tx.readings_since(now - LOOKED_BACK)}
            opened = await tx.open_invitations(now)
        return rows, readings, opened

    rows, readings, opened = _with_store(read)
    if as_json:
        print(json.dumps(_object(rows, readings, opened, now), ensure_ascii=False, indent=2))
        return
    for one in rows:
        print(_line(one, readings.get(one.who)))
    for stranger in readings.values():
        if stranger.who not in {one.who for one in rows}:
            print(f"{stranger.who}: read personal data {_times(stranger)}")
    for link in opened:
        print(
            f"invitation {link.id}: {link.role} at {', '.join(link.offices)}, by {link.by}, "
            f"until {_moment(link.expires_at)}"
        )
    print()
    for role, sees in SEES.items():
        print(f"{role:<9} {sees}")


def invite(
    role: Annotated[Role, typer.Argument(metavar="ROLE", help=", ".join(Role))],
    office: Annotated[
        list[str] | None, typer.Option(help="The key of an office; may be given several times.")
    ] = None,
) -> None:
    """Make a link by which one person becomes a member of staff, within 24 hours.

    Heads and admins invite in the chat (`/invite`); this is for an office that has none.
    """
    from bot.clock import SystemClock
    from bot.desk.access import link_to, new_token

    token, now = new_token(), SystemClock().now()

    async def store_it(store: "Store") -> tuple[str, "Invitation"]:
        async with store.writing() as tx:
            directory = await tx.directory()
            if directory is None:
                fail("DIRECTORY: there is no directory in force yet; import one first.")
            keys = [one.key for one in directory.offices]
            wanted = office or (keys if len(keys) == 1 else [])
            if not wanted or not {*wanted} <= {*keys}:
                fail(f"--office: expected one of {', '.join(keys)}.")
            made = await tx.add_invitation(digest(token), role, wanted, OPERATOR, now)
        return link_to("", directory, token) or f"/start i-{token}", made

    link, made = _with_store(store_it)
    print(link)
    print(
        f"Invitation {made.id}: {role} at {', '.join(made.offices)}, for one person, "
        f"until {_moment(made.expires_at)}. Who gets it is let in: hand it over in person."
    )
    if link.startswith("/"):
        print("The directory names no bot_link: the person writes this line to the bot.")


def _with_store(work: Callable[["Store"], Awaitable[T]]) -> T:
    from bot.opening import open_database

    async def opened() -> T:
        store = await open_database(settings)
        try:
            return await work(store)
        finally:
            await store.close()

    with plainly():
        settings = read_settings()
        if not settings.database_exists:
            fail("DATABASE_URL: there is no database yet, so nobody has access.")
        return asyncio.run(opened())


def _line(one: "Access", read: "ReadingCount | None") -> str:
    since = _moment(one.since) if one.since else "?"
    standing_ = f"in since {since}, by {one.by}"
    if one.until is not None:
        why = one.why or "not listed any more"
        standing_ += f"; OUT since {_moment(one.until)}, by {one.until_by} ({why})"
    return (
        f"{one.user_id}  {one.name}  {one.role}  {', '.join(one.offices)}\n"
        f"    {standing_}; read personal data {_times(read)}"
    )


def _times(read: "ReadingCount | None") -> str:
    if read is None:
        return "0 times in 30 days"
    return f"{read.count} times in 30 days, last {_moment(read.last)}"


def _moment(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M}"


def _object(
    rows: list["Access"],
    readings: dict[str, "ReadingCount"],
    opened: list["Invitation"],
    now: datetime,
) -> dict[str, Any]:
    def times(who: str) -> int:
        return readings[who].count if who in readings else 0

    strangers = [who for who in readings if who not in {one.who for one in rows}]
    return {
        "at": now.isoformat(),
        "days": LOOKED_BACK.days,
        "members": [
            {
                "user_id": one.user_id,
                "name": one.name,
                "role": one.role,
                "offices": list(one.offices),
                "since": one.since.isoformat() if one.since else None,
                "by": one.by,
                "until": one.until.isoformat() if one.until else None,
                "until_by": one.until_by,
                "why": one.why,
                "has_access": one.until is None,
                "read": times(one.who),
            }
            for one in rows
        ],
        "others_who_read": {who: times(who) for who in strangers},
        "invitations": [
            {
                "id": one.id,
                "role": one.role,
                "offices": list(one.offices),
                "by": one.by,
                "expires_at": one.expires_at.isoformat(),
            }
            for one in opened
        ],
        "roles": {role.value: sees for role, sees in SEES.items()},
    }
