### Қызметкерлер чаты: карточкалар, түймелер, командалар. Аргументі бос жол хабарламаға кірмейді.
### Карточканың әр мәтіні нөмірден басталады: жауап сол арқылы өз карточкасын табады.

## Карточка

card-action =
    <b>№ { $number }</b> · { $state }
    { $decided }
    { $undo }
    Қабылдау уақыты: <b>{ $when }</b>
    { $promised }
    Бас тарту негізі: { $ground }
    Лауазымды адам: { $official }
    Мекеме: { $office }
    Тақырыбы: { $topic }
    Өтініш беруші: { $initials }, { $applicant }
    Қабылдау түрі: { $format }
    Кезектен тыс: { $category }
    { $help }
    Түскен арнасы: { $channel }
    Тіркелген күні: { $registered }
    Жауап мерзімі: { $due }
    { $left }
    Кезектегі орны: { $place }
    Берген бағасы: { $rating }
    .sms =
        № { $number }: { $state }
        { $official }, { $initials }
        Жауап мерзімі: { $due }
card-gone = № { $number }: өтінім табылмады немесе мұрағаттан өшірілген.
card-state =
    { $state ->
        [registered] тіркелді
        [under_review] қаралуда
        [scheduled] тағайындалды
        [attended] қабылдау өткізілді
        [no_show] өтініш беруші келмеді
        [not_held] қабылдау өткізілмеді
        [returned] түзетуге қайтарылды
        [redirected] құзыреті бойынша қайта бағытталды
        [refused] бас тартылды
        [consulted] кеңес берілді
       *[withdrawn] өтініш беруші жазылуды жойды
    }
card-applicant =
    { $applicant ->
        [representative] заңды тұлғаның өкілі
       *[individual] жеке тұлға
    }
card-format =
    { $format ->
        [video] бейнебайланыс арқылы
       *[in_person] жеке келу
    }
card-channel =
    { $channel ->
        [telegram] Telegram
        [sms] SMS
       *[other] { $channel }
    }
card-help = Құжаттарды рәсімдеуге көмек керек
card-promised = Өтініш беруші келетінін растады
card-decided = Шешім қабылдаған: { $by }, { $at }
card-undo-until = Өтініш берушіге хабарланатын уақыт: { TIME($until) }. Оған дейін шешімді болдырмауға болады.
card-undo-silent = Шешімді болдырмауға болатын соңғы уақыт: { TIME($until) }.
card-days-left =
    { $days ->
        [0] Бүгін – жауап берудің соңғы күні
       *[other] Қалған жұмыс күні: { $days }
    }
card-late = <b>Жауап мерзімі өтті</b>, өткен жұмыс күні: { $days }

card-confirm = Тағайындау
card-move = Басқа уақытқа ауыстыру
card-refuse = Бас тарту
card-undo = Шешімді болдырмау
card-attended = Қабылдау өткізілді
card-no-show = Келмеді
card-not-held = Қабылдау өткізілмеді
card-details = Толық мәлімет
card-other-day = Басқа күн
card-slot-option = { SHORT($when) }

card-slot =
    <b>№ { $number }</b>
    Уақытын таңдаңыз. Лауазымды адам: { $official }
card-no-slots =
    <b>№ { $number }</b>
    Жақын арада бос уақыт жоқ. «Басқа күн» түймесін басып, күнін жазыңыз. Лауазымды адам: { $official }
    .sms =
        № { $number }
        Жақын арада бос уақыт жоқ. { $official }
card-day =
    <b>№ { $number }</b>
    Осы хабарламаға жауап ретінде күнін жазыңыз, мысалы 15.12 немесе 15.12 10:00. Лауазымды адам: { $official }
    .sms =
        № { $number }
        Күнін жазыңыз, мысалы 15.12 немесе 15.12 10:00. { $official }
card-day-slot =
    <b>№ { $number }</b>
    Осы күннің бос уақыттары: { $day }. Лауазымды адам: { $official }
    .sms =
        № { $number }
        Бос уақыттар: { $day }. { $official }
