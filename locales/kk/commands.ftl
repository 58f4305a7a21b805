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
command-staff-slots = Жақын бос уақыттар
command-staff-report = Тоқсандық есеп
command-staff-help = Командалар туралы анықтама
