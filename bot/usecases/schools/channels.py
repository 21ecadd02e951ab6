"""A school's channel made by giving it a name, where the platform is our own, and given another one."""

from dataclasses import replace
from secrets import token_hex

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import SchoolId
from bot.domain.reflection import as_name
from bot.domain.trail import Did
from bot.usecases.bot import Bot
from bot.usecases.changing import CannotSave, Change, save
from bot.usecases.permission import Deed, NotFound, Standing, Viewer, standing
from bot.wording import connecting as words

LONGEST_NAME = 100


async def make_channel(bot: Bot, viewer: Viewer, *, school: SchoolId, name: str) -> ChannelId:
    """A channel of our own is there for that school, in no programme. Raises NotFound, NotAllowed or CannotSave."""
    person = await standing(bot, viewer)
    person.require(Deed.CONNECT_CHANNELS, school=school)
    platform = maker(bot)
    if platform is None:
        raise NotFound("No channel is made here by name.")
    key = f"channel-{token_hex(8)}"
    new = Channel(
        id=ChannelId(key),
        trust=person.member.trust,
        school=school,
        platform=platform,
        address=key,
        name=_called(name),
    )

    def edit(charter: Charter) -> Charter:
        _require_free(charter, new)
        return replace(charter, channels=(*charter.channels, new))

    await save(bot, person, edit, Change(did=Did.CHANGED_CHANNEL, about=new.id, school=school))
    return new.id


async def rename_channel(
    bot: Bot, viewer: Viewer, *, school: SchoolId, channel: ChannelId, name: str
) -> None:
    """The channel bears that name, where its platform does not name it. Raises NotFound, NotAllowed or CannotSave."""
    person = await standing(bot, viewer)
    require_to_rename(bot, person, school=school, channel=channel)
    called = _called(name)

    def edit(charter: Charter) -> Charter:
        changed = {each.id: replace(each, name=called) for each in charter.channels if each.id == channel}
        for each in changed.values():
            _require_free(charter, each)
        return replace(charter, channels=tuple(changed.get(each.id, each) for each in charter.channels))

    await save(bot, person, edit, Change(did=Did.CHANGED_CHANNEL, about=channel, school=school))


def require_to_rename(bot: Bot, person: Standing, *, school: SchoolId, channel: ChannelId) -> Channel:
    """That channel, which this person may give another name. Raises NotFound or NotAllowed."""
    person.require(Deed.CONNECT_CHANNELS, school=school)
    found = channel_of(person, school, channel)
    if not makes(bot, found.platform):
        raise NotFound("This channel has the name that its platform gives it.")
    return found


def channel_of(person: Standing, school: SchoolId, channel: ChannelId) -> Channel:
    """That channel of that school of their trust. Raises NotFound."""
    found = person.channel_by_id(channel)
    if found.school != school:
        raise NotFound("There is no such channel here.")
    return found


def maker(bot: Bot) -> str | None:
    """The platform whose channels are made by giving them a name, if there is one."""
    return next((name for name in bot.platforms if makes(bot, name)), None)


def makes(bot: Bot, platform: str) -> bool:
    """Whether channels of that platform are made here: it has no steps by which people connect one."""
    there = bot.platforms.get(platform)
    return there is not None and not there.connecting("")


def _called(name: str) -> str:
    called = as_name(name)
    if not called:
        raise CannotSave({"name": words.channel_name_missing()})
    if len(called) > LONGEST_NAME:
        raise CannotSave({"name": words.name_too_long(LONGEST_NAME)})
    return called


def _require_free(charter: Charter, new: Channel) -> None:
    for each in charter.channels:
        if (each.school, each.name.casefold()) == (new.school, new.name.casefold()) and each.id != new.id:
            raise CannotSave({"name": words.channel_there_already(new.name)})
