"""What Twilio's codes mean for a message."""

import pytest

from bot.channels import codes
from bot.records import ChannelOff, Rejected, RetryAt


@pytest.mark.parametrize("code", [21211, 21614, 21635, 30004, 30005, 30006, 30007, 21617])
def test_some_codes_end_a_message(code: int) -> None:
    assert Rejected(str(code)) == codes.outcome(code, 400, tries=0)


def test_an_opt_out_switches_the_channel_off() -> None:
    assert ChannelOff("21610") == codes.outcome(21610, 400, tries=0)


@pytest.mark.parametrize("code", [21408, 21612, 21657, 20429, 21611, 30001, 30002])
def test_some_codes_hold_the_whole_queue(code: int) -> None:
    outcome = codes.outcome(code, 400, tries=5)
    assert isinstance(outcome, RetryAt)
    assert (str(code), True) == (outcome.code, outcome.everywhere)


def test_a_phone_that_is_off_is_tried_later() -> None:
    assert RetryAt(12 * 3600, "30003") == codes.outcome(30003, 400, tries=1)


def test_an_unknown_code_gets_one_more_try() -> None:
    assert RetryAt(300, "39999") == codes.outcome(39999, 400, tries=0)
    assert Rejected("39999") == codes.outcome(39999, 400, tries=1)


@pytest.mark.parametrize(("status", "seconds"), [(401, 120), (429, 5), (500, 5), (502, 5)])
def test_where_the_code_says_nothing_the_status_does(status: int, seconds: float) -> None:
    assert RetryAt(seconds, str(status), everywhere=True) == codes.outcome(0, status, tries=3)
