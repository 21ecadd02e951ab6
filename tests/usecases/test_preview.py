"""When does it come next, what will it ask, and why is a date left out?"""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.usecases.permission import NotFound
from bot.usecases.reading.preview import Preview, PreviewRequest, preview, preview_for
from scheduler.model import ClosedDayRule, Closure, ClosureReason, OnDemand, Weekday, Weekly
from tests import cast
from tests.fakes.world import DUE, TUESDAY, World, world

MONDAYS = Weekly(weekday=Weekday.MONDAY, at=time(8, 15))
LATER = Weekly(weekday=Weekday.TUESDAY, at=time(15, 45))
WEEK = timedelta(weeks=1)


async def _oakfield(here: World, **asked: object) -> Preview:
    request = PreviewRequest(programme=cast.WEEKLY.id, school=cast.OAKFIELD.id, **asked)  # type: ignore[arg-type]
    (found,) = await preview(here.bot, request=request)
    return found


async def test_real_dates_local_times_and_the_prompts_to_come() -> None:
    found = await _oakfield(await world(), count=3)
    assert [(each.occurrence, each.due_at.strftime("%H:%M %Z")) for each in found.dates] == [
        (date(2026, 11, 10), "08:15 GMT"),
        (date(2026, 11, 17), "08:15 GMT"),
        (date(2026, 11, 24), "08:15 GMT"),
    ]
    assert [each.prompt.key for each in found.dates if each.prompt] == ["apples", "bread", "cheese"]


async def test_dates_left_out_stand_in_their_place_and_say_why() -> None:
    found = await _oakfield(await world(), start=date(2026, 12, 15), count=2)
    told = {each.occurrence: each.left_out for each in found.dates}
    assert told[date(2026, 12, 15)] is None
    assert "Between Autumn term 2026 and Spring term 2027" in (told[date(2026, 12, 22)] or "")
    assert told[date(2027, 1, 5)] is None
    assert len(told) == 4


async def test_what_is_left_out_asks_nothing_and_uses_up_no_prompt() -> None:
    found = await _oakfield(await world(), start=date(2026, 12, 15), count=2)
    assert [each.prompt.key if each.prompt else None for each in found.dates] == [
        "apples",
        None,
        None,
        "bread",
    ]


async def test_a_moved_date_says_from_where_and_why() -> None:
    programme = cast.weekly(recurrence=MONDAYS, closed_day=ClosedDayRule.NEXT)
    found = await _oakfield(await world(programme), start=date(2027, 1, 4), count=1)
    (first,) = found.dates
    assert first.due_at.date() == date(2027, 1, 5)
    assert first.moved == "Moved from Monday 4 January 2027: Training day (INSET)."


async def test_pauses_and_skipped_dates_are_told() -> None:
    programme = cast.weekly(paused_until=date(2026, 11, 17), skipped_dates=frozenset({date(2026, 11, 24)}))
    found = await _oakfield(await world(programme), count=2)
    assert [each.left_out for each in found.dates] == [
        "The programme is paused until Tuesday 17 November 2026.",
        None,
        "This date was taken out of the programme.",
        None,
    ]


async def test_the_preview_comes_true() -> None:
    here = await world()
    found = await _oakfield(here, count=8)
    for each in found.dates:
        await here.tick_at(each.due_at)
    written = [(row.occurrence, row.prompt) for row in here.rows()]
    assert written == [(each.occurrence, each.prompt.key if each.prompt else None) for each in found.dates]


async def test_after_todays_prompt_the_next_one_comes_first() -> None:
    here = await world()
    await here.tick_at(DUE)
    first = (await _oakfield(here, count=1)).dates[0]
    assert (first.occurrence, first.prompt.key if first.prompt else None) == (date(2026, 11, 17), "bread")


async def test_dates_in_the_past_say_nothing_about_prompts() -> None:
    here = await world(at=DUE + timedelta(hours=1))
    found = await _oakfield(here, start=date(2026, 11, 3), count=3)
    assert [each.prompt.key if each.prompt else None for each in found.dates] == [None, None, "apples"]


async def test_an_order_that_depends_on_answers_promises_no_prompt() -> None:
    found = await _oakfield(await world(cast.least_heard()), count=2)
    assert [each.prompt for each in found.dates] == [None, None]


