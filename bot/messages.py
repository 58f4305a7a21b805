"""Messages on their way out, as they are stored: keys and arguments, written only when sent."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from msgspec import Struct

from bot.dialogs.question import Style
from bot.dialogs.say import Label, Say
from bot.reception.language import Bilingual


class Button(Struct, frozen=True):
    """An option as it is shown; its number is its place, counted from 1."""

    label: Label
    style: Style = Style.PLAIN


class Notice(Struct, frozen=True):
    """A text without a question. `vanish_after`: seconds until it is deleted again, 0 for never.

    `clears`: the question before it had a keyboard in place of the phone's own, which goes.
    """

    say: Say
    vanish_after: int = 0
    clears: bool = False


class Screen(Struct, frozen=True):
    """A question with its options. `edit`: the message it takes the place of, if any.

    `remarks` stand above it.
    """

    prompt: Say
    turn: int
    buttons: tuple[Button, ...] = ()
    page: int = 0
    remarks: tuple[Say, ...] = ()
    at: tuple[int, int] | None = None
    can_go_back: bool = False
    can_cancel: bool = False
    takes_text: bool = False
    takes_contact: bool = False
    edit: str | None = None


class Strip(Struct, frozen=True):
    """Take the buttons off an answered question."""

    message_id: str


class Remove(Struct, frozen=True):
    """Delete a message of ours."""

    message_id: str


class Paper(Struct, frozen=True):
    """A file, made when it is sent: which one, from what, and the words under it."""

    name: str
    args: Mapping[str, str]
    caption: Say


Message: TypeAlias = Notice | Screen | Strip | Remove | Paper


def dump(message: Message) -> dict[str, Any]:
    """Return `message` as JSON-able data."""
    match message:
        case Notice(say=told, vanish_after=seconds, clears=clears):
            plain = {"vanish_after": seconds} | ({"clears": True} if clears else {})
            return {"kind": "notice", "say": _dump(told), **plain}
        case Strip(message_id=message_id):
            return {"kind": "strip", "message_id": message_id}
        case Remove(message_id=message_id):
            return {"kind": "remove", "message_id": message_id}
        case Paper(name=name, args=args, caption=caption):
            return {"kind": "paper", "name": name, "args": dict(args), "caption": _dump(caption)}
        case Screen():
            plain = {name: getattr(message, name) for name in _PLAIN}
            return plain | {
                "kind": "screen",
                "prompt": _dump(message.prompt),
                "buttons": [[_dump(b.label), b.style] for b in message.buttons],
                "remarks": [_dump(remark) for remark in message.remarks],
            }


def load(data: Mapping[str, Any]) -> Message:
    """Return the message that `dump` wrote."""
    match data:
        case {"kind": "notice", "say": told, "vanish_after": int(seconds)}:
            return Notice(load_say(told), seconds, data.get("clears") is True)
        case {"kind": "strip", "message_id": str(message_id)}:
            return Strip(message_id)
        case {"kind": "remove", "message_id": str(message_id)}:
            return Remove(message_id)
        case {"kind": "paper", "name": str(name), "args": args, "caption": caption}:
            return Paper(name, args, load_say(caption))
        case {"kind": "screen", "prompt": prompt, "buttons": buttons, "remarks": remarks}:
            plain = {name: data[name] for name in _PLAIN}
            plain["at"] = tuple(plain["at"]) if plain["at"] else None
            return Screen(
                prompt=load_say(prompt),
                buttons=tuple(Button(_load(label), Style(style)) for label, style in buttons),
                remarks=tuple(load_say(remark) for remark in remarks),
                **plain,
            )
        case _:
            raise ValueError(f"no message: {data!r:.80}")


def dump_say(told: Say) -> Any:
    """Return `told` as JSON-able data."""
    return _dump(told)


def load_say(data: Any) -> Say:
    """Return the text that `dump_say` wrote."""
    told = _load(data)
    if not isinstance(told, Say):
        raise TypeError(f"no text: {data!r:.80}")
    return told


_PLAIN = (
    "turn", "page", "at", "can_go_back", "can_cancel", "takes_text", "takes_contact", "edit",
)  # fmt: skip


def _dump(value: object) -> Any:
    match value:
        case Say(key=key, args=args):
            return {"say": key, "args": {name: _dump(arg) for name, arg in args.items()}}
        case Bilingual(kk=kk, ru=ru):
            return {"kk": kk, "ru": ru}
        case datetime():
            return {"at": value.isoformat()}
        case date():
            return {"on": value.isoformat()}
        case str() | int():
            return value
        case _:
            raise TypeError(f"not a value of a text: {value!r}")


def _load(data: Any) -> Any:
    match data:
        case {"say": str(key), "args": args}:
            return Say(key, {name: _load(arg) for name, arg in args.items()})
        case {"kk": str(kk), "ru": str(ru)}:
            return Bilingual(kk, ru)
        case {"at": str(moment)}:
            return datetime.fromisoformat(moment)
        case {"on": str(day)}:
            return date.fromisoformat(day)
        case _:
            return data
