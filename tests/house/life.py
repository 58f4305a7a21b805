"""The page docs/life-of-a-request.md, written from the table of the acts.

`python -m tests.house.life` writes it anew.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bot.dialogs.say import Say, say
from bot.reception.language import Lang
from bot.reception.lifecycle import AWAITING_REPLY, LIVE, RULES, UNDOABLE, Rule, State
from bot.samples import SAMPLES
from bot.texts import Texts
from tests.house.tree import ROOT

PAGE: Final[Path] = ROOT / "docs" / "life-of-a-request.md"

BEGINNING: Final = """\
# The life of a request

Written from the table in `bot/reception/lifecycle.py`, by which alone the desk goes; a test holds
this page to it (`python -m tests.house.life` writes it anew). What is not here can't be done to a
request.

A request begins as `registered`: the applicant gets the ticket (`notice-ticket`, with proof of
delivery) with the number, the day of registration and the last day of the reply. **No state stops
the term of the reply.** Every act is a line of the history with who, when, and the states before
and after; staff see it on the card.

## States
"""
ACTS: Final = """
## Acts

*Demands* is what must come with the act. *Tells* is what the applicant is told; a notice with ●
ends only with proof of delivery, by another way or by a person who calls. An act with ↩ can be
taken back by staff for a minute, when they did it; the applicant is told after that.
"""
TOLD: Final = """
## What the applicant is told

| notice | қазақша | русский |
| --- | --- | --- |
"""


def page() -> str:
    """Return the page as it ought to be."""
    texts = Texts(strict=True)
    states = _table(
        ("state", "қазақша", "русский", "the reply is awaited", "live"),
        (
            (
                f"`{state}`",
                *(texts.write(say("card-state", state=state.value), lang) for lang in Lang),
                "yes" if state in AWAITING_REPLY else "",
                "yes" if state in LIVE else "",
            )
            for state in State
        ),
    )
    acts = _table(("act", "from", "to", "who", "demands", "tells"), map(_act, RULES))
    notices = dict.fromkeys(rule.tells.notice for rule in RULES if rule.tells)
    told = "".join(
        f"| `{key}` | {_heading(texts, key, Lang.KK)} | {_heading(texts, key, Lang.RU)} |\n"
        for key in notices
    )
    return f"{BEGINNING}\n{states}{ACTS}\n{acts}{TOLD}{told}"


def _act(rule: Rule) -> tuple[str, ...]:
    mark = " ↩" if rule.act in UNDOABLE else ""
    proof = " ●" if rule.tells and rule.tells.statutory else ""
    return (
        f"{rule.act}{mark}",
        ", ".join(state for state in State if state in rule.sources),
        "the state before" if rule.act == "undo" else rule.target.value,
        ", ".join(sorted(rule.who)),
        ", ".join(sorted(rule.demands)),
        f"`{rule.tells.notice}`{proof}" if rule.tells else "",
    )


def _heading(texts: Texts, key: str, lang: Lang) -> str:
    words = texts.write(Say(key, SAMPLES), lang).split("\n")[0]
    return words.replace(str(SAMPLES["number"]), "…")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
