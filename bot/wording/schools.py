"""What a school's pages say about its programmes: each setting, where it comes from, and whom to ask."""

from collections.abc import Iterable
from datetime import date, time

from bot import wording
from bot.domain.programme import SchoolMay
from scheduler.model import InTerm, InWeekOfTerm, OnDates, OnDemand, Part, Recurrence, Weekday, Weekly

FROM_THE_TRUST = "From the trust"
CHANGED_HERE = "Changed here"
LOCKED = "Locked by the trust"
NO_OTHER_CHANNEL = "This school has no other channel to which it could come."

NUMBERS = {2: "second", 3: "third", 4: "fourth"}


def name_of(weekday: Weekday) -> str:
    """Such as "Monday"."""
    return weekday.capitalize()


def on_which_day(recurrence: Recurrence) -> str:
    """Such as "Every Monday", or "The first Tuesday of each half-term"."""
    match recurrence:
        case Weekly(every=1):
            return f"Every {name_of(recurrence.weekday)}"
        case Weekly():
            every = NUMBERS.get(recurrence.every)
            day = name_of(recurrence.weekday)
            return f"Every {every} {day}" if every else f"{day}, every {recurrence.every} weeks"
        case InTerm():
            part = "half-term" if recurrence.of is Part.HALF_TERM else "term"
            return f"The {_place(recurrence.nth)} {name_of(recurrence.weekday)} of each {part}"
        case InWeekOfTerm():
            return f"{name_of(recurrence.weekday)} of the {_place(recurrence.week)} week of each term"
        case OnDates(dates=dates):
            return _dates(dates)
        case OnDemand():
            return "Only when somebody asks for it"


def at_which_time(recurrence: Recurrence) -> str:
    """Such as "08:15"."""
    return "Whenever it is asked for" if isinstance(recurrence, OnDemand) else clock(recurrence.at)


def clock(at: time) -> str:
    """Such as "08:15"."""
    return f"{at:%H:%M}"


def pause(until: date | None) -> str:
    """Whether it is paused."""
    return f"Paused: nothing comes before {wording.day(until)}" if until else "Not paused"


def skipped_dates(dates: Iterable[date]) -> str:
    """The dates on which nothing comes."""
    days = sorted(dates)
    return wording.listed(map(wording.day, days)) if days else "None"


def left_out(questions: Iterable[str]) -> str:
    """How many questions are not asked here."""
    number = len(tuple(questions))
    return "Every question is asked" if not number else f"{_counted(number, 'question')} left out"


def channels(names: Iterable[str]) -> str:
    """Where it comes."""
    return wording.listed(sorted(names))


def whom_to_ask(trust_leads: Iterable[str]) -> str:
    """Who can change what is locked."""
    names = sorted(trust_leads)
    if not names:
        return "The trust decides this for every school."
    return f"The trust decides this for every school. To change it, ask {_either(names)}."


def label(may: SchoolMay) -> str:
    """The name of a setting, as its heading."""
    return {
        SchoolMay.CHANGE_DAY: "Day",
        SchoolMay.CHANGE_TIME: "Time",
        SchoolMay.PAUSE: "Pause",
        SchoolMay.SKIP: "Skipped dates",
        SchoolMay.LEAVE_OUT: "Questions",
        SchoolMay.ADD_CHANNEL: "Channels",
        SchoolMay.ASK_NOW: "Asking now",
    }[may]


def field_of(may: SchoolMay) -> str:
    """The name of the field in which a page takes it."""
    return {
        SchoolMay.CHANGE_DAY: "weekday",
        SchoolMay.CHANGE_TIME: "at",
        SchoolMay.PAUSE: "until",
        SchoolMay.SKIP: "on",
        SchoolMay.LEAVE_OUT: "prompt",
    }.get(may, "channel")


def saved(may: SchoolMay) -> str:
    """A setting has been saved."""
    return f"Saved: {label(may)}. What was posted stays as it is."


def skips(day: date, *, later: date | None, same: bool, question: str | None) -> tuple[str, ...]:
    """What becomes of the question of a date that is skipped; `same` where it is the one that comes `later`."""
    skipped = f"{wording.day(day)} is skipped"
    if later is None:
        return (f"{skipped}, and no date of this programme comes after it.",)
    if not same:
        return (f"{skipped}; the next question comes on {wording.day(later)}.",)
    said = f"{skipped}; its question comes on {wording.day(later)} instead."
    return (said, f"The question: “{question}”") if question else (said,)


def kept(day: date, *, question: str | None) -> tuple[str, ...]:
    """A date is not skipped after all."""
    said = f"{wording.day(day)} is not skipped any more: a question comes on it."
    return (said, f"The question: “{question}”") if question else (said,)


def day_only_of_weekdays() -> str:
    """The dates of this programme have no weekday that could be another."""
    return "This programme comes on dates of its own, so its day cannot be changed here."


def school_name_missing() -> str:
    """No name was given."""
    return "Write the school's name, as people know it."


def name_too_long(most: int) -> str:
    """More than a name."""
    return f"Write the name in at most {most} characters."


def school_there_already(name: str) -> str:
    """The trust has one of that name."""
    return f"There is a school called {name} in your trust already."


def added(name: str) -> str:
    """A school is there, and what comes next."""
    return f"{name} is added. Next, connect the channel in which its leaders talk."


def renamed(name: str) -> str:
    """It has the name that was given."""
    return f"The school is called {name} from now on."


def out_of_all(name: str) -> str:
    """No programme comes to it any more."""
    return f"No programme comes to {name} any more. What was asked and answered stays."


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _place(number: int) -> str:
    if number == -1:
        return "last"
    if number < 0:
        return f"{_ordinal(-number)} to last"
    return _ordinal(number)


def _ordinal(number: int) -> str:
    words = {1: "first", **NUMBERS}
    if number in words:
        return words[number]
    ending = "th" if number in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _dates(dates: frozenset[date]) -> str:
    days = sorted(dates)
    if not days:
        return "No dates have been chosen"
    if len(days) > len(NUMBERS):
        return f"{len(days)} chosen dates, from {wording.day(days[0])} to {wording.day(days[-1])}"
    return wording.listed(map(wording.day, days))


def _either(names: list[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
