"""Figures for an operator's monitor: what waits and for how long, and how fast work gets done.

The program tells them as it goes, a batch or a message at a time; nothing personal is among them.
"""

import platform
import tomllib
from collections.abc import Collection, Iterable
from datetime import datetime
from math import inf
from pathlib import Path
from typing import Final, assert_never

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector

from bot.ports.figuring import Queue, Terms
from bot.records import Backlog, ChannelName, ChannelOff, Outcome, Rejected, RetryAt, Sent

ROOT: Final = Path(__file__).parent.parent
QUICK: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
SENDING: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
MANY: Final = (1, 2, 5, 10, 20, 50, 100, 200)


class Metrics:
    """Gauges, counters and histograms in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._messages = self._gauge("messages_waiting", "Messages due and not sent yet.")
        self._oldest = self._gauge("oldest_message_seconds", "How long the oldest of them waits.")
        self._failed = self._gauge("failed_updates", "Updates kept that could not be taken.")
        self._timers = self._gauge("timers_due", "Timers due and not brought about yet.")
        self._queue = self._gauge("queue_messages", "Messages due on a channel.", "channel")
        self._age = self._gauge("queue_age_seconds", "How long the oldest one waits.", "channel")
        self._at_risk = self._gauge("terms_at_risk", "Replies due within three working days.")
        self._overdue = self._gauge("terms_overdue", "Replies whose term has passed.")
        self._tasks = self._gauge("tasks_open", "Calls and other tasks of staff not done yet.")
        self._late_tasks = self._gauge("tasks_overdue", "Those of them whose term has passed.")
        self._segments = self._gauge("sms_segments_month", "Segments of SMS sent this month.")
        self._spent = self._gauge("sms_spent_month", "What they cost, as SMS_SEGMENT_PRICE says.")
        self._trouble = self._gauge("trouble", "1 while there is this trouble.", "trouble")
        self._backup = self._gauge("backup_age_seconds", "Age of the newest backup.")
        self._backup.set(inf)
        self._figured = self._gauge("figures_timestamp_seconds", "When these were counted.")
        self._batch = self._histogram("batch_updates", "Updates committed together.", MANY)
        self._commit = self._histogram("batch_seconds", "From a batch's begin to its commit.")
        self._turn = self._histogram(
            "turn_seconds", "From coming in to the commit, of whoever of a batch waited longest."
        )
        self._sends = Counter(
            "qabyldau_sends",
            "Messages handed to a provider, by what came of it.",
            ("channel", "outcome"),
            registry=self.registry,
        )
        send = Histogram(
            "qabyldau_send_seconds",
            "How long a provider took over a message.",
            ("channel",),
            buckets=SENDING,
            registry=self.registry,
        )
        self._send = {name: send.labels(name) for name in ChannelName}
        about = {"version": version(), "python": platform.python_version()}
        Info("qabyldau", "What runs.", registry=self.registry).info(about)
        ProcessCollector(registry=self.registry)

    # as it happens -----------------------------------------------------------------------------
    def batch(self, updates: int, seconds: float, longest: float) -> None:
        """Note a batch: how many updates, how long the commit took and the longest wait."""
        self._batch.observe(updates)
        self._commit.observe(seconds)
        self._turn.observe(longest)

    def sent(self, channel: ChannelName, outcome: Outcome, seconds: float) -> None:
        """Note what came of handing a message to a provider, and how long that took."""
        self._sends.labels(channel, _word(outcome)).inc()
        self._send[channel].observe(seconds)

    # as it is counted --------------------------------------------------------------------------
    def show(self, backlog: Backlog) -> None:
        """Set the gauges to what waits now."""
        self._messages.set(backlog.messages)
        self._oldest.set(backlog.oldest_seconds)
        self._failed.set(backlog.failed)
        self._timers.set(backlog.timers)

    def show_queues(self, queues: Iterable[Queue], now: datetime) -> None:
        """Set what waits on each channel."""
        waiting = {queue.channel: queue for queue in queues}
        for name in ChannelName:
            queue = waiting.get(name)
            self._queue.labels(name).set(queue.messages if queue else 0)
            age = (now - queue.oldest).total_seconds() if queue else 0.0
            self._age.labels(name).set(max(0.0, age))

    def show_terms(self, terms: Terms, now: datetime) -> None:
        """Set how many replies are in danger or late, as counted now."""
        self._at_risk.set(terms.at_risk)
        self._overdue.set(terms.overdue)
        self._figured.set(now.timestamp())

    def show_tasks(self, still_open: int, overdue: int) -> None:
        """Set how much staff must still do by hand, telephone calls above all."""
        self._tasks.set(still_open)
        self._late_tasks.set(overdue)

    def show_spending(self, segments: int, spent: float) -> None:
        """Set what was sent by SMS this month, and what it cost."""
        self._segments.set(segments)
        self._spent.set(spent)

    def show_troubles(self, known: Iterable[str], current: Collection[str]) -> None:
        """Set which troubles there are, of all that there can be."""
        for name in known:
            self._trouble.labels(name).set(name in current)

    def show_backup(self, age_seconds: float | None) -> None:
        """Set the age of the newest backup; infinite where there is none."""
        self._backup.set(inf if age_seconds is None else age_seconds)

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(f"qabyldau_{name}", meaning, labels, registry=self.registry)

    def _histogram(self, name: str, meaning: str, buckets: tuple[float, ...] = QUICK) -> Histogram:
        return Histogram(f"qabyldau_{name}", meaning, buckets=buckets, registry=self.registry)


def version() -> str:
    """Return our version, as the project's file has it."""
    try:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        return str(project["version"])
    except (OSError, ValueError, KeyError):
        return "unknown"


def _word(outcome: Outcome) -> str:
    match outcome:
        case Sent():
            return "sent"
        case RetryAt():
            return "retry"
        case Rejected():
            return "rejected"
        case ChannelOff():
            return "off"
        case _:
            assert_never(outcome)
