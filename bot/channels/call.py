"""People who can only be telephoned: nothing is written there, so that staff are asked to call."""

from bot.records import ChannelName, Envelope, Outcome, Rejected, Traits

ONLY_BY_CALL = "call"


class CallChannel:
    """The telephone as a channel: what is sent there always needs another way."""

    name = ChannelName.CALL
    traits = Traits(
        page_size=5,
        says_rest=False,
        address_is_phone=False,
        edits=False,
        replies=False,
        written=False,
    )

    async def send(self, envelope: Envelope) -> Outcome:  # noqa: ARG002
        """Say that nothing can be written there; a statutory message is told by a person then."""
        return Rejected(ONLY_BY_CALL)

    async def close(self) -> None:
        """Nothing is open."""
