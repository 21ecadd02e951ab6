"""A real server with the pages on it, for a real browser or a real connection."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette

from adapters.local.live import Live

PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""`verify` of clients that only speak plain HTTP: reading the world's certificates takes longer than a short test."""


class StoppingServer(uvicorn.Server):
    """Ends the open event streams when it begins to stop: otherwise it would wait for them."""

    def __init__(self, config: uvicorn.Config, *, live: Live) -> None:
        super().__init__(config)
        self._live = live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._live.close()
        await super().shutdown(sockets)


@asynccontextmanager
async def served(app: Starlette, *, live: Live) -> AsyncIterator[str]:
    """The address at which the pages are served, until the block ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off")
    server = StoppingServer(config, live=live)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await asyncio.wait_for(running, timeout=10)
