"""The longest plausible value of every argument of a text, for the preview and its check."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from bot.dialogs.say import Value, say
from bot.reception.language import Bilingual

_LEGAL: Final = Bilingual(
    "Мәселе «Әкімшілік құқық бұзушылық туралы» Қазақстан Республикасының Кодексінде белгіленген "
    "тәртіппен қаралады, сондықтан оны жеке қабылдауда шешу мүмкін емес.",
    "Вопрос рассматривается в порядке, установленном Кодексом Республики Казахстан «Об "
    "административных правонарушениях», поэтому решить его на личном приеме нельзя.",
)
_COMPLAINT: Final = Bilingual(
    "Сіз бұл шешімге Қазақстан Республикасы Әкімшілік рәсімдік-процестік кодексінің 91-бабына "
    "сәйкес жоғары тұрған органға немесе лауазымды адамға шағым жасай аласыз. Шағым шешімді "
    "қабылдаған орган арқылы беріледі.",
    "Вы можете обжаловать это решение в вышестоящий орган или вышестоящему должностному лицу "
    "согласно статье 91 Административного процедурно-процессуального кодекса Республики "
    "Казахстан. Жалоба подается через орган, принявший решение.",
)
_ROW: Final = say(
    "office-queue-row",
    place=1000,
    number="2026-000123-4",
    initials="А. Б. С.",
    official="Нұрмұхамбетова Ғ. Ә.",
    left=say("card-late", days=15),
)
_TEN_ROWS: Final = say("staff-lines", above=_ROW, below=_ROW)
_REFUSED: Final = say(
    "notice-refused",
    number="2026-000123-4",
    official=Bilingual("Нұрмұхамбетова Ғалия Әбдірахманқызы", "Нурмухамбетова Галия Абдрахмановна"),
    position=Bilingual("Бірінші вице-министр", "Первый вице-министр"),
    office_short=Bilingual("Облыс әкімінің аппараты", "Аппарат акима области"),
    ground=_LEGAL,
    where="Астана қаласы, Мәңгілік Ел даңғылы, 8-үй",
    comment="Толық жауап жазбаша берілді.",
    complaint=_COMPLAINT,
    phone="+7 (7172) 74-00-00",
)

SAMPLES: Final[Mapping[str, Value]] = {
    "above": _ROW,
    "address": Bilingual(
        "Астана қаласы, Есіл ауданы, Мәңгілік Ел даңғылы, 8-үй, «Министрліктер үйі», 14-кіреберіс",
        "г. Астана, Есильский район, пр. Мангилик Ел, д. 8, «Дом министерств», подъезд 14, 1 этаж",
    ),
    "applicant": "representative",
    "applicant_phone": "+77011234567",
    "at": datetime(2026, 12, 16, 5, 0, tzinfo=UTC),
    "below": _ROW,
    "bin": "123456789012",
    "by": "Нұрмұхамбетова Ғалия Әбдірахманқызы",
    "category": Bilingual(
        "Ұлы Отан соғысының ардагерлері және оларға теңестірілген адамдар",
        "Ветераны Великой Отечественной войны и приравненные к ним лица",
    ),
    "channel": "telegram",
    "chat": "-1001234567890",
    "clock": "10:00",
    "closes": "18:30",
    "command": "confirm",
    "comment": "Толық жауап 2026 жылғы 2 наурызда жазбаша түрде берілді.",
    "complaint": _COMPLAINT,
    "consent": say("yes"),
    "count": 1000,
    "day": date(2026, 9, 16),
    "days": 1000,
    "decided": say(
        "card-decided",
        by="Нұрмұхамбетова Ғалия Әбдірахманқызы",
        at=datetime(2026, 12, 16, 5, 0, tzinfo=UTC),
    ),
    "digits": 11,
    "due": date(2026, 9, 16),
    "email": "qabyldau.ortalygy@example.org",
    "ends": "18:30",
    "error": "ProgrammingError",
    "essence": "Тұрғын үй кезегіне қою туралы өтінішіме екі айдан бері жауап берілмеді. " * 13,
    "example": "2026-000123-4",
    "first": say("yes"),
    "format": "in_person",
    "ground": _LEGAL,
    "help": say("card-help"),
    "iin": "123456789012",
    "in_time": 100000,
    "initials": "А. Б. С.",
    "late": 100000,
    "least": 1000,
    "left": say("card-late", days=15),
    "length": 1000,
    "link": "https://t.me/qabyldau_bot",
    "lunch_from": "13:00",
    "lunch_to": "14:30",
    "mean": "4,5",
    "more": 1000,
    "most": 1000,
    "n": 11,
    "name": "Нұрмұхамбетова Ғалия Әбдірахманқызы",
    "next": "",
    "note": "",
    "notice": _REFUSED,
    "number": "2026-000123-4",
    "office": Bilingual(
        "Министрліктің қоғамдық қабылдау бөлмесі", "Общественная приемная министерства"
    ),
    "office_short": Bilingual("Облыс әкімінің аппараты", "Аппарат акима области"),
    "official": Bilingual(
        "Нұрмұхамбетова Ғалия Әбдірахманқызы", "Нурмухамбетова Галия Абдрахмановна"
    ),
    "official_short": Bilingual("Нұрмұхамбетова Ғ. Ә.", "Нурмухамбетова Г. А."),
    "open": 100000,
    "opens": "09:00",
    "operator": Bilingual("Қоғамдық қызметтер министрлігі", "Министерство общественных услуг"),
    "organisation": "«Қазақстан Фермерлері» қауымдастығы заңды тұлғалар бірлестігі",
    "phone": "+7 (7172) 74-00-00",
    "place": 1000,
    "portal": "https://eotinish.kz",
    "position": Bilingual("Бірінші вице-министр", "Первый вице-министр"),
    "postal_address": "Алматы облысы, Қарасай ауданы, Қаскелең қаласы, Абылай хан көшесі, 125-үй",
    "promised": say("card-promised"),
    "quarter": 4,
    "rating": 5,
    "received": datetime(2026, 9, 16, 5, 0, tzinfo=UTC),
    "registered": date(2026, 9, 16),
    "requests": "2026-000123-4, 2026-000124-2, 2026-000125-9",
    "rest": say("no"),
    "room": Bilingual("1-қабат, 105-кабинет", "1 этаж, кабинет 105"),
    "rows": _TEN_ROWS,
    "second": say("no"),
    "seconds": 60,
    "short": Bilingual("Облыс әкімінің аппараты", "Аппарат акима области"),
    "starts": "09:00",
    "state": "redirected",
    "step": 11,
    "states": say("office-report-state", state=say("card-state", state="redirected"), count=100000),
    "surveyed": 100000,
    "tail": "9012",
    "text": "2026-000123-5",
    "times": "10:00; 10:20; 10:40; 11:00; 11:20; 11:40",
    "topic": Bilingual("Тұрғын үй және коммуналдық қызмет", "Жилье и коммунальные услуги"),
    "total": 13,
    "undo": say("card-undo-until", until=datetime(2026, 12, 16, 5, 1, tzinfo=UTC)),
    "unfit": "дүйсенбі мен сәрсенбі күндері түстен кейін",
    "unfit_days": "дүйсенбі мен сәрсенбі күндері түстен кейін",
    "until": datetime(2026, 12, 16, 5, 1, tzinfo=UTC),
    "update": "telegram:123456789",
    "version": "2026-1",
    "waiting": 100000,
    "weeks": "1, 2, 3, 4",
    "when": datetime(2026, 9, 16, 5, 0, tzinfo=UTC),
    "where": "Астана қаласы, Мәңгілік Ел даңғылы, 8-үй, Әділет министрлігі",
    "year": 2026,
}

SAMPLES_OF: Final[Mapping[str, Mapping[str, Value]]] = {
    "staff-lines": {"above": say("card-late", days=15), "below": say("card-late", days=15)},
    "staff-joined": {"above": "вт 15.12.2026, 10:00", "below": "вт 15.12.2026, 10:20"},
    "card-action": {
        "state": say("card-state", state="redirected"),
        "applicant": say("card-applicant", applicant="representative"),
        "channel": say("card-channel", channel="telegram"),
        "format": say("card-format", format="video"),
    },
    "office-report": {"registered": 100000},
    "office-not-now": {"state": say("card-state", state="redirected")},
    "office-report-state": {"state": say("card-state", state="redirected")},
}
"""Where an argument means something else in one text, by that text's key."""
