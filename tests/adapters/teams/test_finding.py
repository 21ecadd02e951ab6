"""A question for a channel that Teams has not told us of: it is looked for in our teams before anybody is asked to act."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.teams import finding, remedies
from bot.domain.delivery import DeliveryId
from bot.ports.chat import Refused, TryLater
from scheduler.clock import ManualClock
from tests.adapters.teams.connected import (
    AMINA,
    HEADS,
    LEADERS,
    MESSAGE,
    TEAM,
    TENANT,
    Connected,
    connected,
    on_teams,
)
from tests.adapters.teams.double import Teams, faults
from tests.fakes.installations import FakeInstallations
from tests.fakes.memory import Memory

OTHER_TEAM = "19:0b4c@thread.tacv2"
"""It is asked first."""
SLT = on_teams(LEADERS)


@pytest.fixture
async def ready(teams: Teams, clock: ManualClock) -> AsyncIterator[Connected]:
    """We are in two teams, of which Teams has listed no channel yet."""
    teams.add_team(OTHER_TEAM, "Governors", tenant=TENANT)
    async with connected(teams, clock, installations=FakeInstallations(Memory())) as ready:
        for team in (OTHER_TEAM, TEAM):
            await ready.references.learn(teams.people.team_event("teamRenamed", team=team, by=AMINA))
            await ready.references.team_is(TENANT, team, name=f"Known as {team}", channels={team: ""})
        yield ready


async def posted(ready: Connected, address: str | None = None) -> str:
    """The id of the question that stands there."""
    to = SLT if address is None else replace(SLT, address=address)
    return (await ready.platform.post(MESSAGE, to=to, delivery=DeliveryId("delivery-1"))).id


async def test_a_channel_that_was_never_listed_is_found_and_asked(teams: Teams, ready: Connected) -> None:
    root = await posted(ready)

    assert list(teams.channel(LEADERS).messages) == [root]
    assert await ready.references.channels_of(TENANT, TEAM) == {TEAM: "", LEADERS: "SLT", HEADS: "Heads"}
    assert (await ready.references.teams(TENANT))[TEAM] == f"Known as {TEAM}"


async def test_what_was_found_is_looked_for_no_more(teams: Teams, ready: Connected) -> None:
    await posted(ready)
    asked = len(teams.calls("channels"))

    await posted(ready)
    await posted(ready, f"{TENANT}/{HEADS}")

    assert len(teams.calls("channels")) == asked


async def test_a_question_waits_while_teams_cannot_say_where(teams: Teams, ready: Connected) -> None:
    teams.always("channels", faults.status(503))
    with pytest.raises(TryLater):
        await posted(ready)
    teams.always("channels", None)

    assert await posted(ready)


async def test_a_team_that_cannot_say_keeps_no_other_from_being_asked(teams: Teams, ready: Connected) -> None:
    teams.script("channels", faults.status(503))
    assert await posted(ready)


async def test_a_team_that_has_put_us_out_keeps_no_other_from_being_asked(
    teams: Teams, ready: Connected
) -> None:
    teams.state.teams[OTHER_TEAM].has_app = False
    assert await posted(ready)


async def test_a_channel_of_no_team_of_ours_is_refused_and_its_owner_has_to_act(
    teams: Teams, ready: Connected
) -> None:
    for address in (f"{TENANT}/19:nowhere@thread.tacv2", f"another-tenant/{LEADERS}"):
        with pytest.raises(Refused) as refused:
            await posted(ready, address)
        assert str(refused.value) == remedies.ADD
        assert refused.value.closes_channel
    assert not teams.calls("post")


async def test_what_is_wrong_with_us_is_not_said_of_the_channel(teams: Teams, ready: Connected) -> None:
    teams.state.tokens = {"another"}
    with pytest.raises(Refused) as refused:
        await posted(ready)
    assert str(refused.value) == remedies.UNKNOWN_TO_TEAMS
    assert not refused.value.closes_channel


async def test_looking_takes_no_longer_than_a_post_may(
    teams: Teams, ready: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PATIENCE", 0.05)
    teams.always("channels", faults.hangs())
    with pytest.raises(TryLater):
        await posted(ready)
