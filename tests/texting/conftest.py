"""The core over a real database, beside the sandbox's Twilio."""

from tests.sandbox.conftest import clock, sandbox
from tests.turns.fixtures import *  # noqa: F403

__all__ = ["clock", "sandbox"]
