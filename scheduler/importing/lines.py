"""An .ics file looked through line by line before anything is made of it, so that no library meets a trap."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from scheduler.faults import Fault
from scheduler.importing.found import MOST_EVENTS, tidy_name

DEEPEST = 3
"""A calendar, an event, an alarm."""

MOST_REPEATING = 200
MOST_DATES = 500
"""Of one RDATE or EXDATE line."""

RULES = frozenset({"RRULE", "EXRULE"})
REPEATING = RULES | {"RDATE", "EXDATE"}
PACES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
ALLOWED = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
)
MOST_TIMES = 1_100
FARTHEST = "20991231"
DATED = frozenset({"DTSTART", "DTEND"})
A_DATE = re.compile(r"\d{8}(?:T\d{6}Z?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """The text, safe to be parsed where there are no faults; rules without an end have been given one."""

    text: str = ""
    faults: tuple[Fault, ...] = ()


def look_through(data: bytes) -> Sound:
    """The file as text, with what is wrong with it line by line."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        broken = data.count(b"\n", 0, error.start) + 1
        return Sound(faults=(_fault(f"Line {broken}", "it is not UTF-8 text", "export the calendar again"),))
    look = _Look()
    for number, line in _unfolded(text):
        look.at(number, line)
        if look.hopeless:
            break
    return Sound(text="\r\n".join(look.kept) + "\r\n", faults=look.faults_at_the_end())


@dataclass(slots=True)
class _Look:
    """What has been seen of a file so far."""

    kept: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    undated: list[Fault] = field(default_factory=list)
    depth: int = 0
    events: int = 0
    repeating: int = 0
    summary: str = ""

    def at(self, number: int, line: str) -> None:
        """One more line, which is kept as it may be parsed."""
        name, _, value = line.partition(":")
        named = name.partition(";")[0].strip().upper()
        if named == "BEGIN":
            self._begins(number, value.strip().upper())
        elif named == "END":
            self.depth -= 1
        elif named == "SUMMARY":
            self.summary = tidy_name(value)
        elif named in REPEATING:
            self.repeating += named in RULES
            self.faults += _repeats(named, value, f"Line {number}" + self._called())
        elif named in DATED and not A_DATE.fullmatch(line.rpartition(":")[2].strip()):
            self.undated.append(
                _fault(
                    f"Line {number}" + self._called(),
                    "its date cannot be read",
                    "write it as 20260901 or take it out",
                )
            )
        self.kept.append(_ended(line, value) if named == "RRULE" else line)

    @property
    def hopeless(self) -> bool:
        """Whether there is no use in looking on."""
        return self.depth > DEEPEST or self.events > MOST_EVENTS

    def faults_at_the_end(self) -> tuple[Fault, ...]:
        """All that was wrong, with what only the whole file shows."""
        if self.events > MOST_EVENTS:
            self._whole(f"it has more than {MOST_EVENTS:,} events", "export only the term dates")
        elif self.repeating > MOST_REPEATING:
            self._whole(f"more than {MOST_REPEATING} of its events repeat", "export only the term dates")
        elif self.depth > 0 and not self.faults:
            self._whole("it ends in the middle of an event", "export the calendar again")
        # Without another fault the events are read, and those without a date told by name.
        return (*self.faults, *self.undated) if self.faults else ()

    def _begins(self, number: int, what: str) -> None:
        self.depth += 1
        if what == "VEVENT":
            self.events += 1
            self.summary = ""
        if self.depth > DEEPEST:
            fault = _fault(f"Line {number}", "things are nested too deep", "export the calendar again")
            self.faults.append(fault)

    def _called(self) -> str:
        return f", “{self.summary}”" if self.summary else ""

    def _whole(self, problem: str, remedy: str) -> None:
        self.faults.append(_fault("The file", problem, remedy))


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Each logical line with the number it begins on (RFC 5545, 3.1)."""
    begun, whole = 0, [""]
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.removesuffix("\r")
        if bare[:1] in {" ", "\t"} and begun:
            whole.append(bare[1:])
            continue
        if begun and "".join(whole).strip():
            yield begun, "".join(whole)
        begun, whole = number, [bare]
    if "".join(whole).strip():
        yield begun, "".join(whole)


def _repeats(named: str, value: str, where: str) -> Iterator[Fault]:
    remedy = "take this event out of the file; type its dates yourself"
    if named in {"RDATE", "EXDATE"}:
        if value.count(",") >= MOST_DATES:
            yield _fault(where, "it names too many dates", remedy)
        return
    rule = _rule(value)
    if rule.get("FREQ") not in PACES:
        yield _fault(where, "it repeats more often than once a day", remedy)
    elif named == "EXRULE" or not rule.keys() <= ALLOWED or _may_never_come(rule):
        yield _fault(where, "it repeats by a rule that is not known here", remedy)
    elif not _whole(rule.get("INTERVAL", "1"), 366) or not _whole(rule.get("COUNT", "1"), MOST_TIMES):
        yield _fault(where, "it repeats too many times, or never", remedy)


def _may_never_come(rule: dict[str, str]) -> bool:
    """Whether a search for the last of its days could go on for ever."""
    picky = rule["FREQ"] == "DAILY" and not rule.keys() <= {"FREQ", "COUNT", "INTERVAL", "WKST"}
    return "COUNT" in rule and (picky or "UNTIL" in rule)


def _rule(value: str) -> dict[str, str]:
    parts = (part.partition("=") for part in value.strip().upper().split(";") if part)
    return {name.strip(): said.strip() for name, _, said in parts}


def _whole(said: str, most: int) -> bool:
    return said.isascii() and said.isdigit() and 1 <= int(said[:9]) <= most and len(said) <= len(str(most))


def _ended(line: str, value: str) -> str:
    """A rule without an end is over with this century: no search for a day that never comes goes on for ever."""
    rule = _rule(value)
    return line if {"COUNT", "UNTIL"} & rule.keys() else f"{line};UNTIL={FARTHEST}"


def _fault(where: str, problem: str, remedy: str) -> Fault:
    return Fault(where=where, problem=problem, remedy=remedy)
