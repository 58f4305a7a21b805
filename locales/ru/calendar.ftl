### Рабочий календарь: в чате сотрудников, на карточке, в ответе гражданину.

calendar-kind =
    { $kind ->
        [working] рабочий день
       *[off] выходной день
    }
calendar-list =
    <b>Рабочий календарь</b>
    { $years }

    { $rows }

    Меняют его руководители. Добавить день:
    <code>/calendar add 31.08.{ $year } off Название по-казахски / Название по-русски; № и дата документа</code>
    Если день рабочий, вместо off напишите on.
    Убрать: <code>/calendar remove 31.08.{ $year }</code>
    Утвердить год: <code>/calendar sign { $year }</code>
    .sms = Календарь. { $years }. Полностью – в чате сотрудников.
calendar-year =
    { $signed ->
        [yes] { $year }: утвержден
       *[no] { $year }: не утвержден
    }
calendar-row = · { $day }: <b>{ $kind }</b>. { $name } ({ $source })
calendar-row-file = · { $day }: <b>{ $kind }</b>. { $name } ({ $source }; из справочника)
calendar-none = Дней не внесено: считаются только государственные праздники и выходные.
calendar-remove-option = Убрать: { $day }
calendar-sign-option = Утвердить год: { $year }
calendar-sure =
    { $day }
    Убрать запись об этом дне? Сроки заявок, на которые еще не ответили, будут пересчитаны.
    .sms = { $day }: убрать запись?
calendar-remove-yes = Убрать
calendar-sign =
    <b>Нерабочие дни { $year } года</b>
    { $rows }

    Субботы и воскресенья – выходные. После утверждения этот список считается окончательным. Утвердить?
    .sms = Утвердить { $year } год?
calendar-sign-yes = Утвердить
calendar-heads-only = Календарь меняет только руководитель или администратор. Обратитесь к нему. Посмотреть: /calendar
calendar-form =
    Напишите так:
    <code>/calendar add 31.08.{ $year } off Название по-казахски / Название по-русски; документ</code>
    <code>/calendar remove 31.08.{ $year }</code>
    <code>/calendar sign { $year }</code>
    .sms = Напишите так: /calendar remove 31.08.{ $year } или /calendar sign { $year }
calendar-add-form =
    Нужны день, вид (off – выходной, on – рабочий), название на двух языках и документ. Напишите так:
    <code>/calendar add 31.08.{ $year } off Название по-казахски / Название по-русски; № и дата документа</code>
    .sms = Напишите так: /calendar add 31.08.{ $year } off Атауы / Название; документ

## Что изменилось

calendar-added =
    <b>Рабочий календарь изменен</b>
    { $day }: <b>{ $kind }</b>
    { $name }
    Документ: { $source }
    Кто внес: { $by }
    .sms = { $day }: { $kind }. Кто внес: { $by }
calendar-removed =
    <b>Рабочий календарь изменен</b>
    { $day }: убрана запись – { $kind }, { $name }
    Документ: { $source }
    Кто убрал: { $by }
    .sms = { $day }: запись убрана. { $by }
calendar-signed = Календарь { $year } года утвержден. Кто утвердил: { $by }
calendar-imported = <b>Рабочий календарь изменен</b>: введен новый справочник.
calendar-operator = администратор системы
calendar-moved =
    <b>Изменился срок ответа, заявок: { $count }</b>
    { $rows }
    .sms = Изменился срок ответа, заявок: { $count }
calendar-moved-row = № { $number }: { $before } → { $after }
calendar-hit =
    <b>Приемы, выпавшие на выходной: { $count }</b>
    { $rows }
    Перенесите их: /request N
    .sms = Приемы, выпавшие на выходной: { $count }. Перенесите их.
calendar-hit-row = № { $number }: { $when }
calendar-remind =
    <b>Календарь { $year } года еще не утвержден</b>
    До утверждения сроки, которые захватывают этот год, помечаются словами «может уточниться». Нерабочие дни, известные сейчас:
    { $rows }

    Внесите официальные переносы: /calendar
    Затем утвердите год (руководитель или администратор): /calendar sign { $year }
    .sms = Календарь { $year } года не утвержден: /calendar sign { $year }

## Написано с ошибкой

invalid-override-day = Напишите день так: 31.08.2026. Такой день должен быть.
invalid-override-far = Этот день слишком далеко. Год может быть с { $first } по { $last }.
invalid-override-stands = { $day }: запись об этом дне уже есть. Сначала уберите ее: /calendar remove { $day }
invalid-override-already-off = { $day }: этот день и так выходной, ничего не изменилось.
invalid-override-already-working = { $day }: этот день и так рабочий, ничего не изменилось.
invalid-override-name = Напишите название на двух языках, каждое не длиннее { $most } знаков: по-казахски / по-русски.
invalid-override-source = Напишите, по какому документу, не длиннее { $most } знаков: после точки с запятой.
invalid-override-ordained = { $day }: эта запись стоит в файле справочника, убрать ее здесь нельзя. Измените файл или внесите обратную запись: /calendar
    .sms = { $day }: эта запись стоит в файле справочника, измените ее там.
invalid-override-none = { $day }: записи об этом дне нет. Список: /calendar
invalid-year-signed = { $year } год уже утвержден.
invalid-year-far = Этот год утвердить нельзя. Год может быть с { $first } по { $last }.

## Как посчитан срок

more-counted = Как посчитан срок?
counted =
    <b>№ { $number }</b>
    Дата регистрации: { $registered }
    Срок ответа: <b>{ $due }</b>
    Рабочих дней: { $days }, первый – рабочий день после регистрации

    Не считаются:
    { $rows }

    { $uncertain }
    .sms =
        № { $number }: { $registered } – { $due }
        Рабочих дней: { $days }
counted-row = { $span }: { $reason }
counted-worked = <b>работали, день считается</b>

## Пометка: и гражданину, и сотруднику

term-uncertain = Срок может уточниться: праздничные дни { $year } года еще не утверждены.
    .sms = Срок может уточниться
