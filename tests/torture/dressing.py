"""What is put round the bot's ports: a fate that strikes at a named point, and a network that takes its time."""

import asyncio
import inspect
import os
import signal
from dataclasses import replace
from random import Random
from typing import Any

from sqlalchemy import Engine, event

from bot.ports.chat import ChatPlatform
from bot.ports.store import Store
from bot.usecases.bot import Bot
from tests.torture.mutants import MUTANTS
from tests.torture.order import IN_A_COMMIT, Order

FOREVER = 3600.0


def dressed(bot: Bot, order: Order, *, board: Any = None, platform: ChatPlatform | None = None) -> Bot:
    """The bot as it will live: with its short pace, its slow network, its fault if it has one, and its end."""
    fate = Fate(order)
    store: Any = DressedStore(bot.store, fate, board=board)
    local: Any = platform or bot.platforms["local"]
    network: Any = SlowNetwork(Watched("platform", local, fate), order)
    doomed = replace(bot, store=store, platforms={"local": network}, pace=order.pace)
    return MUTANTS[order.mutant](doomed) if order.mutant else doomed


class Fate:
    """Counts how often its point is reached, and kills the process, at once and without a word, at the nth time."""

    def __init__(self, order: Order) -> None:
        self._point = order.point
        self._left = order.nth
        if self._point == IN_A_COMMIT:
            event.listen(Engine, "commit", lambda _: self.reached(IN_A_COMMIT))

    def reached(self, point: str) -> None:
        """This is the point, or it is not."""
        if point == self._point:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class Watched:
    """A port whose methods tell when they begin and when they have ended."""

    def __init__(self, name: str, port: Any, fate: Fate) -> None:
        self._name = name
        self._port = port
        self._fate = fate

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if not inspect.iscoroutinefunction(method):
            return method

        async def call(*args: Any, **named: Any) -> Any:
            self._fate.reached(f"before {self._name}.{name}")
            result = await method(*args, **named)
            self._fate.reached(f"after {self._name}.{name}")
            return result

        return call


class DressedStore(Watched):
    """The store, and each of its ports."""

    def __init__(self, store: Store, fate: Fate, *, board: Any) -> None:
        super().__init__("store", store, fate)
        self.outbox = Watched("outbox", store.outbox, fate)
        self.inbox = Watched("inbox", store.inbox, fate)
        self.board = Watched("board", board or store.board, fate)


class SlowNetwork:
    """A platform at some distance: what is posted stands a while before its sender hears of it, or never hears."""

    def __init__(self, platform: Any, order: Order) -> None:
        self._platform = platform
        self._slow = order.slow
        self._hangs = order.hangs
        self._dice = Random(order.seed)  # noqa: S311 - dice, to be thrown the same way again

    def __getattr__(self, name: str) -> Any:
        return getattr(self._platform, name)

    async def post(self, *args: Any, **named: Any) -> Any:
        """See the port."""
        await asyncio.sleep(self._dice.uniform(0, self._slow))
        stands = await self._platform.post(*args, **named)
        await asyncio.sleep(
            FOREVER if self._dice.random() < self._hangs else self._dice.uniform(0, self._slow)
        )
        return stands
