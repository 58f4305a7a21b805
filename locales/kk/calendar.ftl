### Жұмыс күнтізбесі: қызметкерлер чатында, мерзім карточкасында, азаматқа жауапта.

calendar-kind =
    { $kind ->
        [working] жұмыс күні
       *[off] демалыс күні
    }
calendar-list =
    <b>Жұмыс күнтізбесі</b>
    { $years }

    { $rows }

    Өзгертетіндер – басшылар. Күн қосу:
    <code>/calendar add 31.08.{ $year } off Қазақша атауы / Орысша атауы; құжаттың № мен күні</code>
    Жұмыс күні болса: off орнына on.
    Алып тастау: <code>/calendar remove 31.08.{ $year }</code>
    Жылды бекіту: <code>/calendar sign { $year }</code>
    .sms = Күнтізбе. { $years }. Толығы қызметкерлер чатында.
calendar-year =
    { $signed ->
        [yes] { $year }: бекітілген
       *[no] { $year }: бекітілмеген
    }
calendar-row = · { $day }: <b>{ $kind }</b>. { $name } ({ $source })
calendar-row-file = · { $day }: <b>{ $kind }</b>. { $name } ({ $source }; анықтамалықтан)
calendar-none = Енгізілген күн жоқ: тек мемлекеттік мерекелер мен демалыс күндері есепке алынады.
calendar-remove-option = Алып тастау: { $day }
calendar-sign-option = Жылды бекіту: { $year }
calendar-sure =
    { $day }
    Бұл күн туралы жазба алып тасталсын ба? Жауап берілмеген өтінімдердің мерзімі қайта есептеледі.
    .sms = { $day }: жазба алып тасталсын ба?
calendar-remove-yes = Алып тастау
calendar-sign =
    <b>{ $year } жылдың демалыс күндері</b>
    { $rows }

    Сенбі мен жексенбі – демалыс күндері. Жыл бекітілсе, бұл тізім түпкілікті деп есептеледі. Бекітілсін бе?
    .sms = { $year } жыл бекітілсін бе?
calendar-sign-yes = Бекіту
calendar-heads-only = Күнтізбені тек басшы немесе әкімші өзгерте алады. Оған айтыңыз. Көру: /calendar
calendar-form =
    Былай жазыңыз:
    <code>/calendar add 31.08.{ $year } off Қазақша атауы / Орысша атауы; құжат</code>
    <code>/calendar remove 31.08.{ $year }</code>
    <code>/calendar sign { $year }</code>
    .sms = Былай жазыңыз: /calendar remove 31.08.{ $year } немесе /calendar sign { $year }
calendar-add-form =
    Күні, түрі (off – демалыс, on – жұмыс), екі тілдегі атауы және құжаты керек. Былай жазыңыз:
    <code>/calendar add 31.08.{ $year } off Қазақша атауы / Орысша атауы; құжаттың № мен күні</code>
    .sms = Былай жазыңыз: /calendar add 31.08.{ $year } off Атауы / Название; құжат

## Өзгергені туралы

calendar-added =
    <b>Жұмыс күнтізбесі өзгерді</b>
    { $day }: <b>{ $kind }</b>
    { $name }
    Құжат: { $source }
    Енгізген: { $by }
    .sms = { $day }: { $kind }. Енгізген: { $by }
calendar-removed =
    <b>Жұмыс күнтізбесі өзгерді</b>
    { $day }: мына жазба алып тасталды – { $kind }, { $name }
    Құжат: { $source }
    Алып тастаған: { $by }
    .sms = { $day }: жазба алып тасталды. { $by }
calendar-signed = { $year } жылдың күнтізбесі бекітілді. Бекіткен: { $by }
calendar-imported = <b>Жұмыс күнтізбесі өзгерді</b>: жаңа анықтамалық енгізілді.
calendar-operator = жүйе әкімшісі
calendar-moved =
    <b>Жауап мерзімі өзгерген өтінімдер: { $count }</b>
    { $rows }
    .sms = Жауап мерзімі өзгерген өтінімдер: { $count }
calendar-moved-row = № { $number }: { $before } → { $after }
calendar-hit =
    <b>Демалыс күніне түскен қабылдаулар: { $count }</b>
    { $rows }
    Оларды басқа уақытқа ауыстырыңыз: /request N
    .sms = Демалыс күніне түскен қабылдаулар: { $count }. Ауыстырыңыз.
calendar-hit-row = № { $number }: { $when }
calendar-remind =
    <b>{ $year } жылдың күнтізбесі әлі бекітілмеген</b>
    Бекітілгенше осы жылға өтетін мерзімдер «нақтылануы мүмкін» деп белгіленеді. Қазір белгілі демалыс күндері:
    { $rows }

    Ресми ауыстыруларды енгізіңіз: /calendar
    Содан кейін бекітіңіз (басшы немесе әкімші): /calendar sign { $year }
    .sms = { $year } жылдың күнтізбесі бекітілмеген: /calendar sign { $year }

## Қате жазылды

invalid-override-day = Күнін былай жазыңыз: 31.08.2026. Мұндай күн болуы керек.
invalid-override-far = Бұл күн тым алыс. Жылы { $first } мен { $last } аралығында болсын.
invalid-override-stands = { $day }: бұл күнге жазба бар. Алдымен оны алып тастаңыз: /calendar remove { $day }
invalid-override-already-off = { $day }: бұл күн онсыз да демалыс күні, ештеңе өзгерген жоқ.
invalid-override-already-working = { $day }: бұл күн онсыз да жұмыс күні, ештеңе өзгерген жоқ.
invalid-override-name = Атауын екі тілде жазыңыз, әрқайсысы ең көбі { $most } таңба: Қазақша / Орысша.
invalid-override-source = Қай құжат екенін жазыңыз, ең көбі { $most } таңба: нүктелі үтірден кейін.
invalid-override-ordained = { $day }: бұл жазба анықтамалық файлында тұр, оны осы жерден алып тастауға болмайды. Файлды өзгертіңіз немесе керісінше жазба енгізіңіз: /calendar
    .sms = { $day }: бұл жазба анықтамалық файлында тұр, оны сол жерден өзгертіңіз.
invalid-override-none = { $day }: бұл күнге жазба жоқ. Тізімі: /calendar
invalid-year-signed = { $year } жыл бекітіліп қойған.
invalid-year-far = Бұл жылды бекітуге болмайды. Жылы { $first } мен { $last } аралығында болсын.

## Мерзім қалай есептелді

more-counted = Мерзім қалай есептелді?
counted =
    <b>№ { $number }</b>
    Тіркелген күні: { $registered }
    Жауап мерзімі: <b>{ $due }</b>
    Есептелген жұмыс күні: { $days }, біріншісі – тіркелген күннен кейінгі жұмыс күні

    Есепке алынбаған күндер:
    { $rows }

    { $uncertain }
    .sms =
        № { $number }: { $registered } – { $due }
        Жұмыс күні: { $days }
counted-row = { $span }: { $reason }
counted-worked = <b>жұмыс күні болды, есепке алынды</b>

## Белгі: азаматқа да, қызметкерге де

term-uncertain = Мерзім нақтылануы мүмкін: { $year } жылдың мереке күндері әлі бекітілмеген.
    .sms = Мерзім нақтылануы мүмкін
