"""One question put to Slack by a command that may take its time: asked again where Slack says to wait."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from adapters.slack.failures import RATE_LIMITED, code, retry_after

T = TypeVar("T")

TRIES = 5
LONGEST_WAIT = 60.0
"""Seconds; Slack asks for thirty at most, as a rule."""


class CannotAsk(Exception):  # noqa: N818 - it says what is so
    """There was no answer: `code` is Slack's own word for why, or ours where Slack said nothing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def asked(question: Callable[[], Awaitable[T]]) -> T:
    """Slack's answer, or what was made of it. Raises CannotAsk; waits as long as Slack says, a few times over."""
    for _ in range(TRIES):
        try:
            return await question()
        except SlackApiError as error:
            status = getattr(error.response, "status_code", None)
            if status != RATE_LIMITED:
                raise CannotAsk(code(error) or f"HTTP {status or 'error'}") from None
            await asyncio.sleep(min(LONGEST_WAIT, retry_after(error).total_seconds()))
        except (ClientError, OSError):
            # A broken connection, or none; TimeoutError is an OSError.
            raise CannotAsk("no answer") from None
    raise CannotAsk("ratelimited")
