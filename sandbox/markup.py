"""Telegram's HTML: parsed into text and entities as the server does, and written back safely."""

import html
import re
from dataclasses import dataclass, replace
from typing import Any

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
WRITTEN = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
FIELDS = {"url", "language", "user", "custom_emoji_id", "unix_time", "date_time_format"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
ATTRIBUTE = re.compile(r"""\s+([a-zA-Z_-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
ESCAPE = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|(lt|gt|amp|quot));?")
LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\w)")
SAFE_LINK = re.compile(r"(https?|tg|mailto|tel):", re.IGNORECASE)


class EntityError(ValueError):
    """A text whose markup the server refuses, in the server's words."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of formatted text; offset and length count UTF-16 units."""

    type: str
    offset: int
    length: int
    extra: tuple[tuple[str, Any], ...] = ()

    def wire(self) -> dict[str, Any]:
        """The entity as a Bot API MessageEntity."""
        wire = {"type": self.type, "offset": self.offset, "length": self.length}
        return wire | dict(self.extra)


@dataclass(frozen=True, slots=True)
class _Open:
    name: str
    kind: str
    start: int
    extra: tuple[tuple[str, Any], ...]


def units(text: str) -> int:
    """Length in UTF-16 units, which is how Telegram counts offsets."""
    return len(text.encode("utf-16-le")) // 2


def given(raw: list[dict[str, Any]]) -> tuple[Entity, ...]:
    """Entities given by the caller instead of markup."""
    return tuple(
        Entity(
            str(one["type"]),
            int(one["offset"]),
            int(one["length"]),
            tuple((key, one[key]) for key in sorted(FIELDS & one.keys())),
        )
        for one in raw
    )


def parse_html(source: str) -> tuple[str, tuple[Entity, ...]]:
    """Text and entities of Telegram's HTML, or EntityError in Telegram's words."""
    parts: list[str] = []
    entities: list[Entity] = []
    stack: list[_Open] = []
    position = length = 0
    while position < len(source):
        if source[position] == "<":
            if source.startswith("</", position):
                position, entity = _close(source, position, stack, length)
                if entity is not None:
                    entities.append(entity)
            else:
                position, opened = _open(source, position, length)
                stack.append(opened)
            continue
        piece, position = _piece(source, position)
        parts.append(piece)
        length += units(piece)
    if stack:
        raise EntityError(f'Can\'t find end tag corresponding to start tag "{stack[-1].name}"')
    ordered = sorted(entities, key=lambda entity: (entity.offset, -entity.length))
    return "".join(parts), tuple(ordered)


def _piece(source: str, position: int) -> tuple[str, int]:
    if source[position] == "&":
        match = ESCAPE.match(source, position)
        if match is None:
            return "&", position + 1
        decimal, hexadecimal, name = match.groups()
        code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
        if not name and not 0 < code < 0x110000:
            return "&", position + 1
        return NAMED[name] if name else chr(code), match.end()
    end = position + 1
    while end < len(source) and source[end] not in "<&":
        end += 1
    return source[position:end], end


def _at(source: str, position: int) -> int:
    return len(source[:position].encode())


def _open(source: str, position: int, length: int) -> tuple[int, _Open]:
    end = position + 1
    while end < len(source) and not source[end].isspace() and source[end] != ">":
        end += 1
    name = source[position + 1 : end].lower()
    where = _at(source, position)
    if end >= len(source):
        raise EntityError(f"Unclosed start tag at byte offset {where}")
    if name not in TAGS:
        raise EntityError(f'Unsupported start tag "{name}" at byte offset {where}')
    attributes: dict[str, str] = {}
    while (match := ATTRIBUTE.match(source, end)) is not None:
        value = next((one for one in match.groups()[1:] if one is not None), "")
        attributes[match.group(1).lower()] = html.unescape(value)
        end = match.end()
    while end < len(source) and source[end].isspace():
        end += 1
    if end >= len(source) or source[end] != ">":
        raise EntityError(f"Unclosed start tag at byte offset {where}")
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise EntityError(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
    kind = TAGS[name]
    if name == "blockquote" and "expandable" in attributes:
        kind = "expandable_blockquote"
    return end + 1, _Open(name, kind, length, _extra(name, attributes))


def _extra(name: str, attributes: dict[str, str]) -> tuple[tuple[str, Any], ...]:
    if name == "a":
        return (("url", attributes.get("href", "")),)
    if name == "code" and attributes.get("class", "").startswith("language-"):
        return (("language", attributes["class"].removeprefix("language-")),)
    if name == "tg-emoji":
        return (("custom_emoji_id", attributes.get("emoji-id", "")),)
    if name == "tg-time":
        written = (("date_time_format", attributes.get("format", "")),)
        return (("unix_time", int(attributes.get("unix", "0"))), *written)
    return ()


def _close(
    source: str, position: int, stack: list[_Open], length: int
) -> tuple[int, Entity | None]:
    where = _at(source, position)
    end = source.find(">", position)
    if end < 0:
        raise EntityError(f"Unclosed end tag at byte offset {where}")
    name = source[position + 2 : end].strip().lower()
    if not stack:
        raise EntityError(f"Unexpected end tag at byte offset {where}")
    opened = stack.pop()
    if name not in ("", opened.name):
        raise EntityError(
            f"Unmatched end tag at byte offset {where}, "
            f'expected "</{opened.name}>", found "</{name}>"'
        )
    size = length - opened.start
    # Telegram drops an entity without text, and a link that leads nowhere.
    if size == 0 or (opened.kind == "text_link" and not dict(opened.extra)["url"]):
        return end + 1, None
    return end + 1, Entity(opened.kind, opened.start, size, opened.extra)


def trimmed(text: str, entities: tuple[Entity, ...]) -> tuple[str, tuple[Entity, ...]]:
    """The text without white space at its ends, entities moved along."""
    body = text.strip()
    cut = units(text[: len(text) - len(text.lstrip())])
    size = units(body)
    kept = []
    for entity in entities:
        start = max(entity.offset - cut, 0)
        end = min(entity.offset - cut + entity.length, size)
        if end > start:
            kept.append(replace(entity, offset=start, length=end - start))
    return body, tuple(kept)


def found(text: str, *, commands: bool) -> tuple[Entity, ...]:
    """Links, and commands a person typed, which Telegram finds by itself."""
    matches = [("url", match) for match in LINK.finditer(text)]
    if commands:
        matches += [("bot_command", match) for match in COMMAND.finditer(text)]
    entities = [
        Entity(kind, units(text[: match.start()]), units(match.group())) for kind, match in matches
    ]
    return tuple(sorted(entities, key=lambda entity: entity.offset))


def to_html(text: str, entities: tuple[Entity, ...]) -> str:
    """HTML that is safe to put into a page: only known tags, everything typed escaped."""
    encoded = text.encode("utf-16-le")

    def escaped(start: int, end: int) -> str:
        return html.escape(encoded[2 * start : 2 * end].decode("utf-16-le", "replace"))

    def write(start: int, end: int, inside: list[Entity]) -> str:
        out: list[str] = []
        at = start
        while inside:
            entity, *inside = inside
            stop = min(entity.offset + entity.length, end)
            if entity.offset < at or stop <= at:
                continue
            nested = [one for one in inside if one.offset < stop]
            inside = [one for one in inside if one.offset >= stop]
            before, after = _tags(entity, escaped(entity.offset, stop))
            out += [escaped(at, entity.offset), before]
            out += [write(entity.offset, stop, nested), after]
            at = stop
        return "".join([*out, escaped(at, end)])

    ordered = sorted(entities, key=lambda entity: (entity.offset, -entity.length))
    return write(0, len(encoded) // 2, ordered)


def _tags(entity: Entity, shown: str) -> tuple[str, str]:
    if entity.type in WRITTEN:
        return f"<{WRITTEN[entity.type]}>", f"</{WRITTEN[entity.type]}>"
    if entity.type == "spoiler":
        return '<span class="spoiler">', "</span>"
    if entity.type in ("text_link", "url"):
        url = html.escape(str(dict(entity.extra).get("url", ""))) or shown
        if SAFE_LINK.match(url):
            return f'<a href="{url}" target="_blank" rel="noopener noreferrer">', "</a>"
    if entity.type == "bot_command":
        return '<span class="command">', "</span>"
    return "", ""
