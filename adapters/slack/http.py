"""The address that Slack calls: what is forged, broken or too big goes no further than here."""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import structlog
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.usecases.failures import log_failure

log = structlog.get_logger()

EVENTS = "/slack/events"
LARGEST = 1_000_000
"""Bytes. Slack's longest message is 40,000 characters, and comes two or three times over in one event."""
PATIENCE = 10.0
"""Seconds in which a body has to arrive; Slack itself gives up after three."""
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
TIMESTAMP, SIGNATURE = "x-slack-request-timestamp", "x-slack-signature"
DIGITS = 11


class Refusal(Exception):  # noqa: N818 - it says what is so
    """A request that goes no further; `why` is a word for the log."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


def routes(app: AsyncApp, *, signing_secret: str) -> list[Route]:
    """Where Slack sends events, what people pressed and filled in, and slash commands."""
    door = _Door(app, signing_secret=signing_secret)
    return [Route(EVENTS, door.events, methods=["POST"]), Route(EVENTS, door.looked_at, methods=["GET"])]


class _Door:
    """Signature first, then shape, then the app."""

    def __init__(self, app: AsyncApp, *, signing_secret: str) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)

    async def events(self, request: Request) -> Response:
        """The app's answer, or a refusal with one line in the log, which never holds any of the body."""
        try:
            asked = await self._asked(request)
        except Refusal as refusal:
            log.warning("slack.refused", status=refusal.status, why=refusal.why)
            return Response(status_code=refusal.status)
        return to_starlette_response(await self._app.async_dispatch(asked))

    async def looked_at(self, request: Request) -> Response:
        """Slack looks at our certificate now and then, by asking for this address with `ssl_check`."""
        return Response(status_code=200 if request.query_params.get("ssl_check") == "1" else 405)

    async def _asked(self, request: Request) -> AsyncBoltRequest:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in {JSON, FORM}:
            raise Refusal(415, "content-type")
        text = await _read(request)
        stamp, signature = request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, "")
        self._require_signed(text, stamp=stamp, signature=signature)
        _require_sound(text, kind=kind)
        # Only these: with headers of its own bolt can be told to run a part of a listener.
        headers: dict[str, Any] = {"content-type": kind, TIMESTAMP: stamp, SIGNATURE: signature}
        try:
            return _for_bolt(text, kind=kind, headers=headers)
        except Exception as error:
            # It was signed, and is JSON, but of no shape that bolt knows.
            log_failure("slack.unknown_shape", error)
            raise Refusal(400, "shape") from error

    def _require_signed(self, text: str, *, stamp: str, signature: str) -> None:
        # Checked before the SDK does: it raises for a timestamp that is no number, and for a signature beyond ASCII.
        numeric = stamp.isascii() and stamp.isdigit() and len(stamp) <= DIGITS
        if not (numeric and signature.isascii() and self._verifier.is_valid(text, stamp, signature)):
            raise Refusal(401, "signature")


def _for_bolt(text: str, *, kind: str, headers: dict[str, Any]) -> AsyncBoltRequest:
    asked = AsyncBoltRequest(body=text, headers=headers)
    if asked.body or kind != FORM:
        return asked
    # Where the word "payload" is anywhere in a form, bolt looks for the field of that name and for nothing else, and
    # somebody may type it. A form taken apart has to be called a socket's; its signature has been checked here.
    fields = dict(parse_qsl(text, keep_blank_values=True))
    return AsyncBoltRequest(body=fields, headers=headers, mode="socket_mode")


async def _read(request: Request) -> str:
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > LARGEST:
        raise Refusal(413, "size")
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    raise Refusal(413, "size")
        return body.decode("utf-8")
    except TimeoutError:
        raise Refusal(408, "slow") from None
    except ClientDisconnect:
        raise Refusal(400, "broken off") from None
    except UnicodeDecodeError:
        raise Refusal(400, "encoding") from None


def _require_sound(text: str, *, kind: str) -> None:
    """It is an object, by itself or in the form's `payload`; or a form of plain fields, as commands are."""
    try:
        if kind == FORM:
            fields = parse_qs(text, keep_blank_values=True, max_num_fields=100)
            if "payload" not in fields:
                return
            found = json.loads(fields["payload"][-1])
        else:
            found = json.loads(text)
    except (ValueError, RecursionError):
        raise Refusal(400, "json") from None
    if not isinstance(found, dict):
        raise Refusal(400, "json")
