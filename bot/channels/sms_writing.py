"""A message as the text of an SMS: short forms, numbered options, and no longer than it must be."""

from collections.abc import Callable, Sequence
from typing import Final

from msgspec.structs import replace

from bot.channels.segments import count_segments
from bot.dialogs.say import Say, say
from bot.messages import Notice, Screen
from bot.ports import Texts
from bot.reception.language import Lang

PAGE_SIZE: Final = 5
PROMPT_SEGMENTS: Final = 2
LONGEST: Final = 1600
LONGEST_LABEL, SHORTEST_LABEL = 140, 8


def notice(message: Notice, texts: Texts, lang: Lang, closing: Say | None = None) -> str:
    """Write a notice; its short form is as long as it is. What closes the day stands below."""
    told = texts.write(message.say, lang, short=True)
    if closing is None:
        return _cut(told, LONGEST)
    below = texts.write(closing, lang, short=True)
    return f"{_cut(told, LONGEST - len(below) - 1)}\n{below}"


def prompt(screen: Screen, texts: Texts, lang: Lang) -> str:
    """Write a question with the options of its page in two segments.

    Long labels give way first, all to the same length. What was remarked above is no part of the
    question: where both don't fit, the question takes its two segments and the remarks theirs.
    """
    remarks = "\n".join(texts.write(remark, lang, short=True) for remark in screen.remarks)
    asked = texts.write(screen.prompt, lang, short=True)
    labels = _labels(screen, texts, lang)

    def whole(longest: int, above: str = remarks) -> str:
        lines = [f"{number} {_cut(label, longest)}" for number, label in labels]
        return "\n".join(line for line in (above, asked, *lines) if line)

    longest = _longest(whole, SHORTEST_LABEL)
    if longest is not None:
        return whole(longest)
    longest = _longest(lambda most: whole(most, ""), 1)
    if longest is not None:
        question = whole(longest, "")
    else:
        lines = [f"{number} {_cut(label, SHORTEST_LABEL)}" for number, label in labels]
        question = _squeezed(asked, lines)
    room = LONGEST - len(question) - 1
    return f"{_cut(remarks, room)}\n{question}" if remarks else question


def statement(screen: Screen, no_reply: Say, texts: Texts, lang: Lang) -> str:
    """Write a question nobody can answer here: what it is about, and where to turn instead.

    The lines that ask are left out. A phone the question itself knows is the one to call.
    """
    about = "\n".join(
        texts.write(one, lang, short=True) for one in (*screen.remarks, screen.prompt)
    )
    told = [line for line in about.splitlines() if not line.rstrip().endswith("?")]
    phone = {name: value for name, value in screen.prompt.args.items() if name == "phone"}
    elsewhere = replace(no_reply, args={**no_reply.args, **phone})
    return _cut("\n".join((*told, texts.write(elsewhere, lang, short=True))), LONGEST)


def _labels(screen: Screen, texts: Texts, lang: Lang) -> Sequence[tuple[int, str]]:
    """Return the options of the page with their numbers, and how to see more of them."""
    first = screen.page * PAGE_SIZE
    shown = screen.buttons[first : first + PAGE_SIZE]
    labels = [
        (number, " ".join(texts.write(button.label, lang, short=True).split()))
        for number, button in enumerate(shown, first + 1)
    ]
    if len(screen.buttons) > PAGE_SIZE:
        labels.append((0, texts.write(say("more"), lang, short=True)))
    return labels


def _longest(written: Callable[[int], str], shortest: int) -> int | None:
    """Return how long labels may be for the text to fit; None if not even the shortest do."""
    if _fits(written(LONGEST_LABEL)):
        return LONGEST_LABEL
    if not _fits(written(shortest)):
        return None
    fits, too_long = shortest, LONGEST_LABEL
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        fits, too_long = (middle, too_long) if _fits(written(middle)) else (fits, middle)
    return fits


def _squeezed(asked: str, lines: Sequence[str]) -> str:
    """Cut the question itself: its options must stay readable."""
    for most in range(len(asked), 0, -1):
        text = "\n".join((_cut(asked, most), *lines))
        if _fits(text):
            return text
    return "\n".join(lines)


def _fits(text: str) -> bool:
    return count_segments(text) <= PROMPT_SEGMENTS


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: max(most - 1, 0)].rstrip() + "…"
