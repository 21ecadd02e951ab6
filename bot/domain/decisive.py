"""What the coming dates of a programme in a school follow from, and nothing else: so that what comes alike is worked out once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from bot.domain.programme import LatePolicy, Programme, ProgrammeId, SchoolMay, Selection
from bot.domain.runs import Run
from prompts.references import Order
from scheduler.model import ClosedDayRule, Closure, InTerm, InWeekOfTerm, SchoolCalendar, Weekday, Weekly
from scheduler.planning import FARTHEST_MOVE

AROUND = timedelta(days=FARTHEST_MOVE + 7)
"""How far outside the days that are looked at a day may still decide about one of them."""
LATE_AT_NIGHT = 22
"""From that hour on the clocks may carry a date into the day after its own."""
WEEK = 7


class Setting(NamedTuple):
    """A calendar and a programme without what no date from one day to another depends on. Equal settings, equal dates."""

    calendar: SchoolCalendar
    programme: Programme


class Settings:
    """Settings for the dates from `first` to `last`; equal ones are one and the same object."""

    def __init__(self, first: date, last: date) -> None:
        self._first, self._last = first - AROUND, last + AROUND
        # By identity, each with what it is the identity of: a calendar takes longer to hash than all else here.
        self._programmes: dict[int, tuple[Programme, Programme]] = {}
        self._calendars: dict[tuple[int, int], tuple[SchoolCalendar, Setting]] = {}
        self._bare: dict[Programme, Programme] = {}
        self._equal: dict[Setting, Setting] = {}

    def of(self, run: Run | None) -> Setting | None:
        """The setting of that run."""
        if run is None:
            return None
        programme = self._programme(run.programme)
        key = (id(run.calendar), id(programme))
        if key not in self._calendars:
            setting = Setting(self._decisive(run.calendar, programme), programme)
            self._calendars[key] = (run.calendar, self._equal.setdefault(setting, setting))
        return self._calendars[key][1]

    def _programme(self, whole: Programme) -> Programme:
        if id(whole) not in self._programmes:
            bare = _bare(whole)
            self._programmes[id(whole)] = (whole, self._bare.setdefault(bare, bare))
        return self._programmes[id(whole)][1]

    def _decisive(self, calendar: SchoolCalendar, programme: Programme) -> SchoolCalendar:
        busy = programme.moves_from is not None or programme.skips_from is not None
        weekday = _only_day(programme)
        closures = tuple(
            each
            for each in calendar.closures
            if each.first <= self._last
            and each.last >= self._first
            and (weekday is None or _covers(each, weekday))
        )
        weeks = calendar.pressure_weeks if busy else ()
        return replace(calendar, closures=closures, pressure_weeks=weeks)


def _bare(programme: Programme) -> Programme:
    return replace(
        programme,
        id=ProgrammeId(""),
        name="",
        selection=Selection(),
        order=Order.IN_ORDER,
        channels=(),
        late=LatePolicy(),
        lighter_from=None,
        remind_after=None,
        private_answers=False,
        schools_may=frozenset(SchoolMay),
    )


def _only_day(programme: Programme) -> Weekday | None:
    """The day of the week on which alone it matters whether a school is closed; None where others may, too."""
    recurrence = programme.recurrence
    stays = (
        programme.closed_day in {ClosedDayRule.SKIP, ClosedDayRule.IGNORE} and programme.moves_from is None
    )
    if (
        stays
        and isinstance(recurrence, Weekly | InTerm | InWeekOfTerm)
        and recurrence.at.hour < LATE_AT_NIGHT
    ):
        return recurrence.weekday
    return None


def _covers(closure: Closure, weekday: Weekday) -> bool:
    to_come = (weekday.days_after_monday - closure.first.weekday()) % WEEK
    return to_come <= (closure.last - closure.first).days
