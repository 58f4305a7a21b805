### Назначение времени: удержание, распределение очереди по графику, отсутствие должностного лица.

slot-held = Это время сейчас выбирают для другой заявки, оно удерживается до { TIME($until) }. Выберите другое или подождите.
    .sms = Это время выбирают для другой заявки, до { TIME($until) }. Выберите другое.
reason-needed = № { $number }: эта заявка не первая в очереди или время слишком близко. Откройте карточку и напишите причину: /request { $number }
    .sms = № { $number }: нужна причина. Откройте карточку: /request { $number }

office-not-asked = Сейчас нет вопроса, который ждет ответа. Команды: /help
office-official = { $official } ({ $word })
office-official-which =
    Подходит несколько должностных лиц: { $text }
    { $rows }
    Уточните, например: /{ $command } { $example }
    .sms = Уточните, например: /{ $command } { $example }
office-official-unknown =
    В ваших приемных нет такого должностного лица: { $text }
    { $rows }
    Напишите фамилию или слово в скобках, например: /{ $command } { $example }
    .sms = Такого должностного лица нет. Например: /{ $command } { $example }

## Распределение очереди по графику

allocate-choice =
    <b>Распределение очереди по графику</b>

    { $rows }

    Останется в очереди заявок: { $waiting }
    Это время удерживается { $minutes } минут. Утвердить?
    .sms = Очередь распределена, останется в очереди: { $waiting }. Утвердить? ({ $minutes } минут)
allocate-row =
    { $nth }. { SHORT($when) } · № { $number } · { $initials } · { $official } · в очереди: { $place }
    { $wishes }
    .sms = { $nth }. { SHORT($when) }, № { $number }
allocate-row-gone = { $nth }. № { $number } · состояние изменилось, будет пропущена
allocate-wishes = – указаны неудобные дни, см. на карточке кнопку «Подробно»
allocate-all = Утвердить все
allocate-some = Убрать некоторые
allocate-none = Отмена
allocate-out = Какую заявку оставить в очереди? Убрано: { $count }
allocate-row-option = { $nth }. № { $number }
allocate-enough = Утвердить остальные
allocate-reason = Заявок, которые получат время раньше стоящих впереди: { $count }. Напишите причину ответом на это сообщение, она будет записана.
    .sms = Заявок, которые получат время вне очереди: { $count }. Напишите причину.
allocate-done =
    <b>Очередь распределена по графику</b>
    Назначено заявок: { $given }
    Заявителям сообщим в { TIME($until) }. До этого решение можно отменить на карточке.
    { $skipped }
    .sms = Назначено заявок: { $given }. Заявителям сообщим в { TIME($until) }
allocate-done-none =
    Ни одной заявке время не назначено.
    { $skipped }
    .sms = Ни одной заявке время не назначено.
allocate-skipped = № { $number } осталась в очереди. { $why }
    .sms = № { $number } осталась в очереди.
allocate-cancelled = Распределение отменено: заявки остались в очереди, время освобождено.
allocate-no-times = В очереди есть заявки, но свободного времени в графике нет. Ближайшее свободное: /slots

## Отсутствие должностного лица

away-form = Напишите фамилию должностного лица, затем первый и последний день, например: { $example }
away-order = Проверьте дни: последний должен быть не раньше первого, между ними не больше полугода. Например: { $example }
    .sms = Проверьте дни. Например: { $example }
away-known = Эти дни уже записаны, номер в списке: { $number } ({ SHORT($first) } – { SHORT($last) })
away-hit =
    <b>Отсутствует должностное лицо</b>: { $official }
    Дни: { SHORT($first) } – { SHORT($last) }
    Назначено приемов на эти дни: { $count }

    { $rows }
    Не показано: { $more }

    Дата регистрации и место в очереди сохранятся, каждому заявителю сообщим. Отменить это потом нельзя. Что сделать?
    .sms =
        { $official }: { SHORT($first) } – { SHORT($last) }
        Назначено приемов: { $count }. Что сделать?
away-nobody =
    <b>Отсутствует должностное лицо</b>: { $official }
    Дни: { SHORT($first) } – { SHORT($last) }

    Приемов на эти дни не назначено. Если записать, свободное время этих дней предлагаться не будет.
    .sms =
        { $official }: { SHORT($first) } – { SHORT($last) }
        Приемов не назначено. Записать?
away-row = { SHORT($when) } · № { $number } · { $initials }
away-move = Перенести на ближайшее время
away-queue = Вернуть всех в очередь
away-record = Записать
away-done =
    <b>Отсутствует должностное лицо</b>: { $official }
    Дни: { SHORT($first) } – { SHORT($last) }
    Перенесено: { $moved }
    Возвращено в очередь: { $returned }

    Заявителям сообщим. Если вернется раньше: /away cancel { $number }
    .sms =
        { $official }: { SHORT($first) } – { SHORT($last) }
        Перенесено: { $moved }, возвращено в очередь: { $returned }. № { $number }
away-done-none =
    <b>Отсутствует должностное лицо</b>: { $official }
    Дни: { SHORT($first) } – { SHORT($last) }

    Свободное время этих дней не предлагается. Если вернется раньше: /away cancel { $number }
    .sms =
        { $official }: { SHORT($first) } – { SHORT($last) }
        Свободное время не предлагается. /away cancel { $number }
away-ended =
    Должностное лицо принимает: { $official }
    Дни: { SHORT($first) } – { SHORT($last) }. Время по графику снова свободно. Перенесенные приемы остаются как есть.
    .sms = Должностное лицо принимает: { $official }, { SHORT($first) } – { SHORT($last) }
away-list =
    <b>Дни отсутствия должностных лиц</b>

    { $rows }

    Записать: { $example }
    Убрать: /away cancel и номер в списке
    .sms = Записать: { $example }. Убрать: /away cancel и номер
away-list-empty = Дни отсутствия должностных лиц не записаны. Записать: { $example }
away-listed = { $number }. { $official }: { SHORT($first) } – { SHORT($last) }
away-unknown = Такого номера в списке нет: { $number }. Посмотреть список: /away
