"""The core over a real database, for every test here."""

from tests.turns.fixtures import *  # noqa: F403
