"""What `golden-thread check --teams` looks at: it reads, says a line about each thing, and changes nothing."""

from collections.abc import AsyncIterator, Iterator, Sequence

from adapters.teams.checking_places import (
    another_tenant,
    badly_formed_channel,
    badly_formed_person,
    channel_not_found,
    channel_not_listed,
    closed_here,
    no_chat,
    nobody_told,
    person_not_seen,
    person_without_id,
)
from adapters.teams.checking_reach import Given, Seen, address, keys, token
from adapters.teams.connector import Connector
from adapters.teams.credentials import Tokens
from adapters.teams.inbound import PLATFORM
from adapters.teams.references import References
from adapters.teams.roster import TeamSeen, every_team
from bot.domain.channel import Channel
from bot.domain.charter import Charter
from bot.domain.people import Member, Role
from bot.usecases.sending.tell_owners import owners

ANSWERING = (Role.LEADER, Role.SCHOOL_LEAD, Role.SENCO)


async def look(
    given: Given,
    *,
    tokens: Tokens,
    connector: Connector,
    references: References,
    charters: Sequence[Charter],
) -> AsyncIterator[Seen]:
    """A line about each thing as it is looked at: ways to and fro, teams, then the set-ups' channels and people.

    Raises StoreUnavailable.
    """
    yield await token(given, tokens)
    yield await keys(given)
    yield await address(given)
    if given.tenant is None:
        yield Seen(
            fine=False,
            what="tenant",
            said="GOLDEN_THREAD_TEAMS_TENANT_ID is missing; nothing else was looked at",
        )
        return
    there: list[TeamSeen] = []
    async for team in every_team(given.tenant, connector=connector, references=references):
        there.append(team)
        yield _team(team)
    if not there:
        said = (
            "Golden Thread is in none, as far as it has heard; start the server, then add the app to each leadership team. "
            "If it is there already, mention @Golden Thread in one of its channels"
        )
        yield Seen(fine=False, what="teams", said=said)
    chatting = await _chatting(references, charters)
    for seen in _set_ups(given.tenant, there, charters=charters, chatting=chatting):
        yield seen
    for seen in _unseen(given):
        yield seen


def _team(team: TeamSeen) -> Seen:
    what = f"team {team.name}"
    if team.fault is not None:
        return Seen(fine=False, what=what, said=team.fault)
    people = len(team.people)
    said = f"Golden Thread is in it; channels: {len(team.channels)}, people: {people}"
    return Seen(fine=True, what=what, said=said)


async def _chatting(references: References, charters: Sequence[Charter]) -> frozenset[str]:
    """Whoever of the set-ups has a chat with us."""
    people = {
        person.id for charter in charters for person, _ in charter.identities if person.platform == PLATFORM
    }
    found = [(person, await references.of_person(person)) for person in sorted(people)]
    return frozenset(person for person, where in found if where is not None and where.conversation)


def _set_ups(
    tenant: str, there: Sequence[TeamSeen], *, charters: Sequence[Charter], chatting: frozenset[str]
) -> Iterator[Seen]:
    if not any(channel.platform == PLATFORM for charter in charters for channel in charter.channels):
        said = 'no set-up names a Teams channel; add a [[channel]] with platform = "teams" and apply the file'
        yield Seen(fine=False, what="channels", said=said)
    for charter in charters:
        for channel in (each for each in charter.channels if each.platform == PLATFORM):
            yield _channel(channel, there, tenant=tenant)
            yield from _owners(charter, channel, chatting=chatting)
        yield from _people(charter, there, tenant=tenant)


def _channel(channel: Channel, there: Sequence[TeamSeen], *, tenant: str) -> Seen:
    what, place = f"channel {channel.id}", channel.address.partition("/")[2]
    fault = badly_formed_channel(channel.address) or _elsewhere(channel.address, tenant=tenant)
    if fault:
        return Seen(fine=False, what=what, said=fault)
    team = next((each for each in there if place in each.channels), None)
    if team is None:
        return Seen(fine=False, what=what, said=channel_not_found())
    if channel.closed_because is not None:
        return Seen(fine=False, what=what, said=closed_here(channel.closed_because))
    if team.fault is not None:
        return Seen(fine=False, what=what, said=f"it cannot be told until the team {team.name} can be asked")
    if place not in team.listed:
        return Seen(fine=None, what=what, said=channel_not_listed())
    return Seen(fine=True, what=what, said=f"{channel.name}: it is in the team {team.name}")


def _owners(charter: Charter, channel: Channel, *, chatting: frozenset[str]) -> Iterator[Seen]:
    what, found = f"channel {channel.id}", owners(charter, channel)
    if not found:
        yield Seen(fine=False, what=what, said=nobody_told(channel.school))
    elif not any(person.id in chatting for person in found):
        yield Seen(fine=None, what=what, said=no_chat())


def _people(charter: Charter, there: Sequence[TeamSeen], *, tenant: str) -> Iterator[Seen]:
    known: set[str] = set()
    for person, member in charter.identities:
        if person.platform == PLATFORM:
            known.add(member)
            yield _person(person.id, f"member {member}", there, tenant=tenant)
    schools = {channel.school for channel in charter.channels if channel.platform == PLATFORM}
    for each in charter.members:
        here = next((school for school in sorted(schools) if _answers_in(each, school)), None)
        if here is not None and each.id not in known:
            yield Seen(fine=None, what=f"member {each.id}", said=person_without_id(here))


def _answers_in(member: Member, school: str) -> bool:
    return school in member.schools_as(*ANSWERING)


def _person(person: str, what: str, there: Sequence[TeamSeen], *, tenant: str) -> Seen:
    fault = badly_formed_person(person) or _elsewhere(person, tenant=tenant)
    if fault:
        return Seen(fine=False, what=what, said=fault)
    who = person.partition("/")[2]
    team = next((team for team in there if any(each.id == who for each in team.people)), None)
    if team is not None:
        return Seen(fine=True, what=what, said=f"in the team {team.name}")
    if any(each.fault is not None for each in there):
        return Seen(fine=None, what=what, said="in none of the teams that could be asked")
    return Seen(fine=None, what=what, said=person_not_seen())


def _elsewhere(id_: str, *, tenant: str) -> str | None:
    given = id_.partition("/")[0]
    return None if given == tenant else another_tenant(given, ours=tenant)


def _unseen(given: Given) -> Iterator[Seen]:
    consent = (
        "whether a team's owner has consented cannot be seen from here: without consent, Teams hands on only what mentions "
        "@Golden Thread. In doubt answer a question in its thread, without a mention: with consent, it is counted on the card"
    )
    yield Seen(fine=None, what="consent", said=consent)
    if not given.managed_identity and not given.without_authentication:
        ends = "when it ends cannot be seen from here: look at Certificates & secrets on the registration's page in Entra"
        yield Seen(fine=None, what="client secret", said=ends)
