"""Prompts say how many have reflected, on platforms where they can: never who has, or has not."""

from bot.usecases.bot import Bot


async def recount(bot: Bot) -> int:
    """Every prompt of the last days whose number has changed says the new one; returns how many were drawn anew.

    One tick's worth at most, so that no message is drawn more often than a tick comes round. Raises StoreUnavailable.
    """
    raise NotImplementedError
