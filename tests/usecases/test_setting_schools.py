"""A trust lead adds schools and their channels, and chooses what comes to them, without any file."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Member, SchoolId
from bot.domain.programme import Programme, ProgrammeId, SchoolChoice, SchoolMay
from bot.domain.trail import Act, Did
from bot.usecases.changing import CannotSave, ChangedMeanwhile
from bot.usecases.permission import NotAllowed, NotFound, standing
from bot.usecases.programmes.adjusting import pause
from bot.usecases.programmes.at_channel import Chosen, channel_page, propose_for_channel, save_for_channel
from bot.usecases.reading.preview import PreviewRequest, preview_for
from bot.usecases.schools.channels import make_channel, rename_channel
from bot.usecases.schools.connecting import connect, offer_code
from bot.usecases.schools.setting import add_school, leave_programmes, propose_leaving, rename_school
from bot.usecases.schools.shown import Step, next_step, school, schools
from scheduler.model import Weekday
from tests import cast
from tests.chosen import choose
from tests.fakes.chat import FakeChat
from tests.fakes.world import DUE, World, london, world
from tests.wished import change_day

OAKFIELD, WEEKLY = cast.OAKFIELD.id, cast.WEEKLY.id
NOT_THE_LEAD = [cast.HANA, cast.LEWIS, cast.PRIYA, cast.GORDON, cast.DORA]


class Here(FakeChat):
    """A platform whose channels are made on a page."""

    def connecting(self, code: str) -> tuple[str, ...]:
        del code
        return ()


async def made_here() -> World:
    here = await world()
    here.bot = replace(here.bot, platforms={"local": Here(here.clock)})
    return here


async def charter(here: World) -> Charter:
    found = await here.bot.store.directory.charter(cast.ASHGROVE.id)
    assert found
    return found


async def named(here: World, key: SchoolId) -> str:
    return next(each.name for each in (await charter(here)).schools if each.id == key)


async def weekly(here: World) -> Programme:
    return here.memory.programmes[WEEKLY]


def acts(here: World) -> list[Act]:
    return here.memory.trail.get(cast.ASHGROVE.id, [])


async def chosen(here: World, channel: ChannelId, *programmes: Programme) -> Chosen:
    page = await channel_page(here.bot, cast.GRACE.id, school=OAKFIELD, channel=channel)
    ids = tuple(each.id for each in programmes)
    return Chosen(school=OAKFIELD, channel=channel, programmes=ids, seen=page.seen)


async def a_channel(here: World, name: str = "Heads") -> Channel:
    code = await offer_code(here.bot, cast.GRACE.id, school=OAKFIELD)
    await connect(here.bot, code, platform="local", address=name, name=name)
    found = await here.bot.store.directory.channel("local", name)
    assert found
    return found


async def test_a_school_is_added_with_its_trusts_calendar_and_it_is_written_down() -> None:
    here = await world()
    theirs = replace(cast.ASHGROVE, calendar=cast.CALENDAR)
    await here.bot.store.directory.establish(replace(cast.ashgrove(), trust=theirs))
    key = await add_school(here.bot, cast.GRACE.id, name="  Fern\n Hill ")
    page = await school(here.bot, cast.GRACE.id, of=key)
    assert page.school.name == "Fern Hill"
    assert page.school.calendar == cast.CALENDAR
    assert not page.channels
    [act] = acts(here)
    assert (act.did, act.by, act.about, act.school) == (Did.CHANGED_SCHOOL, cast.GRACE.id, key, key)
    said = [(each.about, each.setting, each.was, each.now) for each in act.differences]
    assert said == [("Fern Hill", "School", None, "Fern Hill")]


async def test_a_school_of_a_trust_without_a_calendar_has_the_bank_holidays_of_england() -> None:
    here = await world()
    key = await add_school(here.bot, cast.GRACE.id, name="Fern Hill")
    assert (await school(here.bot, cast.GRACE.id, of=key)).school.calendar.nation == "England"


async def test_an_id_is_no_other_trusts_and_does_not_tell_of_its_school() -> None:
    here = await world()
    there = await add_school(here.bot, cast.GRACE.id, name=cast.ELM.name)
    other = await add_school(here.bot, cast.GRACE.id, name="Elm")
    assert not {there, other} & {cast.ELM.id}
    assert here.memory.schools[cast.ELM.id] == cast.ELM
    assert [each.rpartition("-")[0] for each in (there, other)] == ["elm-street-school", "elm"]


@pytest.mark.parametrize("name", ["", " \n", "A" * 101, "harbour ACADEMY"])
async def test_a_school_needs_a_name_that_no_other_of_the_trust_has(name: str) -> None:
    here = await world()
    with pytest.raises(CannotSave) as cannot:
        await add_school(here.bot, cast.GRACE.id, name=name)
    assert set(cannot.value.faults) == {"name"}
    with pytest.raises(CannotSave):
        await rename_school(here.bot, cast.GRACE.id, school=OAKFIELD, name=name)
    assert not acts(here)


async def test_a_school_has_another_name_also_in_other_capitals() -> None:
    here = await world()
    for name in ("Oakfield", "OAKFIELD"):
        await rename_school(here.bot, cast.GRACE.id, school=OAKFIELD, name=name)
        assert await named(here, OAKFIELD) == name


@pytest.mark.parametrize("who", NOT_THE_LEAD)
async def test_schools_are_kept_by_a_trust_lead_alone(who: Member) -> None:
    here = await world()
    with pytest.raises(NotAllowed):
        await add_school(here.bot, who.id, name="Fern Hill")
    with pytest.raises(NotAllowed):
        await rename_school(here.bot, who.id, school=OAKFIELD, name="Fern Hill")
    with pytest.raises(NotAllowed):
        await leave_programmes(here.bot, who.id, school=OAKFIELD)
    assert not acts(here)


async def test_another_trusts_school_and_channel_are_none_here() -> None:
    here = await made_here()
    elm = cast.ELM.id
    for refused in (
        rename_school(here.bot, cast.GRACE.id, school=elm, name="Fern Hill"),
        propose_leaving(here.bot, cast.GRACE.id, school=elm),
        make_channel(here.bot, cast.GRACE.id, school=elm, name="Heads"),
        channel_page(here.bot, cast.GRACE.id, school=elm, channel=cast.ELM_LEADERS.id),
        channel_page(here.bot, cast.GRACE.id, school=OAKFIELD, channel=cast.ELM_LEADERS.id),
        channel_page(here.bot, cast.GRACE.id, school=OAKFIELD, channel=cast.HARBOUR_LEADERS.id),
        rename_channel(
            here.bot, cast.GRACE.id, school=OAKFIELD, channel=cast.HARBOUR_LEADERS.id, name="Heads"
        ),
    ):
        with pytest.raises(NotFound):
            await refused


async def test_a_school_taken_out_is_asked_nothing_more_and_the_effect_is_shown_first() -> None:
    here = await world()
    proposed = await propose_leaving(here.bot, cast.GRACE.id, school=OAKFIELD)
    assert proposed.effect.leaves == (cast.OAKFIELD_LEADERS.id,)
    assert not acts(here)
    await leave_programmes(here.bot, cast.GRACE.id, school=OAKFIELD)
    assert (await weekly(here)).channels == (cast.MILLBROOK_LEADERS.id, cast.HARBOUR_LEADERS.id)
    assert [act.did for act in acts(here)] == [Did.CHANGED_SCHOOL]
    await leave_programmes(here.bot, cast.GRACE.id, school=OAKFIELD)
    assert len(acts(here)) == 1


async def test_what_a_school_had_added_itself_and_what_is_over_are_seen_to() -> None:
    over = replace(cast.WEEKLY, id=ProgrammeId("over"), name="Over", ends=date(2026, 10, 1))
    here = await world(cast.weekly(channels=(cast.MILLBROOK_LEADERS.id,)), over)
    added = SchoolChoice(programme=WEEKLY, school=OAKFIELD, channels=(cast.OAKFIELD_LEADERS.id,))
    await choose(here.bot.store, added, trust=cast.ASHGROVE.id)
    await leave_programmes(here.bot, cast.GRACE.id, school=OAKFIELD)
    assert here.memory.choices[WEEKLY, OAKFIELD].channels == ()
    assert here.memory.programmes[over.id].channels == over.channels


async def test_a_connected_channel_gets_the_programmes_that_a_trust_lead_ticks() -> None:
    here = await world()
    channel = await a_channel(here)
    proposed = await propose_for_channel(here.bot, cast.GRACE.id, await chosen(here, channel.id, cast.WEEKLY))
    assert proposed.effect.joins == (channel.id,)
    await save_for_channel(here.bot, cast.GRACE.id, await chosen(here, channel.id, cast.WEEKLY))
    assert (await weekly(here)).channels[-1] == channel.id
    await here.tick_at(DUE)
    assert len(here.seen(channel)) == 1
    await save_for_channel(here.bot, cast.GRACE.id, await chosen(here, channel.id))
    assert channel.id not in (await weekly(here)).channels


async def test_a_school_without_any_programme_has_its_next_dates_once_one_is_chosen() -> None:
    here = await made_here()
    key = await add_school(here.bot, cast.GRACE.id, name="Fern Hill")
    channel = await make_channel(here.bot, cast.GRACE.id, school=key, name="Heads")
    page = await channel_page(here.bot, cast.GRACE.id, school=key, channel=channel)
    wanted = Chosen(school=key, channel=channel, programmes=[WEEKLY], seen=page.seen)
    await save_for_channel(here.bot, cast.GRACE.id, wanted)
    request = PreviewRequest(programme=WEEKLY, school=key, count=3)
    grace = await standing(here.bot, cast.GRACE.id)
    [coming] = await preview_for(here.bot, grace, request=request)
    assert len(coming.dates) == 3


async def test_ticks_that_somebody_else_changed_meanwhile_are_not_saved() -> None:
    here = await world()
    channel = await a_channel(here)
    first, second = await chosen(here, channel.id, cast.WEEKLY), await chosen(here, channel.id)
    await save_for_channel(here.bot, cast.GRACE.id, first)
    with pytest.raises(ChangedMeanwhile):
        await save_for_channel(here.bot, cast.GRACE.id, second)


async def test_a_trust_lead_takes_out_what_a_school_had_added() -> None:
    here = await world(cast.weekly(channels=(cast.MILLBROOK_LEADERS.id,)))
    added = SchoolChoice(programme=WEEKLY, school=OAKFIELD, channels=(cast.OAKFIELD_LEADERS.id,))
    await choose(here.bot.store, added, trust=cast.ASHGROVE.id)
    page = await channel_page(here.bot, cast.GRACE.id, school=OAKFIELD, channel=cast.OAKFIELD_LEADERS.id)
    assert [each.id for each in page.come] == [WEEKLY]
    await save_for_channel(here.bot, cast.GRACE.id, await chosen(here, cast.OAKFIELD_LEADERS.id))
    assert here.memory.choices[WEEKLY, OAKFIELD].channels == ()


@pytest.mark.parametrize("who", NOT_THE_LEAD)
async def test_what_comes_to_a_channel_is_the_trust_leads_to_choose(who: Member) -> None:
    here = await world()
    with pytest.raises(NotAllowed):
        await save_for_channel(here.bot, who.id, await chosen(here, cast.OAKFIELD_LEADERS.id))


async def test_another_trusts_programme_cannot_be_ticked() -> None:
    here = await world()
    with pytest.raises(NotFound):
        await save_for_channel(
            here.bot, cast.GRACE.id, await chosen(here, cast.OAKFIELD_LEADERS.id, cast.ELM_WEEKLY)
        )


@pytest.mark.parametrize("may", [True, False])
async def test_a_school_lead_is_shown_what_they_may_bring_to_a_channel(may: bool) -> None:  # noqa: FBT001 - a case
    leaves = frozenset({SchoolMay.ADD_CHANNEL}) if may else frozenset[SchoolMay]()
    here = await world(cast.weekly(schools_may=leaves))
    channel = await a_channel(here)
    page = await channel_page(here.bot, cast.LEWIS.id, school=OAKFIELD, channel=channel.id)
    assert [each.id for each in page.addable] == ([WEEKLY] if may else [])
    assert not page.sets
    seen = await channel_page(here.bot, cast.HANA.id, school=OAKFIELD, channel=channel.id)
    assert (seen.addable, seen.reopens, seen.renames) == ((), False, False)


async def test_a_channel_is_made_and_renamed_by_its_schools_lead_where_it_is_made_on_pages() -> None:
    here = await made_here()
    key = await make_channel(here.bot, cast.LEWIS.id, school=OAKFIELD, name=" Heads ")
    await rename_channel(here.bot, cast.LEWIS.id, school=OAKFIELD, channel=key, name="Heads and deputies")
    assert here.memory.channels[key].name == "Heads and deputies"
    assert [act.did for act in acts(here)] == [Did.CHANGED_CHANNEL, Did.CHANGED_CHANNEL]
    for name in ("", "x" * 101, "oakfield primary school LEADERS"):
        with pytest.raises(CannotSave):
            await make_channel(here.bot, cast.LEWIS.id, school=OAKFIELD, name=name)
        with pytest.raises(CannotSave):
            await rename_channel(here.bot, cast.LEWIS.id, school=OAKFIELD, channel=key, name=name)
    with pytest.raises(NotAllowed):
        await make_channel(here.bot, cast.LEWIS.id, school=cast.MILLBROOK.id, name="Heads")
    with pytest.raises(NotAllowed):
        await make_channel(here.bot, cast.PRIYA.id, school=OAKFIELD, name="Heads")


async def test_where_a_platform_names_its_channels_none_is_made_or_renamed_here() -> None:
    here = await world()
    with pytest.raises(NotFound):
        await make_channel(here.bot, cast.GRACE.id, school=OAKFIELD, name="Heads")
    with pytest.raises(NotFound):
        await rename_channel(
            here.bot, cast.GRACE.id, school=OAKFIELD, channel=cast.OAKFIELD_LEADERS.id, name="Heads"
        )


async def test_schools_say_which_channels_nothing_comes_to() -> None:
    here = await world()
    channel = await a_channel(here)
    page = await school(here.bot, cast.LEWIS.id, of=OAKFIELD)
    assert page.idle == {channel.id}
    lines = {line.school.id: line for line in (await schools(here.bot, cast.GRACE.id)).lines}
    assert [each.id for each in lines[OAKFIELD].idle] == [channel.id]
    assert not lines[cast.HARBOUR.id].idle


async def test_the_list_says_what_comes_next_what_is_paused_and_what_a_school_has_changed() -> None:
    here = await world()
    until = date(2026, 11, 30)
    await pause(here.bot, cast.LEWIS.id, programme=WEEKLY, school=OAKFIELD, until=until)
    lines = {line.school.id: line for line in (await schools(here.bot, cast.GRACE.id)).lines}
    assert {key: (line.changed, line.paused) for key, line in lines.items()} == {
        OAKFIELD: (1, ((cast.WEEKLY.name, until),)),
        cast.HARBOUR.id: (0, ()),
        cast.MILLBROOK.id: (0, ()),
    }
    assert {key: line.next for key, line in lines.items()} == {
        OAKFIELD: london(2026, 12, 1, 8, 15),
        cast.HARBOUR.id: DUE,
        cast.MILLBROOK.id: DUE,
    }
    here.clock.advance(DUE - here.clock.now())
    await here.tick_at(DUE)
    lines = {line.school.id: line for line in (await schools(here.bot, cast.GRACE.id)).lines}
    assert lines[cast.MILLBROOK.id].next == DUE + timedelta(weeks=1)


async def test_the_list_and_the_page_of_a_school_agree_on_what_comes_next_after_a_shift() -> None:
    here = await world()
    await here.tick_at(DUE)
    await change_day(here.bot, cast.LEWIS.id, programme=WEEKLY, school=OAKFIELD, weekday=Weekday.THURSDAY)
    (line,) = (await schools(here.bot, cast.LEWIS.id, named="Oakfield")).lines
    page = await school(here.bot, cast.LEWIS.id, of=OAKFIELD)
    assert page.programmes[0].next
    assert line.next == page.programmes[0].next.due_at == london(2026, 11, 19, 8, 15)


async def test_a_new_trust_is_told_its_next_step_until_something_is_asked() -> None:
    here = await made_here()
    empty = Charter(trust=cast.ASHGROVE, members=cast.ashgrove().members)
    here.memory.schools.clear()
    here.memory.channels.clear()
    here.memory.programmes.clear()
    await here.bot.store.directory.establish(empty)
    steps = []

    async def step() -> None:
        steps.append(next_step(here.bot, await standing(here.bot, cast.GRACE.id)))

    await step()
    key = await add_school(here.bot, cast.GRACE.id, name="Fern Hill")
    await step()
    channel = await make_channel(here.bot, cast.GRACE.id, school=key, name="Heads")
    await step()
    await here.bot.store.directory.establish(
        Charter(trust=cast.ASHGROVE, programmes=(cast.weekly(channels=(channel,)),))
    )
    await step()
    assert steps == [Step.SCHOOL, Step.CHANNEL, Step.PROGRAMME, None]
    assert next_step(here.bot, await standing(here.bot, cast.DORA.id)) is None
