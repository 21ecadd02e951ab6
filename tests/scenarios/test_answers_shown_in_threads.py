"""An answer from a box appears in its thread, changes there, and is taken away again."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.domain.reflection import Reflection
from bot.ports.chat import CannotTell, OutcomeUnknown, Refused, TryLater
from bot.usecases.hearing.answering import change, take_back
from bot.usecases.sending.echo import BATCH, show_owed
from tests import cast
from tests.cast import DEV, HANA
from tests.fakes.chat import HANG, Act, appears_and_fails, fails
from tests.fakes.memory import Death
from tests.fakes.world import DUE, SECOND, World, world

MINUTE = timedelta(minutes=1)


async def answered(text: str = "On Monday.") -> tuple[World, Reflection]:
    here = await world()
    await here.tick_at(DUE)
    return here, await here.answer_in_box(HANA, text)


async def says(here: World, kept: Reflection, text: str) -> None:
    here.clock.advance(SECOND)
    key = f"{len(here.memory.revisions[kept.id])}"
    await change(here.bot, cast.person(HANA), reflection=kept.id, text=text, key=key)


async def takes_back(here: World, kept: Reflection) -> None:
    await take_back(here.bot, cast.person(HANA), reflection=kept.id)


def seen(here: World) -> list[str]:
    return [shown.text for shown in here.chat.shown]


def tries(here: World) -> list[str]:
    return [call for call in here.chat.calls if call.startswith("show")]


async def later(here: World, after: timedelta = MINUTE) -> None:
    await here.tick_at(here.clock.now() + after)


async def test_an_answer_appears_once_under_its_question_with_its_authors_name() -> None:
    here, kept = await answered()
    assert await show_owed(here.bot) == 1
    await later(here)
    (shown,) = here.chat.shown
    assert (shown.text, shown.author_name, shown.root) == ("On Monday.", HANA.name, here.thread().id)
    assert shown.mark == str(kept.id)
    assert len(tries(here)) == 1


async def test_what_was_said_as_a_message_is_not_shown_again() -> None:
    here = await world()
    await here.tick_at(DUE)
    await here.answer(HANA, "In the thread.")
    await later(here)
    assert tries(here) == []


async def test_a_changed_answer_changes_where_it_stands() -> None:
    here, kept = await answered()
    await later(here)
    before = here.chat.shown[0].id
    await says(here, kept, "On Tuesday.")
    await later(here)
    assert [(shown.id, shown.text) for shown in here.chat.shown] == [(before, "On Tuesday.")]


async def test_one_changed_before_it_was_shown_appears_once_as_it_is_now() -> None:
    here, kept = await answered()
    await says(here, kept, "On Tuesday.")
    await later(here)
    await later(here)
    assert seen(here) == ["On Tuesday."]
    assert len(tries(here)) == 1


async def test_one_taken_back_is_gone_from_the_thread() -> None:
    here, kept = await answered()
    await later(here)
    await takes_back(here, kept)
    await later(here)
    assert (seen(here), len(here.chat.gone)) == ([], 1)
    await later(here)
    assert len(tries(here)) == 2


async def test_one_taken_back_before_it_was_shown_never_appears() -> None:
    here, kept = await answered()
    await takes_back(here, kept)
    await later(here)
    await later(here)
    assert (seen(here), here.chat.gone) == ([], [])


@pytest.mark.parametrize("then", ["nothing", "changed", "taken back"])
async def test_death_between_showing_and_recording_shows_nothing_twice(then: str) -> None:
    here, kept = await answered()
    here.memory.dies_before.add("echoes.shown")
    with pytest.raises(Death):
        await show_owed(here.bot)
    here.memory.dies_before.clear()
    if then == "changed":
        await says(here, kept, "On Tuesday.")
    if then == "taken back":
        await takes_back(here, kept)
    await later(here, here.bot.pace.lease + SECOND)
    await later(here)
    wanted = {"nothing": ["On Monday."], "changed": ["On Tuesday."], "taken back": []}[then]
    assert seen(here) == wanted
    assert tries(here)[1:] == [f"show {cast.OAKFIELD_LEADERS.id} after a look"]


@pytest.mark.parametrize(
    "answer", [OutcomeUnknown("?"), HANG, ConnectionResetError("gone")], ids=["unknown", "hangs", "breaks"]
)
@pytest.mark.parametrize("appears", [True, False])
async def test_without_a_clear_answer_the_next_try_looks_first(
    answer: BaseException | str, *, appears: bool
) -> None:
    here, _ = await answered()
    here.chat.showing.append(Act(appears=appears, answer=answer))
    assert await show_owed(here.bot) == 0
    await later(here, 2 * MINUTE)
    assert seen(here) == ["On Monday."]
    assert tries(here)[-1].endswith("after a look")


async def test_changed_after_an_unclear_try_it_still_stands_there_once() -> None:
    here, kept = await answered()
    here.chat.showing.append(appears_and_fails(OutcomeUnknown("?")))
    await show_owed(here.bot)
    await says(here, kept, "On Tuesday.")
    await later(here, 2 * MINUTE)
    assert seen(here) == ["On Tuesday."]


async def test_taken_back_after_an_unclear_try_it_does_not_stay_there() -> None:
    here, kept = await answered()
    here.chat.showing.append(appears_and_fails(OutcomeUnknown("?")))
    await show_owed(here.bot)
    await takes_back(here, kept)
    await later(here, 2 * MINUTE)
    assert (seen(here), len(here.chat.gone)) == ([], 1)


async def test_one_changed_while_it_was_being_shown_is_put_right() -> None:
    here, kept = await answered()

    async def meanwhile() -> None:
        here.chat.on_show = None
        await says(here, kept, "On Tuesday.")

    here.chat.on_show = meanwhile
    await show_owed(here.bot)
    assert seen(here) == ["On Tuesday."]
    assert len(tries(here)) == 2


async def test_a_platform_that_asks_to_wait_is_given_that_long() -> None:
    here, _ = await answered()
    here.chat.showing.append(fails(TryLater("busy", after=10 * MINUTE)))
    await show_owed(here.bot)
    await later(here, 9 * MINUTE)
    assert (seen(here), len(tries(here))) == ([], 1)
    await later(here, 2 * MINUTE)
    assert seen(here) == ["On Monday."]


async def test_refused_it_is_not_tried_again_and_the_answer_is_safe() -> None:
    here, kept = await answered()
    here.chat.showing.append(fails(Refused("The channel is archived.")))
    await show_owed(here.bot)
    await later(here, timedelta(hours=1))
    assert (seen(here), len(tries(here))) == ([], 1)
    assert here.reflections()[0].text == kept.text


async def test_what_was_refused_is_tried_anew_once_it_says_something_else() -> None:
    here, kept = await answered()
    here.chat.showing.append(fails(Refused("It is too long for the thread.")))
    await show_owed(here.bot)
    await says(here, kept, "Short.")
    await later(here)
    assert seen(here) == ["Short."]


async def test_what_was_taken_back_goes_once_the_channel_lets_us_and_is_asked_about_ever_less() -> None:
    here, kept = await answered()
    await show_owed(here.bot)
    await takes_back(here, kept)
    here.chat.showing.extend([fails(Refused("The channel is archived."))] * 5)
    for _ in range(24):
        await later(here, timedelta(hours=1))
    assert seen(here) == ["On Monday."]
    assert len(tries(here)) == 6
    await later(here, timedelta(days=2))
    assert seen(here) == []


async def test_what_can_never_be_taken_away_is_left_at_that_after_a_month() -> None:
    here, kept = await answered()
    await show_owed(here.bot)
    await takes_back(here, kept)
    here.chat.showing.extend([fails(Refused("The channel was deleted."))] * 99)
    for _ in range(40):
        await later(here, timedelta(days=1))
    here.chat.showing.clear()
    await later(here, timedelta(days=40))
    assert seen(here) == ["On Monday."]


async def test_after_a_day_of_trouble_it_is_left_at_that_and_the_answer_is_safe() -> None:
    here, kept = await answered()
    for _ in range(60):
        here.chat.showing.append(fails(TryLater("busy", after=timedelta(minutes=59))))
        await later(here, timedelta(hours=1))
    assert len(tries(here)) == 24
    here.chat.showing.clear()
    await later(here, timedelta(hours=1))
    assert seen(here) == []
    assert here.reflections()[0].text == kept.text


async def test_a_platform_that_hangs_is_not_asked_for_every_answer_and_none_is_lost() -> None:
    here = await world()
    await here.tick_at(DUE)
    for number in range(BATCH):
        await here.answer_in_box(DEV, f"Answer {number}.")
    here.chat.showing.extend([Act(appears=False, answer=HANG)] * BATCH)
    await show_owed(here.bot)
    assert len(tries(here)) <= 8
    here.chat.showing.clear()
    await later(here, 2 * MINUTE)
    assert len(seen(here)) == BATCH
    assert sum("after a look" in each for each in tries(here)) <= 8


async def test_a_death_leaves_in_doubt_only_what_was_begun() -> None:
    here = await world()
    await here.tick_at(DUE)
    for number in range(BATCH):
        await here.answer_in_box(DEV, f"Answer {number}.")
    here.memory.dies_before.add("echoes.shown")
    with pytest.raises(Death):
        await show_owed(here.bot)
    here.memory.dies_before.clear()
    assert sum(row.attempts for row in here.memory.echoes.values()) == len(tries(here)) < BATCH
    await later(here, 3 * MINUTE)
    assert sum("after a look" not in each for each in tries(here)) == BATCH


async def test_nothing_is_begun_that_could_outlast_its_lease() -> None:
    here = await world()
    await here.tick_at(DUE)
    for number in range(8):
        await here.answer_in_box(DEV, f"Answer {number}.")

    here.memory.on["echoes.claim"] = lambda: here.clock.advance(here.bot.pace.lease)
    assert await show_owed(here.bot) == 0
    assert tries(here) == []
    del here.memory.on["echoes.claim"]
    await later(here, 2 * MINUTE)
    assert len(seen(here)) == 8
    assert [each for each in tries(here) if "after a look" in each] == []


async def test_two_processes_show_each_answer_once() -> None:
    here = await world()
    await here.tick_at(DUE)
    for number in range(6):
        await here.answer_in_box(DEV, f"Answer {number}.")
    await asyncio.gather(show_owed(here.bot), show_owed(here.another_process()))
    assert sorted(seen(here)) == [f"Answer {number}." for number in range(6)]


async def test_without_the_platform_it_waits_for_a_process_that_has_it() -> None:
    here, _ = await answered()
    platforms = dict(here.bot.platforms)
    here.bot.platforms.clear()  # type: ignore[attr-defined]
    assert await show_owed(here.bot) == 0
    here.bot.platforms.update(platforms)  # type: ignore[attr-defined]
    await later(here, 2 * MINUTE)
    assert seen(here) == ["On Monday."]


async def test_where_nobody_can_look_an_unclear_one_is_not_shown_twice() -> None:
    here, kept = await answered()
    here.chat.showing.extend([appears_and_fails(OutcomeUnknown("?")), fails(CannotTell("no history"))])
    with capture_logs() as logs:
        for _ in range(3):
            await later(here)
    assert seen(here) == ["On Monday."]
    assert len(tries(here)) == 2
    assert not here.memory.echoes[kept.id].owed
    assert [line["log_level"] for line in logs if line["event"] == "echo.not_shown_again"] == ["info"]
    assert here.reflections()[0].text == "On Monday."


@pytest.mark.parametrize(
    "trouble", [TryLater("busy", after=MINUTE), Refused("not now")], ids=["busy", "refused"]
)
async def test_what_was_surely_not_sent_needs_no_look_before_it_is_sent(
    trouble: TryLater | Refused,
) -> None:
    # Where a platform cannot be asked, a look is the end of it: the answer would never stand in its thread.
    here, kept = await answered()
    here.chat.showing.append(fails(trouble))
    await later(here)
    await says(here, kept, "On Tuesday.")
    await later(here, 2 * MINUTE)
    assert seen(here) == ["On Tuesday."]
    assert [each for each in tries(here) if "after a look" in each] == []
    assert len(tries(here)) == 2


async def test_one_taken_back_that_nobody_can_look_for_is_left_with_a_warning() -> None:
    here, kept = await answered()
    here.chat.showing.extend([appears_and_fails(OutcomeUnknown("?")), fails(CannotTell("no history"))])
    await later(here)
    await takes_back(here, kept)
    with capture_logs() as logs:
        await later(here)
        await later(here)
    assert len(tries(here)) == 2
    assert not here.memory.echoes[kept.id].owed
    assert [line["log_level"] for line in logs if line["event"] == "echo.may_still_stand"] == ["warning"]


async def test_a_platform_that_cannot_look_for_one_is_not_silenced_for_the_others() -> None:
    here, _ = await answered()
    for number in range(BATCH - 1):
        await here.answer_in_box(DEV, f"Answer {number}.")
    here.chat.showing.append(fails(CannotTell("no history")))
    assert await show_owed(here.bot) == BATCH - 1
