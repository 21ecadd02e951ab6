"""What people see on Teams, looked at from outside its own thread, and whose card a card is."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tests.adapters.teams.double import Message, People, Teams
from tests.adapters.teams.reading import Card, parts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class There:
    """Teams, in which all that is done and seen is done and seen in its own thread."""

    teams: Teams

    @property
    def people(self) -> People:
        """What they can do there."""
        return self.teams.people

    async def done(self, act: Callable[[], T]) -> T:
        """What came of it."""

        async def there() -> T:
            return act()

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(there(), self.teams._loop))

    async def prompts(self, channel: str) -> Sequence[Message]:
        """The prompts that stand in that channel, oldest first."""
        return await self.done(lambda: prompts_in(self.teams, channel))


def prompts_in(teams: Teams, channel: str) -> list[Message]:
    """The cards of ours that open a thread there, oldest first."""
    return [each for each in teams.channel(channel).roots() if not each.by and delivery_on(each.card)]


def delivery_on(card: Card | None) -> str:
    """The delivery that a prompt's card carries, or nothing."""
    carried = (each.get("data") for each in parts(card or {}))
    return next((str(data["delivery"]) for data in carried if data and "delivery" in data), "")
