"""The bot on Teams, put together from the settings: what it speaks with, what hears for it, how it starts and stops."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from starlette.routing import BaseRoute

from adapters.teams import http
from adapters.teams.authentication import Checked, Unchecked
from adapters.teams.connector import Connector
from adapters.teams.credentials import NoTokens, Tokens, by_managed_identity, by_secret
from adapters.teams.desk import Desk
from adapters.teams.ears import Ears
from adapters.teams.inbound import PLATFORM
from adapters.teams.keys import Keys
from adapters.teams.links import channel_link, thread_link
from adapters.teams.pacing import Pacing
from adapters.teams.platform import TeamsPlatform
from adapters.teams.references import References
from adapters.teams.turns import Turns
from bot.domain.channel import MessageRef
from bot.later import Later
from bot.ports.chat import ChatError
from bot.ports.store import Store
from bot.settings import Settings
from bot.usecases.bot import Bot
from scheduler.clock import Clock

log = structlog.get_logger(__name__)


@dataclass(kw_only=True)
class OnTeams:
    """`bot.connected.Connected`. Without `keys` whoever calls is believed, which only development may."""

    settings: Settings
    tokens: Tokens
    connector: Connector
    references: References
    platform: TeamsPlatform
    keys: Keys | None
    later: Later = field(default_factory=Later)

    def hear(self, bot: Bot) -> Sequence[BaseRoute]:
        """Everything that Teams may send reaches that bot; returns the routes for it."""
        desk = Desk(bot=bot, connector=self.connector, references=self.references, later=self.later)
        return http.routes(Ears(desk), self._turns())

    async def require_secrets(self, _: Bot) -> None:
        """Nothing that is kept for Teams is encrypted."""

    async def start(self, _: Bot) -> None:
        """What signs, and what we speak with, is being fetched in the background. Never raises."""
        if self.keys is not None:
            self.keys.start()
        self.later(self._token_ahead())

    async def stop(self, *, within: float) -> None:
        """What was put off is done or, after that many seconds, given up."""
        await self.later.drained(within=within)
        if self.keys is not None:
            await self.keys.stop()

    async def close(self) -> None:
        """Its connections are closed."""
        if self.keys is not None:
            await self.keys.stop()
        await self.connector.close()

    def link(self, address: str, root: str | None) -> str:
        """Where a browser finds a channel, or a thread in it: Teams opens its own program from there."""
        if root is None:
            return channel_link(address)
        return thread_link(MessageRef(platform=PLATFORM, address=address, id=root))

    async def _token_ahead(self) -> None:
        try:
            await self.tokens.bearer()
        except ChatError as error:
            # Its message is a sentence of ours; who posts first hears it, too.
            log.warning("teams.no_token", why=str(error))

    def _turns(self) -> Turns:
        given = self.settings
        if self.keys is None:
            return Turns(Unchecked(), tenant=given.teams_tenant_id)
        checked = Checked(self.keys, app_id=given.teams_app_id or "", issuer=given.teams_token_issuer)
        return Turns(checked, tenant=given.teams_tenant_id)


def on_teams(settings: Settings, *, store: Store, clock: Clock) -> OnTeams:
    """The bot's side of Teams, which the settings have switched on."""
    tokens, references = _tokens(settings, clock=clock), References(store.installations, clock=clock)
    connector = Connector(tokens, pacing=Pacing(clock))
    return OnTeams(
        settings=settings,
        tokens=tokens,
        connector=connector,
        references=references,
        platform=TeamsPlatform(connector, references),
        keys=None if settings.teams_without_authentication else Keys(settings.teams_keys_url),
    )


def _tokens(settings: Settings, *, clock: Clock) -> Tokens:
    app, secret, scope = settings.teams_app_id or "", settings.teams_secret, settings.teams_service_scope
    if settings.teams_without_authentication:
        return NoTokens()
    if secret is None:
        return by_managed_identity(app=app, clock=clock, scope=scope)
    return by_secret(
        app=app,
        secret=secret,
        tenant=settings.teams_tenant_id or "",
        clock=clock,
        login_url=settings.teams_login_url,
        scope=scope,
    )
