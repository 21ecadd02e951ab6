"""What a trust lead reads about programmes: how they stand, how prompts are chosen, and what a form lacks."""

from collections.abc import Iterable
from datetime import date, time

from bot.domain.programme import Programme, SchoolMay
from bot.wording import day, listed
from prompts.references import Order
from scheduler.model import InTerm, InWeekOfTerm, OnDates, Part, Recurrence, Weekly

NUMBERS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def when(recurrence: Recurrence) -> str:
    """Such as "Mondays at 08:15" or "The second Tuesday of each half-term at 08:15"."""
    match recurrence:
        case Weekly(every=1):
            return f"{recurrence.weekday.capitalize()}s at {_clock(recurrence.at)}"
        case Weekly():
            return f"Every {recurrence.every} weeks, on {recurrence.weekday.capitalize()} at {_clock(recurrence.at)}"
        case InTerm():
            part = "half-term" if recurrence.of is Part.HALF_TERM else "term"
            nth = place(recurrence.nth)
            return f"The {nth} {recurrence.weekday.capitalize()} of each {part} at {_clock(recurrence.at)}"
        case InWeekOfTerm():
            week = place(recurrence.week)
            return f"{recurrence.weekday.capitalize()} of the {week} week of each term at {_clock(recurrence.at)}"
        case OnDates():
            number = len(recurrence.dates)
            return f"On {number} {'date' if number == 1 else 'dates'} of your own at {_clock(recurrence.at)}"
        case _:
            return "When a school lead asks for it"


def place(nth: int) -> str:
    """Such as "second", "last" or "second to last"; counted from the end where it is negative."""
    if nth == -1:
        return "last"
    number = abs(nth)
    named = NUMBERS[number] if number < len(NUMBERS) else f"{number}th"
    return named if nth > 0 else f"{named} to last"


def where(schools: int, *, every: int) -> str:
    """Such as "3 schools" or "All 12 schools"."""
    if schools == 0:
        return "No school yet"
    if schools == every and every > 1:
        return f"All {every} schools"
    return "1 school" if schools == 1 else f"{schools} schools"


def state(programme: Programme, *, today: date) -> str:
    """How a programme stands, such as "Running" or "Paused until Monday 4 January 2027"."""
    if programme.ends and programme.ends < today:
        return f"Ended on {day(programme.ends)}"
    if programme.paused_until and programme.paused_until > today:
        return f"Paused until {day(programme.paused_until)}"
    if programme.starts > today:
        return f"Starts on {day(programme.starts)}"
    return f"Running until {day(programme.ends)}" if programme.ends else "Running"


def drawn(themes: Iterable[str], *, prompts: int) -> str:
    """Such as "12 questions from Commitment and Communication"."""
    counted = "1 question" if prompts == 1 else f"{prompts} questions"
    named = tuple(themes)
    return f"{counted} from {listed(named)}" if 0 < len(named) <= 4 else counted  # noqa: PLR2004 - a short line


def fits(drawn_on: str) -> str:
    """What the choice comes to so far."""
    return f"That makes {drawn_on}."


def order_of_ones_own(order: str, *, is_new: bool) -> str:
    """What becomes of an order made by hand, in a programme that asks in this order."""
    if order != Order.IN_ORDER:
        named = ORDERS[Order(order)][0] if order in set(Order) else "another order"
        return (
            f"This programme asks “{named}”: the order below counts once you choose “In order” on the form."
        )
    if is_new:
        return "They are asked from the top. After the last one the first comes again."
    return (
        "They are asked from the top. What was asked already is not asked again before all of the others: each channel "
        "goes on with the first that it has not had."
    )


def stands_at(question: str, *, place: int, of: int) -> str:
    """A prompt was moved."""
    return f"Number {place} of {of} now: {question}"


def taken_out(question: str) -> str:
    """A prompt was taken off the list of those chosen by hand."""
    return f"Taken off the list: {question}"


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


ORDERS = {
    Order.IN_ORDER: ("In order", "As the bank, the sequence or your own choice has them."),
    Order.SHUFFLED: (
        "Shuffled",
        "In a mixed order that is the same in every school, so that schools can talk about the same one.",
    ),
    Order.SEASONAL: (
        "By season",
        "What is meant for the start or the end of a term comes then; the rest comes in order.",
    ),
    Order.LEAST_HEARD: (
        "Least heard first",
        "Each school is asked next about what it has answered least. Dates are known, questions are not.",
    ),
}
"""Each order by its name, and in a line."""

MAY = {
    SchoolMay.PAUSE: "Pause it until a date",
    SchoolMay.SKIP: "Skip a date",
    SchoolMay.ASK_NOW: "Ask for a question now",
    SchoolMay.CHANGE_DAY: "Have it on another day of the week",
    SchoolMay.CHANGE_TIME: "Have it at another time of day",
    SchoolMay.LEAVE_OUT: "Leave a question out",
    SchoolMay.ADD_CHANNEL: "Add a channel of its own",
}
"""What a trust may leave to its schools, in plain words."""


FIELDS = {
    "at": "Time",
    "every": "How many weeks apart",
    "anchored": "Counted from the week of",
    "dates": "Dates of your own",
    "starts": "First day",
    "ends": "Last day",
    "paused_until": "Paused until",
    "skipped_dates": "Dates left out",
    "lighter_from": "A question of one minute",
    "moves_from": "On the last school day of the week",
    "skips_from": "Nothing asked",
    "remind_after": "Reminders",
}
"""Fields of the form whose faults read alike, as the list of faults calls them."""


# Weeks to spare.

BUSY_FROM = {1: "Busy weeks and busier", 2: "Very busy weeks and busier", 3: "Weeks to be left alone"}
"""Weeks from that weight on, in the words of the heat map."""


def busy_from(weight: int) -> str:
    """Which weeks, such as "Busy weeks and busier (1 or more)"."""
    return f"{BUSY_FROM.get(weight, 'Weeks in which much comes together')} ({weight} or more)"


def weeks_to_spare(chosen: str) -> list[tuple[str, str]]:
    """What a form offers, with the weight that was chosen where it is another one."""
    weights = {
        *BUSY_FROM,
        int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < len("100") else 1,
    }
    return [(str(weight), busy_from(weight)) for weight in sorted(weights) if weight]


# What was done.


def saved(name: str) -> str:
    """The programme is as the form says."""
    return f"Saved: {name} is set up as you see here."


def ended(name: str) -> str:
    """Nothing more comes of it."""
    return f"{name} has ended: nothing more comes of it. What was asked and answered stays."


def copy_of(name: str) -> str:
    """What a copy is called until somebody names it."""
    return f"{name} (copy)"


def another(name: str, number: int) -> str:
    """What the second of one name is called until somebody names it."""
    return f"{name} ({number})"
