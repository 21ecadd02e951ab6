"""A channel, or a question that may stand in it, needs a person: its owners are told, once, and nobody else is."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.asking.words import read_words
from bot.domain.channel import Channel
from bot.domain.delivery import State
from bot.domain.people import Grant, Member, Role
from bot.ports.chat import OutcomeUnknown, Refused, TryLater
from bot.usecases.sending.evidence import seen
from bot.usecases.sending.reconcile import reconcile
from bot.usecases.sending.reopen import reopen
from bot.usecases.sending.tell_owners import tell_owners
from bot.usecases.spoken.in_words import do
from tests import cast
from tests.cast import DEV, ELM_LEADERS, GRACE, HARBOUR_LEADERS, LEWIS, MILLBROOK_LEADERS, OAKFIELD_LEADERS
from tests.fakes.chat import HANG, Act, appears_and_fails, fails
from tests.fakes.memory import Death
from tests.fakes.world import DUE, SECOND, World, world

ARCHIVED = "The channel is archived: unarchive it."
BUSY = TryLater("busy", after=SECOND)


async def closed(*channels: object, because: str = ARCHIVED) -> World:
    here = await world(at=DUE)
    for channel in channels or (OAKFIELD_LEADERS,):
        await here.bot.store.outbox.close_channel(channel.id, because=because)  # type: ignore[attr-defined]
    return here


def told(here: World) -> list[str]:
    return [person.id for person, _ in here.chat.told]


async def leads_as_well(here: World, member: Member) -> None:
    """Somebody else leads Oakfield too."""
    grant = Grant(role=Role.SCHOOL_LEAD, school=cast.OAKFIELD.id)
    also = replace(member, grants=member.grants | {grant})
    charter = cast.ashgrove()
    members = tuple(also if each.id == also.id else each for each in charter.members)
    await here.bot.store.directory.establish(replace(charter, members=members))


async def ticks(here: World, times: int = 3) -> None:
    for _ in range(times):
        await here.tick_at(here.clock.now() + SECOND)


async def test_a_post_that_closes_the_channel_tells_its_school_lead_once_and_what_to_do() -> None:
    here = await world()
    here.chat.next(OAKFIELD_LEADERS, fails(Refused(ARCHIVED, closes_channel=True)))
    await here.tick_at(DUE)
    await ticks(here)
    ((person, words),) = here.chat.told
    assert person.id == LEWIS.id
    assert OAKFIELD_LEADERS.name in words
    assert ARCHIVED in words
    assert "Try again" in words


async def test_where_the_school_has_no_lead_there_the_trust_lead_is_told() -> None:
    here = await closed(MILLBROOK_LEADERS, HARBOUR_LEADERS)
    await ticks(here)
    assert told(here) == [GRACE.id, GRACE.id]


async def test_a_school_lead_who_is_not_on_that_platform_leaves_it_to_the_trust_lead() -> None:
    here = await closed()
    del here.memory.identities[cast.PLATFORM, LEWIS.id]
    await ticks(here)
    assert told(here) == [GRACE.id]


async def test_where_nobody_owns_it_nobody_is_told_and_nothing_is_tried_again() -> None:
    here = await closed(ELM_LEADERS)
    await ticks(here)
    assert (told(here), [call for call in here.chat.calls if call.startswith("tell")]) == ([], [])


async def test_every_lead_of_the_school_is_told() -> None:
    here = await closed()
    await leads_as_well(here, DEV)
    await ticks(here)
    assert sorted(told(here)) == sorted([LEWIS.id, DEV.id])


async def test_a_platform_that_asks_to_wait_is_asked_again_and_tells_once() -> None:
    here = await closed(OAKFIELD_LEADERS, MILLBROOK_LEADERS)
    here.chat.telling.append(fails(BUSY))
    await ticks(here, 1)
    assert told(here) == []
    await ticks(here)
    assert sorted(told(here)) == sorted([LEWIS.id, GRACE.id])


@pytest.mark.parametrize(
    "first", [Act(), appears_and_fails(OutcomeUnknown("?"))], ids=["clearly", "unclearly"]
)
async def test_whoever_has_heard_is_not_told_again_because_another_could_not_be(first: Act) -> None:
    here = await closed()
    await leads_as_well(here, DEV)
    here.chat.telling.extend([first, fails(BUSY)])
    await ticks(here)
    assert len(told(here)) == 1


@pytest.mark.parametrize(
    "act",
    [
        fails(Refused("They have left.")),
        appears_and_fails(OutcomeUnknown("?")),
        fails(OutcomeUnknown("?")),
        Act(appears=False, answer=HANG),
        fails(KeyError("im")),
    ],
    ids=["refused", "said and unclear", "unclear", "hangs", "a fault of ours"],
)
async def test_without_a_clear_answer_they_are_not_told_twice(act: Act) -> None:
    here = await closed()
    here.chat.telling.append(act)
    await ticks(here)
    assert len([call for call in here.chat.calls if call.startswith("tell")]) == 1


async def test_death_while_telling_tells_nobody_twice() -> None:
    here = await closed()
    here.chat.telling.append(appears_and_fails(Death("tell")))
    with pytest.raises(Death):
        await tell_owners(here.bot)
    await ticks(here)
    assert told(here) == [LEWIS.id]


async def test_two_processes_tell_once() -> None:
    here = await closed()
    await asyncio.gather(tell_owners(here.bot), tell_owners(here.another_process()))
    assert told(here) == [LEWIS.id]


async def test_a_channel_opened_before_anybody_was_told_is_no_news() -> None:
    here = await closed()
    here.chat.telling.append(fails(BUSY))
    await ticks(here, 1)
    await reopen(here.bot, LEWIS.id, channel=OAKFIELD_LEADERS.id)
    await ticks(here)
    assert told(here) == []


async def test_closed_again_its_owners_hear_of_it_again() -> None:
    here = await closed()
    await ticks(here)
    await reopen(here.bot, LEWIS.id, channel=OAKFIELD_LEADERS.id)
    await ticks(here)
    await here.bot.store.outbox.close_channel(OAKFIELD_LEADERS.id, because=ARCHIVED)
    await ticks(here)
    assert told(here) == [LEWIS.id, LEWIS.id]


async def test_closed_for_the_same_reason_once_more_is_no_news() -> None:
    here = await closed()
    await ticks(here)
    assert not await here.bot.store.outbox.close_channel(OAKFIELD_LEADERS.id, because=ARCHIVED)
    await ticks(here)
    assert told(here) == [LEWIS.id]


async def test_a_platform_that_is_not_connected_stops_nothing() -> None:
    here = await closed()
    here.memory.channels[OAKFIELD_LEADERS.id] = replace(
        here.memory.channels[OAKFIELD_LEADERS.id], platform="telegraph"
    )
    assert (await here.tick_at(DUE + SECOND)).failed == ()
    assert told(here) == []


GIVEN_UP = DUE + timedelta(minutes=3)
"""By then nobody looks any more for what nobody can look for."""


async def may_stand(*channels: Channel) -> World:
    """These channels' questions stand there, nobody said so, and nobody can look."""
    here = await world()
    here.chat.cannot_tell()
    for channel in channels or (OAKFIELD_LEADERS,):
        here.chat.next(channel, appears_and_fails(OutcomeUnknown("?")))
    await here.tick_at(DUE)
    assert told(here) == []
    return here


