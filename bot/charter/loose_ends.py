"""What a set-up names and does not hold, or holds twice."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from bot.domain.charter import Charter
from scheduler.faults import Problem


def loose_ends(charter: Charter, *, unread: Collection[str] = ()) -> Iterator[Problem]:
    """Every reference that leads nowhere, and every id that stands twice.

    What is `unread` is there and was told to be faulty: that something refers to it is no fault of its own.
    """
    yield from _unknown_schools(charter, unread)
    yield from _unknown_channels(charter, unread)
    yield from _unknown_in_choices(charter, unread)
    yield from _twice("school", (school.id for school in charter.schools))
    yield from _twice("member", (member.id for member in charter.members))
    yield from _twice("channel", (channel.id for channel in charter.channels))
    yield from _twice("programme", (programme.id for programme in charter.programmes))
    yield from _twice("choice", (f"{each.programme} at {each.school}" for each in charter.choices))
    yield from _twice("address", (f"{each.platform}:{each.address}" for each in charter.channels))
    yield from _twice("identity", (f"{person.platform}:{person.id}" for person, _ in charter.identities))


def _unknown_schools(charter: Charter, unread: Collection[str]) -> Iterator[Problem]:
    known = {*(school.id for school in charter.schools), *unread}
    named = [(f"channel {channel.id}", channel.school) for channel in charter.channels]
    named += [
        (f"member {member.id}", grant.school)
        for member in charter.members
        for grant in member.grants
        if grant.school is not None
    ]
    for what, school in named:
        if school not in known:
            yield Problem(
                problem=f"{what} names school {school!r}, which is not here",
                remedy="correct it, or add that school",
            )


def _unknown_channels(charter: Charter, unread: Collection[str]) -> Iterator[Problem]:
    known = {*(channel.id for channel in charter.channels), *unread}
    for programme in charter.programmes:
        for channel in programme.channels:
            if channel not in known:
                yield Problem(
                    problem=f"programme {programme.id} names channel {channel!r}, which is not here",
                    remedy="correct it, or add that channel",
                )


def _unknown_in_choices(charter: Charter, unread: Collection[str]) -> Iterator[Problem]:
    schools = {*(school.id for school in charter.schools), *unread}
    programmes = {*(programme.id for programme in charter.programmes), *unread}
    schools_of = {channel.id: channel.school for channel in charter.channels}
    for choice in charter.choices:
        what = f"the choice of {choice.school} about {choice.programme}"
        if choice.school not in schools:
            yield Problem(
                problem=f"{what} names school {choice.school!r}, which is not here",
                remedy="correct it, or add that school",
            )
        if choice.programme not in programmes:
            yield Problem(
                problem=f"{what} names programme {choice.programme!r}, which is not here",
                remedy="correct it, or add that programme",
            )
        for channel in choice.channels:
            if channel not in unread and schools_of.get(channel) != choice.school:
                yield Problem(
                    problem=f"{what} names channel {channel!r}, which is not one of that school's here",
                    remedy="correct it, or add that channel to the school",
                )


def _twice(kind: str, keys: Iterable[str]) -> Iterator[Problem]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield Problem(problem=f"{kind} {key!r} stands here {times} times", remedy="keep one of them")
