"""The parameters of every Bot API method the sandbox knows: names and types, strictly."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from aiohttp import web

from sandbox.refusals import BotApiRefusal, bad

Check: TypeAlias = Callable[[object], object]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent with the request."""

    name: str
    content: bytes


def integer(raw: object) -> int:
    """Accept a whole number, written as JSON or in a form."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"-?\d{1,19}", raw):
        return int(raw)
    raise ValueError("Integer")


def text(raw: object) -> str:
    """Accept a string."""
    if isinstance(raw, str):
        return raw
    raise ValueError("String")


def flag(raw: object) -> bool:
    """Accept true or false, written as JSON or in a form."""
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.lower() in ("true", "false", "1", "0"):
        return raw.lower() in ("true", "1")
    raise ValueError("Boolean")


def chat(raw: object) -> int | str:
    """Accept a chat's number or @name."""
    if isinstance(raw, str) and raw.startswith("@"):
        return raw
    try:
        return integer(raw)
    except ValueError:
        raise ValueError("Integer or String") from None


def mapping(raw: object) -> dict[str, Any]:
    """Accept an object, in a form as JSON text."""
    value = _decoded(raw)
    if isinstance(value, dict):
        return value
    raise ValueError("Object")


def array(raw: object) -> list[Any]:
    """Accept an array, in a form as JSON text."""
    value = _decoded(raw)
    if isinstance(value, list):
        return value
    raise ValueError("Array")


def file(raw: object) -> Upload | str:
    """Accept an uploaded file, or the identifier or address of one."""
    if isinstance(raw, Upload | str):
        return raw
    raise ValueError("InputFile or String")


def _decoded(raw: object) -> object:
    if not isinstance(raw, str):
        return raw
    try:
        return json.loads(raw)
    except ValueError:
        raise ValueError("JSON") from None


_WHERE: dict[str, Check] = {
    "business_connection_id": text,
    "chat_id": chat,
    "message_thread_id": integer,
    "direct_messages_topic_id": integer,
}
_REPLY: dict[str, Check] = {
    "disable_notification": flag,
    "protect_content": flag,
    "allow_paid_broadcast": flag,
    "message_effect_id": text,
    "suggested_post_parameters": mapping,
    "reply_parameters": mapping,
    "reply_to_message_id": integer,
    "allow_sending_without_reply": flag,
    "reply_markup": mapping,
}
_FORMAT: dict[str, Check] = {"parse_mode": text, "entities": array}
_CAPTION: dict[str, Check] = {"caption": text, "parse_mode": text, "caption_entities": array}
_PREVIEW: dict[str, Check] = {
    "link_preview_options": mapping,
    "disable_web_page_preview": flag,
}
_EDIT: dict[str, Check] = {
    "business_connection_id": text,
    "chat_id": chat,
    "message_id": integer,
    "inline_message_id": text,
    "reply_markup": mapping,
}
_SCOPE: dict[str, Check] = {"scope": mapping, "language_code": text}

KNOWN: dict[str, dict[str, Check]] = {
    "getMe": {},
    "getUpdates": {
        "offset": integer,
        "limit": integer,
        "timeout": integer,
        "allowed_updates": array,
    },
    "setWebhook": {
        "url": text,
        "certificate": file,
        "ip_address": text,
        "max_connections": integer,
        "allowed_updates": array,
        "drop_pending_updates": flag,
        "secret_token": text,
    },
    "deleteWebhook": {"drop_pending_updates": flag},
    "getWebhookInfo": {},
    "sendMessage": _WHERE | {"text": text} | _FORMAT | _PREVIEW | _REPLY,
    "sendPhoto": _WHERE
    | {"photo": file, "show_caption_above_media": flag, "has_spoiler": flag}
    | _CAPTION
    | _REPLY,
    "sendDocument": _WHERE
    | {"document": file, "thumbnail": file, "disable_content_type_detection": flag}
    | _CAPTION
    | _REPLY,
    "getFile": {"file_id": text},
    "editMessageText": _EDIT | {"text": text} | _FORMAT | _PREVIEW,
    "editMessageReplyMarkup": _EDIT,
    "deleteMessage": {"chat_id": chat, "message_id": integer},
    "deleteMessages": {"chat_id": chat, "message_ids": array},
    "answerCallbackQuery": {
        "callback_query_id": text,
        "text": text,
        "show_alert": flag,
        "url": text,
        "cache_time": integer,
    },
    "getChat": {"chat_id": chat},
    "getChatMember": {"chat_id": chat, "user_id": integer},
    "getChatAdministrators": {"chat_id": chat, "return_bots": flag},
    "leaveChat": {"chat_id": chat},
    "sendChatAction": {
        "business_connection_id": text,
        "chat_id": chat,
        "message_thread_id": integer,
        "action": text,
    },
    "setMyCommands": _SCOPE | {"commands": array},
    "getMyCommands": _SCOPE,
    "deleteMyCommands": _SCOPE,
    "setMyName": {"name": text, "language_code": text},
    "setMyDescription": {"description": text, "language_code": text},
    "setMyShortDescription": {"short_description": text, "language_code": text},
    "getMyDescription": {"language_code": text},
    "getMyShortDescription": {"language_code": text},
    "setChatMenuButton": {"chat_id": integer, "menu_button": mapping},
}
SPELLING = {method.lower(): method for method in KNOWN}


async def received(request: web.Request) -> dict[str, Any]:
    """Everything a request carries: query, form, multipart or JSON."""
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise bad("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad("JSON object expected")
        return values | {key: value for key, value in body.items() if value is not None}
    try:
        form = await request.post()
    except web.HTTPRequestEntityTooLarge:
        raise BotApiRefusal(413, "Request Entity Too Large") from None
    for name, value in form.items():
        if isinstance(value, web.FileField):
            values[name] = Upload(value.filename, value.file.read())
            value.file.close()
        else:
            values[name] = value
    return values


def checked(method: str, values: dict[str, Any]) -> dict[str, Any]:
    """The method's parameters with their true types; files put where `attach://` names them."""
    known = KNOWN[method]
    attached = {f"attach://{name}": one for name, one in values.items() if isinstance(one, Upload)}
    named = {value for value in values.values() if isinstance(value, str)} & attached.keys()
    parameters: dict[str, Any] = {}
    for name, value in values.items():
        if f"attach://{name}" in named:
            continue
        if name not in known:
            raise bad(f'unknown parameter "{name}" of {method}')
        given = attached[value] if isinstance(value, str) and value in named else value
        try:
            parameters[name] = known[name](given)
        except ValueError as error:
            raise bad(f'parameter "{name}" of {method} must be of type {error}') from None
    return parameters
