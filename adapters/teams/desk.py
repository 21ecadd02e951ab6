"""What everything that hears on Teams works with, and what it answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.teams.fields import Json
from bot.usecases.bot import Bot

if TYPE_CHECKING:
    from adapters.teams.connector import Connector
    from adapters.teams.references import References


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """`later` takes what can wait until Teams has its answer."""

    bot: Bot
    connector: "Connector"
    references: "References"
    later: Callable[[Awaitable[None]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Teams hears: a status of HTTP, and for what waits for one a body."""

    status: int
    body: Json | None = None
