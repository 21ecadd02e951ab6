"""The words for the heat map: its weights, and what is wrong with a point or with posting it."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from bot.domain.pressure import LEADER, ROWS, SENCO, HeatWeek
from bot.wording import listed

WEIGHTS = {1: "Busy", 2: "Very busy", 3: "Leave us alone"}
HEAT_MAP = "Heat map"
ROW_OF = {SENCO: "The SENCo's row", LEADER: "The school leader's row", "Everyone": "Both rows"}


def weight(total: int) -> str:
    """A week's weight as people say it."""
    return WEIGHTS.get(min(total, max(WEIGHTS)), "Free")


def week(monday: date) -> str:
    """A week by its Monday, such as "9 November"."""
    return f"{monday.day} {monday:%B}"


def school_year(year: int) -> str:
    """Such as "2026/27"."""
    return f"{year}/{(year + 1) % 100:02}"


def stretches(mondays: Sequence[date], *, among: Sequence[date]) -> str:
    """Such as "9 to 23 November and 7 December", of all weeks of school."""
    at = [among.index(monday) for monday in mondays]
    found = []
    for _, run in groupby(enumerate(at), key=lambda pair: pair[1] - pair[0]):
        held = [among[number] for _, number in run]
        found.append(_from_to(held[0], held[-1]))
    return listed(found)


def _from_to(first: date, last: date) -> str:
    if first == last:
        return week(first)
    begins = str(first.day) if (first.year, first.month) == (last.year, last.month) else week(first)
    return f"{begins} to {week(last)}"


def weeks(mondays: Sequence[date]) -> str:
    """Such as "9 and 16 November and 7 December"."""
    months: dict[tuple[int, int], list[date]] = {}
    for monday in mondays:
        months.setdefault((monday.year, monday.month), []).append(monday)
    return listed(f"{listed(str(each.day) for each in same)} {same[0]:%B}" for same in months.values())


def coming(*, school: str, weeks: Sequence[HeatWeek]) -> str:
    """The next busy weeks of a school, shortly."""
    if not weeks:
        return f"{school}: no busy weeks are charted from this week on."
    return f"{school}: {'; '.join(_busy(each) for each in weeks)}."


def _busy(each: HeatWeek) -> str:
    rows = listed(f"{row} {each.total(row)}" for row in ROWS if each.total(row))
    return f"week of {week(each.week)}, {rows}{' (both are stretched)' if each.meets else ''}"


# What is wrong with a point.


def not_yours() -> str:
    """They have no row."""
    return "Only the SENCo and the school lead chart their weeks here, each on their own row."


def whose_row() -> str:
    """No row is chosen."""
    return "Choose whose row it goes on."


def name_it() -> str:
    """There is no name."""
    return "Choose what it is, or write it in your own words."


def shorter(longest: int) -> str:
    """The name is too long."""
    return f"Say it in up to {longest} characters."


def choose_a_week() -> str:
    """It is no week of school."""
    return "Choose a week from the list."


def ends_before_it_begins() -> str:
    """The weeks are the wrong way round."""
    return "This week lies before the first: choose the same week or a later one."


def one_year() -> str:
    """It goes past the summer."""
    return "Choose a week of the same school year, and chart the next year by itself."


def how_heavy() -> str:
    """No weight is chosen."""
    return "Choose how busy these weeks are."


def changed_meanwhile() -> str:
    """The row is another than it was."""
    return "This row has changed since you opened the page. Nothing of yours was saved: look at it below, and try again."


def trusts_changed_meanwhile() -> str:
    """The trust's points are others than they were."""
    return (
        "The trust's pressure points have changed since you opened the page. Nothing of yours was saved: "
        "look at them below, and try again."
    )


def no_calendar_yet() -> str:
    """There are no weeks to choose from."""
    return "The trust has no calendar yet: add its terms first."


def lighter_follows() -> str:
    """What a programme with lighter questions makes of it."""
    return "Where a programme asks lighter questions in busy weeks, it goes by these weeks from now on."


def saved_for_the_trust() -> str:
    """The trust's points are as wanted."""
    return "Saved. Every school that takes the trust's calendar has it on its heat map."


def for_schools(number: int) -> str:
    """How many schools have the trust's points."""
    if number == 0:
        return "No school takes the trust's calendar, so none has these points."
    return f"{'1 school takes' if number == 1 else f'{number} schools take'} the trust's calendar, and these points with it."


def charted() -> str:
    """A point is on the map."""
    return "It is on the heat map."


def taken_out() -> str:
    """A point is gone."""
    return "It is off the heat map."


def lighter(more: int) -> str:
    """How many questions are lighter than they would have been."""
    number = abs(more)
    if more > 0:
        return f"{'1 question gets' if number == 1 else f'{number} questions get'} lighter, to be answered in a minute."
    return f"{'1 question is' if number == 1 else f'{number} questions are'} no longer made lighter."


# What is said of a posting.


def closed_there(*, channel: str) -> str:
    """Nothing can be posted there."""
    return f"{channel} is closed: see the deliveries page for why, and what to do."


def nothing_charted() -> str:
    """There is nothing to post."""
    return "Nothing is charted yet, so there is nothing to post."


def posted_already(*, channel: str) -> str:
    """The same button was pressed before."""
    return (
        f"It has been posted to {channel} since you opened this page, so it was not posted again. "
        "To post it once more, press the button again."
    )


def was_posted(*, channel: str) -> str:
    """It stands there."""
    return f"The heat map is in {channel}."


def perhaps_posted(*, channel: str) -> str:
    """Nobody knows."""
    return f"{channel} did not say whether the heat map arrived. Look there before you post it again."


def not_posted(*, channel: str, why: str) -> str:
    """It does not stand there."""
    return f"The heat map was not posted to {channel}. {why}"


def not_yours_to_post() -> str:
    """They have no row."""
    return "Only the SENCo and the school lead post the heat map of this school."


def last_time(*, channel: str, ended: str) -> str:
    """How the latest posting to that channel ended."""
    return {
        "posted": f"It has been posted to {channel} before.",
        "not posted": f"The last time it could not be posted to {channel}.",
    }.get(ended, f"It may already be in {channel}: look there before you post it again.")


def try_later() -> str:
    """The platform is busy."""
    return "It was busy. Wait a minute, and press the button again."


def span(first: date, last: date) -> str:
    """The weeks of a point, such as "weeks of 9 to 23 November"."""
    return f"{'week' if first == last else 'weeks'} of {_from_to(first, last)}"