card-time-not-free = { $clock } бос емес.
card-reason =
    <b>№ { $number }</b>
    Таңдалған уақыт: { $when }
    Анықтама дайындауға 5 жұмыс күнінен аз уақыт қалады. Осы хабарламаға жауап ретінде себебін жазыңыз, ол тіркеледі.
    .sms =
        № { $number }: { $when }
        Анықтамаға 5 жұмыс күні қалмайды. Себебін жазыңыз.
card-ground =
    <b>№ { $number }</b>
    Бас тарту негізін таңдаңыз.
card-where =
    <b>№ { $number }</b>
    Өтініш беруші қайда жүгінуі керек? Осы хабарламаға жауап ретінде жазыңыз.
card-comment =
    <b>№ { $number }</b>
    Өтініш берушіге түсіндірме керек болса, осы хабарламаға жауап ретінде жазыңыз.
card-sure =
    <b>№ { $number }</b>
    Өтініш беруші мынаны оқиды:

    { $notice }

    Жіберілсін бе?
    .sms = № { $number }: бас тарту туралы хабарлама жіберілсін бе?
card-send = Бас тартуды жіберу
card-keep = Жібермеу

## Рұқсат жоқ

role-may-not = Сіздің рөліңіз тек қарауға рұқсат береді: шешімді оператор қабылдайды.
not-your-office = Бұл өтінім сіздің мекемеңізге түскен жоқ.

## Шешімге жауап

already-decided = Шешім қабылданып қойған: { $by }, { $at }.
slot-taken = Бұл уақыт бос емес, алған өтінім: № { $number }. Басқа уақытты таңдаңыз.
slot-gone = Мұндай уақыт жоқ немесе ол өтіп кетті. Басқасын таңдаңыз.
another-live = Болмайды: өтініш берушінің осы лауазымды адамға жабылмаған басқа өтінімі бар, № { $number }.
undone = Шешім болдырылмады, өтініш берушіге ештеңе жіберілген жоқ.
undo-too-late = Кеш қалдыңыз: хабарлама өтініш берушіге жіберіліп қойған.
undo-slot-taken = Шешімді болдырмау мүмкін емес: бұрынғы уақыт бос емес.
reception-not-over = Қабылдау уақыты әлі келген жоқ.
details-sent = Толық мәлімет жеке чатыңызға жіберілді. Өшірілгенше қалған секунд: { $seconds }.
details-open-private = Толық мәлімет жеке чатқа жіберіледі. Алдымен ботпен жеке чатты ашып, /start басыңыз.

staff-details =
    <b>№ { $number }</b>
    Тегі, аты, әкесінің аты: { $name }
    Телефоны: { $applicant_phone }
    Ұйым: { $organisation }
    БСН: { $bin }
    ЖСН: { $iin }
    Пошта мекенжайы: { $postal_address }
    Мәселенің мәні: { $essence }
    Қолайсыз күндер: { $unfit_days }

    Бұл дербес деректер, ашылғаны журналға жазылды. Хабарлама { $seconds } секундтан кейін өшіріледі.
    .sms = № { $number }: толық мәлімет тек жеке чатта көрсетіледі.
staff-call =
    <b>№ { $number }</b>
    Хабарлама өтініш берушіге жетпеді. Қоңырау шалып, шешімді айтыңыз; телефоны «Толық мәлімет» түймесінде.
    Жауап мерзімі: { $due }
    .sms = № { $number }: хабарлама жетпеді, өтініш берушіге қоңырау шалыңыз. Мерзімі: { $due }
staff-poison = Бір хабарламаны өңдеу мүмкін болмады: { $update } ({ $error }). Жіберушіден кешірім сұралды. Жүйе әкімшісіне хабарлаңыз.
    .sms = Хабарлама өңделмеді: { $update } ({ $error }). Әкімшіге хабарлаңыз.

## Командалар

staff-lines =
    { $above }
    { $below }
staff-joined = { $above }; { $below }

office-queue =
    <b>Кезек</b>, күтіп тұрған өтінім: { $waiting }

    { $rows }

    { $more ->
        [0] Карточканы ашу: /request { $number }
       *[other] Көрсетілмегені: { $more }. Карточканы ашу: /request { $number }
    }
    .sms = Күтіп тұрған өтінім: { $waiting }. Кезекте бірінші: № { $number }
