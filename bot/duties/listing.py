"""How the lists of a day are worded for the staff chat: few rows, how many more, who must look."""

from collections.abc import Callable, Sequence
from typing import Final

from bot.dialogs.say import Say, Value, say
from bot.dialogs.staff.naming import lines
from bot.reception.directory import Directory, Office, Role
from bot.reception.watching import Listing, Watched

NAMES_SHOWN: Final = 5


def section(key: str, listing: Listing, row: Callable[[Watched], Say], **args: Value) -> Say:
    """Return a list with its heading `key`: its first rows, and how many are not shown."""
    more = listing.count - len(listing.first)
    return say(
        key,
        count=listing.count,
        rows=lines(row(one) for one in listing.first),
        rest=say("watch-more", count=more) if more else "",
        **args,
    )


def rows_of(directory: Directory) -> Callable[[Watched], Say]:
    """Return what words a request in a row: its number and its official."""
    return lambda one: say(
        "watch-row", number=one.number, official=directory.official(one.official).short
    )


def heads_named(directory: Directory, office: Office) -> Say | str:
    """Return the words that call the heads of an office; "" where it has none."""
    names = members_of(directory, office, (Role.HEAD,))
    return say("watch-heads", names=names) if names else ""


def operators_named(directory: Directory, office: Office) -> Say | str:
    """Return the words that call those who work on the requests of an office."""
    names = members_of(directory, office, (Role.OPERATOR,))
    return say("watch-operators", names=names) if names else ""


def members_of(directory: Directory, office: Office, roles: Sequence[Role]) -> str:
    """Return the first names of those with such a role at an office."""
    found = [one for one in directory.staff if one.role in roles and office.key in one.offices]
    return ", ".join(one.name for one in found[:NAMES_SHOWN])
