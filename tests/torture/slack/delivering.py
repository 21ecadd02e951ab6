"""Slack's side of the wire: signed requests to whichever door is open, sent again until somebody answers 200."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

import httpx

from tests.adapters.slack.double import Sender

TAKES = 3.0
"""Seconds that Slack waits for an answer."""
AGAIN_AFTER = 0.1
"""Seconds; Slack itself waits a minute and then five, and a season does not last so long."""
BELIEVES = 60.0
"""Seconds after which somebody would stop believing in the program."""
OK = 200
TWICE = 0.1
"""The share of events that come again although they were answered."""
LATE = 0.2
"""The share of events that are overtaken by what happened after them."""


@dataclass(kw_only=True)
class Wire:
    """Between Slack and the program's doors. `told` counts what was answered 200, `tried` every attempt."""

    doors: Sequence[int]
    dice: Random
    told: int = 0
    tried: int = 0
    _browsers: dict[int, httpx.AsyncClient] = field(default_factory=dict)
    _going: set[asyncio.Task[None]] = field(default_factory=set)

    def event(self, body: Mapping[str, Any]) -> None:
        """It is delivered, in its own time, whatever becomes of others."""
        task = asyncio.create_task(self._event(body))
        self._going.add(task)

    async def delivered(self) -> None:
        """Everything that was to be told has been answered 200. Raises what went wrong with any of it."""
        while self._going:
            await asyncio.gather(*self._going)
            self._going = {task for task in self._going if not task.done()}

    async def pressed(self, payload: Mapping[str, Any], *, once: bool = False) -> Any:
        """What the program answers (None for nothing), however often the person has to press.

        Raises WalkedAwayError if it was to be pressed `once` and no answer came.
        """
        async with asyncio.timeout(BELIEVES):
            while True:
                answer = await self._sent(partial(Sender.interaction, payload=payload))
                if answer is not None:
                    return answer.json() if answer.content else None
                if once:
                    raise WalkedAwayError
                await asyncio.sleep(AGAIN_AFTER)

    async def close(self) -> None:
        """Nothing is on its way any more."""
        for task in self._going:
            task.cancel()
        await asyncio.gather(*self._going, return_exceptions=True)
        for browser in self._browsers.values():
            await browser.aclose()

    async def _event(self, body: Mapping[str, Any]) -> None:
        if self.dice.random() < LATE:
            await asyncio.sleep(self.dice.uniform(0, 0.5))
        attempts, answers, wanted = 0, 0, 1 + (self.dice.random() < TWICE)
        async with asyncio.timeout(BELIEVES):
            while answers < wanted:
                if await self._sent(partial(Sender.event, body=body, retry=attempts)) is None:
                    await asyncio.sleep(AGAIN_AFTER)
                else:
                    answers += 1
                attempts += 1

    async def _sent(self, send: Callable[[Sender], Awaitable[httpx.Response]]) -> httpx.Response | None:
        """The answer, if it is 200."""
        self.tried += 1
        try:
            answer = await send(Sender(browser=self._browser(self.dice.choice(self.doors))))
        except httpx.TransportError:
            return None
        if answer.status_code != OK:
            assert answer.status_code >= 500, f"refused with {answer.status_code}"
            return None
        self.told += 1
        return answer

    def _browser(self, door: int) -> httpx.AsyncClient:
        if door not in self._browsers:
            self._browsers[door] = httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{door}", timeout=TAKES, trust_env=False
            )
        return self._browsers[door]


class WalkedAwayError(Exception):
    """Nothing came back, and the person did not try again."""
