### Чат сотрудников: карточки, кнопки, команды. Строка, на которой аргумент пуст, в сообщение не входит.
### Каждый текст карточки начинается с номера: по нему ответ находит свою карточку.

## Карточка

card-action =
    <b>№ { $number }</b> · { $state }
    { $decided }
    { $undo }
    Время приема: <b>{ $when }</b>
    { $promised }
    Основание отказа: { $ground }
    Должностное лицо: { $official }
    Приемная: { $office }
    Тема: { $topic }
    Заявитель: { $initials }, { $applicant }
    Форма приема: { $format }
    Вне очереди: { $category }
    { $help }
    Поступила через: { $channel }
    Дата регистрации: { $registered }
    Срок ответа: { $due }
    { $left }
    Место в очереди: { $place }
    Оценка: { $rating }
    .sms =
        № { $number }: { $state }
        { $official }, { $initials }
        Срок ответа: { $due }
card-gone = № { $number }: заявка не найдена или удалена из архива.
card-state =
    { $state ->
        [registered] зарегистрирована
        [under_review] на рассмотрении
        [scheduled] прием назначен
        [attended] прием проведен
        [no_show] заявитель не явился
        [not_held] прием не состоялся
        [returned] возвращена на исправление
        [redirected] перенаправлена по компетенции
        [refused] отказано
        [consulted] дана консультация
       *[withdrawn] запись отменена заявителем
    }
card-applicant =
    { $applicant ->
        [representative] представитель юридического лица
       *[individual] физическое лицо
    }
card-format =
    { $format ->
        [video] по видеосвязи
       *[in_person] лично
    }
card-channel =
    { $channel ->
        [telegram] Telegram
        [sms] SMS
       *[other] { $channel }
    }
card-help = Нужна помощь с документами
card-promised = Заявитель подтвердил, что придет
card-decided = Решение: { $by }, { $at }
card-undo-until = Заявителю сообщим в { TIME($until) }. До этого решение можно отменить.
card-undo-silent = Решение можно отменить до { TIME($until) }.
card-days-left =
    { $days ->
        [0] Сегодня последний день ответа
       *[other] Осталось рабочих дней: { $days }
    }
card-late = <b>Срок ответа прошел</b>, рабочих дней назад: { $days }

card-confirm = Назначить
card-move = Перенести
card-refuse = Отказать
card-undo = Отменить решение
card-attended = Прием проведен
card-no-show = Не явился
card-not-held = Прием не состоялся
card-details = Подробно
card-other-day = Другой день
card-slot-option = { SHORT($when) }

card-slot =
    <b>№ { $number }</b>
    Выберите время. Должностное лицо: { $official }
card-no-slots =
    <b>№ { $number }</b>
    Ближайшего свободного времени нет. Нажмите «Другой день» и напишите дату. Должностное лицо: { $official }
    .sms =
        № { $number }
        Ближайшего свободного времени нет. { $official }
card-day =
    <b>№ { $number }</b>
    Напишите дату ответом на это сообщение, например 15.12 или 15.12 10:00. Должностное лицо: { $official }
    .sms =
        № { $number }
        Напишите дату, например 15.12 или 15.12 10:00. { $official }
card-day-slot =
    <b>№ { $number }</b>
    Свободное время в этот день: { $day }. Должностное лицо: { $official }
    .sms =
        № { $number }
        Свободное время: { $day }. { $official }
card-time-not-free = { $clock } занято.
card-reason =
    <b>№ { $number }</b>
    Выбрано время: { $when }
    На подготовку справки остается меньше 5 рабочих дней. Напишите причину ответом на это сообщение, она будет записана.
    .sms =
        № { $number }: { $when }
        На справку меньше 5 рабочих дней. Напишите причину.
card-ground =
    <b>№ { $number }</b>
    Выберите основание отказа.
card-where =
    <b>№ { $number }</b>
    Куда следует обратиться заявителю? Напишите ответом на это сообщение.
card-comment =
    <b>№ { $number }</b>
    Если заявителю нужно пояснение, напишите его ответом на это сообщение.
card-sure =
    <b>№ { $number }</b>
    Заявитель прочитает:

    { $notice }

    Отправить?
    .sms = № { $number }: отправить сообщение об отказе?
card-send = Отправить отказ
card-keep = Не отправлять

## Нельзя

role-may-not = Ваша роль позволяет только смотреть: решение принимает оператор.
not-your-office = Эта заявка поступила не в вашу приемную.

## В ответ на решение

already-decided = Решение уже принято: { $by }, { $at }.
slot-taken = Это время занято заявкой № { $number }. Выберите другое.
slot-gone = Этого времени нет или оно уже прошло. Выберите другое.
another-live = Так нельзя: у заявителя уже есть другая незакрытая заявка к этому должностному лицу, № { $number }.
undone = Решение отменено, заявителю ничего не отправлено.
undo-too-late = Поздно: сообщение уже ушло заявителю.
undo-slot-taken = Отменить нельзя: прежнее время уже занято.
reception-not-over = Время приема еще не наступило.
details-sent = Подробности отправлены вам в личный чат. Секунд до удаления: { $seconds }.
details-open-private = Подробности отправляются в личный чат. Сначала откройте личный чат с ботом и нажмите /start.

