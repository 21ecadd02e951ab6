"""What a change of a school year does to dates, each told with its programme and where: "A year: Monday 30 … moves to …"."""

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.effect import Alike, DateChange
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId
from bot.wording import clock_time, day, listed

NAMED = 3
"""Schools that are named; more are counted."""


def dates_told(
    alike: Sequence[Alike], *, programmes: Mapping[ProgrammeId, str], schools: Mapping[SchoolId, str]
) -> tuple[str, ...]:
    """Each date that is not what it was, those of most schools first."""
    return tuple(
        told for group in alike for told in _group(group, programmes.get(group.programme, ""), schools)
    )


def _group(group: Alike, programme: str, schools: Mapping[SchoolId, str]) -> Iterator[str]:
    named = [schools.get(each, "") for each in group.schools]
    where = f"in {listed(named)}" if len(named) <= NAMED else f"in {len(named)} schools"
    for each in group.dates:
        yield f"{programme}: {_date(each, where)}."
    if group.more:
        more = "1 more date changes" if group.more == 1 else f"{group.more} more dates change"
        yield f"{programme}: {more} {where}."


def _date(change: DateChange, where: str) -> str:
    was, now = change.was, change.now
    if was and now and was.replace(tzinfo=None) == now.replace(tzinfo=None):
        return f"{day(now)} stays at {clock_time(now)}, on the new clock, {where}"
    if was and now and was.date() == now.date():
        return f"{day(now)} comes at {clock_time(now)} in place of {clock_time(was)} {where}"
    if was and now:
        return f"{day(was)} moves to {day(now)} {where}"
    if now:
        return f"{day(now)} comes too {where}"
    because = f" ({change.because})" if change.because else ""
    return f"{day(was or change.occurrence)} does not come {where}{because}"
