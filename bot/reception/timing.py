"""Days and hours of reception as people write them in a schedule, in Kazakh or Russian.

`2-й и 4-й вторник 15:00-18:00 по 20 минут; кроме 29.12.2026`, `бірінші және үшінші бейсенбі, сағат
15:00-18:00`, `15, 22 декабря 2026 10:00`: days stand before their hours, which may be several.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, NoReturn, TypeAlias

from msgspec import Struct

from bot.reception.identity import Invalid
from bot.reception.schedule import LAST_WEEK, Pattern, ReceptionDay
from bot.reception.timing_words import Kind, Token, tokens_of

LONGEST: Final = 2000
SHORTEST_RECEPTION, LONGEST_RECEPTION = 5, 240
MOST_DAYS: Final = 100

Weekly: TypeAlias = tuple[int, tuple[int, ...]]
"""A weekday, and in which weeks of the month."""


class Timing(Struct, frozen=True):
    """What an official's schedule says: patterns, single days, and days without reception."""

    patterns: tuple[Pattern, ...] = ()
    days: tuple[ReceptionDay, ...] = ()
    days_off: tuple[date, ...] = ()


@dataclass(slots=True)
class _Group:
    """Days that share their hours."""

    weekly: list[Weekly] = field(default_factory=list)
    dates: list[date] = field(default_factory=list)
    hours: list[tuple[time, time | None]] = field(default_factory=list)
    minutes: int | None = None

    @property
    def named(self) -> bool:
        return bool(self.weekly or self.dates)

    def add(self, weekday: int, weeks: Sequence[int]) -> None:
        """Add a weekday; "the second and the last Friday" is one."""
        counted = {*weeks}
        for known in [one for one in self.weekly if one[0] == weekday and one[1] and weeks]:
            self.weekly.remove(known)
            counted |= {*known[1]}
        self.weekly.append((weekday, tuple(sorted(counted, key=lambda n: (n == LAST_WEEK, n)))))


def read_timing(text: str, minutes: int, today: date) -> Timing:
    """Read a cell of a schedule; `minutes` is the length of a reception where it says none.

    A date without its year is the next such day from `today` on. Raises `Invalid`, its
    reason beginning with `annex-`.
    """
    if len(text) > LONGEST:
        raise Invalid("annex-long", most=LONGEST)
    return _Reading(tokens_of(text), today).timing(minutes)


