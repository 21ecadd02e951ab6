"""The stand-in: Microsoft's playground for agents, and people who act in it over HTTP."""

import asyncio
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import aiohttp

from tests.e2e_teams.trust import ASHGROVE, BOT, PEOPLE, SLT, TEAM, TENANT, Channel, Person, name_of

HERE = Path(__file__).parent
PERSONAL = "personal-chat-id"
MENTION = "<at>Golden Thread</at>"
CARD = "application/vnd.microsoft.card.adaptive"

Json = Mapping[str, Any]


class StandIn:
    """One tenant with one team, whose activities go to `bot`."""

    def __init__(self, program: Path, *, folder: Path, port: int, bot: str) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.service = f"http://localhost:{port}/_connector"
        self.bot = bot
        self._program, self._folder, self._port = program, folder, port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """It runs; it answers a little later."""
        self._folder.mkdir(parents=True, exist_ok=True)
        # What is JSON is YAML.
        (self._folder / ".m365agentsplayground.yml").write_text(json.dumps(_tenant()), encoding="utf-8")
        with (self._folder / "playground.log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    *("node", str(self._program), "start", "-e", self.bot, "-c", "msteams"),
                    *("-p", str(self._port), "--disable-telemetry"),
                ],
                cwd=self._folder,
                env={**os.environ, "NODE_OPTIONS": f"--require {HERE / 'loopback.cjs'}", "BROWSER": "none"},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def stop(self) -> None:
        """It has ended."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


class People:
    """Everybody in that tenant, for the length of one test."""

    def __init__(self, teams: StandIn, session: aiohttp.ClientSession) -> None:
        self.teams = teams
        self.amina = PEOPLE[0]
        self._session = session

    async def ready(self) -> bool:
        """Whether the stand-in answers."""
        try:
            async with self._session.get(f"{self.teams.address}/_internal/v1/config") as answer:
                return answer.status == 200
        except aiohttp.ClientConnectionError:
            return False

    async def adds_the_bot(self, conversation: str = TEAM) -> None:
        """The app is added to the team, or to a personal chat; that the bot was told so is waited for nowhere."""
        await self._post(f"/_debug/conversation/{quote(conversation)}/installation", {})

    async def mentions(self, channel: Channel, text: str, *, root: str) -> None:
        """Amina replies in that thread, and names the bot: what she says comes from her, whoever else is there."""
        await self._says(f"{channel.teams};messageid={root}", f"{MENTION} {text}", mentioned=True)

    async def begins(self, channel: Channel, text: str) -> None:
        """Amina begins a new post in that channel, and names the bot."""
        await self._says(channel.teams, f"{MENTION} {text}", mentioned=True)

    async def types(self, text: str) -> None:
        """Amina types that in her chat with the bot."""
        await self._says(PERSONAL, text)

    async def presses(
        self, who: Person, card: Json, title: str, *, within: str, message: str, **boxes: str
    ) -> Json:
        """They press that button of the card in that message of that conversation; returns what they see in its place."""
        button = _button(card, title)
        return await self._execute(who, button, within=within, message=message, boxes=boxes)

    async def presses_on_an_old_client(
        self, who: Person, card: Json, title: str, *, within: str, message: str, **boxes: str
    ) -> None:
        """The same where the client knows no `Action.Execute` and falls back."""
        button = _button(card, title)["fallback"]
        body = {
            "conversation": {"id": within},
            "replyToId": message,
            "from": {"id": who.id},
            "value": {**button.get("data", {}), **boxes},
        }
        await self._post("/_conversation/v1/submit", body)

    async def looks(self, who: Person, card: Json, *, within: str, message: str) -> Json:
        """Their client asks by itself how the card looks to them, as it does wherever it comes into view."""
        action = card["refresh"]["action"]
        return await self._execute(who, action, within=within, message=message, boxes={}, trigger="automatic")

    async def sends(self, activity: Json) -> None:
        """The bot gets that very activity, by way of the stand-in."""
        await self._post("/_internal/v1/customActivities", activity)

    async def _execute(  # noqa: PLR0913
        self,
        who: Person,
        action: Json,
        *,
        within: str,
        message: str,
        boxes: Mapping[str, str],
        trigger: str = "manual",
    ) -> Json:
        data = {**action.get("data", {}), **boxes}
        body = {
            "name": "adaptiveCard/action",
            "conversation": {"id": within},
            "replyToId": message,
            "from": {"id": who.id},
            "value": {
                "action": {"type": "Action.Execute", "verb": action["verb"], "data": data},
                "trigger": trigger,
            },
        }
        answer: Json = await self._post("/_conversation/v1/invoke", body)
        assert answer["type"] == CARD, answer
        found: Json = answer["value"]
        return found

    async def _says(self, conversation: str, text: str, *, mentioned: bool = False) -> None:
        mentions = [{"mentioned": {"id": BOT}, "text": MENTION}] if mentioned else []
        await self._post(
            f"/_conversation/v1/conversations/{quote(conversation)}/messages",
            {"text": text, "textFormat": "plain", "from": {"id": PEOPLE[0].id}, "mentions": mentions},
        )

    async def _post(self, path: str, body: Json) -> Any:
        async with self._session.post(f"{self.teams.address}{path}", json=body) as answer:
            text = await answer.text()
            assert answer.status < 400, f"{path} was answered with {answer.status}: {text[:500]}"
            return json.loads(text) if text.strip() else {}


class Eyes:
    """What can be seen in every conversation, followed as the stand-in's own page follows it."""

    def __init__(self, teams: StandIn, session: aiohttp.ClientSession) -> None:
        self._teams, self._session = teams, session
        self._messages: dict[str, dict[str, Json]] = {}

    async def follow(self, *, open_: asyncio.Event) -> None:
        """Never ends: what was there comes first, then what happens."""
        address = f"{self._teams.address}/_ws_conversation/v1/conversations/stream"
        async with self._session.ws_connect(address, max_msg_size=0) as socket:
            open_.set()
            async for each in socket:
                happened = each.json()
                message = happened.get("message") or {}
                if "messageId" in message:
                    place = self._messages.setdefault(happened["actionConversationId"], {})
                    place[message["messageId"]] = message

    def messages(self, conversation: str) -> Sequence[Json]:
        """What stands there, oldest first."""
        return list(self._messages.get(conversation, {}).values())

    def everything(self) -> Sequence[Json]:
        """What stands in any conversation."""
        return [each for conversation in self._messages for each in self.messages(conversation)]

    def cards(self, conversation: str) -> Sequence[tuple[str, Json]]:
        """The cards of the bot that stand there, each with its message's id, oldest first."""
        return [
            (str(message["messageId"]), attachment["content"])
            for message in self.messages(conversation)
            for attachment in message.get("attachments") or ()
            if attachment.get("contentType") == CARD
        ]


