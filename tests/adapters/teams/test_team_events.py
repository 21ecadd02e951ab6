from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from adapters.teams import team_events
from adapters.teams.team_events import happened
from bot.usecases.hearing.channel_news import shut
from scheduler.clock import ManualClock
from tests import cast
from tests.adapters.teams.double import People, Teams, faults, opened
from tests.adapters.teams.seated import (
    MILLBROOK_SLT,
    OAKFIELD_SLT,
    SLT,
    TEAM,
    TENANT,
    TUESDAY,
    Seat,
    peopled,
    seated,
)

Activity = Mapping[str, Any]
HANA = cast.HANA.id


@pytest.fixture
def teams() -> Iterator[Teams]:
    with opened(clock=ManualClock(TUESDAY)) as ready:
        yield peopled(ready)


@pytest.fixture
async def seat(teams: Teams) -> AsyncIterator[Seat]:
    async with seated(teams) as ready:
        yield ready


@pytest.fixture
def people(teams: Teams) -> People:
    return teams.people


async def _told(seat: Seat, *activities: Activity) -> None:
    """Teams tells us, as Ears would hear it."""
    for activity in activities:
        await seat.desk.references.learn(activity)
        await happened(seat.desk, activity)
    await seat.settled()


def _later(activity: Activity, **after: float) -> Activity:
    """The same, so much later."""
    at = TUESDAY + timedelta(**after)
    return {**activity, "timestamp": at.isoformat().replace("+00:00", "Z")}


async def test_the_app_in_a_team_can_speak_in_its_channels(seat: Seat, people: People) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA, channel=SLT))

    reference = await seat.desk.references.of_channel(OAKFIELD_SLT.address)
    assert reference is not None
    assert reference.service_url == seat.teams.service_url()
    assert await seat.desk.references.channels_of(TENANT, TEAM) == {TEAM: "", SLT: "SLT"}
    assert await seat.desk.references.teams(TENANT) == {TEAM: "Oakfield Primary"}


async def test_nothing_is_said_in_a_team_that_adds_the_app(seat: Seat, people: People) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA, channel=SLT))

    assert not seat.teams.calls("post", "send", "personal")


async def test_a_removed_app_shuts_every_channel_of_the_team_and_of_no_other(
    seat: Seat, people: People
) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA))

    await _told(seat, *people.remove_bot(TEAM, by=HANA))

    assert seat.closed(OAKFIELD_SLT) == team_events.REMOVED
    assert seat.closed(MILLBROOK_SLT) is None
    assert await seat.desk.references.of_channel(OAKFIELD_SLT.address) is None


async def test_a_team_that_adds_the_app_again_is_asked_again(seat: Seat, people: People) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA))
    await _told(seat, *(_later(each, minutes=1) for each in people.remove_bot(TEAM, by=HANA)))

    await _told(seat, *(_later(each, minutes=2) for each in people.add_bot(TEAM, by=HANA)))

    assert seat.closed() is None
    assert await seat.desk.references.of_channel(OAKFIELD_SLT.address) is not None


async def test_a_channel_that_was_shut_for_want_of_the_app_opens_when_it_comes(
    seat: Seat, people: People
) -> None:
    await shut(seat.desk.bot, platform="teams", address=OAKFIELD_SLT.address, because="Add the app.")

    await _told(seat, *people.add_bot(TEAM, by=HANA))

    assert seat.closed() is None


async def test_word_of_an_old_removal_undoes_no_newer_coming(seat: Seat, people: People) -> None:
    added = people.add_bot(TEAM, by=HANA)
    removed = people.remove_bot(TEAM, by=HANA)
    people.add_bot(TEAM, by=HANA)
    await _told(seat, *(_later(each, minutes=2) for each in added))

    await _told(seat, *(_later(each, minutes=1) for each in removed))

    assert seat.closed() is None
    assert await seat.desk.references.of_channel(OAKFIELD_SLT.address) is not None


