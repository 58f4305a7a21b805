"""Bot API methods about the bot itself, its updates and the chats it is in."""

import re
from urllib.parse import urlsplit

from sandbox.botapi import BotApi
from sandbox.hands import bot_member
from sandbox.refusals import BotApiRefusal, bad
from sandbox.updates import Webhook
from sandbox.world import BotStatus, Chat, ChatKind, Json, User

ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
LONGEST_POLL = 50


async def get_me(api: BotApi, _p: Json) -> Json:
    """Say who the bot is."""
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return api.world.bot.wire() | abilities


async def get_updates(api: BotApi, p: Json) -> list[Json]:
    """Give what waits; a larger offset acknowledges what was given."""
    limit = p.get("limit", 100)
    if not 1 <= limit <= 100:
        limit = 100
    api.updates.allow(p.get("allowed_updates"))
    seconds = min(max(p.get("timeout", 0), 0), LONGEST_POLL)
    return await api.updates.poll(p.get("offset", 0), limit, seconds)


async def set_webhook(api: BotApi, p: Json) -> bool:
    """Post updates to an address from now on."""
    url = p.get("url", "")
    if not url:
        return await delete_webhook(api, p)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    secret = p.get("secret_token")
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad("secret token contains unallowed characters")
    if p.get("drop_pending_updates"):
        api.updates.drop()
    api.updates.allow(p.get("allowed_updates"))
    connections = p.get("max_connections", 40)
    api.updates.set_webhook(Webhook(url, secret, connections, p.get("ip_address")))
    return True


async def delete_webhook(api: BotApi, p: Json) -> bool:
    """Go back to polling."""
    if p.get("drop_pending_updates"):
        api.updates.drop()
    if api.updates.webhook is not None:
        api.updates.set_webhook(None)
    return True


async def get_webhook_info(api: BotApi, _p: Json) -> Json:
    """Say where updates go and what went wrong last."""
    webhook = api.updates.webhook
    info: Json = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(api.updates.pending()),
        "allowed_updates": sorted(api.updates.allowed),
    }
    if webhook is not None:
        info["max_connections"] = webhook.max_connections
    if api.updates.last_error is not None:
        at, message = api.updates.last_error
        info |= {"last_error_date": int(at.timestamp()), "last_error_message": message}
    return info


async def get_chat(api: BotApi, p: Json) -> Json:
    """Tell about a chat."""
    chat = api.chat(p)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    return chat.wire() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys((*gifts, "gifts_from_channels"), False),
    }


async def get_chat_member(api: BotApi, p: Json) -> Json:
    """Tell what someone is in a chat."""
    chat = api.chat(p)
    identifier = p.get("user_id")
    if identifier == api.world.bot.id:
        return bot_member(api.world.bot, chat.bot_status.value)
    if chat.kind is ChatKind.SUPERGROUP and chat.bot_status in (BotStatus.LEFT, BotStatus.KICKED):
        raise BotApiRefusal(403, "Forbidden: bot is not a member of the supergroup chat")
    user = chat.members.get(identifier) if identifier is not None else None
    if user is not None:
        return _member(chat, user)
    known = api.world.chats.get(identifier) if identifier is not None else None
    if known is None or known.kind is not ChatKind.PRIVATE:
        raise bad("PARTICIPANT_ID_INVALID")
    return {"user": known.user.wire(), "status": "left"}


async def get_chat_administrators(api: BotApi, p: Json) -> list[Json]:
    """List who runs a group."""
    chat = api.chat(p)
    if chat.kind is ChatKind.PRIVATE:
        raise bad("there are no administrators in the private chat")
    members = [_member(chat, user) for user in chat.members.values()]
    if chat.bot_status is BotStatus.ADMINISTRATOR:
        members.append(bot_member(api.world.bot, "administrator"))
    return [member for member in members if member["status"] in ("creator", "administrator")]


async def leave_chat(api: BotApi, p: Json) -> bool:
    """Leave a group."""
    chat = api.chat(p)
    if chat.kind is ChatKind.PRIVATE:
        raise bad("chat member status can't be changed in private chats")
    chat.bot_status = BotStatus.LEFT
    chat.bell.ring()
    return True


async def send_chat_action(api: BotApi, p: Json) -> bool:
    """Show that the bot is doing something."""
    chat = api.writable(p)
    if p.get("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    api.actions.append((chat.id, p["action"]))
    return True


async def set_my_commands(api: BotApi, p: Json) -> bool:
    """Put commands into the menu."""
    commands = p.get("commands", [])
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        name = str(one.get("command", "")).removeprefix("/")
        if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(one.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    api.commands[_scope(p)] = commands
    return True


async def get_my_commands(api: BotApi, p: Json) -> list[Json]:
    """List the commands of the menu."""
    return api.commands.get(_scope(p), [])


async def delete_my_commands(api: BotApi, p: Json) -> bool:
    """Take the commands out of the menu."""
    api.commands.pop(_scope(p), None)
    return True


async def set_my_name(api: BotApi, p: Json) -> bool:
    """Change the bot's name."""
    return _describe(api, p, "name", 64)


async def set_my_description(api: BotApi, p: Json) -> bool:
    """Change what an empty chat shows."""
    return _describe(api, p, "description", 512)


async def set_my_short_description(api: BotApi, p: Json) -> bool:
    """Change the line under the bot's name."""
    return _describe(api, p, "short_description", 120)


async def get_my_description(api: BotApi, p: Json) -> Json:
    """Say what an empty chat shows."""
    return {"description": api.descriptions.get(_key(p, "description"), "")}


async def get_my_short_description(api: BotApi, p: Json) -> Json:
    """Say the line under the bot's name."""
    return {"short_description": api.descriptions.get(_key(p, "short_description"), "")}


async def set_chat_menu_button(api: BotApi, p: Json) -> bool:
    """Change the button beside the input field."""
    button = p.get("menu_button", {"type": "default"})
    if button.get("type") not in ("commands", "web_app", "default"):
        raise bad("MenuButton has unsupported type")
    api.menu_buttons[p.get("chat_id", 0)] = button
    return True


def _describe(api: BotApi, p: Json, field: str, longest: int) -> bool:
    text: str = p.get(field, "")
    if len(text) > longest:
        raise bad(f"bot {field.replace('_', ' ')} is too long")
    api.descriptions[_key(p, field)] = text
    return True


def _key(p: Json, field: str) -> str:
    return f"{field}:{p.get('language_code', '')}"


def _scope(p: Json) -> str:
    scope = p.get("scope") or {"type": "default"}
    parts = [str(scope.get(name, "")) for name in ("type", "chat_id", "user_id")]
    return ":".join([*parts, p.get("language_code", "")])


def _member(chat: Chat, user: User) -> Json:
    if user.role == "head" and chat.kind is ChatKind.SUPERGROUP:
        return {"user": user.wire(), "status": "creator", "is_anonymous": False}
    return {"user": user.wire(), "status": "member"}
