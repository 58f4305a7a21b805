"""Who is let in, for staff: inviting, listing, revoking, in the staff chat or in private.

A link is shown in private alone, to whoever asked for it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NoReturn, TypeAlias

from bot.dialogs.commands import Invite, Revoke, WithdrawInvitation
from bot.dialogs.conversation import Ending, Farewell, Goto
from bot.dialogs.queries import AccessKept
from bot.dialogs.question import Citizen, Option, Style
from bot.dialogs.say import Say, Value, say
from bot.dialogs.staff.naming import SHOWN, lines
from bot.dialogs.talk import Talk
from bot.dialogs.understand import fold
from bot.reception.access import (
    STAFF,
    Invitation,
    Member,
    leaderless_without,
    may_invite,
    may_revoke,
)
from bot.reception.directory import Directory, Role, StaffMember

Whom: TypeAlias = StaffMember | Invitation

BY_ID: Final = "@"
"""Before the number of a member that was picked from a list."""
ALL: Final = frozenset({"all", "барлығы", "барлыгы", "все"})
_ROLES: Final[Mapping[str, Role]] = {
    **{role.value: role for role in Role},
    "қараушы": Role.VIEWER, "караушы": Role.VIEWER, "наблюдатель": Role.VIEWER,
    "оператор": Role.OPERATOR,
    "басшы": Role.HEAD, "руководитель": Role.HEAD,
    "әкімші": Role.ADMIN, "акимши": Role.ADMIN, "администратор": Role.ADMIN,
}  # fmt: skip


def access(talk: Talk) -> Ending:
    """Answer one of these commands in private."""
    who = talk.facts.who
    member = who.member if isinstance(who, Citizen) else None
    if member is None:
        talk.deny("staff-only")
    return COMMANDS[talk.args["command"]](talk, member, talk.args.get("rest", "").strip())


def invite(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """Have a link made for a role, at the offices that were named, or at the only one."""
    roles = may_invite(member.role)
    if not roles:
        talk.deny("heads-only")
    word, *named = rest.split()[:10] or [""]
    role = _ROLES.get(word.lower())
    if role is None:
        words = lines((role_row(one) for one in roles), "staff-lines")
        talk.deny("access-invite-form", rows=words)
    if role not in roles:
        talk.deny("access-may-not-invite", role=role_words(role))
    return Invite(role, _offices(talk, member, role, named))


def members(talk: Talk, member: StaffMember, _rest: str) -> Ending:
    """List who is let in at the member's offices; to those who may invite, also open links."""
    directory = talk.facts.directory
    kept = talk.fetch(AccessKept())
    spells = {one.user_id: one for one in kept.roster if one.until is None}
    several = len(member.offices) > 1
    rows = lines(
        _member_row(one, spells.get(one.user_id), directory, several=several)
        for one in directory.staff
        if {*one.offices} & {*member.offices}
    )
    mine = _open_links(kept.invitations, member) if may_invite(member.role) else ()
    opened = lines(
        say(
            "access-row-link",
            number=str(one.id),
            role=role_words(one.role),
            until=one.expires_at,
            by=by_whom(one.by, directory),
        )
        for one in mine
    )
    links = say("access-links", rows=opened) if opened else ""
    return Farewell((say("access-members", rows=rows, links=links),))


