"""The page's side: state, events, and everything its buttons do, as JSON."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from aiohttp import web

from sandbox import snapshot
from sandbox.carrier import Carrier
from sandbox.clock import MOVES
from sandbox.hands import CannotDo, Hands
from sandbox.sms import KZ_MOBILE, Network, SmsPhone
from sandbox.world import (
    Answer,
    Chat,
    ChatKind,
    Faults,
    FileKind,
    Json,
    Message,
    Now,
    Press,
    User,
    World,
)

ANSWER_SECONDS = 3.0
HEARTBEAT_SECONDS = 15.0
COALESCE_SECONDS = 0.05
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}
NAMES = {"kk": "Жаңа адам", "ru": "Новый человек", "en": "New person"}
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def _nothing(_kind: str) -> None:
    return None


async def _no_requests() -> list[Json]:
    return []


async def _about_nothing() -> Json:
    return {}


@dataclass(frozen=True, slots=True)
class Hooks:
    """What only the program around the sandbox can do: its clock, its requests, its story."""

    now: Now
    move_clock: Callable[[str], Awaitable[None]] = _nothing
    requests: Callable[[], Awaitable[list[Json]]] = _no_requests
    about: Callable[[], Awaitable[Json]] = _about_nothing


class Control:
    """Serve the page and its API."""

    def __init__(
        self,
        world: World,
        network: Network,
        hands: Hands,
        carrier: Carrier,
        *,
        staff: Chat,
        hooks: Hooks,
        page: Path,
    ) -> None:
        self.world = world
        self.network = network
        self.hands = hands
        self.carrier = carrier
        self.staff = staff
        self.hooks = hooks
        self.page = page.resolve()
        self._closing = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the page and its API."""
        return [
            web.get("/", self._index),
            web.get("/page/{name:.+}", self._file),
            web.get("/api/state", self._state),
            web.get("/api/events", self._events),
            web.get("/api/files/{id}", self._given),
            web.post("/api/people", _polite(self._add_person)),
            web.post("/api/people/{id}/type", _polite(self._type)),
            web.post("/api/people/{id}/press", _polite(self._press)),
            web.post("/api/people/{id}/contact", _polite(self._contact)),
            web.post("/api/people/{id}/send", _polite(self._send)),
            web.post("/api/people/{id}/block", _polite(self._block)),
            web.post("/api/staff/type", _polite(self._staff_type)),
            web.post("/api/staff/press", _polite(self._staff_press)),
            web.post("/api/staff/leave", _polite(self._staff_leave)),
            web.post("/api/staff/join", _polite(self._staff_join)),
            web.post("/api/clock", _polite(self._clock)),
            web.post("/api/faults", _polite(self._faults)),
        ]

    def close(self) -> None:
        """Let the pages that listen for events go."""
        self._closing.set()
        self.world.bell.ring()

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return self._static("index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return self._static(request.match_info["name"])

    def _static(self, name: str) -> web.StreamResponse:
        path = (self.page / name).resolve()
        if not path.is_relative_to(self.page) or not path.is_file():
            raise web.HTTPNotFound(text=f"{name} is not here")
        kind = TYPES.get(path.suffix, "application/octet-stream")
        charset = None if kind == "application/octet-stream" else "utf-8"
        headers = {"Cache-Control": "no-store"}
        return web.Response(
            body=path.read_bytes(), content_type=kind, charset=charset, headers=headers
        )

    async def _given(self, request: web.Request) -> web.StreamResponse:
        """Give a file that is in a chat: a photo to be looked at, all else to be kept."""
        file = self.world.files.get(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound(text="there is no such file")
        shown = "inline" if file.kind is FileKind.PHOTO else "attachment"
        # What a stranger's file holds is never run as a page of ours.
        headers = {
            "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(file.name, safe='')}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, max-age=86400, immutable",
        }
        return web.Response(body=file.content, headers={"Content-Type": file.mime} | headers)

    async def _state(self, _request: web.Request) -> web.StreamResponse:
        # The revision is read first: what changes while the hooks work is told by the next event.
        revision = self.world.bell.revision
        return _json(
            {
                "revision": revision,
                "now": snapshot.iso(self.hooks.now()),
                "bot": {"username": self.world.bot.username},
                "requests": await self.hooks.requests(),
                "about": await self.hooks.about(),
                "people": snapshot.people(self.world, self.network),
                "staff": snapshot.staff(self.world, self.staff),
                "faults": snapshot.faults(self.world),
            }
        )

    async def _events(self, request: web.Request) -> web.StreamResponse:
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        told = -1

        def news() -> int | None:
            revision = self.world.bell.revision
            return revision if revision != told or self._closing.is_set() else None

        try:
            while not self._closing.is_set():
                revision = await self.world.bell.wait_for(news, HEARTBEAT_SECONDS)
                if revision is None:
                    await response.write(b": still here\n\n")
                    continue
                told = revision
                await response.write(f'data: {{"revision": {revision}}}\n\n'.encode())
                await asyncio.sleep(COALESCE_SECONDS)
        except ConnectionError:
            return response
        return response

    async def _add_person(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        language = str(body.get("language") or "kk")
        name = str(body.get("name") or NAMES.get(language, NAMES["kk"])).strip()[:64]
        number = str(body.get("phone") or self._free_number())
        if not KZ_MOBILE.fullmatch(number):
            raise CannotDo(f"{number} is not a mobile number of Kazakhstan: +77…, 11 digits")
        if body.get("kind") == "sms":
            if number in self.network.phones:
                raise CannotDo(f"{number} is somebody's already")
            return _json(snapshot.sms_person(self.network.phone(number, name, language)))
        first, _, last = name.partition(" ")
        chat = self.world.add_person(first, language=language, phone=number, last_name=last or None)
        return _json(snapshot.telegram_person(self.world, chat))

    def _free_number(self) -> str:
        taken = set(self.network.phones) | {
            user.phone for chat in self.world.chats.values() for user in chat.members.values()
        }
        numbers = (f"+7701{5550000 + index}" for index in range(100, 10000))
        return next(number for number in numbers if number not in taken)

    async def _type(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        text = _text(body)
        who = self._who(request)
        if isinstance(who, SmsPhone):
            if not text.strip():
                raise CannotDo("an empty text can't be sent")
            self.carrier.text(who, text)
        else:
            self.hands.write(who, who.user, text, reply_to=body.get("reply_to"))
        return _json({})

    async def _press(self, request: web.Request) -> web.StreamResponse:
        chat = self._chat(request)
        body = await _body(request)
        press = self.hands.press(chat, chat.user, _message(chat, body), str(body.get("data", "")))
        return _json({"answer": await self._answer(press)})

    async def _contact(self, request: web.Request) -> web.StreamResponse:
        chat = self._chat(request)
        self.hands.share_contact(chat, chat.user)
        return _json({})

    async def _send(self, request: web.Request) -> web.StreamResponse:
        chat = self._chat(request)
        self.hands.send(chat, chat.user, str((await _body(request)).get("kind")))
        return _json({})

    async def _block(self, request: web.Request) -> web.StreamResponse:
        blocked = bool((await _body(request)).get("blocked", True))
        self.hands.block(self._chat(request), blocked=blocked)
        return _json({})

    async def _staff_type(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        member = self._member(body)
        self.hands.write(self.staff, member, _text(body), reply_to=body.get("reply_to"))
        return _json({})

    async def _staff_press(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        message = _message(self.staff, body)
        data = str(body.get("data", ""))
        press = self.hands.press(self.staff, self._member(body), message, data)
        return _json({"answer": await self._answer(press)})

    async def _staff_leave(self, request: web.Request) -> web.StreamResponse:
        self.hands.leaves(self.staff, self._member(await _body(request)))
        return _json({})

    async def _staff_join(self, request: web.Request) -> web.StreamResponse:
        chat = self.world.chats.get((await _body(request)).get("member", 0))
        if chat is None or chat.kind is not ChatKind.PRIVATE:
            raise CannotDo("nobody has that number")
        if chat.id in self.staff.members:
            raise CannotDo("they are in the staff chat already")
        self.hands.joins(self.staff, chat.user, chat.user)
        return _json({})

    async def _clock(self, request: web.Request) -> web.StreamResponse:
        kind = str((await _body(request)).get("move"))
        if kind not in MOVES:
            raise CannotDo(f"the clock can be moved by {', '.join(MOVES)}")
        await self.hooks.move_clock(kind)
        self.world.bell.ring()
        return _json({"now": snapshot.iso(self.hooks.now())})

    async def _faults(self, request: web.Request) -> web.StreamResponse:
        switches = {one.name for one in fields(Faults) if isinstance(one.default, bool)}
        body = await _body(request)
        for name, value in body.items():
            if name not in switches or not isinstance(value, bool):
                raise CannotDo(f"{name} is not a switch: {', '.join(sorted(switches))}")
        for name, value in body.items():
            setattr(self.world.faults, name, value)
        return _json(snapshot.faults(self.world))

    async def _answer(self, press: Press) -> Json | None:
        def answered() -> Answer | None:
            return press.answer

        answer = await press.chat.bell.wait_for(answered, ANSWER_SECONDS)
        return {"text": answer.text, "show_alert": answer.show_alert} if answer else None

    def _who(self, request: web.Request) -> Chat | SmsPhone:
        identifier = request.match_info["id"]
        for phone in self.network.phones.values():
            if str(phone.id) == identifier:
                return phone
        chat = self.world.chats.get(int(identifier)) if identifier.isdecimal() else None
        if chat is None or chat.kind is not ChatKind.PRIVATE:
            raise web.HTTPNotFound(text=f"nobody has the number {identifier}")
        return chat

    def _chat(self, request: web.Request) -> Chat:
        who = self._who(request)
        if isinstance(who, SmsPhone):
            raise CannotDo("a plain phone can only write SMS")
        return who

    def _member(self, body: Json) -> User:
        member = self.staff.members.get(body.get("member", 0))
        if member is None:
            raise CannotDo("this is not a member of the staff chat")
        return member


def _polite(handler: Handler) -> Handler:
    async def serve(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except CannotDo as reason:
            return _json({"error": str(reason)}, 409)

    return serve


async def _body(request: web.Request) -> Json:
    if not request.can_read_body:
        return {}
    try:
        body = await request.json()
    except ValueError:
        raise web.HTTPBadRequest(text="the body must be JSON") from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="the body must be a JSON object")
    return body


def _text(body: Json) -> str:
    text = body.get("text", "")
    if not isinstance(text, str):
        raise CannotDo("a text is a string")
    return text


def _message(chat: Chat, body: Json) -> Message:
    message = chat.messages.get(body.get("message_id", 0))
    if message is None:
        raise CannotDo("there is no such message")
    return message


def _json(body: Json, status: int = 200) -> web.StreamResponse:
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/json")
