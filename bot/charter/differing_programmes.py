"""What differs between two states of a programme, and between two choices of a school about it."""

from collections.abc import Callable, Mapping
from datetime import date, time

from bot import wording
from bot.charter.noting import Notes
from bot.domain.channel import Channel, ChannelId
from bot.domain.people import School, SchoolId
from bot.domain.programme import Programme, SchoolChoice, SchoolMay, Selection
from bot.domain.trail import Difference
from bot.wording.programmes import MAY, ORDERS, when
from scheduler.model import ClosedDayRule, InTerm, InWeekOfTerm, OnDates, OnDemand, Recurrence, Weekly

FROM_THE_TRUST = "From the trust"
CLOSED_DAYS: Mapping[ClosedDayRule, str] = {
    ClosedDayRule.SKIP: "Left out",
    ClosedDayRule.NEXT: "Moved to the next school day",
    ClosedDayRule.PREVIOUS: "Moved to the school day before",
    ClosedDayRule.IGNORE: "Asked all the same",
}
Places = Mapping[ChannelId, Channel]
Schools = Mapping[SchoolId, School]


def differing_programmes(
    was: Programme | None, now: Programme, *, channels: Places, schools: Schools
) -> list[Difference]:
    """Everything that differs, a setting at a time; a new programme says when and where it comes."""
    notes = Notes(now.name)
    if was is None:
        notes.note("Programme", None, when(now.recurrence))
        _places(notes, (), now.channels, channels=channels, schools=schools)
        return notes.found
    notes.setting("Name", was.name, now.name)
    _questions(notes, was.selection, now.selection)
    notes.setting("Order", was.order, now.order, lambda order: ORDERS[order][0])
    _rhythm(notes, was.recurrence, now.recurrence)
    notes.setting("Starts", was.starts, now.starts, wording.day)
    notes.setting("Ends", was.ends, now.ends, _day_or("Never"))
    notes.setting("On a closed day", was.closed_day, now.closed_day, CLOSED_DAYS.__getitem__)
    notes.setting("How late it may come", was.late.grace, now.late.grace, wording.span)
    notes.setting("Not after", was.late.closes, now.late.closes, _clock)
    notes.setting("Paused until", was.paused_until, now.paused_until, _day_or("Not paused"))
    notes.items("Skipped date", sorted(was.skipped_dates), sorted(now.skipped_dates), wording.day)
    notes.setting("Lighter questions", was.lighter_from, now.lighter_from, _from_weight)
    notes.setting("Moves within the week", was.moves_from, now.moves_from, _from_weight)
    notes.setting("Left out in busy weeks", was.skips_from, now.skips_from, _from_weight)
    notes.setting("Reminder", was.remind_after, now.remind_after, _reminder)
    notes.setting("Answers for the SENCo alone", was.private_answers, now.private_answers, _yes)
    notes.items("Schools may", _may(was), _may(now), MAY.__getitem__)
    _places(notes, was.channels, now.channels, channels=channels, schools=schools)
    return notes.found


def differing_choices(
    was: SchoolChoice | None, now: SchoolChoice | None, *, programme: str, school: School, channels: Places
) -> list[Difference]:
    """Everything that differs in what a school has chosen; None has chosen nothing."""
    either = was or now
    if either is None:
        return []
    nothing = SchoolChoice(programme=either.programme, school=either.school)
    before, after = was or nothing, now or nothing
    notes = Notes(f"{programme} at {school.name}", school=school.id)
    notes.setting("Paused until", before.paused_until, after.paused_until, _day_or("Not paused"))
    notes.items("Skipped date", sorted(before.skipped_dates), sorted(after.skipped_dates), wording.day)
    notes.setting(
        "Day", before.weekday, after.weekday, lambda day: day.capitalize() if day else FROM_THE_TRUST
    )
    notes.setting("Time", before.at, after.at, lambda at: _clock(at) if at else FROM_THE_TRUST)
    notes.items("Question left out", sorted(before.left_out), sorted(after.left_out))
    notes.items("Its own channel", before.channels, after.channels, lambda key: _channel(key, channels))
    return notes.found


