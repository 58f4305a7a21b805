"""The same program by webhook: Telegram calls us, with the secret that we gave it."""

from pathlib import Path

import aiohttp
from pydantic import SecretStr

from bot.settings import TelegramMode
from tests.e2e.citizens import books
from tests.e2e.installation import Changed, installation
from tests.e2e.phrases import KK

SECRET = "only-telegram-knows-this"
WEBHOOK: Changed = {
    "telegram_mode": TelegramMode.WEBHOOK,
    "telegram_webhook_secret": SecretStr(SECRET),
}


async def test_a_citizen_books_by_webhook(tmp_path: Path, database: Changed) -> None:
    """The webhook is set by the program itself, and updates come by it."""
    async with installation(tmp_path, changed={**WEBHOOK, **database}) as town:
        person = town.sandbox.person("Айгүл", language="kk", phone="+77017654321")
        clerk = town.sandbox.clerk(9001)
        number = await books(person, KK)
        await clerk.presses("Тағайындау", on=number)
        await clerk.presses(", 10:20", on=number)
        await clerk.sees("· тағайындалды")
        await town.wait(seconds=61)
        await person.sees(KK.scheduled)


async def test_a_call_without_the_secret_changes_nothing(tmp_path: Path, database: Changed) -> None:
    """403 for a stranger, and no conversation begins; nonsense from Telegram is no failure."""
    update = {
        "update_id": 1,
        "message": {
            "message_id": 1,
            "date": 1772427600,
            "chat": {"id": 42, "type": "private", "first_name": "X"},
            "from": {"id": 42, "is_bot": False, "first_name": "X"},
            "text": "/start",
        },
    }
    both = {**WEBHOOK, **database}
    async with installation(tmp_path, changed=both) as town, aiohttp.ClientSession() as http:
        url = f"{town.settings.public_url}/telegram/webhook"
        async with http.post(url, json=update) as response:
            assert 403 == response.status
        wrong = {"X-Telegram-Bot-Api-Secret-Token": "guess"}
        async with http.post(url, json=update, headers=wrong) as response:
            assert 403 == response.status
        right = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with http.post(url, json={"update_id": 2, "odd": [1]}, headers=right) as response:
            assert 200 == response.status
        async with town.app.store.reading() as tx:
            assert 0 == (await tx.backlog(town.now)).messages


async def test_health_readiness_and_metrics_answer(tmp_path: Path, database: Changed) -> None:
    """What an operator's monitor asks for."""
    async with installation(tmp_path, changed=database) as town, aiohttp.ClientSession() as http:
        base = town.settings.public_url
        for path in ("/healthz", "/readyz", "/metrics"):
            async with http.get(f"{base}{path}") as response:
                assert 200 == response.status, await response.text()
        async with http.get(f"{base}/metrics") as response:
            assert "qabyldau_messages_waiting 0.0" in await response.text()
