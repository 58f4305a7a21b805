"""The sandbox's servers for the channels, and a chat to write into."""

import pytest

from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.conftest import bot, clock, sandbox

__all__ = ["aigul", "bot", "clock", "sandbox"]


@pytest.fixture
def aigul(sandbox: Sandbox) -> Person:
    """Someone who has pressed Start."""
    person = sandbox.person("Айгүл", language="kk", phone="+77017654321")
    person.chat.started = True
    return person
