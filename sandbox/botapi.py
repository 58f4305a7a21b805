"""What every Bot API method works on: the world, the updates, the bot's own face."""

from sandbox.refusals import BotApiRefusal, bad
from sandbox.updates import Updates
from sandbox.world import BotStatus, Chat, ChatKind, Json, World


class BotApi:
    """The bot's account on the simulated Telegram."""

    def __init__(self, world: World, updates: Updates) -> None:
        self.world = world
        self.updates = updates
        self.commands: dict[str, list[Json]] = {}
        self.descriptions: dict[str, str] = {}
        self.menu_buttons: dict[int, Json] = {}
        self.actions: list[tuple[int, str]] = []

    def chat(self, p: Json) -> Chat:
        """The chat a request names, if the bot may know of it."""
        if "chat_id" not in p:
            raise bad("chat_id is empty")
        chat = self.world.chats.get(p["chat_id"]) if isinstance(p["chat_id"], int) else None
        if chat is None:
            raise bad("chat not found")
        if chat.migrated_to is not None:
            raise BotApiRefusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        return chat

    def writable(self, p: Json) -> Chat:
        """The chat a request names, if the bot may write into it."""
        chat = self.chat(p)
        if p.get("message_thread_id") is not None:
            raise bad("message thread not found")
        if chat.kind is ChatKind.SUPERGROUP:
            if chat.bot_status is BotStatus.KICKED:
                raise BotApiRefusal(403, "Forbidden: bot was kicked from the supergroup chat")
            if chat.bot_status is BotStatus.LEFT:
                raise BotApiRefusal(403, "Forbidden: bot is not a member of the supergroup chat")
            return chat
        if chat.blocked:
            raise BotApiRefusal(403, "Forbidden: bot was blocked by the user")
        if not chat.started:
            raise BotApiRefusal(403, "Forbidden: bot can't initiate conversation with a user")
        return chat
