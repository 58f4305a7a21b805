# Помощь

help-office = Контакты какой приемной вам нужны?
    .sms = Телефон какой приемной нужен?
help-about =
    <b>{ $office }</b>

    Телефон: { $phone }
    Часы работы: { $opens }–{ $closes }, перерыв на обед: { $lunch_from }–{ $lunch_to }
    Адрес: { $address }
    { $room }
    E-mail: { $email }
    Портал: { $portal }

    Записаться на прием: /book
    Мои заявки: /my
    График приема: /schedule
    Язык: /lang
    Мои данные: /mydata
    .sms =
        { $short }: { $phone }, { $opens }–{ $closes }.
        Слова: БРОНЬ, СТАТУС, ЯЗЫК, ПОМОЩЬ, ОТМЕНА
