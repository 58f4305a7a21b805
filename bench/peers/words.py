"""The words of the benchmark's booking and the checks of its answers, the same for every peer."""

import gc
import re
import signal
from collections.abc import Mapping
from types import FrameType
from typing import Any, Final

LANGUAGES: Final = ("Қазақша", "Русский")
BEHALF: Final = ("От себя", "От организации")
CONSENT: Final = ("Согласен(на)", "Не согласен(на)", "Прочитать целиком")
DAYS: Final = ("Подходит любой день",)
HELP: Final = ("Да", "Нет")
REVIEW: Final = ("Отправить", "Изменить")

ASK_LANGUAGE: Final = "Тілді таңдаңыз / выберите язык"
ASK_BEHALF: Final = "От чьего имени вы обращаетесь? Если от своего имени, нажмите первую кнопку."
ASK_CONSENT: Final = (
    "Вы согласны на сбор и обработку персональных данных? Оператор: приемная. Цель: запись на "
    "личный прием. Данные: имя, телефон, суть вопроса. Срок: 12 месяцев. Telegram за рубежом."
)
ASK_NAME: Final = "Напишите фамилию, имя и отчество (при наличии)."
ASK_PHONE: Final = "Напишите телефон, по которому с вами можно связаться."
ASK_ESSENCE: Final = "Напишите суть вопроса: что случилось, где и когда, чего вы просите."
ASK_DAYS: Final = "В какие дни вы не можете прийти? Напишите их или нажмите кнопку."
ASK_HELP: Final = "Нужна ли вам помощь с документами в день приема?"
REFUSED: Final = "Не понимаю. Попробуйте еще раз."

_NAME = re.compile(r"[А-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІіЁё\- ]{5,100}")
_PHONE = re.compile(r"\+?7[\d\- ()]{10,15}")


def is_name(text: str) -> bool:
    """Tell whether it can be a full name."""
    return _NAME.fullmatch(text.strip()) is not None and " " in text.strip()


def is_phone(text: str) -> bool:
    """Tell whether it can be a phone number."""
    return _PHONE.fullmatch(text.strip()) is not None


def is_essence(text: str) -> bool:
    """Tell whether it says anything."""
    return 10 <= len(text.strip()) <= 2000


def review(data: Mapping[Any, Any]) -> str:
    """Return what is to be checked before it is sent."""
    return (
        f"Проверьте заявку\nИмя: {data['name']}\nТелефон: {data['phone']}\n"
        f"Вопрос: {data['essence']}\nДни: {data['days']}\nПомощь: {data['help']}"
    )


def ticket(number: int) -> str:
    """Return the ticket."""
    return f"Заявка зарегистрирована. Номер талона: 2026-{number:06d}-1"


def heed() -> None:
    """Take the product's settings of the garbage collector when the benchmark says so."""
    signal.signal(signal.SIGUSR1, _spare_the_collector)


def _spare_the_collector(_number: int, _frame: FrameType | None) -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
