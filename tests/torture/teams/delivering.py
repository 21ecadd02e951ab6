"""Teams' side of the wire: activities to whichever door is open, late, twice, and again until somebody answers 200."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from tests.adapters.teams.double import Sender
from tests.torture.slack.delivering import AGAIN_AFTER, LATE, OK, TAKES, TWICE, WalkedAwayError

BELIEVES = 150.0
"""Seconds after which somebody would stop believing in the program: two that die in turn are seldom both there."""


@dataclass(kw_only=True)
class Wire:
    """Between Teams and the program's doors."""

    doors: Sequence[int]
    dice: Random
    _browsers: dict[int, httpx.AsyncClient] = field(default_factory=dict)
    _going: set[asyncio.Task[None]] = field(default_factory=set)

    def tell(self, activity: Mapping[str, Any]) -> None:
        """It is delivered, in its own time, whatever becomes of others."""
        self._going.add(asyncio.create_task(self._told(activity)))

    async def delivered(self) -> None:
        """Everything that was to be told has been answered 200. Raises what went wrong with any of it."""
        while self._going:
            await asyncio.gather(*self._going)
            self._going = {task for task in self._going if not task.done()}

    async def pressed(self, activity: Mapping[str, Any]) -> Any:
        """What whoever pressed is shown. Raises WalkedAwayError if no answer came: they have to press again."""
        answer = await self._sent(activity)
        if self.dice.random() < TWICE:
            answer = await self._sent(activity) or answer
        if answer is None:
            raise WalkedAwayError
        return answer.json() if answer.content else None

    async def close(self) -> None:
        """Nothing is on its way any more."""
        for task in self._going:
            task.cancel()
        await asyncio.gather(*self._going, return_exceptions=True)
        for browser in self._browsers.values():
            await browser.aclose()

    async def _told(self, activity: Mapping[str, Any]) -> None:
        if self.dice.random() < LATE:
            await asyncio.sleep(self.dice.uniform(0, 0.5))
        wanted = 1 + (self.dice.random() < TWICE)
        async with asyncio.timeout(BELIEVES):
            while wanted:
                if await self._sent(activity) is None:
                    await asyncio.sleep(AGAIN_AFTER)
                else:
                    wanted -= 1

    async def _sent(self, activity: Mapping[str, Any]) -> httpx.Response | None:
        """The answer, if it is 200."""
        door = self.dice.choice(self.doors)
        if door not in self._browsers:
            self._browsers[door] = httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{door}", timeout=TAKES, trust_env=False
            )
        try:
            answer = await Sender(browser=self._browsers[door]).activity(activity)
        except httpx.TransportError:
            return None
        if answer.status_code != OK:
            assert answer.status_code >= 500, f"refused with {answer.status_code}"
            return None
        return answer
