"""The core over a real database, doing the duties of its offices."""

import pytest

from tests.turns.fixtures import *  # noqa: F403
from tests.turns.house import House


def dutiful(house: House) -> House:
    """Have a house do its duties."""
    house.dutiful = True
    house.__post_init__()
    return house


@pytest.fixture
async def office(house: House) -> House:
    """Give a house over each database in turn that does its duties."""
    return dutiful(house)
