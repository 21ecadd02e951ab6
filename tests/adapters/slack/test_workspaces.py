"""Workspaces are remembered, and what is remembered is let go when it is no longer so."""

import pytest
from slack_sdk.errors import SlackApiError

from adapters.slack.workspaces import NotInstalled, as_installation, as_workspace
from scheduler.clock import ManualClock
from tests.adapters.slack.connected import connected, installed
from tests.adapters.slack.double import Slack, Team, faults


async def test_no_event_costs_a_call_to_slack(slack: Slack, ash: Team, clock: ManualClock) -> None:
    async with connected(slack, clock) as ready:
        for _ in range(3):
            assert await ready.workspaces.of(ash.id) == installed(slack, ash)
    assert slack.calls() == []


async def test_a_single_token_is_asked_about_once(slack: Slack, ash: Team, clock: ManualClock) -> None:
    async with connected(slack, clock, token=ash.token) as ready:
        found = await ready.workspaces.of(ash.id)
        assert found is not None
        assert (found.id, found.bot_user, found.bot_id) == (ash.id, ash.bot_user, ash.bot_id)
        assert found.scopes == ash.scopes
        assert await ready.workspaces.of("T99OTHER") is None
        assert list(await ready.workspaces.everyone()) == [found]
    assert [call.method for call in slack.calls()] == ["auth.test"]


async def test_slack_being_away_does_not_mean_that_we_were_put_out(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    slack.script("auth.test", faults.status(503))
    async with connected(slack, clock, token=ash.token) as ready:
        with pytest.raises(SlackApiError):
            await ready.workspaces.of(ash.id)
        assert await ready.workspaces.of(ash.id) is not None


async def test_a_single_token_that_was_revoked_is_of_no_workspace(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    ash.gone = "token_revoked"
    async with connected(slack, clock, token=ash.token) as ready:
        assert await ready.workspaces.of(ash.id) is None
        assert list(await ready.workspaces.everyone()) == []


async def test_who_is_not_installed_is_not_spoken_to(slack: Slack, ash: Team, clock: ManualClock) -> None:
    async with connected(slack, clock) as ready:
        with pytest.raises(NotInstalled):
            await ready.workspaces.client("T99OTHER")


async def test_a_workspace_installed_anew_is_spoken_to_with_its_new_token(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    async with connected(slack, clock) as ready:
        await ready.workspaces.client(ash.id)
        ash.token = "xoxb-new"
        await ready.installations.keep(as_installation(installed(slack, ash), at=clock.now()))
        ready.workspaces.forget(ash.id)
        client = await ready.workspaces.client(ash.id)
        assert (await client.auth_test())["team_id"] == ash.id


async def test_an_old_token_that_slack_revokes_does_not_put_out_the_new_one(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    async with connected(slack, clock) as ready:
        await ready.workspaces.of(ash.id)
        old, ash.token = ash.token, "xoxb-new"
        # Another copy of the program has taken the new installation in.
        await ready.installations.keep(as_installation(installed(slack, ash), at=clock.now()))
        assert not await ready.workspaces.put_out(ash.id, token=old, because="It was revoked.")
        assert (await ready.workspaces.client(ash.id)).token == "xoxb-new"
        assert await ready.workspaces.put_out(ash.id, token="xoxb-new", because="It was revoked.")
        assert await ready.workspaces.of(ash.id) is None


async def test_nobody_prints_a_token_by_mistake(slack: Slack, ash: Team, clock: ManualClock) -> None:
    kept = as_installation(installed(slack, ash), at=clock.now())
    assert as_workspace(kept) == installed(slack, ash)
    assert ash.token not in f"{as_workspace(kept)!r} {kept!r}"


async def test_a_client_of_ours_sends_nothing_twice(slack: Slack, ash: Team, clock: ManualClock) -> None:
    slack.always("chat.postMessage", faults.done_and_dropped())
    async with connected(slack, clock) as ready:
        client = await ready.workspaces.client(ash.id)
        with pytest.raises(Exception, match="isconnected"):
            await client.chat_postMessage(channel="C01SLT", text="Once")
    assert ash.seen("C01SLT") == ["Once"]
