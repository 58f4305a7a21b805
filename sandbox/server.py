"""The sandbox as one server: Bot API, Twilio, people, page, all on one port."""

import asyncio
from collections import deque
from dataclasses import replace
from pathlib import Path

import aiohttp
from aiohttp import web

from sandbox.background import Background
from sandbox.botapi import BotApi
from sandbox.carrier import Carrier
from sandbox.clock import OwnClock
from sandbox.control import Control, Hooks
from sandbox.faults import FaultLayer
from sandbox.hands import Hands
from sandbox.limits import Flood, Limits
from sandbox.people import Clerk, Group, Person, SmsPerson
from sandbox.sms import Account, Network
from sandbox.telegram import TelegramServer
from sandbox.twilio import TwilioServer
from sandbox.updates import Updates
from sandbox.world import STAFF_CHAT, BotStatus, Now, User, World

PAGE = Path(__file__).parent / "page"
TOKEN = "7000000001:AAEsandbox_token_opens_only_sandbox"  # noqa: S105 - as its name says
BOT = User(7000000001, "Қабылдау", None, "qabyldau_sandbox_bot", is_bot=True)
STAFF_TITLE = "Кеңсе / Приемная"
STAFF = (
    User(9001, "Әсел", username="asel", language="kk", role="operator"),
    User(9002, "Дмитрий", username="dmitry", language="ru", role="operator"),
    User(9003, "Гүлнар", username="gulnar", language="kk", role="head"),
    User(9004, "Тимур", username="timur", language="ru", role="viewer"),
)
TELEGRAM_PEOPLE = (
    ("Айгүл", "Қасымова", "kk", "+77017654321"),
    ("Сергей", "Иванов", "ru", "+77059876543"),
)
SMS_PEOPLE = (("Гүлжан", "kk", "+77012223344"), ("Виктор", "ru", "+77053334455"))
LARGEST_UPLOAD = 50 * 1024 * 1024
ROOM_FOR_WORDS = 64 * 1024


class Sandbox:
    """A running sandbox; make one with `start`."""

    def __init__(self, hooks: Hooks, *, token: str, account: Account) -> None:
        self.token = token
        self.account = account
        self.hooks = hooks
        self.faults = FaultLayer()
        self.patience = 15.0
        self.url = ""
        bot = replace(BOT, id=int(token.partition(":")[0]))
        self.world = World(hooks.now, bot)
        self.network = Network(self.world, account)
        self.background = Background()
        self.client = aiohttp.ClientSession()
        self.updates = Updates(self.world, self.background, self.client)
        self.api = BotApi(self.world, self.updates)
        self.hands = Hands(self.world, self.updates)
        self.carrier = Carrier(self.world, self.network, self.background, self.client)
        self.staff_chat = self.world.add_group(STAFF_CHAT, STAFF_TITLE, list(STAFF))
        self.staff_chat.bot_status = BotStatus.ADMINISTRATOR
        for member in STAFF:
            # Staff pressed Start long ago: a bot can't write first.
            self.world.add_user(member).started = True

    @classmethod
    async def start(
        cls,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        now: Now | None = None,
        hooks: Hooks | None = None,
        limits: Limits | None = Limits(),  # noqa: B008 - a frozen value
        token: str = TOKEN,
        account: Account = Account(),  # noqa: B008 - a frozen value
        sample_people: bool = True,
    ) -> "Sandbox":
        """Listen on the port, a free one by default; `limits=None` switches flood limits off."""
        if hooks is None:
            own = OwnClock()
            hooks = Hooks(now or own.now, own.move)
        sandbox = cls(hooks, token=token, account=account)
        if sample_people:
            sandbox.add_sample_people()
        loop = asyncio.get_running_loop()
        flood = Flood(limits, loop.time) if limits is not None else None
        try:
            await sandbox._listen(host, port, flood)
        except BaseException:
            await sandbox.close()
            raise
        return sandbox

    async def close(self) -> None:
        """Stop listening and end what still runs."""
        # Requests that wait, for updates or for a fault to end, must not hold up the end.
        self.faults.heal()
        self.world.faults.telegram_down = True
        self.world.faults.sms_timeout_after_accept = False
        self.control.close()
        await self.background.close()
        await self.client.close()
        await self._runner.cleanup()

    async def __aenter__(self) -> "Sandbox":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def add_sample_people(self) -> None:
        """Add the people a demonstration starts with."""
        for first, last, language, phone in TELEGRAM_PEOPLE:
            self.world.add_person(first, language=language, phone=phone, last_name=last)
        for name, language, phone in SMS_PEOPLE:
            self.network.phone(phone, name, language)

    def person(self, name: str, *, language: str | None = None, phone: str | None = None) -> Person:
        """A new person with Telegram."""
        chat = self.world.add_person(name, language=language, phone=phone, last_name=None)
        return Person(self.hands, chat, self.patience)

    def sms_person(self, number: str, *, name: str = "", language: str | None = None) -> SmsPerson:
        """The person with this number on a plain phone."""
        phone = self.network.phone(number, name, language)
        return SmsPerson(self.carrier, phone, self.patience)

    def clerk(self, identifier: int) -> Clerk:
        """A member of the staff chat."""
        user = self.staff_chat.members[identifier]
        private = Person(self.hands, self.world.chats[identifier], self.patience)
        return Clerk(self.hands, self.staff_chat, user, private)

    def stranger(self, person: Person) -> Clerk:
        """A person who got into the staff chat without being staff."""
        self.hands.joins(self.staff_chat, person.user, person.user)
        return Clerk(self.hands, self.staff_chat, person.user, person)

    def group(self, title: str, *members: Person) -> Group:
        """A group the bot is not in."""
        identifier = min(chat for chat in self.world.chats if chat < 0) - 1
        users = [member.user for member in members]
        return Group(self.hands, self.world.add_group(identifier, title, users))

    def route(self, public: str, *places: str) -> None:
        """Say where a public address is really reached; signatures stay over the public one.

        Of several places each has its turn, as behind a proxy; who does not answer is passed over.
        """
        self.world.routes[public] = deque(places)

    async def _listen(self, host: str, port: int, flood: Flood | None) -> None:
        room = LARGEST_UPLOAD + ROOM_FOR_WORDS
        app = web.Application(client_max_size=room, middlewares=[self.faults.middleware()])
        self.control = Control(
            self.world,
            self.network,
            self.hands,
            self.carrier,
            staff=self.staff_chat,
            hooks=self.hooks,
            page=PAGE,
        )
        app.add_routes(TelegramServer(self.api, self.token, flood).routes())
        app.add_routes(TwilioServer(self.world, self.network, self.carrier).routes())
        app.add_routes(self.control.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        _, actual, *_rest = self._runner.addresses[0]
        self.url = f"http://{host}:{actual}"
