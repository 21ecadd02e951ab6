"""What one person wants to see first: this week's question, their own answers, and what their role gives them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import State
from bot.domain.people import Member, MemberId, Role, School
from bot.domain.programme import Programme, SchoolMay
from bot.domain.runs import Runs
from bot.ports.ledger import LedgerFilter
from bot.usecases.bank import bank_in
from bot.usecases.bot import Bot
from bot.usecases.composing import PromptShown, show
from bot.usecases.permission import Deed, Standing, standing
from bot.usecases.reading.preview import PreviewDate, PreviewRequest, preview_for
from bot.usecases.reading.review import ReviewEntry, ReviewRequest, my_reflections, review

RECENT = timedelta(days=7)
"""How long a question counts as this week's."""
MINE = 5
NEWEST = 5
FOUND = 10
DATES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that was posted lately in a channel they are in; `posted_at` is in the school's zone."""

    school: School
    channel_name: str
    prompt: PromptShown
    posted_at: datetime
    thread: MessageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """The next dates of a programme in a school that they lead, those left out included.

    `paused_until` is set while it is paused there, by the school or the trust; `may` is what they may do about it.
    What the school itself has chosen, and can take back: that pause if `paused_here`, and the dates in `skipped`.
    """

    programme: Programme
    school: School
    dates: tuple[PreviewDate, ...]
    paused_until: date | None
    paused_here: bool
    skipped: frozenset[date]
    may: frozenset[SchoolMay]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """One person's view; what is None is not for them. `found` answers `words`, if they searched and may."""

    viewer: Member
    asked: tuple[Asked, ...]
    mine: tuple[ReviewEntry, ...]
    newest: tuple[ReviewEntry, ...] | None
    words: str | None
    found: tuple[ReviewEntry, ...] | None
    coming: tuple[Coming, ...] | None
    closed: tuple[Channel, ...]


async def home(bot: Bot, viewer: MemberId, *, words: str | None = None) -> Home:
    """Everything at once, for one person. Raises NotFound if nobody is known by that id."""
    person = await standing(bot, viewer)
    reads = bool(person.may(Deed.READ_THE_LOG))
    found = newest = None
    if words is not None and reads:
        found = await review(bot, viewer, request=ReviewRequest(words=words, limit=FOUND))
    if person.member.holds(Role.SENCO) and reads:
        newest = await review(bot, viewer, request=ReviewRequest(limit=NEWEST))
    return Home(
        viewer=person.member,
        asked=await _asked(bot, person),
        mine=(await my_reflections(bot, viewer, limit=MINE)).entries,
        newest=newest.entries if newest else None,
        words=words,
        found=found.entries if found else None,
        coming=await coming(bot, viewer) if person.may(Deed.ADJUST_THE_PROGRAMME) else None,
        closed=_closed(person),
    )


async def coming(bot: Bot, viewer: MemberId) -> tuple[Coming, ...]:
    """The next dates of every programme in every school that they lead. Raises NotFound, NotAllowed."""
    person = await standing(bot, viewer)
    led = person.require(Deed.ADJUST_THE_PROGRAMME)
    today = bot.clock.now().date()
    shown: list[Coming] = []
    runs = Runs(person.charter)
    for programme in person.charter.programmes:
        if programme.ends and programme.ends < today - timedelta(days=1):
            continue
        for key in sorted(led & runs.of(programme.id).keys()):
            request = PreviewRequest(programme=programme.id, school=key, count=DATES)
            here = (await preview_for(bot, viewer, request=request))[0]
            paused_until = _paused(bot, here.programme, here.school)
            shown.append(
                Coming(
                    programme=here.programme,
                    school=here.school,
                    dates=here.dates,
                    paused_until=paused_until,
                    paused_here=paused_until not in {None, programme.paused_until},
                    skipped=here.programme.skipped_dates - programme.skipped_dates,
                    may=here.programme.schools_may,
                )
            )
    return tuple(shown)


async def lately(bot: Bot, viewer: MemberId) -> tuple[Asked, ...]:
    """The questions asked lately in channels they are in, newest first. Raises NotFound."""
    return await _asked(bot, await standing(bot, viewer))


async def _asked(bot: Bot, person: Standing) -> tuple[Asked, ...]:
    joined = person.may(Deed.JOIN_THE_CHANNEL)
    if not joined:
        return ()
    since = (bot.clock.now() - RECENT).date()
    lines, _ = await bot.store.ledger.page(
        sorted(joined),
        trust=person.member.trust,
        filters=LedgerFilter(state=State.POSTED, since=since),
        before=None,
        limit=FOUND,
    )
    channels = {channel.id: channel for channel in person.charter.channels}
    bank, shown = bank_in(bot, person.charter), list[Asked]()
    for line in lines:
        row, channel = line.delivery, channels.get(line.delivery.channel)
        prompt = show(bank, row.prompt)
        if channel is None or prompt is None or row.root is None or row.posted_at is None:
            continue
        shown.append(
            Asked(
                school=person.school(row.school),
                channel_name=channel.name,
                prompt=prompt,
                posted_at=row.posted_at.astimezone(ZoneInfo(line.zone)),
                thread=MessageRef(platform=channel.platform, address=channel.address, id=row.root),
            )
        )
    return tuple(shown)


def _paused(bot: Bot, programme: Programme, school: School) -> date | None:
    today = bot.clock.now().astimezone(ZoneInfo(school.calendar.zone)).date()
    until = programme.paused_until
    return until if until and until > today else None


async def closed(bot: Bot, viewer: MemberId) -> tuple[Channel, ...]:
    """The closed channels that this person may have tried again. Raises NotFound, NotAllowed."""
    person = await standing(bot, viewer)
    person.require(Deed.DECIDE_DELIVERIES)
    return _closed(person)


def _closed(person: Standing) -> tuple[Channel, ...]:
    """The closed channels that this person may have tried again."""
    mine = person.may(Deed.DECIDE_DELIVERIES)
    return tuple(
        channel
        for channel in person.charter.channels
        if channel.closed_because is not None and channel.school in mine
    )
