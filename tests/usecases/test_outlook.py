"""What comes of a programme, told before it is saved: what it meets, what is asked again, and how long it lasts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from types import MappingProxyType

import pytest

from bot.domain.channel import ChannelId
from bot.domain.charter import Charter
from bot.domain.effect import Effect
from bot.domain.people import School, SchoolId
from bot.domain.programme import Programme, ProgrammeId, SchoolChoice, Selection
from bot.domain.together import meetings
from bot.usecases.changing import Proposed
from bot.usecases.programmes.outlook import Outlook, outlook_of
from scheduler.model import InTerm, OnDates, OnDemand, PressureWeek, Weekday, Weekly
from tests import cast
from tests.cast import OAKFIELD, OAKFIELD_LEADERS, WEEKLY
from tests.fakes.world import DUE, MONDAY_NIGHT, TUESDAY, World, world

NONE: Mapping[SchoolId, School] = MappingProxyType({})
OTHER = ProgrammeId("other")
FRIDAYS = Weekly(weekday=Weekday.FRIDAY, at=time(8, 15))


def other(*prompts: str, **changes: object) -> Programme:
    """A second programme of the same channels and the same minute."""
    made = replace(WEEKLY, id=OTHER, name="The other", selection=Selection(keys=prompts))
    return replace(made, **changes)  # type: ignore[arg-type] # each test names fields of a programme


async def outlook(here: World, before: Charter, after: Charter, key: ProgrammeId = OTHER) -> Outlook:
    """What is told of that programme."""
    proposed = Proposed(before=before, after=after, differences=(), effect=Effect(sentences=()))
    return await outlook_of(here.bot, proposed, key)


async def told(added: Programme, here: World | None = None) -> Outlook:
    """What is told where it comes beside the weekly one."""
    before = cast.ashgrove()
    return await outlook(here or await world(), before, replace(before, programmes=(WEEKLY, added)))


async def test_a_second_question_on_one_day_is_told() -> None:
    one = await told(other("apples", channels=(OAKFIELD_LEADERS.id,)))
    (notice,) = one.notices
    assert notice.startswith(
        "Oakfield Primary School leaders already has “A question for Tuesday” (Tuesdays at 08:15): on "
    )
    assert notice.endswith("dates in the coming half-year two questions would come on one day.")
    (everywhere,) = (await told(other("apples"))).notices
    assert everywhere.startswith("3 channels already have “A question for Tuesday”")
    assert "up to" not in everywhere, "each of them as often"


async def test_a_second_question_in_one_week_is_told() -> None:
    (notice,) = (await told(other("apples", recurrence=FRIDAYS))).notices
    assert "weeks of the coming half-year two questions would come." in notice


async def test_a_single_day_together_is_named() -> None:
    once = OnDates(dates=frozenset({TUESDAY + timedelta(weeks=1)}), at=time(12, 0))
    (notice,) = (await told(other("apples", recurrence=once))).notices
    assert notice.endswith("on Tuesday 17 November 2026 two questions would come on one day.")


@pytest.mark.parametrize(
    "changes",
    [{"channels": ()}, {"recurrence": OnDemand()}, {"starts": date(2030, 1, 1)}],
    ids=["elsewhere", "when asked for", "in years"],
)
async def test_what_meets_nothing_is_not_remarked_upon(changes: dict[str, object]) -> None:
    assert (await told(other("apples", **changes))).notices == ()


def test_only_what_is_new_is_remarked_upon() -> None:
    both = cast.ashgrove(WEEKLY, other("apples"))
    later = other("apples", recurrence=Weekly(weekday=Weekday.TUESDAY, at=time(15, 0)))
    assert meetings(both, cast.ashgrove(WEEKLY, later), OTHER, now=MONDAY_NIGHT) == ()
    apart = cast.ashgrove(WEEKLY, other("apples", recurrence=FRIDAYS))
    (met,) = meetings(apart, both, OTHER, now=MONDAY_NIGHT)
    assert met.days
    assert met.days[0] == TUESDAY


async def test_questions_that_another_programme_brings_too_are_counted() -> None:
    shared = await told(other("apples", "bread"))
    assert shared.again == (
        "All 2 of its questions come to the same channel from “A question for Tuesday” too.",
    )
    before = cast.ashgrove(cast.only("cheese", "apples"))
    here = await world(cast.only("cheese", "apples"))
    some = await outlook(
        here, before, replace(before, programmes=(*before.programmes, other("apples", "figs")))
    )
    assert some.again == (
        "1 of its 2 questions comes to the same channel from “A question for Tuesday” too.",
    )


async def test_questions_that_were_asked_lately_are_counted_and_those_of_long_ago_are_not() -> None:
    here = await world(cast.only("apples"))
    await here.tick_at(DUE)
    before = cast.ashgrove(cast.weekly(selection=Selection(keys=("apples",)), ends=TUESDAY))
    after = replace(before, programmes=(*before.programmes, other("apples", "figs")))
    lately = await outlook(here, before, after)
    assert lately.again == (
        "1 of its 2 questions was asked in the same channel in the last twelve months, by “A question for Tuesday”.",
    )
    here.clock.set(DUE + timedelta(days=400))
    assert (await outlook(here, before, after)).again[0].startswith("None of its questions was asked")


async def test_another_day_is_told_without_what_was_never_in_question() -> None:
    before = cast.ashgrove(cast.only("cheese"), other("apples"))
    moved = other("apples", recurrence=FRIDAYS, channels=tuple(reversed(WEEKLY.channels)))
    after = replace(before, programmes=(before.programmes[0], moved))
    assert (await outlook(await world(), before, after)).again == ()


async def test_nothing_is_said_of_questions_asked_again_where_a_programme_is_alone() -> None:
    before = cast.ashgrove(cast.weekly(channels=()))
    alone = replace(before, programmes=(*before.programmes, other("apples")))
    assert (await outlook(await world(), before, alone)).again == ()


async def test_how_long_it_lasts_and_what_comes_then() -> None:
    found = await told(other("apples", "bread", "figs"))
    assert found.course == "3 questions, the last on Tuesday 24 November 2026. After it they begin again."
    ends = await told(other("apples", "bread", "figs", ends=TUESDAY + timedelta(weeks=1)))
    assert ends.course == "It ends on Tuesday 17 November 2026: 2 of its 3 questions come by then."
    exactly = await told(other("apples", "bread", ends=TUESDAY + timedelta(weeks=1)))
    assert (
        exactly.course
        == "2 questions, the last on Tuesday 17 November 2026. It ends on Tuesday 17 November 2026."
    )


async def test_a_programme_that_has_begun_goes_on_from_where_it_is() -> None:
    three = cast.only("apples", "bread", "figs")
    here = await world(three)
    await here.tick_at(DUE)
    before = cast.ashgrove(three)
    found = await outlook(here, before, before, WEEKLY.id)
    assert (
        found.course
        == "2 of its 3 questions are still to come, the last on Tuesday 24 November 2026. After it they begin again."
    )


async def test_the_dates_are_told_once_and_exceptions_by_school() -> None:
    same = await told(other("apples", "bread"))
    assert same.alike == "All 3 schools have the same dates."
    assert same.others == ()
    before = cast.ashgrove()
    own = SchoolChoice(programme=OTHER, school=OAKFIELD.id, weekday=Weekday.WEDNESDAY)
    after = replace(before, programmes=(WEEKLY, other("apples", "bread")), choices=(own,))
    found = await outlook(await world(), before, after)
    assert found.alike == "2 of 3 schools have these dates; others have their own."
    (oakfield,) = found.others
    assert oakfield.schools == OAKFIELD.name
    assert oakfield.dates[0].date() == TUESDAY + timedelta(days=1)
    assert found.coming is not None
    assert found.coming.school.id != OAKFIELD.id


def test_two_thousand_schools_of_their_own_years_are_looked_at_no_longer_than_a_few() -> None:
    """What is beyond the bound is passed over, not worked out."""
    schools, channels = [], []
    for number in range(300):
        week = PressureWeek(week=date(2026, 11, 9), weight=1, name=f"{number}", whose="SENCo")
        calendar = replace(cast.CALENDAR, pressure_weeks=(week,))
        schools.append(replace(OAKFIELD, id=SchoolId(f"s{number}"), calendar=calendar))
        channels.append(
            replace(OAKFIELD_LEADERS, id=ChannelId(f"c{number}"), address=f"c{number}", school=schools[-1].id)
        )
    there = tuple(channel.id for channel in channels)
    busy = {"channels": there, "skips_from": 3, "recurrence": InTerm(weekday=Weekday.TUESDAY, at=time(8, 15))}
    before = replace(
        cast.ashgrove(replace(WEEKLY, **busy)),  # type: ignore[arg-type] # fields of a programme
        schools=tuple(schools),
        channels=tuple(channels),
    )
    after = replace(before, programmes=(*before.programmes, other("apples", **busy)))
    (met,) = meetings(before, after, OTHER, now=MONDAY_NIGHT)
    assert 0 < len(met.channels) < len(channels)
