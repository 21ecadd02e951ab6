"""A school year drawn month by month: what is closed is told by colour, by pattern and by letter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from markupsafe import Markup

from adapters.web.drawing.svg import element, group, hatches, picture, rect, text
from bot.usecases.calendars.shown import DayShown
from bot.wording import calendars as wording
from scheduler.model import ClosureReason

CELL, HEIGHT, TOP = 30, 28, 20
"""Pixels of a day, and of the line with the weekdays' letters."""

INITIALS = "MTWTFSS"
KEY = "year"
SCHOOL = "school"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a kind of day is drawn: a class of the style sheet, a pattern over it, a letter in it."""

    class_: str
    pattern: str | None = None
    letter: str | None = None


AWAY = Look(class_="y-away", pattern="rising")
LOOKS: Mapping[str, Look] = {
    SCHOOL: Look(class_="y-school"),
    ClosureReason.INSET: Look(class_="y-inset", letter="I"),
    ClosureReason.OCCASIONAL: Look(class_="y-occasional", pattern="dots", letter="O"),
    ClosureReason.BANK_HOLIDAY: Look(class_="y-bank", pattern="falling", letter="B"),
    ClosureReason.HOLIDAY: AWAY,
    ClosureReason.HALF_TERM: AWAY,
    ClosureReason.OUT_OF_TERM: AWAY,
}
LEGEND = (
    (SCHOOL, "School day"),
    (ClosureReason.INSET, "INSET day"),
    (ClosureReason.OCCASIONAL, "Occasional day"),
    (ClosureReason.BANK_HOLIDAY, "Bank holiday"),
    (ClosureReason.HOLIDAY, "Holiday or half-term"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month: its picture, how many school days it has, and what of it is closed, in words."""

    first: date
    picture: Markup
    school_days: int
    closed: tuple[str, ...]


def months(days: Sequence[DayShown], *, today: date) -> list[Month]:
    """The year month by month. The patterns are in the legend, which has to be on the same page."""
    by_month = groupby(days, key=lambda each: (each.day.year, each.day.month))
    return [_month(list(found), today=today) for _, found in by_month]


def legend() -> list[tuple[Markup, str]]:
    """A small sample of each kind of day, with its name; the first one carries the patterns."""
    samples = [
        _sample(_cell(0, 0, 1, LOOKS[kind]), hatches(KEY) if kind == SCHOOL else Markup(""))
        for kind, _ in LEGEND
    ]
    dot = _sample(rect(x=0, y=0, width=CELL, height=HEIGHT, class_="y-school"), _dot(0, 0))
    return [*zip(samples, (name for _, name in LEGEND), strict=True), (dot, "A question is to come")]


def _month(days: list[DayShown], *, today: date) -> Month:
    first = days[0].day
    weeks = [list(week) for _, week in groupby(days, key=lambda each: _row(each.day, first))]
    closed = tuple(_closed(days))
    school_days = sum(each.closed is None for each in days)
    drawn = picture(
        *(
            text(initial, x=column * CELL + CELL / 2, y=13, class_="y-initial", anchor="middle")
            for column, initial in enumerate(INITIALS)
        ),
        *(piece for row, week in enumerate(weeks) for piece in _week(week, row=row, today=today)),
        key=f"month-{first:%Y-%m}",
        title=f"{first:%B %Y}",
        description=wording.month_told(first, school_days=school_days, closed=list(closed)),
        width=7 * CELL,
        height=TOP + len(weeks) * HEIGHT,
        class_="month",
    )
    return Month(first=first, picture=drawn, school_days=school_days, closed=closed)


def _row(day: date, first: date) -> int:
    return (day.day - 1 + first.weekday()) // 7


def _week(week: list[DayShown], *, row: int, today: date) -> Iterator[Markup]:
    y = TOP + row * HEIGHT
    for reason, alike in groupby(week, key=lambda each: (_kind(each), str(each.closed or ""))):
        run = list(alike)
        look = LOOKS.get(reason[0])
        if look:
            x = run[0].day.weekday() * CELL
            yield group(*_cell(x, y, len(run), look), told=reason[1] or None)
    for each in week:
        x = each.day.weekday() * CELL
        if each.day == today:
            yield rect(x=x + 1.5, y=y + 1.5, width=CELL - 3, height=HEIGHT - 3, class_="y-today")
        yield text(str(each.day.day), x=x + CELL / 2, y=y + 14, class_="y-day", anchor="middle")
        if each.prompts:
            yield _dot(x, y)


def _kind(shown: DayShown) -> str:
    return shown.closed.reason if shown.closed else SCHOOL


def _cell(x: float, y: float, length: int, look: Look) -> list[Markup]:
    """A run of days that look alike."""
    drawn = [_fitted(x, y, length, class_=look.class_)]
    if look.pattern:
        drawn.append(_fitted(x, y, length, fill=f"url(#{KEY}-{look.pattern})"))
    if look.letter:
        drawn += [
            text(look.letter, x=x + n * CELL + CELL - 4, y=y + 24, class_="y-letter", anchor="end")
            for n in range(length)
        ]
    return drawn


def _fitted(x: float, y: float, length: int, *, class_: str | None = None, fill: str | None = None) -> Markup:
    return rect(x=x + 1, y=y + 1, width=length * CELL - 2, height=HEIGHT - 2, class_=class_, fill=fill)


def _dot(x: float, y: float) -> Markup:
    return element("circle", cx=x + CELL / 2, cy=y + 21, r=3.5, class_="y-prompt")


def _sample(cell: list[Markup] | Markup, more: Markup) -> Markup:
    inside = [cell] if isinstance(cell, Markup) else cell
    return element(
        "svg",
        *inside,
        more,
        width=CELL,
        height=HEIGHT,
        given={"viewBox": f"0 0 {CELL} {HEIGHT}", "aria-hidden": "true"},
    )


def _closed(days: list[DayShown]) -> Iterator[str]:
    """What is closed, run by run; weekends inside a holiday belong to it, others are not told."""
    told = [each for each in days if each.closed and each.closed.reason is not ClosureReason.WEEKEND]
    for name, run in groupby(told, key=lambda each: str(each.closed)):
        found = [each.day for each in run]
        when = str(found[0].day) if len(found) == 1 else f"{found[0].day} to {found[-1].day}"
        yield f"{when} {name}"
