"""One turn of a conversation as a value: what was stored and what was said, to what comes next."""

from collections.abc import Mapping

from msgspec.structs import replace

from bot.dialogs.commands import UseLanguage
from bot.dialogs.conversation import Abandon, Conversation, Dialogs, Farewell, Frame, Goto, Turn
from bot.dialogs.incoming import (
    Asked,
    Expired,
    Key,
    Pressed,
    Prompt,
    Stopped,
    Typed,
    What,
)
from bot.dialogs.question import Citizen, Facts, Question
from bot.dialogs.say import Say, say
from bot.dialogs.talk import BEFORE, SAID, Changing, Denied, Suspended, Talk
from bot.dialogs.understand import Word, word_language, word_meant
from bot.reception.directory import StaffMember
from bot.reception.language import Lang

PROMPTS_KEPT = 5
"""How many unanswered reminders and surveys can still be answered by their own buttons."""


def take_turn(
    dialogs: Dialogs, now: Conversation, what: What, facts: Facts, page_size: int
) -> Turn:
    """Return what `what` brings about in the conversation `now`.

    Raises `Needs` when a dialog wants a query answered first: answer it and call again.
    """
    try:
        return _turn(dialogs, now, what, facts, page_size)
    except Denied as no:
        by_button = isinstance(what, Pressed)
        return Turn(now, says=() if by_button else (no.why,), toast=no.why if by_button else None)


def show(dialogs: Dialogs, now: Conversation, facts: Facts, remarks: tuple[Say, ...] = ()) -> Turn:
    """Return the question it stands at, after `remarks`; a dialog that denies comes to its end."""
    try:
        return _run(dialogs, now, facts, None, remarks)
    except Denied as no:
        if not now.frames:
            return Turn(now, says=(*remarks, no.why))
        left = replace(now, frames=now.frames[:-1], turn=now.turn + 1, page=0)
        return show(dialogs, left, facts, (*remarks, no.why))


def _turn(dialogs: Dialogs, now: Conversation, what: What, facts: Facts, page_size: int) -> Turn:
    by_time = isinstance(what, Prompt | Expired | Stopped)
    if dialogs.of_staff(now) and not by_time and not isinstance(facts.who, StaffMember):
        raise Denied(say("staff-only"))
    no_language = now.lang is None and not dialogs.of_staff(now)
    match what:
        case Stopped():
            return Turn(now)
        case Expired():
            return Turn(replace(now, frames=(), options=(), step="", turn=now.turn + 1))
        case Prompt(dialog=dialog, args=args, fresh=fresh):
            return _prompted(dialogs, now, Frame(dialog, args), facts, fresh)
        case Pressed(turn=turn) if turn != now.turn:
            return _late_press(dialogs, now, what, facts, page_size)
        case Asked(name="cancel"):
            return _cancel(dialogs, now, facts)
        case Asked(name=name, rest=rest) if name in dialogs.openings or not no_language:
            return _asked(dialogs, now, name, rest, facts)
    if isinstance(what, Pressed | Typed):
        steered = _steered(dialogs, now, what, facts, page_size)
        if steered is not None:
            return steered
    if no_language and not now.frames:
        return _asked(dialogs, now, "start", "", facts)
    return _run(dialogs, now, facts, what, ())


def _steered(
    dialogs: Dialogs, now: Conversation, what: Pressed | Typed, facts: Facts, page_size: int
) -> Turn | None:
    """Return what a key or a usual word that is no answer brings about; None where it is one."""
    said = what.number if isinstance(what, Pressed) else word_meant(what.text)
    match said:
        case Key.MORE:
            return _more(dialogs, now, facts, page_size)
        case Word.MORE if len(now.options) > page_size:
            return _more(dialogs, now, facts, page_size)
        case Key.BACK:
            return _back(dialogs, now, facts)
        case Word.BACK if now.frames:
            return _back(dialogs, now, facts)
        case Key.CANCEL:
            return _cancel(dialogs, now, facts)
        case Word.CANCEL if now.frames or (now.lang is not None and not dialogs.of_staff(now)):
            return _cancel(dialogs, now, facts)
        case Word() as word if word.command and now.home and isinstance(what, Typed):
            return _asked(dialogs, now, word.command, "", facts, word_language(what.text))
    return None


