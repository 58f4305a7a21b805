// What the events of a request are called: kind -> [қазақша, русский, English].
// A kind that isn't here is still shown, as its own words.

export const EVENT_WORDS = {
  received: ["Өтінім келіп түсті", "Заявка поступила", "Request received"],
  registered: ["Өтінім тіркелді", "Заявка зарегистрирована", "Request registered"],
  register: ["Өтінім тіркелді", "Заявка зарегистрирована", "Request registered"],
  review: ["Қарауға алынды", "Взята на рассмотрение", "Taken under review"],
  confirm: ["Қабылдау тағайындалды", "Прием назначен", "Reception scheduled"],
  move: ["Басқа уақытқа ауыстырылды", "Прием перенесен", "Reception moved"],
  choose: [
    "Өтініш беруші басқа уақыт таңдады",
    "Заявитель выбрал другое время",
    "The applicant chose another time",
  ],
  release: [
    "Өтініш беруші басқа уақыт күтеді",
    "Заявитель ждет другое время",
    "The applicant waits for another time",
  ],
  refuse: ["Бас тартылды", "Отказано", "Refused"],
  return: ["Түзетуге қайтарылды", "Возвращена на исправление", "Returned for correction"],
  correct: ["Өтінім түзетілді", "Заявка исправлена", "Request corrected"],
  redirect: [
    "Құзыреті бойынша қайта бағытталды",
    "Перенаправлена по компетенции",
    "Redirected by competence",
  ],
  consult: ["Кеңес берілді", "Дана консультация", "Consulted"],
  withdraw: [
    "Өтініш беруші жазылуды жойды",
    "Заявитель отменил запись",
    "Withdrawn by the applicant",
  ],
  declare_attended: ["Қабылдау өткізілді", "Прием проведен", "Reception held"],
  declare_no_show: ["Өтініш беруші келмеді", "Заявитель не явился", "The applicant did not come"],
  declare_not_held: ["Қабылдау өткізілмеді", "Прием не состоялся", "Reception not held"],
  undo: ["Шешім кері қайтарылды", "Решение отменено", "Decision undone"],
  promise: [
    "Өтініш беруші келетінін растады",
    "Заявитель подтвердил, что придет",
    "The applicant will come",
  ],
  rate: ["Сауалнамаға жауап берілді", "Получен ответ на опрос", "Survey answered"],
  call: [
    "Сауалнама бойынша қоңырау шалынды",
    "Звонок по опросу",
    "Called for the survey",
  ],
  details_read: [
    "Деректерді қызметкер қарады",
    "Данные просмотрены сотрудником",
    "Details seen by a member of staff",
  ],
  replied: ["Жауап жіберілді", "Ответ отправлен", "Reply sent"],
  reception: ["Жеке қабылдау", "Личный прием", "Personal reception"],
  tell: ["Өтініш берушіге өзіне айтылды", "Заявителю сообщено лично", "Told in person"],
  reg: ["Сыртқы нөмірі жазылды", "Записан внешний номер", "External number entered"],
  extend: ["Жауап мерзімі ұзартылды", "Срок ответа продлен", "The term of the reply extended"],
  recount: ["Жауап мерзімі қайта есептелді", "Срок ответа пересчитан", "The term counted anew"],
  breach: ["Жауап мерзімі өтіп кетті", "Срок ответа пропущен", "The reply is late"],

  // What is still to come
  reminder_day: [
    "Бір жұмыс күні бұрын еске салу",
    "Напоминание за рабочий день",
    "Reminder a working day before",
  ],
  reminder_hours: [
    "Екі сағат бұрын еске салу",
    "Напоминание за два часа",
    "Reminder two hours before",
  ],
  survey: ["Қанағаттанушылық туралы сауалнама", "Опрос удовлетворенности", "Satisfaction survey"],
  correction: [
    "Нені түзету керегі сұралады",
    "Вопрос, что исправить",
    "Asked what to correct",
  ],
  choice: ["Жаңа уақыт туралы сұрақ", "Вопрос о новом времени", "Asked whether the new time suits"],
  survey_again: ["Сауалнама туралы еске салу", "Напоминание об опросе", "Reminder of the survey"],
  ask_outcome: [
    "Қызметкерлерден нәтижесі сұралады",
    "Сотрудников спросят об итоге",
    "Staff are asked for the outcome",
  ],
  card: [
    "Шешім өтініш берушіге кетеді",
    "Решение уйдет заявителю",
    "The decision leaves for the applicant",
  ],
  final: [
    "Шешімді енді қайтаруға болмайды",
    "Решение уже нельзя отменить",
    "The decision can no longer be undone",
  ],
  message: [
    "Кезектегі хабар жіберіледі",
    "Уходит ожидающее сообщение",
    "A waiting message leaves",
  ],
  reply: ["Жауап жіберіледі", "Ответ будет отправлен", "The reply goes out"],
  reply_due: ["Жауаптың соңғы күні", "Последний день ответа", "Last day to reply"],

  // Who did it
  who_citizen: ["өтініш беруші", "заявитель", "applicant"],
  who_applicant: ["өтініш беруші", "заявитель", "applicant"],
  who_staff: ["қызметкер", "сотрудник", "staff"],
  who_system: ["бағдарлама", "программа", "program"],
  who_clock: ["бағдарлама", "программа", "program"],
  who_bot: ["бағдарлама", "программа", "program"],
};
