### Командалар мәзіріндегі түсіндірмелер

command-book = Қабылдауға жазылу
command-my = Менің өтінімдерім
command-schedule = Қабылдау кестесі
command-lang = Тіл / Язык
command-mydata = Менің деректерім
command-help = Көмек
command-cancel = Болдырмау

command-staff-queue = Кезек
command-staff-request = Өтінім карточкасы: нөмірі
command-staff-confirm = Уақытын тағайындау: нөмірі, күні
command-staff-refuse = Бас тарту: нөмірі
command-staff-done = Қабылдау нәтижесі: нөмірі, нәтижесі
command-staff-reg = ЭҚЖ немесе e-Otinish нөмірі: өтінім нөмірі, нөмір
command-staff-extend = Жауап мерзімін ұзарту: нөмірі, күні, негізі
command-staff-calendar = Жұмыс күнтізбесі
command-staff-history = Өтінім тарихы: нөмірі
command-staff-new = Өтінім енгізу (жеке чатта)
command-staff-fix = Түзету енгізу (жеке чатта): нөмірі
command-staff-slots = Жақын бос уақыттар
command-staff-allocate = Кезекті кестеге бөлу
command-staff-away = Лауазымды адам болмайтын күндер
command-staff-calls = Телефон арқылы сауалнама (қоңыраулар жеке чатта)
command-staff-tasks = Өтініш берушіге өзіміз айтатын хабарламалар
command-staff-timetable = Басып шығаруға арналған кесте
command-staff-report = Тоқсандық есеп
command-staff-members = Қызметкерлер: кімге рұқсат бар
command-staff-invite = Қызметкер шақыру: рөлі
command-staff-revoke = Рұқсатты алып тастау
command-staff-help = Командалар туралы анықтама
