"""The app comes, goes and comes again; teams and channels change under it; the program dies and knows where it was."""

import io
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.teams import team_events
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery
from bot.domain.people import PersonRef
from bot.usecases.sending.deliver import deliver_due
from bot.usecases.sending.tell_owners import tell_owners
from tests import cast
from tests.adapters.teams.double import Teams
from tests.adapters.teams.identity import provided
from tests.scenarios.teams import stage as stages
from tests.scenarios.teams.chatting import begun
from tests.scenarios.teams.stage import (
    AMINA,
    BEN,
    HEADS,
    HEADS_OF_ALL,
    OAKFIELD_SLT,
    OTHER,
    PROMPT,
    SLT,
    TEAM,
    TENANT,
    WEEKLY,
    Stage,
)

Activity = Mapping[str, Any]
MINUTE = timedelta(minutes=1)


async def told(stage: Stage, *activities: Activity) -> None:
    """Teams tells of each, twice, and a minute has gone by."""
    for activity in activities:
        for _ in range(2):
            assert (await stage.sent(activity)).status_code == 200
    stage.clock.advance(MINUTE)


async def closed(stage: Stage, channel: Channel = OAKFIELD_SLT) -> str | None:
    return (await kept(stage, channel)).closed_because


async def kept(stage: Stage, channel: Channel = OAKFIELD_SLT) -> Channel:
    found = await stage.store.directory.channel("teams", channel.address)
    assert found is not None
    return found


def welcomed(stage: Stage, person: str) -> int:
    """How many cards of ours stand in their chat."""
    return len([each for each in stage.teams.told(person) if each.card and not each.by])


async def planned(stage: Stage) -> None:
    """A question is due in the leaders' channel now."""
    now = stage.clock.now()
    delivery = Delivery(
        id=stage.delivery(),
        trust=cast.OAKFIELD.trust,
        school=cast.OAKFIELD.id,
        channel=OAKFIELD_SLT.id,
        programme=WEEKLY.id,
        occurrence=now.date(),
        due_at=now,
        prompt=PROMPT,
    )
    await stage.store.outbox.plan([delivery], programme=WEEKLY.id, edition=1, planned_until=now)


# People who take the app for themselves.


async def test_whoever_takes_the_app_is_welcomed_once_and_again_once_they_come_back(stage: Stage) -> None:
    people = stage.teams.people
    first = people.install(AMINA)
    await told(stage, *first)
    assert welcomed(stage, AMINA) == 1

    await told(stage, people.uninstall(AMINA))
    await told(stage, *people.install(AMINA))
    assert welcomed(stage, AMINA) == 2

    await told(stage, *first)
    assert welcomed(stage, AMINA) == 2
    assert welcomed(stage, BEN) == 0


async def test_whoever_comes_back_is_welcomed_if_that_they_went_is_heard_of_late(stage: Stage) -> None:
    people = stage.teams.people
    await told(stage, *people.install(AMINA))
    went = people.uninstall(AMINA)
    stage.clock.advance(MINUTE)
    back = people.install(AMINA)

    await told(stage, *back, went)

    assert (await stage.sent(people.chat(AMINA, "help"))).status_code == 200
    assert welcomed(stage, AMINA) == 2, "the first welcome, and help: she can be spoken to"


# Teams that let us in and put us out.


async def test_an_app_that_is_removed_is_told_to_its_owner_once_and_asks_again_once_it_is_back(
    stage: Stage,
) -> None:
    people = stage.teams.people
    async with begun(stage):
        await told(stage, *people.remove_bot(TEAM, by=BEN))
        assert await closed(stage) == await closed(stage, HEADS_OF_ALL) == team_events.REMOVED
        for _ in range(2):
            await tell_owners(stage.bot)
        hers = [each for each in stage.teams.told(cast.LEWIS.id) if OAKFIELD_SLT.name in each.text]
        assert len(hers) == 1
        assert team_events.REMOVED in hers[0].text

        await told(stage, *people.add_bot(TEAM, by=BEN))
        assert await closed(stage) is None
        await stage.asked()
        await tell_owners(stage.bot)
        assert len(stage.teams.told(cast.LEWIS.id)) == len(hers)


async def test_an_app_that_went_and_came_out_of_order_is_where_it_is_now(stage: Stage) -> None:
    people = stage.teams.people
    went = people.remove_bot(TEAM, by=BEN)
    stage.clock.advance(MINUTE)
    came = people.add_bot(TEAM, by=BEN)

    await told(stage, *reversed(came), *went)

    assert await closed(stage) is None
    assert await stage.asked()


# What becomes of a channel, and of a team.


async def test_a_renamed_channel_bears_its_new_name_whatever_comes_late(stage: Stage) -> None:
    people = stage.teams.people
    first = people.channel_event("channelRenamed", channel=SLT, by=BEN, renamed="Leaders")
    stage.clock.advance(MINUTE)
    second = people.channel_event("channelRenamed", channel=SLT, by=BEN, renamed="Senior leaders")

    await told(stage, second, first)

    assert (await kept(stage)).name == "Senior leaders"
    assert (await kept(stage, HEADS_OF_ALL)).name == HEADS_OF_ALL.name


async def test_a_deleted_channel_is_shut_alone_and_asked_again_once_it_is_restored(stage: Stage) -> None:
    people = stage.teams.people
    deleted = people.channel_event("channelDeleted", channel=SLT, by=BEN)
    await told(stage, deleted)
    assert await closed(stage) == team_events.DELETED
    assert await closed(stage, HEADS_OF_ALL) is None

    await told(stage, people.channel_event("channelRestored", channel=SLT, by=BEN))
    await told(stage, deleted)

    assert await closed(stage) is None
    assert await stage.asked()


