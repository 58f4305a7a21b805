# Түзетуге қайтарылған өтінімді түзету

correction-wanted = Нені түзету керек: <b>{ $correct }</b>
    .sms = Түзетіңіз: { $correct }
correction-what =
    <b>Өтінімді түзету, № { $number }</b>
    Соңғы күні: { $day }
    Нені өзгертетініңізді таңдаңыз немесе мәселенің мәнін бірден қайта жазыңыз.
    .sms = { $number }: мәселені қайта жазыңыз немесе таңдаңыз.
correction-review =
    <b>Түзетулерді тексеріңіз, өтінім № { $number }</b>

    { $rows }

    Жіберілсін бе?
    .sms = { $number }: түзетулер жіберілсін бе?
correction-row = { $label }: <b>{ $value }</b>
correction-review-send = Жіберу
correction-review-more = Тағы түзету
correction-review-cancel = Болдырмау
correction-over = Қазір түзетуді қажет ететін өтінім жоқ.
    .sms = Қазір түзететін өтінім жоқ.
correction-kept = Өтінімде ештеңе өзгерген жоқ.
    .sms = Ештеңе өзгерген жоқ.
