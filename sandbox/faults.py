"""A layer before the sandbox's servers that goes wrong as networks and gateways do, on request."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from aiohttp import web
from aiohttp.typedefs import Middleware

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

HUGE_BYTES: Final = 8 * 1024 * 1024
PAGE: Final = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"


class Fault(StrEnum):
    """What can go wrong on the way."""

    DOWN = "down"
    """The gateway says that nobody is there: 503 with a page."""
    SLOW = "slow"
    """The answer comes, late."""
    HANG = "hang"
    """No answer comes at all."""
    RESET = "reset"
    """The connection is cut before an answer."""
    CUT = "cut"
    """The connection is cut in the middle of the answer."""
    HTML = "html"
    """200, with a page where JSON should be."""
    TRUNCATED = "truncated"
    """200, with the first half of the JSON."""
    GARBAGE = "garbage"
    """200, with JSON that says nothing of what it should."""
    NOTHING = "nothing"
    """200, with nothing."""
    HUGE = "huge"
    """200, with megabytes of blanks."""


class Side(StrEnum):
    """Whose server."""

    TELEGRAM = "telegram"
    TWILIO = "twilio"


@dataclass(slots=True)
class Rule:
    """When something goes wrong. `times`: for the next requests only; None: until taken away.

    `share`: with what probability; `method`: only for this one (the end of the path). `taken`: the
    server does what it was asked first, and only its answer is lost.
    """

    side: Side
    fault: Fault
    times: int | None = None
    share: float = 1.0
    method: str = ""
    taken: bool = False
    seconds: float = 1.0


def _always() -> float:
    return 0.0


@dataclass
class FaultLayer:
    """Applies rules, the first that fits. `chance` gives numbers from 0 to 1, from a seed."""

    chance: Callable[[], float] = _always
    rules: list[Rule] = field(default_factory=list)
    met: int = 0
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, side: Side, fault: Fault, **how: object) -> Rule:
        """Have something go wrong from now on."""
        rule = Rule(side, fault, **how)  # type: ignore[arg-type]
        self.rules.append(rule)
        return rule

    def heal(self) -> None:
        """Have everything go right again, also what hangs now."""
        self.rules.clear()
        self._over.set()
        self._over = asyncio.Event()

    def middleware(self) -> Middleware:
        """Return what stands before the handlers."""

        @web.middleware
        async def before(request: web.Request, handler: Handler) -> web.StreamResponse:
            rule = self._fitting(request.path) if self.rules else None
            return (
                await handler(request) if rule is None else await self._do(rule, request, handler)
            )

        return before

    def _fitting(self, path: str) -> Rule | None:
        side = _side(path)
        for rule in self.rules:
            fits = rule.side is side and path.endswith(rule.method) and rule.times != 0
            if fits and self.chance() < rule.share:
                if rule.times is not None:
                    rule.times -= 1
                self.met += 1
                return rule
        return None

    async def _do(self, rule: Rule, request: web.Request, handler: Handler) -> web.StreamResponse:
        answer = b"{}"
        if rule.taken or rule.fault in {Fault.SLOW, Fault.TRUNCATED, Fault.CUT}:
            response = await handler(request)
            body = getattr(response, "body", None)
            answer = bytes(body) if isinstance(body, bytes | bytearray) else answer
        else:
            await request.read()
        if rule.fault is Fault.SLOW:
            await self._wait(rule.seconds)
            return response
        return await self._wrong(rule, request, answer)

    async def _wrong(self, rule: Rule, request: web.Request, answer: bytes) -> web.StreamResponse:
        match rule.fault:
            case Fault.DOWN:
                return web.Response(status=503, text=PAGE, content_type="text/html")
            case Fault.HANG:
                await self._over.wait()
            case Fault.HTML:
                return web.Response(text=PAGE, content_type="text/html")
            case Fault.TRUNCATED:
                return _json(answer[: len(answer) // 2])
            case Fault.GARBAGE:
                return _json(b'{"ok": true, "result": {"surprise": [1, null]}, "sid": 5}')
            case Fault.NOTHING:
                return _json(b"")
            case Fault.HUGE:
                return _json(b" " * HUGE_BYTES)
            case Fault.CUT:
                await self._cut(request, answer)
            case Fault.RESET | Fault.SLOW:
                pass
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _cut(self, request: web.Request, answer: bytes) -> None:
        """Begin an answer and do not end it."""
        begun = web.StreamResponse(headers={"Content-Length": str(len(answer) + 10)})
        begun.content_type = "application/json"
        await begun.prepare(request)
        await begun.write(answer[: len(answer) // 2 + 1])

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._over.wait()
        except TimeoutError:
            return


def _json(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/json")


def _side(path: str) -> Side | None:
    if path.startswith("/bot"):
        return Side.TELEGRAM
    return Side.TWILIO if path.startswith("/2010-04-01/") else None
