"""Encryption at rest: what is personal is sealed with AES-256-GCM, and looked up by a keyed hash.

A sealed value is the id of its key (4 bytes), a nonce (12 bytes) and the ciphertext with its tag.
"""

import base64
import binascii
import hmac
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, overload

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
ID_BYTES: Final = 4
NONCE_BYTES: Final = 12
HASH_BYTES: Final = 16
REMEMBERED: Final = 4096
_HEAD: Final = ID_BYTES + NONCE_BYTES


class WrongKey(ValueError):
    """The data was sealed with a key that is not among these, or has been tampered with."""


class Keys:
    """The keys of `DATA_KEY`: the first one seals, every one opens.

    What is looked up by is a secret of the database's own, which `looking_up` brings in; until then
    it comes from the last (oldest) key, as it did in every database before there was one.
    `newer` reads the keys again where they may have changed meanwhile: a file of keys.
    """

    def __init__(self, secrets: Sequence[bytes], newer: Callable[[], "Keys"] | None = None) -> None:
        if not secrets:
            raise ValueError("DATA_KEY: expected at least one key")
        if any(len(secret) != KEY_BYTES for secret in secrets):
            raise ValueError(f"DATA_KEY: expected {KEY_BYTES} bytes a key")
        ids = [_derive(secret, b"id")[:ID_BYTES] for secret in secrets]
        if len(set(ids)) < len(ids):
            raise ValueError("DATA_KEY: a key is there twice")
        ciphers = [AESGCM(_derive(secret, b"data")) for secret in secrets]
        self._by_id = dict(zip(ids, ciphers, strict=True))
        self._id, self._cipher = ids[0], ciphers[0]
        self._lookup = _derive(secrets[-1], b"lookup")
        self._newer = newer

    @classmethod
    def parse(cls, text: str) -> "Keys":
        """Read keys as they stand in `DATA_KEY`: base64, separated by commas, newest first."""
        return cls([_decode(part) for part in text.split(",") if part.strip()])

    @classmethod
    def read(cls, file: Path) -> "Keys":
        """Read the keys in a file; they are read again when a value needs another one."""
        keys = cls.parse(file.read_text("ascii"))
        keys._newer = lambda: cls.parse(file.read_text("ascii"))
        return keys

    def looking_up(self, secret: bytes) -> "Keys":
        """Return the same keys with a database's own secret of the look-ups."""
        keys = copy(self)
        keys._by_id = dict(self._by_id)
        keys._lookup = secret
        return keys

    @property
    def ids(self) -> tuple[bytes, ...]:
        """The ids of the keys, the newest first; every sealed value begins with one."""
        return tuple(self._by_id)

    @property
    def lookup_secret(self) -> bytes:
        """What is looked up by. It is kept in the database, sealed."""
        return self._lookup

    @property
    def audit_secret(self) -> bytes:
        """What the audit is chained with: nobody has it who has only the database."""
        return _derive(self._lookup, b"audit")

    def seal(self, text: str) -> bytes:
        """Encrypt `text` with the newest key."""
        return self._sealed(text.encode())

    def seal_bytes(self, secret: bytes) -> bytes:
        """Encrypt a secret."""
        return self.seal(base64.b64encode(secret).decode())

    def open_bytes(self, sealed: bytes) -> bytes:
        """Decrypt what `seal_bytes` made."""
        return base64.b64decode(self.open(sealed))

    def open(self, sealed: bytes) -> str:
        """Decrypt what `seal` made, or raise `WrongKey`."""
        return self._opened(sealed).decode()

    def _sealed(self, plain: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return self._id + nonce + self._cipher.encrypt(nonce, plain, self._id)

    def _opened(self, sealed: bytes) -> bytes:
        key_id = bytes(sealed[:ID_BYTES])
        cipher = self._by_id.get(key_id) or self._read_again().get(key_id)
        if cipher is None:
            raise WrongKey("DATA_KEY: the key this data was sealed with is not among the keys")
        try:
            return cipher.decrypt(sealed[ID_BYTES:_HEAD], sealed[_HEAD:], key_id)
        except InvalidTag:
            raise WrongKey("sealed data has been changed") from None

    @overload
    def seal_any(self, text: str) -> bytes: ...
    @overload
    def seal_any(self, text: str | None) -> bytes | None: ...
    def seal_any(self, text: str | None) -> bytes | None:
        """Encrypt `text`, if there is one."""
        return None if text is None else self.seal(text)

    def open_any(self, sealed: bytes | None) -> str | None:
        """Decrypt what `seal_any` made."""
        return None if sealed is None else self.open(sealed)

    def seal_json(self, value: Any) -> bytes:
        """Encrypt JSON-able data."""
        return self._sealed(msgspec.json.encode(value))

    def open_json(self, sealed: bytes) -> Any:
        """Decrypt what `seal_json` made."""
        return msgspec.json.decode(self._opened(sealed))

    def lookup(self, text: str) -> str:
        """Return the keyed hash by which `text` is found again, 16 bytes in hexadecimal digits."""
        return _hashed(self._lookup, text)

    def _read_again(self) -> dict[bytes, AESGCM]:
        """Take up the keys as they are by now: the newest one seals from here on."""
        if self._newer is not None:
            with suppress(OSError, ValueError):
                newer = self._newer()
                self._id, self._cipher = newer._id, newer._cipher
                # None is forgotten: what was sealed with an older one must still open.
                self._by_id = {**newer._by_id, **self._by_id}
        return self._by_id


def new_key() -> str:
    """Make a key as `DATA_KEY` takes it."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


def new_secret() -> bytes:
    """Make a secret to look up by."""
    return os.urandom(KEY_BYTES)


def data_key_file(path: Path) -> str:
    """Return the keys in the file at `path`; made first, for its owner's eyes only, if missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        made_for_me = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made_for_me, "w") as file:
            file.write(new_key() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)  # of two processes that start at once, one makes the key
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text("ascii").strip()


@lru_cache(maxsize=REMEMBERED)
def _hashed(secret: bytes, text: str) -> str:
    """Hash what is looked up; whoever is in a conversation is looked up at every step of it."""
    return hmac.digest(secret, text.encode(), "sha256")[:HASH_BYTES].hex()


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"qabyldau " + purpose).derive(secret)


def _decode(part: str) -> bytes:
    try:
        return base64.b64decode(part.strip().replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"DATA_KEY: expected base64 of {KEY_BYTES} bytes") from None
