"""One way to change a set-up: shown first with what it does to the coming dates, then saved with who did it."""

from dataclasses import dataclass

from bot.domain.charter import Charter
from bot.domain.effect import Effect
from bot.domain.people import MemberId, SchoolId
from bot.domain.trail import Act, Did, Difference
from bot.ports.directory import Edit
from bot.usecases.bot import Bot
from bot.usecases.effect import effect_of
from bot.usecases.permission import Standing


class ChangedMeanwhile(ValueError):  # noqa: N818 - it says what is so
    """What is being edited is not what it was when the page was drawn; the message says to look again."""


class CannotSave(ValueError):  # noqa: N818
    """It makes no sense as asked; `faults` holds, for each field at fault by its name, what to do about it."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an edit is recorded as."""

    did: Did
    about: str
    school: SchoolId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What a set-up would be, and what that does to the coming dates. Nothing is changed by it."""

    before: Charter
    after: Charter
    differences: tuple[Difference, ...]
    effect: Effect


async def propose(bot: Bot, person: Standing, edit: Edit) -> Proposed:
    """What the edit would do. Raises what the edit raises."""
    raise NotImplementedError


async def save(bot: Bot, person: Standing, edit: Edit, change: Change) -> Proposed:
    """It is done, and in the trail; returns what it did. Raises what the edit raises."""
    raise NotImplementedError
