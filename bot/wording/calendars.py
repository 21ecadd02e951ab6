"""What is said about a school year: where each part of it comes from, and what is wrong with what was typed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from bot import wording
from scheduler.model import CalendarPart, ClosureReason

KINDS = {
    ClosureReason.INSET: "INSET day",
    ClosureReason.OCCASIONAL: "Occasional day",
    ClosureReason.HOLIDAY: "Holiday",
    ClosureReason.HALF_TERM: "Half-term",
    ClosureReason.BANK_HOLIDAY: "Bank holiday",
    ClosureReason.WEEKEND: "Weekend",
    ClosureReason.OUT_OF_TERM: "Out of term",
}
"""What kinds of closed day are called."""

PARTS = {
    CalendarPart.TERMS: "Terms and half-terms",
    CalendarPart.CLOSURES: "INSET, holidays and occasional days",
    CalendarPart.BANK_HOLIDAYS: "Bank holidays",
}
"""What a trust may lock."""

FROM_TRUST, CHANGED_HERE, LOCKED = "From the trust", "Changed here", "Locked by the trust"


WARNED_BEFORE = timedelta(weeks=8)
"""So long before the last term ends the page says what follows from it."""


def gone_meanwhile() -> str:
    """What somebody was changing is not there any more, or not as it was."""
    return (
        "Somebody has changed this meanwhile. Nothing of yours was saved: look at the calendar as it is now."
    )


def locked() -> str:
    """A school wants to change what its trust has locked."""
    return (
        "Your trust has locked this part of the calendar. Ask your trust lead to change it or to unlock it."
    )


def no_such_day() -> str:
    """A date that cannot be read."""
    return "Give a date that exists, for example 01/09/2026."


def no_day() -> str:
    """A field for a date was left empty."""
    return "Give a date, for example 01/09/2026."


def no_name() -> str:
    """A field for a name was left empty."""
    return "Give it a name that people know, for example “Autumn term 2026”."


def too_long(longest: int) -> str:
    """A name that is no name."""
    return f"Keep it to {longest} characters."


def backwards() -> str:
    """The last day lies before the first."""
    return "This lies before the first day: choose the same day or a later one."


def half_a_break() -> str:
    """Only one of the two days of a half-term break was given."""
    return "Give both days of the half-term break, or neither."


def break_outside() -> str:
    """A half-term break that is not inside its term."""
    return "The half-term break has to lie inside the term, with school days on both sides."


def too_far(years: int) -> str:
    """A stretch of days that no holiday and no term has."""
    return f"This is more than {years} days after the first day. Check the year."


def overlaps(name: str, *, first: date, last: date) -> str:
    """A term shares days with another."""
    return f"This shares days with {name} ({short(first)} to {short(last)}). Correct one of the two."


def no_school_days() -> str:
    """No day of the week was ticked."""
    return "Tick at least one day of the week."


def no_such_choice() -> str:
    """What came is not in the list."""
    return "Choose one from the list."


def no_such_zone() -> str:
    """A time zone that this machine does not know."""
    return "This is not a time zone we know. Choose one from the list."


def city(zone: str) -> str:
    """A zone as people say it, such as "Isle of Man"."""
    return zone.rpartition("/")[2].replace("_", " ")


def another_clock() -> str:
    """What becomes of times where the zone changes."""
    return (
        "Each question keeps its time of day, on the new clock: it comes earlier or later than it would have."
    )


def known_until(last: date | None, *, today: date) -> str:
    """How far ahead the terms reach, and what that means for prompts."""
    if last is None:
        return "No terms are entered yet: until there are, every weekday that is not closed counts as a school day."
    if last < today:
        return f"The last term entered ended on {day(last)}: no questions go out until there is a new one."
    told = f"Terms are entered up to {day(last)}."
    return (
        told
        if last - today > WARNED_BEFORE
        else f"{told} Questions stop then, unless you add the next terms."
    )


def inherits(schools: int) -> str:
    """How many schools take the trust's calendar."""
    if not schools:
        return "No school takes its calendar from the trust yet. Each school's own page lets it do so."
    return f"{'1 school takes' if schools == 1 else f'{schools} schools take'} this calendar."


