"""What an operator's monitor is shown, and that it names nobody."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from prometheus_client.exposition import generate_latest

from bot.dialogs.incoming import Asked
from bot.dialogs.say import say
from bot.gauging import Gauging
from bot.messages import Notice
from bot.metrics import Metrics
from bot.reception.calendar import WorkingCalendar, at
from bot.records import ChannelName, ChannelOff, Outgoing, Rejected, RetryAt, Sent
from bot.troubles import Trouble, Troubles
from tests.turns.house import Citizen, House, telegram


class Monitor:
    """Figures of a house."""

    def __init__(self, house: House, folder: Path | None = None) -> None:
        self.metrics = Metrics()
        house.turns.observe = self.metrics.batch
        self.troubles = Troubles(house.store, house.reference, house.clock)
        self._gauging = Gauging(
            self.metrics, house.store, house.clock, house.reference, self.troubles, folder
        )

    async def counts(self) -> None:
        """Count now."""
        await self._gauging.work()

    def shows(self, name: str, **labels: str) -> float | None:
        """Return a figure as it stands."""
        return self.metrics.registry.get_sample_value(f"qabyldau_{name}", labels)


async def test_replies_in_danger_and_late_are_counted(house: House) -> None:
    monitor = Monitor(house)
    number = await Citizen(house, telegram(700)).books()
    due = (await house.request(number)).given.reply_due
    calendar = house.reference.calendar
    three, four = (last_day_with(calendar, due, left) for left in (3, 4))
    seen = []
    for day in (four, three, due, calendar.add(due, 1)):
        house.clock.moment = at(day, time(12))
        await monitor.counts()
        seen.append((monitor.shows("terms_at_risk"), monitor.shows("terms_overdue")))
    assert [(0, 0), (1, 0), (1, 0), (0, 1)] == seen


def last_day_with(calendar: WorkingCalendar, due: date, left: int) -> date:
    """Return the last day on which so many working days are left until another."""
    day = due
    while calendar.between(day, due) < left:
        day -= timedelta(days=1)
    return day


async def test_what_waits_is_counted_by_channel_with_its_age(house: House) -> None:
    monitor = Monitor(house)
    await monitor.counts()
    assert 0 == monitor.shows("queue_messages", channel="telegram")
    address = telegram(700)
    async with house.store.writing() as tx:
        loaded = (await tx.load([address], house.now))[address]
        await tx.put([Outgoing(loaded.contact, Notice(say("hello")))] * 2, house.now)
    house.clock.moment += timedelta(seconds=90)
    await monitor.counts()
    assert 2 == monitor.shows("queue_messages", channel="telegram")
    assert 90 == monitor.shows("queue_age_seconds", channel="telegram")
    assert 0 == monitor.shows("queue_age_seconds", channel="sms")


async def test_a_batch_is_one_observation_however_many_updates_it_has(house: House) -> None:
    monitor = Monitor(house)
    updates = [house.update(telegram(700 + n), Asked("start")) for n in range(7)]
    await house.turns.accept(updates)
    assert 1 == monitor.shows("batch_updates_count")
    assert 7 == monitor.shows("batch_updates_sum")
    taken, waited = monitor.shows("batch_seconds_sum"), monitor.shows("turn_seconds_sum")
    assert taken is not None
    assert waited is not None
    assert 0 < taken <= waited


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (Sent("1"), "sent"),
        (RetryAt(3.0, "429"), "retry"),
        (Rejected("400"), "rejected"),
        (ChannelOff("403"), "off"),
    ],
)
def test_every_outcome_of_sending_has_its_word(
    outcome: Sent | RetryAt | Rejected | ChannelOff, word: str
) -> None:
    metrics = Metrics()
    metrics.sent(ChannelName.SMS, outcome, 0.2)
    labels = {"channel": "sms", "outcome": word}
    assert 1 == metrics.registry.get_sample_value("qabyldau_sends_total", labels)
    sum_of = metrics.registry.get_sample_value("qabyldau_send_seconds_sum", {"channel": "sms"})
    assert 0.2 == sum_of


async def test_troubles_and_the_age_of_the_backup_are_shown(house: House, tmp_path: Path) -> None:
    monitor = Monitor(house, tmp_path)
    monitor.troubles.seen(Trouble.BACKUP_FAILED, True)
    await monitor.counts()
    assert 1 == monitor.shows("trouble", trouble="backup-failed")
    assert 0 == monitor.shows("trouble", trouble="telegram-down")
    assert float("inf") == monitor.shows("backup_age_seconds")


async def test_the_figures_name_nobody(house: House) -> None:
    monitor = Monitor(house)
    await Citizen(house, telegram(700)).books()
    await monitor.counts()
    page = generate_latest(monitor.metrics.registry).decode()
    assert "qabyldau_info" in page
    assert "process_start_time_seconds" in page
    assert [] == [word for word in ("Бекмағамбетов", "Асқар", "7011234567", '700"') if word in page]
