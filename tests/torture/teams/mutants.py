"""Broken variants of the bot on Teams, each without one thing that a promise rests on."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.ports.chat import OutcomeUnknown, TryLater
from bot.usecases.bot import Bot
from tests.torture.slack.mutants import _Blind, _Careless, _Hasty, _Over

SENDS_AGAIN = "takes what it cannot see for not posted"
RETRIES = "posts again what Teams gave no clear answer to"
ANSWERS_FIRST = "tells Teams that it has something before it is kept"
SHOWS_BLINDLY = "shows an answer again that may stand there"


class _Retrying(_Over):
    async def post(self, *args: Any, **named: Any) -> Any:
        """An error like any other."""
        try:
            return await self._port.post(*args, **named)
        except OutcomeUnknown as error:
            raise TryLater("It did not work.", after=timedelta(seconds=1)) from error


def _answers_first(bot: Bot) -> Bot:
    store: Any = bot.store
    store.inbox = _Hasty(store.inbox)
    return bot


def _with(over: Callable[[Any], Any]) -> Callable[[Bot], Bot]:
    return lambda bot: replace(bot, platforms={"teams": over(bot.platforms["teams"])})


MUTANTS: Mapping[str, Callable[[Bot], Bot]] = {
    SENDS_AGAIN: _with(_Blind),
    RETRIES: _with(_Retrying),
    ANSWERS_FIRST: _answers_first,
    SHOWS_BLINDLY: _with(_Careless),
}
