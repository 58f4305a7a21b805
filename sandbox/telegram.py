"""The Bot API over HTTP: `/bot<token>/<method>`, with real refusals, limits and outages."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from aiohttp import web

from sandbox import account, files, messages, parameters
from sandbox.botapi import BotApi
from sandbox.limits import Flood
from sandbox.refusals import BotApiRefusal, flooded
from sandbox.updates import TelegramDown
from sandbox.world import Json

Method: TypeAlias = Callable[[BotApi, Json], Awaitable[Any]]

METHODS: dict[str, Method] = {
    "getMe": account.get_me,
    "getUpdates": account.get_updates,
    "setWebhook": account.set_webhook,
    "deleteWebhook": account.delete_webhook,
    "getWebhookInfo": account.get_webhook_info,
    "sendMessage": messages.send_message,
    "sendPhoto": files.send_photo,
    "sendDocument": files.send_document,
    "getFile": files.get_file,
    "editMessageText": messages.edit_message_text,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "deleteMessage": messages.delete_message,
    "deleteMessages": messages.delete_messages,
    "answerCallbackQuery": messages.answer_callback_query,
    "getChat": account.get_chat,
    "getChatMember": account.get_chat_member,
    "getChatAdministrators": account.get_chat_administrators,
    "leaveChat": account.leave_chat,
    "sendChatAction": account.send_chat_action,
    "setMyCommands": account.set_my_commands,
    "getMyCommands": account.get_my_commands,
    "deleteMyCommands": account.delete_my_commands,
    "setMyName": account.set_my_name,
    "setMyDescription": account.set_my_description,
    "setMyShortDescription": account.set_my_short_description,
    "getMyDescription": account.get_my_description,
    "getMyShortDescription": account.get_my_short_description,
    "setChatMenuButton": account.set_chat_menu_button,
}
COUNTED = {
    "sendMessage",
    "sendPhoto",
    "sendDocument",
    "editMessageText",
    "editMessageReplyMarkup",
}
BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n"
    "<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
)


class TelegramServer:
    """Serve the Bot API for one bot."""

    def __init__(self, api: BotApi, token: str, flood: Flood | None) -> None:
        self.api = api
        self.token = token
        self.flood = flood
        self._outages = 0

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the Bot API."""
        return [
            web.get("/file/bot{token}/{path:.+}", self._give),
            web.route("*", "/bot{token}/{method}", self._serve),
            web.route("*", "/bot{token}/test/{method}", self._serve),
        ]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        try:
            if self.api.world.faults.telegram_down:
                raise TelegramDown
            if self.api.world.faults.telegram_slow:
                await asyncio.sleep(self.api.world.faults.telegram_slow)
            result = await self._answer(request)
        except TelegramDown:
            return self._down(request)
        except BotApiRefusal as refusal:
            headers = {}
            if "retry_after" in refusal.parameters:
                headers["Retry-After"] = str(refusal.parameters["retry_after"])
            return _json(refusal.wire(), refusal.code, headers)
        return _json({"ok": True, "result": result})

    async def _give(self, request: web.Request) -> web.StreamResponse:
        """Give out a file by the path that getFile told."""
        known = {file.path: file for file in self.api.world.files.values()}
        file = known.get(request.match_info["path"])
        if self.api.world.faults.telegram_down:
            return self._down(request)
        if request.match_info["token"] != self.token:
            return _json(BotApiRefusal(401, "Unauthorized").wire(), 401)
        if file is None:
            return _json(BotApiRefusal(404, "Not Found").wire(), 404)
        return web.Response(body=file.content, content_type="application/octet-stream")

    async def _answer(self, request: web.Request) -> object:
        if request.method not in ("GET", "POST"):
            raise BotApiRefusal(405, "Method Not Allowed")
        token = request.match_info["token"]
        if ":" not in token:
            raise BotApiRefusal(404, "Not Found")
        if token != self.token:
            raise BotApiRefusal(401, "Unauthorized")
        method = parameters.SPELLING.get(request.match_info["method"].lower())
        if method is None:
            raise BotApiRefusal(404, "Not Found: method not found")
        p = parameters.checked(method, await parameters.received(request))
        if method in COUNTED:
            self._count(p)
        return await METHODS[method](self.api, p)

    def _count(self, p: Json) -> None:
        faults = self.api.world.faults
        if faults.flood:
            raise flooded(faults.flood_retry_after)
        if self.flood is not None and isinstance(p.get("chat_id"), int):
            wait = self.flood.wait(p["chat_id"])
            if wait:
                raise flooded(wait)

    def _down(self, request: web.Request) -> web.StreamResponse:
        # Outages have two faces, and a bot must stand both: a dead line and a gateway's page.
        self._outages += 1
        if self._outages % 2 and request.transport is not None:
            request.transport.abort()
        return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")


def _json(
    body: Json, status: int = 200, headers: dict[str, str] | None = None
) -> web.StreamResponse:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return web.Response(
        text=text, status=status, content_type="application/json", headers=headers or {}
    )
