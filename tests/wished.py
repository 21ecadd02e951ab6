"""A school lead has wished something about a programme, as the page of their school does it."""

from datetime import time

from bot.domain.channel import ChannelId
from bot.domain.people import MemberId, SchoolId
from bot.domain.programme import ProgrammeId, SchoolChoice
from bot.domain.wishes import (
    AddChannel,
    ChangeDay,
    ChangeTime,
    LeaveOut,
    PutBack,
    RemoveChannel,
    Wish,
)
from bot.usecases.bot import Bot
from bot.usecases.programmes.adjusting import adjust
from bot.usecases.programmes.wishes import choice_in
from scheduler.model import Weekday


async def change_day(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, weekday: Weekday | None
) -> SchoolChoice:
    return await _wished(bot, viewer, ChangeDay(programme=programme, school=school, weekday=weekday))


async def change_time(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, at: time | None
) -> SchoolChoice:
    return await _wished(bot, viewer, ChangeTime(programme=programme, school=school, at=at))


async def leave_out(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, prompt: str
) -> SchoolChoice:
    return await _wished(bot, viewer, LeaveOut(programme=programme, school=school, prompt=prompt))


async def put_back(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, prompt: str
) -> SchoolChoice:
    return await _wished(bot, viewer, PutBack(programme=programme, school=school, prompt=prompt))


async def add_channel(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, channel: ChannelId
) -> SchoolChoice:
    return await _wished(bot, viewer, AddChannel(programme=programme, school=school, channel=channel))


async def remove_channel(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, channel: ChannelId
) -> SchoolChoice:
    return await _wished(bot, viewer, RemoveChannel(programme=programme, school=school, channel=channel))


async def _wished(bot: Bot, viewer: MemberId, wish: Wish) -> SchoolChoice:
    """What the school has chosen by then."""
    after = (await adjust(bot, viewer, wish)).after
    return choice_in(after, wish.programme, wish.school) or SchoolChoice(
        programme=wish.programme, school=wish.school
    )
