"""Golden Thread's own address for Teams, or a bare turn of the Bot Framework that does nothing.

`python -m tests.benchmarks.teams_server ours URL DUE KEYS_URL LOGIN_URL` or `… bare KEYS_URL`; see `serving`.
Both know who sends by the tokens of one identity provider; under `/open` they believe whoever calls.
"""

import sys
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity
from botframework.connector.auth import (
    AuthenticationConfiguration,
    BotFrameworkAuthentication,
    BotFrameworkAuthenticationFactory,
    ClaimsIdentity,
    ConnectorFactory,
    PasswordServiceClientCredentialFactory,
)
from botframework.connector.auth.user_token_client import UserTokenClient
from msrest.universal_http.requests import ClientRetryPolicy
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from adapters.teams import http
from adapters.teams.authentication import Checked, Unchecked
from adapters.teams.connector import Connector
from adapters.teams.credentials import by_secret
from adapters.teams.desk import Desk
from adapters.teams.ears import Ears
from adapters.teams.inbound import PLATFORM
from adapters.teams.keys import Keys
from adapters.teams.pacing import Pacing
from adapters.teams.platform import TeamsPlatform
from adapters.teams.references import References
from adapters.teams.turns import Turns
from bot.domain.channel import Channel, ChannelId
from bot.domain.delivery import Delivery, DeliveryId
from bot.domain.message import PromptMessage
from bot.later import Later
from tests.adapters.teams.identity import APP, ISSUER, SECRET
from tests.benchmarks.crowd import TENANT, channel, crowd
from tests.benchmarks.house import house
from tests.benchmarks.recording import CHANNELS
from tests.benchmarks.serving import run, serve, serve_house

MESSAGE = PromptMessage(
    key="who-was-not-in-the-room",
    question="Who was not in the room when this was decided?",
    why="Plans are made by those who are there.",
    follow_up="How do you know?",
    theme="Belonging",
    minutes=3,
    promise="Read by the leaders and the SENCo. Kept for 3 years.",
    safeguarding="Worried about a child? Speak to the DSL.",
)


def main() -> None:
    """Serve until the process is ended."""
    which, *rest = sys.argv[1:]
    run(
        _ours(rest[0], due=int(rest[1]), keys_url=rest[2], login_url=rest[3])
        if which == "ours"
        else _bare(keys_url=rest[0])
    )


async def _ours(url: str, *, due: int, keys_url: str, login_url: str) -> None:
    async with house(url, crowd(CHANNELS, platform=PLATFORM)) as here:
        threads = await here.posted(root_of=_milliseconds)
        tokens = by_secret(app=APP, secret=SECRET, tenant=TENANT, clock=here.clock, login_url=login_url)
        connector, references = (
            Connector(tokens, pacing=Pacing(here.clock)),
            References(here.store.installations, clock=here.clock),
        )
        platform = TeamsPlatform(connector, references)
        ears = Ears(Desk(bot=here.bot, connector=connector, references=references, later=Later()))
        # An unknown key is asked for at once: nobody waits five minutes to see what a new one costs.
        keys = Keys(keys_url, pause=0)
        checked, unchecked = (
            Turns(each, tenant=TENANT) for each in (Checked(keys, app_id=APP, issuer=ISSUER), Unchecked())
        )

        async def post(_: Request) -> Response:
            await platform.post(MESSAGE, to=_channel(threads[0]), delivery=DeliveryId(threads[0].id))
            return JSONResponse({})

        routes = [
            *http.routes(ears, checked),
            Mount("/open", routes=http.routes(ears, unchecked)),
            Route("/post", post, methods=["POST"]),
        ]
        try:
            await serve_house(here, routes, threads=threads, due=due)
        finally:
            await keys.stop()
            await connector.close()


def _milliseconds(row: Delivery, number: int) -> str:
    """Teams' ids are times."""
    return str(int(row.due_at.timestamp()) * 1000 + number)


def _channel(row: Delivery) -> Channel:
    return Channel(
        id=ChannelId(row.channel),
        trust=row.trust,
        school=row.school,
        platform=PLATFORM,
        address=channel(row.channel, platform=PLATFORM),
        name="Leaders",
    )


async def _bare(*, keys_url: str) -> None:
    # The mends that anybody would make who had measured a stock turn once: it takes ten times as long without.
    ClientRetryPolicy.safe_codes = frozenset(ClientRetryPolicy.safe_codes)  # type: ignore[assignment] # that is the point
    open_, checked = _turns(app=None, keys_url=keys_url), _turns(app=APP, keys_url=keys_url)
    await serve([Mount("/open", routes=[open_]), checked])


def _turns(*, app: str | None, keys_url: str) -> Route:
    """An address at which each activity is a turn. The Bot Framework believes whoever calls an app without an id."""
    adapter = _Bare(
        _Cached(
            BotFrameworkAuthenticationFactory.create(
                to_channel_from_bot_oauth_scope=ISSUER,
                to_bot_from_channel_token_issuer=ISSUER,
                to_bot_from_channel_open_id_metadata_url=keys_url,
                to_bot_from_emulator_open_id_metadata_url=keys_url,
                credential_factory=PasswordServiceClientCredentialFactory(app, SECRET, TENANT),
                auth_configuration=AuthenticationConfiguration(),
            )
        )
    )

    async def nothing(_: TurnContext) -> None:
        """What a turn costs that does nothing."""

    async def messages(request: Request) -> Response:
        activity = Activity().deserialize(await request.json())
        header = request.headers.get("authorization") if app else None
        await adapter.process_activity(await adapter.proved(activity, header), activity, nothing)
        return Response(status_code=201)

    return Route(http.MESSAGES, messages, methods=["POST"])


class _Bare(CloudAdapterBase):  # type: ignore[misc] # the SDK is untyped
    """The Bot Framework's own adapter, as it comes."""

    async def proved(self, activity: Activity, header: str | None) -> Any:
        """Who sent it. The turn itself would not take None for a header."""
        return await self.bot_framework_authentication.authenticate_request(activity, header)


class _Cached(BotFrameworkAuthentication):  # type: ignore[misc] # the SDK is untyped
    """The Bot Framework's own checks; the clients that a turn is given are made once for each address."""

    def __init__(self, checked: BotFrameworkAuthentication) -> None:
        self._checked = checked
        self._factory: ConnectorFactory | None = None
        self._tokens: UserTokenClient | None = None

    async def authenticate_request(self, activity: Activity, auth_header: str | None) -> Any:
        """See the SDK's."""
        result = await self._checked.authenticate_request(activity, auth_header)
        if self._factory is None:
            self._factory = _Clients(result.connector_factory)
        result.connector_factory = self._factory
        return result

    async def authenticate_streaming_request(self, *_: str) -> Any:
        """Never asked: nothing streams."""
        raise NotImplementedError

    def create_connector_factory(self, _: ClaimsIdentity) -> ConnectorFactory:
        """Never asked: nothing is sent by itself."""
        raise NotImplementedError

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> UserTokenClient:
        """See the SDK's."""
        if self._tokens is None:
            self._tokens = await self._checked.create_user_token_client(claims_identity)
        return self._tokens


class _Clients(ConnectorFactory):  # type: ignore[misc] # the SDK is untyped
    def __init__(self, factory: ConnectorFactory) -> None:
        self._factory = factory
        self._made: dict[tuple[str, str | None], Any] = {}

    async def create(self, service_url: str, audience: str | None = None) -> Any:
        """See the SDK's."""
        key = service_url, audience
        if key not in self._made:
            self._made[key] = await self._factory.create(service_url, audience)
        return self._made[key]


if __name__ == "__main__":
    main()
