"""People wrote while nobody told us: the threads are read back at night, and after a gap."""

from collections import deque
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.programme import ProgrammeId
from bot.domain.reflection import LONGEST
from bot.ports.chat import CannotTell, OutcomeUnknown, Refused, TryLater
from bot.usecases.hearing.sweep import BATCH, sweep, sweep_anew
from scheduler.model import Weekday
from tests import cast
from tests.cast import DEV, HANA, HARBOUR_LEADERS, MILLBROOK_LEADERS, OAKFIELD_LEADERS, PRIYA, TOM
from tests.fakes.chat import HANG
from tests.fakes.world import DUE, World, london, world

NIGHT = london(2026, 11, 11, 3, 0)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
ASHGROVES = (OAKFIELD_LEADERS, MILLBROOK_LEADERS, HARBOUR_LEADERS)


async def posted() -> World:
    """Four questions stand in their channels, and nothing under them yet."""
    here = await world()
    await here.tick_at(DUE)
    for channel in (*ASHGROVES, cast.ELM_LEADERS):
        here.chat.stands(here.thread(channel))
    return here


def words(here: World) -> list[str | None]:
    return [said.text for said in here.reflections()]


def read(here: World) -> list[str]:
    return [call.removeprefix("replies ") for call in here.chat.calls if call.startswith("replies")]


async def test_what_was_said_while_nobody_told_us_is_kept() -> None:
    here = await posted()
    thread = here.thread()
    here.chat.stands(
        thread,
        here.said(HANA, "Nobody heard this.", thread=thread, id_="a"),
        here.said(DEV, "Nor this.", thread=thread, id_="b"),
    )
    await here.tick_at(NIGHT)
    assert sorted(map(str, words(here))) == ["Nobody heard this.", "Nor this."]
    assert {said.delivery for said in here.reflections()} == {here.row().id}


async def test_what_was_changed_while_nobody_told_us_says_the_new_words() -> None:
    here = await posted()
    said = await here.answer(HANA, "On Monday.")
    here.chat.stands(here.thread(), here.edited(said, "On Tuesday.", edit="e1"))
    await here.tick_at(NIGHT)
    assert words(here) == ["On Tuesday."]
    assert [revision.text for revision in here.memory.revisions[here.reflections()[0].id].values()] == [
        "On Monday.",
        "On Tuesday.",
    ]


async def test_what_was_deleted_while_nobody_told_us_is_withdrawn() -> None:
    here = await posted()
    await here.answer(HANA, "On Monday.", id_="a")
    stays = await here.answer(DEV, "On Friday.", id_="b")
    here.chat.stands(here.thread(), stays)
    await here.tick_at(NIGHT)
    assert sorted(map(str, words(here))) == ["None", "On Friday."]


async def test_what_was_known_already_changes_nothing() -> None:
    here = await posted()
    said = await here.answer(HANA, "On Monday.")
    here.chat.stands(here.thread(), said)
    here.clock.advance(NIGHT - here.clock.now())
    before = here.reflections()
    assert await sweep(here.bot) == 0
    assert here.reflections() == before


async def test_where_some_may_be_missing_nothing_is_withdrawn() -> None:
    here = await posted()
    await here.answer(HANA, "On Monday.", id_="a")
    found = here.said(DEV, "On Friday.", thread=here.thread(), id_="b")
    here.chat.stands(here.thread(), found, whole=False)
    await here.tick_at(NIGHT)
    assert sorted(map(str, words(here))) == ["On Friday.", "On Monday."]


async def test_what_is_said_while_the_platform_is_read_is_not_withdrawn() -> None:
    here = await posted()

    async def meanwhile() -> None:
        here.chat.on_read = None
        await here.answer(HANA, "Just now.")

    here.chat.on_read = meanwhile
    await here.tick_at(NIGHT)
    assert words(here) == ["Just now."]


async def test_what_was_said_a_moment_ago_may_be_missing_without_being_withdrawn() -> None:
    here = await posted()
    here.clock.advance(NIGHT - here.clock.now())
    await here.answer(HANA, "A moment ago.")
    here.clock.advance(here.bot.pace.settling / 2)
    await sweep(here.bot)
    assert words(here) == ["A moment ago."]


async def test_an_answer_from_a_box_is_never_withdrawn_for_not_standing_there() -> None:
    here = await posted()
    await here.answer_in_box(HANA, "From a box.")
    await here.tick_at(NIGHT)
    await here.tick_at(NIGHT + DAY)
    assert words(here) == ["From a box."]
    assert read(here).count(OAKFIELD_LEADERS.id) >= 2


async def test_what_was_withdrawn_stays_withdrawn_though_the_thread_still_shows_it() -> None:
    here = await posted()
    said = await here.answer(HANA, "On Monday.")
    await here.bot.store.inbox.receive(here.withdrawn(said), at=here.clock.now(), entropy=1)
    here.chat.stands(here.thread(), said)
    await here.tick_at(NIGHT)
    assert words(here) == [None]


async def test_what_cannot_be_an_answer_does_not_keep_out_the_others() -> None:
    here = await posted()
    thread = here.thread()
    here.chat.stands(
        thread,
        here.said(HANA, "x" * (LONGEST + 1), thread=thread, id_="a"),
        here.said(HANA, " ", thread=thread, id_="b"),
        here.said(DEV, "A real one.", thread=thread, id_="c"),
    )
    await here.tick_at(NIGHT)
    assert words(here) == ["A real one."]


