"""The cast at work in Slack: the real app over signed requests, our own Slack behind it, and a clock that stands."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette

from adapters.slack import commands, http, interactions
from adapters.slack.connecting import Connecting
from adapters.slack.intake import Ears, Intake, Rules
from adapters.slack.workspaces import Workspaces
from bot.domain.channel import Channel, MessageRef
from bot.domain.charter import Charter
from bot.domain.delivery import Delivery, State
from bot.domain.happenings import Said
from bot.domain.people import Member, PersonRef
from bot.domain.programme import Programme
from bot.domain.reflection import Reflection
from bot.later import Later
from bot.ports.outbox import Settlement
from bot.usecases.bot import Bot
from bot.usecases.hearing.record_reply import record_reply
from bot.usecases.sending.plan_deliveries import delivery_id
from scheduler.clock import ManualClock
from tests import cast
from tests.adapters.slack.double import Sender, Slack, Team, payloads
from tests.fakes.bank import BANK
from tests.fakes.chat import FakeChat
from tests.fakes.memory import Memory
from tests.fakes.store import FakeStore

ASH, BEECH = "T01ASH", "T02BEECH"
PLACES = {"oakfield": "C01OAK", "millbrook": "C01MILL", "harbour": "C01HARB", "elm": "C02ELM"}
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def user(member: Member) -> str:
    """The member's id in Slack."""
    return f"U0{1 if member.trust == cast.ASHGROVE.id else 2}{member.id.upper()}"


def team(member: Member) -> str:
    """Their workspace."""
    return ASH if member.trust == cast.ASHGROVE.id else BEECH


def person(member: Member) -> PersonRef:
    """The member as Slack knows them."""
    return PersonRef(platform="slack", id=f"{team(member)}/{user(member)}", name=member.name)


def on_slack(charter: Charter) -> Charter:
    """The same trust, with its people and channels in its own workspace."""
    workspace = ASH if charter.trust.id == cast.ASHGROVE.id else BEECH
    channels = tuple(
        replace(each, platform="slack", address=f"{workspace}/{PLACES[each.school]}")
        for each in charter.channels
    )
    identities = tuple((person(member), member.id) for member in charter.members)
    return replace(charter, channels=channels, identities=identities)


@dataclass(kw_only=True)
class Stage:
    """Everything a test may want to look at or move."""

    bot: Bot
    memory: Memory
    clock: ManualClock
    chat: FakeChat
    slack: Slack
    sender: Sender
    waiting: list[asyncio.Task[None]] = field(default_factory=list)

    # What there is.

    async def change(self, programme: Programme) -> None:
        """Somebody edits the programme."""
        await self.bot.store.directory.establish(on_slack(cast.ashgrove(programme)))

    async def ask(
        self,
        key: str = "apples",
        *,
        channel: Channel = cast.OAKFIELD_LEADERS,
        programme: Programme = cast.WEEKLY,
    ) -> MessageRef:
        """That prompt was posted in the channel now."""
        now = self.clock.now()
        here = self.memory.channels[channel.id]
        owed = Delivery(
            id=delivery_id(programme.id, channel.id, now.date()),
            trust=channel.trust,
            school=channel.school,
            channel=channel.id,
            programme=programme.id,
            occurrence=now.date(),
            due_at=now,
            prompt=key,
        )
        outbox = self.bot.store.outbox
        edition = self.memory.editions.get(programme.id, 1)
        planned = await outbox.plan([owed], programme=programme.id, edition=edition, planned_until=now)
        assert planned, "something was asked there today already"
        await outbox.claim(by="stage", now=now, lease=timedelta(minutes=5), limit=100)
        root = self.slack.state.next_ts()
        settled = Settlement(state=State.POSTED, root=root, posted_at=now)
        assert await outbox.settle(owed.id, settled, by="stage")
        return MessageRef(platform="slack", address=here.address, id=root)

    async def reply(self, member: Member, text: str, *, thread: MessageRef) -> Reflection:
        """They answer with a message of their own in the thread."""
        message = replace(thread, id=self.slack.state.next_ts())
        said = Said(
            message=message, root=thread.id, author=person(member), text=text, said_at=self.clock.now()
        )
        await record_reply(self.bot, said)
        return next(each for each in self.reflections() if each.message == message)

    def reflections(self) -> list[Reflection]:
        """All that is kept, oldest first."""
        return sorted(self.memory.reflections.values(), key=lambda said: said.id)

    # What people do.

    async def press(
        self,
        member: Member,
        action: str,
        *,
        on: MessageRef | Mapping[str, Any],
        value: str = "",
        **more: Any,
    ) -> httpx.Response:
        """They use a button of a message, or of a view (their Home, a modal)."""
        if isinstance(on, MessageRef):
            body = payloads.block_action(
                user(member),
                team=team(member),
                channel=on.address.partition("/")[2],
                message={"ts": on.id, "type": "message"},
                action_id=action,
                value=value,
            )
        else:
            body = payloads.view_action(
                user(member),
                team=team(member),
                view=on,
                action={"action_id": action, **({"value": value} if value else {}), **more},
            )
        return await self.send(body)

    async def submit(self, member: Member, view: Mapping[str, Any], **values: Any) -> dict[str, Any]:
        """They send a modal off with these values by field; returns what Slack is told to do with it."""
        answer = await self.send(submission(member, view, **values))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found

    async def shortcut(self, member: Member, message: MessageRef, callback: str) -> httpx.Response:
        """They pick our shortcut in the menu of that message."""
        body = payloads.message_shortcut(
            user(member),
            team=team(member),
            channel=message.address.partition("/")[2],
            message={"ts": message.id, "type": "message", "text": "whatever stands there"},
            callback_id=callback,
        )
        return await self.send(body)

    async def type(self, member: Member, text: str, *, channel: str = "C01OAK") -> dict[str, Any]:
        """They type our command; returns the answer that they alone see."""
        answer = await self.sender.command(
            payloads.command(user(member), text, team=team(member), channel=channel)
        )
        await self.settled()
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        assert found["response_type"] == "ephemeral"
        return found

    async def open_home(self, member: Member) -> dict[str, Any]:
        """They open the app's Home; returns what they see there."""
        opened = payloads.home_opened(user(member))
        answer = await self.sender.event(payloads.envelope(opened, team=team(member)))
        await self.settled()
        assert answer.status_code == 200
        return self.home(member)

    async def send(self, body: Mapping[str, Any]) -> httpx.Response:
        """An interaction reaches us, and all that it leads to is done."""
        answer = await self.sender.interaction(body)
        await self.settled()
        return answer

    async def settled(self) -> None:
        """What was put off is done."""
        while self.waiting:
            await self.waiting.pop()

    # What they see.

    def home(self, member: Member) -> dict[str, Any]:
        """Their Home."""
        return self.slack.state.teams[team(member)].homes[user(member)]

    def modal(self, member: Member) -> dict[str, Any]:
        """The modal that was opened, or redrawn, last in their workspace."""
        return self.slack.state.teams[team(member)].views[-1]

    def later(self, work: Coroutine[object, object, None]) -> None:
        """It is done after the answer, and waited for by `settled`."""
        self.waiting.append(asyncio.ensure_future(work))


