"""Socket Mode: the same app, for a server that Slack cannot reach, over a connection that the server opens itself."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.whose import PLATFORM
from bot.later import Later
from bot.usecases.bot import Bot
from bot.usecases.hearing.sweep import sweep_anew

log = structlog.get_logger()

PING = 10.0
"""Seconds between two pings, and between two attempts to connect."""


class Socket:
    """One connection, opened again whenever it is lost; what was missed meanwhile is read back from the threads."""

    def __init__(  # noqa: PLR0913 - what a connection is made of, each by its name
        self, app: AsyncApp, *, bot: Bot, token: str, api_url: str, later: Later, ping: float = PING
    ) -> None:
        self._app = app
        self._bot = bot
        self._token = token
        self._api_url = api_url
        self._later = later
        self._ping = ping
        self._line: _Line | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._hearing: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        """It is being connected; Slack being away does not stop that."""
        self._line = _Line(
            connected=self._is_connected,
            app_token=self._token,
            logger=self._app.logger,
            web_client=AsyncWebClient(base_url=self._api_url, logger=self._app.logger, retry_handlers=[]),
            ping_interval=self._ping,
        )
        self._line.socket_mode_request_listeners.append(self._heard)
        self._connecting = asyncio.create_task(self._line.connect())

    async def stop(self, *, within: float = 1.0) -> None:
        """What came in is acknowledged, if that takes no longer; the connection is closed, and nothing is left running."""
        line, self._line = self._line, None
        if line is None or self._connecting is None:
            return
        if self._hearing:
            await asyncio.wait(self._hearing, timeout=within)
        with suppress(TimeoutError):
            # Closing a websocket waits for the other side to say so too, and Slack may be away.
            await asyncio.wait_for(line.close(), timeout=within)  # type: ignore[no-untyped-call] # it has no annotations
        running = [
            each
            for each in (
                self._connecting,
                line.message_processor,
                line.message_receiver,
                line.current_session_monitor,
            )
            if each is not None
        ]
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        # A connection that was being made while we closed has made itself a session of its own.
        await line.aiohttp_client_session.close()

    def _is_connected(self, times: int) -> None:
        log.info("slack.socket_connected", times=str(times))
        if times > 1:
            self._later(sweep_anew(self._bot, platform=PLATFORM))

    async def _heard(self, client: AsyncBaseSocketModeClient, asked: SocketModeRequest) -> None:
        """Only what was done is acknowledged: bolt's answer is sent if it is a 200, and otherwise Slack tries again."""
        hearing = asyncio.current_task()
        if hearing is not None:
            self._hearing.add(hearing)
            hearing.add_done_callback(self._hearing.discard)
        began = time.time()
        answer = await run_async_bolt_app(self._app, asked)
        if answer.status != 200:  # noqa: PLR2004 - HTTP's word for done
            log.warning("slack.not_acknowledged", status=answer.status)
        await send_async_response(client, asked, answer, began)


class _Line(SocketModeClient):
    """The SDK's client, which tells nobody that it has connected."""

    def __init__(self, *, connected: Callable[[int], None], **given: Any) -> None:
        super().__init__(**given)
        self._connected = connected
        self._times = 0

    async def issue_new_wss_url(self) -> str:
        """See the SDK; one line where Slack would not have us, since its own could hold a ticket and is left out."""
        try:
            return await super().issue_new_wss_url()
        except Exception as error:
            log.warning("slack.socket_refused", error=type(error).__name__)
            raise

    async def connect(self) -> None:
        """See the SDK: it tries until it is connected or closed."""
        await super().connect()  # type: ignore[no-untyped-call] # it has no annotations
        if not self.closed:
            self._times += 1
            self._connected(self._times)
