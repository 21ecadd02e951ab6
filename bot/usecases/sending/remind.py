"""One gentle reminder in a thread that nobody has answered, where a programme asks for it."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.domain.channel import MessageRef
from bot.domain.delivery import DeliveryId, State
from bot.domain.owed import closed, not_running, taken_out
from bot.ports.chat import ChatPlatform, Refused, TryLater
from bot.ports.outbox import Owed
from bot.ports.store import StoreUnavailable
from bot.usecases.bank import bank_of
from bot.usecases.bot import Bot
from bot.usecases.composing import show
from bot.usecases.failures import log_failure
from bot.wording import reminders as words
from scheduler.model import SchoolCalendar
from scheduler.planning import why_closed

log = structlog.get_logger()

BATCH = 20
GIVEN_UP = timedelta(days=14)
"""A question older than this is not brought up again, however long the school was closed."""
FIRST_HOUR, LAST_HOUR = time(8, 0), time(16, 0)
"""When people are at work, on the school's clock: nobody is reminded before or after."""
ONE_DAY = timedelta(days=1)


async def remind(bot: Bot) -> int:
    """Threads without an answer have been reminded, each once at most; returns how many.

    Each is marked as reminded, durably, before anything is sent: whoever is killed between the two loses the reminder,
    and nobody is ever reminded twice. One that a platform certainly did not take, asking to wait, is tried again by a
    later tick. It is looked once more just before each is sent whether anybody has answered: only whoever answers while
    their own reminder is on its way may still see one. Raises StoreUnavailable.
    """
    now = bot.clock.now()
    since, left, reminded = now - GIVEN_UP, BATCH, 0
    busy: set[str] = set()
    for each in await bot.store.reminders.unanswered(posted_since=since):
        before = posted_before(each.calendar, after=each.after, now=now)
        if before is None or before <= since or not left:
            continue
        taken = await bot.store.reminders.take(
            each, posted_since=since, posted_before=before, now=now, limit=left
        )
        left -= len(taken)
        for delivery in taken:
            reminded += await _remind(bot, delivery, busy=busy)
    return reminded


def posted_before(calendar: SchoolCalendar, *, after: int, now: datetime) -> datetime | None:
    """Before which moment (UTC) a thread must have been posted to be reminded now, after so many school days.

    None outside working hours, and on a day on which the school is closed.
    """
    local = now.astimezone(ZoneInfo(calendar.zone))
    today = local.date()
    if not FIRST_HOUR <= local.time() < LAST_HOUR or why_closed(today, calendar):
        return None
    day, passed = today, 1
    while passed < after and today - day < GIVEN_UP:
        day -= ONE_DAY
        passed += why_closed(day, calendar) is None
    return _midnight(day, calendar.zone) if passed >= after else None


async def _remind(bot: Bot, delivery: DeliveryId, *, busy: set[str]) -> int:
    """Whether that thread has been reminded: what was taken and is not wanted any more is left alone."""
    owed = await bot.store.outbox.owed(delivery)
    if owed is None or not _wanted(owed, now=bot.clock.now()):
        return 0
    bank, platform = await bank_of(bot, owed.trust.id), bot.platforms.get(owed.channel.platform)
    prompt = show(bank, owed.delivery.prompt)
    if prompt is None or platform is None:
        return 0
    if platform.name in busy:
        await bot.store.reminders.again(delivery)
        return 0
    said = words.reminder(question=prompt.question, school=owed.school.name)
    if await bot.store.reminders.answered(delivery):
        return 0
    try:
        await _said(bot, platform, owed, said)
    except TryLater:
        busy.add(platform.name)
        await bot.store.reminders.again(delivery)
    except Refused:
        log.warning("thread.not_reminded", delivery=delivery, reason="Refused")
    except StoreUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - it may stand there: better none than two
        log_failure("thread.not_reminded", error, delivery=delivery)
    else:
        log.info("thread.reminded", delivery=delivery)
        return 1
    return 0


async def _said(bot: Bot, platform: ChatPlatform, owed: Owed, said: str) -> None:
    channel, root = owed.channel, owed.delivery.root or ""
    thread = MessageRef(platform=channel.platform, address=channel.address, id=root)
    async with asyncio.timeout(bot.pace.post_timeout.total_seconds()):
        await platform.remind(said, root=thread, at=channel)


def _wanted(owed: Owed, *, now: datetime) -> bool:
    """Whether the programme still reminds, still runs there, and its channel is open."""
    today = now.astimezone(ZoneInfo(owed.school.calendar.zone)).date()
    programme, posted = owed.programme, owed.delivery.state is State.POSTED
    paused = programme.paused_until is not None and programme.paused_until > today
    unwanted = closed(owed.channel) or taken_out(programme, owed.channel) or not_running(programme, on=today)
    return posted and bool(programme.remind_after) and not paused and unwanted is None


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
