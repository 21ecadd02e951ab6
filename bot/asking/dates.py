"""A date as people in Britain type one: pure, with `today` given."""

import re
from datetime import date, timedelta

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_SHORTEST = 3
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_FIGURES = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{4}|\d{2}))?")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]+)\.?(?:,?\s+(\d{4}))?")
_BEFORE = re.compile(r"^(?:(?:on|until|till|the|next|this)\s+)+")


def read_date(text: str, *, today: date) -> date | None:
    """The date that is meant, or None if that cannot be told.

    Day before month: "1 December", "1/12/2026", "2026-12-01", "tomorrow", "Monday" (the next one). Without a year it
    is the next time that day comes round.
    """
    typed = _BEFORE.sub("", " ".join(text.lower().replace(",", " ").split()))
    if typed in {"today", "tomorrow"}:
        return today + timedelta(days=typed == "tomorrow")
    weekday = _place(typed, _DAYS)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    without_weekday = _without_weekday(typed)
    if found := _ISO.fullmatch(without_weekday):
        return _date(int(found[3]), int(found[2]), int(found[1]))
    if found := _FIGURES.fullmatch(without_weekday):
        return _with_year(int(found[1]), int(found[2]), found[3], today=today)
    if found := _WORDS.fullmatch(without_weekday):
        month = _place(found[2], _MONTHS)
        return None if month is None else _with_year(int(found[1]), month + 1, found[3], today=today)
    return None


def _without_weekday(typed: str) -> str:
    first, _, rest = typed.partition(" ")
    return rest if rest and _place(first, _DAYS) is not None else typed


def _place(word: str, names: list[str]) -> int | None:
    """Which of the names it is, or is short for."""
    if len(word) < _SHORTEST:
        return None
    return next((place for place, name in enumerate(names) if name.startswith(word)), None)


def _with_year(day: int, month: int, year: str | None, *, today: date) -> date | None:
    if year is not None:
        return _date(day, month, int(year) + (2000 if len(year) == 2 else 0))  # noqa: PLR2004 - "26" is 2026
    # A 29 February may be some years away.
    ahead = (_date(day, month, today.year + years) for years in range(9))
    return next((each for each in ahead if each is not None and each >= today), None)


def _date(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
