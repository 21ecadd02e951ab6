"""A school lead shifts a programme, leaves a prompt out, adds a channel; what the trust locks counts no more."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.domain.channel import ChannelId
from bot.domain.charter import Charter
from bot.domain.delivery import State
from bot.domain.people import Member
from bot.domain.programme import SchoolMay
from bot.domain.trail import Did
from bot.domain.wishes import (
    ChangeDay,
    LeaveOut,
)
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.programmes.adjusting import CannotAdjust, adjust, proposed
from bot.usecases.reading.home import coming
from bot.usecases.reading.preview import PreviewRequest, preview
from prompts.model import OWN_THEME
from scheduler.model import OnDates, OnDemand, Weekday
from tests import cast
from tests.cast import LEWIS, MILLBROOK_LEADERS, OAKFIELD_LEADERS, WEEKLY
from tests.fakes.bank import APPLES
from tests.fakes.world import DUE, TUESDAY, World, london, world
from tests.wished import add_channel, change_day, change_time, leave_out, put_back, remove_channel

OAKFIELD = cast.OAKFIELD.id
WEEK = timedelta(weeks=1)
THURSDAY = london(2026, 11, 12, 8, 15)
DEPUTIES = replace(OAKFIELD_LEADERS, id=ChannelId("deputies"), address="deputies", name="Deputies")


async def with_deputies() -> World:
    """Oakfield has a second channel, to which the trust sends nothing."""
    here = await world()
    charter = cast.ashgrove()
    await here.bot.store.directory.establish(replace(charter, channels=(*charter.channels, DEPUTIES)))
    return here


async def asked_on(here: World) -> list[date]:
    """The dates on which something will be asked in Oakfield, of the next few."""
    (found,) = await preview(here.bot, request=PreviewRequest(programme=WEEKLY.id, school=OAKFIELD, count=2))
    return [each.due_at.date() for each in found.dates if each.left_out is None]


async def test_another_day_is_one_schools_and_kept_in_the_trail() -> None:
    here = await world()
    wish = ChangeDay(programme=WEEKLY.id, school=OAKFIELD, weekday=Weekday.THURSDAY)
    shown = await proposed(here.bot, LEWIS.id, wish)
    assert shown.effect.sentences[0] == "1 school moves from Tuesday to Thursday."
    assert await asked_on(here) == [TUESDAY, TUESDAY + WEEK]
    saved = await adjust(here.bot, LEWIS.id, wish)
    assert saved.effect == shown.effect
    (act,) = here.memory.trail[cast.ASHGROVE.id]
    assert (act.did, act.by, act.school, act.about) == (Did.CHOSE_FOR_SCHOOL, LEWIS.id, OAKFIELD, WEEKLY.id)
    assert act.differences
    await here.tick_at(DUE)
    assert (here.states(), here.states(MILLBROOK_LEADERS)) == ([], [State.POSTED])
    await here.tick_at(THURSDAY)
    assert here.states() == [State.POSTED]


async def test_back_to_the_trusts_day_is_no_choice_at_all() -> None:
    here = await world()
    for weekday in (Weekday.TUESDAY, None):
        await change_day(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, weekday=Weekday.THURSDAY)
        choice = await change_day(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, weekday=weekday)
        assert choice.weekday is None


async def test_another_time() -> None:
    here = await world()
    await change_time(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, at=time(15, 45))
    await here.tick_at(DUE)
    await here.tick_at(london(2026, 11, 10, 15, 45))
    assert here.states() == [State.POSTED]
    assert here.rows()[0].posted_at == london(2026, 11, 10, 15, 45)


async def test_what_the_trust_locks_counts_no_more_and_is_there_again_when_it_does_not() -> None:
    here = await world()
    await change_day(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, weekday=Weekday.THURSDAY)
    await here.change(cast.weekly(schools_may=frozenset(SchoolMay) - {SchoolMay.CHANGE_DAY}))
    assert await asked_on(here) == [TUESDAY, TUESDAY + WEEK]
    with pytest.raises(NotAllowed, match="only the trust sets the day"):
        await change_day(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, weekday=None)
    await here.change(WEEKLY)
    assert await asked_on(here) == [date(2026, 11, 12), date(2026, 11, 19)]


async def test_a_prompt_left_out_is_never_asked_there_and_is_asked_again_once_it_is_put_back() -> None:
    here = await world()
    here.clock.advance(timedelta(0))
    await leave_out(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, prompt="apples")
    (found,) = await preview(here.bot, request=PreviewRequest(programme=WEEKLY.id, school=OAKFIELD, count=1))
    assert found.dates[0].prompt is not None
    assert found.dates[0].prompt.key == "bread"
    await here.tick_at(DUE)
    assert here.row().prompt == "bread"
    assert here.row(MILLBROOK_LEADERS).prompt == "apples"
    await put_back(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, prompt="apples")
    await here.tick_at(DUE + WEEK)
    assert here.rows()[-1].prompt == "apples"


async def test_what_is_no_prompt_of_the_trust_cannot_be_left_out_and_is_written_down_nowhere() -> None:
    here = await world()
    with pytest.raises(NotFound):
        await leave_out(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, prompt="Jo was late again")
    assert here.memory.trail == {}


async def test_a_channel_of_its_own_gets_the_questions_too_and_shows_in_its_dates() -> None:
    here = await with_deputies()
    await add_channel(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, channel=DEPUTIES.id)
    await here.tick_at(DUE)
    assert here.states(DEPUTIES) == [State.POSTED]
    (shown,) = await coming(here.bot, LEWIS.id)
    assert DEPUTIES.id in shown.programme.channels
    await remove_channel(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, channel=DEPUTIES.id)
    await here.tick_at(DUE + WEEK)
    assert here.states(DEPUTIES) == [State.POSTED]
    assert here.states() == [State.POSTED, State.POSTED]


async def test_once_the_trust_locks_it_nothing_more_goes_to_the_channel() -> None:
    here = await with_deputies()
    await add_channel(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, channel=DEPUTIES.id)
    await here.change(cast.weekly(schools_may=frozenset()))
    await here.tick_at(DUE)
    assert here.states(DEPUTIES) == []


async def test_only_a_channel_of_the_school_that_is_not_there_yet_can_be_added() -> None:
    here = await with_deputies()
    for channel in (MILLBROOK_LEADERS.id, ChannelId("nowhere")):
        with pytest.raises(NotFound):
            await add_channel(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, channel=channel)
    with pytest.raises(CannotAdjust, match="already"):
        await add_channel(
            here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, channel=OAKFIELD_LEADERS.id
        )


async def test_what_has_no_weekday_or_time_cannot_be_shifted() -> None:
    dates = OnDates(dates=frozenset({TUESDAY}), at=time(8, 15))
    here = await world(cast.weekly(recurrence=dates))
    with pytest.raises(CannotAdjust, match="on dates that the trust has named"):
        await change_day(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, weekday=Weekday.FRIDAY)
    await here.change(cast.weekly(recurrence=OnDemand()))
    with pytest.raises(CannotAdjust, match="when you ask for it"):
        await change_time(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, at=time(9, 0))


@pytest.mark.parametrize("who", [cast.GRACE, cast.HANA, cast.PRIYA])
async def test_only_the_school_lead_may(who: Member) -> None:
    here = await world()
    wish = LeaveOut(programme=WEEKLY.id, school=OAKFIELD, prompt="apples")
    for does in (proposed, adjust):
        with pytest.raises(NotAllowed):
            await does(here.bot, who.id, wish)


async def test_a_trusts_own_prompt_is_asked_and_shown_there_and_in_no_other_trust() -> None:
    here = await world()
    own = replace(APPLES, key="own-hope", theme=OWN_THEME.key, question="What do we hope for at Ashgrove?")

    def with_own(charter: Charter) -> Charter:
        return replace(charter, prompts=(own,), programmes=(cast.only("own-hope"),))

    directory = here.bot.store.directory
    before = await directory.charter(cast.ASHGROVE.id)
    assert before is not None
    await directory.establish(with_own(before))
    elms = replace(cast.ELM_WEEKLY, selection=cast.only("own-hope").selection)
    await directory.establish(replace(cast.beechwood(), programmes=(elms,)))
    (found,) = await preview(here.bot, request=PreviewRequest(programme=WEEKLY.id, school=OAKFIELD, count=1))
    assert found.dates[0].prompt is not None
    assert found.dates[0].prompt.question == own.question
    await here.tick_at(DUE)
    assert [posted.message.question for posted in here.seen()] == [own.question]
    elm = here.row(cast.ELM_LEADERS, programme=elms)
    assert (elm.state, elm.prompt) == (State.SKIPPED, None)
