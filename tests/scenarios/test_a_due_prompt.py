"""A prompt falls due on an ordinary Tuesday."""

from datetime import date, timedelta

from bot.domain.delivery import State
from bot.domain.programme import ProgrammeId
from bot.usecases.sending.deliver import deliver_due
from bot.usecases.sending.plan_deliveries import delivery_id, plan_deliveries
from tests import cast
from tests.fakes.bank import APPLES, BREAD, EGGS
from tests.fakes.world import DUE, SECOND, world


async def test_nothing_is_owed_before_the_time() -> None:
    here = await world()
    await here.tick_at(DUE - SECOND)
    assert here.memory.deliveries == {}
    assert here.chat.posts == []


async def test_every_channel_gets_the_prompt_at_its_time() -> None:
    here = await world()
    report = await here.tick_at(DUE)
    assert report.failed == ()
    for channel in (cast.OAKFIELD_LEADERS, cast.MILLBROOK_LEADERS, cast.HARBOUR_LEADERS, cast.ELM_LEADERS):
        assert here.states(channel) == [State.POSTED]
        assert [posted.message.key for posted in here.seen(channel)] == [APPLES.key]
    row = here.row()
    assert (row.root, row.posted_at, row.late) == (here.thread().id, DUE, False)


async def test_the_next_tick_does_nothing_more() -> None:
    here = await world()
    await here.tick_at(DUE)
    await here.tick_at(DUE + 30 * SECOND)
    assert here.states() == [State.POSTED]
    assert len(here.seen()) == 1


async def test_next_week_asks_the_next_question() -> None:
    here = await world()
    await here.tick_at(DUE)
    await here.tick_at(DUE + timedelta(weeks=1))
    assert [posted.message.key for posted in here.seen()] == [APPLES.key, BREAD.key]


async def test_the_message_says_who_reads_it_how_long_it_is_kept_and_where_a_concern_belongs() -> None:
    here = await world()
    await here.tick_at(DUE)
    message = here.seen()[0].message
    assert cast.OAKFIELD.name in message.promise
    assert "3 years" in message.promise
    assert "designated safeguarding lead" in message.safeguarding
    assert message.theme == "Shared vision"
    assert message.sources == ("Leading on inclusion (Achievement for All, 2016), Section 2",)
    assert message.evidence == ("a note on apples",)
    assert message.late is False


async def test_a_scale_shows_its_positions_and_an_acronym_what_it_stands_for() -> None:
    programme = cast.only(EGGS.key)
    here = await world(programme)
    await here.tick_at(DUE)
    message = here.seen()[0].message
    assert message.positions == ("We have begun.", "It runs through everything.")
    assert [(known.term, known.meaning) for known in message.acronyms] == [
        ("SENCo", "special educational needs co-ordinator")
    ]


async def test_each_trust_keeps_answers_as_long_as_it_says() -> None:
    here = await world()
    await here.tick_at(DUE)
    assert "2 years" in here.seen(cast.ELM_LEADERS)[0].message.promise


async def test_a_closed_day_is_written_down_with_the_holiday_it_was() -> None:
    here = await world(at=DUE)
    report = await here.tick_at(DUE.replace(month=12, day=29))
    assert report.failed == ()
    christmas = here.row(on=date(2026, 12, 29))
    assert christmas.state is State.SKIPPED
    assert christmas.reason is not None
    assert "Between Autumn term 2026 and Spring term 2027" in christmas.reason
    assert christmas.prompt is None


async def test_a_pressure_week_brings_the_lightest_question() -> None:
    programme = cast.weekly(lighter_from=2)
    here = await world(programme, at=DUE)
    await here.tick_at(DUE + timedelta(weeks=2))
    assert here.row(on=date(2026, 11, 24)).prompt == "cheese"


async def test_what_was_answered_least_comes_next() -> None:
    programme = cast.least_heard()
    here = await world(programme)
    await here.tick_at(DUE)
    first = here.seen()[0].message.key
    await here.answer(cast.HANA, "We said something.")
    await here.tick_at(DUE + timedelta(weeks=1))
    heard = here.bot.bank.get(first).frameworks
    assert here.bot.bank.get(here.seen()[1].message.key).frameworks != heard


async def test_a_programme_without_a_prompt_left_says_so() -> None:
    here = await world(cast.only("no-such-prompt"))
    await here.tick_at(DUE)
    assert here.states() == [State.SKIPPED]
    assert "no question left to ask" in (here.row().reason or "")
    assert here.seen() == []


async def test_planning_twice_writes_once() -> None:
    here = await world(at=DUE)
    await here.tick_at(DUE + timedelta(weeks=1))
    before = dict(here.memory.deliveries)
    here.memory.planned_until.clear()  # as a restored backup might have it
    await plan_deliveries(here.bot)
    assert {key: here.memory.deliveries[key] for key in before} == before
    await deliver_due(here.bot)
    assert len(here.seen()) == 1


def test_a_delivery_has_the_same_id_wherever_it_is_planned() -> None:
    first = delivery_id(cast.WEEKLY.id, cast.OAKFIELD_LEADERS.id, date(2026, 11, 10))
    assert first == delivery_id(cast.WEEKLY.id, cast.OAKFIELD_LEADERS.id, date(2026, 11, 10))
    assert first != delivery_id(ProgrammeId("other"), cast.OAKFIELD_LEADERS.id, date(2026, 11, 10))
