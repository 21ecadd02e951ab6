"""A server with open event streams stops when it is told to."""

import asyncio

import httpx

from tests import cast
from tests.adapters.server import served
from tests.adapters.stage import Stage


async def test_open_pages_do_not_keep_the_server_from_stopping(stage: Stage) -> None:
    cookies = (await stage.as_(cast.HANA)).cookies
    opened = asyncio.Event()

    async def watch(address: str) -> None:
        async with (
            httpx.AsyncClient(base_url=address, headers={"Host": "localhost"}, timeout=30) as client,
            client.stream(
                "GET",
                "/channels/oakfield-leaders/events",
                headers={"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())},
            ) as stream,
        ):
            async for line in stream.aiter_lines():
                if line.startswith("data:"):
                    opened.set()

    async with served(stage.app, live=stage.live) as address:
        watching = asyncio.create_task(watch(address))
        await asyncio.wait_for(opened.wait(), 10)
    await asyncio.wait_for(watching, 10)
