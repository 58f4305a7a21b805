"""An installation for every test, on both databases, and the two languages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.databases import DATABASES, settings_of
from tests.e2e.installation import Changed, Installation, installation
from tests.e2e.phrases import KK, RU, Phrases

SERVER = pytest.mark.needs("postgres")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test both databases; one told in both languages has the second on SQLite only."""
    names = metafunc.fixturenames
    if "database" in names and "words" in names:
        told = [("sqlite", "kk"), ("sqlite", "ru"), pytest.param("postgres", "kk", marks=SERVER)]
        metafunc.parametrize(("database", "language"), told, indirect=True)
    elif "database" in names:
        metafunc.parametrize("database", DATABASES, indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Changed:
    """What the settings say of the database."""
    if request.param == "sqlite":
        return {}
    url = request.getfixturevalue("migrated_postgres")
    return settings_of(url)


@pytest.fixture
def language(request: pytest.FixtureRequest) -> str:
    """Which language people speak."""
    code: str = request.param
    return code


@pytest.fixture
async def town(tmp_path: Path, database: Changed) -> AsyncIterator[Installation]:
    """The program and the sandbox, on a Monday morning."""
    async with installation(tmp_path, changed=database) as running:
        yield running


@pytest.fixture
def words(language: str) -> Phrases:
    """What people press and read."""
    return {"kk": KK, "ru": RU}[language]
