"""The ticks for roles: which are offered, and what somebody ticked."""

from collections.abc import Collection
from dataclasses import dataclass, field

from starlette.requests import Request

from adapters.web.words import ROLES
from bot.domain.charter import Charter
from bot.domain.membership import FOR_A_SCHOOL, in_order, offered
from bot.domain.people import Grant, Role, SchoolId
from bot.usecases.changing import CannotSave
from bot.wording import people as words

MOST_DRAWN = 30
"""Schools that each get their ticks; in a larger trust a further school is named by typing."""
MOST_LISTED = 300
"""Schools whose names a browser suggests while one is typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One box: what it gives, how it reads, and whether it is ticked."""

    value: str
    label: str
    ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a form asks for: the roles, what was typed about a further school, and what is wrong with it."""

    grants: frozenset[Grant]
    school: str = ""
    role: str = ""
    faults: dict[str, str] = field(default_factory=dict)

    def sound(self) -> frozenset[Grant]:
        """The roles, where nothing is wrong. Raises CannotSave."""
        if self.faults:
            raise CannotSave(self.faults)
        return self.grants


def fieldsets(
    charter: Charter, ticked: Collection[Grant], held: Collection[Grant] = ()
) -> list[tuple[str, list[Tick]]]:
    """For the trust and each school that is drawn, its name and its boxes."""
    shown = {*ticked, *held}
    places = {grant.school for grant in shown}
    few = len(charter.schools) <= MOST_DRAWN
    schools = sorted(charter.schools, key=lambda school: (school.name, school.id))
    drawn = [
        ("The whole trust", None),
        *((each.name, each.id) for each in schools if few or each.id in places),
    ]
    return [
        (
            name,
            [
                Tick(value=_value(grant), label=ROLES[grant.role], ticked=grant in ticked)
                for grant in dict.fromkeys(
                    (*offered(key), *(grant for grant in in_order(shown) if grant.school == key))
                )
            ],
        )
        for name, key in drawn
    ]


def schools_to_name(charter: Charter) -> tuple[list[str], list[tuple[str, str]]] | None:
    """Names to suggest and roles to choose from for a further school; None where every school has its boxes."""
    if len(charter.schools) <= MOST_DRAWN:
        return None
    names = sorted(school.name for school in charter.schools)
    return (names if len(names) <= MOST_LISTED else []), [(role.value, ROLES[role]) for role in FOR_A_SCHOOL]


def chosen(request: Request, charter: Charter, *, held: Collection[Grant] = ()) -> Chosen:
    """What was ticked and typed, as far as it can be understood; roles held already may be kept whatever they are."""
    form = request.state.form
    known = {school.id for school in charter.schools}
    ticked = [_grant(value) for value in request.state.several.get("grant", ())]
    grants = {grant for grant in ticked if grant and (grant in held or _is_offered(grant, known))}
    faults = {} if len(grants) == len(set(ticked)) else {"roles": words.role_not_offered()}
    school, role = form.get("school", "").strip(), form.get("role", "")
    if school or role:
        found = [each.id for each in charter.schools if each.name.casefold() == school.casefold()]
        if not school:
            faults["school"] = words.school_not_named()
        elif not found:
            faults["school"] = words.school_unknown(school)
        elif role not in {each.value for each in FOR_A_SCHOOL}:
            faults["role"] = words.role_not_chosen()
        else:
            grants.add(Grant(role=Role(role), school=found[0]))
    return Chosen(grants=frozenset(grants), school=school, role=role, faults=faults)


def _is_offered(grant: Grant, schools: Collection[SchoolId]) -> bool:
    return grant in offered(grant.school) and (grant.school is None or grant.school in schools)


def _value(grant: Grant) -> str:
    return f"{grant.role.value}@{grant.school or ''}"


def _grant(value: str) -> Grant | None:
    role, _, school = value.partition("@")
    try:
        return Grant(role=Role(role), school=SchoolId(school) if school else None)
    except ValueError:
        return None
