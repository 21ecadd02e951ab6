"""What differs between two set-ups of a trust, setting by setting, in people's words."""

from collections.abc import Iterator
from dataclasses import replace

from bot.charter.differing_calendars import differing_calendars, differing_own
from bot.charter.differing_people import Platforms, differing_channels, differing_members, differing_trusts
from bot.charter.differing_programmes import differing_choices, differing_programmes
from bot.charter.editing import place_of, same_people
from bot.charter.noting import Notes
from bot.domain.charter import Charter
from bot.domain.people import MemberId, School
from bot.domain.trail import Difference
from prompts.model import Prompt
from scheduler.model import OwnCalendar

THEIR_WORDS = ("question", "why", "follow_up", "evidence")
"""What of an own prompt somebody has written: a trail says that it changed, never to what."""


def differences(before: Charter | None, after: Charter) -> tuple[Difference, ...]:
    """Every setting that is not what it was, in the order of the document; `before` None is a trust that is new."""
    found: list[Difference] = []
    if before is None:
        before = Charter(trust=replace(after.trust, calendar=None, locked=frozenset()))
        found.append(Difference(about=after.trust.name, setting="Trust", was=None, now=after.trust.name))
    found += differing_trusts(before.trust, after.trust)
    found += differing_calendars(after.trust.name, before.trust.calendar, after.trust.calendar)
    for part in (_schools, _members, _channels, _prompts, _programmes, _choices):
        found += part(before, after)
    return tuple(found)


def _schools(before: Charter, after: Charter) -> Iterator[Difference]:
    was = {school.id: school for school in before.schools}
    for now in after.schools:
        old = was.get(now.id)
        if old is now:
            continue
        notes = Notes(now.name, school=now.id)
        if old is None:
            notes.note("School", None, now.name)
        else:
            notes.setting("Name", old.name, now.name)
        yield from notes.found
        yield from _calendar_of_a_school(old, now)


def _calendar_of_a_school(was: School | None, now: School) -> Iterator[Difference]:
    """What is its own: what it inherits is the trust's to tell."""
    if now.own is None and (was is None or was.own is None):
        yield from differing_calendars(now.name, was.calendar if was else None, now.calendar, school=now.id)
    elif was is None:
        # A new school that inherits has never had a calendar that was all its own.
        yield from differing_own(now.name, OwnCalendar(), now.own, school=now.id)
    else:
        yield from differing_own(now.name, was.own, now.own, school=now.id)


def _members(before: Charter, after: Charter) -> Iterator[Difference]:
    if same_people(before, after):
        return
    was = {member.id: member for member in before.members}
    schools = {school.id: school for school in (*before.schools, *after.schools)}
    knew, known = _known(before), _known(after)
    for now in after.members:
        platforms = (knew.get(now.id, frozenset()), known.get(now.id, frozenset()))
        if was.get(now.id) is not now or platforms[0] != platforms[1]:
            yield from differing_members(
                was.get(now.id), now, schools=schools, knew=platforms[0], known=platforms[1]
            )


def _channels(before: Charter, after: Charter) -> Iterator[Difference]:
    was = {channel.id: channel for channel in before.channels}
    schools = {school.id: school for school in (*before.schools, *after.schools)}
    for now in after.channels:
        if was.get(now.id) is not now:
            yield from differing_channels(was.get(now.id), now, schools=schools)


def _prompts(before: Charter, after: Charter) -> Iterator[Difference]:
    was = {prompt.key: prompt for prompt in before.prompts}
    now = {prompt.key: prompt for prompt in after.prompts}
    for key in was.keys() - now.keys():
        yield Difference(about=key, setting="Own question", was=key, now=None)
    for key, prompt in now.items():
        if key not in was:
            yield Difference(about=key, setting="Own question", was=None, now=key)
        elif was[key] != prompt:
            yield from _prompt(was[key], prompt)


def _prompt(was: Prompt, now: Prompt) -> Iterator[Difference]:
    notes = Notes(now.key)
    theirs = [[getattr(each, name) for name in THEIR_WORDS] for each in (was, now)]
    if theirs[0] != theirs[1]:
        notes.note("Wording", "As it was", "Changed")
    notes.setting(
        "Takes", was.minutes, now.minutes, lambda each: "1 minute" if each == 1 else f"{each} minutes"
    )
    notes.setting("Asked", not was.retired, not now.retired, lambda yes: "Yes" if yes else "No more")
    notes.setting("Kind of question", was.kind, now.kind)
    notes.items("For", was.audience, now.audience)
    notes.items("Framework", was.frameworks, now.frameworks)
    notes.items("Draws on", was.draws_on, now.draws_on)
    notes.items("Time of year", was.seasons, now.seasons)
    notes.setting("Scale", was.scale, now.scale, lambda each: each or "None")
    yield from notes.found


def _programmes(before: Charter, after: Charter) -> Iterator[Difference]:
    was = {programme.id: programme for programme in before.programmes}
    channels = {channel.id: channel for channel in (*before.channels, *after.channels)}
    schools = {school.id: school for school in (*before.schools, *after.schools)}
    for now in after.programmes:
        if was.get(now.id) is not now:
            yield from differing_programmes(was.get(now.id), now, channels=channels, schools=schools)


def _choices(before: Charter, after: Charter) -> Iterator[Difference]:
    was = {place_of(choice): choice for choice in before.choices}
    now = {place_of(choice): choice for choice in after.choices}
    programmes = {programme.id: programme.name for programme in after.programmes}
    schools = {school.id: school for school in after.schools}
    channels = {channel.id: channel for channel in after.channels}
    for place in dict.fromkeys((*was, *now)):
        programme, school = place
        if was.get(place) is not now.get(place) and school in schools:
            yield from differing_choices(
                was.get(place),
                now.get(place),
                programme=programmes.get(programme, programme),
                school=schools[school],
                channels=channels,
            )


def _known(charter: Charter) -> dict[MemberId, Platforms]:
    known: dict[MemberId, set[tuple[str, str]]] = {}
    for person, member in charter.identities:
        known.setdefault(member, set()).add((person.platform, person.id))
    return {member: frozenset(each) for member, each in known.items()}
