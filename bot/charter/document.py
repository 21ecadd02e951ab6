"""A trust's whole set-up as one TOML document, read with every fault named at once."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from bot.charter.bank_ends import unknown_to
from bot.charter.choices import read_choice
from bot.charter.loose_ends import loose_ends
from bot.charter.places import read_channel, read_member, read_school
from bot.charter.programmes import read_programme
from bot.domain.charter import Charter
from bot.domain.people import KEEP_MONTHS, PersonRef, Trust, TrustId
from prompts.faults import Fault as PromptFault
from prompts.model import Prompt, PromptBank
from prompts.own import read_own_prompts
from prompts.table import Table as PromptTable
from scheduler.calendars import read_calendar
from scheduler.faults import CalendarError, Fault, Problem
from scheduler.model import CalendarPart, SchoolCalendar
from scheduler.tables import Table

LONGEST = 10_000_000
"""Bytes. A trust of 2,000 schools and 10,000 channels needs a third of it."""
SOME_CALENDAR = SchoolCalendar(zone="Europe/London")
"""In place of one with faults, so that those of the schools are named as well."""
POSSIBLE_MONTHS = range(1, 121)


class CharterError(ValueError):
    """A set-up could not be read; `faults` lists everything that is wrong with it, and nothing was changed."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def load_charter(path: Path, *, bank: PromptBank | None = None) -> Charter:
    """The set-up that a file describes; `CharterError` naming every fault in it otherwise.

    What its programmes, choices and own prompts refer to has to be in `bank`; without one, that is not looked at.
    """
    try:
        if path.stat().st_size > LONGEST:
            raise _unreadable(path, "it is larger than 10 MB", "split it, or check that it is the right file")
        return read_charter(tomllib.loads(path.read_text(encoding="utf-8-sig")), where=path.name, bank=bank)
    except OSError as error:
        raise _unreadable(
            path, f"it cannot be read ({error.strerror})", "check the path and who may read it"
        ) from None
    except UnicodeDecodeError:
        raise _unreadable(path, "it is not UTF-8 text", "save it again as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, f"it is not TOML: {error}", "mend that line") from None


def read_charter(values: Mapping[str, object], *, where: str, bank: PromptBank | None = None) -> Charter:
    """The set-up that a table describes; `CharterError` naming every fault in it otherwise."""
    faults: list[Fault] = []
    whole = Table(values, where=where, faults=faults)
    trust = _trust(whole.table("trust"), whole, calendar=_calendar(whole, faults))
    schools = [read_school(table, trust=trust, faults=faults) for table in whole.tables("school")]
    members = [read_member(table, trust=trust.id) for table in whole.tables("member")]
    channels = [read_channel(table, trust=trust.id) for table in whole.tables("channel")]
    programmes = [read_programme(table, trust=trust.id) for table in whole.tables("programme")]
    choices = [read_choice(table) for table in whole.tables("choice")]
    prompts = _prompts(values, where=where, bank=bank, faults=faults) if whole.has("prompt") else ()
    whole.refuse_unknown()
    charter = Charter(
        trust=trust,
        schools=tuple(school for school in schools if school),
        members=tuple(member.member for member in members if member),
        identities=tuple(
            (PersonRef(platform=platform, id=person, name=member.member.name), member.member.id)
            for member in members
            if member
            for platform, person in member.identities
        ),
        channels=tuple(channel for channel in channels if channel),
        programmes=tuple(programme for programme in programmes if programme),
        choices=tuple(choice for choice in choices if choice),
        prompts=prompts,
    )
    faults += [
        Fault(where=where, problem=found.problem, remedy=found.remedy)
        for found in loose_ends(charter, unread=_unread(values, charter))
    ]
    faults += [
        Fault(where=where, problem=found.problem, remedy=found.remedy)
        for found in (unknown_to(bank, charter) if bank else ())
    ]
    if faults:
        raise CharterError(tuple(faults))
    return charter


def _unread(values: Mapping[str, object], charter: Charter) -> frozenset[str]:
    """The ids of what stands in the file and could not be read."""
    read: set[str] = {each.id for each in charter.schools}
    read |= {each.id for each in charter.channels} | {each.id for each in charter.programmes}
    tables = [values.get(kind) for kind in ("school", "channel", "programme")]
    named = [
        each.get("id") for part in tables if isinstance(part, list) for each in part if isinstance(each, dict)
    ]
    return frozenset(key for key in named if isinstance(key, str)) - read


def _calendar(whole: Table, faults: list[Fault]) -> SchoolCalendar | None:
    """The trust's calendar, None where it has none."""
    if not whole.has("calendar"):
        return None
    try:
        return read_calendar(whole.untouched("calendar"), where=f"{whole.where}, calendar")
    except CalendarError as error:
        faults += error.faults
        return SOME_CALENDAR


def _prompts(
    values: Mapping[str, object], *, where: str, bank: PromptBank | None, faults: list[Fault]
) -> tuple[Prompt, ...]:
    """The trust's own prompts, each fault placed by the prompt's key."""
    noted: list[PromptFault] = []
    found = read_own_prompts(
        PromptTable({"prompt": values["prompt"]}, file=where, key="", faults=noted), bank=bank
    )
    faults += [
        Fault(where=f"{where}, prompt {each.key}".rstrip(), problem=each.problem, remedy=each.remedy)
        for each in noted
    ]
    return found


def _trust(table: Table | None, whole: Table, *, calendar: SchoolCalendar | None) -> Trust:
    if table is None:
        whole.note(Problem(problem="[trust] is missing", remedy="add [trust] with an id and a name"))
        return Trust(id=TrustId(""), name="", calendar=calendar)
    key, name = table.identifier("id"), table.text("name")
    months = table.number("keep_months") if table.has("keep_months") else KEEP_MONTHS
    demonstration = table.flag("demonstration")
    locked = frozenset(map(CalendarPart, table.words("locked", among=CalendarPart)))
    if months is not None and months not in POSSIBLE_MONTHS:
        table.note(Problem(problem=f"keep_months is {months}", remedy="write a number from 1 to 120"))
    table.refuse_unknown()
    return Trust(
        id=TrustId(key or ""),
        name=name or "",
        keep_months=months or KEEP_MONTHS,
        demonstration=demonstration,
        calendar=calendar,
        locked=locked,
    )


def _unreadable(path: Path, problem: str, remedy: str) -> CharterError:
    return CharterError((Fault(where=path.name, problem=problem, remedy=remedy),))
