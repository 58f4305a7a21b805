"""The queue of updates: kept until acknowledged, by long polling or by a webhook."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp

from sandbox.background import Background
from sandbox.refusals import BotApiRefusal
from sandbox.world import Json, World

PRESS_LIVES = timedelta(seconds=150)
UPDATE_LIVES = timedelta(hours=24)
KINDS = {
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "inline_query",
    "chosen_inline_result",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "message_reaction",
    "message_reaction_count",
}
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 5.0
WEBHOOK_PATIENCE = aiohttp.ClientTimeout(total=60)


class TelegramDown(Exception):
    """The simulated Telegram went down while a request waited."""


@dataclass(frozen=True, slots=True)
class Update:
    """One update as it waits for the bot."""

    id: int
    kind: str
    body: Json
    at: datetime

    def wire(self) -> Json:
        """The update as the Bot API writes it."""
        return {"update_id": self.id, self.kind: self.body}


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates are posted to, and with which secret."""

    url: str
    secret: str | None = None
    max_connections: int = 40
    ip_address: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One try to post an update: the status, or 0 when nobody answered."""

    update_id: int
    status: int


class Updates:
    """Updates wait here until the bot says it has them."""

    def __init__(self, world: World, background: Background, client: aiohttp.ClientSession) -> None:
        self.world = world
        self.webhook: Webhook | None = None
        self.allowed = KINDS - NOT_BY_DEFAULT
        self.deliveries: list[Delivery] = []
        self.expired: set[int] = set()
        self.last_error: tuple[datetime, str] | None = None
        self._background = background
        self._client = client
        self._waiting: deque[Update] = deque()
        self._next_id = world.seed
        self.polls = 0
        self._set_webhook = 0
        self._delivering: asyncio.Task[None] | None = None

    def add(self, kind: str, body: Json) -> None:
        """Queue an update, unless the bot does not want this kind."""
        if kind in self.allowed:
            self._waiting.append(Update(self._next_id, kind, body, self.world.now()))
            self._next_id += 1
        self.world.bell.ring()

    def pending(self) -> list[Update]:
        """Updates that still wait; old ones are gone, old presses sooner."""
        now = self.world.now()

        def alive(update: Update) -> bool:
            lives = PRESS_LIVES if update.kind == "callback_query" else UPDATE_LIVES
            return now - update.at <= lives

        self.expired |= {update.id for update in self._waiting if not alive(update)}
        self._waiting = deque(update for update in self._waiting if alive(update))
        return list(self._waiting)

    @property
    def given(self) -> range:
        """The numbers of all updates there were."""
        return range(self.world.seed, self._next_id)

    def drop(self) -> None:
        """Forget everything that waits."""
        self._waiting.clear()

    def allow(self, kinds: list[str] | None) -> None:
        """Change which kinds are queued from now on; an empty list means the default."""
        if kinds is not None:
            self.allowed = set(kinds) & KINDS if kinds else KINDS - NOT_BY_DEFAULT

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Answer getUpdates: acknowledge below the offset, wait for something new."""
        if self.webhook is not None:
            raise BotApiRefusal(409, WEBHOOK_ACTIVE)
        self.polls += 1
        mine, webhooks = self.polls, self._set_webhook
        self.world.bell.ring()
        self._acknowledge(offset)

        def ready() -> list[Json] | None:
            if self.world.faults.telegram_down:
                raise TelegramDown
            if mine != self.polls:
                raise BotApiRefusal(409, OTHER_POLLER)
            if webhooks != self._set_webhook:
                raise BotApiRefusal(409, "Conflict: terminated by setWebhook request")
            return [update.wire() for update in self.pending()[:limit]] or None

        return await self.world.bell.wait_for(ready, seconds) or []

    def _acknowledge(self, offset: int) -> None:
        if offset < 0:
            waiting = self.pending()
            self._waiting = deque(waiting[offset:])
        while offset > 0 and self._waiting and self._waiting[0].id < offset:
            self._waiting.popleft()

    def set_webhook(self, webhook: Webhook | None) -> None:
        """Post updates to this webhook from now on; None goes back to polling."""
        self.webhook = webhook
        self.last_error = None
        self._set_webhook += 1
        if self._delivering is not None:
            self._delivering.cancel()
            self._delivering = None
        if webhook is not None:
            self._delivering = self._background.start(self._deliver(webhook))
        self.world.bell.ring()

    async def _deliver(self, webhook: Webhook) -> None:
        pause = FIRST_PAUSE
        while True:
            update = await self.world.bell.wait_for(self._next, 3600)
            if update is None:
                continue
            status = await self._post(webhook, update)
            self.deliveries.append(Delivery(update.id, status))
            if 200 <= status < 300:
                pause = FIRST_PAUSE
                self._acknowledge(update.id + 1)
                self.world.bell.ring()
                continue
            self.last_error = (
                self.world.now(),
                f"Wrong response from the webhook: {status}" if status else "Connection refused",
            )
            self.world.bell.ring()
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _next(self) -> Update | None:
        if self.world.faults.telegram_down:
            return None
        return next(iter(self.pending()), None)

    async def _post(self, webhook: Webhook, update: Update) -> int:
        headers = {"Content-Type": "application/json"}
        if webhook.secret is not None:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        for place in self.world.ways(webhook.url):
            try:
                async with self._client.post(
                    place,
                    data=json.dumps(update.wire()).encode(),
                    headers=headers,
                    timeout=WEBHOOK_PATIENCE,
                ) as response:
                    return response.status
            except aiohttp.ClientConnectorError:
                continue  # nobody listens there: the next one may have it
            except (aiohttp.ClientError, TimeoutError, OSError):
                return 0
        return 0
