"""Whether a prompt is still owed to a channel: asked when it is planned, and again at the moment of sending."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.channel import Channel
from bot.domain.programme import LatePolicy, Programme
from scheduler.model import (
    ClosedDayRule,
    InTerm,
    InWeekOfTerm,
    Part,
    Recurrence,
    SchoolCalendar,
    Weekly,
)
from scheduler.planning import busy_week, why_closed
from scheduler.turns import turn_of

PUNCTUAL = timedelta(minutes=5)
"""Up to this long after it was due, a prompt counts as on time."""


class Why(StrEnum):
    """What keeps a prompt from being sent."""

    CHANNEL_CLOSED = "channel-closed"
    TAKEN_OUT = "taken-out"
    NOT_STARTED = "not-started"
    ENDED = "ended"
    PAUSED = "paused"
    DATE_SKIPPED = "date-skipped"
    CLOSED_DAY = "closed-day"
    BUSY_WEEK = "busy-week"
    CAME_THIS_WEEK = "came-this-week"
    CAME_THESE_WEEKS = "came-these-weeks"
    CAME_THIS_HALF_TERM = "came-this-half-term"
    CAME_THIS_TERM = "came-this-term"
    NOTHING_TO_ASK = "nothing-to-ask"
    TOO_LATE = "too-late"
    ANOTHER_CAME = "another-came"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, and the name or date it turns on, in people's words, where there is one."""

    why: Why
    about: str | date | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """It is owed now; `late` if it is sent noticeably after it was due."""

    late: bool


@dataclass(frozen=True, slots=True)
class Skip:
    """It is not wanted any more."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Miss:
    """It was wanted, and it is too late for it."""

    reason: Reason


Verdict = Send | Skip | Miss


def verdict(
    policy: LatePolicy, *, unwanted: Reason | None, due_at: datetime, zone: str, now: datetime
) -> Verdict:
    """Whether a prompt is owed at `now`, unless it is `unwanted` for a reason that `closed` or `left_out` gives."""
    if unwanted:
        return Skip(unwanted)
    if now > deadline(policy, due_at=due_at, zone=zone):
        return Miss(Reason(Why.TOO_LATE))
    return Send(late=is_late(due_at, at=now))


def closed(channel: Channel) -> Reason | None:
    """Why nothing can be posted in the channel, or None if it can."""
    because = channel.closed_because
    return None if because is None else Reason(Why.CHANNEL_CLOSED, because)


def taken_out(programme: Programme, channel: Channel) -> Reason | None:
    """That the channel is not in the programme any more, or None if it is."""
    return None if channel.id in programme.channels else Reason(Why.TAKEN_OUT)


def left_out(
    programme: Programme, calendar: SchoolCalendar, *, occurrence: date, due_at: datetime
) -> Reason | None:
    """Why the programme leaves this date out under that calendar, or None if it does not.

    `occurrence` is the date it was meant for; the day it falls on is that of `due_at` in the calendar's zone.
    """
    falls_on = due_at.astimezone(ZoneInfo(calendar.zone)).date()
    if outside := not_running(programme, on=occurrence):
        return outside
    if programme.paused_until and falls_on < programme.paused_until:
        return Reason(Why.PAUSED, programme.paused_until)
    if programme.skipped_dates & {occurrence, falls_on}:
        return Reason(Why.DATE_SKIPPED)
    if programme.closed_day is not ClosedDayRule.IGNORE and (closed := why_closed(falls_on, calendar)):
        return Reason(Why.CLOSED_DAY, str(closed))
    if programme.skips_from is None:
        return None
    week = busy_week(falls_on, calendar)
    return Reason(Why.BUSY_WEEK, str(week)) if week and programme.busy.skips(week) else None


def came_in_turn(
    recurrence: Recurrence, calendar: SchoolCalendar, *, occurrence: date, came: Iterable[date]
) -> Reason | None:
    """That the turn of that date has its question already, by one of the dates in `came`, or None."""
    others = [day for day in came if day != occurrence]
    if not others:
        return None
    turn = turn_of(recurrence, calendar, occurrence)
    first = next((day for day in others if day in turn), None)
    return None if first is None else Reason(_kind(recurrence), first)


def _kind(recurrence: Recurrence) -> Why:
    match recurrence:
        case Weekly(every=1):
            return Why.CAME_THIS_WEEK
        case InTerm(of=Part.HALF_TERM):
            return Why.CAME_THIS_HALF_TERM
        case InTerm() | InWeekOfTerm():
            return Why.CAME_THIS_TERM
        case _:
            return Why.CAME_THESE_WEEKS


def not_running(programme: Programme, *, on: date) -> Reason | None:
    """That the programme has not begun by that date, or is over, or None if it runs."""
    if on < programme.starts:
        return Reason(Why.NOT_STARTED, programme.starts)
    if programme.ends and on > programme.ends:
        return Reason(Why.ENDED, programme.ends)
    return None


def deadline(policy: LatePolicy, *, due_at: datetime, zone: str) -> datetime:
    """The last moment (UTC) at which it may still be sent: grace, the end of the sending window, or of the day.

    What falls due after the window has closed was put there on purpose: it has its grace within that day. Being
    punctual is never too late.
    """
    local = due_at.astimezone(ZoneInfo(zone))
    closes = _on(local, policy.closes)
    if closes <= due_at:
        closes = _on(local, time.max)
    return max(due_at + PUNCTUAL, min(due_at + policy.grace, closes))


def is_late(due_at: datetime, *, at: datetime) -> bool:
    """Whether people would call it late."""
    return at - due_at > PUNCTUAL


def _on(local: datetime, at: time) -> datetime:
    return datetime.combine(local.date(), at, tzinfo=local.tzinfo).astimezone(UTC)
