"""Who changed what, and when: for those who answer for a trust or a school."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.charter import Charter
from bot.domain.people import Member, MemberId, Role, School, SchoolId
from bot.domain.picture import Ended
from bot.domain.trail import Did, Difference
from bot.ports.trail import TrailEntry
from bot.usecases.bank import in_questions
from bot.usecases.bot import Bot
from bot.usecases.permission import RULES, Deed, Standing, Viewer, standing
from bot.wording import changes as words

PAGE = 30
SHOWN = 12
"""Differences of one change that a page lists: a set-up file can have thousands."""
ELSEWHERE = "Europe/London"
"""The clock of a trust without a school."""


class Kind(StrEnum):
    """What changes are about."""

    PROGRAMMES = "programmes"
    CALENDARS = "calendars"
    PEOPLE = "people"
    SET_UP = "set-up"


OF_KIND: Mapping[Kind, frozenset[Did]] = {
    Kind.PROGRAMMES: frozenset(
        {Did.CHANGED_PROGRAMME, Did.CHANGED_PROMPT, Did.CHOSE_FOR_SCHOOL, Did.TRIED_PROGRAMME}
    ),
    Kind.CALENDARS: frozenset({Did.CHANGED_CALENDAR, Did.CHARTED_PRESSURE, Did.POSTED_PICTURE}),
    Kind.PEOPLE: frozenset({Did.SIGNED_IN, Did.INVITED, Did.JOINED, Did.CHANGED_ROLES, Did.REMOVED}),
    Kind.SET_UP: frozenset({Did.CHANGED_TRUST, Did.CHANGED_SCHOOL, Did.CHANGED_CHANNEL, Did.APPLIED_SET_UP}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One act: `who` did `what`, `at` in the trust's zone. `more` counts the differences that are not listed."""

    number: int
    who: str
    what: str
    at: datetime
    school_name: str | None
    differences: tuple[Difference, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    """Acts, newest first, and the number before which the next page begins, or None.

    `whole` says whether the record is as it was written: for the data protection lead alone, None for others.
    """

    viewer: Member
    acts: tuple[Changed, ...]
    next: int | None
    schools: tuple[School, ...]
    whole: str | None
    broken: bool


async def changes(  # noqa: PLR0913 - what narrows the list, each by its name
    bot: Bot,
    viewer: Viewer,
    *,
    school: SchoolId | None = None,
    kind: Kind | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> ChangesPage:
    """What was changed in the schools in their sight. Raises NotFound or NotAllowed."""
    person = await standing(bot, viewer)
    allowed = person.require(Deed.SEE_THE_TRAIL, school=school)
    everything = school is None and _for_the_trust(person)
    entries = await bot.store.trail.page(
        person.member.trust,
        schools=None if everything else allowed,
        did=OF_KIND[kind] if kind else None,
        before=before,
        limit=limit + 2,
    )
    shown, following = _once(entries[:limit], entries[limit:])
    broken_at, answers_for_data = None, person.member.holds(Role.DATA_PROTECTION_LEAD)
    if answers_for_data:
        broken_at = await bot.store.trail.broken_at(person.member.trust)
    seen, names, zone = person.may(Deed.SEE_THE_TRAIL), _names(person.charter), _zone(person.charter)
    return ChangesPage(
        viewer=person.member,
        acts=tuple(
            replace(each, differences=in_questions(bot, person.charter, each.differences))
            for each in (
                _changed(entry, names=names, zone=zone, within=None if everything else allowed)
                for entry in shown
            )
        ),
        next=following[0].number + 1 if following else None,
        schools=tuple(each for each in person.charter.schools if each.id in seen),
        whole=words.whole(broken_at=broken_at) if answers_for_data else None,
        broken=broken_at is not None,
    )


def _once(
    entries: Sequence[TrailEntry], beyond: Sequence[TrailEntry]
) -> tuple[list[TrailEntry], Sequence[TrailEntry]]:
    """The entries, newest first, without what is said again by how it ended; and those of the next page likewise.

    A posting is written down before it is sent and once it has ended, which is one press to whoever reads of it.
    """
    ended: set[tuple[MemberId | None, str | None]] = set()
    shown = []
    for each in entries:
        press = (each.act.by, each.act.about)
        if _on_its_way(each):
            if press in ended:
                ended.remove(press)
                continue
        elif each.act.did is Did.POSTED_PICTURE:
            ended.add(press)
        shown.append(each)
    again = bool(beyond) and _on_its_way(beyond[0]) and (beyond[0].act.by, beyond[0].act.about) in ended
    return shown, beyond[1:] if again else beyond


def _on_its_way(entry: TrailEntry) -> bool:
    said = [each.now for each in entry.act.differences]
    return entry.act.did is Did.POSTED_PICTURE and said == [Ended.ON_ITS_WAY.value]


def _for_the_trust(person: Standing) -> bool:
    """Whether they may see it for the whole trust, and so what concerns no school."""
    roles = RULES[Deed.SEE_THE_TRAIL].roles
    return any(grant.school is None and grant.role in roles for grant in person.member.grants)


def _changed(
    entry: TrailEntry, *, names: Mapping[str, str], zone: ZoneInfo, within: frozenset[SchoolId] | None
) -> Changed:
    """The act as it is shown; of another school than those `within` nothing is."""
    act = entry.act
    seen = tuple(each for each in act.differences if within is None or (each.school or act.school) in within)
    return Changed(
        number=entry.number,
        who=entry.by_name or words.COMMAND_LINE,
        what=words.done(act.did, about=names.get(act.about or ""), bare=not act.differences),
        at=act.at.astimezone(zone),
        school_name=names.get(act.school or ""),
        differences=seen[:SHOWN],
        more=max(0, len(seen) - SHOWN),
    )


def _names(charter: Charter) -> Mapping[str, str]:
    """What people call whatever has an id."""
    names: dict[str, str] = {charter.trust.id: charter.trust.name}
    names |= {each.id: each.name for each in charter.programmes}
    names |= {each.id: each.name for each in charter.channels}
    names |= {each.id: each.name for each in charter.members}
    return names | {each.id: each.name for each in charter.schools}


def _zone(charter: Charter) -> ZoneInfo:
    calendars = (charter.trust.calendar, *(school.calendar for school in charter.schools))
    return ZoneInfo(next((each.zone for each in calendars if each), ELSEWHERE))
