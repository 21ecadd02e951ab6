"""The Bot Framework's faults that concern what we say, each mended here; `test_sdk.py` shows each as it is unmended.

- Its client sends with `requests` in threads, stalls for seconds over what it repeats, and then hides the status and
  `Retry-After`: here it sends with aiohttp, once, and an answer that is no success is `Answered`.
- It fetches a token for each client, on the event loop: here a token is awaited, and shared.
- Making a client takes milliseconds: a thousand look-ups in a list are made look-ups in a set, and clients are kept.
- It quotes in the log what went wrong: here it writes nothing (`quiet`).
- It asks for the channels of a team only on the thread that calls it: here over the same client as all else.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Self
from urllib.parse import quote

import aiohttp
from botframework.connector.aio import ConnectorClient
from botframework.connector.aiohttp_bf_pipeline import AsyncBfPipeline
from msrest.pipeline import Response
from msrest.pipeline.async_abc import AsyncHTTPPolicy, AsyncHTTPSender
from msrest.universal_http.async_abc import AsyncClientResponse
from msrest.universal_http.requests import ClientRetryPolicy

from adapters.teams.quiet import quiet
from bot.fields import Json, part, parts, text

ClientRetryPolicy.safe_codes = frozenset(ClientRetryPolicy.safe_codes)  # type: ignore[assignment] # that is the point

KEPT_OPEN = 5.0
"""Seconds that a connection waits for its next request: one that Teams closes as we write leaves us not knowing."""
SUCCESS, NO_SUCCESS = 200, 300

Bearer = Callable[[], Awaitable[str | None]]


class Answered(Exception):  # noqa: N818 - it says what is so
    """Teams answered, and not with success. `code` is its word for that, `retry_after` the header as it came."""

    def __init__(self, status: int, code: str, *, retry_after: str = "") -> None:
        super().__init__(f"Teams answered {status} {code}".rstrip())
        self.status, self.code, self.retry_after = status, code, retry_after


def session(*, timeout: float) -> aiohttp.ClientSession:
    """What every client sends with. `timeout` in seconds, for one request in all; connecting may take a quarter of it."""
    quiet()
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=timeout, sock_connect=timeout / 4),
        connector=aiohttp.TCPConnector(keepalive_timeout=KEPT_OPEN, limit=100),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


def client(service_url: str, *, bearer: Bearer, session: aiohttp.ClientSession) -> Any:
    """The SDK's client of the Bot Connector at that address. It raises Answered, and what aiohttp raises."""
    made = ConnectorClient(_Signed(bearer), base_url=service_url, sender=_Sender(session))
    # Its own way to ask for this pipeline links our policy into one with `requests` afterwards, unnoticed.
    made.config.pipeline = AsyncBfPipeline(made.config)
    return made


async def channels(of: Any, *, team: str) -> Mapping[str, str]:
    """The channels of that team, names by id."""
    raw = of._client  # noqa: SLF001 - it has no door for this
    request = raw.get(f"/v3/teams/{quote(team, safe='')}/conversations", {}, {"Accept": "application/json"})
    response = await raw.async_send(request, stream=False)
    listed = parts(_read(response.body()), "conversations")
    return {text(each, "id"): text(each, "name") for each in listed if text(each, "id")}


class _Signed(AsyncHTTPPolicy[Any, Any]):
    """Each request carries a token, if one is needed."""

    def __init__(self, bearer: Bearer) -> None:
        super().__init__()
        self._bearer = bearer

    async def send(self, request: Any, **kwargs: Any) -> Any:
        token = await self._bearer()
        if token is not None:
            request.http_request.headers["Authorization"] = f"Bearer {token}"
        following: Any = self.next
        return await following.send(request, **kwargs)


class _Sender(AsyncHTTPSender[Any, Any]):
    """Sends once, follows nothing, and reads the answer whole. The session is closed by whoever made it."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing: others use the session."""

    async def send(self, request: Any, **_: Any) -> Any:
        asked = request.http_request
        headers = {name: value for name, value in asked.headers.items() if name.lower() != "content-length"}
        async with self._session.request(
            asked.method, asked.url, data=asked.data, headers=headers, allow_redirects=False
        ) as answer:
            body = await answer.read()
        if not SUCCESS <= answer.status < NO_SUCCESS:
            code = text(part(_read(body), "error"), "code")
            raise Answered(answer.status, code, retry_after=answer.headers.get("Retry-After", ""))
        return Response(request, _Received(asked, answer, body))


class _Received(AsyncClientResponse):
    """An answer as the SDK reads it. Its own class for this raises where there is no body."""

    def __init__(self, request: Any, answer: aiohttp.ClientResponse, body: bytes) -> None:
        super().__init__(request, answer)
        self.status_code, self.reason, self.headers = answer.status, answer.reason, answer.headers.copy()
        self._body = body

    def body(self) -> bytes:
        return self._body


def _read(body: bytes) -> Json:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
