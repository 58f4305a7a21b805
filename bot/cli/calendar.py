"""The commands that keep the working calendar: days off and worked by decree, years signed off."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import typer

from bot.cli.plainly import fail, plainly, read_day
from bot.dialogs.commands import AddOverride, CalendarChange, RemoveOverride, SignYear
from bot.dialogs.say import say
from bot.reception.calendar import SIGNED_YEARS, Override
from bot.reception.identity import Invalid
from bot.reception.language import Bilingual
from bot.settings import read_settings

if TYPE_CHECKING:
    from bot.desk.recounting import Followed
    from bot.ports import Store

T = TypeVar("T")
OPERATOR: Final = "operator"
_SENTENCES: Final = {
    "override-far": "That day is too far off: expected a year from {first} to {last}.",
    "override-stands": "There is an entry for {day} already: remove it first.",
    "override-already-off": "{day} is a day off as it is; nothing has changed.",
    "override-already-working": "{day} is a working day as it is; nothing has changed.",
    "override-name": "--kk, --ru: expected a name of 1 to {most} letters in both languages.",
    "override-source": "--source: expected the document, 1 to {most} letters.",
    "override-ordained": "{day} stands in the directory file: change it there and import it.",
    "override-none": "There is no entry for {day}.",
    "year-signed": "{year} is signed off already.",
    "year-far": "That year can't be signed off: expected one from {first} to {last}.",
}

calendar: Final = typer.Typer(
    help="Keep the days off and worked days that decrees move, and sign years off.",
    no_args_is_help=True,
)
Day = Annotated[date, typer.Argument(metavar="DATE", parser=read_day, help="The day, 2026-08-31.")]


@calendar.command("list")
def list_() -> None:
    """List what was entered, and which years are signed off."""

    async def read(store: "Store") -> None:
        async with store.reading() as tx:
            staff, signed = await tx.overrides(), await tx.signed_years()
            directory = await tx.directory()
        for one in staff:
            print(_line(one))
        for one in directory.overrides if directory else ():
            print(f"{_line(one)} – in the directory")
        print("signed off:", ", ".join(map(str, sorted(SIGNED_YEARS | signed))))

    _with_store(read)


@calendar.command()
def add(
    day: Day,
    off: Annotated[bool, typer.Option("--off/--working", help="Which it becomes.")],
    kk: Annotated[str, typer.Option(help="Its name in Kazakh.")],
    ru: Annotated[str, typer.Option(help="Its name in Russian.")],
    source: Annotated[str, typer.Option(help="The document that says so.")],
) -> None:
    """Make a day off or worked, count open terms anew, and tell the staff chats."""
    new = Override(day, not off, Bilingual(kk, ru), source)
    followed = _change(AddOverride(new))
    print(f"In force: {_line(new)}")
    _tell(followed)


@calendar.command()
def remove(day: Day) -> None:
    """Take back what was entered for a day, count open terms anew, and tell the staff chats."""
    followed = _change(RemoveOverride(day))
    print(f"Removed: the entry for {day}")
    _tell(followed)


@calendar.command()
def sign(year: Annotated[int, typer.Argument(help="The year whose days off are final.")]) -> None:
    """Sign a year off: terms that touch it are marked as uncertain no longer."""
    _change(SignYear(year))
    print(f"Signed off: {year}")


def _change(change: CalendarChange) -> "Followed":
    from bot.clock import SystemClock
    from bot.desk.days import change_calendar

    async def do(store: "Store") -> "Followed":
        now = SystemClock().now()
        async with store.writing() as tx:
            followed = await change_calendar(
                tx, await tx.directory(), change, OPERATOR, say("calendar-operator"), now
            )
            await tx.put(followed.put, now)
        return followed

    try:
        return _with_store(do)
    except Invalid as problem:
        fail(_SENTENCES[problem.reason].format(**problem.args_))


def _with_store(work: Callable[["Store"], Awaitable[T]]) -> T:
    from bot.opening import open_database

    async def opened() -> T:
        store = await open_database(read_settings())
        try:
            return await work(store)
        finally:
            await store.close()

    with plainly():
        return asyncio.run(opened())


def _line(one: Override) -> str:
    kind = "worked" if one.working else "off"
    return f"{one.day:%Y-%m-%d %a}  {kind}  {one.name.kk} / {one.name.ru} ({one.source})"


def _tell(followed: "Followed") -> None:
    print(f"terms that moved: {len(followed.moved)}")
    for one in followed.moved:
        print(f"{one.term.number}  {one.term.reply_due} → {one.due}")
    if followed.receptions:
        print(f"receptions on a day off, to be moved: {len(followed.receptions)}")
        for hit in followed.receptions:
            print(f"{hit.number}  {hit.starts_at:%Y-%m-%d %H:%M} UTC")
