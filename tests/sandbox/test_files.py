"""Files through aiogram: into a chat, on the phone, on the page, and out again; with the limits."""

import struct
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramEntityTooLarge
from aiogram.types import BufferedInputFile

from sandbox import pictures
from sandbox.files import LARGEST_DOWNLOAD, LARGEST_PHOTO
from sandbox.people import Person
from sandbox.pictures import Picture
from sandbox.server import LARGEST_UPLOAD, Sandbox
from tests.sandbox.drawn import png

ASEL = 9001


def jpeg(width: int, height: int) -> bytes:
    """Return the beginning of a photograph."""
    note = b"\xff\xe0\x00\x04ab"
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\0\0\0"
    return b"\xff\xd8" + note + frame


def paper(content: bytes = b"%PDF", name: str = "кесте.pdf") -> BufferedInputFile:
    return BufferedInputFile(content, name)


@pytest.fixture
async def person(sandbox: Sandbox) -> Person:
    someone = sandbox.person("Айгүл", language="kk", phone="+77017654399")
    await someone.types("/start")
    return someone


async def test_a_document_arrives_with_its_name_caption_and_bytes(person: Person, bot: Bot) -> None:
    sent = await bot.send_document(person.user.id, paper(), caption="<b>Кесте</b>")
    assert sent.document is not None
    assert ("кесте.pdf", "application/pdf", 4) == (
        sent.document.file_name,
        sent.document.mime_type,
        sent.document.file_size,
    )
    assert "<b>Кесте</b>" == sent.html_text
    seen = await person.sees("Кесте")
    assert seen.file is not None
    assert ("кесте.pdf", b"%PDF") == (seen.file.name, seen.file.content)
    assert seen.file == await person.gets_file(".pdf")


async def test_a_photo_arrives_with_its_sides(person: Person, bot: Bot) -> None:
    sent = await bot.send_photo(person.user.id, BufferedInputFile(png(30, 20), "a.png"))
    assert sent.photo is not None
    assert (30, 20) == (sent.photo[-1].width, sent.photo[-1].height)
    assert [png(30, 20)] == [one.content for one in person.files]


async def test_a_file_sent_before_is_sent_again_by_its_number_as_what_it_was(
    person: Person, bot: Bot
) -> None:
    chat = person.user.id
    sent = await bot.send_document(chat, paper())
    assert sent.document is not None
    await bot.send_document(chat, sent.document.file_id)
    assert ["кесте.pdf"] * 2 == [one.name for one in person.files]
    with pytest.raises(TelegramBadRequest, match="can't use file of type Document as Photo"):
        await bot.send_photo(chat, sent.document.file_id)


async def test_a_group_and_a_member_in_private_see_files_too(sandbox: Sandbox, bot: Bot) -> None:
    clerk = sandbox.clerk(ASEL)
    await bot.send_document(clerk.chat.id, paper(name="report.xlsx"))
    await bot.send_document(ASEL, paper(name="own.xlsx"))
    assert ["report.xlsx"] == [one.name for one in clerk.files]
    assert ["own.xlsx"] == [one.name for one in clerk.private.files]
    assert "report.xlsx" == (await clerk.gets_file("report")).name


@pytest.mark.parametrize(
    ("kind", "fields", "reason"),
    [
        ("document", {}, "there is no document in the request"),
        ("photo", {"photo": ""}, "there is no photo in the request"),
        ("document", {"document": "AgACnothing"}, "wrong file identifier/HTTP URL specified"),
        ("document", {"document": b""}, "file must be non-empty"),
        ("document", {"document": b"x", "caption": "қ" * 1025}, "message caption is too long"),
        ("photo", {"photo": b"no picture"}, "IMAGE_PROCESS_FAILED"),
        ("photo", {"photo": png()[:20]}, "IMAGE_PROCESS_FAILED"),
        ("photo", {"photo": png(100, 9901)}, "PHOTO_INVALID_DIMENSIONS"),
        ("photo", {"photo": png(1, 21)}, "PHOTO_INVALID_DIMENSIONS"),
    ],
)
async def test_what_telegram_refuses_is_refused_in_its_words(
    sandbox: Sandbox, person: Person, kind: str, fields: dict[str, Any], reason: str
) -> None:
    form = aiohttp.FormData({"chat_id": str(person.user.id)})
    for name, value in fields.items():
        form.add_field(name, value, filename="a.bin" if isinstance(value, bytes) else None)
    url = f"{sandbox.url}/bot{sandbox.token}/send{kind.capitalize()}"
    async with aiohttp.ClientSession() as client, client.post(url, data=form) as response:
        refusal = await response.json()
    assert (response.status, refusal["description"]) == (400, f"Bad Request: {reason}")
    assert person.files == []


