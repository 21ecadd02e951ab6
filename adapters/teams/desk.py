"""What everything that hears on Teams works with, and what it answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapters.teams.marks import Marks
from adapters.teams.once import Once
from bot.fields import Json
from bot.usecases.bot import Bot

if TYPE_CHECKING:
    from adapters.teams.connector import Connector
    from adapters.teams.references import References


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """`later` takes what can wait until Teams has its answer.

    `marks` is the last that we were told of teams and chats, `once` what was heard already of what is kept nowhere.
    """

    bot: Bot
    connector: "Connector"
    references: "References"
    later: Callable[[Awaitable[None]], None]
    once: Once = field(default_factory=Once)
    marks: Marks = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """All who work at this desk take turns at the same marks."""
        object.__setattr__(self, "marks", Marks(self.bot.store.installations))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Teams hears: a status of HTTP, and for what waits for one a body."""

    status: int
    body: Json | None = None
