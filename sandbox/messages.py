"""Bot API methods that send, change and delete messages and answer presses."""

from sandbox import keyboards
from sandbox.botapi import BotApi
from sandbox.markup import (
    Entity,
    EntityError,
    found,
    given,
    parse_html,
    trimmed,
)
from sandbox.refusals import bad
from sandbox.updates import PRESS_LIVES
from sandbox.world import Answer, BotStatus, Chat, ChatKind, Json, Message

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_ANSWER = 200
DELETABLE_SECONDS = 48 * 3600
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


async def send_message(api: BotApi, p: Json) -> Json:
    """Send a text."""
    chat = api.writable(p)
    text, entities = formatted(p, "text", "entities")
    if not text:
        raise bad("message text is empty")
    if len(text) > LONGEST_TEXT:
        raise bad("message is too long")
    return send(api, chat, p, text, entities, {}).wire()


async def edit_message_text(api: BotApi, p: Json) -> Json:
    """Change a text of the bot's own, and its buttons; buttons not given go away."""
    message = _editable(api, p)
    text, entities = formatted(p, "text", "entities")
    if not text:
        raise bad("message text is empty")
    if len(text) > LONGEST_TEXT:
        raise bad("message is too long")
    if not message.text or message.content:
        raise bad("there is no text in the message to edit")
    return _change(api, message, text, entities, _inline(p, message.chat))


async def edit_message_reply_markup(api: BotApi, p: Json) -> Json:
    """Change only the buttons."""
    message = _editable(api, p)
    return _change(api, message, message.text, message.entities, _inline(p, message.chat))


async def delete_message(api: BotApi, p: Json) -> bool:
    """Delete a message that is the bot's own, or anyone's where the bot may."""
    chat = api.chat(p)
    message = chat.messages.get(_required(p, "message_id", "message to delete not found"))
    if message is None or message.deleted:
        raise bad("message to delete not found")
    if (api.world.now() - message.date).total_seconds() > DELETABLE_SECONDS:
        raise bad("message can't be deleted for everyone")
    own = message.sender.id == api.world.bot.id
    if chat.kind is ChatKind.SUPERGROUP and not own and chat.bot_status is BotStatus.MEMBER:
        raise bad("message can't be deleted")
    message.deleted = True
    api.world.touch(message)
    return True


async def delete_messages(api: BotApi, p: Json) -> bool:
    """Delete several; those not found are passed over."""
    chat = api.chat(p)
    for identifier in p.get("message_ids", []):
        message = chat.messages.get(identifier)
        if message is not None and not message.deleted:
            await delete_message(api, {"chat_id": chat.id, "message_id": identifier})
    return True


async def answer_callback_query(api: BotApi, p: Json) -> bool:
    """Stop the spinner of a press, with a line of text if given."""
    press = api.world.presses.get(p.get("callback_query_id", ""))
    if press is None or api.world.now() - press.at > PRESS_LIVES:
        raise bad(TOO_OLD)
    text = p.get("text", "")
    if len(text) > LONGEST_ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    press.answer = Answer(text, p.get("show_alert", False))
    press.chat.bell.ring()
    return True


def formatted(p: Json, field: str, entities_field: str) -> tuple[str, tuple[Entity, ...]]:
    """The text and its entities, from markup or as given."""
    source: str = p.get(field, "")
    mode = p.get("parse_mode", "")
    if mode.lower() == "html":
        try:
            text, entities = parse_html(source)
        except EntityError as error:
            raise bad(f"can't parse entities: {error}") from None
    elif mode:
        raise bad("unsupported parse_mode")
    else:
        text, entities = source, given(p.get(entities_field, []))
    text, entities = trimmed(text, entities)
    taken = [range(one.offset, one.offset + one.length) for one in entities]
    links = [one for one in found(text, commands=False) if not any(one.offset in r for r in taken)]
    return text, tuple(sorted([*entities, *links], key=lambda one: (one.offset, -one.length)))


def send(
    api: BotApi, chat: Chat, p: Json, text: str, entities: tuple[Entity, ...], content: Json
) -> Message:
    """Put a message of the bot's into a chat, with the keyboard and the reply it asks for."""
    reply_to = _replied(chat, p)
    kind = ""
    markup: Json = {}
    if (raw := p.get("reply_markup")) is not None:
        kind, markup = keyboards.checked(raw, private=chat.kind is ChatKind.PRIVATE)
    message = api.world.post(chat, api.world.bot, text, entities)
    message.content, message.reply_to = content, reply_to
    match kind:
        case "inline_keyboard":
            message.buttons = markup["inline_keyboard"]
        case "keyboard":
            chat.keyboard = markup["keyboard"]
            chat.keyboard_once = bool(markup.get("one_time_keyboard"))
        case "remove_keyboard":
            chat.keyboard = None
        case "force_reply":
            chat.force_reply = message.id
        case _:
            pass
    return message


def _replied(chat: Chat, p: Json) -> Message | None:
    asked = p.get("reply_parameters") or {}
    identifier = asked.get("message_id", p.get("reply_to_message_id"))
    if identifier is None:
        return None
    message = chat.messages.get(identifier)
    if message is not None and not message.deleted:
        return message
    if asked.get("allow_sending_without_reply") or p.get("allow_sending_without_reply"):
        return None
    raise bad("message to be replied not found")


def _editable(api: BotApi, p: Json) -> Message:
    chat = api.writable(p)
    message = chat.messages.get(_required(p, "message_id", "message identifier is not specified"))
    if message is None or message.deleted:
        raise bad("message to edit not found")
    if message.sender.id != api.world.bot.id:
        raise bad("message can't be edited")
    return message


def _required(p: Json, name: str, otherwise: str) -> int:
    if name not in p:
        raise bad(otherwise)
    return int(p[name])


def _inline(p: Json, chat: Chat) -> list[list[Json]]:
    if p.get("reply_markup") is None:
        return []
    kind, markup = keyboards.checked(p["reply_markup"], private=chat.kind is ChatKind.PRIVATE)
    if kind != "inline_keyboard":
        raise bad("inline keyboard expected")
    rows: list[list[Json]] = markup["inline_keyboard"]
    return rows


def _change(
    api: BotApi,
    message: Message,
    text: str,
    entities: tuple[Entity, ...],
    buttons: list[list[Json]],
) -> Json:
    if (text, entities, buttons) == (message.text, message.entities, message.buttons):
        raise bad(NOT_MODIFIED)
    # A change of the buttons alone leaves no mark of an edit.
    if (text, entities) != (message.text, message.entities):
        message.edited = api.world.now()
    message.text, message.entities, message.buttons = text, entities, buttons
    api.world.touch(message)
    return message.wire()
