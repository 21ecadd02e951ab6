"""The prompts that a trust may ask: the bank that is shipped, and its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.domain.charter import Charter
from bot.domain.people import TrustId
from bot.domain.trail import Difference
from bot.usecases.bot import Bot
from prompts.model import Prompt, PromptBank

PROMPTS = frozenset({"Question left out", "Question chosen by hand", "Own question"})
"""The settings that name a prompt."""


async def bank_of(bot: Bot, trust: TrustId) -> PromptBank:
    """The bank with the trust's own prompts after the others, in the theme "Our own questions"."""
    return _together(bot, await bot.store.directory.own_prompts(trust))


def bank_in(bot: Bot, charter: Charter) -> PromptBank:
    """The same, for whoever has the trust's set-up at hand."""
    return _together(bot, charter.prompts)


def in_questions(bot: Bot, charter: Charter, differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """The same, each prompt by its question rather than by the key that a set-up file has for it."""
    told = tuple(differences)
    if not any(each.setting in PROMPTS for each in told):
        return told
    questions = {prompt.key: prompt.question for prompt in bank_in(bot, charter).prompts}
    return tuple(
        replace(each, was=_question(each.was, questions), now=_question(each.now, questions))
        if each.setting in PROMPTS
        else each
        for each in told
    )


def _question(key: str | None, questions: Mapping[str, str]) -> str | None:
    return None if key is None else questions.get(key, key)


def _together(bot: Bot, own: Sequence[Prompt]) -> PromptBank:
    return bot.bank.with_own(tuple(own)) if own else bot.bank
