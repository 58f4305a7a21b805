"""Half an hour before closing: which requests are not in the records system yet."""

from datetime import time

import pytest
from msgspec.structs import replace

from bot.dialogs import commands as do
from bot.duties.unnumbered import clock
from bot.reception.lifecycle import State
from tests.desk.acting import brought_to, by_staff
from tests.duties.days import march, numbers, told
from tests.turns.house import Citizen, House, telegram

BEFORE = time(18, 0)


async def booked(house: House, where: int = 100) -> str:
    return await Citizen(house, telegram(where)).books()


async def unnumbered(house: House, day: int, at: time = BEFORE) -> list[list[str]]:
    said = await told(house, march(day, at))
    return [numbers(one) for one in said if one.key == "watch-unnumbered"]


async def test_every_evening_until_the_number_is_there(office: House) -> None:
    first, second = await booked(office), await booked(office, 101)
    assert [] == await unnumbered(office, 2, time(17, 59))
    assert [[first, second]] == await unnumbered(office, 2)
    assert [] == await unnumbered(office, 2, time(18, 10))
    await by_staff(office, do.EnterExternal(first, "ЗТ-1"))
    await brought_to(office, second, State.WITHDRAWN)
    assert [[second]] == await unnumbered(office, 3)
    await by_staff(office, do.EnterExternal(second, "ЗТ-2"))
    assert [] == await unnumbered(office, 4)


async def test_what_came_after_closing_is_of_the_next_day(office: House) -> None:
    office.clock.moment = march(2, time(19, 0))
    number = await booked(office)
    assert [] == await unnumbered(office, 2, time(19, 30))
    assert [[number]] == await unnumbered(office, 3)


@pytest.mark.parametrize(
    ("closes", "begins"),
    [(time(18, 30), BEFORE), (time(13, 0), time(12, 30)), (time(23, 0), time(19, 30))],
)
async def test_it_is_told_before_closing_and_before_quiet_hours(
    house: House, closes: time, begins: time
) -> None:
    office = house.directory.offices[0]
    assert begins == clock(replace(office, hours=replace(office.hours, closes=closes)))
