"""School years the tests are about: two real-shaped English ones, and whatever Hypothesis can think of."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from hypothesis import strategies as st

from scheduler.faults import CalendarError, Fault
from scheduler.model import (
    NATIONS,
    BankHoliday,
    BankHolidayOverrides,
    ClosedDayRule,
    Closure,
    ClosureReason,
    InTerm,
    InWeekOfTerm,
    Occurrence,
    OnDates,
    Part,
    PressureWeek,
    SchoolCalendar,
    Term,
    Weekday,
    Weekly,
    monday_of,
)
from scheduler.planning import occurrences, occurrences_between

ZONES = (
    "Europe/London",
    "Europe/Dublin",  # winter is its daylight saving, the wrong way round
    "America/New_York",
    "Australia/Sydney",
    "Australia/Lord_Howe",  # half an hour of daylight saving
    "Asia/Kolkata",
    "Pacific/Chatham",
    "Atlantic/Azores",  # changes at midnight
    "America/St_Johns",
    "Africa/Casablanca",  # clocks go back for Ramadan
)

AUTUMN_2025 = Term(
    name="Autumn 2025",
    first=date(2025, 9, 1),
    last=date(2025, 12, 19),
    half_term=(date(2025, 10, 27), date(2025, 10, 31)),
)
SPRING_2026 = Term(
    name="Spring 2026",
    first=date(2026, 1, 5),
    last=date(2026, 3, 27),
    half_term=(date(2026, 2, 16), date(2026, 2, 20)),
)
SUMMER_2026 = Term(
    name="Summer 2026",
    first=date(2026, 4, 13),
    last=date(2026, 7, 21),
    half_term=(date(2026, 5, 25), date(2026, 5, 29)),
)
AUTUMN_2026 = Term(
    name="Autumn 2026",
    first=date(2026, 9, 2),
    last=date(2026, 12, 18),
    half_term=(date(2026, 10, 26), date(2026, 10, 30)),
)
SPRING_2027 = Term(
    name="Spring 2027",
    first=date(2027, 1, 4),
    last=date(2027, 3, 25),
    half_term=(date(2027, 2, 15), date(2027, 2, 19)),
)
SUMMER_2027 = Term(
    name="Summer 2027",
    first=date(2027, 4, 12),
    last=date(2027, 7, 21),
    half_term=(date(2027, 5, 31), date(2027, 6, 4)),
)
ENGLISH = SchoolCalendar(
    zone="Europe/London",
    nation="England",
    terms=(AUTUMN_2025, SPRING_2026, SUMMER_2026, AUTUMN_2026, SPRING_2027, SUMMER_2027),
    closures=(
        Closure(
            first=date(2025, 9, 1),
            last=date(2025, 9, 1),
            reason=ClosureReason.INSET,
            name="Safeguarding training",
        ),
        Closure(
            first=date(2026, 6, 26),
            last=date(2026, 6, 26),
            reason=ClosureReason.OCCASIONAL,
            name="Town carnival",
        ),
        Closure(
            first=date(2025, 12, 20),
            last=date(2026, 1, 4),
            reason=ClosureReason.HOLIDAY,
            name="Christmas holiday",
        ),
    ),
    pressure_weeks=(
        PressureWeek(week=date(2026, 5, 11), weight=3, name="Key stage 2 tests", whose="Year 6"),
        PressureWeek(week=date(2026, 5, 11), weight=1, name="Reports drafted", whose="all teachers"),
    ),
)

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
MINUTES = 5 * 365 * 24 * 60
instants = st.timedeltas(timedelta(days=1), timedelta(minutes=MINUTES)).map(
    datetime(2024, 1, 1, tzinfo=UTC).__add__
)
times = st.times()
weekdays = st.sampled_from(Weekday)
rules = st.sampled_from(ClosedDayRule)
# A short alphabet: working out all of Unicode takes Hypothesis seconds on a machine that has not run it before.
LETTERS = "ab Z9'\"\\,;=[]#\n\u00e9\u2013\u0634\u202e\u6f22\U0001f642"
names = st.text(LETTERS.replace("\n", ""), min_size=1, max_size=12).filter(str.strip)


@st.composite
def terms(draw: st.DrawFn) -> tuple[Term, ...]:
    made: list[Term] = []
    day = draw(days)
    for number in range(draw(st.integers(0, 5))):
        first = day + timedelta(days=draw(st.integers(1, 45)))
        last = first + timedelta(days=draw(st.integers(0, 110)))
        length = (last - first).days
        half_term = None
        if length > 3 and draw(st.booleans()):
            begins = draw(st.integers(1, length - 2))
            ends = draw(st.integers(begins, min(begins + 9, length - 1)))
            half_term = (first + timedelta(days=begins), first + timedelta(days=ends))
        made.append(Term(name=f"Term {number + 1}", first=first, last=last, half_term=half_term))
        day = last
    return tuple(made)


@st.composite
def closures(draw: st.DrawFn) -> Closure:
    first = draw(days)
    reason = draw(st.sampled_from([ClosureReason.HOLIDAY, ClosureReason.INSET, ClosureReason.OCCASIONAL]))
    last = first + timedelta(days=draw(st.integers(0, 20)))
    return Closure(first=first, last=last, reason=reason, name=draw(names))


pressure_weeks = st.builds(
    PressureWeek, week=days.map(monday_of), weight=st.integers(1, 3), name=names, whose=names
)
overrides = st.builds(
    BankHolidayOverrides,
    added=st.lists(st.builds(BankHoliday, day=days, name=names), max_size=2).map(tuple),
    removed=st.frozensets(days, max_size=2),
)
calendars = st.builds(
    SchoolCalendar,
    zone=st.sampled_from(ZONES),
    terms=terms(),
    closures=st.lists(closures(), max_size=3).map(tuple),
    pressure_weeks=st.lists(pressure_weeks, max_size=2).map(tuple),
    nation=st.sampled_from([None, *NATIONS]),
    bank_holiday_overrides=overrides,
    school_days=st.frozensets(weekdays, min_size=1),
)
nth = st.integers(-5, 8).filter(bool)
clusters = st.builds(
    lambda first, offsets: frozenset(first + timedelta(days=offset) for offset in offsets),
    days,
    st.frozensets(st.integers(0, 90), max_size=12),
)


def recurrences(
    at: st.SearchStrategy[time] = times,
) -> st.SearchStrategy[Weekly | InTerm | InWeekOfTerm | OnDates]:
    return st.one_of(
        st.builds(Weekly, weekday=weekdays, at=at, every=st.integers(1, 7), anchored=days),
        st.builds(Weekly, weekday=weekdays, at=at),
        st.builds(InTerm, weekday=weekdays, at=at, nth=nth, of=st.sampled_from(Part)),
        st.builds(InWeekOfTerm, weekday=weekdays, at=at, week=nth),
        st.builds(OnDates, dates=clusters | st.frozensets(days, max_size=4), at=at),
    )


def refusal(read: Callable[[], object]) -> tuple[Fault, ...] | None:
    """The faults that `read` refuses with, or None when it does not refuse."""
    try:
        read()
    except CalendarError as error:
        return error.faults
    return None


class Plan(NamedTuple):
    """A recurrence, a calendar and a rule together."""

    recurrence: Weekly | InTerm | InWeekOfTerm | OnDates
    calendar: SchoolCalendar
    rule: ClosedDayRule

    def year_from(self, start: date) -> list[Occurrence]:
        return self.days(start, 366)

    def days(self, start: date, count: int) -> list[Occurrence]:
        end = start + timedelta(days=count)
        return list(occurrences(self.recurrence, self.calendar, closed_day=self.rule, start=start, end=end))

    def between(self, after: datetime, until: datetime) -> list[Occurrence]:
        return list(
            occurrences_between(
                self.recurrence, self.calendar, closed_day=self.rule, after=after, until=until
            )
        )

    def at(self, at: time) -> "Plan":
        return self._replace(recurrence=replace(self.recurrence, at=at))

    def ruled(self, rule: ClosedDayRule) -> "Plan":
        return self._replace(rule=rule)


plans = st.builds(Plan, recurrences(), calendars, rules)
