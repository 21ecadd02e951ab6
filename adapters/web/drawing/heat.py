"""The heat map as pictures of one half-term each, so that they stand side by side or, on a phone, below each other."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from adapters.web.drawing.svg import element, group, picture, text
from bot.domain.pressure import LEADER, ROWS, SENCO, HeatTerm, HeatWeek
from bot.wording import heat_map
from bot.wording import pressure as wording

LABELS, COLUMN, TOP, ROW = 52, 31, 38, 34
SIZES = {1: 18, 2: 23, 3: 28}
"""Weights are told by number and by size as well as by colour."""
HEAVIEST = max(SIZES)
NAMES = {SENCO: "SENCo", LEADER: "Leader"}


def halves(term: HeatTerm, *, key: str) -> list[Markup]:
    """A picture of each half of the term; `key` is unique on the page."""
    return [
        _half(half, key=f"{key}-{number}", name=_name(term, number))
        for number, half in enumerate(term.halves)
    ]


def _name(term: HeatTerm, number: int) -> str:
    if len(term.halves) == 1:
        return term.name
    return f"{term.name}, {('first', 'second')[number]} half"


def _half(weeks: Sequence[HeatWeek], *, key: str, name: str) -> Markup:
    rows = [*ROWS, None]
    labels = [
        text(NAMES[row] if row else "Both", x=0, y=_middle(number) + 4, class_="heat-label")
        for number, row in enumerate(rows)
    ]
    return picture(
        *_days(weeks),
        *labels,
        *(_week(week, _column(number)) for number, week in enumerate(weeks)),
        key=key,
        title=name,
        description=heat_map.half_alt(weeks),
        width=LABELS + COLUMN * len(weeks),
        height=TOP + ROW * len(rows),
        class_="heat",
    )


def _days(weeks: Sequence[HeatWeek]) -> Iterator[Markup]:
    month = 0
    for number, week in enumerate(weeks):
        x = _column(number)
        if week.week.month != month:
            yield text(f"{week.week:%b}", x=x, y=13, class_="heat-month", anchor="middle")
        yield text(str(week.week.day), x=x, y=30, class_="heat-day", anchor="middle")
        month = week.week.month


def _week(week: HeatWeek, x: float) -> Markup:
    cells = [_cell(week.total(row), x, _middle(number)) for number, row in enumerate(ROWS)]
    return group(*cells, *([_both(week, x)] if week.meets else []), told=_told(week))


def _cell(total: int, x: float, y: float) -> Markup:
    if not total:
        return _square(x, y, 7, "heat-0")
    level = min(total, HEAVIEST)
    number = text(str(total), x=x, y=y + 4.5, class_=f"heat-number heat-on-{level}", anchor="middle")
    return group(_square(x, y, SIZES[level], f"heat-{level}"), number)


def _both(week: HeatWeek, x: float) -> Markup:
    y = _middle(len(ROWS))
    number = text(str(week.together), x=x, y=y + 4.5, class_="heat-number heat-on-both", anchor="middle")
    return group(element("circle", cx=x, cy=y, r=13, class_="heat-both"), number)


def _square(x: float, y: float, size: int, class_: str) -> Markup:
    return element(
        "rect", x=x - size / 2, y=y - size / 2, width=size, height=size, rx=size / 6, class_=class_
    )


def _told(week: HeatWeek) -> str:
    """What a mouse that rests on a week is told."""
    points = [f"{row}: {point.name}" for row in ROWS for point in week.points[row]]
    return "; ".join([f"Week of {wording.week(week.week)}", *points])


def _column(number: int) -> float:
    return LABELS + COLUMN * (number + 0.5)


def _middle(row: int) -> float:
    return TOP + ROW * (row + 0.5)
