"""What goes wrong during a torture, by chance that can be repeated: faults that come and go."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeAlias

from sandbox.faults import Fault, Side
from sandbox.server import Sandbox

Off: TypeAlias = Callable[[], None]
SOME: Final = 0.4
"""The share of requests that a fault on the way meets."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that goes wrong, for so many seconds at most; `on` returns what ends it."""

    name: str
    on: Callable[[Sandbox], Off]
    longest: float = 6.0


def _switch(name: str, value: object, otherwise: object, longest: float = 6.0) -> Trouble:
    """Return a fault of a provider, as the page's switches make it."""

    def on(sandbox: Sandbox) -> Off:
        setattr(sandbox.world.faults, name, value)
        return lambda: setattr(sandbox.world.faults, name, otherwise)

    return Trouble(name, on, longest)


def _on_the_way(side: Side, fault: Fault, method: str = "") -> Trouble:
    """Return a fault of the network or of a gateway, that meets some of the requests."""

    def on(sandbox: Sandbox) -> Off:
        rule = sandbox.faults.add(side, fault, share=SOME, method=method)

        def off() -> None:
            with suppress(ValueError):
                sandbox.faults.rules.remove(rule)

        return off

    return Trouble(f"{side} {fault} {method}".strip(), on)


# Telegram has no key that makes sending twice harmless: where it took a message and its answer was
# lost, the message comes once more, kill or no kill. So answers to sending are not cut off here;
# those to getUpdates are, and Twilio's, where the list of messages tells what was taken.
BEFORE: Final = (
    Fault.DOWN, Fault.SLOW, Fault.HANG, Fault.RESET, Fault.HTML, Fault.GARBAGE, Fault.NOTHING,
    Fault.HUGE,
)  # fmt: skip
TROUBLES: Final = (
    _switch("telegram_down", True, False),
    _switch("telegram_slow", 0.4, 0.0),
    _switch("flood", True, False, 3.0),
    _switch("sms_down", True, False),
    _switch("sms_slow", 0.8, 0.0),
    _switch("sms_flood", True, False),
    _switch("sms_undelivered", True, False, 10.0),
    _switch("sms_timeout_after_accept", True, False, 15.0),
    _switch("sms_statuses_out_of_order", True, False, 20.0),
    *(_on_the_way(side, fault) for side in Side for fault in BEFORE),
    _on_the_way(Side.TELEGRAM, Fault.TRUNCATED, "getUpdates"),
    _on_the_way(Side.TELEGRAM, Fault.CUT, "getUpdates"),
    _on_the_way(Side.TWILIO, Fault.TRUNCATED),
    _on_the_way(Side.TWILIO, Fault.CUT),
)


class Weather:
    """Switches faults on and off until it is told to stop; then everything works."""

    def __init__(self, sandbox: Sandbox, chance: random.Random, calm: float) -> None:
        """Have `calm` seconds between two faults on the average."""
        self._sandbox, self._chance, self._calm = sandbox, chance, calm
        sandbox.faults.chance = chance.random
        self._over: dict[Trouble, Off] = {}
        self.seen: Counter[str] = Counter()

    async def change(self) -> None:
        """Go on until cancelled."""
        try:
            async with asyncio.TaskGroup() as storms:
                while True:
                    await asyncio.sleep(self._chance.expovariate(1 / self._calm))
                    trouble = self._chance.choice(TROUBLES)
                    if trouble not in self._over:
                        storms.create_task(self._blow(trouble))
        finally:
            for off in self._over.values():
                off()
            self._sandbox.faults.heal()

    async def _blow(self, trouble: Trouble) -> None:
        self.seen[trouble.name] += 1
        self._over[trouble] = trouble.on(self._sandbox)
        await asyncio.sleep(self._chance.uniform(0.5, trouble.longest))
        self._over.pop(trouble)()
