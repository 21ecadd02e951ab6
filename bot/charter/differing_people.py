"""What differs between two states of a trust, of its people and of its channels."""

from collections.abc import Mapping

from bot import wording
from bot.charter.noting import Notes
from bot.domain.channel import Channel
from bot.domain.people import Grant, Member, Role, School, SchoolId, Trust
from bot.domain.trail import Difference
from bot.wording.connecting import place
from scheduler.model import CalendarPart

ROLES: Mapping[Role, str] = {
    Role.LEADER: "Leader",
    Role.SCHOOL_LEAD: "School lead",
    Role.SENCO: "SENCo",
    Role.GOVERNOR: "Governor",
    Role.TRUST_LEAD: "Trust lead",
    Role.DATA_PROTECTION_LEAD: "Data protection lead",
}
PARTS: Mapping[CalendarPart, str] = {
    CalendarPart.TERMS: "Terms and half-terms",
    CalendarPart.CLOSURES: "Training and other closed days",
    CalendarPart.BANK_HOLIDAYS: "Bank holidays",
}
Schools = Mapping[SchoolId, School]
Platforms = frozenset[tuple[str, str]]


def differing_trusts(was: Trust, now: Trust) -> list[Difference]:
    """Everything that differs about the trust itself, without its calendar."""
    notes = Notes(now.name)
    notes.setting("Name", was.name, now.name)
    notes.setting("Answers are kept for", was.keep_months, now.keep_months, wording.keep_length)
    notes.setting("A demonstration", was.demonstration, now.demonstration, lambda yes: "Yes" if yes else "No")
    locked = ([part for part in CalendarPart if part in each.locked] for each in (was, now))
    notes.items("Locked for schools", next(locked), next(locked), PARTS.__getitem__)
    return notes.found


def differing_members(
    was: Member | None, now: Member, *, schools: Schools, knew: Platforms, known: Platforms
) -> list[Difference]:
    """What they are called, hold, and are known on. What an id is stays between the platform and the set-up."""
    notes = Notes(now.name)
    if was is None:
        notes.note("Person", None, now.name)
    else:
        notes.setting("Name", was.name, now.name)
    held = [
        sorted(each.grants, key=lambda grant: (list(Role).index(grant.role), grant.school or ""))
        for each in (was, now)
        if each
    ]
    notes.items(
        "Role",
        held[0] if was else (),
        held[-1],
        lambda grant: _grant(grant, schools),
        school=lambda grant: grant.school,
    )
    before, after = ({platform for platform, _ in each} for each in (knew, known))
    notes.items("Known on", sorted(before), sorted(after), str.capitalize)
    changed = {platform for platform, _ in knew ^ known} & before & after
    for platform in sorted(changed):
        notes.note(f"Who they are on {platform.capitalize()}", "As it was", "Changed")
    return notes.found


def differing_channels(was: Channel | None, now: Channel, *, schools: Schools) -> list[Difference]:
    """What a channel is called, whose it is, and whether it is closed."""
    notes = Notes(now.name, school=now.school)
    if was is None:
        notes.note("Channel", None, f"{_school(now.school, schools)}, {place(now.platform)}")
        return notes.found
    notes.setting("Name", was.name, now.name)
    notes.setting("School", was.school, now.school, lambda key: _school(key, schools))
    notes.setting("Platform", was.platform, now.platform, str.capitalize)
    notes.setting("Address", was.address, now.address)
    notes.setting(
        "Closed", bool(was.closed_because), bool(now.closed_because), lambda yes: "Yes" if yes else "No"
    )
    return notes.found


def _grant(grant: Grant, schools: Schools) -> str:
    role = ROLES[grant.role]
    return role if grant.school is None else f"{role} of {_school(grant.school, schools)}"


def _school(key: SchoolId, schools: Schools) -> str:
    return schools[key].name if key in schools else str(key)