@pytest.mark.parametrize(
    ("closing", "because", "opening"),
    [
        ("teamArchived", team_events.ARCHIVED, "teamUnarchived"),
        ("teamDeleted", team_events.TEAM_DELETED, "teamRestored"),
    ],
)
async def test_a_team_that_is_put_away_is_shut_until_it_is_back(
    stage: Stage, closing: str, because: str, opening: str
) -> None:
    people = stage.teams.people
    shut = people.team_event(closing, team=TEAM, by=BEN)
    stage.clock.advance(MINUTE)
    back = people.team_event(opening, team=TEAM, by=BEN)

    await told(stage, shut)
    assert await closed(stage) == await closed(stage, HEADS_OF_ALL) == because

    await told(stage, back, shut)
    assert await closed(stage) is None
    assert await stage.asked()


async def test_a_renamed_team_is_known_by_its_new_name_and_still_asked(stage: Stage) -> None:
    await told(stage, stage.teams.people.team_event("teamRenamed", team=TEAM, by=BEN, renamed="Leaders"))

    assert await stage.desk.references.teams(TENANT) == {TEAM: "Leaders"}
    assert await stage.asked()


async def test_when_teams_moves_the_next_question_goes_where_it_is_now(stage: Stage) -> None:
    people = stage.teams.people
    await stage.asked()
    assert stage.teams.calls("post")[-1].region == "uk"
    stage.clock.advance(timedelta(days=6))
    old = people.chat(AMINA, "help")
    stage.clock.advance(timedelta(days=1))

    people.region = "emea"
    await told(stage, people.say(BEN, "Nothing to do with us", channel=HEADS), old)
    await stage.asked()

    assert stage.teams.calls("post")[-1].region == "emea"


# Who may say all this.


async def test_nobody_without_proof_and_no_other_tenant_changes_anything(
    sqlite_url: str, teams: Teams, written: io.StringIO, tmp_path: Path
) -> None:
    with provided(tmp_path) as identity:
        async with stages.opened(sqlite_url, teams, written=written, identity=identity) as stage:
            removal = teams.people.remove_bot(TEAM, by=BEN)
            teams.people.add_bot(TEAM, by=BEN)
            bearer, stage.sender.bearer = stage.sender.bearer, None
            for each in removal:
                assert (await stage.sent(each)).status_code == 401
            stage.sender.bearer = bearer
            for each in removal:
                assert (await stage.sent(_of_another_tenant(each))).status_code == 403

            assert await closed(stage) is None
            assert await stage.asked()
            assert not [row for row in await stage.store.installations.all("teams") if OTHER in row.workspace]

            await told(stage, *removal)
            assert await closed(stage) == team_events.REMOVED


# What is known when the program starts again.


@pytest.fixture
async def before(sqlite_url: str, teams: Teams, written: io.StringIO) -> None:
    """The program was in the team, was moved, chatted with Amina, and stopped with a question due."""
    async with stages.opened(sqlite_url, teams, written=written) as stage:
        stage.clock.advance(2 * MINUTE)
        teams.people.region = "emea"
        assert (await stage.sent(teams.people.chat(AMINA, "help"))).status_code == 200
        await planned(stage)


@pytest.mark.usefixtures("before")
async def test_a_due_question_goes_out_after_a_restart_before_anything_is_heard(
    sqlite_url: str, teams: Teams, written: io.StringIO
) -> None:
    async with stages.opened(sqlite_url, teams, written=written, anew=False) as stage:
        await deliver_due(stage.bot)

        assert len(teams.channel(SLT).roots()) == 1
        (post,) = teams.calls("post")
        assert post.region == "emea"
        root = teams.channel(SLT).roots()[0].id
        await stage.says(BEN, "We asked every family first.", root=root)
        assert await stage.said() == ["We asked every family first."]


@pytest.mark.usefixtures("before")
async def test_a_chat_is_known_after_a_restart(sqlite_url: str, teams: Teams, written: io.StringIO) -> None:
    teams.people.region = "uk"
    amina = PersonRef(platform="teams", id=f"{TENANT}/{AMINA}", name="Amina")
    async with stages.opened(sqlite_url, teams, written=written, anew=False) as stage:
        await stage.bot.platforms["teams"].tell("Good morning.", to=amina)

    assert not teams.calls("personal")
    assert teams.calls("send")[-1].region == "emea"
    assert teams.told(AMINA)[-1].text == "Good morning."


@pytest.mark.usefixtures("before")
async def test_a_welcome_is_not_said_again_after_a_restart_nor_an_old_removal_believed(
    sqlite_url: str, teams: Teams, written: io.StringIO
) -> None:
    people = teams.people
    installed, removed = people.install(BEN), people.remove_bot(TEAM, by=BEN)
    async with stages.opened(sqlite_url, teams, written=written, anew=False) as stage:
        stage.clock.advance(MINUTE)
        await told(stage, *installed, *removed, *people.add_bot(TEAM, by=BEN))
    async with stages.opened(sqlite_url, teams, written=written, anew=False) as stage:
        await told(stage, *removed, *installed)

        assert welcomed(stage, BEN) == 1
        assert await closed(stage) is None
        await deliver_due(stage.bot)
        assert len(teams.calls("post")) == 1


def _of_another_tenant(activity: Activity) -> Activity:
    return {
        **activity,
        "conversation": {**activity["conversation"], "tenantId": OTHER},
        "channelData": {**activity["channelData"], "tenant": {"id": OTHER}},
    }
