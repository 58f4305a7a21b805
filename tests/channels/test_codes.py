"""What a provider's codes mean for a message, and for everything we send."""

from datetime import timedelta

import pytest

from bot.channels.codes import SUSPENDED_FOR, Account, outcome
from bot.channels.twilio_codes import MEANINGS, meaning, meaning_of
from bot.records import ChannelOff, Outcome, Rejected, RetryAt
from bot.texting import Meaning
from bot.troubles import Trouble
from tests.sandbox.conftest import StandingClock


def said(code: int, status: int = 400, tries: int = 0) -> Outcome:
    return outcome(meaning(code, status), str(code or status), tries)


@pytest.mark.parametrize("code", [21211, 21614, 21635, 30004, 30005, 30006, 30007, 30036, 21617])
def test_some_codes_end_a_message(code: int) -> None:
    assert Rejected(str(code)) == said(code)


def test_an_opt_out_switches_the_channel_off() -> None:
    assert ChannelOff("21610") == said(21610)


@pytest.mark.parametrize("code", [21408, 21612, 21657, 20429, 21611, 30001])
def test_some_codes_hold_the_whole_queue(code: int) -> None:
    held = said(code, tries=5)
    assert isinstance(held, RetryAt)
    assert (str(code), True) == (held.code, held.everywhere)


@pytest.mark.parametrize("code", [30003, 30008, 30410])
def test_a_phone_that_is_off_is_tried_later(code: int) -> None:
    assert RetryAt(12 * 3600, str(code)) == said(code, tries=1)


def test_an_unknown_code_gets_one_more_try() -> None:
    assert RetryAt(300, "39999") == said(39999)
    assert Rejected("39999") == said(39999, tries=1)


@pytest.mark.parametrize(("status", "seconds"), [(401, 120), (429, 5), (500, 5), (502, 5)])
def test_where_the_code_says_nothing_the_status_does(status: int, seconds: float) -> None:
    assert RetryAt(seconds, str(status), everywhere=True) == said(0, status, tries=3)


@pytest.mark.parametrize(("code", "meant"), [("30003", Meaning.UNREACHED), ("", None), ("²", None)])
def test_the_code_of_a_status_is_looked_up(code: str, meant: Meaning | None) -> None:
    assert meant is meaning_of(code)


def test_every_meaning_a_provider_may_have_leads_somewhere() -> None:
    assert {*Meaning} == {*MEANINGS.values()}


class Watching:
    """An account, and what was heard of it."""

    def __init__(self) -> None:
        self.clock = StandingClock()
        self.heard: list[tuple[Trouble, bool, str]] = []
        self.account = Account(self.clock, meaning_of, self.hear)

    def hear(self, trouble: Trouble, present: bool, detail: str) -> None:
        self.heard.append((trouble, present, detail))


def test_a_suspended_account_sends_nothing_and_each_message_goes_another_way() -> None:
    watching = Watching()
    account = watching.account
    assert account.suspended() is None
    assert Rejected("30002") == account.verdict("30002", 0)
    assert Rejected("30002") == account.suspended()
    assert [(Trouble.SMS_SUSPENDED, True, "30002")] == watching.heard


def test_a_suspended_account_is_tried_again_after_a_quarter_of_an_hour() -> None:
    watching = Watching()
    watching.account.verdict("30002", 0)
    watching.clock.at += SUSPENDED_FOR
    assert watching.account.suspended() is None


def test_a_clock_put_back_does_not_keep_an_account_suspended() -> None:
    watching = Watching()
    watching.account.verdict("30002", 0)
    watching.clock.at -= timedelta(days=1)
    assert watching.account.suspended() is None


def test_a_mistake_in_the_settings_is_told_until_a_message_is_taken() -> None:
    watching = Watching()
    watching.account.refused(Meaning.SETTINGS, "21408", 0)
    watching.account.works()
    assert (Trouble.SMS_SETTINGS, True, "21408") == watching.heard[0]
    assert (Trouble.SMS_SETTINGS, False, "") in watching.heard[1:]


@pytest.mark.parametrize("meant", [Meaning.NO_NUMBER, Meaning.DOWN, Meaning.RATE, None])
def test_what_is_not_the_fault_of_the_account_is_no_trouble_of_it(meant: Meaning | None) -> None:
    watching = Watching()
    watching.account.refused(meant, "1", 0)
    assert [] == watching.heard
