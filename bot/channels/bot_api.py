"""aiogram's session with a short way: our own plain calls are sent as JSON over the wire."""

from contextlib import suppress
from functools import cache
from http import HTTPStatus
from typing import Any, Final, Generic, Literal, TypeVar, cast

import msgspec
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods.base import TelegramMethod, TelegramType
from msgspec import Struct

from bot.botapi import Call
from bot.channels.wire import Broken, Wire

CONNECTIONS: Final = 200

T = TypeVar("T")


class Yes(Struct, Generic[T], frozen=True):
    """An answer that says yes."""

    ok: Literal[True]
    result: T


@cache
def _reader(answered: Any) -> msgspec.json.Decoder[Yes[Any]]:
    return msgspec.json.Decoder(Yes[answered])


class Session(AiohttpSession):
    """Everything aiogram can do by aiogram; our own calls by the wire.

    Errors are told by the library's own exceptions either way.
    """

    def __init__(self, url: str) -> None:
        """Make it for a server of the Bot API."""
        super().__init__(api=TelegramAPIServer.from_base(url), limit=CONNECTIONS)
        self._wire = Wire(url)

    async def __call__(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - the library's signature
    ) -> TelegramType:
        """Call a method and return what came of it; aiogram's exceptions if nothing did."""
        if isinstance(method, Call):
            return cast("TelegramType", await self._plain(bot, method, timeout or self.timeout))
        return await super().__call__(bot, method, timeout)

    async def close(self) -> None:
        """Let the connections go."""
        await self._wire.close()
        await super().close()

    async def _plain(self, bot: Bot, call: Call, seconds: float) -> Any:
        path = f"/bot{bot.token}/{call.__api_method__}"
        named = cast("TelegramMethod[Any]", call)
        try:
            answer = await self._wire.post(path, msgspec.json.encode(call), seconds)
        except TimeoutError:
            raise TelegramNetworkError(method=named, message="Request timeout error") from None
        except (OSError, Broken) as error:
            # Without its text: the address has the token in it.
            raise TelegramNetworkError(method=named, message=type(error).__name__) from None
        if answer.status == HTTPStatus.OK:
            with suppress(msgspec.DecodeError, UnicodeDecodeError):
                return _reader(call.answered).decode(answer.body).result
        # Whatever is no plain yes is the library's to name.
        words = answer.body.decode("utf-8", "replace")
        return self.check_response(bot, named, answer.status, words).result