async def test_what_only_a_person_can_tell_tells_its_school_lead_once_and_what_to_do() -> None:
    here = await may_stand()
    await here.tick_at(GIVEN_UP)
    await ticks(here)
    ((person, words),) = here.chat.told
    assert person.id == LEWIS.id
    assert OAKFIELD_LEADERS.name in words
    assert here.seen()[0].message.question in words
    assert "press a button on its card or mention me" in words
    assert "say “send again”" in words


async def test_of_a_question_that_the_bank_has_lost_they_are_told_without_it() -> None:
    here = await may_stand()
    here.memory.deliveries[here.row().id] = replace(here.row(), prompt="long-gone")
    await here.tick_at(GIVEN_UP)
    ((_, words),) = here.chat.told
    assert f"whether a question stands in {OAKFIELD_LEADERS.name}." in words


async def test_each_channels_owners_hear_of_their_own() -> None:
    here = await may_stand(OAKFIELD_LEADERS, MILLBROOK_LEADERS, ELM_LEADERS)
    await here.tick_at(GIVEN_UP)
    await ticks(here)
    assert sorted(told(here)) == sorted([LEWIS.id, GRACE.id])


async def test_two_processes_tell_of_it_once() -> None:
    here = await may_stand()
    here.clock.advance(GIVEN_UP - here.clock.now())
    await reconcile(here.bot)
    await asyncio.gather(tell_owners(here.bot), tell_owners(here.another_process()))
    await ticks(here)
    assert told(here) == [LEWIS.id]


