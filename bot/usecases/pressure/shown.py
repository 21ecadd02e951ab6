"""The heat map of a school: looking at it, charting a point on one's own row, and taking one out again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.domain.agenda import agenda
from bot.domain.channel import Channel
from bot.domain.people import School, SchoolId
from bot.domain.pressure import (
    LEADER,
    ROWS,
    SENCO,
    HeatMap,
    Point,
    heat_map_of,
    runs,
)
from bot.domain.trail import Did
from bot.usecases.bot import Bot
from bot.usecases.changing import CannotSave, Change, Proposed, propose, save
from bot.usecases.permission import Deed, NotAllowed, NotFound, Standing, Viewer, standing
from bot.usecases.pressure.charting import (
    Charting,
    faults_of,
    mark_of,
    nearest_year,
    own_points,
    school_of,
    to_chart,
    to_take_out,
    years_of,
)
from bot.wording import pressure as wording
from scheduler.planning import pressure

DEEDS: Mapping[str, Deed] = {SENCO: Deed.CHART_SENCO_PRESSURE, LEADER: Deed.CHART_LEADER_PRESSURE}
HALF_A_YEAR = timedelta(weeks=26)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMapHere:
    """A school's heat map as one person meets it.

    `charts` are the rows that they may chart, and `seen` is what each row's own points were then; `channels` are those
    to which they may have it posted. `years` are those that the calendar knows.
    """

    school: School
    drawn: HeatMap
    years: tuple[int, ...]
    points: tuple[Point, ...]
    charts: tuple[str, ...]
    seen: Mapping[str, str]
    channels: tuple[Channel, ...]
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldBe:
    """What charting would do: `sentences` say it, and `matters` whether any coming date is another for it."""

    sentences: tuple[str, ...]
    matters: bool


async def heat_map(bot: Bot, viewer: Viewer, *, school: SchoolId, year: int | None = None) -> HeatMapHere:
    """The heat map of that school year, or of the one that is now. Raises NotFound, NotAllowed."""
    person = await standing(bot, viewer)
    person.require(Deed.SEE_THE_SET_UP, school=school)
    here = person.school(school)
    today = bot.clock.now().astimezone(ZoneInfo(here.calendar.zone)).date()
    years = years_of(here.calendar, today)
    if year is not None and year not in years:
        raise NotFound("That school year is not in the calendar.")
    drawn = heat_map_of(here.calendar, year=year or nearest_year(years, today))
    charts = tuple(row for row in ROWS if school in person.may(DEEDS[row]))
    return HeatMapHere(
        school=here,
        drawn=drawn,
        years=years,
        points=runs(
            here.calendar.pressure_weeks,
            weeks=[week.week for week in drawn.weeks],
            own=own_points(person.charter, here),
        ),
        charts=charts,
        seen={
            row: mark_of(person.charter, here, row)
            for row in {*ROWS, *(point.whose for point in here.calendar.pressure_weeks)}
        },
        channels=channels_for_posting(person, here) if charts else (),
        today=today,
    )


def channels_for_posting(person: Standing, here: School) -> tuple[Channel, ...]:
    """The school's channels that are open, by name."""
    found = [each for each in person.charter.channels if each.school == here.id and not each.closed_because]
    return tuple(sorted(found, key=lambda channel: channel.name))


async def chart_would(bot: Bot, viewer: Viewer, wanted: Charting) -> WouldBe:
    """What `chart` would do to the coming dates. Nothing is changed. Raises as `chart` does."""
    person = await _charting(bot, viewer, wanted)
    return _would_be(bot, await propose(bot, person, to_chart(wanted)), wanted.school)


async def chart(bot: Bot, viewer: Viewer, wanted: Charting) -> None:
    """The point is on its row in every week of school from its first to its last.

    One of the same name there gives way in those weeks. Raises NotFound, NotAllowed, CannotSave, ChangedMeanwhile.
    """
    person = await _charting(bot, viewer, wanted)
    await save(bot, person, to_chart(wanted), _change(wanted))


async def take_out_would(bot: Bot, viewer: Viewer, wanted: Charting) -> WouldBe:
    """What `take_out` would do to the coming dates. Nothing is changed. Raises as `take_out` does."""
    person = await _permitted(bot, viewer, wanted)
    return _would_be(bot, await propose(bot, person, to_take_out(wanted)), wanted.school)


async def take_out(bot: Bot, viewer: Viewer, wanted: Charting) -> None:
    """The point is not on the heat map any more. Raises NotFound, NotAllowed, ChangedMeanwhile."""
    person = await _permitted(bot, viewer, wanted)
    await save(bot, person, to_take_out(wanted), _change(wanted))


async def _permitted(bot: Bot, viewer: Viewer, wanted: Charting) -> Standing:
    person = await standing(bot, viewer)
    # A point that counts for both is the leader's to take out.
    person.require(DEEDS.get(wanted.point.whose, Deed.CHART_LEADER_PRESSURE), school=wanted.school)
    return person


async def _charting(bot: Bot, viewer: Viewer, wanted: Charting) -> Standing:
    """The person, if the point makes sense. Raises CannotSave."""
    person = await standing(bot, viewer)
    point, here = wanted.point, person.school(wanted.school)
    if not any(wanted.school in person.may(deed) for deed in DEEDS.values()):
        raise NotAllowed(wording.not_yours())
    faults = faults_of(point, here.calendar)
    if faults:
        raise CannotSave(faults)
    return await _permitted(bot, viewer, wanted)


def _change(wanted: Charting) -> Change:
    return Change(did=Did.CHARTED_PRESSURE, about=wanted.school, school=wanted.school)


def _would_be(bot: Bot, proposed: Proposed, school: SchoolId) -> WouldBe:
    lighter = _lighter(bot, proposed, school)
    effect = proposed.effect
    matters = bool(effect.dates or lighter)
    told = effect.sentences if effect.dates or not lighter else ()
    return WouldBe(sentences=(*(wording.lighter(n) for n in (lighter,) if n), *told), matters=matters)


def _lighter(bot: Bot, proposed: Proposed, school: SchoolId) -> int:
    """How many questions more will be lighter in the coming half-year; fewer, if negative."""
    was, now = school_of(proposed.before, school).calendar, school_of(proposed.after, school).calendar
    today = bot.clock.now().astimezone(ZoneInfo(now.zone)).date()
    here = {channel.id for channel in proposed.after.channels if channel.school == school}
    choices = {each.programme: each for each in proposed.after.choices if each.school == school}
    found = 0
    for programme in proposed.after.programmes:
        least = programme.lighter_from
        if least is None or not here & set(programme.channels):
            continue
        dates = agenda(
            programme.at_school(choices.get(programme.id)), now, start=today, end=today + HALF_A_YEAR
        )
        days = [dated.occurrence.falls_on for dated in dates if dated.left_out is None]
        found += sum((pressure(day, now) >= least) - (pressure(day, was) >= least) for day in days)
    return found
