"""What a school has chosen once a wish of its lead is granted.

It is worked out from the set-up as it stands, so that it can be shown first and is still right when it is saved.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot import wording
from bot.domain.agenda import agenda
from bot.domain.channel import ChannelId
from bot.domain.charter import Charter
from bot.domain.people import School, SchoolId
from bot.domain.programme import Programme, ProgrammeId, SchoolChoice
from bot.domain.wishes import (
    AddChannel,
    ChangeDay,
    ChangeTime,
    KeepDate,
    LeaveOut,
    Pause,
    PutBack,
    RemoveChannel,
    Resume,
    Skip,
    Wish,
    needs,
)
from bot.usecases.permission import NotAllowed, NotFound
from bot.wording import plans
from scheduler.model import OnDates, OnDemand, Weekday

Mine = TypeVar("Mine", Weekday, time)
A_WEEK = timedelta(weeks=1)
"""No date is moved farther."""
LONGEST_PAUSE = timedelta(days=366)
YEARS = range(2000, 3000)
"""In which a programme can have dates; beside those, a date is a slip of the pen."""


class CannotAdjust(ValueError):  # noqa: N818 - it says what is so
    """It makes no sense as asked; the message says why and what to do."""


def granted(charter: Charter, wish: Wish, *, now: datetime) -> Charter:
    """The set-up with the wish come true. Raises NotFound, NotAllowed, CannotAdjust."""
    programme, school = _found(charter, wish)
    if needs(wish) not in programme.schools_may:
        raise NotAllowed(wording.trust_decides(needs(wish)))
    kept = choice_in(charter, programme.id, school.id)
    known = kept or SchoolChoice(programme=programme.id, school=school.id)
    chosen = _chosen(charter, programme, school, known, wish, today=_today(school, now))
    if kept is None:
        return replace(charter, choices=(*charter.choices, chosen))
    return replace(charter, choices=tuple(chosen if each is kept else each for each in charter.choices))


def choice_in(charter: Charter, programme: ProgrammeId, school: SchoolId) -> SchoolChoice | None:
    """What that school has chosen about that programme, if anything."""
    found = (each for each in charter.choices if (each.programme, each.school) == (programme, school))
    return next(found, None)


def dates_of(programme: Programme, school: School, *, on: date) -> frozenset[date]:
    """The dates of the programme that fall on that day there, or were meant for it: as a rule that day, or none."""
    if on.year not in YEARS:
        return frozenset()
    zone = ZoneInfo(school.calendar.zone)
    near = (
        dated.occurrence for dated in agenda(programme, school.calendar, start=on - A_WEEK, end=on + A_WEEK)
    )
    return frozenset(each.key for each in near if on in {each.key, each.due_at.astimezone(zone).date()})


def _found(charter: Charter, wish: Wish) -> tuple[Programme, School]:
    """The programme and the school, if the one comes to the other. Raises NotFound."""
    programme = next((each for each in charter.programmes if each.id == wish.programme), None)
    school = next((each for each in charter.schools if each.id == wish.school), None)
    if programme and school:
        choice = choice_in(charter, programme.id, school.id)
        there = {channel.id for channel in charter.channels if channel.school == school.id}
        if there & set(programme.at_school(choice).channels):
            return programme, school
    raise NotFound(wording.no_such_programme_here())


def _chosen(  # noqa: C901, PLR0911, PLR0913 - one arm for each wish, and all that it may turn on
    charter: Charter, programme: Programme, school: School, choice: SchoolChoice, wish: Wish, *, today: date
) -> SchoolChoice:
    match wish:
        case Pause():
            return replace(choice, paused_until=_pause_end(wish.until, today=today))
        case Resume():
            return _resumed(programme, choice, today=today)
        case Skip():
            skipped = _skipped(programme.at_school(choice), school, choice, on=wish.on, today=today)
            return replace(choice, skipped_dates=skipped)
        case KeepDate():
            kept = dates_of(programme.at_school(choice), school, on=wish.on) | {wish.on}
            return replace(choice, skipped_dates=choice.skipped_dates - kept)
        case ChangeDay():
            if isinstance(programme.recurrence, OnDates | OnDemand):
                raise CannotAdjust(plans.has_no_weekday())
            return replace(choice, weekday=_unless_the_same(wish.weekday, programme.recurrence.weekday))
        case ChangeTime():
            if isinstance(programme.recurrence, OnDemand):
                raise CannotAdjust(plans.has_no_time())
            return replace(choice, at=_unless_the_same(wish.at, programme.recurrence.at))
        case LeaveOut():
            return replace(choice, left_out=choice.left_out | {wish.prompt})
        case PutBack():
            return replace(choice, left_out=choice.left_out - {wish.prompt})
        case AddChannel():
            return replace(choice, channels=_with(charter, programme, choice, wish.channel))
        case RemoveChannel():
            return replace(choice, channels=tuple(each for each in choice.channels if each != wish.channel))


def _unless_the_same(own: Mine | None, of_the_trust: Mine) -> Mine | None:
    return None if own == of_the_trust else own


def _pause_end(until: date, *, today: date) -> date:
    if until <= today:
        raise CannotAdjust(wording.pause_ends_in_the_past(until))
    if until > today + LONGEST_PAUSE:
        raise CannotAdjust(wording.pause_too_long(until))
    return until


def _resumed(programme: Programme, choice: SchoolChoice, *, today: date) -> SchoolChoice:
    by_trust, by_school = programme.paused_until, choice.paused_until
    if by_trust and by_trust > today and not (by_school and by_school > today):
        raise CannotAdjust(wording.paused_by_trust(by_trust))
    return replace(choice, paused_until=None)


def _skipped(
    programme: Programme, school: School, choice: SchoolChoice, *, on: date, today: date
) -> frozenset[date]:
    """The dates left out from now on: those long past are forgotten."""
    if on < today:
        raise CannotAdjust(wording.date_is_past(on))
    meant = dates_of(programme, school, on=on)
    if not meant:
        raise CannotAdjust(wording.nothing_comes_on(on))
    return frozenset(day for day in choice.skipped_dates if day >= today - A_WEEK) | meant


def _with(
    charter: Charter, programme: Programme, choice: SchoolChoice, channel: ChannelId
) -> tuple[ChannelId, ...]:
    found = next((each for each in charter.channels if each.id == channel), None)
    if found is None or found.school != choice.school:
        raise NotFound(plans.no_such_channel_here())
    if channel in programme.channels:
        raise CannotAdjust(plans.there_already(channel=found.name))
    return tuple(dict.fromkeys((*choice.channels, channel)))


def _today(school: School, now: datetime) -> date:
    return now.astimezone(ZoneInfo(school.calendar.zone)).date()
