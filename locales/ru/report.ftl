### Квартальный отчет: сообщения в чате, листы таблицы, графики.

## В чате

report-told =
    <b>Квартальный отчет: { $year } год, { $quarter } квартал</b>
    { $standing }
    Зарегистрировано заявок: { $registered }
    Ответ дан в срок: { $in_time }
    Срок пропущен: { $late }
    Зафиксировано нарушений: { $breached }
    Еще не завершены: { $open }
    { $states }
    Ответили на опрос о приеме: { $surveyed }
    Средняя оценка: { $mean }
    { $files }
    .sms = { $year } год, { $quarter } квартал. Заявок: { $registered }, в срок: { $in_time }, срок пропущен: { $late }, не завершены: { $open }
report-told-state = · { $state }: { $count }
report-standing-frozen = Квартал закрыт, данные зафиксированы { SHORT($at) }.
report-standing-live = Квартал еще не закрыт: данные могут измениться.
report-mean-hidden = не показывается, если ответов меньше 5
report-empty = За этот квартал заявок нет: { $quarter }. Отчет за другой квартал: /report { $other }
report-files = Таблица и графики отчета придут следом, подождите немного.
report-book-caption = Таблица отчета за { $quarter }: { $offices }
report-charts-caption = Графики отчета за { $quarter }: { $offices }
report-office = { $office }
report-every-office = все приемные

invalid-quarter-form = Напишите квартал так: /report { $example }
invalid-quarter-future = Этот квартал еще не начался: { $quarter }. Отчет за текущий квартал: /report { $now }

## Таблица

report-sheet =
    { $sheet ->
        [summary] Сводка
        [office] По приемным
        [official] По должностным лицам
        [topic] По темам
        [source] По способу подачи
        [channel] По каналам связи
        [lang] По языкам
        [grounds] Основания отказа
        [survey] Опрос
       *[list] Заявки
    }
report-title = Отчет о личном приеме граждан за { $quarter } квартал { $year } года
report-period = Период: { $first } – { $last }
report-scope = Приемные: { $offices }
report-frozen = Квартал закрыт, данные зафиксированы: { $at }
report-live = Квартал еще не закрыт, данные могут измениться. Данные на момент: { $at }
report-checksum = Контрольная сумма (SHA-256): { $checksum }

report-registered = Зарегистрировано заявок
report-trait =
    { $trait ->
        [numbered_in_time] Внешний номер внесен в день регистрации
        [numbered_late] Внешний номер внесен позже
        [not_numbered] Внешний номер не внесен
        [replied_in_time] Ответ дан в срок
        [replied_late] Ответ дан с опозданием
        [within_term] Ответа еще нет, срок не истек
        [overdue] Ответа нет, срок истек
        [not_needed] Ответ не потребовался: заявитель отменил запись
        [confirmed] Назначалось время приема
        [moved] Время приема переносилось
        [sent_back] Возвращалась на исправление
        [extended] Срок ответа продлевался
        [breached] Зафиксировано нарушение срока
        [out_of_turn] Категория приема вне очереди
        [out_of_order] Назначено не в порядке очередности, с причиной
        [near] Назначено раньше срока подготовки справки, с причиной
        [registered] Ждет рассмотрения
        [under_review] На рассмотрении
        [scheduled] Прием назначен
        [attended] Прием проведен
        [no_show] Заявитель не явился
        [not_held] Прием не состоялся
        [returned] Возвращена на исправление
        [redirected] Перенаправлена по компетенции
        [refused] Отказано
        [consulted] Дана консультация
       *[withdrawn] Запись отменена заявителем
    }
report-section =
    { $section ->
        [numbered] Регистрация во внешней системе
        [replies] Ответы заявителям
        [states] Чем завершились
       *[marks] Что было с заявками
    }
report-median = Рабочих дней до ответа, медиана
report-ninetieth = Рабочих дней до ответа, 90-й процентиль
report-moves = Всего переносов времени приема
report-figure = Показатель
report-count = Количество
report-share = Доля, %
report-behind = Список заявок
report-behind-where = лист «{ $sheet }», столбец «{ $column }»: { $value }
report-total = Итого
report-nothing = не указано
report-yes = да

report-column =
    { $column ->
        [number] Номер
        [office] Приемная
        [official] Должностное лицо
        [topic] Тема
        [source] Способ подачи
        [channel] Канал связи
        [lang] Язык
        [received_at] Получена
        [registered_on] Дата регистрации
        [numbered] Внешний номер
        [reply_due] Срок ответа
        [replied_at] Дата ответа
        [reply] Ответ
        [days] Рабочих дней до ответа
        [state] Состояние
        [ground] Основание отказа
        [starts_at] Время приема
        [moves] Переносов
       *[asked] Участие в опросе
    }
report-source =
    { $source ->
        [bot] через бот
        [oral] устно
        [phone] по телефону
        [paper] на бумаге
        [portal] через портал
       *[other] { $source }
    }
report-channel =
    { $channel ->
        [telegram] Telegram
        [sms] SMS
        [call] телефонный звонок
       *[other] { $channel }
    }
report-lang =
    { $lang ->
        [kk] казахский
       *[ru] русский
    }
report-asked =
    { $asked ->
        [not_asked] не опрашивался
        [silent] не ответил
        [chat] ответил в чате
        [phone] ответил по телефону
        [declined] отказался отвечать
       *[unreached] не дозвонились
    }
report-settled =
    { $settled ->
        [yes] Вопрос решен
        [partly] Решен частично
       *[no] Не решен
    }
report-survey-part = Участие в опросе
report-survey-opinion = Оценки приема
report-survey-marks = Сколько раз поставлена оценка
report-survey-procedure = Оценки порядка записи (от тех, кто не был принят)
report-survey-answers = Ответов
report-survey-mean = Средняя оценка (от 1 до 5)
report-survey-way =
    { $way ->
        [phone] по телефону
       *[chat] в чате
    }
report-survey-gave-up = Почему отменили запись (опрос по телефону)
report-gave-up =
    { $why ->
        [too_long] долго ждать
        [solved] вопрос решен иначе
       *[other] другое
    }
report-hidden = скрыто
report-note-quarter = Заявка относится к кварталу, в котором зарегистрирована. Заявка, внесенная после закрытия квартала, относится к следующему отчету.
report-note-reply = Ответ считается данным, когда первое сообщение о решении доставлено заявителю. Консультация сама является ответом.
report-note-days = Рабочие дни считаются от дня, следующего за днем регистрации.
report-note-hidden = «Скрыто»: ответов меньше 5, или по соседним числам можно было бы узнать скрытое.
report-note-survey = В отчет вошли ответы на опрос, полученные к моменту отчета. Ответы не связаны с номерами заявок.
report-note-mark = Кто поставил только оценку, не учтен в ответах о том, решен ли вопрос.

## Графики

report-chart-weeks = Зарегистрировано по неделям
report-chart-outcomes = Чем завершились
report-chart-days = Рабочих дней до ответа
report-chart-marks = Оценки приема
report-chart-replied = ответ дан в срок
report-chart-late = срок пропущен
report-chart-waiting = ответа нет
report-chart-term = срок: 15
report-chart-none = нет данных
report-chart-hidden = скрыто, чтобы нельзя было узнать отдельные ответы
