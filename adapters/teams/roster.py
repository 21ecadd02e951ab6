"""The teams that we are in, with their channels and people: what a set-up file has to name."""

import json
import re
import unicodedata
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from adapters.teams.connector import Connector, InTeams
from adapters.teams.inbound import PLATFORM
from adapters.teams.references import Reference, References
from bot.ports.chat import ChatError

GENERAL = "General"
MARK = (
    "# The teams that Golden Thread is in, with lines to paste into the set-up file: a [[channel]] for each leadership",
    "# channel, with its school written in, and a [[member]] for each person who is to read the log, with their roles.",
    "# PERSONAL DATA: names, and the ids of people in Entra. Keep it where you keep the set-up file, then delete it.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamSeen:
    """A team: `listed` are the channels that Teams lists now, `channels` those and any that it once told us of.

    `fault` says why Teams would tell no more, in words for people.
    """

    id: str
    name: str
    channels: Mapping[str, str]
    listed: frozenset[str] = frozenset()
    people: Sequence[InTeams] = field(default=(), repr=False)
    fault: str | None = None


async def every_team(tenant: str, *, connector: Connector, references: References) -> AsyncIterator[TeamSeen]:
    """Each team of that tenant that we are in, by name. One that cannot be asked says so, and the others go on.

    Raises StoreUnavailable.
    """
    known = await references.teams(tenant)
    for team in sorted(known, key=lambda each: (known[each].casefold(), each)):
        channels = {team: GENERAL, **await references.channels_of(tenant, team)}
        seen = TeamSeen(id=team, name=known[team] or team, channels=_named(channels, team))
        reference = await _reference(tenant, seen, references)
        yield await _asked(seen, reference, connector) if reference else _unknown(seen)


async def _reference(tenant: str, seen: TeamSeen, references: References) -> Reference | None:
    for channel in seen.channels:
        reference = await references.of_channel(f"{tenant}/{channel}")
        if reference is not None:
            return reference
    return None


async def _asked(seen: TeamSeen, reference: Reference, connector: Connector) -> TeamSeen:
    listed: Mapping[str, str] = {}
    people: Sequence[InTeams] = ()
    fault = None
    try:
        listed = await connector.channels(reference, team=seen.id)
        people = await connector.members(reference, conversation=seen.id)
    except ChatError as error:
        fault = str(error) or type(error).__name__
    channels = {**seen.channels, **{each: name for each, name in listed.items() if name}}
    for each in listed:
        channels.setdefault(each, "")
    return TeamSeen(
        id=seen.id,
        name=seen.name,
        channels=_named(channels, seen.id),
        listed=frozenset(listed),
        people=people,
        fault=fault,
    )


def _unknown(seen: TeamSeen) -> TeamSeen:
    fault = "it is not known how to speak there; remove the app from the team and add it again"
    return TeamSeen(id=seen.id, name=seen.name, channels=seen.channels, fault=fault)


def _named(channels: Mapping[str, str], team: str) -> dict[str, str]:
    return {each: name or (GENERAL if each == team else "") for each, name in channels.items()}


def as_toml(tenant: str, teams: Sequence[TeamSeen]) -> Iterator[str]:
    """Lines of TOML: every channel, then everyone once, with the teams they are in. What has no id is left out."""
    yield from MARK
    taken: set[str] = set()
    for team in teams:
        yield from ("", f"# Team: {_plain(team.name)}")
        if team.fault is not None:
            yield f"# Not all of it could be read: {_plain(team.fault)}"
        for channel, name in sorted(team.channels.items(), key=lambda each: (each[1].casefold(), each[0])):
            called = name or "A channel without a name"
            yield from (
                "",
                "[[channel]]",
                f"id = {_text(_id(f'{team.name} {called}', taken))}",
                'school = ""',
                f"platform = {_text(PLATFORM)}",
                f"address = {_text(f'{tenant}/{channel}')}",
                f"name = {_text(f'{team.name}: {called}')}",
            )
    yield from _everyone(tenant, teams, taken=taken)


def _everyone(tenant: str, teams: Sequence[TeamSeen], *, taken: set[str]) -> Iterator[str]:
    found: dict[str, tuple[str, list[str]]] = {}
    for team in teams:
        for person in team.people:
            if person.id:
                found.setdefault(person.id.lower(), (person.name, []))[1].append(team.name)
    for person_id, (name, inside) in sorted(found.items(), key=lambda each: (each[1][0].casefold(), each[0])):
        yield from (
            "",
            f"# In {_plain(', '.join(inside))}",
            "[[member]]",
            f"id = {_text(_id(name, taken))}",
            f"name = {_text(name)}",
            "roles = []",
            f"identities = [{{ platform = {_text(PLATFORM)}, person = {_text(f'{tenant}/{person_id}')} }}]",
        )
    without = sum(not person.id for team in teams for person in team.people)
    if without:
        yield from ("", f"# Left out, because Teams says no id of theirs: {without}.")


def _id(words: str, taken: set[str]) -> str:
    """Made of the words as ids are, and another each time."""
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    plain = "-".join(re.findall(r"[a-z0-9]+", letters)) or "unnamed"
    chosen, number = plain, 2
    while chosen in taken:
        chosen, number = f"{plain}-{number}", number + 1
    taken.add(chosen)
    return chosen


def _text(words: str) -> str:
    """As TOML writes a text: like JSON, but for one character."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def _plain(words: str) -> str:
    """On one line of a comment, whatever is in it."""
    return "".join(each if each.isprintable() else " " for each in words)
