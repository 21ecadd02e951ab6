"""The bot, as its use cases see it: what it keeps, what it knows, where it can speak, and a clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.ports.chat import ChatPlatform
from bot.ports.store import Store
from bot.usecases.lulls import Lulls
from bot.usecases.pace import Pace
from prompts.model import PromptBank
from scheduler.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """`name` tells this process from every other copy of the program; platforms are found by their name."""

    name: str
    store: Store
    bank: PromptBank
    platforms: Mapping[str, ChatPlatform]
    clock: Clock
    pace: Pace = field(default_factory=Pace)
    lulls: Lulls = field(default_factory=Lulls, compare=False)
    """What planning remembers from tick to tick; a new one makes it look again, and no more."""
    public_url: str | None = None
    """Where browsers find the pages, if that is known."""
