"""A trust's leads hear of a morning what needs a person: once a day, on a school day, and only then."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.domain.delivery import State
from bot.ports.chat import Refused
from bot.usecases.snooze import CannotSnooze, snooze, wake
from bot.usecases.summary import tell_trusts
from tests import cast
from tests.fakes.chat import HANG, Act, fails
from tests.fakes.memory import Death
from tests.fakes.world import DUE, World, london, world

TUESDAY = london(2026, 11, 10, 9, 0)


async def needing(*, at: datetime = TUESDAY) -> World:
    """A channel of Oakfield's is closed, and nobody has to hear of it any more but the trust."""
    here = await world(at=at)
    here.memory.looked_on.clear()
    await here.bot.store.outbox.close_channel(cast.OAKFIELD_LEADERS.id, because="Archived.")
    await here.bot.store.outbox.take_untold(limit=9)
    return here


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
    here.clock.advance(timedelta(days=1))
    assert await tell_trusts(here.bot) == 1


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
    here.clock.advance(timedelta(days=1))
    await tell_trusts(here.bot)
    assert heard(here) == []
    here.clock.advance(timedelta(days=1))
    await tell_trusts(here.bot)
    assert len(heard(here)) == 1
    await snooze(here.bot, cast.GRACE.id, until=date(2026, 12, 1))
    await wake(here.bot, cast.GRACE.id)
    here.clock.advance(timedelta(days=1))
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
