# Опрос удовлетворенности

survey-rating =
    <b>Как прошел прием?</b>

    Талон: № { $number }
    Прием вел: { $official }

    Поставьте оценку от 1 до 5.
    .sms =
        { $number }. Оцените прием:
survey-rating-1 = 1 – очень плохо
    .sms = очень плохо
survey-rating-2 = 2 – плохо
    .sms = плохо
survey-rating-3 = 3 – средне
    .sms = средне
survey-rating-4 = 4 – хорошо
    .sms = хорошо
survey-rating-5 = 5 – очень хорошо
    .sms = очень хорошо
survey-settled = Решен ли ваш вопрос?
survey-settled-yes = Да
survey-settled-partly = Частично
survey-settled-no = Нет
survey-comment = Напишите отзыв или предложение. Если добавить нечего, пропустите этот вопрос.
    .sms = Напишите отзыв или пропустите.
