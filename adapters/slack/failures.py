"""What Slack's errors mean for us: a table of those it documents, and what is made of all else.

What is not in it is `OutcomeUnknown`: nobody posts twice because of an error nobody knew. The errors are those of
https://docs.slack.dev/reference/methods/chat.postMessage and of the other methods that `platform.py` calls.
"""

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack.remedies import ADMIN, CHANNEL, EXTERNAL, GONE, LATER, ONLY_THIS, UNCLEAR, WORKSPACE
from bot.ports.chat import CannotTell, ChatError, OutcomeUnknown, Refused, TryLater

SOON = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
"""However long Slack asks us to wait, and by whatever mistake: then we ask again."""

NOT_FOUND, RATE_LIMITED, SERVER_ERROR = 404, 429, 500


class PutOut(Refused):
    """Slack has revoked the token: the workspace is lost until an admin installs the app again."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, closes_channel=True)


def on_posting(error: BaseException) -> ChatError:
    """What a failure to change something on Slack means."""
    if isinstance(error, ChatError):
        return error
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        # Refused, no such host, no certificate, or nobody there: no request has left us.
        return TryLater("Slack could not be reached.", after=SOON)
    if not isinstance(error, SlackApiError):
        return OutcomeUnknown(f"The call to Slack broke off ({type(error).__name__}).")
    status = http_status(error)
    if status == RATE_LIMITED:
        return TryLater("Slack asked us to wait.", after=retry_after(error))
    if status >= SERVER_ERROR:
        return OutcomeUnknown(f"Slack answered with status {status}.")
    return _by_code(code(error), status=status)


def on_looking(error: BaseException) -> ChatError:
    """What a failure to read something from Slack means: nothing is learnt, and nothing is changed."""
    found = on_posting(error)
    if isinstance(found, Refused) and not isinstance(found, PutOut):
        return CannotTell(str(found))
    if isinstance(found, OutcomeUnknown) and not isinstance(error, TimeoutError):
        return TryLater(str(found), after=SOON)
    return found


def code(error: BaseException) -> str:
    """Slack's own word for it, or nothing."""
    answer: Any = getattr(getattr(error, "response", None), "data", None)
    found = answer.get("error") if isinstance(answer, Mapping) else None
    return found if isinstance(found, str) else ""


def said_by_slack(refused: Refused) -> str:
    """Slack's own word, behind ours."""
    return code(refused.__cause__) if refused.__cause__ else ""


def retry_after(error: SlackApiError) -> timedelta:
    """How long Slack asks us to wait: at least a second, and no longer than an hour."""
    headers = getattr(error.response, "headers", {})
    try:
        seconds = float(headers.get("Retry-After", ""))
    except ValueError:
        return SOON
    if not math.isfinite(seconds):
        return SOON
    return min(max(timedelta(seconds=1), timedelta(seconds=min(seconds, 1e6))), LONGEST_WAIT)


def http_status(error: BaseException) -> int:
    """The status of HTTP, or 0. The SDK hands over its own response or, where that could not be read, aiohttp's."""
    response: Any = getattr(error, "response", None)
    found = getattr(response, "status_code", None) or getattr(response, "status", None)
    return found if isinstance(found, int) else 0


def _by_code(word: str, *, status: int) -> ChatError:
    if word in LATER:
        return TryLater(f"Slack asked us to wait ({word}).", after=LATER[word])
    if word in GONE:
        return PutOut(GONE[word])
    for closing in (CHANNEL, WORKSPACE, ADMIN, EXTERNAL):
        if word in closing:
            return Refused(closing[word], closes_channel=True)
    if word in ONLY_THIS:
        return Refused(f"{ONLY_THIS[word]} (Slack says {word}.)")
    if word in UNCLEAR:
        return OutcomeUnknown(f"Slack could not say whether it was done ({word}).")
    return OutcomeUnknown(f"Slack answered in a way we do not know (status {status}, {word or 'no reason'}).")