def revoke(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """Find whose access to take, or which link; make sure of it."""
    whoms = _revocable(talk, member)
    if not rest:
        return _picked(talk, member, whoms)
    found = _named(talk, whoms, rest)
    directory = talk.facts.directory
    yes, no = Say("access-revoke-yes"), Say("access-revoke-no")
    if isinstance(found, StaffMember):
        without = leaderless_without(directory.staff, found)
        if without:
            talk.deny("access-last-leader", offices=office_names(without, directory))
        shown: dict[str, Value] = {
            "name": found.name,
            "role": role_words(found.role),
            "offices": office_names(found.offices, directory),
            "own": say("access-revoke-own") if found.user_id == member.user_id else "",
        }
        sure = talk.confirm("sure", yes, no, prompt="access-sure", args=shown, can_cancel=False)
        return Revoke(found.user_id) if sure else None
    link: dict[str, Value] = {"number": str(found.id), "role": role_words(found.role)}
    sure = talk.confirm("sure", yes, no, prompt="access-sure-link", args=link, can_cancel=False)
    return WithdrawInvitation(found.id) if sure else None


def role_words(role: Role) -> Say:
    """Return what a role is called."""
    return say("access-role", role=role.value)


def role_row(role: Role) -> Say:
    """Return a role as it is typed, with what it is called."""
    return say("access-row-role", word=role.value, role=role_words(role))


def office_names(offices: Sequence[str], directory: Directory) -> Say | str:
    """Return the short names of the offices there still are."""
    known = {one.key: one for one in directory.offices}
    shorts = [known[key].short for key in offices if key in known]
    return lines((say("report-office", office=short) for short in shorts), "staff-joined")


def by_whom(by: str, directory: Directory) -> Say | str:
    """Return the name of whoever let somebody in, or a word where it was no member in force."""
    if by.startswith(STAFF):
        member = directory.member(int(by.removeprefix(STAFF)))
        return member.name if member else say("office-history-who", who="staff")
    return say("access-by", by=by)


def _offices(talk: Talk, member: StaffMember, role: Role, named: Sequence[str]) -> tuple[str, ...]:
    """Return the offices that were named; with several and none named, ask for them."""
    words = {word.strip(",;").lower() for word in named}
    if words & ALL or (not words and len(member.offices) == 1):
        words = {*member.offices}
    if not words or not words <= {*member.offices}:
        _ask_offices(talk, member, role)
    return tuple(key for key in member.offices if key in words)


def _ask_offices(talk: Talk, member: StaffMember, role: Role) -> NoReturn:
    """Say which offices can be named, and how."""
    directory = talk.facts.directory
    rows = lines(
        say("office-official", official=directory.office(key).short, word=key)
        for key in member.offices
    )
    example = f"/invite {role} {member.offices[0]}"
    talk.deny("access-invite-offices", rows=rows, example=example, every=f"/invite {role} all")


def _open_links(links: Sequence[Invitation], member: StaffMember) -> tuple[Invitation, ...]:
    return tuple(one for one in links if {*one.offices} & {*member.offices})


def _member_row(
    one: StaffMember, spell: Member | None, directory: Directory, *, several: bool
) -> Say:
    since = spell.since if spell else None
    return say(
        "access-row",
        name=one.name,
        role=role_words(one.role),
        offices=office_names(one.offices, directory) if several else "",
        since=say("access-since", at=since) if since else "",
        by=by_whom(spell.by, directory) if spell else say("access-by", by="directory"),
    )


def _revocable(talk: Talk, member: StaffMember) -> list[Whom]:
    """Return whose access the member may take, and which links."""
    staff = talk.facts.directory.staff
    whoms: list[Whom] = [
        one for one in staff if one.user_id != member.user_id and may_revoke(member, one)
    ]
    roles = may_invite(member.role)
    links = _open_links(talk.fetch(AccessKept()).invitations, member) if roles else ()
    whoms += [one for one in links if one.role in roles]
    return [*whoms, member]


def _named(talk: Talk, whoms: Sequence[Whom], rest: str) -> Whom:
    """Return the member by a part of the name, or the link by its number."""
    links = [one for one in whoms if isinstance(one, Invitation) and str(one.id) in rest.split("№")]
    staff = [one for one in whoms if isinstance(one, StaffMember)]
    found: Sequence[Whom] = links or _called(staff, rest)
    if len(found) == 1:
        return found[0]
    beyond = _called(talk.facts.directory.staff, rest)
    if not found and len(beyond) == 1:
        talk.deny("access-may-not-revoke", role=role_words(beyond[0].role))
    names = (one.name for one in (found or staff) if isinstance(one, StaffMember))
    rows = lines((say("access-row-name", name=name) for name in names), "staff-joined")
    return talk.deny("access-revoke-whom", text=rest[:SHOWN], rows=rows)


def _called(staff: Sequence[StaffMember], rest: str) -> Sequence[StaffMember]:
    """Return the members whose name it is, or whose name it is a part of."""
    typed = fold(rest)
    if rest.startswith(BY_ID):
        return [one for one in staff if f"{BY_ID}{one.user_id}" == rest]
    exact = [one for one in staff if fold(one.name) == typed]
    return exact or [one for one in staff if typed and typed in fold(one.name)]


def _picked(talk: Talk, member: StaffMember, whoms: Sequence[Whom]) -> Ending:
    """Ask whom out of a list; what comes then is the same as if they had been named."""
    if not may_invite(member.role):
        talk.deny("heads-only")
    found: str = talk.choose("whom", [_option(one) for one in whoms], prompt="access-whom")
    return Goto(talk.dialog, {**talk.args, "rest": found})


def _option(one: Whom) -> Option[str]:
    if isinstance(one, StaffMember):
        label = say("access-option", name=one.name, role=role_words(one.role))
        return Option(f"member-{one.user_id}", label, f"{BY_ID}{one.user_id}", Style.DANGER)
    label = say("access-option-link", number=str(one.id), role=role_words(one.role))
    return Option(f"link-{one.id}", label, str(one.id), Style.DANGER)


COMMANDS: Final[Mapping[str, Callable[[Talk, StaffMember, str], Ending]]] = {
    "invite": invite,
    "members": members,
    "revoke": revoke,
}