office-queue-row = { $place }. № { $number } · { $initials } · { $official } · { $left }
office-queue-empty = Кезекте өтінім жоқ.
office-slots =
    <b>Жақын бос уақыттар</b>

    { $rows }
    .sms = Бос уақыттарды өтінім карточкасынан қараңыз: /request N
office-slots-row = { $official }: { $times }
office-slots-none = { $official }: бос уақыт жоқ
office-slot = { SHORT($when) }
office-time = { TIME($when) }
office-no-officials = Мекемелеріңізде лауазымды адамдар енгізілмеген.
office-report =
    <b>Тоқсандық есеп: { $year } жыл, { $quarter }-тоқсан</b>
    Тіркелген өтінім: { $registered }
    Мерзімінде жауап берілді: { $in_time }
    Мерзімі өткен: { $late }
    Қаралуда: { $open }
    { $states }
    Сауалнамаға жауап берді: { $surveyed }
    Орташа баға: { $mean }
    .sms = { $year } жыл, { $quarter }-тоқсан. Тіркелді: { $registered }, мерзімінде: { $in_time }, мерзімі өткен: { $late }, қаралуда: { $open }
office-report-state = · { $state }: { $count }
office-report-form = Тоқсанды былай жазыңыз: /report { $example }
office-number-form =
    Өтінім нөмірін жазыңыз, мысалы: /{ $command } 123 немесе /{ $command } { $example }
office-number-mistyped = Нөмірде қате бар: { $text }. Карточкадан көшіріп алыңыз.
office-no-request = Мекемелеріңізде мұндай өтінім жоқ: { $text }.
office-not-now = № { $number }: бұл әрекет қазір мүмкін емес, өтінімнің күйі: { $state }. Карточканы ашу: /request { $number }
    .sms = № { $number }: қазір мүмкін емес, өтінімнің күйі: { $state }.
office-when-form = № { $number }: күнін былай жазыңыз: /confirm { $number } 15.12 10:00. Өткен күн жарамайды.
    .sms = № { $number }: күнін былай жазыңыз: 15.12 10:00
office-no-slots-day = № { $number }: бұл күні бос уақыт жоқ: { $day }. Жақын бос уақыттар: /slots
office-slot-not-free = № { $number }: бұл уақыт бос емес. Күні: { $day }. Бос уақыттар: { $times }
    .sms = № { $number }: бұл уақыт бос емес. { $day }: { $times }
office-done-form = № { $number }: нәтижесін былай жазыңыз: /done { $number } келді, келмеді немесе кеңес.
office-too-early = № { $number }: қабылдау әлі өткен жоқ, оның уақыты: { $when }
office-help =
    <b>Қызметкерлерге арналған командалар</b>
    /queue: кезек
    /request N: өтінім карточкасы
    /confirm N 15.12 10:00: уақытын тағайындау
    /refuse N: бас тарту
    /done N келді, келмеді немесе кеңес: нәтижесі
    /slots: жақын бос уақыттар
    /report 2026Q4: тоқсандық есеп
    /help: осы анықтама

    N: өтінім нөмірі (123) немесе толық нөмірі. Карточкадағы түймелер де соны істейді. Күнді, себепті, түсіндірмені карточкаға жауап ретінде жазыңыз.
    .sms = Командалар: /queue /request N /confirm N 15.12 10:00 /refuse N /done N келді /slots /report /help

## Қате жазылды

invalid-when-format = Күнін былай жазыңыз: 15.12 немесе 15.12 10:00.
invalid-when-date = Мұндай күн жоқ. Мысалы: 15.12.
invalid-when-time = Мұндай уақыт жоқ. Мысалы: 15.12 10:00.
invalid-when-past = Бұл күн өтіп кеткен. Алдағы күнді жазыңыз.
invalid-no-slots-day = Бұл күні бос уақыт жоқ: { $day }. Басқа күнді жазыңыз.
invalid-words-short = Тым қысқа. Ең азы: { $least } таңба. Толығырақ жазыңыз.
invalid-words-long = Тым ұзын: { $length } таңба. Ең көбі: { $most }. Қысқартып жазыңыз.