async def test_word_of_an_old_coming_undoes_no_newer_removal(seat: Seat, people: People) -> None:
    added = people.add_bot(TEAM, by=HANA)
    await _told(seat, *added)
    await _told(seat, *(_later(each, minutes=2) for each in people.remove_bot(TEAM, by=HANA)))

    await _told(seat, *(_later(each, minutes=1) for each in added))

    assert seat.closed() == team_events.REMOVED
    assert await seat.desk.references.of_channel(OAKFIELD_SLT.address) is None


async def test_another_process_knows_which_word_was_the_last(teams: Teams, people: People) -> None:
    async with seated(teams) as first:
        await _told(first, *people.add_bot(TEAM, by=HANA))
        removed = people.remove_bot(TEAM, by=HANA)
        await _told(first, *(_later(each, minutes=2) for each in removed))
        kept = dict(first.memory.installations)
    people.add_bot(TEAM, by=HANA)
    async with seated(teams) as second:
        second.memory.installations.update(kept)

        await _told(second, *(_later(each, minutes=1) for each in removed))

        assert await second.desk.references.of_channel(OAKFIELD_SLT.address) is None


async def test_a_deleted_channel_is_shut_and_opens_when_it_is_restored(seat: Seat, people: People) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA))

    await _told(seat, _later(people.channel_event("channelDeleted", channel=SLT, by=HANA), minutes=1))
    assert seat.closed() == team_events.DELETED
    assert SLT not in await seat.desk.references.channels_of(TENANT, TEAM)

    await _told(seat, _later(people.channel_event("channelRestored", channel=SLT, by=HANA), minutes=2))
    assert seat.closed() is None
    assert SLT in await seat.desk.references.channels_of(TENANT, TEAM)


async def test_a_restored_channel_that_is_told_of_before_its_deletion_stays_open(
    seat: Seat, people: People
) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA))
    deleted = people.channel_event("channelDeleted", channel=SLT, by=HANA)
    restored = people.channel_event("channelRestored", channel=SLT, by=HANA)

    await _told(seat, _later(restored, minutes=2), _later(deleted, minutes=1))

    assert seat.closed() is None


async def test_a_renamed_channel_bears_its_new_name_whatever_comes_late(seat: Seat, people: People) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA))
    first = people.channel_event("channelRenamed", channel=SLT, by=HANA, renamed="Leaders")
    second = people.channel_event("channelRenamed", channel=SLT, by=HANA, renamed="Senior leaders")

    await _told(seat, _later(second, minutes=2), _later(first, minutes=1))

    assert seat.memory.channels[OAKFIELD_SLT.id].name == "Senior leaders"
    assert (await seat.desk.references.channels_of(TENANT, TEAM))[SLT] == "Senior leaders"


async def test_a_renamed_channel_that_is_not_ours_changes_nothing_of_ours(seat: Seat, people: People) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA))

    await _told(seat, people.channel_event("channelRenamed", channel=TEAM, by=HANA, renamed="Everyone"))

    assert seat.memory.channels[OAKFIELD_SLT.id].name == OAKFIELD_SLT.name


async def test_a_created_channel_is_known_without_asking(seat: Seat, people: People) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA))
    asked = len(seat.teams.calls("channels"))
    seat.teams.add_channel("19:new@thread.tacv2", "Phase leads", team=TEAM)

    await _told(seat, people.channel_event("channelCreated", channel="19:new@thread.tacv2", by=HANA))

    channels = await seat.desk.references.channels_of(TENANT, TEAM)
    assert channels["19:new@thread.tacv2"] == "Phase leads"
    assert len(seat.teams.calls("channels")) == asked


async def test_an_archived_team_is_shut_until_it_is_unarchived(seat: Seat, people: People) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA))

    await _told(seat, _later(people.team_event("teamArchived", team=TEAM, by=HANA), minutes=1))
    assert seat.closed() == team_events.ARCHIVED
    assert await seat.desk.references.of_channel(OAKFIELD_SLT.address) is not None

    await _told(seat, _later(people.team_event("teamUnarchived", team=TEAM, by=HANA), minutes=2))
    assert seat.closed() is None


