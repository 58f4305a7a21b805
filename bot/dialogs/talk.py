"""The dialog engine: a dialog is an ordinary function, and asking is an ordinary call.

It works by replay. The state of a conversation is `{step: raw answer}`; each turn runs the function
from the top. A step with an answer returns it, parsed again; the first step without one takes what
the person just said, or suspends with its question.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, TypeVar, cast

from msgspec.structs import replace

from bot.dialogs.commands import Command
from bot.dialogs.incoming import Pressed, SharedContact, Typed, Unsupported, What
from bot.dialogs.queries import Query
from bot.dialogs.question import Facts, Option, Question
from bot.dialogs.say import Label, Say, Value
from bot.dialogs.understand import option_meant
from bot.reception.identity import Invalid, Phone, phone

T = TypeVar("T")
CHOSEN, SAID = "#", ">"  # first character of a raw answer: an option's key, or a text
DONE = "!"  # first character of the raw answer of an effect that was carried out
BEFORE = "*"  # prefix of a step whose former answer waits while it is being changed


class Suspended(Exception):
    """The dialog waits for an answer to `question`."""

    def __init__(self, question: Question) -> None:
        self.question = question


class Needs(Exception):
    """The dialog wants `query` answered, and to be run again."""

    def __init__(self, query: Query[object]) -> None:
        self.query = query


class Changing(Exception):
    """The answers to `step` and to `forget` are dropped; the others stay."""

    def __init__(self, step: str, forget: tuple[str, ...]) -> None:
        self.step, self.forget = step, forget


class Denied(Exception):
    """What was asked may not be done by this person; nothing changes."""

    def __init__(self, why: Say) -> None:
        self.why = why


class Talk:
    """One run of a dialog: its answers so far, what was just said, and the facts."""

    def __init__(
        self,
        dialog: str,
        args: Mapping[str, str],
        answers: Mapping[str, str],
        facts: Facts,
        said: What | None = None,
        options_shown: Sequence[str] = (),
        step_shown: str = "",
    ) -> None:
        self.dialog, self.args, self.facts = dialog, args, facts
        self.answers = dict(answers)
        self.total = 0  # how many questions there will be; 0 shows no progress
        self.asked: list[str] = []
        self.remarks: list[Say] = []
        self.command: Command | None = None
        self.said, self.accepted = said, False
        self._shown, self._step_shown = options_shown, step_shown

    def choose(self, step: str, options: Sequence[Option[T]], **shown: object) -> T:
        """Ask to pick one of `options`; return its value. `shown` is as in `_ask`."""
        return self._ask(step, options, None, shown)

    def text(
        self,
        step: str,
        parse: Callable[[str], T],
        options: Sequence[Option[T]] = (),
        **shown: object,
    ) -> T:
        """Ask for a text; return `parse(text)`, which may raise `Invalid`, or an option's value."""
        return self._ask(step, options, parse, shown)

    def contact(self, step: str, options: Sequence[Option[Phone]] = (), **shown: object) -> Phone:
        """Ask for a phone number, typed or shared with one tap."""
        return self._ask(step, options, phone, shown | {"takes_contact": True})

    def confirm(
        self, step: str, yes: Label = Say("yes"), no: Label = Say("no"), **shown: object
    ) -> bool:
        """Ask yes or no."""
        return self.choose(step, (Option("yes", yes, True), Option("no", no, False)), **shown)

    def fetch(self, query: Query[T]) -> T:
        """Return the store's answer to `query`, as it is inside this turn's transaction."""
        if query not in self.facts.answers:
            raise Needs(cast("Query[object]", query))
        return cast("T", self.facts.answers[query])

    def do(self, step: str, command: Command, of: str = "") -> None:
        """Have `command` carried out in this turn, once until `of` is something else; go on."""
        if self.answers.get(step) != DONE + of:
            self.answers[step] = DONE + of
            self.command = command

    def change(self, step: str, *forget: str) -> NoReturn:
        """Ask `step` again, and the `forget` steps after it; keep the other answers."""
        raise Changing(step, forget)

    def deny(self, key: str, **args: Value) -> NoReturn:
        """Answer with a polite no and leave everything as it is."""
        raise Denied(Say(key, args))

    def remark(self, key: str, **args: Value) -> None:
        """Say something above the next question, in the turn that answered the one before."""
        if self.accepted:
            self.remarks.append(Say(key, args))

    def _ask(
        self,
        step: str,
        options: Sequence[Option[T]],
        parse: Callable[[str], T] | None,
        shown: Mapping[str, object],
    ) -> T:
        """Return the answer to `step` or suspend.

        `shown`: `prompt` (key, default dialog-step), `args` of it, and fields of `Question`.
        """
        before = len(self.asked)
        self.asked.append(step)
        raw = self.answers.get(step)
        if raw is not None:
            try:
                return _parsed(raw, options, parse)
            except Invalid:  # the directory or the rules changed: ask again
                del self.answers[step]
        fields: dict[str, Any] = dict(shown)
        question = Question(
            step,
            Say(fields.pop("prompt", f"{self.dialog}-{step}"), fields.pop("args", {})),
            cast("tuple[Option[object], ...]", tuple(options)),
            takes_text=parse is not None,
            at=(before + 1, max(self.total, before + 1)) if self.total else None,
            can_go_back=before > 0,
        )
        question = replace(question, **fields)
        said, self.said = self.said, None
        if said is None or self._step_shown not in {"", step}:  # it was said to another question
            raise Suspended(question)
        try:
            raw = self._raw(said, question)
            answer = _parsed(raw, options, parse)
        except Invalid as problem:
            self.remarks.append(Say(f"invalid-{problem.reason}", problem.args_))
            raise Suspended(question) from None
        self.answers[step] = raw
        self.answers.pop(BEFORE + step, None)
        self.accepted = True
        return answer

    def _raw(self, said: What, question: Question) -> str:
        """Return the raw answer `said` gives to `question`; raise `Invalid` when it is none."""
        match said:
            case Pressed(number=number) if 0 < number <= len(self._shown):
                return CHOSEN + self._shown[number - 1]
            case SharedContact(phone=number) if question.takes_contact:
                if not said.own:
                    raise Invalid("contact-not-own")
                return SAID + number
            case Unsupported(thing=thing):
                raise Invalid(f"thing-{thing}")
            case Typed(text=text):
                meant = option_meant(text, question, self._shown, self.facts)
                if meant is not None:
                    return CHOSEN + meant
                if question.takes_text:
                    return SAID + text
            case _:
                pass
        raise Invalid("answer")


def _parsed(raw: str, options: Sequence[Option[T]], parse: Callable[[str], T] | None) -> T:
    """Return the value of a raw answer; raise `Invalid` if it doesn't fit the question any more."""
    if raw.startswith(CHOSEN):
        for option in options:
            if option.key == raw[1:]:
                return option.value
    elif parse is not None and raw.startswith(SAID):
        return parse(raw[1:])
    raise Invalid("option-gone")
