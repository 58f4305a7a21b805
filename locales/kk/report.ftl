### Тоқсандық есеп: чаттағы хабарламалар, кесте парақтары, диаграммалар.

## Чатта

report-told =
    <b>Тоқсандық есеп: { $year } жыл, { $quarter }-тоқсан</b>
    { $standing }
    Тіркелген өтінімдер: { $registered }
    Мерзімінде жауап берілді: { $in_time }
    Мерзімі өткен: { $late }
    Тіркелген мерзім бұзушылықтар: { $breached }
    Әлі аяқталмаған: { $open }
    { $states }
    Қабылдау туралы сауалнамаға жауап берді: { $surveyed }
    Орташа баға: { $mean }
    { $files }
    .sms = { $year } жыл, { $quarter }-тоқсан. Тіркелді: { $registered }, мерзімінде: { $in_time }, мерзімі өткен: { $late }, аяқталмаған: { $open }
report-told-state = · { $state }: { $count }
report-standing-frozen = Тоқсан жабылды, деректер бекітілген уақыт: { SHORT($at) }.
report-standing-live = Тоқсан әлі жабылған жоқ: деректер өзгеруі мүмкін.
report-mean-hidden = жауап саны 5-тен аз болса, көрсетілмейді
report-empty = Бұл тоқсанда өтінім жоқ: { $quarter }. Басқа тоқсанның есебі: /report { $other }
report-files = Есептің кестесі мен диаграммалары артынан келеді, сәл күте тұрыңыз.
report-book-caption = Есеп кестесі, { $quarter }: { $offices }
report-charts-caption = Есеп диаграммалары, { $quarter }: { $offices }
report-office = { $office }
report-every-office = барлық қабылдау бөлмелері

invalid-quarter-form = Тоқсанды былай жазыңыз: /report { $example }
invalid-quarter-future = Бұл тоқсан әлі басталған жоқ: { $quarter }. Ағымдағы тоқсанның есебі: /report { $now }

## Кесте

report-sheet =
    { $sheet ->
        [summary] Жиынтық
        [office] Қабылдау бөлмелері
        [official] Лауазымды адамдар
        [topic] Тақырыптар
        [source] Өтінім беру тәсілі
        [channel] Байланыс арналары
        [lang] Тілдер
        [grounds] Бас тарту негіздері
        [survey] Сауалнама
       *[list] Өтінімдер
    }
report-title = Азаматтарды жеке қабылдау туралы есеп: { $year } жылғы { $quarter }-тоқсан
report-period = Кезең: { $first } – { $last }
report-scope = Қабылдау бөлмелері: { $offices }
report-frozen = Тоқсан жабылды, деректер бекітілген уақыт: { $at }
report-live = Тоқсан әлі жабылған жоқ, деректер өзгеруі мүмкін. Деректер алынған уақыт: { $at }
report-checksum = Бақылау сомасы (SHA-256): { $checksum }

report-registered = Тіркелген өтінімдер
report-trait =
    { $trait ->
        [numbered_in_time] Сыртқы нөмір тіркелген күні енгізілді
        [numbered_late] Сыртқы нөмір кейін енгізілді
        [not_numbered] Сыртқы нөмір енгізілмеді
        [replied_in_time] Мерзімінде жауап берілді
        [replied_late] Жауап кешіктіріп берілді
        [within_term] Жауап әлі жоқ, мерзімі өткен жоқ
        [overdue] Жауап жоқ, мерзімі өтті
        [not_needed] Жауап қажет болмады: өтініш беруші жазылуды жойды
        [confirmed] Қабылдау уақыты тағайындалды
        [moved] Қабылдау басқа уақытқа ауыстырылды
        [sent_back] Түзетуге қайтарылды
        [extended] Жауап мерзімі ұзартылды
        [breached] Мерзім бұзушылығы тіркелді
        [out_of_turn] Кезектен тыс қабылданатын санат
        [out_of_order] Кезек тәртібінен тыс тағайындалды, себебі жазылған
        [near] Анықтама дайындау мерзімінен ерте тағайындалды, себебі жазылған
        [registered] Қаралуын күтуде
        [under_review] Қаралуда
        [scheduled] Қабылдау тағайындалды
        [attended] Қабылдау өткізілді
        [no_show] Өтініш беруші келмеді
        [not_held] Қабылдау өткізілмеді
        [returned] Түзетуде
        [redirected] Құзыреті бойынша қайта бағытталды
        [refused] Бас тартылды
        [consulted] Кеңес берілді
       *[withdrawn] Жазылуды өтініш беруші жойды
    }
