"""The deliveries page: what became of each due prompt, and what a person can do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot import wording
from bot.domain.channel import Channel, ChannelId, MessageRef
from bot.domain.delivery import Delivery, State
from bot.domain.people import Member, School, SchoolId
from bot.domain.programme import Programme, ProgrammeId
from bot.ports.ledger import LedgerFilter, LedgerLine
from bot.usecases.bank import bank_in
from bot.usecases.bot import Bot
from bot.usecases.composing import PromptShown, show
from bot.usecases.permission import Deed, Standing, Viewer, standing
from prompts.model import PromptBank

PAGE = 50
LONGEST_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRequest:
    """Which deliveries; what is None or False does not narrow. Dates are the occurrences' own, both included.

    `late` wants those posted late, `needs_a_person` those of which only a person can tell how they ended.
    """

    state: State | None = None
    late: bool = False
    needs_a_person: bool = False
    school: SchoolId | None = None
    programme: ProgrammeId | None = None
    since: date | None = None
    until: date | None = None
    before: str | None = None
    limit: int = PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One delivery: how it stands in a word, why, and what can be done.

    `decidable` is true where this viewer may say how an uncertain one ended. `replies` is None for those who may
    not read the school's log. `thread` is there once it was posted. Times are in the school's zone.
    """

    delivery: Delivery
    school_name: str
    channel_name: str
    programme_name: str
    prompt: PromptShown | None
    due_at: datetime
    posted_at: datetime | None
    status: str
    reason: str | None
    remedy: str | None
    decidable: bool
    replies: int | None
    thread: MessageRef | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedChannel:
    """A channel in which nothing is posted until this viewer, or another who may, has it tried again."""

    id: ChannelId
    name: str
    school_name: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage:
    """Deliveries, newest first, and the cursor of the next page or None; `closed` is what this viewer may reopen.

    `schools` and `programmes` are what the list can be narrowed by.
    """

    viewer: Member
    entries: tuple[LedgerEntry, ...]
    next: str | None
    schools: tuple[School, ...]
    programmes: tuple[Programme, ...]
    closed: tuple[ClosedChannel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sight:
    """What every line of a page is drawn by, worked out once."""

    bank: PromptBank
    decides: frozenset[SchoolId]
    reads: frozenset[SchoolId]
    channels: Mapping[ChannelId, Channel]


async def deliveries(bot: Bot, viewer: Viewer, *, request: LedgerRequest) -> LedgerPage:
    """The deliveries of the schools in their sight. Raises NotFound or NotAllowed."""
    person = await standing(bot, viewer)
    schools = person.require(Deed.SEE_DELIVERIES, school=request.school)
    if request.programme is not None:
        person.programme(request.programme)
    seen = person.may(Deed.SEE_DELIVERIES)
    lines, following = await bot.store.ledger.page(
        None if len(schools) == len(person.charter.schools) else sorted(schools),
        trust=person.member.trust,
        filters=LedgerFilter(
            state=request.state,
            late=request.late,
            undecided=request.needs_a_person,
            programme=request.programme,
            since=request.since,
            until=request.until,
        ),
        before=request.before,
        limit=max(1, min(request.limit, LONGEST_PAGE)),
    )
    sight = _Sight(
        bank=bank_in(bot, person.charter),
        decides=person.may(Deed.DECIDE_DELIVERIES),
        reads=person.may(Deed.READ_THE_LOG),
        channels={each.id: each for each in person.charter.channels},
    )
    return LedgerPage(
        viewer=person.member,
        entries=tuple(_entry(sight, line) for line in lines),
        next=following,
        schools=tuple(each for each in person.charter.schools if each.id in seen),
        programmes=_programmes(person, seen),
        closed=_closed(person),
    )


def _programmes(person: Standing, seen: frozenset[SchoolId]) -> tuple[Programme, ...]:
    """Those that come to one of these schools, by name."""
    there = {channel.id for channel in person.charter.channels if channel.school in seen}
    found = (each for each in person.charter.programmes if not there.isdisjoint(each.channels))
    return tuple(sorted(found, key=lambda programme: programme.name))


def _closed(person: Standing) -> tuple[ClosedChannel, ...]:
    decides = person.may(Deed.DECIDE_DELIVERIES)
    closed = [each for each in person.charter.channels if each.closed_because is not None]
    names = {school.id: school.name for school in person.charter.schools} if closed else {}
    return tuple(
        ClosedChannel(
            id=each.id,
            name=each.name,
            school_name=names[each.school],
            because=each.closed_because,
        )
        for each in sorted(closed, key=lambda channel: channel.name)
        if each.closed_because is not None and each.school in decides
    )


def _entry(sight: _Sight, line: LedgerLine) -> LedgerEntry:
    delivery, zone = line.delivery, ZoneInfo(line.zone)
    return LedgerEntry(
        delivery=delivery,
        school_name=line.school_name,
        channel_name=line.channel_name,
        programme_name=line.programme_name,
        prompt=show(sight.bank, delivery.prompt),
        due_at=delivery.due_at.astimezone(zone),
        posted_at=delivery.posted_at.astimezone(zone) if delivery.posted_at else None,
        status=wording.status(delivery.state, late=delivery.late),
        reason=delivery.reason,
        remedy=wording.remedy(delivery.state),
        decidable=delivery.school in sight.decides and delivery.state is State.UNCERTAIN,
        replies=line.replies if delivery.school in sight.reads else None,
        thread=_thread(sight, delivery),
    )


def _thread(sight: _Sight, delivery: Delivery) -> MessageRef | None:
    channel = sight.channels.get(delivery.channel)
    if channel is None or delivery.root is None:
        return None
    return MessageRef(platform=channel.platform, address=channel.address, id=delivery.root)
