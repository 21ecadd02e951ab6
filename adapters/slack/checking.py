"""What `golden-thread check --slack` looks at: it reads, says a line about each thing, and changes nothing."""

from collections.abc import AsyncIterator, Mapping, Sequence

from adapters.slack.asking import CannotAsk, asked
from adapters.slack.checking_places import (
    badly_formed_channel,
    badly_formed_person,
    channel_fault,
    channel_not_found,
    closed_here,
    nobody_told,
    person_fault,
    person_not_found,
    why,
    workspace_not_there,
)
from adapters.slack.checking_workspaces import APPS, Given, Seen, There, every_workspace, secrets, socket_mode
from adapters.slack.whose import PLATFORM
from adapters.slack.workspaces import Workspaces
from bot.domain.channel import Channel
from bot.domain.charter import Charter
from bot.usecases.sending.tell_owners import owners

NOBODY = {"user_not_found", "user_not_visible", "users_not_found"}


async def look(given: Given, *, workspaces: Workspaces, charters: Sequence[Charter]) -> AsyncIterator[Seen]:
    """A line about each thing as it is looked at: secrets, workspaces, then the set-ups' channels and people."""
    for seen in secrets(given):
        yield seen
    if given.app_token:
        yield await socket_mode(given, given.app_token)
    there: dict[str, There] = {}
    async for seen in every_workspace(given, workspaces, there=there):
        yield seen
    if there:
        async for seen in _set_ups(given, there, charters=charters):
            yield seen
    else:
        yield Seen(fine=False, what="channels and people", said="not looked at until a workspace answers")
    page = f"{APPS}/{given.app_id or 'YOUR-APP'}/event-subscriptions"
    said = f"cannot be seen from here; look at {page}: Enable Events should be on, and Delayed Events too"
    yield Seen(fine=None, what="events", said=said)


async def _set_ups(
    given: Given, there: Mapping[str, There], *, charters: Sequence[Charter]
) -> AsyncIterator[Seen]:
    if not any(channel.platform == PLATFORM for charter in charters for channel in charter.channels):
        said = 'no set-up names a Slack channel; add a [[channel]] with platform = "slack" and apply the file'
        yield Seen(fine=False, what="channels", said=said)
    for charter in charters:
        for channel in (each for each in charter.channels if each.platform == PLATFORM):
            what = f"channel {channel.id}"
            fault = await _channel_fault(channel, there, external=given.external)
            yield Seen(fine=fault is None, what=what, said=fault or f"{channel.name}: it can be posted there")
            if not owners(charter, channel):
                yield Seen(fine=False, what=what, said=nobody_told(channel.school))
        async for seen in _people(charter, there):
            yield seen


async def _channel_fault(channel: Channel, there: Mapping[str, There], *, external: bool) -> str | None:
    fault = badly_formed_channel(channel.address)
    if fault:
        return fault
    workspace, _, place = channel.address.partition("/")
    found = there.get(workspace)
    if found is None:
        return workspace_not_there(workspace)
    seen = found.places.get(place)
    member = seen is not None
    if seen is None:
        try:
            answer = await asked(lambda: found.client.conversations_info(channel=place))
        except CannotAsk as error:
            return channel_not_found(place) if error.code == "channel_not_found" else why(error.code)
        seen = answer["channel"]
    fault = channel_fault(seen, member=member, external=external)
    if fault is None and channel.closed_because is not None:
        return closed_here(channel.closed_because)
    return fault


async def _people(charter: Charter, there: Mapping[str, There]) -> AsyncIterator[Seen]:
    for person, member in charter.identities:
        if person.platform != PLATFORM:
            continue
        fault = await _person_fault(person.id, there)
        yield Seen(fine=fault is None, what=f"member {member}", said=fault or "Slack knows this person")


async def _person_fault(person: str, there: Mapping[str, There]) -> str | None:
    fault = badly_formed_person(person)
    if fault:
        return fault
    workspace, _, user = person.partition("/")
    found = there.get(workspace)
    if found is None:
        return workspace_not_there(workspace)
    try:
        answer = await asked(lambda: found.client.users_info(user=user))
    except CannotAsk as error:
        return person_not_found(user) if error.code in NOBODY else why(error.code)
    return person_fault(answer["user"], workspace=workspace)
