"""Where a provider's doors are, and the keys it signs with: fetched when they are needed, and kept for an hour."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from adapters.web.sign_in.asking import fetched
from adapters.web.sign_in.provider import ProviderAway
from bot.addresses import is_safe
from scheduler.clock import Clock

KEPT = timedelta(hours=1)


class Metadata:
    """One provider's, as its issuer publishes it."""

    def __init__(self, issuer: str, *, clock: Clock) -> None:
        self._issuer = issuer
        self._clock = clock
        self._doors: tuple[datetime, Mapping[str, Any]] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    async def door(self, name: str) -> str:
        """The address of that endpoint. Raises ProviderAway."""
        found = (await self._published()).get(name)
        if not isinstance(found, str) or not is_safe(found.partition("?")[0]):
            raise ProviderAway("metadata")
        return found

    async def takes(self, name: str, value: str) -> bool:
        """Whether it says that it takes that. Raises ProviderAway."""
        said = (await self._published()).get(name)
        return isinstance(said, list) and value in said

    async def keys(self, *, anew: bool = False) -> KeySet:
        """What it signs with; `anew` where a key is missing among those that are kept. Raises ProviderAway."""
        now = self._clock.now()
        if self._keys is None or anew or now - self._keys[0] >= KEPT:
            found: Any = await fetched(await self.door("jwks_uri"))
            try:
                self._keys = now, KeySet.import_key_set(found)
            except (JoseError, ValueError, KeyError, TypeError, AttributeError):
                raise ProviderAway("keys") from None
        return self._keys[1]

    async def _published(self) -> Mapping[str, Any]:
        now = self._clock.now()
        if self._doors is None or now - self._doors[0] >= KEPT:
            found = await fetched(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self._issuer:
                raise ProviderAway("issuer")
            self._doors = now, found
        return self._doors[1]
