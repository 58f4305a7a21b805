"""Telegram's updates as they come, and as they never should."""

from collections.abc import Mapping
from itertools import count
from typing import Any, Final

from hypothesis import strategies as st

from bot.handlers.commands import STAFF
from bot.reception.number import public_number
from tests.fuzz import hostile
from tests.turns.house import CHAT

BOT: Final = 77
CITIZENS: Final = (5, 6, 7)
STAFF_IDS: Final = (9001, 9002, 9003, 9004, 4242, 1087968824, 136817688)
NUMBERS: Final = tuple(public_number(2026, running) for running in range(1, 6))

Json = dict[str, Any]

payloads = st.one_of(
    st.sampled_from(("o-togyzbaev", "o-samuratov", "f-akim", "f-centre", "o-nobody", "o-", "f-f-")),
    hostile.words,
)
rests = st.one_of(
    st.sampled_from(("", *NUMBERS, "1", "2", "07.03.2026", "togyzbaev", "list", "9001")),
    st.builds("{} {}".format, st.sampled_from((*NUMBERS, "1")), hostile.words),
    hostile.words,
)
data = st.one_of(
    st.builds("{}.{}".format, st.integers(0, 12), st.integers(-2, 9)),
    st.builds("{}.{}.{}".format, st.integers(0, 9), st.integers(-2, 9), st.sampled_from(NUMBERS)),
    st.from_regex(r"-?\d{1,12}\.-?\d{1,6}(\.[0-9-]{0,20})?"),
    hostile.words,
)
commands = st.one_of(
    st.builds("/start {}".format, payloads),
    st.sampled_from(
        ("/book", "/my", "/schedule", "/lang", "/mydata", "/help", "/cancel", "/start")
    ),
    st.builds("/{}{}".format, hostile.pieces, hostile.pieces),
)
staff_commands = st.one_of(
    st.builds("/{} {}".format, st.sampled_from(STAFF), rests),
    st.builds("/{}@qabyldau_bot {}".format, st.sampled_from(STAFF), rests),
)
things = st.sampled_from(
    ("sticker", "voice", "video_note", "photo", "document", "location", "dice", "game", "poll",
     "pinned_message", "web_app_data", "new_chat_members", "story")
)  # fmt: skip


def _message(chat: Json, author: int, content: Mapping[str, Any]) -> Json:
    sender = {"id": author, "is_bot": False, "first_name": hostile.SECRET_WORD}
    return {"message": {"message_id": 1, "from": sender, "chat": chat, "date": 1, **content}}


def _private(who: int, content: Mapping[str, Any]) -> Json:
    return _message({"id": who, "type": "private"}, who, content)


def _in_group(who: int, content: Mapping[str, Any]) -> Json:
    return _message({"id": CHAT, "type": "supergroup"}, who, content)


def _press(chat: int, kind: str, who: int, what: object) -> Json:
    under = {"message_id": 42, "date": 1, "chat": {"id": chat, "type": kind}}
    return {"callback_query": {"id": "q", "from": {"id": who}, "message": under, "data": what}}


def _reply(number: str, text: str) -> Json:
    card = {"message_id": 3, "from": {"id": BOT}, "text": f"№ {number}"}
    return {"text": text, "reply_to_message": card}


def _change(kind: str, chat: int, type_: str, who: int, status: object) -> Json:
    now = {"status": status, "user": {"id": who}}
    return {kind: {"chat": {"id": chat, "type": type_}, "new_chat_member": now}}


citizens = st.sampled_from(CITIZENS)
staff = st.sampled_from(STAFF_IDS)
_contact: st.SearchStrategy[Json] = st.builds(
    lambda phone, own: {"contact": {"phone_number": phone, "first_name": "x", "user_id": own}},
    st.sampled_from(("77011234567", "+77011234567")) | hostile.words,
    citizens,
)
_text: st.SearchStrategy[Json] = st.builds(
    lambda text: {"text": text}, hostile.citizens_words | commands
)
sensible: st.SearchStrategy[Json] = st.one_of(
    st.builds(_private, citizens, _text),
    st.builds(_private, citizens, _contact),
    st.builds(_private, citizens, things.map(lambda one: {one: {}, "media_group_id": "7"})),
    st.builds(_press, citizens, st.just("private"), citizens, data),
    st.builds(_in_group, staff, staff_commands.map(lambda text: {"text": text})),
    st.builds(_in_group, staff, st.builds(_reply, st.sampled_from(NUMBERS), hostile.words)),
    st.builds(_in_group, staff, st.builds(lambda who: {"left_chat_member": {"id": who}}, staff)),
    st.builds(_press, st.just(CHAT), st.just("supergroup"), staff, data),
    st.builds(
        _change,
        st.sampled_from(("my_chat_member", "chat_member")),
        st.sampled_from((*CITIZENS, CHAT, -1)),
        st.sampled_from(("private", "group", "supergroup", "channel")),
        citizens | staff,
        st.sampled_from(("member", "left", "kicked", "restricted")),
    ),
    st.builds(_in_group, staff, st.just({"migrate_to_chat_id": -100555})),
)
kept: st.SearchStrategy[Any] = st.one_of(
    sensible, st.builds(hostile.spoiled, sensible, hostile.changes())
)


class Numbered:
    """Gives every update that has none the next number."""

    def __init__(self) -> None:
        self._next = count(100)

    def __call__(self, update: Any) -> Any:
        number = next(self._next)
        return {"update_id": number, **update} if isinstance(update, dict) else update
