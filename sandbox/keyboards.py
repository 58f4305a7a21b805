"""Reply markup, checked as strictly as the Bot API does."""

import re
from typing import Any

from sandbox.refusals import BotApiRefusal, bad

ACTIONS = {
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
}
REQUESTS = {
    "request_users",
    "request_chat",
    "request_contact",
    "request_location",
    "request_poll",
    "web_app",
    "request_managed_bot",
}
LOOKS = {"text", "style", "icon_custom_emoji_id"}
STYLES = {"danger", "success", "primary"}
MARKUP_FIELDS = {
    "inline_keyboard": {"inline_keyboard"},
    "keyboard": {
        "keyboard",
        "is_persistent",
        "resize_keyboard",
        "one_time_keyboard",
        "input_field_placeholder",
        "selective",
    },
    "remove_keyboard": {"remove_keyboard", "selective"},
    "force_reply": {"force_reply", "input_field_placeholder", "selective"},
}
LONGEST_DATA = 64
MOST_BUTTONS = 100
URL = re.compile(r"(https?://|tg://)\S+", re.IGNORECASE)


def checked(markup: dict[str, Any], *, private: bool) -> tuple[str, dict[str, Any]]:
    """The kind of the markup and the markup itself, or the Bot API's refusal."""
    kinds = [kind for kind in MARKUP_FIELDS if kind in markup]
    if len(kinds) != 1:
        raise bad("object expected as reply markup")
    kind = kinds[0]
    if unknown := markup.keys() - MARKUP_FIELDS[kind]:
        raise bad(f'unknown field "{min(unknown)}" in reply markup')
    if kind == "inline_keyboard":
        return kind, {kind: _inline(markup[kind])}
    placeholder = markup.get("input_field_placeholder")
    if placeholder is not None and not (
        isinstance(placeholder, str) and 1 <= len(placeholder) <= 64
    ):
        raise bad("input_field_placeholder must have 1-64 characters")
    if kind == "keyboard":
        return kind, markup | {kind: _reply(markup[kind], private=private)}
    if markup[kind] is not True:
        raise bad(f'field "{kind}" must be of type True')
    return kind, markup


def _rows(raw: object, field: str) -> list[list[Any]]:
    if not isinstance(raw, list) or not all(isinstance(row, list) for row in raw):
        raise bad(f'field "{field}" of the reply markup must be an array of arrays')
    if sum(len(row) for row in raw) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    return [row for row in raw if row]


def _inline(raw: object) -> list[list[dict[str, Any]]]:
    return [[_inline_button(one) for one in row] for row in _rows(raw, "inline_keyboard")]


def _broken(reason: str) -> BotApiRefusal:
    return bad(f"can't parse inline keyboard button: {reason}")


def _inline_button(button: object) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise _broken("InlineKeyboardButton must be an Object")
    if unknown := button.keys() - ACTIONS - LOOKS:
        raise _broken(f'unknown field "{min(unknown)}"')
    _label(button)
    actions = button.keys() & ACTIONS
    if not actions:
        raise _broken("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _broken("exactly one of the optional fields must be used")
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str):
            raise _broken('Field "callback_data" must be of type String')
        if not 1 <= len(data.encode()) <= LONGEST_DATA:
            raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not URL.fullmatch(str(button["url"])):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if "copy_text" in button:
        text = button["copy_text"].get("text") if isinstance(button["copy_text"], dict) else None
        if not isinstance(text, str) or not 1 <= len(text) <= 256:
            raise bad("BUTTON_COPY_TEXT_INVALID")
    return button


def _label(button: dict[str, Any]) -> None:
    if not isinstance(button.get("text"), str):
        raise bad('can\'t parse keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad("keyboard button text must be non-empty")
    if button.get("style", "primary") not in STYLES:
        raise bad("invalid button style specified")


def _reply(raw: object, *, private: bool) -> list[list[dict[str, Any]]]:
    return [[_reply_button(one, private=private) for one in row] for row in _rows(raw, "keyboard")]


def _reply_button(raw: object, *, private: bool) -> dict[str, Any]:
    button = {"text": raw} if isinstance(raw, str) else raw
    if not isinstance(button, dict):
        raise bad("can't parse keyboard button: KeyboardButton must be an Object")
    if unknown := button.keys() - REQUESTS - LOOKS:
        raise bad(f'can\'t parse keyboard button: unknown field "{min(unknown)}"')
    _label(button)
    if button.get("request_contact") and not private:
        raise bad("phone number can be requested in private chats only")
    return button
