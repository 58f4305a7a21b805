"""Sealing, look-ups, rotation of keys and the key file."""

import stat
from pathlib import Path

import pytest

from storage.encryption import Keys, WrongKey, data_key_file, new_key
from storage.key_file import Busy, add_new_key, drop_older_keys
from tests.storage.samples import FIRST_KEY, NAME, SECOND_KEY


def test_what_was_sealed_opens(keys: Keys) -> None:
    sealed = keys.seal(NAME)
    assert NAME == keys.open(sealed)
    assert NAME.encode() not in sealed


def test_json_keeps_cyrillic(keys: Keys) -> None:
    value = {"аты": NAME, "list": [1, None, True]}
    assert value == keys.open_json(keys.seal_json(value))


def test_the_same_text_is_sealed_differently_each_time(keys: Keys) -> None:
    assert keys.seal(NAME) != keys.seal(NAME)


def test_a_new_key_in_front_seals_and_the_old_one_still_opens(keys: Keys) -> None:
    rotated = Keys.parse(f"{SECOND_KEY},{FIRST_KEY}")
    assert NAME == rotated.open(keys.seal(NAME))
    with pytest.raises(WrongKey, match="DATA_KEY"):
        keys.open(rotated.seal(NAME))


def test_a_new_key_changes_no_look_up(keys: Keys) -> None:
    rotated = Keys.parse(f"{SECOND_KEY}, {FIRST_KEY}")
    assert keys.lookup("telegram:700") == rotated.lookup("telegram:700")
    assert keys.lookup("telegram:700") != Keys.parse(SECOND_KEY).lookup("telegram:700")
    assert len(bytes.fromhex(keys.lookup("telegram:700"))) == 16


def test_with_a_secret_of_its_own_a_database_is_looked_up_by_any_key(keys: Keys) -> None:
    own = keys.looking_up(bytes(32))
    assert own.lookup("telegram:700") == Keys.parse(SECOND_KEY).looking_up(bytes(32)).lookup(
        "telegram:700"
    )
    assert keys.lookup("telegram:700") != own.lookup("telegram:700")
    assert own.lookup_secret == own.open_bytes(own.seal_bytes(own.lookup_secret))


def test_a_key_put_into_the_file_meanwhile_is_taken_up_by_who_meets_it(tmp_path: Path) -> None:
    path = tmp_path / "reception.key"
    data_key_file(path)
    running = Keys.read(path)
    before = running.seal(NAME)
    add_new_key(path)
    meanwhile = Keys.read(path).seal(NAME)
    assert NAME == running.open(meanwhile)
    assert running.seal(NAME)[:4] == meanwhile[:4]
    drop_older_keys(path)
    assert NAME == running.open(before)
    with pytest.raises(WrongKey):
        Keys.read(path).open(before)


def test_a_new_key_goes_in_front_and_the_older_ones_are_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "reception.key"
    first = data_key_file(path)
    add_new_key(path)
    add_new_key(path)
    third, second, _ = path.read_text().strip().split(",")
    kept = drop_older_keys(path)
    assert kept is not None
    assert f"{third}\n" == path.read_text()
    assert f"{second},{first}\n" == kept.read_text()
    assert {0o600} == {stat.S_IMODE(one.stat().st_mode) for one in (path, kept)}
    assert {path, kept} == set(tmp_path.iterdir())
    assert drop_older_keys(path) is None


def test_while_another_changes_the_file_nobody_else_does(tmp_path: Path) -> None:
    path = tmp_path / "reception.key"
    before = data_key_file(path)
    (tmp_path / "reception.key.new").write_text("")
    with pytest.raises(Busy, match=r"reception\.key\.new"):
        add_new_key(path)
    assert before == data_key_file(path)


@pytest.mark.parametrize("place", [0, 4, 16, -1])
def test_a_changed_byte_anywhere_is_noticed(keys: Keys, place: int) -> None:
    sealed = bytearray(keys.seal(NAME))
    sealed[place] ^= 1
    with pytest.raises(WrongKey):
        keys.open(bytes(sealed))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "at least one key"),
        ("short", "base64 of 32 bytes"),
        ("c2hvcnQ=", "32 bytes a key"),
        (f"{FIRST_KEY},{FIRST_KEY}", "twice"),
    ],
)
def test_a_bad_key_is_refused_without_being_shown(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint) as refused:
        Keys.parse(text)
    assert "DATA_KEY" in str(refused.value)
    assert not text or text not in str(refused.value)


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "data" / "reception.key"
    made = data_key_file(path)
    assert made == data_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [path] == list(path.parent.iterdir())
    assert NAME == Keys.parse(made).open(Keys.parse(made).seal(NAME))


def test_new_keys_differ() -> None:
    assert new_key() != new_key()