def school_fault(name: str, said: str) -> str:
    """What a change of the trust's calendar makes impossible in one school."""
    return f"This cannot be, because of what {name} has of its own: {said}"


def day(when: date) -> str:
    """Such as "21 July 2027"."""
    return f"{when.day} {when:%B %Y}"


def short(when: date) -> str:
    """Such as "Wed 2 Sep 2026"."""
    return f"{when:%a} {when.day} {when:%b %Y}"


def days(first: date, last: date) -> str:
    """One day, or from when to when."""
    return short(first) if first == last else f"{short(first)} to {short(last)}"


def school_year(year: int) -> str:
    """Such as "2026 to 2027"."""
    return f"{year} to {year + 1}"


def month_told(month: date, *, school_days: int, closed: list[str]) -> str:
    """One month of the drawn year, for those who hear it."""
    counted = "1 school day" if school_days == 1 else f"{school_days} school days"
    return f"{month:%B %Y}: {counted}." + (f" Closed: {wording.listed(closed)}." if closed else "")


def times_are(zone: str) -> str:
    """In which zone times are said."""
    return f"Times are those of {city(zone)}."


def locked_parts(locked: Collection[CalendarPart]) -> str:
    """What a trust has locked, such as "terms and half-terms and bank holidays"."""
    return "; ".join(PARTS[part].lower().replace("inset", "INSET") for part in CalendarPart if part in locked)


def nothing_given() -> str:
    """Neither a file nor a text was given."""
    return "Choose a file, or paste what is in it."


def nothing_chosen() -> str:
    """Everything found is to be left out."""
    return "Everything is left out. Choose for at least one event what it is."


def all_there() -> str:
    """Nothing of a file is new."""
    return "All of this is in the calendar already: there is nothing to add."


def dates(stretches: Sequence[tuple[date, date]]) -> str:
    """When something is, such as "Wed 2 Sep 2026" or "10 dates from Wed 2 Sep 2026 to Wed 18 Nov 2026"."""
    if len(stretches) == 1:
        return days(*stretches[0])
    return f"{len(stretches)} dates from {short(stretches[0][0])} to {short(stretches[-1][1])}"


def left_out(events: int) -> str:
    """How many of a file's events are not shown at all."""
    more = "1 more event is" if events == 1 else f"{events:,} more events are"
    return (
        f"{more} not listed, for want of room: their names tell of neither terms nor closed days. If one should be here, "
        "add it on the calendar page."
    )


COUNTED = {
    "term": ("term", "terms"),
    "term-begins": ("first day of a term", "first days of terms"),
    "term-ends": ("last day of a term", "last days of terms"),
    "half-term": ("half-term", "half-terms"),
    "inset": ("INSET day", "INSET days"),
    "holiday": ("holiday", "holidays"),
    "occasional": ("occasional day", "occasional days"),
}
"""What an event of a file may be, one and many."""


def brought_in(counted: Mapping[str, int], *, there: int) -> str:
    """What of a file would come in, such as "3 terms and 1 INSET day come in; 12 events are left out."."""
    said = [
        f"{counted[kind]} {one if counted[kind] == 1 else many}"
        for kind, (one, many) in COUNTED.items()
        if counted.get(kind)
    ]
    coming = sum(counted.get(kind, 0) for kind in COUNTED)
    left = sum(counted.values()) - coming
    told = f"{wording.listed(said)} {'comes' if coming == 1 else 'come'} in" if said else "Nothing comes in"
    told += f"; {there} {'is' if there == 1 else 'are'} in the calendar already" if there else ""
    return f"{told}; {left} {'event is' if left == 1 else 'events are'} left out." if left else f"{told}."


def too_many_told(events: int, *, most: int) -> str:
    """A file with more terms and closed days than a school can have."""
    return (
        f"It has {events:,} events that read like terms or closed days, and up to {most} can be brought in at a time. "
        "Export only the term dates, or fewer years."
    )


def in_place(first: int, last: int) -> str:
    """What a file would take the place of."""
    years = school_year(first) if first == last else f"{first} to {last + 1}"
    return f"Put it in place of what is entered here for {years}"
