"""The words of the heat map as a picture: what stands above and beside it, and what it shows to who does not see it."""

from collections.abc import Sequence

from bot.domain.pressure import ROWS, STANDARD, HeatMap, HeatWeek
from bot.wording import listed
from bot.wording.pressure import WEIGHTS, school_year, stretches, week, weeks, weight


def picture_title(*, school: str, year: int) -> str:
    """What stands over it."""
    return f"{school}: pressure points {school_year(year)}"


def picture_alt(drawn: HeatMap) -> str:
    """What the picture shows, for those who do not see it: nothing that anybody wrote is in it."""
    return " ".join((_meeting(drawn), *(_row(drawn, row) for row in ROWS)))


def picture_words(drawn: HeatMap) -> str:
    """What stands beside the picture: where the two rows meet, and the usual points by name."""
    lines = [_meeting(drawn), *filter(None, (_named(drawn.weeks, name) for name in STANDARD))]
    return "\n".join(lines)


def half_alt(half: Sequence[HeatWeek]) -> str:
    """What the picture of some weeks in a row shows."""
    stretched = [each.week for each in half if each.meets]
    met = (
        f"Both are stretched in the {_week_or_weeks(stretched)} of {weeks(stretched)}."
        if stretched
        else "No week is hard for both."
    )
    rows = []
    for row in ROWS:
        busy = [f"{week(each.week)} ({each.total(row)})" for each in half if each.total(row)]
        rows.append(f"{row}: {listed(busy)}." if busy else f"{row}: nothing charted.")
    return " ".join((f"Weeks of {week(half[0].week)} to {week(half[-1].week)}.", met, *rows))


def _meeting(drawn: HeatMap) -> str:
    if not drawn.meeting:
        return "There is no week in which SENCo and school leader are both stretched."
    return f"Both are stretched in the {_week_or_weeks(drawn.meeting)} of {weeks([each.week for each in drawn.meeting])}."


def _week_or_weeks(held: Sequence[object]) -> str:
    return "week" if len(held) == 1 else "weeks"


def _row(drawn: HeatMap, row: str) -> str:
    """How heavy which weeks are, heaviest first."""
    every, parts = [each.week for each in drawn.weeks], []
    for level in sorted(WEIGHTS, reverse=True):
        words = WEIGHTS[level]
        mondays = [each.week for each in drawn.weeks if each.total(row) and weight(each.total(row)) == words]
        if mondays:
            parts.append(f"{words.lower()} {stretches(mondays, among=every)}")
    return f"{row}: {'; '.join(parts) or 'nothing is charted'}."


def _named(held: Sequence[HeatWeek], name: str) -> str | None:
    """In which weeks one of the usual points is, and on whose row."""
    every, said = [each.week for each in held], []
    for row in ROWS:
        mondays = [each.week for each in held if any(point.name == name for point in each.points[row])]
        if mondays:
            said.append(f"{row}, {stretches(mondays, among=every)}")
    return f"{name}: {'; '.join(said)}." if said else None
