"""A trust's leads hear of a morning what needs a person: once a day, on a school day, and only then."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.domain.delivery import State
from bot.ports.chat import Refused, TryLater
from bot.usecases.people.snooze import CannotSnooze, snooze, wake
from bot.usecases.sending.summary import tell_trusts
from tests import cast
from tests.fakes.chat import ACCEPTS, HANG, Act, fails
from tests.fakes.memory import Death
from tests.fakes.world import DUE, World, london, world

TUESDAY = london(2026, 11, 10, 9, 0)
DAY = timedelta(days=1)


async def needing(*, at: datetime = TUESDAY) -> World:
    """A channel of Oakfield's is closed, and nobody has to hear of it any more but the trust."""
    here = await world(at=at)
    here.memory.looked_on.clear()
    await here.bot.store.outbox.close_channel(cast.OAKFIELD_LEADERS.id, because="Archived.")
    await here.bot.store.outbox.take_untold(limit=9)
    return here


async def close_anew(here: World) -> None:
    """It was mended, and is closed once more."""
    for because in (None, "Archived."):
        await here.bot.store.outbox.close_channel(cast.OAKFIELD_LEADERS.id, because=because)
    await here.bot.store.outbox.take_untold(limit=9)


def heard(here: World) -> list[tuple[str, str]]:
    return [(person.id, words) for person, words in here.chat.told]


async def test_the_trust_lead_hears_once_a_day_how_much_needs_a_person() -> None:
    here = await needing()
    assert await tell_trusts(here.bot) == 1
    ((who, words),) = heard(here)
    assert who == cast.GRACE.id
    assert "1 channel is closed" in words
    assert cast.OAKFIELD.name not in words
    assert await tell_trusts(here.bot) == 0


async def test_a_closed_channel_is_told_of_when_it_is_new_and_again_on_the_first_morning_of_each_week() -> (
    None
):
    here = await needing()
    told_on = []
    for _ in range(21):
        if await tell_trusts(here.bot):
            told_on.append(here.clock.now().date())
        here.clock.advance(DAY)
    # A Tuesday, and the Mondays after it.
    assert told_on == [date(2026, 11, 10), date(2026, 11, 16), date(2026, 11, 23), date(2026, 11, 30)]


async def test_a_channel_that_was_mended_and_closes_again_is_new() -> None:
    here = await needing()
    await tell_trusts(here.bot)
    here.clock.advance(DAY)
    await close_anew(here)
    assert await tell_trusts(here.bot) == 1
    assert "1 channel is closed" in heard(here)[-1][1]


async def test_an_undecided_question_is_told_of_every_morning() -> None:
    here = await world()
    await here.tick_at(DUE)
    row = here.rows()[-1]
    here.memory.put(row, state=State.UNCERTAIN, reason="Silence.", root=None, posted_at=None)
    for days in (1, 2):
        here.clock.advance(TUESDAY + days * DAY - here.clock.now())
        assert await tell_trusts(here.bot) == 1
    assert all("1 question may or may not have been posted" in words for _, words in heard(here))


async def test_the_word_leads_to_the_deliveries_page_where_that_is_known() -> None:
    here = await needing()
    await tell_trusts(replace(here.bot, public_url="https://thread.example.org"))
    assert "https://thread.example.org/deliveries" in heard(here)[0][1]


async def test_nothing_is_said_where_nothing_needs_a_person() -> None:
    here = await world(at=TUESDAY)
    assert await tell_trusts(here.bot) == 0
    assert heard(here) == []


@pytest.mark.parametrize(
    "when",
    [
        london(2026, 11, 10, 7, 59),
        london(2026, 11, 10, 12, 0),
        london(2026, 11, 14, 9, 0),
        london(2026, 12, 25, 9, 0),
    ],
    ids=["early", "afternoon", "saturday", "christmas"],
)
async def test_nothing_is_said_but_on_the_morning_of_a_school_day(when: datetime) -> None:
    here = await needing(at=when)
    await tell_trusts(here.bot)
    assert heard(here) == []


async def test_what_was_missed_since_the_last_look_is_told_once() -> None:
    here = await world()
    await here.tick_at(DUE)
    here.memory.put(here.rows()[-1], state=State.MISSED, reason="Too late.", root=None, posted_at=None)
    for days in (1, 2):
        await here.tick_at(TUESDAY + timedelta(days=days))
    assert "1 question was missed" in heard(here)[0][1]
    assert len(heard(here)) == 1


async def test_two_processes_say_it_once() -> None:
    here = await needing()
    assert await tell_trusts(here.bot) + await tell_trusts(here.another_process()) == 1


@pytest.mark.parametrize("answer", [Refused("gone"), RuntimeError("odd")], ids=["refused", "odd"])
async def test_a_lead_who_cannot_be_told_is_not_told_twice(answer: Exception) -> None:
    here = await needing()
    here.chat.telling.append(fails(answer))
    assert await tell_trusts(here.bot) == 0
    assert await tell_trusts(here.bot) == 0
    assert here.chat.calls.count(f"tell {cast.GRACE.id}") == 1


