"""Teams' side of HTTP: activities to our bot, with a bearer token or none, sent again, or not even JSON."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

JSON = "application/json; charset=utf-8"


@dataclass(slots=True, kw_only=True)
class Sender:
    """Sends to the bot behind `browser`; `bearer` makes the token for an activity, where tokens are asked for."""

    browser: httpx.AsyncClient
    bearer: Callable[[Mapping[str, Any]], str] | None = None
    path: str = "/teams/messages"

    async def activity(self, activity: Mapping[str, Any], **headers: str) -> httpx.Response:
        """That activity."""
        token = {"Authorization": f"Bearer {self.bearer(activity)}"} if self.bearer else {}
        return await self.raw(json.dumps(activity).encode(), **token, **headers)

    async def raw(self, body: bytes, **headers: str) -> httpx.Response:
        """Those very bytes."""
        return await self.browser.post(self.path, content=body, headers={"Content-Type": JSON, **headers})