def _asked(
    dialogs: Dialogs,
    now: Conversation,
    name: str,
    rest: str,
    facts: Facts,
    lang: Lang | None = None,
) -> Turn:
    """Open what a command names; a first contact chooses the language on the way."""
    if name not in dialogs.openings:
        return _run(dialogs, now, facts, None, (say("unknown-command"),))
    member = isinstance(facts.who, Citizen) and facts.who.member is not None
    openings = {**dialogs.openings, **dialogs.in_private} if member else dialogs.openings
    frame = openings[name](rest)
    staff = dialogs.of_staff(now)
    if dialogs[frame.dialog].staff and not staff:
        raise Denied(say("staff-only"))
    if dialogs[frame.dialog].member and not member:
        raise Denied(say("staff-in-private" if staff else "staff-only"))
    if staff and not dialogs[frame.dialog].staff:
        raise Denied(say("unknown-command"))
    at_home = now.home is not None and now.home.same(frame) and not _drafts(dialogs, now)
    opened = replace(now, frames=()) if at_home else _open(dialogs, now, frame)
    opened = replace(opened, turn=now.turn + 1, page=0)
    if now.lang is None and not staff:
        if lang is not None:
            return Turn(opened, command=UseLanguage(lang))
        if frame.dialog != "language":
            opened = replace(opened, frames=(*opened.frames, Frame("language")))
    return _run(dialogs, opened, facts, None, ())


def _prompted(dialogs: Dialogs, now: Conversation, frame: Frame, facts: Facts, fresh: bool) -> Turn:
    """Open a dialog that time brings, and keep it answerable by its own buttons."""
    home = now.home is not None and now.home.same(frame)
    if home and now.frames and not fresh:
        turn = _run(dialogs, now, facts, None, ())
        if turn.conversation.step == now.step:
            return turn  # somebody is in the middle of a choice that can still be made
    opened = replace(now, frames=()) if home else _open(dialogs, now, frame)
    turn = _run(dialogs, replace(opened, turn=now.turn + 1, page=0), facts, None, ())
    if home or turn.command:
        return turn
    if not turn.conversation.frames or not turn.conversation.frames[-1].same(frame):
        return Turn(now)  # what it was about has changed since: nobody needs to hear of it
    prompts = _kept(turn.conversation.prompts, turn.conversation.turn, frame)
    return replace(turn, conversation=replace(turn.conversation, prompts=prompts))


def _late_press(
    dialogs: Dialogs, now: Conversation, what: Pressed, facts: Facts, page_size: int
) -> Turn:
    """Answer a prompt by its own buttons, or say that the question is answered already."""
    frame = now.prompts.get(what.turn)
    if frame is None:
        answered = say("already-answered")
        told = () if dialogs.of_staff(now) else (answered,)
        turn = _run(dialogs, now, facts, None, told)
        return replace(turn, toast=answered)
    opened = replace(_open(dialogs, now, frame), turn=now.turn + 1, page=0)
    turn = _run(dialogs, opened, facts, None, ())
    shown = turn.conversation
    if not shown.frames or not shown.frames[-1].same(frame):
        return turn  # what it was about has changed since, and the dialog says so
    pressed = replace(what, turn=shown.turn)
    steered = _steered(dialogs, shown, pressed, facts, page_size)
    return steered or _run(dialogs, shown, facts, pressed, ())


def _more(dialogs: Dialogs, now: Conversation, facts: Facts, page_size: int) -> Turn:
    """Show the next options of a long question, or the first ones again."""
    page = now.page + 1 if (now.page + 1) * page_size < len(now.options) else 0
    return _run(dialogs, replace(now, page=page), facts, None, ())


def _back(dialogs: Dialogs, now: Conversation, facts: Facts) -> Turn:
    """Drop the answer before the question on the screen; leave the dialog at its first one."""
    frame = now.frames[-1] if now.frames else now.home
    if frame is None:
        return Turn(now)
    talk = Talk(frame.dialog, frame.args, frame.answers, facts)
    try:
        dialogs[frame.dialog].run(talk)
    except Suspended as waiting:
        at = waiting.question.step
    else:
        return _cancel(dialogs, now, facts)
    answers = dict(talk.answers)
    if BEFORE + at in answers:
        answers[at] = answers.pop(BEFORE + at)
    elif len(talk.asked) > 1:
        del answers[talk.asked[-2]]
    else:
        return _cancel(dialogs, now, facts)
    put = _with_top(now, replace(frame, answers=answers))
    return _run(dialogs, replace(put, turn=now.turn + 1, page=0), facts, None, ())


def _cancel(dialogs: Dialogs, now: Conversation, facts: Facts) -> Turn:
    """Close the dialog on the screen; what waits below goes on."""
    left = replace(now, frames=now.frames[:-1], turn=now.turn + 1, page=0)
    if not now.frames:
        return _run(dialogs, left, facts, None, ())
    frame = now.frames[-1]
    dialog = dialogs[frame.dialog]
    turn = _run(dialogs, left, facts, None, (say("draft-cancelled"),) if dialog.draft else ())
    return turn if dialog.undo is None else replace(turn, command=dialog.undo(frame))


