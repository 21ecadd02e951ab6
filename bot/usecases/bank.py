"""The prompts that a trust may ask: the bank that is shipped, and its own."""

from bot.domain.people import TrustId
from bot.usecases.bot import Bot
from prompts.model import PromptBank


async def bank_of(bot: Bot, trust: TrustId) -> PromptBank:
    """The bank with the trust's own prompts after the others, in the theme "Our own prompts"."""
    own = await bot.store.directory.own_prompts(trust)
    return bot.bank.with_own(tuple(own)) if own else bot.bank