BUSY = TryLater("busy", after=timedelta(seconds=5))


async def two_leads() -> World:
    """Dora leads the trust as well."""
    here = await needing()
    dora = replace(cast.DORA, grants=cast.GRACE.grants)
    identity = (cast.person(dora), dora.id)
    await here.bot.store.directory.establish(
        replace(cast.ashgrove(), members=(dora,), identities=(identity,))
    )
    return here


async def test_where_a_platform_asks_to_wait_whoever_has_not_heard_hears_later_and_nobody_twice() -> None:
    here = await two_leads()
    here.chat.telling.extend([ACCEPTS, fails(BUSY)])
    assert await tell_trusts(here.bot) == 1
    for _ in range(3):
        await tell_trusts(here.bot)
    assert sorted(who for who, _ in heard(here)) == [cast.DORA.id, cast.GRACE.id]
    assert len({words for _, words in heard(here)}) == 1


async def test_a_platform_that_asks_to_wait_is_asked_once_a_tick_until_noon() -> None:
    here = await two_leads()
    here.chat.telling.extend([fails(BUSY)] * 9)
    for minutes in (0, 1, 179, 181):
        here.clock.advance(TUESDAY + timedelta(minutes=minutes) - here.clock.now())
        assert await tell_trusts(here.bot) == 0
    assert len([call for call in here.chat.calls if call.startswith("tell ")]) == 3
    here.chat.telling.clear()
    here.clock.advance(TUESDAY + DAY - here.clock.now())
    assert await tell_trusts(here.bot) == 0, "the word of yesterday is not today's"


async def test_of_two_processes_one_tells_whoever_has_yet_to_hear() -> None:
    here = await two_leads()
    here.chat.telling.append(fails(BUSY))
    await tell_trusts(here.bot)
    await asyncio.gather(tell_trusts(here.bot), tell_trusts(here.another_process()))
    assert sorted(who for who, _ in heard(here)) == [cast.DORA.id, cast.GRACE.id]


async def test_nothing_more_is_said_once_it_is_mended() -> None:
    here = await two_leads()
    here.chat.telling.append(fails(BUSY))
    await tell_trusts(here.bot)
    await here.bot.store.outbox.close_channel(cast.OAKFIELD_LEADERS.id, because=None)
    assert await tell_trusts(here.bot) == 0
    assert heard(here) == []


async def test_a_platform_that_is_down_is_asked_once_a_tick_and_the_next_trust_hears_later() -> None:
    here = await needing()
    olive = replace(cast.OLIVE, grants=cast.GRACE.grants)
    await here.bot.store.directory.establish(replace(cast.beechwood(), members=(olive,)))
    await here.bot.store.outbox.close_channel(cast.ELM_LEADERS.id, because="Archived.")
    here.chat.telling.append(Act(appears=False, answer=HANG))
    assert await tell_trusts(here.bot) == 0
    assert len([call for call in here.chat.calls if call.startswith("tell ")]) == 1
    assert await tell_trusts(here.bot) == 1
    assert [who for who, _ in heard(here)] == [olive.id]


async def test_a_death_before_the_word_is_out_loses_it() -> None:
    here = await needing()
    here.chat.telling.append(Act(appears=False, answer=Death()))
    with pytest.raises(Death):
        await tell_trusts(here.bot)
    assert await tell_trusts(here.bot) == 0


async def test_whoever_snoozes_hears_nothing_until_that_day_or_until_they_wake() -> None:
    here = await needing()
    await snooze(here.bot, cast.GRACE.id, until=date(2026, 11, 12))
    await tell_trusts(here.bot)
    here.clock.advance(DAY)
    await close_anew(here)
    await tell_trusts(here.bot)
    assert heard(here) == []
    here.clock.advance(DAY)
    await close_anew(here)
    await tell_trusts(here.bot)
    assert len(heard(here)) == 1
    await snooze(here.bot, cast.GRACE.id, until=date(2026, 12, 1))
    await wake(here.bot, cast.GRACE.id)
    here.clock.advance(DAY)
    await close_anew(here)
    await tell_trusts(here.bot)
    assert len(heard(here)) == 2


@pytest.mark.parametrize("until", [date(2026, 11, 10), date(2020, 1, 1), date(2030, 1, 1)])
async def test_one_snoozes_until_a_day_ahead_within_a_year(until: date) -> None:
    here = await world(at=TUESDAY)
    with pytest.raises(CannotSnooze):
        await snooze(here.bot, cast.GRACE.id, until=until)


async def test_an_owner_who_snoozes_leaves_it_to_the_trust() -> None:
    here = await world(at=TUESDAY)
    await snooze(here.bot, cast.LEWIS.id, until=date(2026, 11, 20))
    await here.bot.store.outbox.close_channel(cast.OAKFIELD_LEADERS.id, because="Archived.")
    await here.tick_at(TUESDAY + timedelta(hours=8))
    assert [who for who, _ in heard(here)] == [cast.GRACE.id]
