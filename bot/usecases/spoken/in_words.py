"""Doing what somebody asks for in plain words, wherever they say it: a slash command, a chat with the bot.

What comes of it is said in nouns; each platform draws them in its own way.
"""

from collections.abc import Sequence

from bot import wording
from bot.asking.words import Asked, Verb
from bot.domain.channel import Channel
from bot.domain.people import MemberId
from bot.domain.programme import SchoolMay
from bot.ports.ledger import LedgerLine
from bot.usecases.bot import Bot
from bot.usecases.people.signing_in import offer_link
from bot.usecases.people.snooze import snooze_as_said, wake
from bot.usecases.permission import Deed, NotAllowed, NotFound, standing
from bot.usecases.pressure.busy_weeks import busy_weeks
from bot.usecases.programmes import adjusting, asking_now
from bot.usecases.programmes.adjusting import CannotAdjust
from bot.usecases.reading import home
from bot.usecases.reading.home import Coming
from bot.usecases.reading.review import ReviewRequest, my_reflections, review
from bot.usecases.sending.reopen import reopen
from bot.usecases.spoken.date_meant import date_meant
from bot.usecases.spoken.outcomes import (
    Dates,
    Done,
    Found,
    Helps,
    Mine,
    Newest,
    Outcome,
    Place,
    SignInLink,
    ThisWeek,
    Which,
)
from bot.usecases.spoken.send_again import send_again, undecided
from bot.wording import connecting, reminders, sign_in

MOST_FOUND = 5
"""Answers that a search shows in a chat."""
_MAY = {
    Verb.PAUSE: SchoolMay.PAUSE,
    Verb.RESUME: SchoolMay.PAUSE,
    Verb.SKIP: SchoolMay.SKIP,
    Verb.KEEP_DATE: SchoolMay.SKIP,
    Verb.ASK_NOW: SchoolMay.ASK_NOW,
}


async def do(bot: Bot, viewer: MemberId, asked: Asked, *, here: Channel | None) -> Outcome:
    """What they asked for is done, or shown; `here` is the channel where they said it, if it was said in one.

    Raises NotFound, NotAllowed, CannotAdjust, each with a sentence for them, and StoreUnavailable.
    """
    shown = await _shown(bot, viewer, asked) or await _besides(bot, viewer, asked, here)
    if shown is not None:
        return shown
    if asked.verb is Verb.TRY_AGAIN:
        return await _try_again(bot, viewer)
    if asked.verb is Verb.SEND_AGAIN:
        return await _send_again(bot, viewer, here)
    led = _meant(await home.coming(bot, viewer), here)
    if asked.verb is Verb.NEXT:
        return Dates(coming=led)
    return await _adjust(bot, viewer, asked, led)


async def do_at(bot: Bot, viewer: MemberId, verb: Verb, place: Place) -> Done:
    """The same for a place that they chose. Raises NotFound, NotAllowed, CannotAdjust, StoreUnavailable."""
    programme, school, on = place.programme, place.school, place.on
    if verb is Verb.RESUME:
        await adjusting.resume(bot, viewer, programme=programme, school=school)
        return Done(words=wording.pause_ended())
    if verb is Verb.ASK_NOW:
        channels = await asking_now.ask_now(bot, viewer, programme=programme, school=school)
        return Done(words=wording.question_coming(each.name for each in channels))
    if verb is Verb.SEND_AGAIN:
        return await _send_again_at(bot, viewer, place)
    if on is None or verb not in _MAY:
        raise NotFound(wording.ask_again())
    if verb is Verb.PAUSE:
        await adjusting.pause(bot, viewer, programme=programme, school=school, until=on)
        return Done(words=wording.paused(on))
    if verb is Verb.SKIP:
        await adjusting.skip(bot, viewer, programme=programme, school=school, on=on)
        return Done(words=wording.date_skipped(on))
    await adjusting.keep_date(bot, viewer, programme=programme, school=school, on=on)
    return Done(words=wording.date_kept(on))


async def _shown(bot: Bot, viewer: MemberId, asked: Asked) -> Outcome | None:
    """What needs nothing but looking; None for what has to do with dates."""
    match asked.verb:
        case Verb.HELP:
            return await _helps(bot, viewer, puzzled=asked.puzzled)
        case Verb.MINE:
            return Mine(entries=(await my_reflections(bot, viewer, limit=home.MINE)).entries)
        case Verb.THIS_WEEK:
            return ThisWeek(asked=await home.lately(bot, viewer))
        case Verb.NEWEST:
            return Newest(
                entries=(await review(bot, viewer, request=ReviewRequest(limit=home.NEWEST))).entries
            )
        case Verb.SEARCH:
            return await _search(bot, viewer, asked.rest)
        case _:
            return None


