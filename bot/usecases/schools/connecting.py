"""A place on a chat platform becomes a school's channel: a code is taken on a page and typed in that place."""

from dataclasses import replace
from secrets import token_hex
from urllib.parse import quote

import structlog

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import SchoolId
from bot.domain.reflection import as_name
from bot.domain.sign_in import CONNECTION_LASTS, Pass, PassKind, code_in, hash_of, new_code
from bot.domain.trail import Did
from bot.usecases.bot import Bot
from bot.usecases.changing import Change, save
from bot.usecases.permission import Deed, NotAllowed, NotFound, Standing, Viewer, standing
from bot.usecases.schools.channels import LONGEST_NAME
from bot.wording import connecting as words

log = structlog.get_logger()


class CannotConnect(ValueError):  # noqa: N818 - it says what is so
    """The place is no channel by this; the message says why, and what to do, to whoever typed the code."""


async def offer_code(bot: Bot, viewer: Viewer, *, school: SchoolId) -> str:
    """A code, as people read it, by which one channel is connected to that school. It is shown once.

    An earlier one of the same person for the same school is void. Raises NotFound or NotAllowed.
    """
    person = await standing(bot, viewer)
    person.require(Deed.CONNECT_CHANNELS, school=school)
    code = new_code()
    given = Pass(
        hashed=hash_of(code),
        kind=PassKind.CONNECTION,
        trust=person.member.trust,
        member=person.member.id,
        good_until=bot.clock.now() + CONNECTION_LASTS,
        school=school,
    )
    await bot.store.sign_ins.offer(given)
    return code


async def connect(bot: Bot, typed: str, *, platform: str, address: str, name: str) -> str:
    """The place at that address is a channel of the code's school, in no programme; returns the words that say so.

    Done in the name of whoever took the code, as far as their roles allow it by now. A code that connects nothing
    is not used up, unless another code connects the place at the same instant. Where the place is a channel, and the
    code of no use, it may be the one that connected it, typed again: that is said to be so, whosever channel it is.
    Raises CannotConnect and StoreUnavailable.
    """
    there = await bot.store.directory.channel(platform, address)
    try:
        given, person, school = await _meant(bot, typed)
    except CannotConnect:
        if there is None:
            raise
        return words.connected_before()
    called = next(each.name for each in person.charter.schools if each.id == school)
    if there is not None and (there.trust, there.school) == (given.trust, school):
        return words.connected_here_already(school=called)
    if there is not None:
        raise _taken(there, person.charter)
    if await bot.store.sign_ins.use(given.hashed, at=bot.clock.now()) is None:
        raise CannotConnect(words.code_of_no_use())
    channel = Channel(
        id=ChannelId(f"channel-{token_hex(8)}"),
        trust=given.trust,
        school=school,
        platform=platform,
        address=address,
        name=as_name(name)[:LONGEST_NAME] or words.channel_without_name(school=called),
    )
    await _save(bot, person, channel)
    log.info("channel.connected", channel=channel.id, platform=platform)
    return words.connected(school=called, address=page_of(bot, channel))


async def _save(bot: Bot, person: Standing, channel: Channel) -> None:
    """The channel is there, and in the trail. Raises CannotConnect, also where another has the place since."""
    place = (channel.platform, channel.address)

    def edit(charter: Charter) -> Charter:
        if any((each.platform, each.address) == place for each in charter.channels):
            raise CannotConnect(words.connected_before())
        return replace(charter, channels=(*charter.channels, channel))

    told = Change(did=Did.CHANGED_CHANNEL, about=channel.id, school=channel.school)
    try:
        await save(bot, person, edit, told)
    except NotAllowed:
        raise CannotConnect(words.code_of_no_use()) from None
    except ValueError:
        if await bot.store.directory.channel(*place) is None:
            raise
        raise CannotConnect(words.connected_before()) from None


def page_of(bot: Bot, channel: Channel) -> str | None:
    """The address of a channel's page, if it is known where the pages are."""
    if bot.public_url is None:
        return None
    return f"{bot.public_url}/schools/{quote(channel.school, safe='')}/channels/{quote(channel.id, safe='')}"


async def _meant(bot: Bot, typed: str) -> tuple[Pass, Standing, SchoolId]:
    """The pass, with whoever took it as they are now and the school it is for. Raises CannotConnect."""
    code = code_in(typed)
    given = await bot.store.sign_ins.look(hash_of(code)) if code else None
    of_use = given and given.kind is PassKind.CONNECTION and given.good_until > bot.clock.now()
    if given is None or given.school is None or not of_use:
        raise CannotConnect(words.code_of_no_use())
    try:
        person = await standing(bot, given.member)
        person.require(Deed.CONNECT_CHANNELS, school=given.school)
    except (NotFound, NotAllowed):
        raise CannotConnect(words.code_of_no_use()) from None
    return given, person, given.school


def _taken(there: Channel, charter: Charter) -> CannotConnect:
    """Why it cannot be this school's: another school of the trust is named, another trust is not."""
    if there.trust != charter.trust.id:
        return CannotConnect(words.connected_already())
    name = next(each.name for each in charter.schools if each.id == there.school)
    return CannotConnect(words.connected_to(school=name))
