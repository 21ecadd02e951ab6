"""The channels someone is in, and a prompt's thread as they may read it."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.domain.channel import Channel
from bot.domain.delivery import DeliveryId
from bot.domain.people import Member, MemberId, School
from bot.usecases.bank import bank_in
from bot.usecases.bot import Bot
from bot.usecases.permission import Deed, Standing, standing
from bot.usecases.reading.review import ReviewEntry, entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A channel with its school, and who came in; `zone` is the school's, for times."""

    viewer: Member
    channel: Channel
    school: School
    zone: ZoneInfo


async def rooms(bot: Bot, viewer: MemberId, *, platform: str) -> tuple[Room, ...]:
    """The channels of that platform they are in, by name; none if they are in none."""
    person = await standing(bot, viewer)
    joined = person.may(Deed.JOIN_THE_CHANNEL)
    return tuple(
        _room(person, channel)
        for channel in sorted(person.charter.channels, key=lambda channel: channel.name)
        if channel.platform == platform and channel.school in joined
    )


async def enter(bot: Bot, viewer: MemberId, *, platform: str, address: str) -> Room:
    """That channel, if they are in it. Raises NotFound or NotAllowed."""
    person = await standing(bot, viewer)
    channel = person.channel(platform=platform, address=address)
    person.require(Deed.JOIN_THE_CHANNEL, school=channel.school)
    return _room(person, channel)


async def thread(bot: Bot, viewer: MemberId, *, delivery: DeliveryId) -> tuple[ReviewEntry, ...]:
    """What was answered to one delivery, oldest first; empty where nothing in their sight was.

    Raises NotAllowed if they may read no log at all.
    """
    person = await standing(bot, viewer)
    lines = await bot.store.log.thread(person.log(), delivery=delivery)
    bank = bank_in(bot, person.charter)
    return tuple(entry(bank, line) for line in lines)


def _room(person: Standing, channel: Channel) -> Room:
    school = person.school(channel.school)
    return Room(viewer=person.member, channel=channel, school=school, zone=ZoneInfo(school.calendar.zone))
