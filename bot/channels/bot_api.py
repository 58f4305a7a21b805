"""aiogram's session with a short way: methods that want plain JSON back are sent as JSON."""

import json
from typing import Any, Final, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods.base import TelegramMethod, TelegramType

from bot.channels.wire import Broken, Wire

CONNECTIONS: Final = 200


class Session(AiohttpSession):
    """Everything aiogram can do by aiogram; our own methods, whose answer is `Any`, by the wire.

    The library checks every field there and back, and sends a form: three quarters of what sending
    a message costs. Errors are told by its own exceptions either way.
    """

    def __init__(self, url: str) -> None:
        """Make it for a server of the Bot API."""
        super().__init__(api=TelegramAPIServer.from_base(url), limit=CONNECTIONS)
        self._wire = Wire(url)

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - the library's signature
    ) -> TelegramType:
        """Call a method and return what came of it; aiogram's exceptions if nothing did."""
        if method.__returning__ is not Any:
            return await super().make_request(bot, method, timeout)
        fields = {name: value for name, value in vars(method).items() if value is not None}
        body = json.dumps(fields, ensure_ascii=False).encode()
        path = f"/bot{bot.token}/{method.__api_method__}"
        try:
            answer = await self._wire.post(path, body, timeout or self.timeout)
        except TimeoutError:
            raise TelegramNetworkError(method=method, message="Request timeout error") from None
        except (OSError, Broken) as error:
            # Without its text: the address has the token in it.
            why = type(error).__name__
            raise TelegramNetworkError(method=method, message=why) from None
        told = answer.body.decode("utf-8", "replace")
        return cast("TelegramType", self.check_response(bot, method, answer.status, told).result)

    async def close(self) -> None:
        """Let the connections go."""
        self._wire.close()
        await super().close()
