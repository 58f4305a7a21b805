"""Telegram's updates, translated."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogs.incoming import (
    Asked,
    Key,
    Pressed,
    SharedContact,
    Stopped,
    Thing,
    Typed,
    Unsupported,
    What,
)
from bot.handlers.reading import LONGEST_TEXT, NOTHING, Aside, Me, Turning
from bot.handlers.telegram import NO_TURN, decode
from bot.reception.number import public_number
from bot.records import Address, ChannelName, Incoming

STAFF, STRANGE = -1001, -2002
ME = Me(77, "qabyldau_bot", lambda chat: chat == STAFF)
AIGUL = {"id": 5, "is_bot": False, "first_name": "Айгүл"}
CLERK = {"id": 9, "is_bot": False, "first_name": "Әсел"}
BOT = {"id": 77, "is_bot": True, "first_name": "Қабылдау"}
NUMBER = public_number(2026, 123)

Json = dict[str, Any]


def private(**content: object) -> Json:
    chat = {"id": 5, "type": "private"}
    message = {"message_id": 1, "from": AIGUL, "chat": chat, "date": 1} | content
    return {"update_id": 100, "message": message}


def in_staff_chat(**content: object) -> Json:
    chat = {"id": STAFF, "type": "supergroup"}
    message = {"message_id": 1, "from": CLERK, "chat": chat, "date": 1} | content
    return {"update_id": 100, "message": message}


def press(data: object, chat: int = 5, kind: str = "private") -> Json:
    under = {"message_id": 42, "date": 1, "chat": {"id": chat, "type": kind}}
    query = {"id": "q", "from": CLERK, "message": under, "data": data}
    return {"update_id": 100, "callback_query": query}


def member(status: str, chat: int = 5, kind: str = "private") -> Json:
    change = {"chat": {"id": chat, "type": kind}, "new_chat_member": {"status": status}}
    return {"update_id": 100, "my_chat_member": change}


def what(update: object) -> What | None:
    read = decode(update, ME)
    return read.incoming.what if isinstance(read, Turning) else None


def test_a_text_comes_from_the_chat_with_the_updates_number() -> None:
    address = Address(ChannelName.TELEGRAM, "5")
    expected = Turning(Incoming(address, "100", Typed(" сәлем ")))
    assert expected == decode(private(text=" сәлем "), ME)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/book", Asked("book")),
        ("/Book@qabyldau_bot", Asked("book")),
        ("/start f-astana", Asked("start", "f-astana")),
        ("/request  12\nx ", Asked("request", "12\nx")),
        ("/", Typed("/")),
        ("/кітап", Typed("/кітап")),
        ("1 / 2", Typed("1 / 2")),
    ],
)
def test_commands_are_told_from_other_texts(text: str, expected: What) -> None:
    assert expected == what(private(text=text))


def test_a_text_is_taken_as_far_as_telegram_would_send_it() -> None:
    assert Typed("ө" * LONGEST_TEXT) == what(private(text="ө" * 5000))


def test_a_contact_is_the_senders_own_only_if_telegram_says_so() -> None:
    own = {"phone_number": "77017654321", "first_name": "А", "user_id": 5}
    other = {"phone_number": "+77017654321", "first_name": "Б", "user_id": 6}
    card = {"phone_number": "77017654321", "first_name": "В"}
    assert SharedContact("+77017654321", own=True) == what(private(contact=own))
    assert SharedContact("+77017654321", own=False) == what(private(contact=other))
    assert SharedContact("+77017654321", own=False) == what(private(contact=card))


@pytest.mark.parametrize(
    ("kind", "thing"),
    [
        ("sticker", Thing.STICKER),
        ("voice", Thing.VOICE),
        ("video_note", Thing.VOICE),
        ("photo", Thing.PHOTO),
        ("video", Thing.PHOTO),
        ("document", Thing.FILE),
        ("location", Thing.LOCATION),
        ("dice", Thing.OTHER),
        ("something_of_the_year_2030", Thing.OTHER),
    ],
)
def test_things_that_are_no_answer_have_a_name(kind: str, thing: Thing) -> None:
    assert Unsupported(thing) == what(private(**{kind: {}}))


def test_an_album_counts_once() -> None:
    pictures = [private(photo=[], media_group_id="7") | {"update_id": n} for n in (1, 2, 3)]
    read = [decode(one, ME) for one in pictures]
    assert {"album:7"} == {one.incoming.external_id for one in read if isinstance(one, Turning)}


def test_what_telegram_writes_itself_is_passed_over() -> None:
    assert NOTHING == decode(private(pinned_message={}), ME)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("12.3", Pressed(12, 3, "42")),
        ("12.-1", Pressed(12, Key.BACK, "42")),
        ("12.0", Pressed(12, Key.MORE, "42")),
        ("an old button", Pressed(NO_TURN, 0, "42")),
        (None, Pressed(NO_TURN, 0, "42")),
        ("9" * 12 + ".1", Pressed(NO_TURN, 0, "42")),
    ],
)
def test_a_button_is_its_turn_and_number(data: object, expected: What) -> None:
    read = decode(press(data), ME)
    assert isinstance(read, Turning)
    assert (expected, "q") == (read.incoming.what, read.press)


def test_a_button_without_its_message_only_stops_turning() -> None:
    query = {"id": "q", "from": AIGUL, "data": "1.1"}
    assert Aside(press="q") == decode({"update_id": 1, "callback_query": query}, ME)


def test_blocking_the_bot_stops_it_and_unblocking_says_nothing_yet() -> None:
    assert Stopped() == what(member("kicked"))
    assert NOTHING == decode(member("member"), ME)


def test_a_card_is_pressed_in_its_own_thread_by_somebody() -> None:
    read = decode(press(f"4.2.{NUMBER}", STAFF, "supergroup"), ME)
    address = Address(ChannelName.TELEGRAM, str(STAFF), NUMBER)
    assert Turning(Incoming(address, "100", Pressed(4, 2, "42"), 9), "q") == read


def test_an_unreadable_button_of_the_staff_chat_only_stops_turning() -> None:
    assert Aside(press="q") == decode(press("?", STAFF, "supergroup"), ME)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/queue", Asked("queue")),
        ("/confirm 12 05.03 10:00", Asked("confirm", "12 05.03 10:00")),
        ("/help", Asked("staffhelp")),
        ("/start", Asked("staffhelp")),
        ("/book", Asked("staffhelp")),
        ("/queue@qabyldau_bot", Asked("queue")),
    ],
)
def test_staff_command_the_bot(text: str, expected: What) -> None:
    read = decode(in_staff_chat(text=text), ME)
    address = Address(ChannelName.TELEGRAM, str(STAFF))
    assert Turning(Incoming(address, "100", expected, 9)) == read


def test_a_reply_to_a_card_is_typed_in_its_thread() -> None:
    card = {"message_id": 3, "from": BOT, "text": f"Өтінім № {NUMBER}\nКезекте: 1"}
    read = decode(in_staff_chat(text="қайталама", reply_to_message=card), ME)
    address = Address(ChannelName.TELEGRAM, str(STAFF), NUMBER)
    assert Turning(Incoming(address, "100", Typed("қайталама"), 9)) == read


@pytest.mark.parametrize("question", ["no number here", "2026-000123-0 2026-000123-1"])
def test_a_reply_to_a_question_of_the_chat_is_typed_in_no_thread(question: str) -> None:
    asked = {"message_id": 3, "from": BOT, "text": question}
    read = decode(in_staff_chat(text="қайталама", reply_to_message=asked), ME)
    address = Address(ChannelName.TELEGRAM, str(STAFF))
    assert Turning(Incoming(address, "100", Typed("қайталама"), 9)) == read


@pytest.mark.parametrize(
    "content",
    [
        {"text": "түскі асқа барайық"},
        {"text": "/queue@another_bot"},
        {"text": "12", "reply_to_message": {"from": CLERK, "text": NUMBER}},
        {"sticker": {}},
        {"new_chat_members": []},
    ],
)
def test_what_staff_say_to_each_other_is_not_ours(content: Json) -> None:
    assert NOTHING == decode(in_staff_chat(**content), ME)


@pytest.mark.parametrize(
    "author",
    [
        {"from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}},
        {"sender_chat": {"id": STAFF, "type": "supergroup"}},
    ],
)
def test_an_anonymous_administrator_is_told_why_nothing_happens(author: Json) -> None:
    asked = in_staff_chat(text="/queue", **author)
    assert Aside(STAFF, "anonymous-admin") == decode(asked, ME)


def test_the_bot_leaves_a_group_it_does_not_belong_in() -> None:
    assert Aside(STRANGE, "group-unknown", leave=True) == decode(
        member("member", STRANGE, "supergroup"), ME
    )
    assert Aside(STRANGE, leave=True) == decode(member("administrator", STRANGE, "channel"), ME)
    assert NOTHING == decode(member("left", STRANGE, "group"), ME)


json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
names = st.sampled_from(
    [
        "id",
        "type",
        "from",
        "chat",
        "text",
        "date",
        "data",
        "contact",
        "phone_number",
        "user_id",
        "message_id",
        "photo",
        "media_group_id",
        "sender_chat",
        "reply_to_message",
        "new_chat_member",
        "status",
        "new_chat_members",
    ]
)
inner = st.recursive(
    json | st.sampled_from(["private", "supergroup", "/queue", "1.2", 5, STAFF, STRANGE]),
    lambda inside: st.dictionaries(names, inside, max_size=6),
    max_leaves=30,
)
kinds = st.sampled_from(["message", "callback_query", "my_chat_member", "poll"])
updates = st.fixed_dictionaries({"update_id": st.integers()}).flatmap(
    lambda start: st.dictionaries(kinds, inner, max_size=2).map(lambda rest: start | rest)
)


@given(json | updates)
def test_any_json_at_all_is_translated(update: object) -> None:
    assert isinstance(decode(update, ME), Turning | Aside)


@given(st.dictionaries(names, inner, max_size=8))
def test_any_message_in_a_private_chat_is_translated(content: Json) -> None:
    update = private()
    update["message"] = content | {"chat": {"id": 5, "type": "private"}}
    assert isinstance(decode(update, ME), Turning | Aside)


@pytest.mark.parametrize(
    "news",
    [
        {"chat": {"id": STAFF, "type": "group"}, "migrate_to_chat_id": -1009},
        {"chat": {"id": -1009, "type": "supergroup"}, "migrate_from_chat_id": STAFF},
    ],
)
def test_a_staff_chat_that_became_a_supergroup_stays_one(news: Json) -> None:
    """Both chats tell; the new one is read as the one that the directory knows."""
    me = Me(77, "qabyldau_bot", lambda chat: chat == STAFF)
    assert NOTHING == decode({"update_id": 1, "message": news}, me)
    moved = {"chat": {"id": -1009, "type": "supergroup"}, "from": CLERK, "text": "/queue"}
    read = decode({"update_id": 2, "message": moved}, me)
    expected = Incoming(Address(ChannelName.TELEGRAM, str(STAFF)), "2", Asked("queue"), 9)
    assert Turning(expected) == read
