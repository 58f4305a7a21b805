"""The page a lawyer reads says what the program does."""

from tests.house.life import PAGE, page


def test_the_page_on_the_life_of_a_request_is_the_table_of_the_acts() -> None:
    assert page() == PAGE.read_text("utf-8")