async def test_a_deleted_team_is_shut_with_the_first_reason_and_opens_when_it_is_restored(
    seat: Seat, people: People
) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA))

    await _told(seat, _later(people.channel_event("channelDeleted", channel=SLT, by=HANA), minutes=1))
    await _told(seat, _later(people.team_event("teamDeleted", team=TEAM, by=HANA), minutes=2))
    assert seat.closed() == team_events.DELETED

    await _told(seat, _later(people.team_event("teamRestored", team=TEAM, by=HANA), minutes=3))
    assert seat.closed() == team_events.DELETED, "the channel itself is still deleted"


async def test_a_team_deleted_for_good_is_left_and_says_where_to_look(seat: Seat, people: People) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA))

    await _told(seat, _later(people.team_event("teamHardDeleted", team=TEAM, by=HANA), minutes=1))

    assert seat.closed() == team_events.ENDED
    assert "golden-thread teams roster" in team_events.ENDED
    assert await seat.desk.references.of_channel(OAKFIELD_SLT.address) is None


async def test_a_renamed_team_bears_its_new_name(seat: Seat, people: People) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA))

    renamed = people.team_event("teamRenamed", team=TEAM, by=HANA, renamed="Oakfield")
    await _told(seat, _later(renamed, minutes=1))

    assert await seat.desk.references.teams(TENANT) == {TEAM: "Oakfield"}
    assert SLT in await seat.desk.references.channels_of(TENANT, TEAM)


async def test_a_private_channel_that_puts_us_out_is_shut_alone(seat: Seat, people: People) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA))
    event = people.channel_event("channelMemberRemoved", channel=SLT, by=HANA)

    await _told(seat, _later({**event, "membersRemoved": [event["recipient"]]}, minutes=1))
    assert seat.closed() == team_events.LEFT
    assert TEAM in await seat.desk.references.channels_of(TENANT, TEAM)

    event = people.channel_event("channelMemberAdded", channel=SLT, by=HANA)
    await _told(seat, _later({**event, "membersAdded": [event["recipient"]]}, minutes=2))
    assert seat.closed() is None


async def test_a_channel_shared_outside_the_trust_is_shut_until_nobody_outside_has_it(
    seat: Seat, people: People
) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA))

    def sharing(event: str, team: str, tenant: str) -> Activity:
        told = people.channel_event(event, channel=SLT, by=HANA)
        key = "sharedWithTeams" if event == "channelShared" else "unsharedFromTeams"
        told["channelData"][key] = [{"id": team, "tenantId": tenant}]
        return told

    await _told(seat, _later(sharing("channelShared", "19:inside", TENANT), minutes=1))
    assert seat.closed() is None

    await _told(seat, _later(sharing("channelShared", "19:a", "elsewhere"), minutes=2))
    await _told(seat, _later(sharing("channelShared", "19:b", "elsewhere"), minutes=3))
    await _told(seat, _later(sharing("channelUnshared", "19:a", "elsewhere"), minutes=4))
    assert seat.closed() == team_events.SHARED

    await _told(seat, _later(sharing("channelUnshared", "19:b", "elsewhere"), minutes=5))
    assert seat.closed() is None


async def test_whoever_else_comes_and_goes_is_not_kept(seat: Seat, people: People) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA))
    before = dict(seat.memory.installations)

    event = people.team_event("teamMemberAdded", team=TEAM, by=HANA)
    await _told(seat, {**event, "membersAdded": [{"id": "29:1polly", "name": "Polly Pinch"}]})
    await _told(seat, {**event, "membersRemoved": [{"id": "29:1polly", "name": "Polly Pinch"}]})

    assert seat.memory.installations == before
    assert "Polly" not in repr(seat.memory.installations)


