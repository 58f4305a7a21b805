"""A torture: full load, faults and kills by chance, and then the books held against the phones."""

import asyncio
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from bot.demo import Demo
from bot.reception.directory import Directory
from bot.settings import Settings
from sandbox.server import Sandbox
from tests.e2e.crowd import from_bot
from tests.e2e.phrases import KK, RU
from tests.e2e.reconciling import NOTED
from tests.torture.fleet import Fleet
from tests.torture.ledger import Ledger, out_of_order, read_ledger, slots_given_twice, unproven
from tests.torture.load import Deciding, Load
from tests.torture.weather import Weather

LONGEST_RETRY: Final = timedelta(hours=60)
"""By then every statutory notice has arrived or is somebody's task: tries go on for a day."""
SETTLES_WITHIN: Final = 600.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, how hard, and by which chance; `calm`: seconds between two faults."""

    seconds: float
    kills: int
    calm: float = 4.0
    seed: int = 1
    at_once: int = 100


@dataclass(slots=True)
class Verdict:
    """What came of it: the figures, and everything that is not as it must be."""

    figures: dict[str, object] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def hold(self, what: str, found: Iterable[object]) -> None:
        """Note what must be empty."""
        listed = list(found)
        self.figures[what] = len(listed)
        self.wrong += [f"{what}: {one}" for one in listed[:20]]


async def torture(plan: Plan, sandbox: Sandbox, fleet: Fleet, directory: Directory) -> Verdict:
    """Run the program through it, let everything settle, and hold the books."""
    chance = random.Random(plan.seed)
    load = Load(sandbox, directory, plan.at_once)
    deciding = Deciding(load, directory)
    weather = Weather(sandbox, chance, plan.calm)
    over, through = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        flow = tasks.create_task(load.flow(over))
        deciding_ = tasks.create_task(deciding.decide(through))
        storms = tasks.create_task(weather.change())
        for _ in range(plan.kills):
            await asyncio.sleep(plan.seconds / (plan.kills + 1) * chance.uniform(0.7, 1.3))
            await fleet.kill(chance)
        await asyncio.sleep(plan.seconds / (plan.kills + 1))
        over.set()
        storms.cancel()
        await flow
        through.set()
        await deciding_
    codes = await fleet.stop()
    verdict = Verdict()
    verdict.hold("processes that did not leave cleanly", [code for code in codes if code])
    await settle(sandbox, fleet.settings)
    ledger = await read_ledger(fleet.settings.database_url, fleet.keys)
    _hold(verdict, sandbox, load, ledger, fleet, weather)
    return verdict


async def settle(sandbox: Sandbox, settings: Settings) -> None:
    """Let the days pass until nothing is left to be tried: everything is up again."""
    demo = Demo()
    app = await demo.build(sandbox, settings)
    async with asyncio.timeout(SETTLES_WITHIN), app.running():
        await demo.pass_until(demo.clock.now() + LONGEST_RETRY)


def _hold(
    verdict: Verdict,
    sandbox: Sandbox,
    load: Load,
    ledger: Ledger,
    fleet: Fleet,
    weather: Weather,
) -> None:
    tickets = {**load.crowd.tickets}
    held = {(str(chat), number) for chat, number in tickets.items()}
    held |= {(one.phone.number, one.ticket) for one in load.texters}
    kept = {(one.address, one.number) for one in ledger.requests}
    verdict.figures |= {
        "citizens": len(load.travellers) + len(load.texters),
        "requests stored": len(ledger.requests),
        "tickets on phones": len(held),
        "times given": sum(one.slot is not None for one in ledger.requests),
        "updates taken in": sum(ledger.inbox.values()),
        "presses too old for Telegram": len(sandbox.updates.expired),
        "messages sent": ledger.outbox.get("sent", 0),
        "statutory notices": len(ledger.statutory),
        "call tasks": len(ledger.with_task),
        "kills": fleet.kills,
        "faults": sum(weather.seen.values()),
    }
    verdict.hold("tickets without a request", held - kept)
    verdict.hold("requests without a ticket", kept - held)
    lost = set(sandbox.updates.given) - sandbox.updates.expired - ledger.updates
    verdict.hold("updates lost", sorted(lost))
    verdict.hold("times given twice", slots_given_twice(ledger))
    verdict.hold("statutory notices unproven and in nobody's hands", unproven(ledger))
    verdict.hold("answers out of order", out_of_order(ledger))
    repeated = repetitions(sandbox, ledger)
    verdict.figures["messages repeated"] = len(repeated)
    if len(repeated) > fleet.kills:
        verdict.wrong.append(f"{len(repeated)} messages repeated by {fleet.kills} kills")
    verdict.hold("personal data in logs", personal(fleet.logs(), load))
    unsent = {"queued", "sending"}
    verdict.hold("messages that still wait", ledger.outbox.keys() & unsent)


def repetitions(sandbox: Sandbox, ledger: Ledger) -> list[str]:
    """Return the messages on phones that the books don't know: each was sent once more."""
    known = {(one.address, one.provider_id) for one in ledger.said}
    sids = {one.provider_id for one in ledger.said if one.channel == "sms"}
    found: list[str] = []
    for chat in sandbox.world.chats.values():
        said = from_bot(chat)
        unknown = [one.text for one in said if (str(chat.id), str(one.id)) not in known]
        noted = [text for text in unknown if text in NOTED]
        found += [text for text in unknown if text not in NOTED] + noted[1:]
    found += [
        sms.body
        for sms in sandbox.network.log.values()
        if sms.callback is not None and not sms.inbound and sms.sid not in sids
    ]
    return found


def personal(logs: str, load: Load) -> list[str]:
    """Return what of the citizens stands in the logs."""
    secrets = {one.phone.lstrip("+") for one in load.travellers}
    secrets |= {one.phone.number.lstrip("+") for one in load.texters}
    for words in (KK, RU):
        secrets |= {words.essence, words.name, *words.name.split()}
    return sorted(secret for secret in secrets if secret in logs)