async def _besides(bot: Bot, viewer: MemberId, asked: Asked, here: Channel | None) -> Outcome | None:
    """What has nothing to do with questions."""
    if asked.verb is Verb.SIGN_IN:
        return await _link(bot, viewer)
    if asked.verb is Verb.BUSY_WEEKS:
        return Done(words=await busy_weeks(bot, viewer, here=here))
    if asked.verb is Verb.SNOOZE:
        return Done(words=reminders.snoozed(await snooze_as_said(bot, viewer, asked.rest)))
    if asked.verb is Verb.CONNECT:
        # Where it is said in a channel, the platform has connected that, whoever said it.
        return Done(words=connecting.typed_elsewhere())
    if asked.verb is Verb.WAKE:
        await wake(bot, viewer)
        return Done(words=reminders.awake())
    return None


async def _link(bot: Bot, viewer: MemberId) -> SignInLink | Done:
    if bot.public_url is None:
        return Done(words=sign_in.no_pages())
    secret = await offer_link(bot, viewer)
    return SignInLink(words=sign_in.link_offered(), address=f"{bot.public_url}/sign-in/link/{secret}")


async def _helps(bot: Bot, viewer: MemberId, *, puzzled: str | None) -> Helps:
    person = await standing(bot, viewer)
    return Helps(
        puzzled=puzzled,
        leads=bool(person.may(Deed.ADJUST_THE_PROGRAMME)),
        reads=bool(person.may(Deed.READ_THE_LOG)),
        asked=bool(person.may(Deed.JOIN_THE_CHANNEL)),
        connects=bool(person.may(Deed.CONNECT_CHANNELS)),
    )


async def _search(bot: Bot, viewer: MemberId, words: str) -> Found:
    (await standing(bot, viewer)).require(Deed.READ_THE_LOG)
    if not words:
        return Found(words="", entries=())
    page = await review(bot, viewer, request=ReviewRequest(words=words, limit=MOST_FOUND))
    return Found(words=words, entries=page.entries)


async def _try_again(bot: Bot, viewer: MemberId) -> Done:
    """Every closed channel that is theirs to open is open."""
    closed = await home.closed(bot, viewer)
    if not closed:
        raise CannotAdjust(wording.none_closed())
    for channel in closed:
        await reopen(bot, viewer, channel=channel.id)
    return Done(words=wording.channels_open(channel.name for channel in closed))


async def _send_again(bot: Bot, viewer: MemberId, here: Channel | None) -> Outcome:
    """What is not there is on its way again; that of another channel than `here` only once they have chosen it."""
    waiting = await undecided(bot, viewer)
    if not waiting:
        raise CannotAdjust(wording.none_to_send_again())
    meant = [line for line in waiting if here is None or line.delivery.channel == here.id]
    if len(meant) == 1:
        return Done(words=await send_again(bot, viewer, meant[0]))
    return Which(verb=Verb.SEND_AGAIN, choices=tuple(map(_named, meant or waiting)))


def _named(line: LedgerLine) -> tuple[str, Place]:
    """A delivery, by the words that tell it from the others."""
    row = line.delivery
    place = Place(programme=row.programme, school=row.school, on=row.occurrence, channel=row.channel)
    named = f"{line.channel_name}, {wording.day(row.occurrence)}: {line.programme_name}, {line.school_name}"
    return named, place


async def _send_again_at(bot: Bot, viewer: MemberId, place: Place) -> Done:
    for line in await undecided(bot, viewer):
        if _named(line)[1] == place:
            return Done(words=await send_again(bot, viewer, line))
    raise NotFound(wording.ask_again())


def _meant(led: tuple[Coming, ...], here: Channel | None) -> tuple[Coming, ...]:
    """What comes to the channel where it was said; everything, where that is no channel of theirs."""
    if here is None:
        return led
    coming = (each for each in led if each.school.id == here.school and here.id in each.programme.channels)
    return tuple(coming) or led


async def _adjust(bot: Bot, viewer: MemberId, asked: Asked, led: Sequence[Coming]) -> Outcome:
    may = _MAY[asked.verb]
    open_to = [each for each in led if may in each.may]
    if not open_to:
        raise NotAllowed(wording.trust_decides(may) if led else wording.no_programme_of_yours())
    choices, why_not = list[tuple[Coming, Place]](), list[CannotAdjust]()
    for each in open_to:
        try:
            on = date_meant(bot, asked, each)
            choices.append((each, Place(programme=each.programme.id, school=each.school.id, on=on)))
        except CannotAdjust as error:
            why_not.append(error)
    if not choices:
        raise why_not[0]
    if asked.verb is Verb.RESUME:
        choices = [(each, place) for each, place in choices if each.paused_here] or choices
    if len(choices) == 1:
        return await do_at(bot, viewer, asked.verb, choices[0][1])
    named = tuple((f"{each.programme.name}, {each.school.name}", place) for each, place in choices)
    return Which(verb=asked.verb, choices=named)
