"""The schedule in print, asked for in the staff chat over real HTTP."""

from tests.e2e.installation import Installation


async def test_the_schedule_comes_into_the_staff_chat_in_print(town: Installation) -> None:
    """One document for the wall, in both languages."""
    clerk = town.sandbox.clerk(9001)
    await clerk.types("/timetable")
    message = await clerk.sees("Жеке қабылдау кестесі")
    assert message.file is not None
    assert "Қабылдау кестесі 02.03.2026.pdf" == message.file.name
    assert message.file.content.startswith(b"%PDF-")
