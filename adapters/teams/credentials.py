"""Tokens to speak to Teams with: by the app's secret or a managed identity, fetched off the event loop and kept."""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import msal
import requests

from adapters.teams import remedies
from adapters.teams.aside import aside
from adapters.teams.quiet import quiet
from bot.ports.chat import Refused, TryLater
from scheduler.clock import Clock

LOGIN_URL = "https://login.microsoftonline.com/"
SCOPE = "https://api.botframework.com/.default"
RENEWED_BEFORE = 240.0
"""Seconds before its end from which a token is renewed; until `UNUSED_BEFORE` the old one serves whoever does not."""
UNUSED_BEFORE = 30.0
YOUNG = 60.0
"""A token that Teams refuses at this age is not refused because it is old."""
REQUEST, IN_ALL = 4.0, 8.0
"""Seconds for one request, and for all that it takes to get a token: the rest of a post's time is for the post."""
BREATH = 5.0
"""Seconds for which a failure is told to everyone who asks, before the next of them tries."""
SOON = timedelta(seconds=30)

_CODE = re.compile(r"AADSTS[0-9]+")
_LATER = frozenset({"temporarily_unavailable", "server_error", "slow_down"})

Fetched = Mapping[str, Any]


class Tokens(Protocol):
    """What we show Teams so that it lets us speak."""

    async def bearer(self) -> str | None:
        """A token that is good for a while; None where none is needed. Raises TryLater, Refused."""

    def refused(self, token: str | None) -> bool:
        """Teams has refused it: it is forgotten. Whether another one may be taken, because it was not young."""


class NoTokens:
    """For a server of our own that asks for none: development and tests."""

    async def bearer(self) -> str | None:
        """Nothing."""
        return None

    def refused(self, token: str | None) -> bool:  # noqa: ARG002 - the protocol's own
        """There is no other."""
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    value: str
    got: float
    ends: float


class Kept:
    """Tokens of one source, which `fetch` asks in a thread: one at a time, and kept until shortly before their end."""

    def __init__(self, fetch: Callable[[], Fetched], *, clock: Clock, nowhere: str) -> None:
        """`nowhere` is the remedy where there is nobody to ask."""
        quiet()
        self._fetch, self._nowhere = fetch, nowhere
        self._clock = clock
        self._token: _Token | None = None
        self._failed: tuple[TryLater | Refused, float] | None = None
        self._turn = asyncio.Lock()

    async def bearer(self) -> str | None:
        """See `Tokens`."""
        token = self._token
        if token is not None and self._left(token) > (
            UNUSED_BEFORE if self._turn.locked() else RENEWED_BEFORE
        ):
            return token.value
        async with self._turn:
            token = self._token
            if token is None or self._left(token) <= RENEWED_BEFORE:
                token = await self._renewed(token)
            return token.value

    def refused(self, token: str | None) -> bool:
        """See `Tokens`."""
        if self._token is None or self._token.value != token:
            return True
        old = self._now() - self._token.got > YOUNG
        self._token = None
        return old

    async def _renewed(self, old: _Token | None) -> _Token:
        """A new token, or the old one where it is good enough still. Raises TryLater, Refused."""
        if self._failed is None or self._now() - self._failed[1] >= BREATH:
            try:
                self._token, self._failed = await self._fetched(), None
            except (TryLater, Refused) as error:
                self._failed = error, self._now()
            else:
                return self._token
        if old is not None and self._left(old) > UNUSED_BEFORE:
            return old
        raise self._failed[0]

    async def _fetched(self) -> _Token:
        at = self._now()
        try:
            async with asyncio.timeout(IN_ALL):
                answer = await aside(self._fetch)
        except Exception as error:
            if isinstance(error, ValueError | KeyError) and not isinstance(error, requests.RequestException):
                raise Refused(self._nowhere) from error
            raise TryLater("Whoever gives tokens for Teams could not be reached.", after=SOON) from error
        return _Token(value=_value(answer), got=at, ends=at + _seconds(answer))

    def _left(self, token: _Token) -> float:
        return token.ends - self._now()

    def _now(self) -> float:
        return self._clock.reading().steady


def by_secret(  # noqa: PLR0913 - what Entra wants to know
    *, app: str, secret: str, tenant: str, clock: Clock, login_url: str = LOGIN_URL, scope: str = SCOPE
) -> Kept:
    """Tokens that the registration's client secret is good for."""

    def fetch() -> Fetched:
        # A new one each time: what MSAL keeps it would give again, however Teams liked it.
        with _Session() as session:
            asking = msal.ConfidentialClientApplication(
                app,
                client_credential=secret,
                authority=f"{login_url.rstrip('/')}/{tenant}",
                # Whether an authority is one of Microsoft's is for the settings to say, not for a request each hour.
                instance_discovery=False,
                http_client=session,
            )
            found: Fetched = asking.acquire_token_for_client(scopes=[scope])
            return found

    return Kept(fetch, clock=clock, nowhere=remedies.NO_TENANT)


def by_managed_identity(*, app: str, clock: Clock, scope: str = SCOPE) -> Kept:
    """Tokens that the server's own identity in Azure is good for; its address is the environment's to say."""

    def fetch() -> Fetched:
        with _Session() as session:
            asking = msal.ManagedIdentityClient(
                msal.UserAssignedManagedIdentity(client_id=app), http_client=session
            )
            found: Fetched = asking.acquire_token_for_client(resource=scope.removesuffix("/.default"))
            return found if "access_token" in found else {**found, "identity": True}

    return Kept(fetch, clock=clock, nowhere=remedies.NO_IDENTITY)


class _Session(requests.Session):
    """None of MSAL's requests waits for ever."""

    def request(self, method: str, url: Any, **more: Any) -> requests.Response:  # type: ignore[override] # the same by other words
        return super().request(method, url, **{"timeout": REQUEST, **more})


def _value(answer: Fetched) -> str:
    """The token. Raises TryLater, Refused: what Entra says of an error is looked through for its code, and not repeated."""
    found = answer.get("access_token")
    if isinstance(found, str) and found:
        return found
    word = str(answer.get("error", ""))
    if word in _LATER:
        raise TryLater("Whoever gives tokens for Teams asked us to wait.", after=SOON)
    if answer.get("identity"):
        raise Refused(remedies.NO_IDENTITY)
    codes = _CODE.findall(str(answer.get("error_description", "")))
    known = [remedies.CREDENTIALS[code] for code in codes if code in remedies.CREDENTIALS]
    raise Refused(
        known[0] if known else remedies.WRONG_SECRET if word == "invalid_client" else remedies.NO_TOKEN
    )


def _seconds(answer: Fetched) -> float:
    found = answer.get("expires_in")
    return float(found) if isinstance(found, int | float) else 0.0
