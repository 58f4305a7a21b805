# Қабылдау кестесі

schedule-office = Қай мекеменің кестесін көрсету керек?
    .sms = Қай мекеменің кестесі?
schedule-official =
    <b>{ $office }</b>
    Кімнің қабылдау кестесі керек?
    .sms = Кімнің кестесі?
schedule-days =
    <b>{ $name }</b>
    { $position }

    { $days }
    { $next }

    Мекенжай: { $address }
    { $room }

    Қабылдау алдын ала жазылу бойынша өтеді.
    .sms =
        { $short }:
        { $days }
schedule-days-others = Басқа лауазымды адам
    .sms = Басқа адам
schedule-next = Ең жақын қабылдау күні: { $day }
schedule-lines =
    { $first }
    { $rest }
schedule-line = { $day }, { $starts }–{ $ends }
schedule-off = { $day }: қабылдау жоқ
schedule-both = { $first } және { $second }
schedule-every-0 = әр дүйсенбі
schedule-every-1 = әр сейсенбі
schedule-every-2 = әр сәрсенбі
schedule-every-3 = әр бейсенбі
schedule-every-4 = әр жұма
schedule-every-5 = әр сенбі
schedule-every-6 = әр жексенбі
schedule-weeks-0 = айдың { $weeks }-дүйсенбісі
schedule-weeks-1 = айдың { $weeks }-сейсенбісі
schedule-weeks-2 = айдың { $weeks }-сәрсенбісі
schedule-weeks-3 = айдың { $weeks }-бейсенбісі
schedule-weeks-4 = айдың { $weeks }-жұмасы
schedule-weeks-5 = айдың { $weeks }-сенбісі
schedule-weeks-6 = айдың { $weeks }-жексенбісі
schedule-last-0 = айдың соңғы дүйсенбісі
schedule-last-1 = айдың соңғы сейсенбісі
schedule-last-2 = айдың соңғы сәрсенбісі
schedule-last-3 = айдың соңғы бейсенбісі
schedule-last-4 = айдың соңғы жұмасы
schedule-last-5 = айдың соңғы сенбісі
schedule-last-6 = айдың соңғы жексенбісі
