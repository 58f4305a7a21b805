"""SMS whose last word never came: asked for in pieces, and taken in as if it had been posted."""

from datetime import timedelta

import pytest

from bot.dialogs.say import say
from bot.messages import Notice
from bot.reconciling import ASKED_FOR, Reconciling
from bot.records import Address, ChannelName, Outgoing, Sent, Settlement
from bot.texting import Meaning, Refused
from tests.channels.post import SmsByPost
from tests.turns.house import House

PHONE = "+77012223344"


class Desk:
    """A house, a provider, and what is heard of its messages."""

    def __init__(self, house: House) -> None:
        self.house, self.post = house, SmsByPost()
        self.heard: list[tuple[str, str, str]] = []
        self.reconciling = Reconciling(self.post, house.store, house.clock, self.hear)

    async def hear(self, provider_id: str, status: str, code: str) -> bool:
        self.heard.append((provider_id, status, code))
        async with self.house.store.writing() as tx:
            return await tx.provider_status(provider_id, status, code, self.house.now)

    async def sends(self, count: int = 1) -> None:
        """Send SMS one after another; their last words get lost."""
        now = self.house.now
        async with self.house.store.writing() as tx:
            contact = await tx.contact(Address(ChannelName.SMS, PHONE), None, now)
            await tx.put([Outgoing(contact, Notice(say("one")))] * count, now)
            for _ in range(count):
                (envelope,) = await tx.claim(ChannelName.SMS, now, now + timedelta(seconds=30), 1)
                self.post.at = now
                sent = Sent(await self.post.send(PHONE, "one"))
                await tx.settle([Settlement(envelope, sent, now, None)])

    async def looks_after(self, **span: float) -> None:
        self.house.clock.moment += timedelta(**span)
        await self.reconciling.look()


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


async def test_a_status_that_got_lost_is_found_after_half_an_hour(desk: Desk) -> None:
    await desk.sends()
    desk.post.says("post-1", "delivered")
    await desk.looks_after(minutes=29)
    assert [] == desk.heard
    await desk.looks_after(minutes=10)
    assert [("post-1", "delivered", "")] == desk.heard
    await desk.looks_after(minutes=10)
    assert 1 == len(desk.heard)


async def test_bad_news_comes_with_its_code(desk: Desk) -> None:
    await desk.sends()
    desk.post.says("post-1", "undelivered", "30003")
    await desk.looks_after(hours=1)
    assert [("post-1", "undelivered", "30003")] == desk.heard


async def test_what_is_still_on_its_way_is_noted_once_and_asked_for_again(desk: Desk) -> None:
    await desk.sends()
    for _ in range(3):
        await desk.looks_after(hours=1)
    desk.post.says("post-1", "delivered")
    await desk.looks_after(hours=1)
    assert ["queued", "delivered"] == [status for _, status, _ in desk.heard]


async def test_after_two_days_nobody_asks_any_more(desk: Desk) -> None:
    await desk.sends()
    desk.post.says("post-1", "delivered")
    await desk.looks_after(hours=49)
    assert [] == desk.heard


async def test_what_the_list_does_not_have_is_asked_for_one_by_one_some_at_a_time(
    desk: Desk,
) -> None:
    await desk.sends(ASKED_FOR + 20)
    desk.post.unlisted = {one.provider_id for _, one in desk.post.listed}
    await desk.looks_after(hours=1)
    assert ASKED_FOR == desk.post.calls.count("sent_as")
    await desk.looks_after(minutes=10)
    assert ASKED_FOR + 20 == len({one for one, _, _ in desk.heard})


async def test_many_are_asked_for_by_few_calls(desk: Desk) -> None:
    await desk.sends(60)
    await desk.looks_after(hours=1)
    assert 60 == len(desk.heard)
    assert 1 == desk.post.calls.count("sent_between")
    assert 0 == desk.post.calls.count("sent_as")


async def test_an_outage_of_the_provider_leaves_it_for_the_next_look(desk: Desk) -> None:
    await desk.sends()
    desk.post.says("post-1", "delivered")
    desk.post.refuses["sent_between"] = Refused("20503", Meaning.DOWN)
    with pytest.raises(Refused):
        await desk.looks_after(hours=1)
    desk.post.refuses.clear()
    await desk.looks_after(minutes=10)
    assert 1 == len(desk.heard)
