"""The address that Teams calls: what is forged, broken, too big or not ours goes no further than here."""

import asyncio
from typing import Protocol

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.teams.desk import Answer
from adapters.teams.turns import Turns
from bot.doorway import Refusal, an_object, kind_of, read
from bot.fields import Json
from bot.ports.store import StoreUnavailable
from bot.usecases.failures import log_failure

log = structlog.get_logger()

MESSAGES = "/teams/messages"
LARGEST = 256 * 1024
"""Bytes. Teams' messages have at most about 100 KB."""
PATIENCE = 5.0
"""Seconds in which a body has to arrive."""
ANSWERED = 12.0
"""Seconds in which there is an answer: Teams gives up after fifteen, and with a 5xx it sends again."""


class Hears(Protocol):
    """Whoever takes in what is let through: `adapters.teams.ears.Ears`."""

    async def heard(self, activity: Json) -> Answer:
        """What Teams is told; what was said is durable by then."""


def routes(ears: Hears, turns: Turns) -> list[Route]:
    """Where Teams sends every activity."""
    door = _Door(ears, turns)
    return [Route(MESSAGES, door.messages, methods=["POST"]), Route(MESSAGES, looked_at, methods=["GET"])]


async def looked_at(_: Request) -> Response:
    """Whoever opens the address in a browser sees that it is ours; without this, the pages would answer."""
    return Response(status_code=405, headers={"Allow": "POST"})


class _Door:
    """Shape first, since what proves the sender speaks of the body; then the SDK; then ours."""

    def __init__(self, ears: Hears, turns: Turns) -> None:
        self._ears, self._turns = ears, turns

    async def messages(self, request: Request) -> Response:
        """What the bot answers, or a refusal with one line in the log, which holds nothing of token or body."""
        try:
            async with asyncio.timeout(ANSWERED):
                answer = await self._answered(request)
        except Refusal as refusal:
            log.warning("teams.refused", status=refusal.status, why=refusal.why)
            return Response(status_code=refusal.status)
        except TimeoutError:
            log.warning("teams.refused", status=503, why="late")
            return Response(status_code=503)
        # Written by us: stock, an invoke that is answered with a body is serialised twice, and becomes a 500.
        if answer.body is not None:
            return JSONResponse(dict(answer.body), status_code=answer.status)
        return Response(status_code=answer.status)

    async def _answered(self, request: Request) -> Answer:
        activity = await _activity(request)
        try:
            header = request.headers.get("authorization", "")
            return await self._turns.take(header, activity, self._ears.heard)
        except (Refusal, TimeoutError):
            raise
        except StoreUnavailable as error:
            log_failure("teams.not_kept", error)
            return Answer(status=503)
        except Exception as error:  # noqa: BLE001 - whatever it was, it was not kept, and Teams has to hear so
            log_failure("teams.not_kept", error)
            return Answer(status=500)


async def _activity(request: Request) -> Json:
    if kind_of(request.headers.get("content-type", "")) != "application/json":
        raise Refusal(415, "content-type")
    declared = request.headers.get("content-length", "")
    try:
        return an_object(await read(request.stream(), declared=declared, largest=LARGEST, patience=PATIENCE))
    except ClientDisconnect:
        raise Refusal(400, "broken off") from None
