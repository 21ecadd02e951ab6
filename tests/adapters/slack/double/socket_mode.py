"""Slack's side of Socket Mode: a ticket, a websocket, envelopes down and acknowledgements up."""

import asyncio
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.adapters.slack.double.methods import No
from tests.adapters.slack.double.state import State


@dataclass(slots=True)
class SocketMode:
    """Everything here runs on the server's own loop."""

    state: State
    open: list[web.WebSocketResponse] = field(default_factory=list)
    acknowledged: dict[str, Any] = field(default_factory=dict)
    _tickets: set[str] = field(default_factory=set)
    _heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    def ticket(self, token: str, *, port: int) -> dict[str, Any]:
        """The address of a websocket that may be opened once."""
        if token != self.state.app.token:
            raise No("invalid_auth")
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        return {"ok": True, "url": f"ws://127.0.0.1:{port}/socket?ticket={ticket}"}

    async def connected(self, request: web.Request) -> web.StreamResponse:
        """One connection, until either side ends it."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        hello = {
            "type": "hello",
            "num_connections": len(self.open) + 1,
            "connection_info": {"app_id": self.state.app.id},
            "debug_info": {"host": "our-own-slack", "approximate_connection_time": 18060},
        }
        await socket.send_str(json.dumps(hello))
        self.open.append(socket)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT and message.data.startswith("{"):
                    answer = json.loads(message.data)
                    async with self._heard:
                        self.acknowledged[str(answer.get("envelope_id"))] = answer.get("payload")
                        self._heard.notify_all()
        finally:
            self.open.remove(socket)
        return socket

    async def deliver(
        self,
        kind: str,
        payload: Mapping[str, Any],
        *,
        envelope: str | None = None,
        retry: int = 0,
        reason: str = "",
    ) -> str:
        """One envelope down the newest connection."""
        id_ = envelope or secrets.token_hex(8)
        body = {
            "envelope_id": id_,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            **({"retry_attempt": retry, "retry_reason": reason} if kind == "events_api" else {}),
        }
        await self.open[-1].send_str(json.dumps(body))
        return id_

    async def answer_to(self, envelope: str) -> Any:
        """What our app answered to that envelope, once it has."""
        async with self._heard:
            await self._heard.wait_for(lambda: envelope in self.acknowledged)
        return self.acknowledged[envelope]

    async def disconnect(self, reason: str) -> None:
        """Every connection is told to go, and is closed."""
        for socket in list(self.open):
            await socket.send_str(json.dumps({"type": "disconnect", "reason": reason, "debug_info": {}}))
            await socket.close()
        await asyncio.sleep(0)
