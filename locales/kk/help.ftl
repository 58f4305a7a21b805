# Көмек

help-office = Қай мекеменің байланыс деректері керек?
    .sms = Қай мекеменің телефоны керек?
help-about =
    <b>{ $office }</b>

    Телефон: { $phone }
    Жұмыс уақыты: { $opens }–{ $closes }, түскі үзіліс: { $lunch_from }–{ $lunch_to }
    Мекенжай: { $address }
    { $room }
    E-mail: { $email }
    Портал: { $portal }

    Қабылдауға жазылу: /book
    Өтінімдерім: /my
    Қабылдау кестесі: /schedule
    Тіл: /lang
    Деректерім: /mydata
    .sms =
        { $short }: { $phone }, { $opens }–{ $closes }.
        Сөздер: ЖАЗЫЛУ, КҮЙ, ТІЛ, КӨМЕК, БОЛДЫРМАУ
