"""The database and the directory file: whatever is wrong with them is one sentence."""

from pathlib import Path

import pytest

from bot.opening import open_database, read_directory
from bot.reception.directory_toml import DirectoryError
from bot.settings import BadSettings, Settings
from storage.encryption import new_key
from tests.cli.terminal import SAMPLE


async def refusal(database: Path | str, **other: object) -> str:
    url = f"sqlite+aiosqlite:///{database}" if isinstance(database, Path) else database
    settings = Settings(database_url=url, **other)  # type: ignore[arg-type]
    with pytest.raises(BadSettings) as caught:
        await open_database(settings)
    return str(caught.value)


async def made(database: Path) -> Path:
    store = await open_database(Settings(database_url=f"sqlite+aiosqlite:///{database}"))
    await store.close()
    return database


async def test_the_first_opening_makes_folder_database_and_key(tmp_path: Path) -> None:
    database = await made(tmp_path / "data" / "reception.db")
    assert database.exists()
    assert 0o600 == database.with_suffix(".key").stat().st_mode & 0o777
    await made(database)


async def test_a_lost_key_is_told_and_no_other_is_made(tmp_path: Path) -> None:
    database = await made(tmp_path / "reception.db")
    key = database.with_suffix(".key")
    key.unlink()
    assert (
        f"DATA_KEY: the key of {database} is gone: put {key} back from its backup, or set DATA_KEY"
        == await refusal(database)
    )
    assert not key.exists()


async def test_another_key_is_told(tmp_path: Path) -> None:
    database = await made(tmp_path / "reception.db")
    told = await refusal(database, data_key=new_key())
    assert "DATA_KEY: the key this data was sealed with is not among the keys" == told


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"not a key", b""])
async def test_a_file_that_holds_no_key_is_told(tmp_path: Path, content: bytes) -> None:
    database = await made(tmp_path / "reception.db")
    database.with_suffix(".key").write_bytes(content)
    assert (await refusal(database)).startswith("DATA_KEY: ")


async def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    database = tmp_path / "notes.db"
    database.write_text("buy milk " * 1000)
    told = await refusal(database, data_key=new_key())
    assert f"DATABASE_URL: {database} can't be opened: file is not a database" == told


async def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = await refusal(tmp_path / "file" / "data" / "reception.db")
    assert told.startswith(f"DATABASE_URL: {tmp_path}/file/data/reception.db can't be opened: Not")


async def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    url = "postgresql+asyncpg://clerk:password@127.0.0.1:1/reception"
    told = await refusal(url, data_key=new_key())
    assert told.startswith("DATABASE_URL: 127.0.0.1:1/reception can't be opened: Connect call")
    assert "password" not in told


def test_a_directory_may_come_from_any_editor(tmp_path: Path) -> None:
    file = tmp_path / "directory.toml"
    text = SAMPLE.read_text("utf-8").replace("\n", "\r\n")
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_directory(SAMPLE) == read_directory(file)


def test_a_directory_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "directory.toml"
    file.write_bytes(b"# one\n# two\n" + "приемная".encode("cp1251"))
    with pytest.raises(DirectoryError) as caught:
        read_directory(file)
    assert "directory.toml:3: expected a text in UTF-8" == str(caught.value)


def test_a_directory_that_can_not_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(DirectoryError, match=r"^missing\.toml: can't be read: No such file"):
        read_directory(tmp_path / "missing.toml")