async def test_everything_told_twice_leaves_what_telling_it_once_leaves(seat: Seat, people: People) -> None:
    added = people.add_bot(TEAM, by=HANA)
    deleted = _later(people.channel_event("channelDeleted", channel=SLT, by=HANA), minutes=1)
    await _told(seat, *added, deleted)
    once = {key: row.details for key, row in seat.memory.installations.items()}

    await _told(seat, deleted, *added, deleted)

    assert {key: row.details for key, row in seat.memory.installations.items()} == once
    assert seat.closed() == team_events.DELETED


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_in_whatever_order_it_is_told_the_end_is_the_same(
    seat: Seat, people: People, order: tuple[int, ...]
) -> None:
    told = [
        _later(people.add_bot(TEAM, by=HANA)[0]),
        _later(people.channel_event("channelDeleted", channel=SLT, by=HANA), minutes=1),
        _later(people.channel_event("channelRestored", channel=SLT, by=HANA, renamed="Leaders"), minutes=2),
        _later(people.team_event("teamArchived", team=TEAM, by=HANA), minutes=3),
    ]
    await _told(seat, *(told[place] for place in order))

    assert seat.closed() == team_events.ARCHIVED
    assert seat.memory.channels[OAKFIELD_SLT.id].name == "Leaders"
    assert (await seat.desk.references.channels_of(TENANT, TEAM))[SLT] == "Leaders"


async def test_channels_that_cannot_be_listed_become_known_as_they_are_heard_of(
    seat: Seat, people: People
) -> None:
    seat.teams.always("channels", faults.status(503))
    await _told(seat, *people.add_bot(TEAM, by=HANA, channel=SLT))
    assert await seat.desk.references.teams(TENANT) == {TEAM: "Oakfield Primary"}

    await _told(seat, people.say(HANA, "Hello", channel=SLT))

    assert await seat.desk.references.of_channel(OAKFIELD_SLT.address) is not None


async def test_channels_that_could_not_be_listed_are_asked_for_with_the_next_news_until_they_are_known(
    seat: Seat, people: People
) -> None:
    seat.teams.always("channels", faults.status(503))
    await shut(seat.desk.bot, platform="teams", address=OAKFIELD_SLT.address, because="Add the app.")
    await _told(seat, *people.add_bot(TEAM, by=HANA))
    assert await seat.desk.references.of_channel(OAKFIELD_SLT.address) is None
    seat.teams.always("channels", None)

    await _told(seat, _later(people.team_event("teamRenamed", team=TEAM, by=HANA), minutes=5))
    assert await seat.desk.references.of_channel(OAKFIELD_SLT.address) is not None
    assert seat.closed() is None

    asked = len(seat.teams.calls("channels"))
    await _told(seat, _later(people.team_event("teamRenamed", team=TEAM, by=HANA), minutes=6))
    assert len(seat.teams.calls("channels")) == asked


async def test_news_from_within_tells_that_we_were_let_in_again(seat: Seat, people: People) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA))
    await _told(seat, *(_later(each, minutes=1) for each in people.remove_bot(TEAM, by=HANA)))
    people.add_bot(TEAM, by=HANA)

    await _told(seat, _later(people.channel_event("channelRenamed", channel=SLT, by=HANA), minutes=9))

    assert seat.closed() is None
    assert await seat.desk.references.of_channel(OAKFIELD_SLT.address) is not None


async def test_a_new_address_of_teams_is_used_from_then_on(seat: Seat, people: People) -> None:
    await _told(seat, *people.add_bot(TEAM, by=HANA))

    people.region = "emea"
    await _told(seat, _later(people.team_event("teamRenamed", team=TEAM, by=HANA), minutes=5))

    reference = await seat.desk.references.of_channel(OAKFIELD_SLT.address)
    assert reference is not None
    assert reference.service_url == seat.teams.service_url("emea")
