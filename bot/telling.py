"""What a turn has to send, and the conversation it leaves behind. Values in, values out."""

from msgspec import Struct
from msgspec.structs import replace

from bot.desk.acts import Done
from bot.dialogs.conversation import Conversation, Turn
from bot.dialogs.incoming import Pressed, Prompt, Typed
from bot.dialogs.question import Question
from bot.dialogs.say import say
from bot.messages import Button, Notice, Screen, Strip
from bot.notices import Invitation
from bot.records import Incoming, Loaded, Outgoing, Priority, Traits


class Scene(Struct, frozen=True):
    """Where an update falls: the conversation as it was, with its home, and what the channel can.

    `invitation`: the one the update comes from, when time or another conversation opens a dialog.
    """

    incoming: Incoming
    loaded: Loaded
    before: Conversation
    traits: Traits
    invitation: Invitation | None = None

    @property
    def pressed(self) -> str:
        """Return the message whose button was pressed, or ""."""
        return self.incoming.what.message_id if isinstance(self.incoming.what, Pressed) else ""

    @property
    def card(self) -> int | None:
        """Return whose card it is, if the conversation is one."""
        return self.loaded.conversation_id if self.incoming.address.thread else None


def tell(scene: Scene, turn: Turn, done: Done) -> tuple[list[Outgoing], Conversation]:
    """Return the messages to send, in order, and the conversation to keep."""
    contact, question, after = scene.loaded.contact, turn.question, turn.conversation
    told = [*done.put, *(Outgoing(contact, Notice(words)) for words in done.says)]
    mine = any(message.contact == contact for message in told)
    screen = None
    if question is not None and (not question.rests or scene.traits.says_rest or not mine):
        # Only a message without buttons of its own can take the phone's keyboard away.
        clears = scene.before.asks_contact and not question.takes_contact and scene.traits.edits
        if clears:
            told.append(Outgoing(contact, Notice(say("contact-noted"), clears=True)))
        screen = _placed(scene, _screen(turn, question), mine or clears)
        told.append(_asking(scene, screen))
    elif question is not None:
        after = replace(after, options=())  # nobody has seen the numbers of its answers
    denied = question is None and turn.conversation == scene.before and bool(done.toast)
    edited = screen is not None and screen.edit is not None
    if scene.pressed and scene.traits.edits and scene.card is None and not edited and not denied:
        told.insert(0, Outgoing(contact, Strip(scene.pressed)))
    if not told and done.toast is not None and not scene.pressed:
        told.append(Outgoing(contact, Notice(done.toast)))
    return told, after


def _placed(scene: Scene, screen: Screen, mine: bool) -> Screen:
    """Return the screen with the message it takes the place of.

    A card has one message, unless it is called for anew. In a private chat the pressed message is
    changed, if nothing was said after it and no keyboard of the phone must come or go.
    """
    if scene.card is not None:
        return replace(screen, edit="" if _is_fresh(scene.incoming) else None)
    if scene.pressed and scene.traits.edits and not mine and not screen.takes_contact:
        return replace(screen, edit=scene.pressed)
    return screen


def _is_fresh(incoming: Incoming) -> bool:
    """Tell whether a card must come as a new message: it was called for, or answered by typing."""
    match incoming.what:
        case Typed():
            return True
        case Prompt(fresh=fresh):
            return fresh
        case _:
            return False


def _asking(scene: Scene, screen: Screen) -> Outgoing:
    """Return the message that asks; one that time brings is void once its request moves on."""
    contact, invitation = scene.loaded.contact, scene.invitation
    if invitation is None:
        return Outgoing(contact, screen, Priority.ANSWER, card=scene.card)
    return Outgoing(
        contact,
        screen,
        Priority.NOTICE,
        not_after=invitation.not_after,
        request=invitation.request,
        version=invitation.version,
        card=scene.card,
    )


def _screen(turn: Turn, question: Question) -> Screen:
    """Return the message that asks `question`."""
    return Screen(
        prompt=question.prompt,
        turn=turn.conversation.turn,
        buttons=tuple(Button(option.label, option.style) for option in question.options),
        page=turn.conversation.page,
        remarks=turn.remarks,
        at=question.at,
        can_go_back=question.can_go_back,
        can_cancel=question.can_cancel and not question.rests,
        takes_text=question.takes_text,
        takes_contact=question.takes_contact,
    )
