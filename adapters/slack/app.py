"""The bolt application with every listener of ours, for HTTP, for Socket Mode and for the tests."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import commands, interactions
from adapters.slack.channel_events import ChannelEvents
from adapters.slack.connecting import Connecting
from adapters.slack.intake import Ears, Intake, Rules
from adapters.slack.quiet import quiet
from adapters.slack.workspaces import Workspaces
from bot.later import Later
from bot.ports.store import StoreUnavailable
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure

TIMEOUT = 20
ANYTHING = re.compile("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What an installation has chosen."""

    app_id: str | None = None
    command: str = "/goldenthread"
    external: bool = False
    api_url: str = AsyncWebClient.BASE_URL


class UnknownWorkspace(Exception):  # noqa: N818 - it says what is so
    """The bot was put out of it between two steps of one request."""


def slack_app(
    bot: Bot, *, workspaces: Workspaces, choices: Choices, later: Later, changed: Callable[[str], None]
) -> Ears:
    """Everything that Slack sends is answered once it is done: a failure is a 5xx, and Slack sends it again.

    Whoever hands it something has checked where it comes from: the signature, or that it came over our own socket.
    `changed` hears of each workspace in which something about our channels is not as it was.
    """
    rules = Rules(app_id=choices.app_id, external=choices.external)
    intake = Intake(bot, workspaces=workspaces, rules=rules, later=later)

    async def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
        known = await workspaces.of(team_id or enterprise_id or "")
        if known is None:
            raise UnknownWorkspace
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=known.bot_user,
            bot_id=known.bot_id,
            bot_token=known.token,
        )

    app = AsyncApp(
        name="golden-thread",
        logger=quiet(),
        request_verification_enabled=False,
        client=AsyncWebClient(base_url=choices.api_url, logger=quiet(), timeout=TIMEOUT, retry_handlers=[]),
        process_before_response=True,
        before_authorize=intake,
        authorize=authorize,
        # The intake leaves out what we said ourselves, and has to see ourselves come and go.
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.error(_failed)
    interactions.register(app, bot=bot, later=later, external=choices.external)
    connecting = Connecting(bot=bot, command=choices.command, external=choices.external, changed=changed)
    commands.register(app, bot=bot, connecting=connecting)
    news = ChannelEvents(bot, workspaces=workspaces, external=choices.external, changed=changed)
    news.register(app)
    # Last: without a listener bolt answers 404, which Slack counts as a delivery that failed.
    app.event(ANYTHING)(_nothing_to_do)
    return Ears(intake, app)


async def _nothing_to_do() -> None:
    """An event that we did not ask for, or have no use for."""


async def _failed(error: Exception) -> BoltResponse:
    log_failure("slack.not_done", error)
    return BoltResponse(status=503 if isinstance(error, StoreUnavailable) else 500)
