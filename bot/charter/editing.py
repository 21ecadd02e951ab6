"""What an edit of a set-up comes to: what it leaves out stays, and which programmes are to be planned anew."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TypeVar

from bot.domain.channel import Channel
from bot.domain.charter import Charter
from bot.domain.people import Member, MemberId, PersonRef, School, SchoolId
from bot.domain.programme import Programme, ProgrammeId, SchoolChoice

T = TypeVar("T")


def settled(before: Charter, edited: Charter) -> Charter:
    """The set-up as it stands after the edit, in the order it had: new things come last.

    Schools, members, channels and programmes that the edit leaves out stay as they were, with the identities of those
    members; a choice or a prompt that it leaves out is gone. Raises ValueError for what is another trust's.
    """
    if edited.trust.id != before.trust.id:
        raise ValueError(f"an edit of {before.trust.id} cannot make it {edited.trust.id}")
    refuse_strangers(edited)
    return replace(
        edited,
        schools=_merged(before.schools, edited.schools, key=_id),
        members=_merged(before.members, edited.members, key=_id),
        identities=_settled_identities(before, edited),
        channels=_merged(before.channels, edited.channels, key=_id),
        programmes=_merged(before.programmes, edited.programmes, key=_id),
        choices=_in_order(before.choices, edited.choices, key=place_of),
        prompts=_in_order(before.prompts, edited.prompts, key=lambda each: each.key),
    )


def _settled_identities(before: Charter, edited: Charter) -> tuple[tuple[PersonRef, MemberId], ...]:
    if same_people(before, edited):
        return before.identities
    named = {member.id for member in edited.members}
    stay = tuple(each for each in before.identities if each[1] not in named)
    return _in_order(before.identities, (*stay, *edited.identities), key=_identity)


def same_people(before: Charter, after: Charter) -> bool:
    """Whether an edit has not so much as touched who there is: most do not, and there may be thousands."""
    return after.members is before.members and after.identities is before.identities


def refuse_strangers(charter: Charter) -> None:
    """Raises ValueError for whatever stands in this set-up and says it is another trust's."""
    named: tuple[School | Member | Channel | Programme, ...] = (
        *charter.schools,
        *charter.members,
        *charter.channels,
        *charter.programmes,
    )
    for each in named:
        if each.trust != charter.trust.id:
            raise ValueError(
                f"{each.id} says it belongs to {each.trust}, and stands in the set-up of {charter.trust.id}; "
                "move it to its own trust's set-up"
            )


def changed_in(before: Charter, after: Charter) -> Charter:
    """Of what stands after an edit, only what is not as it was before; a changed member with all their identities."""
    members = () if same_people(before, after) else _changed_members(before, after)
    named = {member.id for member in members}
    return replace(
        after,
        schools=_new_in(before.schools, after.schools, key=_id),
        members=members,
        identities=tuple(each for each in after.identities if each[1] in named),
        channels=_new_in(before.channels, after.channels, key=_id),
        programmes=_new_in(before.programmes, after.programmes, key=_id),
        choices=_new_in(before.choices, after.choices, key=place_of),
        prompts=_new_in(before.prompts, after.prompts, key=lambda each: each.key),
    )


def _changed_members(before: Charter, after: Charter) -> tuple[Member, ...]:
    known_as = _by_member(after)
    knew_as = _by_member(before)
    was = {member.id: member for member in before.members}
    return tuple(
        member
        for member in after.members
        if member != was.get(member.id) or known_as.get(member.id) != knew_as.get(member.id)
    )


def to_plan_anew(before: Charter, after: Charter) -> frozenset[ProgrammeId]:
    """The programmes of both whose definition, channels, choices or schools' calendars are not what they were."""
    there = {programme.id: programme for programme in before.programmes}
    calendars = {school.id: school.calendar for school in before.schools}
    moved = {school.id for school in after.schools if calendars.get(school.id) != school.calendar}
    places = {channel.id: channel.school for channel in before.channels}
    channels = {
        channel.id
        for channel in after.channels
        if places.get(channel.id) != channel.school or channel.school in moved
    }
    was_chosen = {place_of(choice): choice for choice in before.choices}
    now_chosen = {place_of(choice): choice for choice in after.choices}
    concerned = {
        programme
        for programme, school in was_chosen.keys() | now_chosen.keys()
        if was_chosen.get((programme, school)) != now_chosen.get((programme, school))
    }
    concerned |= {
        choice.programme
        for choice in after.choices
        if choice.school in moved or channels & {*choice.channels}
    }
    return frozenset(
        programme.id
        for programme in after.programmes
        if programme.id in there
        and (
            programme != there[programme.id]
            or programme.id in concerned
            or not channels.isdisjoint(programme.channels)
        )
    )


def place_of(choice: SchoolChoice) -> tuple[ProgrammeId, SchoolId]:
    """What a choice is about, and in which school: there is one for each."""
    return choice.programme, choice.school


def _id(each: School | Member | Channel | Programme) -> str:
    return each.id


def _identity(each: tuple[PersonRef, MemberId]) -> Hashable:
    return each[0].platform, each[0].id


def _by_member(charter: Charter) -> dict[MemberId, set[Hashable]]:
    known: dict[MemberId, set[Hashable]] = {}
    for each in charter.identities:
        known.setdefault(each[1], set()).add(_identity(each))
    return known


def _new_in(before: tuple[T, ...], after: tuple[T, ...], *, key: Callable[[T], Hashable]) -> tuple[T, ...]:
    if after is before:
        return ()
    was = {key(each): each for each in before}
    return tuple(each for each in after if was.get(key(each)) != each)


def _merged(before: tuple[T, ...], edited: tuple[T, ...], *, key: Callable[[T], Hashable]) -> tuple[T, ...]:
    if edited is before:
        return before
    return tuple(({key(each): each for each in before} | {key(each): each for each in edited}).values())


def _in_order(before: tuple[T, ...], now: tuple[T, ...], *, key: Callable[[T], Hashable]) -> tuple[T, ...]:
    if now is before:
        return before
    there = {key(each): each for each in now}
    first = {key(each): there[key(each)] for each in before if key(each) in there}
    return tuple((first | there).values())
