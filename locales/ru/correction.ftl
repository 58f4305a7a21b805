# Исправление заявки, возвращенной на исправление

correction-wanted = Что нужно исправить: <b>{ $correct }</b>
    .sms = Исправьте: { $correct }
correction-what =
    <b>Исправление заявки № { $number }</b>
    Исправить до: { $day }
    Выберите, что изменить, или сразу напишите суть вопроса заново.
    .sms = { $number }: напишите суть вопроса заново или выберите.
correction-review =
    <b>Проверьте исправления, заявка № { $number }</b>

    { $rows }

    Отправить?
    .sms = { $number }: отправить исправления?
correction-row = { $label }: <b>{ $value }</b>
correction-review-send = Отправить
correction-review-more = Исправить еще
correction-review-cancel = Отмена
correction-over = Сейчас нет заявки, которую нужно исправить.
    .sms = Исправлять сейчас нечего.
correction-kept = В заявке ничего не изменено.
    .sms = Ничего не изменено.
