"""What skipping a date really does: its question is not lost, it comes on the next date."""

from collections.abc import Sequence
from datetime import date

from bot.domain.charter import Charter
from bot.domain.wishes import KeepDate, Skip, Wish
from bot.usecases.bot import Bot
from bot.usecases.changing import Proposed
from bot.usecases.reading.preview import Preview, PreviewDate, PreviewRequest, preview_of_proposed
from bot.wording import schools as words

FAR = 60
"""Dates looked at: more than a school year of weeks."""


async def said_of_skipping(bot: Bot, wish: Wish, found: Proposed) -> tuple[str, ...]:
    """In sentences, what skipping or keeping that date does to the questions; none for another wish, or a date too far off."""
    if not isinstance(wish, Skip | KeepDate) or not found.differences:
        return ()
    before, after = [await _previews(bot, each, wish) for each in (found.before, found.after)]
    has, lacks = (before, after) if isinstance(wish, Skip) else (after, before)
    date_ = next((each for each in _asked(has) if _is_on(each, wish.on)), None)
    if date_ is None:
        return ()
    day = date_.due_at.date()
    later = next((each for each in _asked(lacks) if each.due_at > date_.due_at), None)
    question = (
        date_.prompt.question
        if date_.prompt and len({_question(each, wish.on) for each in has}) == 1
        else None
    )
    if isinstance(wish, KeepDate):
        return words.kept(day, question=question)
    return words.skips(
        day,
        later=later.due_at.date() if later else None,
        same=bool(later and later.prompt and later.prompt == date_.prompt),
        question=question,
    )


async def _previews(bot: Bot, charter: Charter, wish: Skip | KeepDate) -> Sequence[Preview]:
    request = PreviewRequest(programme=wish.programme, school=wish.school, count=FAR)
    return await preview_of_proposed(bot, charter, request=request)


def _asked(previews: Sequence[Preview]) -> list[PreviewDate]:
    """The dates that have a question, in the first of the channels: they are the same in the others."""
    return [each for each in previews[0].dates if each.left_out is None] if previews else []


def _question(preview: Preview, on: date) -> str | None:
    """What that channel is asked on that date."""
    found = (each.prompt for each in preview.dates if each.left_out is None and _is_on(each, on))
    prompt = next(found, None)
    return prompt.question if prompt else None


def _is_on(each: PreviewDate, on: date) -> bool:
    return on in {each.occurrence, each.due_at.date()}
