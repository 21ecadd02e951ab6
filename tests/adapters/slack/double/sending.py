"""Slack's side of HTTP: signed requests to our app, sent again, out of order, late, or forged."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from slack_sdk.signature import SignatureVerifier

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
MINUTES = 60
Headers = dict[str, str]


@dataclass(slots=True, kw_only=True)
class Sender:
    """Sends to the app behind `browser`, which may be in this process or behind a real address."""

    browser: httpx.AsyncClient
    signing_secret: str = "test-signing-secret"
    path: str = "/slack/events"

    async def event(
        self, body: Mapping[str, Any], *, retry: int = 0, reason: str = "http_timeout"
    ) -> httpx.Response:
        """An Events API body; with `retry` it says to be that attempt at the same `event_id`."""
        again = {"x-slack-retry-num": str(retry), "x-slack-retry-reason": reason} if retry else {}
        return await self.raw(json.dumps(body).encode(), kind=JSON, headers=again)

    async def interaction(self, payload: Mapping[str, Any]) -> httpx.Response:
        """A button, a shortcut, or a modal that was sent off."""
        return await self.raw(urlencode({"payload": json.dumps(payload)}).encode(), kind=FORM)

    async def command(self, fields: Mapping[str, str]) -> httpx.Response:
        """A slash command."""
        return await self.raw(urlencode(fields).encode(), kind=FORM)

    async def raw(
        self,
        body: bytes,
        *,
        kind: str = JSON,
        headers: Mapping[str, str] | None = None,
        signed: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Those very bytes, signed properly unless `signed` says how else."""
        with_ = self.signed(body) if signed is None else signed
        return await self.browser.post(
            self.path, content=body, headers={"Content-Type": kind, **with_, **(headers or {})}
        )

    def signed(self, body: bytes, *, at: float | None = None, secret: str | None = None) -> Headers:
        """What Slack signs a body with, at that time of day (now), with that secret (ours)."""
        stamp = str(int(time.time() if at is None else at))
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": self._signature(body, stamp, secret)}

    def badly_signed(self, body: bytes) -> Mapping[str, Headers]:
        """Every way in which a request may fail to be Slack's, by name."""
        good = self.signed(body)
        return {
            "unsigned": {},
            "without a time": {"X-Slack-Signature": good["X-Slack-Signature"]},
            "without a signature": {"X-Slack-Request-Timestamp": good["X-Slack-Request-Timestamp"]},
            "with another secret": self.signed(body, secret="another-secret"),
            "of another body": self.signed(body + b" "),
            "stale": self.signed(body, at=time.time() - 6 * MINUTES),
            "of the future": self.signed(body, at=time.time() + 6 * MINUTES),
            "with no number for a time": {**good, "X-Slack-Request-Timestamp": "yesterday"},
        }

    def _signature(self, body: bytes, stamp: str, secret: str | None) -> str:
        verifier = SignatureVerifier(secret or self.signing_secret)
        return verifier.generate_signature(timestamp=stamp, body=body) or ""
