### Пояснения в меню команд

command-book = Записаться на прием
command-my = Мои заявки
command-schedule = График приема
command-lang = Тіл / Язык
command-mydata = Мои данные
command-help = Помощь
command-cancel = Отмена

command-staff-queue = Очередь
command-staff-request = Карточка заявки: номер
command-staff-confirm = Назначить время: номер, дата
command-staff-refuse = Отказать: номер
command-staff-done = Итог приема: номер, итог
command-staff-slots = Ближайшее свободное время
command-staff-report = Квартальный отчет
command-staff-help = Справка по командам