class _Reading:
    """One pass over the words of a cell."""

    def __init__(self, tokens: Sequence[Token], today: date) -> None:
        self._tokens, self._today = tokens, today
        self._at = 0
        self._groups = [_Group()]
        self._off: list[date] = []
        self._weeks: list[int] = []
        self._every = self._excepting = False
        self._counted = False  # a weekday of these days had its weeks: the next must have them too
        self._batch: list[date] = []  # dates just read, which a weekday beside them describes
        self._expected: int | None = None  # the weekday that was written before its dates
        self._year: int | None = None

    def timing(self, minutes: int) -> Timing:
        """Read to the end."""
        while (token := self._peek()) is not None:
            self._take(token)
        self._close_weeks()
        return self._built(minutes)

    # moving ------------------------------------------------------------------------------------
    def _peek(self, ahead: int = 0) -> Token | None:
        place = self._at + ahead
        return self._tokens[place] if place < len(self._tokens) else None

    def _is(self, ahead: int, *kinds: Kind) -> bool:
        token = self._peek(ahead)
        return token is not None and token.kind in kinds

    def _unread(self, token: Token) -> NoReturn:
        raise Invalid("annex-word", word=token.word)

    # one thing after another -------------------------------------------------------------------
    def _take(self, token: Token) -> None:
        if self._hours_here():
            return
        match token.kind:
            case Kind.NUMBER | Kind.ORDINAL:
                self._numbers(token)
                return
            case Kind.FROM if not self._is(1, Kind.EVERY, Kind.WEEKDAY, Kind.ORDINAL, Kind.LAST):
                self._unread(token)
            case Kind.TO | Kind.OTHER | Kind.MONTH | Kind.CLOCK:
                self._unread(token)
        self._at += 1
        match token.kind:
            case Kind.EVERY:
                self._every = True
            case Kind.LAST:
                self._weeks.append(LAST_WEEK)
            case Kind.DATE if token.day is not None:
                self._add_dates([token.day])
            case Kind.WEEKDAY:
                self._weekday(token)
            case Kind.MINUTES:
                self._length(token.number)
            case _:
                self._mark(token.kind)

    def _mark(self, kind: Kind) -> None:
        """Take the end of a line, or a word that says the days beside it are without reception."""
        match kind:
            case Kind.END:
                self._excepting = False
                self._batch = []
            case Kind.EXCEPT:
                self._excepting = True
                self._batch = []
            case Kind.EXCEPTED:
                self._off += self._group.dates
                self._group.dates = []

    def _length(self, minutes: int) -> None:
        if not SHORTEST_RECEPTION <= minutes <= LONGEST_RECEPTION:
            raise Invalid("annex-minutes", least=SHORTEST_RECEPTION, most=LONGEST_RECEPTION)
        if self._groups[-1].minutes is not None:
            self._groups.append(_Group())
        self._groups[-1].minutes = minutes

    @property
    def _group(self) -> _Group:
        """The days being named; new ones when the last had their hours already."""
        if self._groups[-1].hours:
            self._groups.append(_Group())
            self._counted = False
        return self._groups[-1]

    def _hours_here(self) -> bool:
        """Take hours, if they stand here: a start, and mostly an end."""
        at = self._at
        given = self._is(0, Kind.FROM, Kind.HOURS)
        start = at + given
        first = self._clock(start, spoken=given)
        if first is None:
            return False
        clock, after = first
        joint = self._is(after - at, Kind.DASH, Kind.TO)
        second = self._clock(after + joint, spoken=True) if joint else None
        if second is None and (follows := self._clock(after, spoken=True)) is not None:
            # In Kazakh the word for "to" stands behind: "15:00-ден 18:00-ге дейін".
            second = follows if self._is(follows[1] - at, Kind.TO) else None
        self._close_weeks()
        end = None
        self._at = after
        if second is not None:
            end, self._at = second
            self._at += self._is(0, Kind.TO)
            if end <= clock:
                raise Invalid("annex-order", starts=f"{clock:%H:%M}", ends=f"{end:%H:%M}")
        self._groups[-1].hours.append((clock, end))
        self._every = False
        self._batch = []
        if self._is(0, Kind.CLOCK):  # "15.12 10:00": that was a day without its year
            raise Invalid("annex-date", word=self._tokens[at + given].word)
        return True

    def _clock(self, place: int, *, spoken: bool) -> tuple[time, int] | None:
        """Return the time at `place` and the place after it; a bare number must be `spoken` of."""
        token = self._tokens[place] if place < len(self._tokens) else None
        if token is None:
            return None
        ahead = place - self._at + 1
        hours = self._is(ahead, Kind.HOURS)
        if token.kind is Kind.CLOCK and token.clock is not None:
            return token.clock, place + 1 + hours
        if token.kind is not Kind.NUMBER or token.number > 23:
            return None
        if not (spoken or hours or self._leads_to_hours(ahead)):
            return None
        if self._is(ahead, Kind.MONTH, Kind.WEEKDAY, Kind.COMMA, Kind.ORDINAL):
            return None
        return time(token.number), place + 1 + hours

    def _leads_to_hours(self, ahead: int) -> bool:
        """Tell whether `10` begins something like `10-12 часов`, or `вторник 10-12`."""
        if not (self._is(ahead, Kind.DASH, Kind.TO) and self._is(ahead + 1, Kind.NUMBER)):
            return False
        days_named = self._groups[-1].named and not self._groups[-1].hours
        days_follow = self._is(ahead + 2, Kind.MONTH, Kind.WEEKDAY, Kind.DASH, Kind.COMMA)
        return self._is(ahead + 2, Kind.HOURS) or (days_named and not days_follow)

    def _numbers(self, first: Token) -> None:
        """Take numbers: days of a month, weeks of a month, or a year."""
        listed, ordinal = self._listed()
        if self._is(0, Kind.MONTH) and not ordinal:
            self._month([number for run in listed for number in run])
        elif listed == [range(listed[0][0], listed[0][0] + 1)] and 2000 <= listed[0][0] <= 2099:
            self._year = listed[0][0]
        else:
            dash = self._is(0, Kind.DASH) and self._is(1, Kind.WEEKDAY)  # "айдың 3-сейсенбісі"
            weeks = [number for run in listed for number in run]
            leads = self._is(dash, Kind.WEEKDAY, Kind.LAST)
            if not leads or not all(1 <= week <= 5 for week in weeks):
                self._unread(first)
            self._at += dash
            self._weeks += weeks

    def _listed(self) -> tuple[list[range], bool]:
        """Take `15, 22` or `15-17`; tell whether one of them was written as an ordinal."""
        listed: list[range] = []
        ordinal = False
        while True:
            token = self._tokens[self._at]
            ordinal = ordinal or token.kind is Kind.ORDINAL
            self._at += 1
            last = token.number
            if self._is(0, Kind.DASH) and self._is(1, Kind.NUMBER, Kind.ORDINAL):
                last = self._tokens[self._at + 1].number
                self._at += 2
            if not 0 <= last - token.number <= 31:
                self._unread(token)
            listed.append(range(token.number, last + 1))
            if not (self._is(0, Kind.COMMA) and self._is(1, Kind.NUMBER, Kind.ORDINAL)):
                return listed, ordinal
            self._at += 1

    def _month(self, numbers: Sequence[int]) -> None:
        month = self._tokens[self._at]
        self._at += 1
        year = self._year
        token = self._peek()
        if token is not None and token.kind is Kind.NUMBER and 2000 <= token.number <= 2099:
            year = token.number
            self._at += 1
        dates = [self._dated(year, month.number, number) for number in numbers]
        if None in dates:
            raise Invalid("annex-date", word=f"{numbers[0]} {month.word}")
        self._add_dates([day for day in dates if day is not None])

    def _dated(self, year: int | None, month: int, day: int) -> date | None:
        years = (year,) if year else range(self._today.year, self._today.year + 2)
        for one in years:
            try:
                found = date(one, month, day)
            except ValueError:
                continue
            if year or found >= self._today:
                return found
        return None

    def _add_dates(self, dates: list[date]) -> None:
        self._close_weeks()
        if self._expected is not None and any(day.weekday() != self._expected for day in dates):
            raise Invalid("annex-weekday", day=f"{dates[0]:%d.%m.%Y}")
        beside = self._is(0, Kind.COMMA) and self._is(1, Kind.DATE, Kind.NUMBER)
        if not beside:
            self._expected = None
        self._batch = [*self._batch, *dates]
        target = self._off if self._excepting else self._group.dates
        target += dates
        if len(target) > MOST_DAYS:
            raise Invalid("annex-many", most=MOST_DAYS)

    def _weekday(self, token: Token) -> None:
        """Take a weekday: of a date beside it, or a day of every week, or of some."""
        bare = not self._weeks and not self._every
        if bare and self._batch:
            if any(day.weekday() != token.number for day in self._batch):
                raise Invalid("annex-weekday", day=f"{self._batch[0]:%d.%m.%Y}")
            self._batch = []
            return
        if bare and self._dates_follow():
            self._expected = token.number
            return
        if self._excepting:
            self._unread(token)
        last = token
        if self._is(0, Kind.DASH) and self._is(1, Kind.WEEKDAY):
            last = self._tokens[self._at + 1]
            self._at += 2
        group = self._group
        # "2-й вторник и четверг": whether every Thursday is meant, or the second, nobody knows.
        if (bare and self._counted) or (last is not token and self._weeks):
            raise Invalid("annex-weeks", word=last.word)
        if last.number < token.number:
            self._unread(last)
        for weekday in range(token.number, last.number + 1):
            group.add(weekday, self._weeks)
        self._counted = bool(self._weeks)
        self._weeks, self._every, self._batch = [], False, []

    def _dates_follow(self) -> bool:
        ahead = int(self._is(0, Kind.COMMA))
        if self._is(ahead, Kind.DATE):
            return True
        while self._is(ahead, Kind.NUMBER, Kind.COMMA, Kind.DASH):
            ahead += 1
        return ahead > 0 and self._is(ahead, Kind.MONTH) and self._is(ahead - 1, Kind.NUMBER)

    def _close_weeks(self) -> None:
        if self._weeks:
            raise Invalid("annex-no-weekday")

    # the outcome -------------------------------------------------------------------------------
    def _built(self, minutes: int) -> Timing:
        said = {group.minutes for group in self._groups if group.minutes is not None}
        otherwise = said.pop() if len(said) == 1 else minutes
        patterns: list[Pattern] = []
        days: list[ReceptionDay] = []
        for group in self._groups:
            if group.hours and not group.named:
                raise Invalid("annex-no-days")
            if group.named and not group.hours:
                raise Invalid("annex-no-hours")
            length = group.minutes or otherwise
            for starts, ends in _hours(group, length):
                patterns += [
                    Pattern(day, weeks, starts, ends, length) for day, weeks in group.weekly
                ]
                days += [ReceptionDay(day, starts, ends, length) for day in group.dates]
        if not patterns and not days:
            raise Invalid("annex-no-days")
        return Timing(tuple(patterns), tuple(days), tuple(self._off))


def _hours(group: _Group, minutes: int) -> Iterator[tuple[time, time]]:
    """Yield starts and ends; hours without an end are those of one reception."""
    for starts, said in group.hours:
        least = datetime.combine(date.min, starts) + timedelta(minutes=minutes)
        ends = least.time() if said is None else said
        if least.date() > date.min or least.time() > ends:
            raise Invalid("annex-short", minutes=minutes, starts=f"{starts:%H:%M}")
        yield starts, ends
