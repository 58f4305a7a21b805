# Қанағаттанушылық туралы сауалнама

survey-rating =
    <b>Қабылдау қалай өтті?</b>

    Талон: № { $number }
    Қабылдаған: { $official }

    1-ден 5-ке дейін баға қойыңыз.
    .sms =
        { $number }. Қабылдауды бағалаңыз:
survey-rating-1 = 1 – өте нашар
    .sms = өте нашар
survey-rating-2 = 2 – нашар
    .sms = нашар
survey-rating-3 = 3 – орташа
    .sms = орташа
survey-rating-4 = 4 – жақсы
    .sms = жақсы
survey-rating-5 = 5 – өте жақсы
    .sms = өте жақсы
survey-settled = Мәселеңіз шешілді ме?
survey-settled-yes = Иә
survey-settled-partly = Ішінара
survey-settled-no = Жоқ
survey-comment = Пікіріңізді немесе ұсынысыңызды жазыңыз. Айтарыңыз болмаса, өткізіп жіберіңіз.
    .sms = Пікіріңізді жазыңыз немесе өткізіңіз.