def submission(member: Member, view: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    """The payload of a modal that was sent off with these values by field."""
    state = {name: {name: value} for name, value in values.items()}
    return payloads.view_submission(user(member), team=team(member), view=view, values=state)


def typed(text: str) -> dict[str, Any]:
    """Words in a field."""
    return {"type": "plain_text_input", "value": text}


def chosen(value: str) -> dict[str, Any]:
    """One of several options."""
    return {"type": "radio_buttons", "selected_option": {"value": value}}


def ticked(*values: str) -> dict[str, Any]:
    """Boxes with a tick."""
    return {"type": "checkboxes", "selected_options": [{"value": value} for value in values]}


def words(view: Mapping[str, Any]) -> str:
    """Every word in it, whatever element holds it."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, Mapping):
            for key, each in value.items():
                if key in {"text", "initial_value"} and isinstance(each, str):
                    found.append(each)
                else:
                    walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(view)
    # Drawn as nothing: it keeps words from being Slack's markup.
    return "\n".join(found).replace("\u2060", "")


def read_as_markup(view: Any) -> list[str]:
    """Every text in it in which Slack looks for mentions, links and formatting."""
    if isinstance(view, Mapping):
        if view.get("type") == "mrkdwn":
            return [str(view["text"])]
        return [text for each in view.values() for text in read_as_markup(each)]
    if isinstance(view, list | tuple):
        return [text for each in view for text in read_as_markup(each)]
    return []


def buttons(view: Mapping[str, Any], action: str) -> list[dict[str, Any]]:
    """Every element in it that does that, with its row's id."""
    return [
        {"block_id": block.get("block_id", ""), **element}
        for block in view["blocks"]
        for element in (*block.get("elements", ()), block.get("accessory") or {})
        if str(element.get("action_id", "")).startswith(action)
    ]


@asynccontextmanager
async def opened(
    slack: Slack, *programmes: Programme, at: datetime = MONDAY, external: bool = False
) -> AsyncIterator[Stage]:
    """The stage, with both trusts in workspaces of their own, until the block ends."""
    clock, memory = ManualClock(at), Memory()
    store, chat = FakeStore(memory), FakeChat(clock, name="slack")
    bot = Bot(name="stage", store=store, bank=BANK, platforms={"slack": chat}, clock=clock)
    for charter in (cast.ashgrove(*programmes), cast.beechwood()):
        await store.directory.establish(on_slack(charter))
        for programme in charter.programmes:
            await store.outbox.plan([], programme=programme.id, edition=1, planned_until=at)
    for name, id_ in (("Ashgrove", ASH), ("Beechwood", BEECH)):
        _people(slack.add_team(id_, name))
    app, secret = _app(slack), slack.state.app.signing_secret
    later = Later()
    workspaces = Workspaces(store.installations, token=None, api_url=slack.api_url)
    ears = Ears(Intake(bot, workspaces=workspaces, rules=Rules(), later=later), app)
    served = Starlette(routes=http.routes(ears, signing_secret=secret))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=served), base_url="http://gt") as browser:
        sender = Sender(browser=browser, signing_secret=secret)
        stage = Stage(bot=bot, memory=memory, clock=clock, chat=chat, slack=slack, sender=sender)
        interactions.register(app, bot=bot, later=stage.later, external=external)
        connecting = Connecting(bot=bot, command="/goldenthread", external=external, changed=_unheeded)
        commands.register(app, bot=bot, connecting=connecting)
        yield stage
        await stage.settled()


def _unheeded(_: str) -> None:
    """Nothing is remembered here of any workspace."""


def _people(workspace: Team) -> None:
    for member in cast.PEOPLE:
        if team(member) == workspace.id:
            workspace.add_user(user(member), member.name)


def _app(slack: Slack) -> AsyncApp:
    async def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
        known = slack.state.teams[team_id or ""]
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=known.bot_user,
            bot_id=known.bot_id,
            bot_token=known.token,
        )

    return AsyncApp(
        signing_secret=slack.state.app.signing_secret,
        client=AsyncWebClient(base_url=slack.api_url, retry_handlers=[]),
        authorize=authorize,
        process_before_response=True,
    )
