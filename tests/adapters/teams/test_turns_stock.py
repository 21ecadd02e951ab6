"""What the Bot Framework does by itself, and why `turns` and `authentication` stand before it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from botbuilder.core import TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity
from botframework.connector.auth import (
    AuthenticationConfiguration,
    BotFrameworkAuthentication,
    BotFrameworkAuthenticationFactory,
    JwtTokenExtractor,
    PasswordServiceClientCredentialFactory,
)

from adapters.teams.authentication import Checked, Unchecked
from adapters.teams.keys import Keys
from adapters.teams.turns import Turns
from bot.doorway import Refusal
from tests.adapters.teams.door import activity
from tests.adapters.teams.identity import APP, ISSUER, SECRET, SERVICE, TENANT, Identity, SigningKey, provided


class Lost(Exception):  # noqa: N818 - a test's own
    """What a turn fails with."""


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[Identity]:
    with provided(tmp_path) as ready:
        yield ready
    JwtTokenExtractor.metadataCache.clear()


@pytest.fixture
async def ours(provider: Identity) -> AsyncIterator[Turns]:
    keys = Keys(provider.keys_url)
    yield Turns(Checked(keys, app_id=APP), tenant=TENANT)
    await keys.stop()


def stock(provider: Identity, *, app_id: str | None = APP) -> BotFrameworkAuthentication:
    return BotFrameworkAuthenticationFactory.create(
        to_channel_from_bot_login_url=provider.login_url,
        to_channel_from_bot_oauth_scope=ISSUER,
        to_bot_from_channel_token_issuer=ISSUER,
        to_bot_from_channel_open_id_metadata_url=provider.keys_url,
        to_bot_from_emulator_open_id_metadata_url=provider.keys_url,
        credential_factory=PasswordServiceClientCredentialFactory(app_id, SECRET, TENANT),
        auth_configuration=AuthenticationConfiguration(),
    )


async def refused(
    ours: Turns, provider: Identity, *, changes: dict[str, Any], **token: Any
) -> tuple[int, str]:
    async def then(_: object) -> None:
        raise AssertionError

    with pytest.raises(Refusal) as refusal:
        await ours.take(f"Bearer {provider.token(**token)}", activity(**changes), then)
    return refusal.value.status, refusal.value.why


async def test_stock_a_missing_app_id_lets_everybody_in_and_ours_takes_none_for_an_answer(
    provider: Identity,
) -> None:
    said = Activity(channel_id="msteams", service_url=SERVICE)
    found = await stock(provider, app_id=None).authenticate_request(said, None)
    assert found.claims_identity.is_authenticated
    with pytest.raises(Refusal):
        await Checked(Keys(provider.keys_url), app_id="").authenticate_request(said, "")


async def test_stock_an_error_of_a_turn_can_be_swallowed_and_ours_is_raised() -> None:
    class Stock(CloudAdapterBase):  # type: ignore[misc] # the SDK is untyped
        pass

    async def swallow(*_: object) -> None:
        pass

    async def failing(_: object) -> None:
        raise Lost

    theirs = Stock(Unchecked())
    theirs.on_turn_error = swallow
    said = Activity(type="message", channel_id="msteams", service_url=SERVICE)
    assert await theirs.process_activity("", said, failing) is None

    turns = Turns(Unchecked(), tenant=None)
    turns.on_turn_error = swallow
    with pytest.raises(Lost):
        await turns.take("", activity(), failing)


@pytest.mark.parametrize("token", [{"kid": "nobody-knows"}, {"algorithm": "HS256"}])
async def test_stock_a_forgery_is_an_accident_and_ours_is_a_401(
    provider: Identity, ours: Turns, token: dict[str, Any]
) -> None:
    said = Activity(channel_id="msteams", service_url=SERVICE)
    with pytest.raises(Exception) as error:  # noqa: PT011 - what it raises is any kind of error but the one for this
        await stock(provider).authenticate_request(said, f"Bearer {provider.token(**token)}")
    assert not isinstance(error.value, PermissionError)
    status, _ = await refused(ours, provider, changes={}, **token)
    assert status == 401


async def test_stock_a_key_that_names_no_channels_signs_for_all_and_ours_for_none(
    provider: Identity, ours: Turns
) -> None:
    provider.keys = [SigningKey.new("silent", endorsements=None)]
    said = Activity(channel_id="msteams", service_url=SERVICE)
    found = await stock(provider).authenticate_request(said, f"Bearer {provider.token()}")
    assert found.claims_identity.is_authenticated
    assert await refused(ours, provider, changes={}) == (401, "endorsement")


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        (Activity(service_url=SERVICE), {"channelId": None}),
        (Activity(channel_id="msteams"), {"serviceUrl": None}),
    ],
)
async def test_stock_what_is_missing_is_not_compared_and_ours_refuses_it(
    provider: Identity, ours: Turns, said: Activity, changes: dict[str, Any]
) -> None:
    found = await stock(provider).authenticate_request(said, f"Bearer {provider.token()}")
    assert found.claims_identity.is_authenticated
    status, _ = await refused(ours, provider, changes=changes)
    assert status in {401, 403}


async def test_stock_any_tenant_is_heard_and_ours_hears_one(provider: Identity, ours: Turns) -> None:
    class Stock(CloudAdapterBase):  # type: ignore[misc] # the SDK is untyped
        pass

    heard: list[TurnContext] = []

    async def hear(context: TurnContext) -> None:
        heard.append(context)

    elsewhere = {"id": "19:slt@thread.tacv2", "tenantId": "99999999-aaaa-4bbb-8ccc-ddddeeeeffff"}
    said = Activity().deserialize(activity(conversation=elsewhere, channelData=None))
    authentication = stock(provider)
    found = await authentication.authenticate_request(said, f"Bearer {provider.token()}")
    found.connector_factory = Unchecked().create_connector_factory(found.claims_identity)
    await Stock(Unchecked()).process_activity(found, said, hear)
    assert len(heard) == 1
    changes = {"conversation": elsewhere, "channelData": None}
    assert await refused(ours, provider, changes=changes) == (403, "tenant")


async def test_a_turn_builds_no_client_of_the_frameworks(ours: Turns, provider: Identity) -> None:
    """Stock, each turn builds two, and reads the whole activity into objects: ten times what the rest costs."""
    built: list[object] = []

    class Counted(Turns):
        def _create_turn_context(self, *given: Any) -> TurnContext:
            built.extend(given[3:5])
            return super()._create_turn_context(*given)

    async def then(body: object) -> object:
        return body

    keys = Keys(provider.keys_url)
    taken = await Counted(Checked(keys, app_id=APP), tenant=TENANT).take(
        f"Bearer {provider.token()}", activity(), then
    )
    await keys.stop()
    assert taken == activity()
    connector, tokens = built
    assert not hasattr(connector, "conversations")
    assert tokens is None
