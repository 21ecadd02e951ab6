"""How a channel of Slack becomes one of ours: the app is invited there, and a code is typed after its command."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.checking_places import ADDRESS
from adapters.slack.failures import code
from adapters.slack.manifest import COMMAND, NAME
from adapters.slack.membership import SHARED, shared
from adapters.slack.remedies import ADMIN, CHANNEL
from adapters.slack.submitted import Actor
from adapters.slack.text import escaped
from adapters.slack.whose import PLATFORM
from bot.fields import Json, part, text
from bot.usecases.bot import Bot
from bot.usecases.schools.connecting import CannotConnect, connect
from bot.wording import connecting as words

log = structlog.get_logger()

PATIENCE = 2.0
"""Seconds for all that Slack is asked: it waits for three, and the rest of them is for the database."""
GOOD = "The code was not used: it is good as long as it was."
NO_CHANNEL = f"Only a channel can be connected, no message to one person or a few. {words.typed_elsewhere()}"
OUTSIDER = f"Only members of this workspace connect a channel, and guests do not. {GOOD}"
NOT_TOLD = f"Slack does not say now which channel this is. {GOOD} Please send it again in a minute."

_LINK = re.compile(r"https?://\S+$")
_UNSEEN = frozenset({"channel_not_found", "not_in_channel"})


class _Unfit(Exception):  # noqa: N818 - it says what is so
    """Nothing is connected here, whatever the code is; the message says why."""


def steps(code: str, *, command: str = COMMAND) -> tuple[str, ...]:
    """What people do, in order."""
    return (
        f"Open the channel in Slack, type {_invite()} and send it. A private channel can be connected too.",
        f"In the same channel, type {command} connect {code} and send it. Only you see the answer.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Connecting:
    """Whoever types the code need not be known to the bot. `changed` hears of the workspace that has a channel more."""

    bot: Bot
    command: str
    external: bool
    changed: Callable[[str], None]

    async def connected(
        self, client: AsyncWebClient, typed: str, *, where: str, by: Actor, enterprise: str
    ) -> str:
        """The channel with the id `where` is connected, or not; returns the words for whoever typed that, as mrkdwn.

        Raises StoreUnavailable.
        """
        address = f"{by.workspace}/{where}"
        try:
            if not ADDRESS.fullmatch(address):
                return NO_CHANNEL
            if not typed:
                return f"Type the code after it: {self.command} connect CODE. {words.typed_elsewhere()}"
            name = await self._fit(client, where, by=by, enterprise=enterprise)
            named = f"#{name}" if name else ""
            told = await connect(self.bot, typed, platform=PLATFORM, address=address, name=named)
        except _Unfit as why:
            log.info("slack.not_connected")
            # Words of ours alone, in which a command is to be copied: there is nothing to escape.
            return str(why)
        except CannotConnect as why:
            log.info("slack.not_connected")
            return _linked(str(why))
        self.changed(by.workspace)
        return _linked(told)

    async def _fit(self, client: AsyncWebClient, where: str, *, by: Actor, enterprise: str) -> str:
        """The channel's name, if it may be connected, and by them. Raises _Unfit; no code has been used then."""
        try:
            async with asyncio.timeout(PATIENCE):
                channel, person = await asyncio.gather(
                    client.conversations_info(channel=where), client.users_info(user=by.user)
                )
        except SlackApiError as error:
            raise _Unfit(self._because(code(error))) from None
        except (ClientError, OSError):
            # No answer in time is a TimeoutError, which is an OSError.
            raise _Unfit(NOT_TOLD) from None
        if by.visiting or _is_outsider(_said(person, "user"), workspace=by.workspace, enterprise=enterprise):
            raise _Unfit(OUTSIDER)
        found = _said(channel, "channel")
        unfit = self._unfit(found)
        if unfit is not None:
            raise _Unfit(unfit)
        return text(found, "name")

    def _unfit(self, found: Json) -> str | None:
        if found.get("is_im") or found.get("is_mpim"):
            return NO_CHANNEL
        if found.get("is_archived"):
            return f"{CHANNEL['is_archived']} {GOOD}"
        if found.get("is_member") is False:
            return self._because("not_in_channel")
        return f"{SHARED} {GOOD}" if shared(found) and not self.external else None

    def _because(self, error: str) -> str:
        if error in _UNSEEN:
            again = f"then send {self.command} connect and the code again"
            return f"{NAME} is not in this channel yet: type {_invite()} here, {again}. {GOOD}"
        if error == "method_not_supported_for_channel_type":
            return NO_CHANNEL
        log.warning("slack.channel_not_looked_up", reason=error)
        return f"{ADMIN[error]} {GOOD}" if error in ADMIN else NOT_TOLD


def _said(answer: AsyncSlackResponse, key: str) -> Json:
    return part(answer.data, key) if isinstance(answer.data, dict) else {}


def _invite() -> str:
    return f"/invite @{NAME}"


def _is_outsider(person: Json, *, workspace: str, enterprise: str) -> bool:
    """A guest, a bot, or somebody of another organisation; another workspace of one's own is none."""
    if any(
        person.get(mark)
        for mark in ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot", "deleted")
    ):
        return True
    home, organisation = text(person, "team_id"), text(part(person, "enterprise_user"), "enterprise_id")
    return home not in {"", workspace, enterprise} and not (enterprise and organisation == enterprise)


def _linked(told: str) -> str:
    """The words, with the address of ours at their end as a link."""
    link = _LINK.search(told)
    return f"{escaped(told[: link.start()])}<{link[0]}>" if link else escaped(told)
