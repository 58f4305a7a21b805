"""What the fuzz has found, one example each."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectionResetError

from bot.handlers.web import SERVED
from tests.fuzz.posts import FORM, HOOK, PROOF, SMS
from tests.fuzz.station import Post, Station, lay, listening_station
from tests.turns.house import CHAT


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated database with its times laid out."""
    file = tmp_path_factory.mktemp("found") / "laid.db"
    asyncio.run(lay(file))
    return file


@pytest.fixture
async def at(laid: Path, tmp_path: Path) -> AsyncIterator[Station]:
    """Open the program; an error in its log or an update that failed fails the test."""
    async with listening_station(laid, tmp_path) as opened:
        yield opened


def private(content: dict[str, Any], chat: object = 5) -> dict[str, Any]:
    message = {"message_id": 1, "from": {"id": 5}, "chat": {"id": chat, "type": "private"}}
    return {"update_id": 1, "message": message | content}


def gone(user: int) -> dict[str, Any]:
    chat = {"id": CHAT, "type": "supergroup"}
    return {"update_id": 1, "message": {"chat": chat, "left_chat_member": {"id": user}}}


def press(message_id: object) -> dict[str, Any]:
    under = {"message_id": message_id, "chat": {"id": 5, "type": "private"}}
    query = {"id": "q", "from": {"id": 5}, "message": under, "data": "1.1"}
    return {"update_id": 1, "callback_query": query}


@pytest.mark.parametrize(
    "update",
    [
        private({"photo": [], "media_group_id": "\ud800"}),
        private({"text": "\ud800 \0"}),
        private({"contact": {"phone_number": "\udfff", "user_id": 5}}),
        private({"text": "x"}, chat=True),
        gone(10**30),
        press("9" * 5000),
        press({"\ud800": 1}),
    ],
    ids=[
        "half a character as an album", "half a character in a text", "half a character as a phone",
        "a chat that is true", "who left has too large a number", "a message of 5000 digits",
        "a message that is a table",
    ],
)  # fmt: skip
async def test_an_update_no_telegram_would_send_is_taken_and_forgotten(
    at: Station, update: dict[str, Any]
) -> None:
    assert 200 == await at.posts(Post(HOOK, json.dumps(update).encode(), (PROOF,)))


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        (Post(HOOK, b"x", (("Content-Type", "a/b"), ("Content-Type", "a/b"))), 400),
        (Post(HOOK, b"{}", (PROOF, ("X-Odd", "\0"))), 400),
    ],
    ids=["a header twice", "a header with a NUL"],
)
async def test_a_call_that_is_no_http_is_refused_and_is_no_error_of_ours(
    at: Station, post: Post, expected: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        assert expected == await at.posts(post)
    assert "a call that is no HTTP was refused" in caplog.messages


@pytest.mark.parametrize(
    "post", [Post(SMS, b"x" * 40, (FORM,), cut=9), Post(HOOK, b"{}" * 9, (PROOF,), True, 9)]
)
async def test_a_caller_who_hangs_up_halfway_is_no_error_of_ours(at: Station, post: Post) -> None:
    assert await at.posts(post) in {0, 400}


def test_whoever_hangs_up_before_being_told_to_go_on_is_no_error_of_ours(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO):
        gone = ClientConnectionResetError("Cannot write to closing transport")
        SERVED["logger"].error("Error handling request from %s", "127.0.0.1", exc_info=gone)
    assert [("INFO", "a caller hung up")] == [(one.levelname, one.msg) for one in caplog.records]
