"""A turn of the Bot Framework's, without its faults: who sent it is proved, it is ours to hear, and a failure stays one."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from botbuilder.core import TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity
from botframework.connector.auth import BotFrameworkAuthentication

from adapters.teams.authentication import CHANNEL
from bot.addresses import is_safe
from bot.doorway import Refusal
from bot.fields import Json, part, text

T = TypeVar("T")


class Turns(CloudAdapterBase):  # type: ignore[misc] # the SDK is untyped
    """`tenant` is the only one that is heard; None, for development alone, hears any."""

    on_turn_error: Any

    def __init__(self, authentication: BotFrameworkAuthentication, *, tenant: str | None) -> None:
        super().__init__(authentication)
        self._tenant = tenant

    async def take(self, header: str, body: Json, then: Callable[[Json], Awaitable[T]]) -> T:
        """What `then` makes of the activity, once all that is checked here is in order.

        Raises Refusal before `then` has seen anything, and whatever `then` raises.
        """
        made: list[T] = []

        async def turn(_: TurnContext) -> None:
            _require_ours(body, tenant=self._tenant)
            made.append(await then(body))

        # Stock, an error that `on_turn_error` swallows is still answered 201 and lost; nobody may set it, so it is raised.
        self.on_turn_error = None
        await self.process_activity(header, _shell(body), turn)
        return made[0]


def _shell(body: Json) -> Activity:
    """As much of an activity as the SDK looks at: reading all of it costs half as much as everything else here."""
    return Activity(
        type=text(body, "type"),
        id=text(body, "id"),
        channel_id=text(body, "channelId"),
        service_url=text(body, "serviceUrl"),
    )


def _require_ours(body: Json, *, tenant: str | None) -> None:
    if text(body, "channelId") != CHANNEL:
        raise Refusal(403, "channel")
    # It is where we shall send what we say, and our token with it.
    if not is_safe(text(body, "serviceUrl")):
        raise Refusal(403, "service-url")
    said = [each for each in _tenants(body) if each is not None]
    if tenant is not None and (not said or any(str(each).lower() != tenant for each in said)):
        raise Refusal(403, "tenant")


def _tenants(body: Json) -> tuple[Any, Any]:
    return part(body, "conversation").get("tenantId"), part(part(body, "channelData"), "tenant").get("id")
