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
command-staff-reg = Номер в СЭД или e-Otinish: номер заявки, номер
command-staff-extend = Продлить срок ответа: номер, дата, основание
command-staff-calendar = Рабочий календарь
command-staff-history = История заявки: номер
command-staff-new = Внести заявку (в личном чате)
command-staff-fix = Внести исправления (в личном чате): номер
command-staff-slots = Ближайшее свободное время
command-staff-allocate = Распределить очередь по графику
command-staff-away = Дни отсутствия должностного лица
command-staff-calls = Опрос по телефону (звонки в личном чате)
command-staff-tasks = О чем сообщить заявителям самим
command-staff-timetable = График приема для печати
command-staff-report = Квартальный отчет
command-staff-members = Сотрудники: у кого есть доступ
command-staff-invite = Пригласить сотрудника: роль
command-staff-revoke = Отозвать доступ
command-staff-help = Справка по командам