async def test_each_thread_is_read_once_a_night() -> None:
    here = await posted()
    here.chat.calls.clear()
    for minutes in range(5):
        await here.tick_at(NIGHT + minutes * MINUTE)
    assert sorted(read(here)) == sorted(channel.id for channel in (*ASHGROVES, cast.ELM_LEADERS))
    await here.tick_at(NIGHT + DAY)
    assert len(read(here)) == 8


async def test_two_processes_read_each_thread_once_a_night_between_them() -> None:
    here = await posted()
    here.chat.calls.clear()
    here.clock.advance(NIGHT - here.clock.now())
    other = here.another_process()
    await sweep(other)
    await sweep(here.bot)
    assert len(read(here)) == 4


async def test_after_a_gap_every_open_thread_is_read_at_once() -> None:
    here = await posted()
    await here.tick_at(NIGHT)
    here.chat.calls.clear()
    await sweep_anew(here.bot, platform="another")
    await here.tick_at(NIGHT + MINUTE)
    assert read(here) == []
    await sweep_anew(here.bot, platform=here.chat.name)
    await here.tick_at(NIGHT + 2 * MINUTE)
    assert len(read(here)) == 4


async def test_a_platform_that_asks_to_wait_is_left_alone_until_the_next_tick_and_nothing_is_lost() -> None:
    here = await posted()
    for number, (who, channel) in enumerate(
        ((HANA, OAKFIELD_LEADERS), (TOM, MILLBROOK_LEADERS), (PRIYA, HARBOUR_LEADERS))
    ):
        thread = here.thread(channel)
        here.chat.stands(thread, here.said(who, f"Answer {number}.", thread=thread, id_="a"))
    here.chat.calls.clear()
    here.chat.reading = deque([TryLater("busy", after=MINUTE)])
    await here.tick_at(NIGHT)
    assert (len(read(here)), words(here)) == (1, [])
    await here.tick_at(NIGHT + MINUTE)
    assert len(read(here)) == 5
    assert sorted(map(str, words(here))) == ["Answer 0.", "Answer 1.", "Answer 2."]


@pytest.mark.parametrize("trouble", [HANG, OutcomeUnknown("?")], ids=["hangs", "unclear"])
async def test_a_platform_in_trouble_holds_up_one_tick_by_one_call(trouble: BaseException | str) -> None:
    here = await posted()
    here.chat.calls.clear()
    here.chat.reading = deque([trouble])
    assert (await here.tick_at(NIGHT)).failed == ()
    assert len(read(here)) == 1
    await here.tick_at(NIGHT + MINUTE)
    await here.tick_at(NIGHT + 2 * MINUTE)
    assert len(read(here)) == 4
    await here.tick_at(NIGHT + DAY)
    assert len(read(here)) == 8


@pytest.mark.parametrize(
    "fault", [Refused("It is archived."), KeyError("ts")], ids=["refused", "a fault of ours"]
)
async def test_one_thread_that_cannot_be_read_does_not_keep_out_the_others(fault: BaseException) -> None:
    here = await posted()
    here.chat.calls.clear()
    here.chat.reading = deque([fault])
    assert (await here.tick_at(NIGHT)).failed == ()
    assert len(read(here)) == 4


async def test_a_platform_that_cannot_be_asked_costs_one_call() -> None:
    here = await posted()
    here.chat.calls.clear()
    here.chat.reading = deque([CannotTell("it has no threads")])
    await here.tick_at(NIGHT)
    await here.tick_at(NIGHT + MINUTE)
    assert len(read(here)) == 1
    assert here.memory.calls.count("sweep_again") == 0


async def test_sweeping_ends_with_its_turn_and_goes_on_with_the_next() -> None:
    here = await posted()
    here.chat.calls.clear()

    async def slowly() -> None:
        here.clock.advance(here.bot.pace.turn / 2)

    here.chat.on_read = slowly
    await here.tick_at(NIGHT)
    assert len(read(here)) == 2
    await here.tick_at(NIGHT + MINUTE)
    assert sorted(read(here)) == sorted(channel.id for channel in (*ASHGROVES, cast.ELM_LEADERS))


async def test_an_old_thread_and_a_closed_channels_thread_are_left_alone() -> None:
    here = await posted()
    await here.bot.store.outbox.close_channel(OAKFIELD_LEADERS.id, because="It is archived.")
    here.chat.calls.clear()
    await here.tick_at(NIGHT)
    assert OAKFIELD_LEADERS.id not in read(here)
    here.chat.calls.clear()
    here.clock.advance(DUE + 15 * DAY - here.clock.now())
    await sweep(here.bot)
    assert read(here) == []


async def test_more_threads_than_one_batch_are_all_read_in_one_night() -> None:
    daily = (
        replace(cast.WEEKLY, id=ProgrammeId(day), recurrence=replace(cast.TUESDAYS, weekday=day))
        for day in Weekday
    )
    here = await world(*daily)
    for days in range(10):
        await here.tick_at(DUE + days * DAY)
    for shown in here.chat.posts:
        here.chat.stands(shown.ref)
    assert len(here.chat.posts) > BATCH
    await sweep_anew(here.bot, platform=here.chat.name)
    here.chat.calls.clear()
    await here.tick_at(here.clock.now() + MINUTE)
    assert sorted(read(here)) == sorted(shown.channel for shown in here.chat.posts)


async def test_a_store_that_goes_away_ends_the_sweep_and_not_the_tick() -> None:
    here = await posted()
    here.chat.calls.clear()
    here.memory.fails_after["heard_in"] = 1
    report = await here.tick_at(NIGHT)
    assert report.failed == ("sweep",)
    assert len(read(here)) == 1
