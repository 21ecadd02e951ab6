"""One school year of a trust or a school, day by day and entry by entry, each with where it comes from."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.agenda import agenda
from bot.domain.calendar_changes import as_kept, entry_key, settings_key
from bot.domain.people import School, SchoolId, Trust
from bot.usecases.bot import Bot
from bot.usecases.calendars.keeping import FIRST_ZONE
from bot.usecases.permission import Deed, Standing, Viewer, standing
from scheduler.calendars import bank_holidays
from scheduler.model import BankHoliday, CalendarPart, ClosedDay, Closure, SchoolCalendar, Term
from scheduler.planning import why_closed

Entry = TypeVar("Entry", Term, Closure, BankHoliday)
AUGUST, SEPTEMBER = 8, 9
ONE_DAY = timedelta(days=1)


class Whence(Enum):
    """Where a part of a school's calendar comes from; the trust's own page shows `HERE`."""

    TRUST = auto()
    HERE = auto()
    LOCKED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Generic[Entry]):
    """An entry with its key, whence it comes, and whether it holds; `may_change` is whether this person may."""

    entry: Entry
    key: str
    whence: Whence
    holds: bool = True
    may_change: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShown:
    """One day of the year: why it is closed, if it is, and how many prompts are to come on it."""

    day: date
    closed: ClosedDay | None
    prompts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarShown:
    """What one page shows: of the trust, or of one school. Entries are those of the school year shown.

    `last_known` is the last day of the last term entered at all; `follow` counts the schools that take the trust's.
    """

    trust: Trust
    school: School | None
    schools: tuple[School, ...]
    calendar: SchoolCalendar
    entered: bool
    inherits: bool
    may_change: bool
    year: int
    today: date
    days: tuple[DayShown, ...]
    terms: tuple[Part[Term], ...]
    closures: tuple[Part[Closure], ...]
    bank_holidays: tuple[Part[BankHoliday], ...]
    whence: Mapping[CalendarPart, Whence]
    settings: str
    """The key of nation, school days and zone."""
    trusts: SchoolCalendar | None
    """What is inherited, or could be."""
    last_known: date | None
    follow: int


async def calendar_of(
    bot: Bot, viewer: Viewer, *, school: SchoolId | None = None, year: int | None = None
) -> CalendarShown:
    """The school year that begins in `year` (this one, if None). Raises NotFound or NotAllowed."""
    person = await standing(bot, viewer)
    person.require(Deed.SEE_THE_SET_UP, school=school)
    sees = person.may(Deed.SEE_THE_SET_UP)
    here = person.school(school) if school else None
    trust = person.charter.trust
    calendar = here.calendar if here else trust.calendar or SchoolCalendar(zone=FIRST_ZONE)
    today = bot.clock.now().astimezone(ZoneInfo(calendar.zone)).date()
    year = school_year(today) if year is None else year
    keeps = person.may(Deed.KEEP_THE_CALENDAR if here else Deed.SET_PROGRAMMES)
    shown = _Shown(person, here, calendar, may_change=here.id in keeps if here else bool(keeps))
    begins, ends = span(year, calendar)
    prompts = _prompts(person, here, first=max(today, begins), last=ends) if here else {}
    days = (begins + n * ONE_DAY for n in range((ends - begins).days + 1))
    return CalendarShown(
        trust=trust,
        school=here,
        schools=tuple(each for each in person.charter.schools if each.id in sees),
        calendar=calendar,
        entered=bool(here or trust.calendar),
        inherits=shown.inherits,
        may_change=shown.may_change,
        year=year,
        today=today,
        days=tuple(
            DayShown(day=day, closed=why_closed(day, calendar), prompts=prompts.get(day, 0)) for day in days
        ),
        terms=tuple(p for p in shown.terms() if p.entry.last >= begins and p.entry.first <= ends),
        closures=tuple(p for p in shown.closures() if p.entry.last >= begins and p.entry.first <= ends),
        bank_holidays=shown.bank_holidays(begins, ends),
        whence=shown.whence(),
        settings=settings_key(here.own if here and here.own and trust.calendar else as_kept(calendar)),
        trusts=trust.calendar if here else None,
        last_known=max((term.last for term in calendar.terms), default=None),
        follow=sum(each.own is not None for each in person.charter.schools) if trust.calendar else 0,
    )


def school_year(day: date) -> int:
    """The calendar year in which the school year around that day begins; it turns in August."""
    return day.year - (day.month < AUGUST)


def span(year: int, calendar: SchoolCalendar) -> tuple[date, date]:
    """First and last day to draw: September to August; a year whose terms begin in August, as Scotland's do, from there."""
    early = any(term.first.year == year and term.first.month == AUGUST for term in calendar.terms)
    if early:
        return date(year, AUGUST, 1), date(year + 1, AUGUST, 1) - ONE_DAY
    return date(year, SEPTEMBER, 1), date(year + 1, SEPTEMBER, 1) - ONE_DAY


