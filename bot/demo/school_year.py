"""A plausible English school year for any year, so that the demonstration never runs out of terms."""

from datetime import date, timedelta

from dateutil.easter import easter

from scheduler.model import Closure, ClosureReason, PressureWeek, Term, monday_of

FRIDAY = timedelta(days=4)
WEEK = timedelta(days=7)


def school_year_of(day: date) -> int:
    """The calendar year in which the school year around `day` begins; it turns in August."""
    return day.year if day.month >= 8 else day.year - 1  # noqa: PLR2004 - August


def terms(year: int) -> tuple[Term, ...]:
    """The three terms of the school year that begins in September of `year`."""
    following = year + 1
    autumn_break = monday_of(date(year, 10, 31))
    spring_break = monday_of(date(following, 2, 17))
    summer_break = monday_of(date(following, 5, 31))
    easter_sunday = easter(following)
    return (
        Term(
            name=f"Autumn {year}",
            first=monday_of(date(year, 9, 7)),
            last=monday_of(date(year, 12, 19)) + FRIDAY,
            half_term=(autumn_break, autumn_break + FRIDAY),
        ),
        Term(
            name=f"Spring {following}",
            first=monday_of(date(following, 1, 8)),
            last=easter_sunday - timedelta(days=9),
            half_term=(spring_break, spring_break + FRIDAY),
        ),
        Term(
            name=f"Summer {following}",
            first=easter_sunday + timedelta(days=8),
            last=monday_of(date(following, 7, 20)) + timedelta(days=1),
            half_term=(summer_break, summer_break + FRIDAY),
        ),
    )


def closures(year: int) -> tuple[Closure, ...]:
    """Two INSET days of that school year."""
    autumn, spring, _ = terms(year)
    return (
        _inset(autumn.first, "Trust INSET: the year ahead"),
        _inset(spring.first, "Trust INSET: assessment and planning"),
    )


def days_of_one_school(year: int) -> tuple[Closure, ...]:
    """What one of the schools has of its own: on Fridays, when the demonstration asks nothing."""
    autumn, _, summer = terms(year)
    village = summer.last - timedelta(days=25)
    return (
        _inset(monday_of(autumn.last - 3 * WEEK) + FRIDAY, "School INSET: early reading"),
        Closure(
            first=monday_of(village) + FRIDAY,
            last=monday_of(village) + FRIDAY,
            reason=ClosureReason.OCCASIONAL,
            name="Millbrook village day",
        ),
    )


def pressure_weeks(year: int) -> tuple[PressureWeek, ...]:
    """Weeks in which leaders or SENCos are stretched."""
    following = year + 1
    return (
        PressureWeek(
            week=monday_of(date(year, 10, 2)), weight=2, name="Autumn census", whose="School leader"
        ),
        PressureWeek(
            week=monday_of(date(following, 2, 9)), weight=2, name="Annual reviews, Year 6", whose="SENCo"
        ),
        PressureWeek(
            week=monday_of(date(following, 5, 12)), weight=3, name="Key stage 2 tests", whose="School leader"
        ),
        PressureWeek(
            week=monday_of(date(following, 7, 4)), weight=2, name="Reports to parents", whose="School leader"
        ),
    )


def _inset(day: date, name: str) -> Closure:
    return Closure(first=day, last=day, reason=ClosureReason.INSET, name=name)
