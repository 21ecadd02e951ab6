"""People and their roles: who is there, inviting somebody, changing what they may do, and taking all of it away."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from secrets import token_hex

from bot.domain.charter import Charter
from bot.domain.membership import leads, mark, member_in, with_member
from bot.domain.people import Grant, Member, MemberId, Role, School, SchoolId
from bot.domain.reflection import as_name
from bot.domain.trail import Did
from bot.ports.directory import Edit
from bot.usecases.bot import Bot
from bot.usecases.changing import CannotSave, Change, ChangedMeanwhile, save
from bot.usecases.permission import RULES, Deed, NotFound, Standing, Viewer, standing
from bot.wording import people as words

LONGEST_NAME = 100
MOST_SHOWN = 100
"""People on one page: past this a name or a school has to be asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the trust; `accounts` is how many they sign in with, `in_chat` whether the bot knows them there."""

    member: Member
    accounts: int
    in_chat: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People with a role for that school, or for the whole trust where it is None."""

    school: School | None
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Groups of people, then those who hold no role; `more` is how many more are not shown."""

    groups: tuple[Group, ...]
    without: tuple[Person, ...]
    more: int = 0


async def people(bot: Bot, viewer: Viewer, *, called: str = "") -> People:
    """Everyone of the viewer's trust, or only whoever is called so or is at a school called so.

    Raises NotAllowed.
    """
    charter = (await _lead(bot, viewer)).charter
    places = {school.id: school.name.casefold() for school in charter.schools}
    wanted = called.strip().casefold()
    found = [each for each in charter.members if _answers_to(each, wanted, places)]
    # Whoever may do something comes before those who only ever answered.
    found.sort(key=lambda each: (not each.grants, each.name.casefold(), each.id))
    in_chat = _in_chat(charter)
    shown = [await _person(bot, member, in_chat) for member in found[:MOST_SHOWN]]
    at: dict[SchoolId | None, list[Person]] = defaultdict(list)
    for one in shown:
        for place in {grant.school for grant in one.member.grants}:
            at[place].append(one)
    schools = sorted(charter.schools, key=lambda each: (each.name, each.id))
    return People(
        groups=tuple(
            Group(school=school, people=tuple(at[school.id if school else None]))
            for school in (None, *schools)
            if (school.id if school else None) in at
        ),
        without=tuple(one for one in shown if not one.member.grants),
        more=len(found) - len(shown),
    )


async def person(bot: Bot, viewer: Viewer, member: MemberId) -> Person:
    """That person of the viewer's trust. Raises NotAllowed or NotFound."""
    charter = (await _lead(bot, viewer)).charter
    return await _person(bot, _of(charter, member), _in_chat(charter))


async def invite(
    bot: Bot, viewer: Viewer, *, name: str, grants: Collection[Grant], member: MemberId | None = None
) -> Member:
    """They are known to the trust, with these roles, and have yet to come in. Raises NotAllowed or CannotSave.

    `member` is the id they get; one is made up where none is given.
    """
    lead = await _lead(bot, viewer)
    _require_places(lead, grants)
    faults = {}
    called = as_name(name)
    if not called:
        faults["name"] = words.name_missing()
    elif "@" in called:
        faults["name"] = words.name_is_no_address()
    elif len(called) > LONGEST_NAME:
        faults["name"] = words.name_too_long(LONGEST_NAME)
    if not grants:
        faults["roles"] = words.roles_missing()
    if faults:
        raise CannotSave(faults)
    new = Member(
        id=member or MemberId(f"member-{token_hex(8)}"),
        trust=lead.member.trust,
        name=called,
        grants=frozenset(grants),
    )
    await save(bot, lead, lambda charter: with_member(charter, new), Change(did=Did.INVITED, about=new.id))
    return new


async def change_roles(
    bot: Bot, viewer: Viewer, member: MemberId, *, grants: Collection[Grant], seen: str
) -> Member:
    """They hold these roles and no others, from their next request on; `seen` is the mark of those they held.

    Raises NotAllowed, NotFound, ChangedMeanwhile, or CannotSave for the last trust lead.
    """
    lead = await _lead(bot, viewer)
    _of(lead.charter, member)
    _require_places(lead, grants)
    edit = _holding(member, frozenset(grants), field="roles", seen=seen)
    saved = await save(bot, lead, edit, Change(did=Did.CHANGED_ROLES, about=member))
    return _of(saved.after, member)


async def remove(bot: Bot, viewer: Viewer, member: MemberId) -> None:
    """They hold no role and are signed out everywhere, both at once; what they answered stays in the log for them to see.

    Raises NotAllowed, NotFound, or CannotSave for the last trust lead.
    """
    lead = await _lead(bot, viewer)
    _of(lead.charter, member)
    edit = _holding(member, frozenset(), field="remove")
    await save(bot, lead, edit, Change(did=Did.REMOVED, about=member, ends=member))


def deeds_of(role: Role) -> frozenset[Deed]:
    """What somebody with that role may do, wherever they hold it."""
    return frozenset(deed for deed, rule in RULES.items() if role in rule.roles)


async def _lead(bot: Bot, viewer: Viewer) -> Standing:
    who = await standing(bot, viewer)
    who.require(Deed.MANAGE_PEOPLE)
    return who


async def _person(bot: Bot, member: Member, in_chat: Collection[MemberId]) -> Person:
    accounts = await bot.store.sign_ins.accounts_of(member.id)
    return Person(member=member, accounts=accounts, in_chat=member.id in in_chat)


def _in_chat(charter: Charter) -> frozenset[MemberId]:
    return frozenset(member for _, member in charter.identities)


def _of(charter: Charter, member: MemberId) -> Member:
    found = member_in(charter, member)
    if found is None:
        raise NotFound("There is nobody here by that name.")
    return found


def _answers_to(member: Member, wanted: str, places: Mapping[SchoolId, str]) -> bool:
    if wanted in member.name.casefold():
        return True
    return any(wanted in places.get(grant.school, "") for grant in member.grants if grant.school)


def _require_places(lead: Standing, grants: Collection[Grant]) -> None:
    """Every role is for a school of the trust. Raises NotFound."""
    for grant in grants:
        if grant.school is not None:
            lead.school(grant.school)


def _holding(member: MemberId, grants: frozenset[Grant], *, field: str, seen: str | None = None) -> Edit:
    """Gives them these roles in the set-up as it is by then."""

    def edit(charter: Charter) -> Charter:
        now = _of(charter, member)
        if seen is not None and mark(now) != seen:
            raise ChangedMeanwhile(words.changed_meanwhile(now.name))
        after = with_member(charter, replace(now, grants=grants))
        if leads(charter) and not leads(after):
            raise CannotSave({field: words.last_trust_lead(now.name)})
        return after

    return edit
