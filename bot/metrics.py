"""Figures for an operator's monitor: what waits, and for how long."""

from prometheus_client import CollectorRegistry, Gauge

from bot.records import Backlog


class Metrics:
    """Gauges in a registry of their own; nothing personal is among them."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._messages = self._gauge("messages_waiting", "Messages due and not sent yet.")
        self._oldest = self._gauge("oldest_message_seconds", "How long the oldest of them waits.")
        self._failed = self._gauge("failed_updates", "Updates kept that could not be taken.")
        self._timers = self._gauge("timers_due", "Timers due and not brought about yet.")

    def show(self, backlog: Backlog) -> None:
        """Set the gauges to what waits now."""
        self._messages.set(backlog.messages)
        self._oldest.set(backlog.oldest_seconds)
        self._failed.set(backlog.failed)
        self._timers.set(backlog.timers)

    def _gauge(self, name: str, meaning: str) -> Gauge:
        return Gauge(f"qabyldau_{name}", meaning, registry=self.registry)
