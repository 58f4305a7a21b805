"""The quarterly report, asked for in the staff chat over real HTTP."""

from tests.e2e.citizens import books
from tests.e2e.installation import Installation
from tests.e2e.phrases import KK


async def test_a_report_comes_as_figures_then_as_a_table_and_as_charts(town: Installation) -> None:
    """The figures are there at once; both files follow."""
    person = town.sandbox.person("Айгүл", language="kk", phone="+77011234567")
    clerk = town.sandbox.clerk(9001)
    await books(person, KK)
    await clerk.types("/report")
    await clerk.sees("Тіркелген өтінімдер: 1", new=True)
    charts = await clerk.sees("Есеп диаграммалары, 2026Q1")
    book, picture = clerk.files
    assert charts.file == picture
    assert ("report-2026Q1-kk.xlsx", b"PK") == (book.name, book.content[:2])
    assert picture.content.startswith(b"\x89PNG")
