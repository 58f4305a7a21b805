"""What people press and read in the end-to-end tests, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """Labels of buttons as they press them, and parts of texts as they see them."""

    code: str
    language: str
    choose: str
    book: str
    which_office: str
    ministry: str
    centre: str
    whom: str
    minister: str
    myself: str
    consent: str
    agree: str
    disagree: str
    ask_name: str
    ask_phone: str
    ask_essence: str
    any_day: str
    any_day_asked: str
    category_asked: str
    help_asked: str
    no: str
    review: str
    send: str
    registered: str
    scheduled: str
    moved: str
    refused: str
    complaint: str
    withdrawn: str
    reminder: str
    will_come: str
    cannot_come: str
    expected: str
    released: str
    how_was_it: str
    best: str
    settled_asked: str
    yes: str
    comment_asked: str
    skip: str
    thanks: str
    my: str
    withdraw: str
    not_understood: str
    answered: str
    name: str
    essence: str


KK = Phrases(
    code="kk",
    language="Қазақша",
    choose="Қандай көмек керек",
    book="Қабылдауға жазылу",
    which_office="Қай мекеменің",
    ministry="Министрліктің",
    centre="Азаматтарды қабылдау орталығы",
    whom="Кімнің қабылдауына",
    minister="Қарлығашев",
    myself="Өз атымнан",
    consent="Келісесіз бе",
    agree="Келісемін",
    disagree="Келіспеймін",
    ask_name="Тегіңізді",
    ask_phone="Байланыс телефонын",
    ask_essence="Мәселенің мәнін жазыңыз: не",
    any_day="Кез келген күн",
    any_day_asked="Қай күндері келе алмайсыз",
    category_asked="Кезектен тыс қабылданатын",
    help_asked="көмек керек пе",
    no="Жоқ",
    review="Өтінімді тексеріңіз",
    send="Жіберу",
    registered="тіркелді",
    scheduled="Жеке қабылдау тағайындалды",
    moved="басқа уақытқа ауыстырылды",
    refused="бас тартылды",
    complaint="91-бабы",
    withdrawn="Жазылу жойылды",
    reminder="еске саламыз",
    will_come="Келемін",
    cannot_come="Келе алмаймын",
    expected="Сізді күтеміз",
    released="Қабылдау уақыты босатылды",
    how_was_it="Қабылдау қалай өтті",
    best="5 – өте жақсы",
    settled_asked="Мәселеңіз шешілді ме",
    yes="Иә",
    comment_asked="Пікіріңізді",
    skip="Өткізіп жіберу",
    thanks="Жауаптарыңыз сақталды",
    my="Менің өтінімдерім",
    withdraw="Өтінімді қайтарып алу",
    not_understood="түсінбедім",
    answered="Бұл сұраққа жауап берілген",
    name="Қасымова Айгүл Серікқызы",
    essence="Көшемізде бір жылдан бері жарық жоқ, әкімдік жауап бермейді.",
)

RU = Phrases(
    code="ru",
    language="Русский",
    choose="Чем помочь",
    book="Записаться на прием",
    which_office="В какую приемную",
    ministry="министерства",
    centre="Центр приема граждан",
    whom="К кому вы хотите",
    minister="Карлыгашев",
    myself="От себя",
    consent="Вы согласны",
    agree="Согласен(на)",
    disagree="Не согласен(на)",
    ask_name="Напишите фамилию",
    ask_phone="Напишите телефон",
    ask_essence="суть вопроса: что",
    any_day="Подходит любой день",
    any_day_asked="В какие дни",
    category_asked="тем, кого принимают вне очереди",
    help_asked="помощь с документами",
    no="Нет",
    review="Проверьте заявку",
    send="Отправить",
    registered="зарегистрирована",
    scheduled="Личный прием назначен",
    moved="перенесен",
    refused="отказано",
    complaint="91",
    withdrawn="Запись отменена",
    reminder="Напоминаем",
    will_come="Приду",
    cannot_come="Не смогу прийти",
    expected="Ждем вас",
    released="Время приема освобождено",
    how_was_it="Как прошел прием",
    best="5 – очень хорошо",
    settled_asked="Решен ли ваш вопрос",
    yes="Да",
    comment_asked="Напишите отзыв",
    skip="Пропустить",
    thanks="ответы сохранены",
    my="Мои заявки",
    withdraw="Отозвать заявку",
    not_understood="Не понимаю",
    answered="На этот вопрос вы уже ответили",
    name="Иванов Сергей Петрович",
    essence="На нашей улице год нет света, акимат на письма не отвечает.",
)


@dataclass(frozen=True, slots=True)
class SmsPhrases:
    """What people text, and parts of the short texts they get."""

    code: str
    book: str
    my: str
    language: str
    help: str
    cancel: str
    which_office: str
    whom: str
    on_whose_behalf: str
    consent: str
    ask_name: str
    ask_phone: str
    ask_essence: str
    unfit: str
    category: str
    ask_help: str
    review: str
    registered: str
    scheduled: str
    refused: str
    complaint: str
    withdrawn: str
    sure: str
    come: str
    expected: str
    released: str
    rate: str
    settled: str
    comment: str
    thanks: str
    menu: str
    not_understood: str
    not_sent: str
    words: str
    reception: str
    exists: str
    by_words: tuple[str, ...]
    """Answers from the office to the review in words, as people really type them."""
    will_come: str
    yes: str
    skip: str
    name: str
    essence: str


SMS_KK = SmsPhrases(
    code="kk",
    book="ЖАЗЫЛУ",
    my="КҮЙ",
    language="ТІЛ",
    help="КӨМЕК",
    cancel="БОЛДЫРМАУ",
    which_office="Қай мекеме?",
    whom="Кімге жазыласыз",
    on_whose_behalf="Кімнің атынан",
    consent="келісесіз бе",
    ask_name="Тегіңізді",
    ask_phone="Байланыс телефонын",
    ask_essence="Мәселенің мәнін",
    unfit="Қай күндері келе алмайсыз",
    category="Кезектен тыс",
    ask_help="құжатқа көмек",
    review="Тексеріңіз",
    registered="тіркелді",
    scheduled=": қабылдау жм",
    refused="бас тартылды",
    complaint="91-бабы",
    withdrawn="жойылды",
    sure="Растайсыз ба",
    come="Келесіз бе",
    expected="күтеміз",
    released="босатылды",
    rate="бағалаңыз",
    settled="шешілді ме",
    comment="Пікіріңізді",
    thanks="сақталды",
    menu="Нөмірін жазыңыз",
    not_understood="Түсінбедім",
    not_sent="жіберілмеді",
    words="ЖАЗЫЛУ, КҮЙ, ТІЛ, КӨМЕК, БОЛДЫРМАУ",
    reception="жм 13.03.2026, 10:20",
    exists="өтініміңіз бар",
    by_words=(
        "министрлік қабылдауы",
        "КАРЛЫГАШЕВ",
        "Оз атымнан",
        "ИӘ",
        "осы номир",
        "кез келген кун",
        "жок",
        "Жоқ.",
        "жиберу",
    ),
    will_come="келемин",
    yes="ия",
    skip="откизу",
    name=KK.name,
    essence=KK.essence,
)

SMS_RU = SmsPhrases(
    code="ru",
    book="БРОНЬ",
    my="СТАТУС",
    language="ЯЗЫК",
    help="ПОМОЩЬ",
    cancel="ОТМЕНА",
    which_office="Какая приемная?",
    whom="К кому записать",
    on_whose_behalf="От чьего имени",
    consent="согласны на обработку",
    ask_name="Напишите фамилию",
    ask_phone="Напишите телефон",
    ask_essence="Изложите суть вопроса",
    unfit="В какие дни",
    category="вне очереди",
    ask_help="помощь с документами",
    review="Проверьте",
    registered="зарегистрирована",
    scheduled=": прием пт",
    refused="отказано",
    complaint="91",
    withdrawn="отменена",
    sure="Подтверждаете",
    come="Вы придете",
    expected="ждем вас",
    released="время освобождено",
    rate="Оцените",
    settled="Решен ли",
    comment="Напишите отзыв",
    thanks="ответы сохранены",
    menu="Ответьте номером",
    not_understood="Не понимаю",
    not_sent="Заявка не отправлена",
    words="БРОНЬ, СТАТУС, ЯЗЫК, ПОМОЩЬ, ОТМЕНА",
    reception="пт 13.03.2026, 10:20",
    exists="заявка у вас уже есть",
    by_words=(
        "Приёмная министерства",
        "карлыгашев",
        "от СЕБЯ",
        "Да!",
        "этот номер",
        "любой день",
        "НЕТ",
        "нет",
        "отправить",
    ),
    will_come="приду",
    yes="Да",
    skip="пропустить",
    name=RU.name,
    essence=RU.essence,
)
