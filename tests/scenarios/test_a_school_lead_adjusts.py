"""A school lead pauses a programme in their school, skips a date, or takes either back; the other schools go on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.delivery import State
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId, SchoolMay
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.programmes.adjusting import CannotAdjust, keep_date, pause, resume, skip
from bot.usecases.programmes.asking_now import ask_now
from bot.usecases.reading.home import coming
from bot.usecases.reading.preview import PreviewRequest, preview
from bot.usecases.sending.plan_deliveries import plan_deliveries
from scheduler.model import ClosedDayRule, Closure, ClosureReason
from tests import cast
from tests.cast import LEWIS, MILLBROOK_LEADERS, OAKFIELD_LEADERS, WEEKLY
from tests.fakes.world import DUE, TUESDAY, World, world

WEEK = timedelta(weeks=1)
OAKFIELD = cast.OAKFIELD.id
MONDAY = TUESDAY - timedelta(days=1)


async def pause_until(here: World, until: date) -> None:
    await pause(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, until=until)


async def skip_on(here: World, on: date) -> None:
    await skip(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, on=on)


async def left_out(here: World, school: SchoolId = OAKFIELD) -> list[date]:
    """The dates that the preview says nothing will come on, of the next few."""
    (shown,) = await preview(here.bot, request=PreviewRequest(programme=WEEKLY.id, school=school, count=3))
    return [dated.occurrence for dated in shown.dates if dated.left_out]


async def test_a_pause_is_one_schools_and_the_preview_says_what_the_plan_does() -> None:
    here = await world()
    await pause_until(here, TUESDAY + WEEK)
    assert await left_out(here) == [TUESDAY]
    assert await left_out(here, cast.MILLBROOK.id) == []
    await here.tick_at(DUE)
    await here.tick_at(DUE + WEEK)
    assert here.states() == [State.SKIPPED, State.POSTED]
    assert here.states(MILLBROOK_LEADERS) == [State.POSTED, State.POSTED]
    assert here.rows()[0].reason == "The programme is paused until Tuesday 17 November 2026."


async def test_a_pause_that_comes_after_planning_calls_the_question_off() -> None:
    here = await world()
    here.clock.advance(DUE - here.clock.now())
    await plan_deliveries(here.bot)
    await pause_until(here, TUESDAY + WEEK)
    await here.tick_at(DUE)
    assert (here.states(), here.seen()) == ([State.SKIPPED], [])
    assert here.states(MILLBROOK_LEADERS) == [State.POSTED]


async def test_a_pause_ended_early_lets_the_next_question_come() -> None:
    here = await world()
    await pause_until(here, TUESDAY + 4 * WEEK)
    await resume(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD)
    assert await left_out(here) == []
    await here.tick_at(DUE)
    assert here.states() == [State.POSTED]


async def test_what_was_paused_is_not_made_up_for() -> None:
    here = await world()
    await pause_until(here, TUESDAY + 2 * WEEK)
    await here.tick_at(DUE)
    await resume(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD)
    await here.tick_at(DUE + timedelta(hours=1))
    assert here.states() == [State.SKIPPED]


@pytest.mark.parametrize("until", [MONDAY, MONDAY - WEEK, date(2020, 1, 1)])
async def test_a_pause_must_end_on_a_day_to_come(until: date) -> None:
    here = await world()
    with pytest.raises(CannotAdjust, match="later date"):
        await pause_until(here, until)
    assert here.memory.choices == {}


async def test_today_is_the_schools_own_and_not_greenwichs() -> None:
    here = await world(at=DUE)
    await pause_until(here, TUESDAY + timedelta(days=1))
    with pytest.raises(CannotAdjust):
        await pause_until(here, TUESDAY)


async def test_one_date_is_skipped_in_one_school() -> None:
    here = await world()
    await skip_on(here, TUESDAY)
    assert (await left_out(here), await left_out(here, cast.MILLBROOK.id)) == ([TUESDAY], [])
    await here.tick_at(DUE)
    await here.tick_at(DUE + WEEK)
    assert here.states() == [State.SKIPPED, State.POSTED]
    assert here.states(MILLBROOK_LEADERS) == [State.POSTED, State.POSTED]


async def test_a_skipped_date_is_kept_after_all() -> None:
    here = await world()
    await skip_on(here, TUESDAY)
    await skip_on(here, TUESDAY + WEEK)
    await keep_date(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, on=TUESDAY)
    assert await left_out(here) == [TUESDAY + WEEK]
    await keep_date(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, on=TUESDAY)
    await here.tick_at(DUE)
    assert here.states() == [State.POSTED]


async def test_a_date_that_is_past_cannot_be_skipped_and_old_ones_are_forgotten() -> None:
    here = await world()
    await skip_on(here, TUESDAY)
    await skip_on(here, TUESDAY + WEEK)
    with pytest.raises(CannotAdjust, match="is past"):
        await skip_on(here, TUESDAY - WEEK)
    here.clock.advance(timedelta(days=15))
    await skip_on(here, TUESDAY + 3 * WEEK)
    (choice,) = here.memory.choices.values()
    assert choice.skipped_dates == {TUESDAY + WEEK, TUESDAY + 3 * WEEK}


async def test_a_day_on_which_nothing_comes_cannot_be_skipped() -> None:
    here = await world()
    with pytest.raises(CannotAdjust, match="No question is planned for Wednesday 11 November 2026"):
        await skip_on(here, TUESDAY + timedelta(days=1))
    assert not here.memory.choices


async def test_a_date_that_was_moved_is_skipped_by_either_of_its_days() -> None:
    closed = Closure(first=TUESDAY, last=TUESDAY, reason=ClosureReason.INSET, name="Training day")
    calendar = replace(cast.CALENDAR, closures=(*cast.CALENDAR.closures, closed))
    for day in (TUESDAY, TUESDAY + timedelta(days=1)):
        here = await world(cast.weekly(closed_day=ClosedDayRule.NEXT))
        await here.change_school(replace(cast.OAKFIELD, calendar=calendar))
        await skip_on(here, day)
        (choice,) = here.memory.choices.values()
        assert choice.skipped_dates == {TUESDAY}
        await keep_date(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, on=day)
        (choice,) = here.memory.choices.values()
        assert not choice.skipped_dates


async def test_nobody_pauses_for_more_than_a_year() -> None:
    here = await world()
    with pytest.raises(CannotAdjust, match="more than a year ahead"):
        await pause_until(here, TUESDAY + 60 * WEEK)


async def test_a_pause_and_a_skipped_date_do_not_undo_each_other() -> None:
    here = await world()
    await skip_on(here, TUESDAY + 2 * WEEK)
    await pause_until(here, TUESDAY + WEEK)
    await resume(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD)
    assert await left_out(here) == [TUESDAY + 2 * WEEK]


async def test_the_longer_pause_of_school_and_trust_holds() -> None:
    here = await world(cast.weekly(paused_until=TUESDAY + WEEK))
    assert await left_out(here) == [TUESDAY]
    await pause_until(here, TUESDAY + 2 * WEEK)
    assert await left_out(here) == [TUESDAY, TUESDAY + WEEK]
    assert await left_out(here, cast.MILLBROOK.id) == [TUESDAY]
    await resume(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD)
    assert await left_out(here) == [TUESDAY]


async def test_a_school_lead_cannot_end_the_trusts_own_pause_and_learns_who_can() -> None:
    here = await world(cast.weekly(paused_until=TUESDAY + WEEK))
    with pytest.raises(CannotAdjust, match="ask your trust lead"):
        await resume(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD)
    (shown,) = await coming(here.bot, LEWIS.id)
    assert (shown.paused_until, shown.paused_here) == (TUESDAY + WEEK, False)


async def test_home_says_whose_pause_it_is() -> None:
    here = await world()
    await pause_until(here, TUESDAY + WEEK)
    (shown,) = await coming(here.bot, LEWIS.id)
    assert (shown.paused_until, shown.paused_here) == (TUESDAY + WEEK, True)
    here.clock.advance(timedelta(days=8))
    (shown,) = await coming(here.bot, LEWIS.id)
    assert (shown.paused_until, shown.paused_here) == (None, False)


@pytest.mark.parametrize(
    ("kept", "refused"),
    [
        (SchoolMay.PAUSE, ["pause", "resume"]),
        (SchoolMay.SKIP, ["skip", "keep"]),
        (SchoolMay.ASK_NOW, ["ask"]),
    ],
)
async def test_what_the_trust_keeps_to_itself_is_refused_and_the_rest_is_not(
    kept: SchoolMay, refused: list[str]
) -> None:
    here = await world(cast.weekly(schools_may=frozenset(SchoolMay) - {kept}))
    found = []
    for name, attempt in (
        ("pause", pause(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, until=TUESDAY + WEEK)),
        ("resume", resume(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD)),
        ("skip", skip(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, on=TUESDAY)),
        ("keep", keep_date(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, on=TUESDAY)),
        ("ask", ask_now(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD)),
    ):
        try:
            await attempt
        except NotAllowed as error:
            assert "ask your trust lead" in str(error)  # noqa: PT017 - which of them are refused is the question
            found.append(name)
    assert found == refused


async def test_a_freedom_taken_away_takes_what_was_chosen_with_it_and_gives_it_back() -> None:
    here = await world()
    await pause_until(here, TUESDAY + WEEK)
    await skip_on(here, TUESDAY + WEEK)
    await here.change(cast.weekly(schools_may=frozenset()))
    assert await left_out(here) == []
    await here.change(cast.WEEKLY)
    assert await left_out(here) == [TUESDAY, TUESDAY + WEEK]
    await here.change(cast.weekly(schools_may=frozenset()))
    await here.tick_at(DUE)
    assert here.states() == [State.POSTED]


async def test_another_trusts_programme_or_school_does_not_exist() -> None:
    here = await world()
    for programme, school in (
        (cast.ELM_WEEKLY.id, OAKFIELD),
        (WEEKLY.id, cast.ELM.id),
        (cast.ELM_WEEKLY.id, cast.ELM.id),
        (ProgrammeId("none"), OAKFIELD),
        (WEEKLY.id, SchoolId("none")),
    ):
        with pytest.raises(NotFound):
            await pause(here.bot, LEWIS.id, programme=programme, school=school, until=TUESDAY + WEEK)
    assert here.memory.choices == {}


async def test_a_programme_that_does_not_come_to_the_school_cannot_be_adjusted_there() -> None:
    here = await world(cast.weekly(channels=(MILLBROOK_LEADERS.id,)))
    with pytest.raises(NotFound, match="does not come"):
        await pause_until(here, TUESDAY + WEEK)
    assert OAKFIELD_LEADERS.id not in here.memory.programmes[WEEKLY.id].channels