async def test_a_photo_has_at_most_ten_megabytes(person: Person, bot: Bot) -> None:
    content = png().ljust(LARGEST_PHOTO + 1, b"\0")
    reason = "file of size 10485761 bytes is too big for a photo; the maximum size is 10485760"
    with pytest.raises(TelegramBadRequest, match=reason):
        await bot.send_photo(person.user.id, BufferedInputFile(content, "a.png"))
    assert not person.files


async def test_the_longest_caption_passes(person: Person, bot: Bot) -> None:
    sent = await bot.send_document(person.user.id, paper(), caption="<i>" + "қ" * 1024 + "</i>")
    assert len(sent.caption or "") == 1024


async def test_more_than_fifty_megabytes_are_too_much(person: Person, bot: Bot) -> None:
    with pytest.raises(TelegramEntityTooLarge, match="Request Entity Too Large"):
        await bot.send_document(person.user.id, paper(bytes(LARGEST_UPLOAD + 100_000)))
    assert not person.files


async def test_a_file_is_taken_out_again(sandbox: Sandbox, person: Person, bot: Bot) -> None:
    sent = await bot.send_document(person.user.id, paper(b"\0\xff"))
    assert sent.document is not None
    file = await bot.get_file(sent.document.file_id)
    assert file.file_path is not None
    taken = await bot.download_file(file.file_path)
    assert taken is not None
    assert b"\0\xff" == taken.read()
    with pytest.raises(TelegramBadRequest, match="wrong file_id or the file is temporarily"):
        await bot.get_file("nothing")
    async with aiohttp.ClientSession(sandbox.url) as client:
        for path, status in (
            (f"bot{sandbox.token}/nothing", 404),
            ("bot1:x/" + file.file_path, 401),
        ):
            async with client.get(f"/file/{path}") as response:
                assert status == response.status


async def test_what_is_larger_than_twenty_megabytes_does_not_come_out(
    person: Person, bot: Bot
) -> None:
    sent = await bot.send_document(person.user.id, paper(bytes(LARGEST_DOWNLOAD + 1)))
    assert sent.document is not None
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(sent.document.file_id)


async def test_the_page_shows_photos_and_gives_everything_else_away(
    sandbox: Sandbox, bot: Bot
) -> None:
    chat = sandbox.staff_chat.id
    await bot.send_photo(chat, BufferedInputFile(png(30, 20), "chart.png"), caption="<b>1</b>")
    await bot.send_document(chat, paper(b"<script>", "../есеп «1».html"))
    async with aiohttp.ClientSession(sandbox.url) as page:
        async with page.get("/api/state") as response:
            chart, report = [one["file"] for one in (await response.json())["staff"]["messages"]]
        url = report.pop("url")
        assert (chart["photo"], chart["width"], chart["height"]) == (True, 30, 20)
        assert {
            "name": "есеп «1».html",
            "size": 8,
            "photo": False,
            "width": None,
            "height": None,
        } == report
        async with page.get(chart["url"]) as response:
            assert ("image/png", png(30, 20)) == (response.content_type, await response.read())
            assert response.headers["Content-Disposition"].startswith("inline")
        async with page.get(url) as response:
            assert response.headers["Content-Disposition"].startswith(
                "attachment; filename*=UTF-8''"
            )
            assert "sandbox" in response.headers["Content-Security-Policy"]
            assert b"<script>" == await response.read()
        async with page.get("/api/files/nothing") as response:
            assert 404 == response.status


@pytest.mark.parametrize(
    ("content", "picture"),
    [
        (png(640, 480), Picture("image/png", 640, 480)),
        (jpeg(640, 480), Picture("image/jpeg", 640, 480)),
        (b"GIF89a" + struct.pack("<HH", 640, 480), Picture("image/gif", 640, 480)),
        (jpeg(640, 480)[:12], None),
        (b"GIF89a", None),
        (b"", None),
    ],
)
def test_a_picture_tells_its_sides_in_its_first_bytes(
    content: bytes, picture: Picture | None
) -> None:
    assert picture == pictures.look(content)