async def test_nobody_is_told_of_what_people_settled_before() -> None:
    here = await may_stand()
    here.clock.advance(GIVEN_UP - here.clock.now())
    await reconcile(here.bot)
    assert await seen(here.bot, thread=here.thread(), written_at=DUE + SECOND, delivery=here.row().id)
    await ticks(here)
    assert here.states() == [State.POSTED]
    assert told(here) == []


async def test_nobody_is_told_of_what_people_settle_while_it_is_being_told() -> None:
    here = await may_stand()
    here.clock.advance(GIVEN_UP - here.clock.now())
    await reconcile(here.bot)
    (taken,) = await here.bot.store.outbox.take_undecided(limit=9)
    await here.bot.store.outbox.undecided_again(taken)

    def settled() -> None:
        row = here.memory.deliveries[taken]
        here.memory.deliveries[taken] = replace(row, state=State.POSTED, root="root-1", posted_at=DUE)

    here.memory.on["owed"] = settled
    assert await tell_owners(here.bot) == 0
    assert told(here) == []


async def test_a_platform_that_asks_to_wait_is_asked_again_and_tells_of_it_once() -> None:
    here = await may_stand(OAKFIELD_LEADERS, MILLBROOK_LEADERS)
    here.chat.telling.append(fails(BUSY))
    await here.tick_at(GIVEN_UP)
    assert told(here) == []
    await ticks(here)
    assert sorted(told(here)) == sorted([LEWIS.id, GRACE.id])


async def test_a_platform_busy_with_a_channels_owners_is_not_asked_for_a_questions() -> None:
    here = await may_stand()
    await here.bot.store.outbox.close_channel(MILLBROOK_LEADERS.id, because=ARCHIVED)
    here.chat.telling.append(fails(BUSY))
    await here.tick_at(GIVEN_UP)
    assert len([call for call in here.chat.calls if call.startswith("tell")]) == 1
    await ticks(here)
    assert sorted(told(here)) == sorted([LEWIS.id, GRACE.id])


async def test_death_while_telling_of_it_tells_nobody_twice() -> None:
    here = await may_stand()
    here.clock.advance(GIVEN_UP - here.clock.now())
    await reconcile(here.bot)
    here.chat.telling.append(appears_and_fails(Death("tell")))
    with pytest.raises(Death):
        await tell_owners(here.bot)
    await ticks(here)
    assert told(here) == [LEWIS.id]


async def test_sent_again_and_unclear_again_they_hear_of_it_again() -> None:
    here = await may_stand()
    here.chat.next(OAKFIELD_LEADERS, fails(OutcomeUnknown("?")))
    await here.tick_at(GIVEN_UP)
    await do(here.bot, LEWIS.id, read_words("send again"), here=None)
    await ticks(here)
    await here.tick_at(GIVEN_UP + timedelta(minutes=4))
    assert here.states() == [State.UNCERTAIN]
    assert told(here) == [LEWIS.id, LEWIS.id]
