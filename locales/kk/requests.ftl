# Менің өтінімдерім

requests-none = Сізде әзірге өтінім жоқ. Қабылдауға жазылуға болады.
    .sms = Өтініміңіз жоқ. Жазыласыз ба?
requests-list = Қай өтінімді көрсету керек?
    .sms = Қай өтінім?
requests-list-option = { $number }, { $short }: { $state }
    .sms = { $number }
requests-waiting =
    <b>Өтінім № { $number }</b>

    Күйі: <b>{ $state }</b>
    Кімге: { $official }, { $position }
    Тіркелген күні: { $registered }
    Кезектегі орны: { $place }
    Жауап мерзімі: <b>{ $due }</b>
    { $uncertain }
    { $left }
    .sms =
        { $number }: { $state }
        Кезекте: { $place }
        Жауап мерзімі: { $due }
        { $uncertain }
requests-returned =
    <b>Өтінім № { $number }</b>

    Күйі: <b>{ $state }</b>
    Кімге: { $official }, { $position }
    Нені түзету керек: <b>{ $correct }</b>
    Түзетудің соңғы күні: <b>{ $day }</b>
    Жауап мерзімі: { $due }
    { $uncertain }
    { $left }

    Өтінімді осында түзетіңіз немесе қоңырау шалыңыз: { $phone }
    .sms =
        { $number }: { $state }
        Тел.: { $phone }
requests-redirected =
    <b>Өтінім № { $number }</b>

    Күйі: <b>{ $state }</b>
    Кімге: { $official }, { $position }
    Қайда жүгіну керек: <b>{ $where }</b>

    Сұрағыңыз болса, қоңырау шалыңыз: { $phone }
    .sms =
        { $number }: { $state }
        Сұрақ болса: { $phone }
requests-scheduled =
    <b>Өтінім № { $number }</b>

    Күйі: <b>{ $state }</b>
    Кімге: { $official }, { $position }
    Уақыты: <b>{ $when }</b>
    Қабылдау түрі: { $format }
    Мекенжай: { $address }
    { $room }

    Қабылдауда жеке басыңызды куәландыратын құжат қажет.
    .sms =
        { $number }: { $when }
        { $short }
        { $room }
requests-refused =
    <b>Өтінім № { $number }</b>

    Күйі: <b>{ $state }</b>
    Кімге: { $official }, { $position }
    Бас тарту негізі: { $ground }
    Қайда жүгіну керек: { $where }
    Түсіндірме: { $comment }

    { $complaint }
    .sms =
        { $number }: { $state }
        Сұрақ болса: { $phone }
requests-closed =
    <b>Өтінім № { $number }</b>

    Күйі: <b>{ $state }</b>
    Кімге: { $official }, { $position }
    Уақыты: { $when }
    Тіркелген күні: { $registered }

    Сұрағыңыз болса, қоңырау шалыңыз: { $phone }
    .sms =
        { $number }: { $state }
        Сұрақ болса: { $phone }
requests-days-left = Қалған жұмыс күндері: { $days }
requests-days-last = Бүгін – жауап берудің соңғы күні.
requests-days-over = Жауап беру мерзімі өтіп кетті. Қоңырау шалып, анықтаңыз: { $phone }
requests-one-correct = Өтінімді түзету
    .sms = Түзету
requests-one-release = Бұл уақытта келе алмаймын
    .sms = Келе алмаймын
requests-one-withdraw = Өтінімді қайтарып алу
    .sms = Қайтарып алу
requests-one-list = Барлық өтінімдер
requests-sure-release = Уақытыңыз босатылады, кезектегі орныңыз сақталады, жаңа уақытты хабарлаймыз. Растайсыз ба?
    .sms = Уақыт босатылады, жаңасын күтесіз. Растайсыз ба?
requests-sure-withdraw = Өтінім жабылады, қабылдау өткізілмейді, кезектегі орныңыз сақталмайды. Растайсыз ба?
    .sms = Өтінім жабылады. Растайсыз ба?
requests-state-registered = тіркелді
requests-state-under-review = қаралуда
requests-state-scheduled = қабылдау тағайындалды
requests-state-attended = қабылдау өткізілді
requests-state-no-show = қабылдауға келмедіңіз
    .sms = келмедіңіз
requests-state-not-held = қабылдау өткізілмеді
    .sms = өткізілмеді
requests-state-returned = түзетуге қайтарылды
requests-state-redirected = құзыреті бойынша қайта бағытталды
    .sms = қайта бағытталды
requests-state-refused = бас тартылды
requests-state-consulted = кеңес берілді
requests-state-withdrawn = жазылу жойылды
    .sms = жазылу жойылды
