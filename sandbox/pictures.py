"""How large a picture is and of what kind, read from its first bytes; nothing is decoded."""

from dataclasses import dataclass

PNG = b"\x89PNG\r\n\x1a\n"
JPEG_START = b"\xff\xd8\xff"
GIF = (b"GIF87a", b"GIF89a")
# Frames of a JPEG that tell its size, by their second byte; C4, C8 and CC are something else.
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
JPEG_BARE = frozenset(range(0xD0, 0xDA)) | {0x01}


@dataclass(frozen=True, slots=True)
class Picture:
    """What the first bytes of a picture say."""

    mime: str
    width: int
    height: int


def look(content: bytes) -> Picture | None:
    """Return what kind of picture this is and its size in pixels; None when it is none."""
    if content.startswith(PNG) and content[12:16] == b"IHDR" and len(content) >= 24:
        return _sized("image/png", content[16:20], content[20:24])
    if content.startswith(GIF) and len(content) >= 10:
        return _sized("image/gif", content[7:5:-1], content[9:7:-1])
    if content.startswith(JPEG_START):
        return _jpeg(content)
    return None


def _jpeg(content: bytes) -> Picture | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in JPEG_FRAMES:
            return _sized("image/jpeg", content[at + 7 : at + 9], content[at + 5 : at + 7])
        if marker in JPEG_BARE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None


def _sized(mime: str, width: bytes, height: bytes) -> Picture:
    return Picture(mime, int.from_bytes(width), int.from_bytes(height))
