"""What an event of a school's calendar probably is, from the words people use for it."""

import re
from datetime import date, timedelta

from scheduler.importing.found import Guess

TERM_LENGTH = timedelta(days=20)
"""Longer than any holiday inside a term, shorter than any term."""

RULES: tuple[tuple[Guess, re.Pattern[str]], ...] = tuple(
    (guess, re.compile(pattern))
    for guess, pattern in (
        (
            Guess.INSET,
            r"\binset\b|\bbaker day|\b(?:staff )?training day|\btwilight\b|\bteacher day|\bstaff day",
        ),
        (Guess.HALF_TERM, r"\bhalf[ -]?term\b|\bmid-?term break\b"),
        (
            Guess.OCCASIONAL,
            r"\boccasional day|\bdiscretionary day|\bclosed for (?:elections?|polling)|\bpolling day",
        ),
        (
            Guess.HOLIDAY,
            r"\bholidays?\b|\bvacation\b|\bschool closed\b|\b(?:christmas|easter|summer) break\b",
        ),
        (
            Guess.TERM_BEGINS,
            r"\bterm (?:starts|begins|opens)\b|\b(?:start|beginning|first day) of (?:the )?(?:\w+ )?term\b",
        ),
        (
            Guess.TERM_ENDS,
            r"\bterm (?:ends|closes)\b|\b(?:end|last day) of (?:the )?(?:\w+ )?term\b|\bbreak up\b",
        ),
        (Guess.TERM, r"\bterm(?: \d)?\b"),
    )
)
NOT_CLOSED = re.compile(
    r"\bclub\b|\bbank holiday\b|\bparents?\b|\btrip\b|\bdeadline\b|\bpayment|\breport"
    r"|\bhalf[ -]?term (?:starts|begins|ends)|\b(?:start|end|last day|first day|week) (?:of|before|after) half[ -]?term"
)
"""Of these a school is not closed, whatever else their names say; bank holidays are known already."""


def guess(name: str, *, first: date, last: date) -> Guess:
    """What it is taken for; what nothing speaks for is left out."""
    said = name.casefold().replace("\N{EN DASH}", "-")
    if NOT_CLOSED.search(said):
        return Guess.IGNORE
    found = next((kind for kind, pattern in RULES if pattern.search(said)), Guess.IGNORE)
    if found is Guess.TERM and last - first < TERM_LENGTH:
        return Guess.IGNORE
    if found is Guess.HALF_TERM and last - first >= TERM_LENGTH:
        return Guess.TERM  # "Autumn half-term 1" of those who count six terms
    return found
