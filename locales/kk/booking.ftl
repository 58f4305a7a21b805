# Қабылдауға жазылу

booking-office = Қай мекеменің қабылдауына жазыласыз?
    .sms = Қай мекеме?
booking-official =
    <b>{ $office }</b>
    Кімнің қабылдауына жазыласыз?
    .sms = Кімге жазыласыз?
booking-official-not-sure = Білмеймін, тақырып бойынша таңдау
    .sms = Тақырып бойынша
booking-topic = Мәселеңіз қай тақырыпқа жатады?
    .sms = Тақырыбы:
booking-topic-option = { $name }
    .sms = { $short }
booking-applicant =
    Қабылдайтын адам: <b>{ $official }</b>
    Өтінімді кімнің атынан бересіз?
    .sms =
        { $short }
        Кімнің атынан жазыласыз?
booking-applicant-individual = Өз атымнан (жеке тұлға)
    .sms = Өз атымнан
booking-applicant-representative = Ұйым атынан (өкіл)
    .sms = Ұйым атынан
booking-organisation = Ұйымның толық атауын жазыңыз.
booking-bin = Ұйымның БСН-ін жазыңыз (12 цифр). Білмесеңіз, бұл сұрақты өткізіп жіберіңіз.
    .sms = Ұйымның БСН-ін жазыңыз (12 цифр).
booking-name = Тегіңізді, атыңызды, әкеңіздің атын (бар болса) жазыңыз.
booking-phone = Байланыс телефонын жазыңыз (мысалы: +7 701 123 45 67) немесе төмендегі түймемен өз нөміріңізді жіберіңіз.
    .sms = Байланыс телефонын жазыңыз немесе таңдаңыз.
booking-phone-this = Осы нөмір: { $phone }
    .sms = Осы нөмір
booking-iin = ЖСН-іңізді жазыңыз (12 цифр).
booking-iin-skip = ЖСН жоқ (шетелдікпін)
    .sms = ЖСН жоқ
booking-address = Пошта мекенжайын жазыңыз: облыс, елді мекен, көше, үй, пәтер.
booking-essence =
    Мәселенің мәнін жазыңыз: не болды және не сұрайсыз?
    Мәтін көлемі: { $least }–{ $most } таңба. Құжаттардың фотосын жібермеңіз.
    .sms = Мәселенің мәнін жазыңыз ({ $least }–{ $most } таңба).
booking-format = Қабылдау қалай өткені сізге ыңғайлы?
    .sms = Қабылдау түрі:
booking-format-in-person = Өзім келемін
booking-format-video = Бейнебайланыс арқылы
    .sms = Бейнебайланыс
booking-unfit =
    Қай күндері келе алмайсыз? Мысалы: сәрсенбіде түске дейін.
    Күні мен уақытын қызметкер кезектілік тәртібімен тағайындайды.
    .sms = Қай күндері келе алмайсыз? Жазыңыз немесе таңдаңыз.
booking-unfit-skip = Кез келген күн жарайды
    .sms = Кез келген күн
booking-category = Кезектен тыс қабылданатын санатқа жатасыз ба? Растайтын құжатты қабылдауға ала келіңіз.
    .sms = Кезектен тыс санатқа жатасыз ба?
booking-category-no = Жоқ
booking-help = Қабылдау күні құжат толтыруға көмек керек пе? Заңгер, психолог, әлеуметтік қызметкер көмектесе алады.
    .sms = Қабылдау күні құжатқа көмек керек пе?
booking-review =
    <b>Өтінімді тексеріңіз</b>

    Мекеме: <b>{ $office }</b>
    Кімге: <b>{ $official }</b>, { $position }
    Тақырып: <b>{ $topic }</b>
    Өтініш беруші: <b>{ $applicant }</b>
    Ұйым: <b>{ $organisation }</b>
    БСН: <b>{ $bin }</b>
    Аты-жөні: <b>{ $name }</b>
    Телефон: <b>{ $phone }</b>
    { $note }
    ЖСН: <b>{ $iin }</b>
    Мекенжай: <b>{ $address }</b>
    Мәселенің мәні: <b>{ $essence }</b>
    Қабылдау түрі: <b>{ $format }</b>
    Келе алмайтын күндер: <b>{ $unfit }</b>
    Кезектен тыс қабылдау: <b>{ $category }</b>
    Құжатқа көмек: <b>{ $help }</b>

    Бәрі дұрыс болса, жіберіңіз.
    .sms =
        Тексеріңіз: { $short }
        { $name }
        { $phone }
booking-review-yes = Жіберу
booking-review-change = Өзгерту
booking-review-no = Болдырмау
booking-review-no-texts = Назар аударыңыз: SMS тек Қазақстанның ұялы нөмірлеріне жіберіледі, бұл нөмірге келмейді.
booking-what-to-change = Нені өзгертесіз?
booking-label-office = Мекеме
booking-label-official = Лауазымды адам
booking-label-topic = Тақырып
booking-label-applicant = Өтініш беруші
booking-label-organisation = Ұйым
booking-label-bin = БСН
booking-label-name = Аты-жөні
booking-label-phone = Телефон
booking-label-iin = ЖСН
booking-label-address = Мекенжай
booking-label-essence = Мәселенің мәні
booking-label-format = Қабылдау түрі
booking-label-unfit = Келе алмайтын күндер
    .sms = Қолайсыз күндер
booking-label-category = Кезектен тыс қабылдау
    .sms = Санат
booking-label-help = Құжатқа көмек
