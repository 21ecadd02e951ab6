"""A quiet word to a trust's leads in the morning, only when something in their trust needs a person."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.domain.charter import Charter
from bot.domain.people import PersonRef, Role
from bot.ports.chat import Refused, TryLater
from bot.ports.store import StoreUnavailable
from bot.ports.summaries import Looked
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.snooze import snoozes
from bot.wording import reminders as words
from scheduler.planning import why_closed

log = structlog.get_logger()

MORNING, NOON = time(8, 0), time(12, 0)
"""When it is said, on the trust's clock; a bot that was away all morning says nothing that day."""
AT_FIRST = timedelta(days=7)
"""How far back the first look of a trust goes."""
BATCH = 50
"""Trusts that one tick looks at: the next goes on with the others, and what is due does not wait for them all."""


async def tell_trusts(bot: Bot) -> int:
    """Each trust has been looked at once on the morning of a school day, and its leads told what needs a person.

    The day is marked before anybody is told: whoever is killed between the two loses the word of that day, and nobody
    hears it twice. The deliveries page says it all the same. Where somebody could not be told, the other trusts are
    left to the next tick, so that a platform that is down holds up nothing else. Returns how many were told. Raises
    StoreUnavailable.
    """
    now = bot.clock.now()
    told = looked = 0
    for each in await bot.store.summaries.looked():
        local = now.astimezone(ZoneInfo(each.calendar.zone))
        waits = each.on == local.date() or not MORNING <= local.time() < NOON
        if waits or why_closed(local.date(), each.calendar):
            continue
        looked += 1
        if await bot.store.summaries.look(each.trust, on=local.date(), before=each.on):
            heard = await _tell(bot, each, today=local.date())
            told += sum(heard)
            if not all(heard):
                break
        if looked == BATCH:
            break
    return told


async def _tell(bot: Bot, looked: Looked, *, today: date) -> Sequence[bool]:
    """For each lead whether they have heard: of all that has come to need a person from the last look to midnight."""
    zone = looked.calendar.zone
    needs = await bot.store.summaries.needs(
        looked.trust,
        since=_midnight(looked.on or today - AT_FIRST, zone),
        until=_midnight(today, zone),
    )
    charter = await bot.store.directory.charter(looked.trust) if needs else None
    if charter is None:
        return ()
    said = words.summary(
        uncertain=needs.uncertain,
        closed=needs.closed,
        refused=needs.refused,
        missed=needs.missed,
        address=f"{bot.public_url}/deliveries" if bot.public_url else None,
    )
    leads = [person for person in _leads(charter, today=today) if person.platform in bot.platforms]
    return [await _told(bot, person, said) for person in leads]


def _leads(charter: Charter, *, today: date) -> tuple[PersonRef, ...]:
    """The trust leads on any platform, each once, without those who have asked for quiet."""
    listening = {
        member.id
        for member in charter.members
        if any(grant.role is Role.TRUST_LEAD and grant.school is None for grant in member.grants)
        and not snoozes(member, on=today)
    }
    found = {member: person for person, member in reversed(charter.identities) if member in listening}
    return tuple(found.values())


async def _told(bot: Bot, person: PersonRef, said: str) -> bool:
    """Whether they have heard, as far as the platform says."""
    try:
        async with asyncio.timeout(bot.pace.post_timeout.total_seconds()):
            await bot.platforms[person.platform].tell(said, to=person)
    except (TryLater, Refused) as error:
        log.warning("trust.lead_not_told", reason=type(error).__name__)
        return False
    except StoreUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - they may have heard: better not than twice
        log_failure("trust.lead_not_told", error)
        return False
    return True


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
