"""A trust's whole set-up as one documented TOML text, which reads back as the same set-up."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import tomlkit

from bot.charter.choices import write_choice
from bot.charter.places import write_channel, write_member, write_school
from bot.charter.programmes import write_programme
from bot.domain.charter import Charter
from bot.domain.people import MemberId, PersonRef, Trust
from prompts.own import write_own_prompt
from scheduler.calendars import write_calendar

FULL_MINUTE = re.compile(r"(\d{2}:\d{2}):00")
TIMES = ("at", "closes")
HEAD = """\
The set-up of {name}, as it was exported.

Change it here and bring it back with `golden-thread trust apply FILE`: what differs, and what that does to the coming
dates, is shown before anything is changed. What you take out of this file stays as it was. Dates and times are local.
docs/set-up-file.md says what every line means."""
TRUST = "The trust. keep_months says how long answers are kept; locked names parts of the calendar that schools may not change."
CALENDAR = "The calendar that every school takes, unless it says otherwise itself."
SCHOOLS = "Schools. What stands under calendar is on top of the trust's: terms and settings replace, days are added."
MEMBERS = "People. roles = [] takes every role away; an identity is who somebody is on a chat platform."
CHANNELS = "Channels in which a school's leaders talk."
PROGRAMMES = "Programmes: which prompts go out, in which order, when, and to which channels."
CHOICES = "What schools have chosen about programmes, as far as the trust leaves it to them."
PROMPTS = "The trust's own prompts. A key begins with own- and never changes."


def write_charter(charter: Charter) -> str:
    """The text. A closed channel and a snooze are not in it: they are not for a set-up to say."""
    known: dict[MemberId, list[PersonRef]] = {}
    for person, member in charter.identities:
        known.setdefault(member, []).append(person)
    parts = [
        _comment(HEAD.format(name=charter.trust.name)),
        _table(TRUST, "trust", _trust(charter.trust)),
        _table(CALENDAR, "calendar", write_calendar(charter.trust.calendar))
        if charter.trust.calendar
        else "",
        _tables(SCHOOLS, "school", (write_school(each) for each in charter.schools)),
        _tables(
            MEMBERS,
            "member",
            (write_member(each, known_as=known.get(each.id, ())) for each in charter.members),
        ),
        _tables(CHANNELS, "channel", map(write_channel, charter.channels)),
        _tables(PROGRAMMES, "programme", map(write_programme, charter.programmes)),
        _tables(CHOICES, "choice", map(write_choice, charter.choices)),
        _tables(PROMPTS, "prompt", map(write_own_prompt, charter.prompts)),
    ]
    return "\n".join(part for part in parts if part)


def _trust(trust: Trust) -> dict[str, object]:
    table: dict[str, object] = {"id": trust.id, "name": trust.name, "keep_months": trust.keep_months}
    if trust.demonstration:
        table["demonstration"] = True
    return table | ({"locked": sorted(map(str, trust.locked))} if trust.locked else {})


def _table(about: str, name: str, values: Mapping[str, object]) -> str:
    return f"{_comment(about)}[{name}]\n{_lines(values, under=name)}"


def _tables(about: str, name: str, each: Iterable[Mapping[str, object]]) -> str:
    written = [f"[[{name}]]\n{_lines(values, under=name)}" for values in each]
    return _comment(about) + "\n".join(written) if written else ""


def _lines(values: Mapping[str, object], *, under: str) -> str:
    """The plain values first, as TOML wants it; then the tables within, each under its own heading."""
    plain = {key: value for key, value in values.items() if not _is_long(value)}
    within = {key: value for key, value in values.items() if _is_long(value)}
    lines = [f"{key} = {_value(key, value)}\n" for key, value in plain.items()]
    lines += [
        f"[{under}.{key}]\n" + "".join(f"{name} = {_value(name, inner)}\n" for name, inner in value.items())
        for key, value in within.items()
        if isinstance(value, Mapping)
    ]
    return "".join(lines)


def _is_long(value: object) -> bool:
    """Whether a table holds more than fits on a line."""
    return isinstance(value, Mapping) and any(isinstance(inner, Mapping | list) for inner in value.values())


def _value(key: str, value: object) -> str:
    """A time of day without its seconds, where there are none."""
    short = FULL_MINUTE.fullmatch(value) if key in TIMES and isinstance(value, str) else None
    return _said(short[1] if short else value)


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        inside = ", ".join(f"{key} = {_value(key, inner)}" for key, inner in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        many = any(isinstance(each, Mapping) for each in value)
        each_said = [_said(each) for each in value]
        return (
            "[\n" + "".join(f"  {said},\n" for said in each_said) + "]"
            if many
            else f"[{', '.join(each_said)}]"
        )
    if isinstance(value, date):
        return value.isoformat()
    return str(tomlkit.item(value).as_string())


def _comment(text: str) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())
