"""Every act from every state: allowed or not, and what is left when it is not."""

from datetime import timedelta

import pytest

from bot.dialogs import commands as do
from bot.reception.lifecycle import Act, State
from tests.desk.acting import LATER, SLOT, brought_to, by_citizen, by_staff, why
from tests.turns.house import Citizen, House, keys, telegram

S = State
OPEN = {S.REGISTERED, S.UNDER_REVIEW, S.RETURNED}
LIVE = OPEN | {S.SCHEDULED}
ALLOWED = {
    "confirm": LIVE | {S.NOT_HELD},
    "refuse": LIVE,
    "consulted": LIVE,
    "attended": {S.SCHEDULED, S.NO_SHOW},
    "no-show": {S.SCHEDULED},
    "not-held": {S.SCHEDULED},
    "undo": set[State](),
    "withdraw": LIVE,
    "release": {S.SCHEDULED},
    "promise": {S.SCHEDULED},
}


def command(act: str, number: str) -> do.Command:
    match act:
        case "confirm":
            return do.Confirm(number, LATER)
        case "refuse":
            return do.Refuse(number, "repeat", None, None)
        case "consulted":
            return do.Declare(number, Act.CONSULT)
        case "attended":
            return do.Declare(number, Act.DECLARE_ATTENDED)
        case "no-show":
            return do.Declare(number, Act.DECLARE_NO_SHOW)
        case "not-held":
            return do.Declare(number, Act.DECLARE_NOT_HELD)
        case "undo":
            return do.Undo(number)
        case "withdraw":
            return do.Withdraw(number)
        case "release":
            return do.Release(number)
        case _:
            return do.Promise(number)


@pytest.mark.parametrize("state", State)
async def test_an_act_is_done_from_the_states_of_the_table_and_no_other(
    house: House, state: State
) -> None:
    for where, act in enumerate(ALLOWED, 100):
        number = await Citizen(house, telegram(where)).books()
        before = await brought_to(house, number, state)
        if act in {"attended", "no-show", "not-held"}:
            house.clock.moment = SLOT + timedelta(minutes=10)
        by_applicant = act in {"withdraw", "release", "promise"}
        done = command(act, number)
        outcome = await (by_citizen(house, done, where) if by_applicant else by_staff(house, done))
        after = await house.request(number)
        if state in ALLOWED[act]:
            assert "" == why(outcome), act
            assert after.version == before.version + (act != "promise"), act
        else:
            assert why(outcome), act
            assert before == after, act
            assert [] == keys(await house.delivers(), telegram(where)), act
        house.clock.moment = SLOT - timedelta(days=1)
        if after.slot is not None:
            await brought_to(house, number, State.WITHDRAWN)
        await house.delivers()


async def test_every_act_leaves_a_line_in_the_history(house: House) -> None:
    number = await Citizen(house, telegram(100)).books()
    await by_staff(house, do.Confirm(number, SLOT, "Шұғыл мәселе"))
    await by_staff(house, do.Undo(number))
    await by_citizen(house, do.Withdraw(number))
    lines = [(e.kind, e.who, e.before, e.after) for e in await house.history(number)]
    assert [
        ("register", "citizen", None, S.REGISTERED),
        ("confirm", "staff:9001", S.REGISTERED, S.SCHEDULED),
        ("undo", "staff:9001", S.SCHEDULED, S.REGISTERED),
        ("withdraw", "citizen", S.REGISTERED, S.WITHDRAWN),
    ] == lines
    details = (await house.history(number))[1].details
    assert {"starts_at": SLOT.isoformat(), "reason": "Шұғыл мәселе"} == details
