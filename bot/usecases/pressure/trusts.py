"""The pressure points of a trust, which every school that takes its calendar has: shown, added, changed, taken out."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.charter.fingerprint import fingerprint
from bot.domain.charter import Charter
from bot.domain.inheritance import with_trust_calendar
from bot.domain.pressure import (
    ROWS,
    HeatMap,
    Point,
    charted,
    heat_map_of,
    runs,
    school_year_of,
    taken_out,
)
from bot.domain.trail import Did
from bot.ports.directory import Edit
from bot.usecases.bot import Bot
from bot.usecases.changing import CannotSave, Change, ChangedMeanwhile, Proposed, propose, save
from bot.usecases.permission import Deed, NotFound, Standing, Viewer, standing
from bot.usecases.pressure.charting import faults_of, nearest_year, years_of
from bot.wording import pressure as wording
from scheduler.model import PressureWeek, SchoolCalendar

EVERYONE = "Everyone"
"""Whose week it is where it counts for both rows."""
WHOSE = (*ROWS, EVERYONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustCharting:
    """What a trust lead wants: `new` charted, `old` taken out, or both, which is a change.

    `seen` is what the trust's points were when they looked.
    """

    new: Point | None = None
    old: Point | None = None
    seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustPoints:
    """The trust's points in one school year of those that its calendar knows; `schools` is how many take them."""

    drawn: HeatMap
    years: tuple[int, ...]
    points: tuple[Point, ...]
    seen: str
    schools: int


async def trust_points(bot: Bot, viewer: Viewer, *, year: int | None = None) -> TrustPoints | None:
    """Those of that school year, or of the one that is now; None for a trust without a calendar.

    Raises NotFound or NotAllowed.
    """
    person = await _lead(bot, viewer)
    calendar = person.charter.trust.calendar
    if calendar is None:
        return None
    today = person.charter.today(bot.clock.now())
    years = years_of(calendar, today)
    if year is not None and year not in years:
        raise NotFound("That school year is not in the calendar.")
    drawn = heat_map_of(calendar, year=year or nearest_year(years, today))
    return TrustPoints(
        drawn=drawn,
        years=years,
        points=runs(calendar.pressure_weeks, weeks=[week.week for week in drawn.weeks]),
        seen=_mark(calendar.pressure_weeks),
        schools=sum(school.own is not None for school in person.charter.schools),
    )


async def propose_trust_points(bot: Bot, viewer: Viewer, wanted: TrustCharting) -> tuple[str, ...]:
    """What it would do to the coming dates, in sentences. Nothing is changed. Raises as `save_trust_points` does."""
    person = await _charting(bot, viewer, wanted)
    proposed = await propose(bot, person, _edit(wanted))
    return (*_lighter(proposed), *proposed.effect.sentences)


async def save_trust_points(bot: Bot, viewer: Viewer, wanted: TrustCharting) -> None:
    """It is done, in every school that takes the trust's calendar, and in the trail.

    Raises NotAllowed, NotFound (without a calendar), CannotSave and ChangedMeanwhile.
    """
    person = await _charting(bot, viewer, wanted)
    await save(bot, person, _edit(wanted), Change(did=Did.CHARTED_PRESSURE, about=person.member.trust))


async def _lead(bot: Bot, viewer: Viewer) -> Standing:
    person = await standing(bot, viewer)
    # The trust's calendar reaches every school, as its programmes do: it is for whoever sets those.
    person.require(Deed.SET_PROGRAMMES)
    return person


async def _charting(bot: Bot, viewer: Viewer, wanted: TrustCharting) -> Standing:
    person = await _lead(bot, viewer)
    calendar = _calendar(person.charter)
    faults = faults_of(wanted.new, calendar, rows=WHOSE) if wanted.new else {}
    if faults:
        raise CannotSave(faults)
    return person


def _calendar(charter: Charter) -> SchoolCalendar:
    if charter.trust.calendar is None:
        raise NotFound("The trust has no calendar yet.")
    return charter.trust.calendar


def _edit(wanted: TrustCharting) -> Edit:
    """The trust has these points; what is so already stays, whoever has looked when."""

    def edit(charter: Charter) -> Charter:
        calendar = _calendar(charter)
        points = calendar.pressure_weeks
        if wanted.old is not None:
            points = taken_out(points, wanted.old)
        if wanted.new is not None:
            weeks = heat_map_of(calendar, year=school_year_of(wanted.new.first)).weeks
            points = charted(points, wanted.new, weeks=[week.week for week in weeks])
        if frozenset(points) == frozenset(calendar.pressure_weeks):
            return charter
        if wanted.seen != _mark(calendar.pressure_weeks):
            raise ChangedMeanwhile(wording.trusts_changed_meanwhile())
        return with_trust_calendar(charter, replace(calendar, pressure_weeks=points))

    return edit


def _mark(points: Collection[PressureWeek]) -> str:
    return fingerprint(frozenset(points))


def _lighter(proposed: Proposed) -> tuple[str, ...]:
    """That lighter questions follow, where a programme has them: which, each school's own dates decide."""
    same = proposed.before.trust.calendar == proposed.after.trust.calendar
    some = any(each.lighter_from is not None for each in proposed.after.programmes)
    return (wording.lighter_follows(),) if some and not same else ()
