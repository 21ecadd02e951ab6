"""The next busy weeks in words, for those who may see their school's set-up."""

from dataclasses import replace
from datetime import date

import pytest

from bot.asking.words import read_words
from bot.domain.channel import Channel
from bot.domain.people import Member
from bot.usecases.permission import NotAllowed
from bot.usecases.spoken.in_words import do
from bot.usecases.spoken.outcomes import Done
from scheduler.model import PressureWeek
from tests import cast
from tests.fakes.world import World, world


async def charted() -> World:
    """Oakfield with one week that is past, one for both, and one for the SENCo alone."""
    there = await world()
    weeks = tuple(
        PressureWeek(week=week, weight=2, name="Moderation", whose=whose)
        for week, whose in [
            (date(2026, 11, 2), "SENCo"),
            (date(2026, 11, 9), "Everyone"),
            (date(2026, 11, 23), "SENCo"),
        ]
    )
    await there.change_school(replace(cast.OAKFIELD, calendar=replace(cast.CALENDAR, pressure_weeks=weeks)))
    return there


async def told(there: World, member: Member, here: Channel | None = None) -> str:
    outcome = await do(there.bot, member.id, read_words("busy weeks"), here=here)
    assert isinstance(outcome, Done)
    return outcome.words


async def test_they_are_told_from_this_week_on() -> None:
    assert await told(await charted(), cast.HANA) == (
        "Oakfield Primary School: week of 9 November, SENCo 2 and School leader 2 (both are stretched); "
        "week of 23 November, SENCo 2."
    )


async def test_where_it_is_asked_in_a_channel_its_school_is_meant() -> None:
    there = await charted()
    assert "Oakfield" not in await told(there, cast.PRIYA, cast.MILLBROOK_LEADERS)
    everywhere = await told(there, cast.PRIYA)
    assert "Millbrook" in everywhere
    assert "Oakfield" in everywhere


async def test_a_quiet_year_is_said() -> None:
    there = await charted()
    await there.change_school(replace(cast.OAKFIELD, calendar=replace(cast.CALENDAR, pressure_weeks=())))
    assert "no busy weeks are charted" in await told(there, cast.HANA)


async def test_governors_are_told_nothing() -> None:
    with pytest.raises(NotAllowed):
        await told(await charted(), cast.GORDON)
