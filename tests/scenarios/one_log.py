"""One trust on three platforms: the program's own parts put together, with both of our doubles on the other side."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from adapters.local.live import Live
from adapters.local.platform import LocalPlatform
from adapters.store.sql_store import SqlStore
from bot.app import House, web
from bot.domain.channel import Channel
from bot.domain.people import Member
from bot.on_slack import OnSlack, on_slack
from bot.on_teams import OnTeams, on_teams
from bot.ports.ledger import LedgerFilter, LedgerLine
from bot.settings import read_settings
from bot.usecases.bot import Bot
from bot.usecases.tick import tick
from prompts.library import load_bank
from scheduler.clock import ManualClock
from tests import cast
from tests.adapters.server import PLAIN, served
from tests.adapters.slack.double import Sender as SlackSender
from tests.adapters.slack.double import Slack, payloads
from tests.adapters.slack.stage import typed
from tests.adapters.stage import send
from tests.adapters.teams.double import Message, Sender, Teams
from tests.scenarios.one_trust import (
    HEADS,
    MILLBROOK,
    OAKFIELD,
    SLT,
    TEAM,
    TENANT,
    WORKSPACE,
    charter,
    on_slack_as,
)

BANK = load_bank()


@dataclass(kw_only=True)
class Trust:
    """Everything a test may look at or move. `address` is where the program is served."""

    bot: Bot
    clock: ManualClock
    teams: Teams
    slack: Slack
    on_teams: OnTeams
    on_slack: OnSlack
    address: str
    _browser: httpx.AsyncClient

    async def beat(self) -> None:
        """One tick is done, and all that could wait."""
        assert not (await tick(self.bot)).failed
        await self.quiet()

    async def quiet(self) -> None:
        """Nothing is put off any more on either side."""
        await self.on_teams.later.drained(within=10)
        await self.on_slack.later.drained(within=10)

    async def rows(self) -> dict[str, LedgerLine]:
        """Every delivery of the trust by its channel; there is but one of each."""
        schools = [each.id for each in (cast.OAKFIELD, cast.MILLBROOK, cast.HARBOUR)]
        found, _ = await self.bot.store.ledger.page(
            schools, trust=cast.ASHGROVE.id, filters=LedgerFilter(), before=None, limit=100
        )
        by_channel = {each.delivery.channel: each for each in found}
        assert len(by_channel) == len(found)
        return {str(channel): each for channel, each in by_channel.items()}

    async def root(self, channel: Channel) -> str:
        """The message that opens the thread there."""
        return (await self.rows())[channel.id].delivery.root or ""

    @asynccontextmanager
    async def as_(self, member: Member) -> AsyncIterator[httpx.AsyncClient]:
        """A browser in which that person is chosen."""
        headers = {"Origin": self.address}
        async with httpx.AsyncClient(
            base_url=self.address, headers=headers, trust_env=False, verify=PLAIN
        ) as browser:
            assert (await send(browser, "/demo/people", "/demo/people", member=member.id)).status_code == 303
            yield browser

    async def page(self, member: Member, path: str) -> httpx.Response:
        """What they see there."""
        async with self.as_(member) as browser:
            return await browser.get(path)

    # Teams.

    async def teams_says(self, activity: dict[str, Any]) -> Any:
        """Teams sends that; returns the body of the answer, if any."""
        answer = await Sender(browser=self._browser).activity(activity)
        assert answer.status_code == 200
        await self.quiet()
        return answer.json() if answer.content else None

    async def in_card(
        self, member: Member, verb: str, *, words: str | None = None, **data: Any
    ) -> dict[str, Any]:
        """They press a button of the card in the channel; returns the card they see then."""
        inputs = {} if words is None else {"answer": words}
        root = await self.root(OAKFIELD)
        press = self.teams.people.press(member.id, verb, data, channel=SLT, root=root, inputs=inputs)
        body = await self.teams_says(press)
        assert body["statusCode"] == 200
        shown: dict[str, Any] = body["value"]
        return shown

    async def asks_the_bot(self, member: Member, words: str) -> dict[str, Any]:
        """They write that in their chat with the bot; returns the card that answers it."""
        await self.teams_says(self.teams.people.chat(member.id, words))
        (*_, newest) = [each for each in self.teams.told(member.id) if not each.by]
        assert newest.card is not None
        return newest.card

    def on_the_card(self) -> str:
        """What the newest prompt's card says on Teams to whoever just reads the channel."""
        (*_, card) = [each for each in self.teams.channel(SLT).roots() if not each.by]
        return str(card.card)

    def under_the_card(self, root: str) -> list[Message]:
        """What the bot has written in that thread on Teams."""
        return [each for each in self.teams.channel(SLT).thread(root) if not each.by]

    # Slack.

    async def slack_says(self, body: dict[str, Any]) -> None:
        """Slack tells of that event."""
        secret = self.slack.state.app.signing_secret
        sender = SlackSender(browser=self._browser, signing_secret=secret)
        assert (await sender.event(body)).status_code == 200
        await self.quiet()

    async def in_modal(self, member: Member, words: str, *, private: bool = False) -> None:
        """They press Reflect, and send the modal off that opens."""
        secret = self.slack.state.app.signing_secret
        sender = SlackSender(browser=self._browser, signing_secret=secret)
        user, team = on_slack_as(member), self.slack.state.teams[WORKSPACE]
        message = team.places[HEADS].messages[await self.root(MILLBROOK)]
        press = payloads.block_action(
            user, team=WORKSPACE, channel=HEADS, message=message, action_id="reflect"
        )
        assert (await sender.interaction(press)).status_code == 200
        view = {**team.views[-1], "id": f"V01{member.id.upper()}{len(words)}"}
        values: dict[str, Any] = {"text": {"text": typed(words)}}
        if private:
            ticked = {"type": "checkboxes", "selected_options": [{"value": "private"}]}
            values["private"] = {"private": ticked}
        body = payloads.view_submission(user, team=WORKSPACE, view=view, values=values)
        answer = await sender.interaction(body)
        assert answer.json()["response_action"] == "update", answer.text
        await self.quiet()

    async def from_home(self, member: Member, action: str, value: str) -> None:
        """They press that in the app's Home, and send off what opens."""
        secret = self.slack.state.app.signing_secret
        sender = SlackSender(browser=self._browser, signing_secret=secret)
        user = on_slack_as(member)
        press = payloads.view_action(
            user, team=WORKSPACE, view={"type": "home"}, action={"action_id": action, "value": value}
        )
        assert (await sender.interaction(press)).status_code == 200
        view = self.slack.state.teams[WORKSPACE].views[-1]
        body = payloads.view_submission(user, team=WORKSPACE, view=view, values={})
        assert (await sender.interaction(body)).status_code == 200
        await self.quiet()


