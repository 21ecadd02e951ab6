"""The stand-in: a Slack that we did not write, and people who act in it through its control API."""

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import aiohttp

from tests.e2e_slack.trust import ASHGROVE, CHANNELS, LAKESIDE, PEOPLE, TEAM
from tests.end_to_end.waiting import until

T = TypeVar("T")

APP = "A01GOLDEN"
BOT = "U01GOLDEN"
TOKEN = "xoxb-golden"
APP_TOKEN = "xapp-golden"
SIGNING_SECRET = "0123456789abcdef" * 2
COMMAND = "/goldenthread"


class StandIn:
    """One workspace with our app in it, told of events over HTTP or over a socket."""

    def __init__(self, program: Path, *, folder: Path, port: int, mode: str, request_url: str) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.api = f"{self.address}/api/"
        self.mode = mode
        self.request_url = request_url
        self._port = port
        self._program = program
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """It runs; it answers a little later."""
        self._folder.mkdir(parents=True, exist_ok=True)
        config = self._folder / "local-slack.json"
        config.write_text(json.dumps(self._workspace()), encoding="utf-8")
        with (self._folder / "local-slack.log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    *(str(self._program), "--config", str(config), "--port", str(self._port)),
                    *("--base-host", "127.0.0.1", "--files-dir", str(self._folder / "files")),
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def stop(self) -> None:
        """It has ended."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _workspace(self) -> Mapping[str, Any]:
        how = (
            {"mode": "events", "requestUrl": self.request_url} if self.mode == "http" else {"mode": "socket"}
        )
        return {
            "workspace": {"name": ASHGROVE, "domain": "ashgrove", "teamId": TEAM},
            "apps": [
                {
                    "appId": APP,
                    "botUserId": BOT,
                    "botName": "Golden Thread",
                    "botToken": TOKEN,
                    "appToken": APP_TOKEN,
                    "signingSecret": SIGNING_SECRET,
                    **how,
                }
            ],
            "users": [
                {"id": person.slack, "name": person.id, "real_name": person.name, "tz": "Europe/London"}
                for person in PEOPLE
            ],
            "channels": [
                {
                    "id": channel.slack,
                    "name": channel.id,
                    "members": [*(person.slack for person in PEOPLE), BOT],
                }
                for channel in (*CHANNELS, LAKESIDE)
            ],
        }


class People:
    """Everybody in that workspace, for the length of one test."""

    def __init__(self, slack: StandIn, session: aiohttp.ClientSession) -> None:
        self.slack = slack
        self._session = session

    async def ready(self) -> bool:
        """Whether the stand-in answers."""
        try:
            async with self._session.get(f"{self.slack.address}/_control/state") as answer:
                return answer.status == 200
        except aiohttp.ClientConnectionError:
            return False

    async def state(self) -> Mapping[str, Any]:
        """Everything there is: messages, modals, Home tabs, the log of what went to us and came from us."""
        async with self._session.ws_connect(f"{self.slack.address}/ui", max_msg_size=0) as socket:
            first = await socket.receive_json()
        state: Mapping[str, Any] = first["state"]
        return state

    async def messages(self, channel: str) -> Sequence[Mapping[str, Any]]:
        """What stands in that channel, its threads too, oldest first."""
        async with self._session.get(f"{self.slack.address}/_control/messages/{channel}") as answer:
            found: Sequence[Mapping[str, Any]] = (await answer.json())["messages"]
        return found

    async def thread(self, channel: str, root: str) -> Sequence[Mapping[str, Any]]:
        """The answers in that thread."""
        return [message for message in await self.messages(channel) if message.get("thread_ts") == root]

    async def roots(self, channel: str) -> Sequence[Mapping[str, Any]]:
        """What our app posted to the channel for everybody, outside of threads."""
        return [
            message
            for message in await self.messages(channel)
            if message.get("bot_id") and "thread_ts" not in message and message.get("subtype") != "ephemeral"
        ]

    async def _whispered(self, channel: str, to: str) -> Sequence[Mapping[str, Any]]:
        """What that person alone was told there."""
        return [
            message
            for message in await self.messages(channel)
            if message.get("subtype") == "ephemeral" and message.get("ephemeral_to") == to
        ]

    async def says(self, who: str, channel: str, text: str, *, root: str | None = None) -> str:
        """Their message stands there; over HTTP we have answered for it already."""
        said = await self._act("message", channel=channel, user=who, text=text, thread_ts=root)
        return str(said["message"]["ts"])

    async def edits(self, who: str, channel: str, message: str, text: str) -> None:
        """Their message says that now."""
        await self._act("edit-message", channel=channel, user=who, ts=message, text=text)

    async def deletes(self, who: str, channel: str, message: str) -> None:
        """Their message is gone."""
        await self._act("delete-message", channel=channel, user=who, ts=message)

    async def shares(self, who: str, channel: str, name: str, *, root: str, text: str) -> str:
        """A file of theirs stands in the thread."""
        form = aiohttp.FormData()
        for field, value in {"channel": channel, "user": who, "text": text, "thread_ts": root}.items():
            form.add_field(field, value)
        form.add_field("file", b"%PDF-1.4", filename=name)
        async with self._session.post(f"{self.slack.address}/_control/upload", data=form) as answer:
            said = await answer.json()
        return str(said["message"]["ts"])

    async def commands(self, who: str, channel: str, text: str) -> str:
        """What they were told for their `/goldenthread TEXT`, to them alone."""
        return words(await self.answer(who, channel, text))

    async def answer(self, who: str, channel: str, text: str) -> Mapping[str, Any]:
        """The message which that command was answered with."""
        before = len(await self._whispered(channel, who))
        await self._act("command", channel=channel, user=who, command=COMMAND, text=text)

        async def told() -> Mapping[str, Any] | None:
            heard = await self._whispered(channel, who)
            return heard[before] if len(heard) > before else None

        return await until(told, f"an answer to {COMMAND} {text}")

    async def chooses(self, who: str, channel: str, answer: Mapping[str, Any], name: str) -> None:
        """Where they are asked which one they mean, they press the button with that in its name."""
        for block in answer.get("blocks", ()):
            for element in block.get("elements", ()):
                if element.get("type") == "button" and name in element["text"]["text"]:
                    await self.presses(who, channel, answer, element["action_id"])
                    return

    async def presses(self, who: str, channel: str, message: Mapping[str, Any], action: str) -> None:
        """They press that button under that message; whatever box was open is shut."""
        if (await self.state())["modalStack"]:
            await self.closes(who)
        block, element = next(
            (block, element)
            for block in message["blocks"]
            for element in block.get("elements", ())
            if element.get("action_id") == action
        )
        pressed = {
            "type": "button",
            "action_id": action,
            "block_id": block.get("block_id"),
            **_given(element),
        }
        await self._act("interact", channel=channel, messageTs=message["ts"], user=who, action=pressed)

    async def modal(self, *, other_than: str | None = None) -> Mapping[str, Any]:
        """The modal that is open, or opens now."""

        async def top() -> Mapping[str, Any] | None:
            stack = (await self.state())["modalStack"]
            found: Mapping[str, Any] | None = stack[-1] if stack else None
            return found if found and found["id"] != other_than else None

        return await until(top, "a modal")

    async def submits(self, who: str, given: Mapping[str, Mapping[str, Any]]) -> Mapping[str, str]:
        """They send the open modal off with what they gave; what is wrong with it comes back, by block."""
        async with self._session.ws_connect(f"{self.slack.address}/ui", max_msg_size=0) as socket:
            await socket.receive_json()
            await socket.send_json({"t": "view_submit", "user": who, "values": given})
            while True:
                heard = await socket.receive_json(timeout=10)
                if heard["t"] == "view_errors":
                    errors: Mapping[str, str] = heard["errors"]
                    return errors
                if heard["t"] == "view":
                    return {}

    async def closes(self, who: str) -> None:
        """The open modal is closed."""
        async with self._session.ws_connect(f"{self.slack.address}/ui", max_msg_size=0) as socket:
            await socket.receive_json()
            await socket.send_json({"t": "view_close", "user": who})
            while (await socket.receive_json(timeout=10))["t"] != "view":
                pass

    async def home(self, who: str, *, holds: Callable[[str], bool] = bool) -> Mapping[str, Any]:
        """Their App Home, opened until what it says is what is looked for."""

        async def look() -> Mapping[str, Any] | None:
            await self._act("open-home", user=who, appId=APP)
            view: Mapping[str, Any] | None = (await self.state())["homeViews"].get(who, {}).get(APP)
            return view if view and holds(words(view)) else None

        return await until(look, f"the right App Home for {who}")

    async def presses_at_home(
        self, who: str, home: Mapping[str, Any], action: str, *, near: str = "", picks: date | None = None
    ) -> None:
        """They press the first button with that action on their App Home, under the first words that say so.

        Where it is a calendar, they pick that day.
        """
        blocks = home["blocks"]
        start = next(at for at, each in enumerate(blocks) if near in words(each))
        block, element = next(buttons({"blocks": blocks[start:]}, action))
        picked = {"selected_date": picks.isoformat()} if picks else {}
        used = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block,
            **_given(element),
            **picked,
        }
        async with self._session.ws_connect(f"{self.slack.address}/ui", max_msg_size=0) as socket:
            await socket.receive_json()
            # What its page sends: from Home there is no channel and no message.
            await socket.send_json(
                {
                    "t": "block_action",
                    "channel": "",
                    "messageTs": "",
                    "user": who,
                    "action": used,
                    "appId": APP,
                }
            )
            # Its own log tells that it has gone out.
            while True:
                heard = await socket.receive_json(timeout=10)
                if heard["t"] == "log" and heard["entry"]["kind"] == "interactive":
                    return

    async def calls(self, method: str) -> Sequence[Mapping[str, Any]]:
        """What we asked that method of the Web API for, oldest first."""
        return [
            entry["detail"]
            for entry in (await self.state())["log"]
            if entry["direction"] == "from_bot" and entry["kind"] == "web_api" and entry["summary"] == method
        ]

    async def acknowledgements(self) -> Sequence[Mapping[str, Any]]:
        """Every event that we have said to have, over HTTP."""
        return [
            entry
            for entry in (await self.state())["log"]
            if entry["kind"] == "events_api" and entry["summary"] == "HTTP 200"
        ]

    async def heard_last(self) -> str:
        """The body of the last event that we were sent."""
        events = [
            entry["detail"]
            for entry in (await self.state())["log"]
            if entry["direction"] == "to_bot" and entry["kind"] == "events_api"
        ]
        last = events[-1]
        return last if isinstance(last, str) else json.dumps(last)

    async def _act(self, deed: str, **given: Any) -> Mapping[str, Any]:
        filled = {key: value for key, value in given.items() if value is not None}
        async with self._session.post(f"{self.slack.address}/_control/{deed}", json=filled) as answer:
            body: Mapping[str, Any] = await answer.json()
        assert body["ok"], body
        return body


def words(piece: Any) -> str:
    """Every text in a message, a view or a block, one on a line."""
    if isinstance(piece, str):
        return ""
    if isinstance(piece, Mapping):
        own = [piece["text"]] if isinstance(piece.get("text"), str) else []
        inside = [words(value) for key, value in piece.items() if key not in {"state", "edited"}]
        return "\n".join(part for part in (*own, *inside) if part)
    if isinstance(piece, Sequence):
        return "\n".join(part for part in map(words, piece) if part)
    return ""


def buttons(view: Mapping[str, Any], action: str) -> Any:
    """The blocks and buttons of a view with an action that begins so."""
    for block in view["blocks"]:
        for element in (*block.get("elements", ()), *filter(None, [block.get("accessory")])):
            if str(element.get("action_id", "")).startswith(action):
                yield block.get("block_id"), element


def fields(view: Mapping[str, Any], kind: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The input blocks of a modal whose element is of that kind, each with its element."""
    return [
        (block["block_id"], block["element"])
        for block in view["blocks"]
        if block["type"] == "input" and block["element"]["type"] == kind
    ]


def _given(element: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: element[key] for key in ("value", "text") if key in element}
