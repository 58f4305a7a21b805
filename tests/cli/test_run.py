"""`run`: mistakes are told and end it, Ctrl+C ends it well, a new directory is taken up."""

import socket

from bot.demo import free_port
from sandbox.server import Sandbox
from tests.cli.terminal import SAMPLE, Terminal, telegram


def settings(sandbox: Sandbox) -> dict[str, str]:
    return telegram(sandbox) | {"DIRECTORY": str(SAMPLE), "HTTP_PORT": str(free_port())}


async def test_without_a_token_it_says_where_to_get_one(terminal: Terminal) -> None:
    said = await terminal.gives("run")
    assert 1 == said.code
    assert said.text.startswith("TELEGRAM_TOKEN is not set: get a token from @BotFather.")


async def test_a_token_that_telegram_does_not_know_ends_it(
    terminal: Terminal, sandbox: Sandbox
) -> None:
    token = "123456:nobody-knows-this-token"
    said = await terminal.gives("run", **settings(sandbox) | {"TELEGRAM_TOKEN": token})
    assert 1 == said.code
    last = said.text.splitlines()[-1]
    assert f"TELEGRAM_TOKEN: {sandbox.url} does not know this token." == last
    assert token not in said.text


async def test_without_a_directory_it_says_what_to_do(terminal: Terminal, sandbox: Sandbox) -> None:
    said = await terminal.gives("run", **settings(sandbox) | {"DIRECTORY": ""})
    assert 1 == said.code
    assert "python -m bot import FILE" in said.text


async def test_a_broken_directory_ends_it(terminal: Terminal, sandbox: Sandbox) -> None:
    broken = str(terminal.file("broken.toml", "office = \n"))
    said = await terminal.gives("run", **settings(sandbox) | {"DIRECTORY": broken})
    assert 1 == said.code
    assert said.text.startswith("broken.toml:1: expected valid TOML")


async def test_a_port_in_use_ends_it(terminal: Terminal, sandbox: Sandbox) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        said = await terminal.gives("run", **settings(sandbox) | {"HTTP_PORT": port})
    assert 1 == said.code
    told = f"HTTP_HOST, HTTP_PORT: 127.0.0.1:{port}: another program listens there.\n"
    assert told == said.text


async def test_telegram_out_of_reach_is_waited_for_until_ctrl_c(
    terminal: Terminal, sandbox: Sandbox
) -> None:
    unreachable = settings(sandbox) | {"TELEGRAM_API": "http://127.0.0.1:1"}
    async with terminal.running(**unreachable) as program:
        await program.prints("no answer from http://127.0.0.1:1")
        said = await program.leaves()
    assert 0 == said.code
    assert sandbox.token not in said.text


async def test_a_directory_imported_meanwhile_is_taken_up(
    terminal: Terminal, sandbox: Sandbox
) -> None:
    text = SAMPLE.read_text("utf-8").replace("Тоғызбаев", "Тоқсанбаев")
    changed = terminal.file("changed.toml", text)
    async with terminal.running(**settings(sandbox)) as program:
        await program.prints("serving as @")
        assert 0 == (await terminal.gives("import", changed)).code
        await program.prints("another directory is in force from now on")
        said = await program.leaves()
    assert 0 == said.code