async def test_a_programme_that_ends_shows_fewer_dates() -> None:
    found = await _oakfield(await world(cast.weekly(ends=date(2026, 11, 17))), count=8)
    assert [each.occurrence for each in found.dates] == [date(2026, 11, 10), date(2026, 11, 17)]


async def test_a_programme_yet_to_start_shows_its_first_date() -> None:
    found = await _oakfield(await world(cast.weekly(starts=date(2027, 2, 1))), count=1)
    assert found.dates[0].occurrence == date(2027, 2, 2)


async def test_a_programme_on_demand_has_no_dates() -> None:
    assert (await _oakfield(await world(cast.weekly(recurrence=OnDemand())))).dates == ()


@pytest.mark.parametrize("count", [-3, 0])
async def test_an_odd_count_shows_one(count: int) -> None:
    assert len((await _oakfield(await world(), count=count)).dates) == 1


async def test_from_the_end_of_time_there_is_nothing() -> None:
    assert (await _oakfield(await world(), start=date.max)).dates == ()


async def test_every_school_has_its_own() -> None:
    here = await world()
    other = replace(cast.MILLBROOK, calendar=replace(cast.CALENDAR, terms=()))
    await here.change_school(other)
    request = PreviewRequest(programme=cast.WEEKLY.id, start=date(2026, 12, 22), count=1)
    found = {each.school.id: each for each in await preview(here.bot, request=request)}
    assert found[cast.MILLBROOK.id].dates[0].left_out is None
    assert found[cast.OAKFIELD.id].dates[0].left_out is not None


async def test_a_member_sees_their_schools_only() -> None:
    here = await world()
    found = await preview_for(here.bot, cast.PRIYA.id, request=PreviewRequest(programme=cast.WEEKLY.id))
    assert {each.school.id for each in found} == {cast.OAKFIELD.id, cast.MILLBROOK.id}


async def test_no_such_programme_and_no_such_school_are_not_found() -> None:
    here = await world()
    with pytest.raises(NotFound, match="no programme 'daily'"):
        await preview(here.bot, request=PreviewRequest(programme="daily"))  # type: ignore[arg-type]
    with pytest.raises(NotFound, match="does not go to the school 'elm'"):
        await preview(here.bot, request=PreviewRequest(programme=cast.WEEKLY.id, school=cast.ELM.id))


async def test_a_question_that_has_come_does_not_come_again_later_that_day() -> None:
    here = await world()
    await here.tick_at(DUE)
    await here.change(cast.weekly(recurrence=LATER))
    found = await _oakfield(here, count=1)
    assert [(each.occurrence, each.left_out) for each in found.dates] == [
        (TUESDAY, "This date's question came before the date was moved."),
        (TUESDAY + WEEK, None),
    ]


async def test_a_date_that_was_left_out_stays_so_though_it_is_moved_to_later_that_day() -> None:
    here = await world(cast.weekly(skipped_dates=frozenset({TUESDAY})))
    await here.tick_at(DUE)
    await here.change(cast.weekly(recurrence=LATER))
    found = await _oakfield(here, count=1)
    assert [each.occurrence for each in found.dates] == [TUESDAY, TUESDAY + WEEK]
    await here.tick_at(DUE + timedelta(hours=8))
    assert here.seen() == []


async def test_a_date_moved_into_the_next_week_gives_way_to_the_question_of_its_own() -> None:
    fridays = Weekly(weekday=Weekday.FRIDAY, at=time(15, 45))
    programme = cast.weekly(closed_day=ClosedDayRule.NEXT)
    here = await world(programme)
    await here.tick_at(DUE)
    await here.change(replace(programme, recurrence=fridays))
    closed = Closure(
        first=date(2026, 11, 13), last=date(2026, 11, 16), reason=ClosureReason.OCCASIONAL, name="Flooded"
    )
    await here.change_school(replace(cast.OAKFIELD, calendar=replace(cast.CALENDAR, closures=(closed,))))
    await here.tick_at(DUE + WEEK - timedelta(hours=2))
    found = await _oakfield(here, count=1)
    assert [each.due_at.date() for each in found.dates] == [TUESDAY + WEEK, date(2026, 11, 20)]
    await here.tick_at(DUE + WEEK + timedelta(hours=8))
    assert len(here.seen()) == 1
