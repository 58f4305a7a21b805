"""Sealing, look-ups, rotation of keys and the key file."""

import stat
from pathlib import Path

import pytest

from storage.encryption import Keys, WrongKey, data_key_file, new_key
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
