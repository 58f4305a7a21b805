"""The state of the simulated mobile network: the account, the phones, every SMS and its status."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from sandbox.bell import Bell
from sandbox.world import World

KZ_MOBILE = re.compile(r"\+77(?:0[0-25-8]|47|6[0-4]|7[15-8]|85)\d{7}")
KZ = re.compile(r"\+7[67]\d{9}")
NUMBER = re.compile(r"\+[1-9]\d{6,14}")
GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_DOUBLE = set("^{}\\[~]|€\f")
FIRST_PHONE = 801

Form: TypeAlias = dict[str, str]


class Status(StrEnum):
    """Statuses of a message, spelt as Twilio does."""

    ACCEPTED = "accepted"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Account:
    """The Twilio account the sandbox plays; `sms_url` is where it posts inbound messages."""

    sid: str = "AC5a4db0c5a4db0c5a4db0c5a4db0c5a4d"
    token: str = "5a4db0c5a4db0c5a4db0c5a4db0c5a4d"  # noqa: S105 - it opens only the sandbox
    number: str = "+15017122661"
    number_sid: str = "PN5a4db0c5a4db0c5a4db0c5a4db0c5a4d"
    service: str = "MG5a4db0c5a4db0c5a4db0c5a4db0c5a4d"
    sms_url: str = ""


@dataclass(slots=True)
class Sms:
    """One message in the account's log, either way."""

    sid: str
    sender: str
    recipient: str
    body: str
    inbound: bool
    status: Status
    created: datetime
    updated: datetime
    sent: datetime | None = None
    error_code: int | None = None
    service: str | None = None
    callback: str | None = None
    number: int = 0
    changed: int = 0

    @property
    def segments(self) -> int:
        """How many parts the network charges for."""
        return segments(self.body)


@dataclass(slots=True)
class SmsPhone:
    """A plain phone: a number and its messages, failed ones included."""

    id: int
    name: str
    number: str
    language: str | None
    bell: Bell
    messages: list[Sms] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Posted:
    """One webhook call to the bot: where, what, and the status or 0 when nobody answered."""

    url: str
    form: Form
    status: int


def segments(body: str) -> int:
    """Parts of a message: 160 / 153 septets in GSM-7, 70 / 67 UTF-16 units otherwise."""
    if all(char in GSM or char in GSM_DOUBLE for char in body):
        length = sum(2 if char in GSM_DOUBLE else 1 for char in body)
        return _parts([2 if char in GSM_DOUBLE else 1 for char in body], 160, 153, length)
    sizes = [len(char.encode("utf-16-le")) // 2 for char in body]
    return _parts(sizes, 70, 67, sum(sizes))


def _parts(sizes: list[int], single: int, part: int, length: int) -> int:
    if length <= single:
        return 1
    parts, used = 1, 0
    for size in sizes:
        if used + size > part:
            parts, used = parts + 1, 0
        used += size
    return parts


class Network:
    """Phones and the account's log of messages."""

    def __init__(self, world: World, account: Account) -> None:
        self.world = world
        self.account = account
        self.inbound_url = account.sms_url
        self.bell = Bell(world.bell)
        self.phones: dict[str, SmsPhone] = {}
        self.log: dict[str, Sms] = {}
        self.opted_out: set[str] = set()
        self.posted: list[Posted] = []

    def phone(self, number: str, name: str = "", language: str | None = None) -> SmsPhone:
        """The phone with this number; a number nobody had yet gets a phone."""
        if number not in self.phones:
            owners = [
                user.name
                for chat in self.world.chats.values()
                for user in chat.members.values()
                if user.phone == number
            ]
            named = name or next(iter(owners), number)
            identifier = FIRST_PHONE + len(self.phones)
            self.phones[number] = SmsPhone(identifier, named, number, language, Bell(self.bell))
            self.bell.ring()
        return self.phones[number]

    def record(
        self,
        sender: str,
        recipient: str,
        body: str,
        status: Status,
        *,
        service: str | None = None,
        callback: str | None = None,
    ) -> Sms:
        """Put a message into the log and onto its phone."""
        inbound = status is Status.RECEIVED
        now = self.world.now()
        sid = "SM" + self.world.unique()
        sms = Sms(sid, sender, recipient, body, inbound, status, now, now)
        sms.service, sms.callback = service, callback
        sms.sent = now if inbound else None
        phone = self.phone(sender if inbound else recipient)
        phone.messages.append(sms)
        sms.number = len(phone.messages)
        self.log[sid] = sms
        self.touch(sms)
        return sms

    def move(self, sms: Sms, status: Status, error_code: int | None = None) -> None:
        """Let a message reach its next status."""
        now = self.world.now()
        sms.status, sms.updated = status, now
        if error_code is not None:
            sms.error_code = error_code
        if status in (Status.SENT, Status.DELIVERED) and sms.sent is None:
            sms.sent = now
        self.touch(sms)

    def touch(self, sms: Sms) -> None:
        """Wake whoever watches the phone of this message."""
        phone = self.phone(sms.sender if sms.inbound else sms.recipient)
        phone.bell.ring()
        if sms.status is not Status.DELIVERED:  # it was seen on the phone when it was sent
            sms.changed = phone.bell.revision
