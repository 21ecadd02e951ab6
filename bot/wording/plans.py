"""The words for what is planned: why a date differs, and what a change does to the dates that come."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time

from bot import wording
from bot.domain.dates_compared import Compared, Differing
from bot.domain.owed import Reason, Why
from scheduler.model import BusyWeek, InTerm, InWeekOfTerm, OnDemand, Recurrence, Weekday, Weekly

REASONS_NAMED = 3


def lighter(week: BusyWeek) -> str:
    """Why a question is one of those that take a minute."""
    return f"A lighter question: {week}."


def has_come() -> str:
    """A date that was moved to later once its question had been asked."""
    return "This date's question came before the date was moved."


def was_left_out() -> str:
    """A date that was moved to later once it had been left out."""
    return "This date was left out before it was moved: see the deliveries."


def has_no_weekday() -> str:
    """It has dates of its own, and no day of the week."""
    return "This programme comes on dates that the trust has named, not on a day of the week: skip the date that does not suit."


def has_no_time() -> str:
    """It comes only when somebody asks for it."""
    return "This programme has no time of day: it comes when you ask for it."


def no_such_channel_here() -> str:
    """No channel of that school."""
    return "There is no such channel in this school."


def there_already(*, channel: str) -> str:
    """The trust has sent it there already."""
    return f"The programme comes to {channel} already."


# What a change does.


def effect(told: Sequence[tuple[str, Sequence[str]]], *, anew: bool) -> tuple[str, ...]:
    """All of it; each programme is named where there are several. It ends by saying what stays.

    With questions that come `anew` to channels that have other programmes, nobody knows here what they have had.
    """
    if not told:
        return ("Nothing changes in the coming dates.",)
    several = len(told) > 1
    said = [f"{name}: {each}" if several else each for name, sentences in told for each in sentences]
    stays = "What was posted stays"
    return (*said, f"{stays}." if anew else f"{stays}, and this change asks nothing a second time.")


def other_questions() -> str:
    """Which questions are asked, or in which order, is not what it was."""
    return "From the next date on, the questions follow the new choice."


def programme_news(alike: Mapping[Compared, int], *, joins: int, leaves: int) -> tuple[str, ...]:
    """What is new of one programme: in how many schools its dates differ in which way, and its channels."""
    said = [
        *_starting(alike),
        *_shifting(alike),
        *_ending(alike),
        *_left_out(alike),
        *_coming(alike),
        *_moving(alike),
    ]
    if joins:
        said.append("1 channel joins." if joins == 1 else f"{joins} channels join.")
    if leaves:
        said.append("1 channel leaves." if leaves == 1 else f"{leaves} channels leave.")
    return tuple(said)


def why(reason: Reason) -> str:
    """Shortly, why a date is left out."""
    about = wording.day(reason.about) if isinstance(reason.about, date) else reason.about
    return {
        Why.CLOSED_DAY: str(about),
        Why.BUSY_WEEK: str(about),
        Why.PAUSED: f"paused until {about}",
        Why.DATE_SKIPPED: "taken out",
        Why.NOT_STARTED: f"the programme starts on {about}",
        Why.ENDED: f"the programme ends on {about}",
    }.get(reason.why, "left out")


def _starting(alike: Mapping[Compared, int]) -> Iterator[str]:
    """Where it did not come before."""
    first: Counter[date] = Counter()
    for found, number in alike.items():
        if found.was is None:
            first[min(each.now.date() for each in found.dates if each.now)] += number
    for day, number in sorted(first.items()):
        yield f"Starts on {wording.day(day)} in {_schools(number)}."


def _ending(alike: Mapping[Compared, int]) -> Iterator[str]:
    """Where it comes no more."""
    if number := sum(number for found, number in alike.items() if found.will_be is None):
        yield f"Nothing comes any more in {_schools(number)}."


def _shifting(alike: Mapping[Compared, int]) -> Iterator[str]:
    days: Counter[tuple[str, str]] = Counter()
    times: Counter[tuple[str, str]] = Counter()
    other = 0
    for found, number in alike.items():
        if found.was is None or found.will_be is None or found.was == found.will_be:
            continue
        was, now = _weekday(found.was), _weekday(found.will_be)
        if was and now and was != now:
            days[was.capitalize(), now.capitalize()] += number
        at = tuple(each and each.strftime("%H:%M") for each in map(_time, (found.was, found.will_be)))
        if at[0] and at[1] and at[0] != at[1]:
            times[at[0], at[1]] += number
        other += number if was == now and at[0] == at[1] else 0
    for (old, new), number in days.items():
        yield f"{_schools(number)} {'moves' if number == 1 else 'move'} from {old} to {new}."
    for (old, new), number in times.items():
        yield f"{_schools(number)} {'is' if number == 1 else 'are'} asked at {new} in place of {old}."
    if other:
        yield f"{_schools(other)} {'has' if other == 1 else 'have'} another rhythm: look at the dates below."


def _left_out(alike: Mapping[Compared, int]) -> Iterator[str]:
    gone = [each for each in _of_both(alike) if each.now is None]
    if not gone:
        return
    days = {each.occurrence for each in gone}
    reasons = list(dict.fromkeys(why(each.because) for each in gone if each.because))
    number = "1 date is" if len(days) == 1 else f"{len(days)} dates are"
    if not reasons:
        yield f"{number} left out."
    elif len(reasons) > REASONS_NAMED:
        yield f"{number} left out: {', '.join(reasons[:REASONS_NAMED])}, and more."
    else:
        yield f"{number} left out: {', '.join(reasons)}."


def _coming(alike: Mapping[Compared, int]) -> Iterator[str]:
    number = len({each.occurrence for each in _of_both(alike) if each.was is None})
    if number:
        yield "1 more date comes." if number == 1 else f"{number} more dates come."


def _moving(alike: Mapping[Compared, int]) -> Iterator[str]:
    number = len({each.occurrence for each in _of_both(alike) if each.was and each.now and not each.shifted})
    if number:
        yield "1 date moves." if number == 1 else f"{number} dates move."


def _of_both(alike: Mapping[Compared, int]) -> Iterator[Differing]:
    """What differs where it came before and still comes."""
    for found in alike:
        if found.was is not None and found.will_be is not None:
            yield from found.dates


def _weekday(recurrence: Recurrence) -> Weekday | None:
    return recurrence.weekday if isinstance(recurrence, Weekly | InTerm | InWeekOfTerm) else None


def _time(recurrence: Recurrence) -> time | None:
    return None if isinstance(recurrence, OnDemand) else recurrence.at


def _schools(number: int) -> str:
    return "1 school" if number == 1 else f"{number} schools"
