"""Asking the bot for quiet in plain words, and waking it again."""

from datetime import date

import pytest

from bot.asking.words import Verb, read_words
from bot.usecases.people.snooze import CannotSnooze
from bot.usecases.spoken.in_words import do
from bot.usecases.spoken.outcomes import Done
from tests import cast
from tests.fakes.world import World, world


async def say(here: World, words: str) -> str:
    """What the bot answers Lewis."""
    outcome = await do(here.bot, cast.LEWIS.id, read_words(words), here=None)
    assert isinstance(outcome, Done)
    return outcome.words


@pytest.mark.parametrize("words", ["snooze until 5 January", "please snooze me till 5 January 2027"])
async def test_the_bot_keeps_quiet_until_the_day_that_is_said(words: str) -> None:
    here = await world()
    assert "Tuesday 5 January 2027" in await say(here, words)
    assert here.memory.members[cast.LEWIS.id].snoozed_until == date(2027, 1, 5)
    await say(here, "wake up")
    assert here.memory.members[cast.LEWIS.id].snoozed_until is None


@pytest.mark.parametrize("words", ["snooze", "snooze until whenever"])
async def test_without_a_day_it_asks_for_one(words: str) -> None:
    here = await world()
    with pytest.raises(CannotSnooze, match="Until when"):
        await say(here, words)


def test_a_pause_is_still_a_pause() -> None:
    assert read_words("pause until 5 January").verb is Verb.PAUSE
