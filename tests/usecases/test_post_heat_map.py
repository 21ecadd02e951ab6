"""Posting the heat map: once for each press, weights and usual names only, and honest about how it ended."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.channel import Channel
from bot.domain.people import Member
from bot.domain.picture import Ended
from bot.domain.pressure import HeatMap
from bot.domain.trail import Did
from bot.ports.chat import OutcomeUnknown, Refused, TryLater
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.pressure.post_heat_map import CannotPost, last_posting, post_heat_map
from scheduler.model import PressureWeek
from tests import cast
from tests.fakes.chat import HANG, appears_and_fails, fails
from tests.fakes.world import World, world

NINTH = date(2026, 11, 9)
OWN_WORDS = "Mrs Smith's appeal"
TO = cast.OAKFIELD_LEADERS


def painted(drawn: HeatMap, *, title: str) -> bytes:
    return f"{title} {len(drawn.weeks)}".encode()


async def charted() -> World:
    there = await world()
    weeks = (
        PressureWeek(week=NINTH, weight=2, name="Moderation", whose="SENCo"),
        PressureWeek(week=NINTH, weight=3, name=OWN_WORDS, whose="School leader"),
    )
    calendar = replace(cast.CALENDAR, pressure_weeks=weeks)
    await there.change_school(replace(cast.OAKFIELD, calendar=calendar))
    return there


async def press(
    there: World, member: Member = cast.PRIYA, *, seen: int | None = None, to: Channel = TO
) -> Channel:
    """The button is pressed on a page that was just drawn, or was when `seen` was the latest."""
    if seen is None:
        seen, _ = await last_posting(there.bot, member.id, school=cast.OAKFIELD.id, channel=to.id)
    return await post_heat_map(
        there.bot,
        member.id,
        school=cast.OAKFIELD.id,
        channel=to.id,
        year=2026,
        seen=seen,
        paint=painted,
    )


async def ended(there: World) -> Ended | None:
    return (await last_posting(there.bot, cast.PRIYA.id, school=cast.OAKFIELD.id, channel=TO.id))[1]


async def test_the_picture_says_in_words_what_it_shows_and_nothing_that_anybody_wrote() -> None:
    there = await charted()
    assert await press(there) == TO
    ((channel, picture),) = there.chat.pictures
    assert channel == TO.id
    assert picture.title == "Oakfield Primary School: pressure points 2026/27"
    assert picture.alt == (
        "Both are stretched in the week of 9 November. SENCo: very busy 9 November. "
        "School leader: leave us alone 9 November."
    )
    assert "Moderation: SENCo, 9 November." in picture.words
    assert OWN_WORDS not in f"{picture}"
    assert await ended(there) is Ended.POSTED


@pytest.mark.parametrize("member", [cast.PRIYA, cast.LEWIS])
async def test_senco_and_school_lead_may_post_it(member: Member) -> None:
    assert await press(await charted(), member) == TO


@pytest.mark.parametrize("member", [cast.HANA, cast.GRACE, cast.GORDON, cast.SAM])
async def test_nobody_else_may(member: Member) -> None:
    there = await charted()
    with pytest.raises(NotAllowed):
        await press(there, member, seen=0)
    assert there.chat.pictures == []


async def test_only_to_a_channel_of_that_school() -> None:
    there = await charted()
    for other in (cast.MILLBROOK_LEADERS, cast.ELM_LEADERS):
        with pytest.raises(NotFound):
            await press(there, seen=0, to=other)
    assert there.chat.pictures == []


async def test_a_form_that_is_sent_twice_posts_once() -> None:
    there = await charted()
    await press(there, seen=0)
    with pytest.raises(CannotPost, match="not posted again"):
        await press(there, seen=0)
    assert len(there.chat.pictures) == 1
    await press(there)
    assert len(there.chat.pictures) == 2


async def test_two_presses_at_once_post_once() -> None:
    there = await charted()
    second = there.another_process()
    pressed = [
        post_heat_map(
            bot, cast.PRIYA.id, school=cast.OAKFIELD.id, channel=TO.id, year=2026, seen=0, paint=painted
        )
        for bot in (there.bot, there.bot, second)
    ]
    ends = await asyncio.gather(*pressed, return_exceptions=True)
    assert [isinstance(each, CannotPost) for each in ends].count(True) == 2
    assert len(there.chat.pictures) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Refused("Golden Thread is not in the channel: invite it."), "invite it"),
        (TryLater("Busy.", after=timedelta(seconds=1)), "Wait a minute"),
    ],
)
async def test_what_was_not_posted_is_said_and_may_be_tried_again(answer: Exception, said: str) -> None:
    there = await charted()
    there.chat.showing_pictures.append(fails(answer))
    with pytest.raises(CannotPost, match=said):
        await press(there)
    assert await ended(there) is Ended.NOT_POSTED
    await press(there)
    assert await ended(there) is Ended.POSTED


@pytest.mark.parametrize("answer", [OutcomeUnknown("Silence."), RuntimeError("Something else."), HANG])
async def test_an_unclear_outcome_is_said_and_nothing_is_posted_again_by_itself(
    answer: BaseException | str,
) -> None:
    there = await charted()
    act = (
        appears_and_fails(answer)
        if isinstance(answer, BaseException)
        else replace(fails(Exception()), answer=answer)
    )
    there.chat.showing_pictures.append(act)
    with pytest.raises(CannotPost, match="Look there before you post it again"):
        await press(there)
    assert await ended(there) is Ended.PERHAPS
    assert there.chat.calls == [f"picture {TO.id}"]


async def test_it_is_written_down_before_it_is_sent_and_when_it_has_ended() -> None:
    there = await charted()
    await press(there)
    entries = await there.bot.store.trail.page(cast.ASHGROVE.id, did=frozenset({Did.POSTED_PICTURE}), limit=9)
    assert [entry.act.differences[0].now for entry in entries] == ["posted", "on its way"]
    assert OWN_WORDS not in str(entries)


async def test_nothing_is_posted_to_a_closed_channel_or_of_an_empty_map() -> None:
    there = await charted()
    closed = replace(TO, closed_because="The channel was archived.")
    there.memory.channels[TO.id] = closed
    with pytest.raises(CannotPost, match="closed"):
        await press(there)
    there.memory.channels[TO.id] = TO
    await there.change_school(replace(cast.OAKFIELD, calendar=replace(cast.CALENDAR, pressure_weeks=())))
    with pytest.raises(CannotPost, match="Nothing is charted"):
        await press(there)
    assert there.chat.calls == []
