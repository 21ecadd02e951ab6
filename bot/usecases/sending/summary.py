"""A quiet word to a trust's leads in the morning, only when something in their trust needs a person."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
from zoneinfo import ZoneInfo

import structlog

from bot.domain.charter import Charter
from bot.domain.people import MemberId, PersonRef, Role
from bot.ports.chat import Refused, TryLater
from bot.ports.store import StoreUnavailable
from bot.ports.summaries import Looked, Needs, Untold
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.wording import reminders as words
from scheduler.planning import why_closed

log = structlog.get_logger()

MORNING, NOON = time(8, 0), time(12, 0)
"""When it is said, on the trust's clock; a bot that was away all morning says nothing that day."""
AT_FIRST = timedelta(days=7)
"""How far back the first look of a trust goes."""
BATCH = 50
"""Trusts that one tick looks at: the next goes on with the others, and what is due does not wait for them all."""
ONE_DAY = timedelta(days=1)


class _Heard(Enum):
    """How telling one lead ended."""

    YES = auto()
    WAITS = auto()
    """Certainly not: their platform asks to wait."""
    NOT_KNOWN = auto()
    """Not, or nobody can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """What is to be said in a trust today: of what has come since that day, to these leads or, where None, to all."""

    trust: Looked
    today: date
    since: date
    only: Collection[MemberId] | None = None


async def tell_trusts(bot: Bot) -> int:
    """Each trust has been looked at once on the morning of a school day, and its leads told what needs a person.

    A question that may or may not have been posted is told of every such morning until somebody decides; one that was
    refused or missed, on the next; a closed channel when it is new, and again on the first such morning of each week
    until it is mended.

    Nobody hears it twice in a day: the day, and then each lead who is told again, is marked before anything is sent.
    Where a platform asks to wait, those of its leads who certainly have not heard are tried again by later ticks until
    noon. What remains: whoever is killed between mark and sending loses the word of that day (of a closed channel, of
    that week), and so does a lead whose platform gives no clear answer. The deliveries page says it all the same.

    Where somebody may not have heard, the other trusts are left to the next tick, so that a platform that hangs holds
    up nothing else. Returns how many were told. Raises StoreUnavailable.
    """
    now = bot.clock.now()
    busy: set[str] = set()
    told = looked = 0
    for each in await bot.store.summaries.looked():
        local = now.astimezone(ZoneInfo(each.calendar.zone))
        waits = each.on == local.date() and each.untold is None
        if waits or not MORNING <= local.time() < NOON or why_closed(local.date(), each.calendar):
            continue
        looked += 1
        word = await _word(bot, each, today=local.date())
        heard = await _tell(bot, word, busy=busy) if word else []
        told += heard.count(_Heard.YES)
        if _Heard.NOT_KNOWN in heard or looked == BATCH:
            break
    return told


async def _word(bot: Bot, looked: Looked, *, today: date) -> _Word | None:
    """What this process is to say there now; None where another one says it."""
    if looked.on == today:
        untold = await bot.store.summaries.take_untold(looked.trust, on=today)
        if untold is None:
            return None
        return _Word(trust=looked, today=today, since=untold.since, only=untold.leads)
    week = today - today.weekday() * ONE_DAY
    if await bot.store.summaries.look(looked.trust, on=today, before=looked.on, week=week):
        return _Word(trust=looked, today=today, since=looked.on or today - AT_FIRST)
    return None


async def _tell(bot: Bot, word: _Word, *, busy: set[str]) -> list[_Heard]:
    """For each lead whether they have heard; those whose platform is busy are owed it."""
    zone, trust = word.trust.calendar.zone, word.trust.trust
    since, until = _midnight(word.since, zone), _midnight(word.today, zone)
    needs = await bot.store.summaries.needs(trust, since=since, until=until, on=word.today)
    charter = await bot.store.directory.charter(trust) if needs else None
    if charter is None:
        return []
    leads = {
        member: person
        for member, person in _leads(charter, today=word.today).items()
        if person.platform in bot.platforms and (word.only is None or member in word.only)
    }
    said = _said(bot, needs)
    heard = {member: await _told(bot, person, said, busy=busy) for member, person in leads.items()}
    waiting = frozenset(member for member, how in heard.items() if how is _Heard.WAITS)
    if waiting:
        await bot.store.summaries.again(trust, Untold(since=word.since, leads=waiting), on=word.today)
    return list(heard.values())


def _said(bot: Bot, needs: Needs) -> str:
    return words.summary(
        uncertain=needs.uncertain,
        closed=needs.closed,
        refused=needs.refused,
        missed=needs.missed,
        address=f"{bot.public_url}/deliveries" if bot.public_url else None,
    )


def _leads(charter: Charter, *, today: date) -> dict[MemberId, PersonRef]:
    """The trust leads on any platform, each once, without those who have asked for quiet."""
    listening = {
        member.id
        for member in charter.members
        if any(grant.role is Role.TRUST_LEAD and grant.school is None for grant in member.grants)
        and not member.snoozes(on=today)
    }
    return {member: person for person, member in reversed(charter.identities) if member in listening}


async def _told(bot: Bot, person: PersonRef, said: str, *, busy: set[str]) -> _Heard:
    if person.platform in busy:
        return _Heard.WAITS
    try:
        async with asyncio.timeout(bot.pace.post_timeout.total_seconds()):
            await bot.platforms[person.platform].tell(said, to=person)
    except TryLater:
        busy.add(person.platform)
        return _Heard.WAITS
    except Refused:
        log.warning("trust.lead_not_told", reason="Refused")
        return _Heard.NOT_KNOWN
    except StoreUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - they may have heard: better not than twice
        log_failure("trust.lead_not_told", error)
        return _Heard.NOT_KNOWN
    return _Heard.YES


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
