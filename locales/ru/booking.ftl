# Запись на прием

booking-office = В какую приемную вы хотите записаться?
    .sms = Какая приемная?
booking-official =
    <b>{ $office }</b>
    К кому вы хотите записаться?
    .sms = К кому записать?
booking-official-not-sure = Не знаю, выбрать по теме
    .sms = По теме
booking-topic = К какой теме относится ваш вопрос?
    .sms = Тема:
booking-topic-option = { $name }
    .sms = { $short }
booking-applicant =
    Прием ведет: <b>{ $official }</b>
    От чьего имени вы обращаетесь?
    .sms =
        { $short }
        От чьего имени?
booking-applicant-individual = От себя (физическое лицо)
    .sms = От себя
booking-applicant-representative = От организации (представитель)
    .sms = От организации
booking-organisation = Напишите полное название организации.
booking-bin = Напишите БИН организации (12 цифр). Если не знаете, пропустите этот вопрос.
    .sms = Напишите БИН организации (12 цифр).
booking-name = Напишите фамилию, имя и отчество (при наличии).
booking-phone = Напишите телефон для связи (например: +7 701 123 45 67) или отправьте свой номер кнопкой ниже.
    .sms = Напишите телефон для связи или выберите.
booking-phone-this = Этот номер: { $phone }
    .sms = Этот номер
booking-iin = Напишите ваш ИИН (12 цифр).
booking-iin-skip = ИИН нет (иностранец)
    .sms = ИИН нет
booking-address = Напишите почтовый адрес: область, населенный пункт, улица, дом, квартира.
booking-essence =
    Изложите суть вопроса: что произошло и о чем вы просите?
    Длина текста: { $least }–{ $most } символов. Снимки документов не присылайте.
    .sms = Изложите суть вопроса ({ $least }–{ $most } символов).
booking-format = Как вам удобнее попасть на прием?
    .sms = Форма приема:
booking-format-in-person = Приду лично
booking-format-video = По видеосвязи
    .sms = Видеосвязь
booking-unfit =
    В какие дни вы не можете прийти? Например: в среду до обеда.
    Дату и время назначает сотрудник в порядке очередности.
    .sms = В какие дни вы не можете? Напишите или выберите.
booking-unfit-skip = Подходит любой день
    .sms = Любой день
booking-category = Относитесь ли вы к тем, кого принимают вне очереди? Подтверждающий документ нужно взять с собой на прием.
    .sms = Есть право на прием вне очереди?
booking-category-no = Нет
booking-help = Нужна ли в день приема помощь с документами? Помочь могут юрист, психолог, социальный работник.
    .sms = Нужна помощь с документами?
booking-review =
    <b>Проверьте заявку</b>

    Приемная: <b>{ $office }</b>
    К кому: <b>{ $official }</b>, { $position }
    Тема: <b>{ $topic }</b>
    Заявитель: <b>{ $applicant }</b>
    Организация: <b>{ $organisation }</b>
    БИН: <b>{ $bin }</b>
    Ф.И.О.: <b>{ $name }</b>
    Телефон: <b>{ $phone }</b>
    { $note }
    ИИН: <b>{ $iin }</b>
    Адрес: <b>{ $address }</b>
    Суть вопроса: <b>{ $essence }</b>
    Форма приема: <b>{ $format }</b>
    Неудобные дни: <b>{ $unfit }</b>
    Прием вне очереди: <b>{ $category }</b>
    Помощь с документами: <b>{ $help }</b>

    Если все верно, отправьте.
    .sms =
        Проверьте: { $short }
        { $name }
        { $phone }
booking-review-yes = Отправить
booking-review-change = Изменить
booking-review-no = Отмена
booking-review-no-texts = Обратите внимание: SMS отправляются только на мобильные номера Казахстана, на этот номер они не придут.
booking-what-to-change = Что изменить?
booking-label-office = Приемная
booking-label-official = Должностное лицо
booking-label-topic = Тема
booking-label-applicant = Заявитель
booking-label-organisation = Организация
booking-label-bin = БИН
booking-label-name = Ф.И.О.
booking-label-phone = Телефон
booking-label-iin = ИИН
booking-label-address = Адрес
booking-label-essence = Суть вопроса
booking-label-format = Форма приема
booking-label-unfit = Неудобные дни
    .sms = Неудобные дни
booking-label-category = Прием вне очереди
    .sms = Категория
booking-label-help = Помощь с документами
