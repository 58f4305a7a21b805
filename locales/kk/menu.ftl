# Мәзір

menu-choice = Қандай көмек керек? Төменнен таңдаңыз.
    .sms = Нөмірін жазыңыз:
menu-book = Қабылдауға жазылу
    .sms = Жазылу
menu-continue = Өтінімді жалғастыру
    .sms = Жалғастыру
menu-my = Менің өтінімдерім
    .sms = Өтінімдерім
menu-schedule = Қабылдау кестесі
    .sms = Кесте
menu-language = Тіл / Язык
menu-help = Көмек