def _drafts(dialogs: Dialogs, now: Conversation) -> tuple[Frame, ...]:
    return tuple(frame for frame in now.frames if dialogs[frame.dialog].draft)


def _open(dialogs: Dialogs, now: Conversation, frame: Frame) -> Conversation:
    """Put `frame` on top: the one under way if there is, over the drafts, the rest is dropped."""
    drafts = _drafts(dialogs, now)
    if dialogs[frame.dialog].draft:
        under_way = [draft for draft in drafts if draft.dialog == frame.dialog]
        if under_way and frame.args in ({}, under_way[0].args):
            frame = under_way[0]
        drafts = tuple(draft for draft in drafts if draft.dialog != frame.dialog)
    kept = now.prompts
    if now.home is None and now.frames and now.options:  # in a chat of several its buttons work on
        kept = _kept(kept, now.turn, now.frames[-1])
    return replace(now, frames=(*drafts, frame), prompts=kept)


def _kept(prompts: Mapping[int, Frame], turn: int, frame: Frame) -> Mapping[int, Frame]:
    """Keep `frame` answerable by the buttons of that turn."""
    return dict([*prompts.items(), (turn, frame)][-PROMPTS_KEPT:])


def _going_on(now: Conversation, turn: int, frame: Frame) -> Mapping[int, Frame]:
    """Keep what time brought answerable by its first buttons and by its newest.

    An answer by a button puts the next question, with its buttons, in the first one's place. What
    somebody typed is kept no longer than the talk itself.
    """
    if now.home is None or not any(one.same(frame) for one in now.prompts.values()):
        return now.prompts
    first = {t: one for t, one in now.prompts.items() if not (one.same(frame) and one.answers)}
    typed = any(raw.startswith(SAID) for raw in frame.answers.values())
    return _kept(first, turn, frame) if frame.answers and not typed else first


def _with_top(now: Conversation, frame: Frame) -> Conversation:
    """Return `now` with `frame` in place of the one on the screen."""
    return replace(now, frames=(*now.frames[:-1], frame))


def _run(
    dialogs: Dialogs,
    now: Conversation,
    facts: Facts,
    what: What | None,
    remarks: tuple[Say, ...],
) -> Turn:
    """Run the dialog on the screen with `what` until it asks, decides, or ends."""
    frame = now.frames[-1] if now.frames else now.home
    if frame is None:
        unasked = (say("office-not-asked"),) if isinstance(what, Typed) else ()
        return Turn(now, says=remarks or unasked)
    facts = replace(facts, draft=bool(_drafts(dialogs, replace(now, frames=now.frames[:-1]))))
    talk = Talk(frame.dialog, frame.args, frame.answers, facts, what, now.options, now.step)
    try:
        ending = dialogs[frame.dialog].run(talk)
    except Suspended as waiting:
        return _asks(now, replace(frame, answers=talk.answers), talk, waiting.question, remarks)
    except Changing as change:
        answers = {k: v for k, v in talk.answers.items() if k not in change.forget}
        if change.step in answers:
            answers[BEFORE + change.step] = answers.pop(change.step)
        put = _with_top(now, replace(frame, answers=answers))
        return _run(dialogs, replace(put, turn=now.turn + 1, page=0), facts, None, remarks)
    left = replace(
        now,
        frames=now.frames[:-1],
        turn=now.turn + 1,
        page=0,
        prompts={t: f for t, f in now.prompts.items() if not f.same(frame)},
    )
    remarks = (*remarks, *talk.remarks)
    match ending:
        case Goto(dialog=dialog, args=args):
            return _run(dialogs, _open(dialogs, left, Frame(dialog, args)), facts, None, remarks)
        case Farewell(says=says):
            return replace(_run(dialogs, left, facts, None, remarks), says=says)
        case Abandon():
            return _run(dialogs, replace(left, frames=()), facts, None, remarks)
        case None:
            return _run(dialogs, left, facts, None, remarks)
        case _:
            return Turn(left, remarks=remarks, command=ending)


def _asks(
    now: Conversation, frame: Frame, talk: Talk, question: Question, remarks: tuple[Say, ...]
) -> Turn:
    """Return the turn that ends with `question`; its number grows when something changed."""
    options = tuple(option.key for option in question.options)
    moved = talk.accepted or options != now.options
    turn = now.turn + 1 if moved else now.turn
    keeps_home = not now.frames and not frame.answers
    return Turn(
        replace(
            now if keeps_home else _with_top(now, frame),
            turn=turn,
            page=0 if talk.accepted else now.page,
            prompts=_going_on(now, turn, frame),
            options=options,
            asks_contact=question.takes_contact,
            step=question.step,
        ),
        question,
        (*remarks, *talk.remarks),
        command=talk.command,
    )
