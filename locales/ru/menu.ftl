# Меню

menu-choice = Чем помочь? Выберите ниже.
    .sms = Ответьте номером:
menu-book = Записаться на прием
    .sms = Записаться
menu-continue = Продолжить заявку
    .sms = Продолжить
menu-my = Мои заявки
    .sms = Заявки
menu-schedule = График приема
    .sms = График
menu-language = Тіл / Язык
menu-help = Помощь