def words(piece: Any) -> str:
    """Every word that a card or a message shows, wherever it stands in it."""
    if isinstance(piece, str):
        return ""
    if isinstance(piece, Mapping):
        own = [
            str(piece[key])
            for key in ("text", "title", "label", "value", "placeholder")
            if isinstance(piece.get(key), str)
        ]
        return " ".join([*own, *(words(each) for each in piece.values())])
    if isinstance(piece, Sequence):
        return " ".join(words(each) for each in piece)
    return ""


def _button(card: Any, title: str) -> Json:
    """The button that says so, or is said to do so. Fails if the card has none."""
    found = _find(card, title)
    assert found is not None, f"no button says {title!r} in: {words(card)}"
    return found


def _find(piece: Any, title: str) -> Json | None:
    if isinstance(piece, Mapping):
        if str(piece.get("type", "")).startswith("Action.") and title in {
            piece.get("title"),
            piece.get("tooltip"),
        }:
            return piece
        inside: Sequence[Any] = list(piece.values())
    elif isinstance(piece, Sequence) and not isinstance(piece, str):
        inside = piece
    else:
        return None
    return next((found for each in inside if (found := _find(each, title)) is not None), None)


def activity(kind: str, channel: Channel, who: Person, *, service: str, **more: Any) -> dict[str, Any]:
    """An activity as Teams sends one from a channel: the stand-in fills nothing in."""
    now = datetime.now(UTC)
    return {
        "type": kind,
        "id": str(int(now.timestamp() * 1000)),
        "timestamp": now.isoformat(timespec="milliseconds"),
        "channelId": "msteams",
        "serviceUrl": service,
        "from": {"id": f"29:{who.id}", "name": who.name, "aadObjectId": who.entra},
        "recipient": {"id": f"28:{BOT}", "name": "Golden Thread"},
        "conversation": {
            "id": channel.teams,
            "conversationType": "channel",
            "isGroup": True,
            "tenantId": TENANT,
        },
        "channelData": {
            "tenant": {"id": TENANT},
            "team": {"id": TEAM, "name": ASHGROVE},
            "channel": {"id": channel.teams},
        },
        **more,
    }


def unheard() -> str:
    """A word that nobody else says."""
    return f"canary-{uuid4().hex}"


def _tenant() -> Json:
    people = [
        {
            "id": person.id,
            "name": person.name,
            "userPrincipleName": f"{person.id}@ashgrove.example",
            "email": f"{person.id}@ashgrove.example",
            "aadObjectId": person.entra,
            "givenName": person.given_name,
            "surname": person.name.rpartition(" ")[2],
        }
        for person in PEOPLE
    ]
    return {
        "version": "0.1.0",
        "tenantId": TENANT,
        "bot": {"id": BOT, "name": "Golden Thread"},
        "currentUser": people[0],
        "users": people[1:],
        "personalChat": {"id": PERSONAL},
        "groupChat": {"id": "group-chat-id", "name": "Cover for Friday"},
        "team": {
            "id": TEAM,
            "name": ASHGROVE,
            "aadGroupId": "44444444-4444-4444-4444-444444444444",
            "channels": [{"id": SLT.teams, "name": name_of(SLT)}],
        },
    }
