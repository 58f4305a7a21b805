# График приема

schedule-office = График какой приемной показать?
    .sms = График какой приемной?
schedule-official =
    <b>{ $office }</b>
    Чей график приема показать?
    .sms = Чей график?
schedule-days =
    <b>{ $name }</b>
    { $position }

    { $days }
    { $next }

    Адрес: { $address }
    { $room }

    Прием ведется по предварительной записи.
    .sms =
        { $short }:
        { $days }
schedule-days-others = Другое должностное лицо
    .sms = Другой человек
schedule-next = Ближайший день приема: { $day }
schedule-lines =
    { $first }
    { $rest }
schedule-line = { $day }, { $starts }–{ $ends }
schedule-off = { $day }: приема нет
schedule-both = { $first } и { $second }
schedule-every-0 = каждый понедельник
schedule-every-1 = каждый вторник
schedule-every-2 = каждую среду
schedule-every-3 = каждый четверг
schedule-every-4 = каждую пятницу
schedule-every-5 = каждую субботу
schedule-every-6 = каждое воскресенье
schedule-weeks-0 = { $weeks }-й понедельник месяца
schedule-weeks-1 = { $weeks }-й вторник месяца
schedule-weeks-2 = { $weeks }-я среда месяца
schedule-weeks-3 = { $weeks }-й четверг месяца
schedule-weeks-4 = { $weeks }-я пятница месяца
schedule-weeks-5 = { $weeks }-я суббота месяца
schedule-weeks-6 = { $weeks }-е воскресенье месяца
schedule-last-0 = последний понедельник месяца
schedule-last-1 = последний вторник месяца
schedule-last-2 = последняя среда месяца
schedule-last-3 = последний четверг месяца
schedule-last-4 = последняя пятница месяца
schedule-last-5 = последняя суббота месяца
schedule-last-6 = последнее воскресенье месяца
