"""The queue laid into the schedule, an official who falls away, and what citizens make of it."""

from sandbox.people import Clerk
from tests.e2e.citizens import books
from tests.e2e.installation import Installation
from tests.e2e.phrases import KK, RU

WORDS = (KK, RU, KK)


async def test_a_queue_is_allocated_the_official_falls_away_and_a_citizen_takes_another_time(
    town: Installation,
) -> None:
    """In the chat itself: buttons, and a reply to its own question."""
    people = [
        town.sandbox.person(f"Адам {nth}", language=words.code, phone=f"+7701765432{nth}")
        for nth, words in enumerate(WORDS)
    ]
    numbers = [await books(one, words) for one, words in zip(people, WORDS, strict=True)]
    clerk = town.sandbox.clerk(9001)
    await _allocates_all_but_the_first(clerk, numbers)
    await town.wait(seconds=61)
    await people[1].sees(RU.scheduled)
    await people[2].sees(KK.scheduled)
    assert not [one for one in people[0].messages if KK.scheduled in one.text]

    await clerk.types("/away Қарлығашев 13.03")
    hit = await clerk.sees("Осы күндерге тағайындалған қабылдау: 2", new=True)
    assert numbers[1:] == [one for one in numbers if one in hit.text]
    await clerk.presses("Жақын бос уақыттарға ауыстыру")
    await clerk.sees("Басқа уақытқа ауыстырылды: 2", new=True)
    await people[1].sees("Прием перенесен на другое время")
    await people[2].sees("Қабылдау басқа уақытқа ауыстырылды")
    await town.wait(seconds=1)

    await people[1].sees("Подходит ли новое время?")
    await people[1].presses("Другое время")
    await people[1].presses("27.03.2026, 11:00")
    await people[1].sees("Выбранное вами время назначено")
    await people[2].sees("Жаңа уақыт ыңғайлы ма?")
    await people[2].presses("Келемін")
    await clerk.sees("2026 жылғы 27 наурыз, жұма, сағат 11:00")


async def _allocates_all_but_the_first(clerk: Clerk, numbers: list[str]) -> None:
    """Take the first in the queue out of the proposal, and say why the others go before."""
    await clerk.types("/allocate")
    proposal = await clerk.sees("Кезекті кестеге бөлу", new=True)
    assert numbers == [one for one in numbers if one in proposal.text]
    await clerk.presses("Кейбірін алып тастау")
    await clerk.presses(numbers[0], on="Қай өтінім кезекте қалсын")
    await clerk.presses("Қалғанын бекіту")
    question = await clerk.sees("бұрын уақыт алатын өтінім: 2")
    await clerk.replies(question, "Өтініш беруші шетелде")
    await clerk.sees("Уақыт тағайындалған өтінім: 2", new=True)
