"""Whether the bot is ready, and if not, why."""

from dataclasses import dataclass

from bot.usecases.bot import Bot


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Ready when there are no reasons against it; each is a sentence for whoever runs the machine."""

    reasons: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """True when nothing speaks against it."""
        return not self.reasons


async def health(bot: Bot) -> Health:
    """How it stands now; never raises."""
    raise NotImplementedError