@asynccontextmanager
async def opened(url: str, teams: Teams, slack: Slack, *, folder: Path) -> AsyncIterator[Trust]:
    """The program runs on all three until the block ends, but ticks only when it is told to."""
    clock = teams.state.clock
    assert isinstance(clock, ManualClock)
    given = read_settings(
        data=folder,
        slack_signing_secret=slack.state.app.signing_secret,
        slack_bot_token=slack.state.teams[WORKSPACE].token,
        slack_app_id=slack.state.app.id,
        slack_api_url=slack.api_url,
        teams_app_id=teams.state.app,
        teams_tenant_id=TENANT,
        teams_without_authentication=True,
    )
    store = await SqlStore.open(url)
    of_slack = on_slack(given, store=store, clock=clock)
    of_teams = on_teams(given, store=store, clock=clock)
    live = Live(store.board, every=0.05)
    try:
        for each in (charter(), cast.beechwood()):
            await store.directory.establish(replace(each, trust=replace(each.trust, demonstration=True)))
        local = LocalPlatform(store.board, clock=clock, live=live)
        platforms = {each.name: each for each in (local, of_slack.platform, of_teams.platform)}
        bot = Bot(name="one", store=store, bank=BANK, platforms=platforms, clock=clock)
        house = House(bot=bot, live=live, connected=(of_slack, of_teams))
        # The pages as in the demonstration: until sign-in is there, only it shows any.
        app = web(house, read_settings(data=folder, demonstration=True))
        async with (
            served(app, live=live) as address,
            httpx.AsyncClient(base_url=address, trust_env=False, timeout=30, verify=PLAIN) as browser,
        ):
            trust = Trust(
                bot=bot,
                clock=clock,
                teams=teams,
                slack=slack,
                on_teams=of_teams,
                on_slack=of_slack,
                address=address,
                _browser=browser,
            )
            for told in teams.people.add_bot(TEAM, by=cast.LEWIS.id):
                await trust.teams_says(told)
            yield trust
    finally:
        await of_teams.stop(within=10)
        await of_slack.stop(within=10)
        await of_teams.close()
        await of_slack.close()
        await store.close()
