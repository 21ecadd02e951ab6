"""The address that Slack calls: what is forged, broken or too big goes no further than here."""

from typing import Any
from urllib.parse import parse_qsl

import structlog
from slack_bolt import BoltResponse
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.slack.intake import Ears, is_message
from bot.doorway import Refusal, an_object, kind_of, read
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


def routes(ears: Ears, *, signing_secret: str) -> list[Route]:
    """Where Slack sends events, what people pressed and filled in, and slash commands."""
    door = _Door(ears, signing_secret=signing_secret)
    return [Route(EVENTS, door.events, methods=["POST"]), Route(EVENTS, door.looked_at, methods=["GET"])]


class _Door:
    """Signature first, then shape; then messages are taken in, and all else is bolt's."""

    def __init__(self, ears: Ears, *, signing_secret: str) -> None:
        self._ears = ears
        self._verifier = SignatureVerifier(signing_secret)

    async def events(self, request: Request) -> Response:
        """The app's answer, or a refusal with one line in the log, which never holds any of the body."""
        try:
            body = await self._body(request)
            # What people say, and that is nearly all that comes, has no need of bolt: its way round costs as much again.
            answer = await self._ears.intake.heard(body) if is_message(body) else await self._by_bolt(body)
        except Refusal as refusal:
            log.warning("slack.refused", status=refusal.status, why=refusal.why)
            return Response(status_code=refusal.status)
        return to_starlette_response(answer)

    async def looked_at(self, request: Request) -> Response:
        """Slack looks at our certificate now and then, by asking for this address with `ssl_check`."""
        return Response(status_code=200 if request.query_params.get("ssl_check") == "1" else 405)

    async def _body(self, request: Request) -> dict[str, Any]:
        kind = kind_of(request.headers.get("content-type", ""))
        if kind not in {JSON, FORM}:
            raise Refusal(415, "content-type")
        text = await _read(request)
        stamp, signature = request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, "")
        self._require_signed(text, stamp=stamp, signature=signature)
        return _taken_apart(text, kind=kind)

    def _require_signed(self, text: str, *, stamp: str, signature: str) -> None:
        # Checked before the SDK does: it raises for a timestamp that is no number, and for a signature beyond ASCII.
        numeric = stamp.isascii() and stamp.isdigit() and len(stamp) <= DIGITS
        if not (numeric and signature.isascii() and self._verifier.is_valid(text, stamp, signature)):
            raise Refusal(401, "signature")

    async def _by_bolt(self, body: dict[str, Any]) -> BoltResponse:
        # A body taken apart has to be called a socket's. That spares the signature, which was checked, a second check; and
        # of a form with the word "payload" anywhere in it, which somebody may type, bolt itself would read nothing else.
        try:
            asked = AsyncBoltRequest(body=body, mode="socket_mode")
        except Exception as error:
            # It was signed, and is JSON, but of no shape that bolt knows.
            log_failure("slack.unknown_shape", error)
            raise Refusal(400, "shape") from error
        return await self._ears.app.async_dispatch(asked)


async def _read(request: Request) -> str:
    declared = request.headers.get("content-length", "")
    try:
        return await read(request.stream(), declared=declared, largest=LARGEST, patience=PATIENCE)
    except ClientDisconnect:
        raise Refusal(400, "broken off") from None


def _taken_apart(text: str, *, kind: str) -> dict[str, Any]:
    """An object, by itself or in the form's `payload`; or the fields of a form, as commands are."""
    if kind != FORM:
        return an_object(text)
    try:
        fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=100))
    except ValueError:
        raise Refusal(400, "form") from None
    return an_object(fields["payload"]) if "payload" in fields else fields
