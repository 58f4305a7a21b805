# Мои заявки

requests-none = Заявок у вас пока нет. Можно записаться на прием.
    .sms = Заявок нет. Записаться?
requests-list = Какую заявку показать?
    .sms = Какая заявка?
requests-list-option = { $number }, { $short }: { $state }
    .sms = { $number }
requests-waiting =
    <b>Заявка № { $number }</b>

    Состояние: <b>{ $state }</b>
    К кому: { $official }, { $position }
    Зарегистрирована: { $registered }
    Место в очереди: { $place }
    Срок ответа: <b>{ $due }</b>
    { $uncertain }
    { $left }
    .sms =
        { $number }: { $state }
        В очереди: { $place }
        Срок ответа: { $due }
        { $uncertain }
requests-returned =
    <b>Заявка № { $number }</b>

    Состояние: <b>{ $state }</b>
    К кому: { $official }, { $position }
    Что нужно исправить: <b>{ $correct }</b>
    Исправить до: <b>{ $day }</b>
    Срок ответа: { $due }
    { $uncertain }
    { $left }

    Исправьте заявку здесь или позвоните: { $phone }
    .sms =
        { $number }: { $state }
        Тел.: { $phone }
requests-redirected =
    <b>Заявка № { $number }</b>

    Состояние: <b>{ $state }</b>
    К кому: { $official }, { $position }
    Куда обратиться: <b>{ $where }</b>

    Если есть вопросы, позвоните: { $phone }
    .sms =
        { $number }: { $state }
        Вопросы: { $phone }
requests-scheduled =
    <b>Заявка № { $number }</b>

    Состояние: <b>{ $state }</b>
    К кому: { $official }, { $position }
    Время: <b>{ $when }</b>
    Форма приема: { $format }
    Адрес: { $address }
    { $room }

    На приеме нужен документ, удостоверяющий личность.
    .sms =
        { $number }: { $when }
        { $short }
        { $room }
requests-refused =
    <b>Заявка № { $number }</b>

    Состояние: <b>{ $state }</b>
    К кому: { $official }, { $position }
    Основание отказа: { $ground }
    Куда обратиться: { $where }
    Пояснение: { $comment }

    { $complaint }
    .sms =
        { $number }: { $state }
        Вопросы: { $phone }
requests-closed =
    <b>Заявка № { $number }</b>

    Состояние: <b>{ $state }</b>
    К кому: { $official }, { $position }
    Время: { $when }
    Зарегистрирована: { $registered }

    Если есть вопросы, позвоните: { $phone }
    .sms =
        { $number }: { $state }
        Вопросы: { $phone }
requests-days-left = Осталось рабочих дней: { $days }
requests-days-last = Сегодня последний день ответа.
requests-days-over = Срок ответа прошел. Позвоните и уточните: { $phone }
requests-one-correct = Исправить заявку
    .sms = Исправить
requests-one-release = Не смогу прийти в это время
    .sms = Не смогу прийти
requests-one-withdraw = Отозвать заявку
    .sms = Отозвать
requests-one-list = Все заявки
requests-sure-release = Ваше время освободится, место в очереди сохранится, о новом времени сообщим. Подтверждаете?
    .sms = Время освободится, назначат новое. Подтверждаете?
requests-sure-withdraw = Заявка будет закрыта, прием не состоится, место в очереди не сохранится. Подтверждаете?
    .sms = Заявка закроется. Подтверждаете?
requests-state-registered = зарегистрирована
requests-state-under-review = на рассмотрении
requests-state-scheduled = прием назначен
requests-state-attended = прием проведен
requests-state-no-show = вы не пришли на прием
    .sms = вы не пришли
requests-state-not-held = прием не состоялся
    .sms = не состоялся
requests-state-returned = возвращена на исправление
requests-state-redirected = перенаправлена по компетенции
    .sms = перенаправлена
requests-state-refused = отказано
requests-state-consulted = дана консультация
requests-state-withdrawn = запись отменена
    .sms = отменена
