"""The prompts that a trust may ask: the bank that is shipped, and its own."""

from collections.abc import Sequence

from bot.domain.charter import Charter
from bot.domain.people import TrustId
from bot.usecases.bot import Bot
from prompts.model import Prompt, PromptBank


async def bank_of(bot: Bot, trust: TrustId) -> PromptBank:
    """The bank with the trust's own prompts after the others, in the theme "Our own prompts"."""
    return _together(bot, await bot.store.directory.own_prompts(trust))


def bank_in(bot: Bot, charter: Charter) -> PromptBank:
    """The same, for whoever has the trust's set-up at hand."""
    return _together(bot, charter.prompts)


def _together(bot: Bot, own: Sequence[Prompt]) -> PromptBank:
    return bot.bank.with_own(tuple(own)) if own else bot.bank