def _prompts(person: Standing, school: School | None, *, first: date, last: date) -> Mapping[date, int]:
    """How many prompts are to come on each day in that school."""
    found: Counter[date] = Counter()
    if school is None:
        return found
    channels = {channel.id for channel in person.charter.channels if channel.school == school.id}
    choices = {c.programme: c for c in person.charter.choices if c.school == school.id}
    for programme in person.charter.programmes:
        here = programme.at_school(choices.get(programme.id))
        if channels.isdisjoint(here.channels):
            continue
        for dated in agenda(here, school.calendar, start=max(first, here.starts), end=last):
            if dated.left_out is None:
                found[dated.occurrence.falls_on] += 1
    return found


class _Shown:
    """Each entry with whence it comes, for one person."""

    def __init__(
        self, person: Standing, school: School | None, calendar: SchoolCalendar, *, may_change: bool
    ) -> None:
        trust = person.charter.trust
        self._calendar, self._own = calendar, school.own if school and trust.calendar else None
        self._trusts, self._locked = trust.calendar, trust.locked
        self.inherits = self._own is not None
        self.may_change = may_change

    def whence(self) -> dict[CalendarPart, Whence]:
        """Where each part as a whole comes from; of terms, whose they are."""
        found = dict.fromkeys(CalendarPart, Whence.HERE)
        if self._own is None:
            return found
        for part in CalendarPart:
            found[part] = Whence.LOCKED if part in self._locked else Whence.TRUST
        if self._own.terms is not None and CalendarPart.TERMS not in self._locked:
            found[CalendarPart.TERMS] = Whence.HERE
        return found

    def terms(self) -> Iterable[Part[Term]]:
        """The terms that hold."""
        whence = self.whence()[CalendarPart.TERMS]
        return self._parts(self._calendar.terms, whence)

    def closures(self) -> Iterable[Part[Closure]]:
        """The trust's, with those that do not hold here, and the school's own."""
        if self._own is None or self._trusts is None:
            return self._parts(self._calendar.closures, Whence.HERE)
        whence = self.whence()[CalendarPart.CLOSURES]
        free = whence is not Whence.LOCKED
        trusts = [
            Part(
                entry=each,
                key=entry_key(each),
                whence=Whence.HERE if free and each.first in self._own.without else whence,
                holds=not (free and each.first in self._own.without),
                may_change=self.may_change and free,
            )
            for each in self._trusts.closures
        ]
        own = self._parts(self._own.closures, Whence.HERE, holds=free)
        return sorted((*trusts, *own), key=lambda part: (part.entry.first, part.entry.last))

    def bank_holidays(self, begins: date, ends: date) -> tuple[Part[BankHoliday], ...]:
        """The nation's, those added, and those that do not hold here; Saturdays and Sundays too."""
        whence = self.whence()[CalendarPart.BANK_HOLIDAYS]
        nation = self._calendar.nation
        overrides = self._calendar.bank_holiday_overrides
        own = self._own.bank_holidays if self._own else overrides
        found = []
        added = {each.day for each in overrides.added}
        if nation:
            for year in (begins.year, ends.year):
                for day, name in bank_holidays(nation, year).items():
                    if day not in added:
                        here = self._own is None or day in own.removed
                        found.append((BankHoliday(day=day, name=name), here, day not in overrides.removed))
        found += [(each, each in own.added, True) for each in overrides.added]
        free = whence is not Whence.LOCKED
        return tuple(
            Part(
                entry=each,
                key=entry_key(each) if each in overrides.added else each.day.isoformat(),
                whence=Whence.HERE if here and free else whence,
                holds=holds,
                may_change=self.may_change and free and (here or each not in overrides.added),
            )
            for each, here, holds in sorted(found, key=lambda one: one[0].day)
            if begins <= each.day <= ends
        )

    def _parts(
        self, entries: Iterable[Entry], whence: Whence, *, holds: bool = True
    ) -> tuple[Part[Entry], ...]:
        free = self.may_change and whence is not Whence.LOCKED
        return tuple(
            Part(entry=each, key=entry_key(each), whence=whence, holds=holds, may_change=free)
            for each in entries
        )
