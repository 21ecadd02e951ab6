"""One person doing one thing in Slack: who they are, and how they hear what became of it.

Bolt fills listeners' arguments by their names, so none of ours has a default or is keyword-only.
"""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.home_view import home_view, stranger_view, trouble_view
from adapters.slack.modals import notice
from adapters.slack.pieces import View
from adapters.slack.submitted import Actor, actor
from adapters.slack.text import escaped
from bot import wording
from bot.domain.people import Member
from bot.ports.store import StoreUnavailable
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.hearing.record_reply import NotKept
from bot.usecases.people.who import who
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.programmes.adjusting import CannotAdjust
from bot.usecases.reading.home import home

log = structlog.get_logger()

Later = Callable[[Coroutine[object, object, None]], None]

NOT_NOW = "Golden Thread cannot get at its log now. Nothing was changed: please try again in a minute."
NOT_KEPT_NOW = (
    "Your answer was not kept: Golden Thread cannot get at its log now. Please try again in a minute."
)
VISITING = "This is for the people of this workspace. You can read what the channel shows you."
TROUBLE = "Not done"

Told = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every listener works with; `external` lets in people of other workspaces, in shared channels."""

    bot: Bot
    later: Later
    external: bool = False

    def actor(self, body: Mapping[str, Any]) -> Actor:
        """Whoever sent this. Raises NotFound if Slack does not say, NotAllowed for a visitor who is not let in."""
        found = actor(body)
        if found is None:
            raise NotFound(wording.no_answer_of_yours())
        if found.visiting and not self.external:
            raise NotAllowed(VISITING)
        return found

    async def member(self, body: Mapping[str, Any]) -> Member:
        """The member who sent this. Raises NotFound, NotAllowed."""
        return await who(self.bot, self.actor(body).person)

    async def draw_home(
        self, body: Mapping[str, Any], client: AsyncWebClient, notice: str | None = None
    ) -> None:
        """Their Home shows how things stand now. Never raises: it is drawn afresh whenever it is opened."""
        found = actor(body)
        if found is None:
            return
        view = await self._home(body, notice)
        try:
            await client.views_publish(user_id=found.user, view=view)
        except (SlackApiError, OSError, TimeoutError) as error:
            log_failure("slack.home_not_drawn", error)

    async def _home(self, body: Mapping[str, Any], notice: str | None) -> View:
        try:
            found = self.actor(body)
            try:
                member = await who(self.bot, found.person)
            except NotFound as unknown:
                return stranger_view(str(unknown))
            return home_view(await home(self.bot, member.id), notice=notice)
        except (NotFound, NotAllowed) as error:
            return trouble_view(str(error))
        except StoreUnavailable as error:
            log_failure("slack.home_without_store", error)
            return trouble_view("Golden Thread cannot get at its log now. Open this page again in a minute.")


async def attempt(doing: str, deed: Awaitable[None], *, told: Told, away: str = NOT_NOW) -> None:
    """It is done, or the person hears why not; the log says what was tried and never what was written."""
    try:
        await deed
    except (NotFound, NotAllowed, NotKept, CannotAdjust) as error:
        log.warning("slack.not_done", doing=doing, because=type(error).__name__)
        await told(str(error))
    except StoreUnavailable as error:
        log_failure("slack.store_away", error, doing=doing)
        await told(away)


def in_a_modal(client: AsyncWebClient, body: Mapping[str, Any]) -> Told:
    """Words in a modal of their own, or in the one that is open."""

    async def told(words: str) -> None:
        await show(client, body, notice(TROUBLE, escaped(words)))

    return told


async def show(client: AsyncWebClient, body: Mapping[str, Any], view: View) -> None:
    """The view is open; one that was open already has become it."""
    before = body.get("view") or {}
    if before.get("type") == "modal":
        await client.views_update(view_id=before.get("id"), view=view)
    else:
        await client.views_open(trigger_id=body.get("trigger_id", ""), view=view)
