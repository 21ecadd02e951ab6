"""The time zones that a calendar may be set to: those that British schools are in first, then the others by area."""

from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

FIRST: Mapping[str, str] = {
    "Europe/London": "United Kingdom",
    "Europe/Guernsey": "Guernsey",
    "Europe/Jersey": "Jersey",
    "Europe/Isle_of_Man": "Isle of Man",
    "Europe/Gibraltar": "Gibraltar",
    "Asia/Nicosia": "Cyprus",
    "Europe/Berlin": "Germany",
    "Atlantic/Stanley": "Falkland Islands",
}
"""Each by where it is."""

AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
"""Beside these there are old names and offsets without a summer time, which no school means."""


@cache
def others() -> Mapping[str, tuple[str, ...]]:
    """All others that this machine knows, by area, without the area in front."""
    known = sorted(available_timezones() - FIRST.keys())
    split = [each.partition("/") for each in known]
    found = {area: tuple(rest for of, _, rest in split if of == area and rest) for area in AREAS}
    return {area: names for area, names in found.items() if names}
