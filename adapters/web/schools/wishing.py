"""What a school lead's form wishes, read from its fields; what cannot be read is told beside its field."""

from collections.abc import Callable, Mapping
from datetime import time

from adapters.web.filters import Asked
from bot.domain.channel import ChannelId
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId
from bot.domain.wishes import (
    AddChannel,
    ChangeDay,
    ChangeTime,
    KeepDate,
    LeaveOut,
    Pause,
    PutBack,
    RemoveChannel,
    Resume,
    Skip,
    Wish,
)
from scheduler.model import Weekday

FIELD_OF = {
    "day": "weekday",
    "time": "at",
    "pause": "until",
    "skip": "on",
    "keep": "on",
    "leave-out": "prompt",
    "put-back": "prompt",
    "add-channel": "channel",
    "remove-channel": "channel",
}
"""The field that holds what is wished, by the word in `what`."""


def wish(fields: Asked, *, programme: ProgrammeId, school: SchoolId) -> Wish | None:
    """What is wished; None, with the fault told beside its field, where that cannot be read."""
    make = _MAKERS.get(fields.given.get("what", ""))
    if make is None:
        fields.faults["what"] = "There is nothing like that to change here: choose again."
        return None
    made = make(fields, programme, school)
    return None if fields.faults else made


def _day(fields: Asked, programme: ProgrammeId, school: SchoolId) -> Wish:
    said = fields.text("weekday")
    if said is not None and said not in set(Weekday):
        fields.faults["weekday"] = "Choose a day from the list."
        said = None
    return ChangeDay(programme=programme, school=school, weekday=Weekday(said) if said else None)


def _time(fields: Asked, programme: ProgrammeId, school: SchoolId) -> Wish:
    said, at = fields.text("at"), None
    try:
        at = time.fromisoformat(said).replace(second=0, microsecond=0) if said else None
    except ValueError:
        fields.faults["at"] = "Give a time of day as hours and minutes, for example 08:15."
    if at is not None and at.tzinfo is not None:
        fields.faults["at"] = "Give the plain time of day, for example 08:15."
        at = None
    return ChangeTime(programme=programme, school=school, at=at)


def _on_a_day(name: str, make: Callable[..., Wish]) -> Callable[[Asked, ProgrammeId, SchoolId], Wish | None]:
    def made(fields: Asked, programme: ProgrammeId, school: SchoolId) -> Wish | None:
        day = fields.day(name)
        if day is None:
            fields.faults.setdefault(name, "Choose a date.")
            return None
        return make(programme=programme, school=school, **{name: day})

    return made


def _of_one(
    name: str, kind: Callable[[str], str], make: Callable[..., Wish]
) -> Callable[[Asked, ProgrammeId, SchoolId], Wish | None]:
    def made(fields: Asked, programme: ProgrammeId, school: SchoolId) -> Wish | None:
        said = fields.text(name)
        if said is None:
            fields.faults[name] = "Choose one from the list."
            return None
        return make(programme=programme, school=school, **{name: kind(said)})

    return made


def _resume(_: Asked, programme: ProgrammeId, school: SchoolId) -> Wish:
    return Resume(programme=programme, school=school)


_MAKERS: Mapping[str, Callable[[Asked, ProgrammeId, SchoolId], Wish | None]] = {
    "day": _day,
    "time": _time,
    "pause": _on_a_day("until", Pause),
    "resume": _resume,
    "skip": _on_a_day("on", Skip),
    "keep": _on_a_day("on", KeepDate),
    "leave-out": _of_one("prompt", str, LeaveOut),
    "put-back": _of_one("prompt", str, PutBack),
    "add-channel": _of_one("channel", ChannelId, AddChannel),
    "remove-channel": _of_one("channel", ChannelId, RemoveChannel),
}
