"""The programmes that a trust may start from, read from the file beside this one."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from bot.charter.programmes import read_programme
from bot.domain.people import TrustId
from bot.domain.programme import Programme
from scheduler.faults import Fault
from scheduler.tables import Table

NO_TRUST = TrustId("")
SOME_DAY = date(2000, 1, 1)
ABOUT = ("asks", "for_whom", "how_long", "weeks")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyMade:
    """A whole programme but for its trust, its channels and its first day; `weeks` after which it ends, or None."""

    programme: Programme
    asks: str
    for_whom: str
    how_long: str
    weeks: int | None


@cache
def ready_made() -> tuple[ReadyMade, ...]:
    """All of them, in the order in which they are offered. Raises ValueError for a file that is at fault."""
    written = files("bot.charter").joinpath("ready_made.toml").read_text(encoding="utf-8")
    return tuple(_read(entry) for entry in tomllib.loads(written)["programme"])


def _read(entry: Mapping[str, object]) -> ReadyMade:
    faults: list[Fault] = []
    about = Table({key: entry[key] for key in ABOUT if key in entry}, where="ready_made.toml", faults=faults)
    described = {key: value for key, value in entry.items() if key not in ABOUT} | {"starts": SOME_DAY}
    programme = read_programme(Table(described, where="ready_made.toml", faults=faults), trust=NO_TRUST)
    asks, for_whom, how_long = about.text("asks"), about.text("for_whom"), about.text("how_long")
    weeks = about.number("weeks") if about.has("weeks") else None
    if faults or not (programme and asks and for_whom and how_long):
        raise ValueError("\n".join(str(fault) for fault in faults))
    return ReadyMade(programme=programme, asks=asks, for_whom=for_whom, how_long=how_long, weeks=weeks)
