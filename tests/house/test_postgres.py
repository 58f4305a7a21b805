"""The throw-away PostgreSQL server itself: every test gets an empty database of its own."""

import asyncio
from pathlib import Path

import asyncpg

from tests.postgres import PostgresServer, find_binaries


async def ask(url: str, *statements: str) -> object:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return await connection.fetchval(statements[-1])
    finally:
        await connection.close()


COUNT_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


async def test_a_database_is_empty_and_speaks_utf8(postgres_url: str) -> None:
    assert await ask(postgres_url, COUNT_TABLES) == 0
    assert await ask(postgres_url, "SELECT upper('Qabyldau') || 'әғқңөұүһі'") == "QABYLDAUәғқңөұүһі"


async def test_two_databases_do_not_see_each_other(postgres_server: PostgresServer) -> None:
    with postgres_server.database() as one, postgres_server.database() as other:
        assert await ask(one, "CREATE TABLE request (number int)", COUNT_TABLES) == 1
        assert await ask(other, COUNT_TABLES) == 0


def test_a_template_is_filled_once_and_copied(postgres_server: PostgresServer) -> None:
    filled: list[str] = []

    def fill(url: str) -> None:
        filled.append(url)
        asyncio.run(ask(url, "CREATE TABLE slot (number int)", COUNT_TABLES))

    names = [postgres_server.template("filled_once", fill) for _ in range(2)]
    assert len(filled) == 1
    with postgres_server.database(names[1]) as copy:
        assert asyncio.run(ask(copy, COUNT_TABLES)) == 1


def test_the_programs_are_of_a_server(postgres_server: PostgresServer) -> None:
    assert find_binaries() == postgres_server.binaries
    assert (postgres_server.binaries / "postgres").exists()
    assert postgres_server.folder != Path.cwd()
