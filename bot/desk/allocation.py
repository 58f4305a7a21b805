"""A whole queue laid into the schedule [D28]: each time is given as if by its own card."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.desk.acts import By, Done, Outcome, Problem
from bot.desk.decisions import Decisions
from bot.dialogs import commands as do
from bot.dialogs.queries import RequestByNumber, RequestView
from bot.dialogs.say import Say, say
from bot.notices import Invitation
from bot.ports import Tx
from bot.records import Outgoing, Settings


class Allocation:
    """Carries out proposals, by the same decisions as single ones."""

    def __init__(self, decisions: Decisions, settings: Settings) -> None:
        self._decisions, self._settings = decisions, settings

    async def allocate(self, tx: Tx, approved: do.Allocate, by: By, now: datetime) -> Outcome:
        """Give every request its time; say once how many got theirs, and who not, and why.

        Each can be undone on its card, and each applicant hears of it after that.
        """
        put: list[Outgoing] = []
        cards: list[Invitation] = []
        skipped: list[Say] = []
        for one in approved.times:
            # A reason is only for those who have somebody ahead of them.
            reason = approved.reason if await _ahead(tx, one.number, now) else None
            decided = do.Confirm(one.number, one.starts_at, reason, allocated=True)
            match await self._decisions.confirm(tx, decided, by, now):
                case Problem(why=why):
                    await tx.let_go(one.number)
                    skipped.append(say("allocate-skipped", number=one.number, why=why))
                case Done() as done:
                    put += done.put
                    # Every card has its place in the chat already: no twenty new ones.
                    cards += [_in_place(invitation) for invitation in done.invitations]
        until = now + timedelta(seconds=self._settings.undo_seconds)
        given = len(approved.times) - len(skipped)
        told = say(
            "allocate-done" if given else "allocate-done-none",
            given=given,
            until=until,
            skipped=_lines(skipped),
        )
        return Done(says=(told,), put=tuple(put), invitations=tuple(cards))


async def _ahead(tx: Tx, number: str, now: datetime) -> bool:
    view = await tx.answer(RequestByNumber(number), now)
    return isinstance(view, RequestView) and (view.place or 1) > 1


def _in_place(invitation: Invitation) -> Invitation:
    return replace(invitation, prompt=replace(invitation.prompt, fresh=False))


def _lines(says: list[Say]) -> Say | str:
    whole: Say | str = ""
    for one in says:
        whole = say("staff-lines", above=whole, below=one) if whole else one
    return whole
