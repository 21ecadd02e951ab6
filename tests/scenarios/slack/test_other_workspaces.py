"""Two trusts, each in its workspace; a channel shared with others; an app id that has to be ours."""

import io

import pytest

from adapters.slack.app import Choices
from adapters.slack.workspaces import Workspaces, as_installation, identified
from tests import cast
from tests.adapters.slack.double import Fault, Slack, Team
from tests.adapters.slack.double.payloads import envelope
from tests.scenarios.slack import stage as stages
from tests.scenarios.slack.stage import AMINA, ASH, BEE, ELM, ELM_SLT, SLT


async def installed(stage: stages.Stage, *teams: Team) -> None:
    """The app is in those workspaces."""
    for team in teams:
        asking = Workspaces(stage.store.installations, token=team.token, api_url=stage.slack.api_url)
        try:
            found = await identified(await asking.client(team.id), token=team.token)
        finally:
            await asking.close()
        await stage.store.installations.keep(as_installation(found, at=stage.clock.now()))


async def test_each_trust_has_what_was_said_in_its_own_workspace(
    sqlite_url: str, slack: Slack, ash: Team, bee: Team, written: io.StringIO
) -> None:
    async with stages.opened(sqlite_url, slack, written=written, several=True) as stage:
        await installed(stage, ash, bee)
        ours = await stage.asked()
        theirs = await stage.asked(ELM_SLT, school=cast.ELM)
        await stage.sender.event(slack.people.say(AMINA, "Ashgrove's", team=ASH, channel=SLT, thread=ours))
        await stage.sender.event(
            slack.people.say("U02OLIVE", "Beechwood's", team=BEE, channel=ELM, thread=theirs)
        )
        assert await stage.said() == ["Ashgrove's"]
        # The other trust's people cannot reach our thread by its id.
        crossed = slack.people.say("U02OLIVE", "CANARY-8128", team=BEE, channel=ELM, thread=ours)
        assert (await stage.sender.event(crossed)).status_code == 200
        await stage.told()
        assert await stage.said() == ["Ashgrove's"]
        assert not stage.holds("CANARY-8128")
        assert not stage.slack.state.teams[BEE].ephemeral


async def test_one_workspace_going_leaves_the_other_alone(
    sqlite_url: str, slack: Slack, ash: Team, bee: Team, written: io.StringIO
) -> None:
    async with stages.opened(sqlite_url, slack, written=written, several=True) as stage:
        await installed(stage, ash, bee)
        root = await stage.asked()
        for body in slack.people.uninstall(team=BEE):
            assert (await stage.sender.event(body)).status_code == 200
        assert (await stage.channel(ELM_SLT)).closed_because
        assert (await stage.channel()).closed_because is None
        assert not stage.holds(bee.token)
        said = slack.people.say(AMINA, "Still here", team=ASH, channel=SLT, thread=root)
        assert (await stage.sender.event(said)).status_code == 200
        assert await stage.said() == ["Still here"]


@pytest.mark.parametrize("several", [True, False])
async def test_being_told_late_of_an_earlier_removal_takes_nothing_away(
    sqlite_url: str, slack: Slack, ash: Team, written: io.StringIO, *, several: bool
) -> None:
    # Slack tells again for a day what it could not tell; by then an admin may have let us in again.
    async with stages.opened(sqlite_url, slack, written=written, several=several) as stage:
        late = slack.people.uninstall(team=ASH)
        ash.gone = None
        await installed(stage, ash)
        root = await stage.asked()
        for body in late:
            assert (await stage.sender.event(body)).status_code == 200
        assert (await stage.channel()).closed_because is None
        said = slack.people.say(AMINA, "Still here", team=ASH, channel=SLT, thread=root)
        assert (await stage.sender.event(said)).status_code == 200
        assert await stage.said() == ["Still here"]


async def test_slack_being_away_leaves_open_whether_we_were_put_out(
    sqlite_url: str, slack: Slack, ash: Team, written: io.StringIO
) -> None:
    async with stages.opened(sqlite_url, slack, written=written, several=True) as stage:
        await installed(stage, ash)
        body, _ = slack.people.uninstall(team=ASH)
        slack.script("auth.test", Fault(error="fatal_error"))
        assert (await stage.sender.event(body)).status_code == 500
        assert (await stage.channel()).closed_because is None
        assert (await stage.sender.event(body, retry=1)).status_code == 200
        assert (await stage.channel()).closed_because


async def test_a_stranger_is_heard_where_shared_channels_are_allowed(
    sqlite_url: str, slack: Slack, ash: Team, written: io.StringIO
) -> None:
    async with stages.opened(sqlite_url, slack, written=written, choices=Choices(external=True)) as stage:
        root = await stage.asked()
        await stage.sender.event(
            slack.people.say("U09OUT", "From outside", team=ASH, channel=SLT, thread=root)
        )
        await stage.told()
        assert await stage.said() == ["From outside"]
        shared = envelope({"type": "channel_shared", "connected_team_id": "T09OUT", "channel": SLT}, team=ASH)
        assert (await stage.sender.event(shared)).status_code == 200
        assert (await stage.channel()).closed_because is None


async def test_what_is_for_another_app_is_refused(
    sqlite_url: str, slack: Slack, ash: Team, written: io.StringIO
) -> None:
    async with stages.opened(sqlite_url, slack, written=written, choices=Choices(app_id="A0OTHER")) as stage:
        root = await stage.asked()
        said = slack.people.say(AMINA, "CANARY-4104", team=ASH, channel=SLT, thread=root)
        answer = await stage.sender.event(said)
        assert answer.status_code == 403
        assert [line["why"] for line in stage.lines("slack.refused")] == ["app"]
        assert not stage.holds("CANARY-4104")


async def test_what_is_for_our_own_app_is_heard(
    sqlite_url: str, slack: Slack, ash: Team, written: io.StringIO
) -> None:
    async with stages.opened(sqlite_url, slack, written=written, choices=Choices(app_id="A0GT")) as stage:
        root = await stage.asked()
        await stage.sender.event(slack.people.say(AMINA, "Ours", team=ASH, channel=SLT, thread=root))
        assert await stage.said() == ["Ours"]