staff-details =
    <b>№ { $number }</b>
    Ф.И.О.: { $name }
    Телефон: { $applicant_phone }
    Организация: { $organisation }
    БИН: { $bin }
    ИИН: { $iin }
    Почтовый адрес: { $postal_address }
    Суть вопроса: { $essence }
    Неудобные дни: { $unfit_days }

    Это персональные данные, просмотр записан в журнал. Секунд до удаления сообщения: { $seconds }.
    .sms = № { $number }: подробности показываются только в личном чате.
staff-call =
    <b>№ { $number }</b>
    Сообщение не дошло до заявителя. Позвоните и сообщите решение; телефон – по кнопке «Подробно».
    Срок ответа: { $due }
    .sms = № { $number }: сообщение не дошло, позвоните заявителю. Срок: { $due }
staff-poison = Одно сообщение не удалось обработать: { $update } ({ $error }). Отправителю принесены извинения. Сообщите администратору системы.
    .sms = Сообщение не обработано: { $update } ({ $error }). Сообщите администратору.

## Команды

staff-lines =
    { $above }
    { $below }
staff-joined = { $above }; { $below }

office-queue =
    <b>Очередь</b>, ждут заявок: { $waiting }

    { $rows }

    { $more ->
        [0] Открыть карточку: /request { $number }
       *[other] Не показано: { $more }. Открыть карточку: /request { $number }
    }
    .sms = Ждут заявок: { $waiting }. Первая в очереди: № { $number }
office-queue-row = { $place }. № { $number } · { $initials } · { $official } · { $left }
office-queue-empty = Заявок в очереди нет.
office-slots =
    <b>Ближайшее свободное время</b>

    { $rows }
    .sms = Свободное время смотрите в карточке заявки: /request N
office-slots-row = { $official }: { $times }
office-slots-none = { $official }: свободного времени нет
office-slot = { SHORT($when) }
office-time = { TIME($when) }
office-no-officials = В ваших приемных не указаны должностные лица.
office-report =
    <b>Квартальный отчет: { $year } год, { $quarter } квартал</b>
    Зарегистрировано заявок: { $registered }
    Ответ дан в срок: { $in_time }
    Срок пропущен: { $late }
    На рассмотрении: { $open }
    { $states }
    Ответили на опрос: { $surveyed }
    Средняя оценка: { $mean }
    .sms = { $year } год, { $quarter } квартал. Заявок: { $registered }, в срок: { $in_time }, срок пропущен: { $late }, на рассмотрении: { $open }
office-report-state = · { $state }: { $count }
office-report-form = Напишите квартал так: /report { $example }
office-number-form =
    Напишите номер заявки, например: /{ $command } 123 или /{ $command } { $example }
office-number-mistyped = В номере ошибка: { $text }. Скопируйте его с карточки.
office-no-request = В ваших приемных такой заявки нет: { $text }.
office-not-now = № { $number }: сейчас это невозможно, состояние заявки: { $state }. Открыть карточку: /request { $number }
    .sms = № { $number }: сейчас невозможно, состояние заявки: { $state }.
office-when-form = № { $number }: напишите дату так: /confirm { $number } 15.12 10:00. Прошедший день не годится.
    .sms = № { $number }: напишите дату так: 15.12 10:00
office-no-slots-day = № { $number }: в этот день нет свободного времени: { $day }. Ближайшее свободное: /slots
office-slot-not-free = № { $number }: это время занято. День: { $day }. Свободно: { $times }
    .sms = № { $number }: это время занято. { $day }: { $times }
office-done-form = № { $number }: напишите итог так: /done { $number } пришел, неявка или консультация.
office-too-early = № { $number }: прием еще не прошел, его время: { $when }
office-help =
    <b>Команды для сотрудников</b>
    /queue: очередь
    /request N: карточка заявки
    /confirm N 15.12 10:00: назначить время
    /refuse N: отказать
    /done N пришел, неявка или консультация: итог
    /slots: ближайшее свободное время
    /report 2026Q4: квартальный отчет
    /help: эта справка

    N: номер заявки (123) или полный номер. То же самое делают кнопки на карточках. Дату, причину, пояснение пишите ответом на карточку.
    .sms = Команды: /queue /request N /confirm N 15.12 10:00 /refuse N /done N пришел /slots /report /help

## Написано с ошибкой

invalid-when-format = Напишите дату так: 15.12 или 15.12 10:00.
invalid-when-date = Такого дня нет. Например: 15.12.
invalid-when-time = Такого времени нет. Например: 15.12 10:00.
invalid-when-past = Этот день уже прошел. Напишите предстоящую дату.
invalid-no-slots-day = В этот день нет свободного времени: { $day }. Напишите другую дату.
invalid-words-short = Слишком коротко. Нужно символов не меньше { $least }. Напишите подробнее.
invalid-words-long = Слишком длинно, символов: { $length }. Не больше { $most }. Напишите короче.