def _questions(notes: Notes, was: Selection, now: Selection) -> None:
    notes.items("Theme", was.themes, now.themes)
    notes.items("Framework", was.frameworks, now.frameworks)
    notes.items("For", was.audiences, now.audiences)
    notes.items("Kind of question", was.kinds, now.kinds)
    notes.setting("Sequence", was.sequence, now.sequence, lambda key: key or "None")
    notes.items("Question chosen by hand", was.keys, now.keys)
    if was.keys != now.keys and set(was.keys) == set(now.keys):
        notes.note("Questions chosen by hand", "In the order they had", "In another order")
    notes.items("Question left out", sorted(was.left_out), sorted(now.left_out))


def _rhythm(notes: Notes, was: Recurrence, now: Recurrence) -> None:
    """The day and the time each for itself, where nothing else about the rhythm differs."""
    if was == now:
        return
    weekdays = (_weekday(was), _weekday(now))
    times = (_time(was), _time(now))
    alike = _of_one_day_and_time(was) == _of_one_day_and_time(now)
    if not alike or None in times:
        notes.setting("When", was, now, _rhythm_said)
        return
    if None not in weekdays:
        notes.setting("Day", *weekdays)
    notes.setting("Time", *times)


def _of_one_day_and_time(rhythm: Recurrence) -> tuple[object, ...]:
    match rhythm:
        case Weekly():
            return ("weekly", rhythm.every, rhythm.anchored)
        case InTerm():
            return ("in-term", rhythm.nth, rhythm.of)
        case InWeekOfTerm():
            return ("in-week-of-term", rhythm.week)
        case OnDates():
            return ("on-dates", rhythm.dates)
        case OnDemand():
            return ("on-demand",)


def _rhythm_said(rhythm: Recurrence) -> str:
    if isinstance(rhythm, OnDates):
        return f"{wording.listed(map(wording.day, sorted(rhythm.dates)))} at {_clock(rhythm.at)}"
    if isinstance(rhythm, Weekly) and rhythm.every > 1 and rhythm.anchored:
        return f"{when(rhythm)}, as in the week of {wording.day(rhythm.anchored)}"
    return when(rhythm)


def _weekday(rhythm: Recurrence) -> str | None:
    return rhythm.weekday.capitalize() if isinstance(rhythm, Weekly | InTerm | InWeekOfTerm) else None


def _time(rhythm: Recurrence) -> str | None:
    return None if isinstance(rhythm, OnDemand) else _clock(rhythm.at)


def _places(
    notes: Notes,
    was: tuple[ChannelId, ...],
    now: tuple[ChannelId, ...],
    *,
    channels: Places,
    schools: Schools,
) -> None:
    """Schools that join or leave as a whole, and channels of those that stay."""
    left, joined = ({channels[key].school for key in keys if key in channels} for keys in (was, now))
    notes.items(
        "Schools",
        sorted(left, key=lambda each: schools[each].name),
        sorted(joined, key=lambda each: schools[each].name),
        lambda each: schools[each].name,
        school=lambda each: each,
    )
    stay = left & joined
    notes.items(
        "Channels",
        (key for key in was if key not in channels or channels[key].school in stay),
        (key for key in now if key not in channels or channels[key].school in stay),
        lambda key: _channel(key, channels),
        school=lambda key: channels[key].school if key in channels else None,
    )


def _channel(key: ChannelId, channels: Places) -> str:
    return channels[key].name if key in channels else str(key)


def _may(programme: Programme) -> list[SchoolMay]:
    return [each for each in SchoolMay if each in programme.schools_may]


def _day_or(none: str) -> Callable[[date | None], str]:
    return lambda day: wording.day(day) if day else none


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def _from_weight(weight: int | None) -> str:
    return f"From a weight of {weight}" if weight else "Never"


def _reminder(days: int | None) -> str:
    if days is None:
        return "Never"
    return "After 1 school day" if days == 1 else f"After {days} school days"


def _yes(value: bool) -> str:  # noqa: FBT001 - said of a setting that is a flag
    return "Yes" if value else "No"
