"""Whether and when a message is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.records import ChannelOff, Outcome, Rejected, RetryAt, Sent
from bot.retries import PACED, STATUTORY_TRIES, TRIES, pause_after, retry_at

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def pause(
    outcome: Outcome, *, tries: int = 0, failures: int = 0, statutory: bool = False
) -> float | None:
    again = retry_at(outcome, tries=tries, failures=failures, statutory=statutory, now=NOW)
    return None if again is None else (again - NOW) / timedelta(seconds=1)


@pytest.mark.parametrize("outcome", [Sent("1"), Rejected("no"), ChannelOff("off")])
def test_what_has_ended_is_not_tried_again(outcome: Outcome) -> None:
    assert pause(outcome, statutory=True) is None


def test_pauses_grow_up_to_half_an_hour() -> None:
    assert [2, 4, 8, 16] == [pause_after(failures) for failures in range(4)]
    assert 1800 == pause_after(40)


def test_what_the_provider_asks_for_is_obeyed() -> None:
    assert 40 == pause(RetryAt(40, "429"), failures=1)


def test_a_message_is_given_up_after_its_last_try() -> None:
    assert 128 == pause(RetryAt(1, "x"), failures=TRIES - 2)
    assert pause(RetryAt(1, "x"), failures=TRIES - 1) is None


def test_a_statutory_message_is_tried_for_a_day() -> None:
    tried = sum(pause_after(failures) for failures in range(STATUTORY_TRIES - 1))
    assert 23.5 * 3600 < tried < 24.5 * 3600
    assert 1800 == pause(RetryAt(1, "x"), failures=STATUTORY_TRIES - 2, statutory=True)
    assert pause(RetryAt(1, "x"), failures=STATUTORY_TRIES - 1, statutory=True) is None


def test_an_outage_ends_no_message_and_spreads_who_finds_out() -> None:
    assert 2 == pause(RetryAt(2, "server", everywhere=True))
    assert 60 == pause(RetryAt(2, "server", everywhere=True), tries=500, failures=500)


def test_waiting_for_a_group_is_no_failure() -> None:
    assert 7 == pause(RetryAt(7, PACED), tries=500, failures=500)
