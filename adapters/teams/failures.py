"""What Teams' errors mean for us: a table of those it documents, and what is made of all else.

What is not in it is `OutcomeUnknown`: nobody posts twice because of an error nobody knew. Only 412, 429, 502, 503 and
504 are tried again, as https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability has it.
That a post answered with 502 or 504 was not carried out is Microsoft's word, not ours: a gateway could know less.
"""

import math
import random
from datetime import timedelta

import aiohttp

from adapters.teams import remedies
from adapters.teams.sdk import Answered
from bot.ports.chat import ChatError, OutcomeUnknown, Refused, TryLater

SOON = timedelta(seconds=30)
SPREAD = 0.25
"""A wait is lengthened by up to this share of it, so that what was refused together does not come back together."""
LONGEST_WAIT = timedelta(hours=1)
"""However long Teams asks us to wait, and by whatever mistake: then we ask again."""
AGAIN = frozenset({412, 429, 502, 503, 504})
BAD, UNAUTHORISED, FORBIDDEN, NOT_FOUND, TOO_LARGE, THROTTLED = 400, 401, 403, 404, 413, 429


class Gone(Refused):
    """The message that was to be changed or deleted is not there."""


class Unrecognised(Refused):
    """Teams does not accept our token, or what it says of us."""


def on_posting(error: BaseException, *, personal: bool = False, in_thread: bool = False) -> ChatError:
    """What a failure to say or change something means: in a chat (`personal`), in a thread of a channel, or anew."""
    if isinstance(error, ChatError):
        return error
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        # Refused, no such host, no certificate, or nobody there: no request has left us.
        return TryLater("Teams could not be reached.", after=_spread(SOON))
    if isinstance(error, aiohttp.InvalidURL):
        return Refused("The address that Teams gave for this channel is none. Please report it.")
    if not isinstance(error, Answered):
        return OutcomeUnknown(f"The call to Teams broke off ({type(error).__name__}).")
    if error.status in AGAIN:
        return TryLater(f"Teams asked us to wait (status {error.status}).", after=retry_after(error))
    return _by_status(error, personal=personal, in_thread=in_thread)


def on_looking(error: BaseException) -> ChatError:
    """What a failure to learn something from Teams means: nothing is learnt, and nothing is changed."""
    found = on_posting(error)
    return TryLater(str(found), after=_spread(SOON)) if isinstance(found, OutcomeUnknown) else found


def retry_after(error: Answered) -> timedelta:
    """How long to wait: as long as Teams asks, at least a second and no longer than an hour, and a little more."""
    try:
        seconds = float(error.retry_after)
    except ValueError:
        return _spread(SOON)
    if not math.isfinite(seconds):
        return _spread(SOON)
    asked = min(max(timedelta(seconds=1), timedelta(seconds=min(seconds, 1e6))), LONGEST_WAIT)
    return _spread(asked)


def _by_status(error: Answered, *, personal: bool, in_thread: bool) -> ChatError:
    if error.status == UNAUTHORISED:
        return Unrecognised(remedies.UNKNOWN_TO_TEAMS)
    if error.status == FORBIDDEN:
        return _forbidden(error.code, personal=personal)
    if error.status == NOT_FOUND:
        return _gone(error.code, personal=personal, in_thread=in_thread)
    if error.status == TOO_LARGE:
        return Refused(remedies.TOO_LARGE)
    if error.status == BAD:
        return Refused(f"{remedies.NOT_UNDERSTOOD} (Teams says {error.code or 'nothing more'}.)")
    return OutcomeUnknown(f"Teams answered in a way we do not know (status {error.status}).")


def _forbidden(code: str, *, personal: bool) -> Refused:
    if personal:
        return Refused(remedies.WITH_A_PERSON.get(code, remedies.NO_CHAT))
    return Refused(remedies.IN_A_CHANNEL.get(code, remedies.FORBIDDEN), closes_channel=True)


def _gone(code: str, *, personal: bool, in_thread: bool) -> Refused:
    if code == "ActivityNotFoundInConversation":
        return Gone(remedies.GONE_MESSAGE)
    if personal:
        return Refused(remedies.NO_CHAT)
    if in_thread:
        return Refused(remedies.GONE_THREAD)
    return Refused(remedies.GONE_CHANNEL, closes_channel=True)


def _spread(wait: timedelta) -> timedelta:
    return wait * (1 + SPREAD * random.random())  # noqa: S311 - no secret hangs on it
