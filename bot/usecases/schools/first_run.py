"""The first run: a trust, its schools and its first trust lead, who invites everybody else from the pages."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace
from secrets import token_hex

from bot.domain.charter import Charter
from bot.domain.membership import leads
from bot.domain.people import Grant, Member, MemberId, Role, School, SchoolId, Trust, TrustId
from bot.domain.reflection import as_name, tidy
from bot.domain.trail import Act, Did
from bot.usecases.bot import Bot
from bot.wording import set_up as wording
from scheduler.model import OwnCalendar, SchoolCalendar, inherit

LONGEST_ID = 40
FIRST_CALENDAR = SchoolCalendar(zone="Europe/London", nation="England")
"""Until somebody enters the terms."""
OF_OUR_PAGES = frozenset({"new"})
"""Words that stand where an id does in an address: /schools/new is where one is added."""
LEAD = Grant(role=Role.TRUST_LEAD)


class CannotBegin(ValueError):  # noqa: N818 - it says what is so
    """It has begun already, or what was given is not enough; the message says what to do."""


async def begin(bot: Bot, *, trust: str, schools: Sequence[str], lead: str) -> Member:
    """The trust, its schools and its lead are there. Raises CannotBegin where anybody leads a trust already.

    A trust of that name that nobody leads yet is taken on as it is, with the schools that it lacks.
    """
    named = [as_name(name) for name in (trust, lead)]
    if not all(named):
        raise CannotBegin(wording.names_missing())
    there = await _charters(bot)
    if any(leads(charter) for charter in there):
        raise CannotBegin(wording.begun_already())
    known = next((each.trust for each in there if each.trust.name.casefold() == named[0].casefold()), None)
    new = Trust(id=TrustId(slug(named[0], taken={each.trust.id for each in there})), name=named[0])
    ours = known or new
    if known is None:
        await bot.store.directory.establish(Charter(trust=ours))
    member = Member(
        id=MemberId(f"lead-{token_hex(4)}"), trust=ours.id, name=named[1], grants=frozenset({LEAD})
    )
    act = Act(trust=ours.id, did=Did.CHANGED_TRUST, at=bot.clock.now(), about=ours.id)
    taken = {school.id for charter in there for school in charter.schools}
    wanted = [as_name(name) for name in schools if as_name(name)]

    def edit(fresh: Charter) -> Charter:
        return _begun(fresh, member, wanted, taken=taken)

    await bot.store.directory.amend(ours.id, edit, act=act)
    return member


async def the_lead(bot: Bot, *, called: str | None) -> Member:
    """The trust lead of that name, or the only one. Raises CannotBegin."""
    found = [
        member
        for charter in await _charters(bot)
        for member in charter.members
        if LEAD in member.grants and (called is None or member.name.casefold() == tidy(called).casefold())
    ]
    if len(found) != 1:
        raise CannotBegin(wording.no_such_lead() if not found else wording.several_leads())
    return found[0]


def slug(name: str, *, taken: Collection[str]) -> str:
    """An id made from a name, in small letters, figures and hyphens, that nothing has yet."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold().replace("'", "")
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_ID].strip("-") or "school"
    number, found = 1, base
    while found in taken or found in OF_OUR_PAGES:
        number += 1
        found = f"{base}-{number}"
    return found


def new_school(key: SchoolId, name: str, trust: Trust) -> School:
    """A school that inherits its trust's calendar; where there is none, England's bank holidays are all it has."""
    if trust.calendar is None:
        return School(id=key, trust=trust.id, name=name, calendar=FIRST_CALENDAR)
    own = OwnCalendar()
    calendar = inherit(trust.calendar, own, locked=trust.locked)
    return School(id=key, trust=trust.id, name=name, calendar=calendar, own=own)


def _begun(fresh: Charter, lead: Member, wanted: Sequence[str], *, taken: Collection[str]) -> Charter:
    trust = fresh.trust
    if trust.calendar is None and not fresh.schools:
        trust = replace(trust, calendar=FIRST_CALENDAR)
    known = {school.name.casefold() for school in fresh.schools}
    schools, used = list(fresh.schools), set(taken)
    for name in dict.fromkeys(wanted):
        if name.casefold() not in known:
            key = slug(name, taken=used)
            used.add(key)
            known.add(name.casefold())
            schools.append(new_school(SchoolId(key), name, trust))
    return replace(fresh, trust=trust, schools=tuple(schools), members=(*fresh.members, lead))


async def _charters(bot: Bot) -> list[Charter]:
    directory = bot.store.directory
    found = [await directory.charter(trust.id) for trust in await directory.trusts()]
    return [charter for charter in found if charter is not None]
