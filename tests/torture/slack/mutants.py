"""Broken variants of the bot on Slack, each without one thing that a promise rests on."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.ports.inbox import Receipt
from bot.usecases.bot import Bot

NEVER_LOOKS = "never looks before it sends again"
ANSWERS_FIRST = "tells Slack that it has something before it is kept"
SHOWS_BLINDLY = "shows an answer again without looking whether it stands there"
FORGETS_TO_SHOW = "takes an answer for shown before it is"
PUTS_OFF = 0.3
"""Seconds; less than a season waits at its end."""


class _Over:
    """A port with something of it replaced."""

    def __init__(self, port: Any) -> None:
        self._port = port

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name)


class _Blind(_Over):
    async def find(self, *args: object, **named: object) -> None:
        """It has not looked, and says that nothing is there."""


class _Careless(_Over):
    async def show(self, *args: Any, look: bool, **named: Any) -> Any:
        """It does not look, whatever it is told."""
        return await self._port.show(*args, look=False, **named)


class _Hasty(_Over):
    def __init__(self, inbox: Any) -> None:
        super().__init__(inbox)
        self._tasks: set[asyncio.Task[Any]] = set()

    async def receive(self, happening: Any, **named: Any) -> Receipt:
        """It is said to be kept, and will be in a moment."""

        async def soon() -> None:
            await asyncio.sleep(PUTS_OFF)
            await self._port.receive(happening, **named)

        task = asyncio.create_task(soon())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return Receipt.KEPT


class _Forgetful(_Over):
    def __init__(self, platform: Any, bot: Bot) -> None:
        super().__init__(platform)
        self._bot = bot

    async def show(self, answer: Any, *, root: Any, at: Any, stands: Any, look: bool) -> Any:
        """The row says shown; then it is shown; then the row is told where, by whoever called."""
        echoes: Any = self._bot.store.echoes
        await echoes._port.shown(echoes.claimed[answer.mark], stands=stands)
        return await self._port.show(answer, root=root, at=at, stands=stands, look=look)


class _Remembering(_Over):
    """Echoes that know again what was claimed."""

    def __init__(self, port: Any) -> None:
        super().__init__(port)
        self.claimed: dict[str, Any] = {}

    async def claim(self, **named: Any) -> Any:
        """See the port."""
        found = await self._port.claim(**named)
        self.claimed |= {str(each.reflection): each for each in found}
        return found


def _never_looks(bot: Bot) -> Bot:
    return _with(bot, _Blind(bot.platforms["slack"]))


def _shows_blindly(bot: Bot) -> Bot:
    return _with(bot, _Careless(bot.platforms["slack"]))


def _answers_first(bot: Bot) -> Bot:
    store: Any = bot.store
    store.inbox = _Hasty(store.inbox)
    return bot


def _forgets_to_show(bot: Bot) -> Bot:
    store: Any = bot.store
    store.echoes = _Remembering(store.echoes)
    return _with(bot, _Forgetful(bot.platforms["slack"], bot))


def _with(bot: Bot, platform: Any) -> Bot:
    return replace(bot, platforms={"slack": platform})


MUTANTS: Mapping[str, Callable[[Bot], Bot]] = {
    NEVER_LOOKS: _never_looks,
    ANSWERS_FIRST: _answers_first,
    SHOWS_BLINDLY: _shows_blindly,
    FORGETS_TO_SHOW: _forgets_to_show,
}