report-section =
    { $section ->
        [numbered] Сыртқы жүйеде тіркеу
        [replies] Өтініш берушілерге жауап
        [states] Немен аяқталды
       *[marks] Өтінімдермен не болды
    }
report-median = Жауапқа дейінгі жұмыс күндері, медиана
report-ninetieth = Жауапқа дейінгі жұмыс күндері, 90-процентиль
report-moves = Қабылдау уақытын ауыстыру саны
report-figure = Көрсеткіш
report-count = Саны
report-share = Үлесі, %
report-behind = Өтінімдер тізімі
report-behind-where = парақ «{ $sheet }», баған «{ $column }»: { $value }
report-total = Барлығы
report-nothing = көрсетілмеген
report-yes = иә

report-column =
    { $column ->
        [number] Нөмірі
        [office] Қабылдау бөлмесі
        [official] Лауазымды адам
        [topic] Тақырыбы
        [source] Беру тәсілі
        [channel] Байланыс арнасы
        [lang] Тілі
        [received_at] Келіп түсті
        [registered_on] Тіркелген күні
        [numbered] Сыртқы нөмір
        [reply_due] Жауап беру мерзімі
        [replied_at] Жауап берілген күн
        [reply] Жауап
        [days] Жауапқа дейінгі жұмыс күндері
        [state] Күйі
        [ground] Бас тарту негізі
        [starts_at] Қабылдау уақыты
        [moves] Ауыстыру саны
       *[asked] Сауалнамаға қатысуы
    }
report-source =
    { $source ->
        [bot] бот арқылы
        [oral] ауызша
        [phone] телефон арқылы
        [paper] қағаз түрінде
        [portal] портал арқылы
       *[other] { $source }
    }
report-channel =
    { $channel ->
        [telegram] Telegram
        [sms] SMS
        [call] телефон қоңырауы
       *[other] { $channel }
    }
report-lang =
    { $lang ->
        [kk] қазақ тілі
       *[ru] орыс тілі
    }
report-asked =
    { $asked ->
        [not_asked] сұралмады
        [silent] жауап бермеді
        [chat] чатта жауап берді
        [phone] телефонмен жауап берді
        [declined] жауап беруден бас тартты
       *[unreached] қоңырау шалу мүмкін болмады
    }
report-settled =
    { $settled ->
        [yes] Мәселе шешілді
        [partly] Ішінара шешілді
       *[no] Шешілмеді
    }
report-survey-part = Сауалнамаға қатысу
report-survey-opinion = Қабылдауға берілген бағалар
report-survey-marks = Әр баға қанша рет қойылды
report-survey-procedure = Жазылу тәртібіне берілген бағалар (қабылданбағандардан)
report-survey-answers = Жауап саны
report-survey-mean = Орташа баға (1-ден 5-ке дейін)
report-survey-way =
    { $way ->
        [phone] телефонмен
       *[chat] чатта
    }
report-survey-gave-up = Жазылуды неге жойды (телефонмен сұралды)
report-gave-up =
    { $why ->
        [too_long] ұзақ күту
        [solved] мәселе басқаша шешілді
       *[other] басқа себеп
    }
report-hidden = жасырылған
report-note-quarter = Өтінім тіркелген тоқсанына жатады. Тоқсан жабылғаннан кейін енгізілген өтінім келесі есепке кіреді.
report-note-reply = Шешім туралы алғашқы хабарлама өтініш берушіге жеткен кезде жауап берілді деп саналады. Кеңес берудің өзі жауап болып табылады.
report-note-days = Жұмыс күндері тіркелген күннен кейінгі күннен бастап саналады.
report-note-hidden = «Жасырылған»: жауап саны 5-тен аз немесе жасырылған санды көрші сандардан білуге болар еді.
report-note-survey = Есепке сол уақытқа дейін алынған сауалнама жауаптары енді. Жауаптар өтінім нөмірлерімен байланыстырылмаған.
report-note-mark = Тек баға қойғандар мәселенің шешілгені туралы жауаптар санына кірмейді.

## Диаграммалар

report-chart-weeks = Апта бойынша тіркелді
report-chart-outcomes = Немен аяқталды
report-chart-days = Жауапқа дейінгі жұмыс күндері
report-chart-marks = Қабылдауға берілген бағалар
report-chart-replied = мерзімінде жауап берілді
report-chart-late = мерзімі өтті
report-chart-waiting = жауап жоқ
report-chart-term = мерзімі: 15
report-chart-none = деректер жоқ
report-chart-hidden = жекелеген жауаптар білінбес үшін жасырылған
