"""The conversation of the benchmark: nine questions of a booking, the same for every system."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Step:
    """What a person does: types `text`, or presses the button whose label has `press` in it.

    `sees`: what is in the message that answers it. `{telephone}` is seven digits of the person's.
    """

    sees: str
    text: str = ""
    press: str = ""


BOOKING: Final = (
    Step("ыберите", text="/start o-karlygashev"),
    Step("имени", press="Русский"),
    Step("обработку персональных", press="От себя"),
    Step("фамилию", press="Согласен"),
    Step("телефон", text="Иванов Сергей Петрович"),
    Step("суть вопроса", text="+7 701 {telephone}"),
    Step("дни", text="На нашей улице год нет света, акимат на письма не отвечает."),
    Step("документами", press="Подходит любой день"),
    Step("Проверьте", press="Нет"),
    Step("зарегистрирована", press="Отправить"),
)
