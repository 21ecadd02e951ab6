"""How long the questions of a programme last in a channel, and what comes after the last one."""

from bot.domain.programme import Programme
from bot.usecases.bot import Bot
from bot.usecases.reading.preview import Preview, PreviewDate
from bot.wording import outlook as wording
from prompts.faults import UnknownSequenceError
from prompts.model import Prompt, PromptBank
from prompts.references import Order


def asks(programme: Programme, bank: PromptBank) -> tuple[Prompt, ...]:
    """The prompts it may ask; none where the bank no longer has its sequence."""
    try:
        return programme.selection.of(bank)
    except UnknownSequenceError:
        return ()


def first(dates: tuple[PreviewDate, ...], count: int) -> tuple[PreviewDate, ...]:
    """The dates until so many of them bring a question, those left out included."""
    shown: list[PreviewDate] = []
    for each in dates:
        if count == 0:
            break
        shown.append(each)
        count -= each.left_out is None
    return tuple(shown)


async def course_of(bot: Bot, shown: Preview, *, questions: int) -> str | None:
    """It in a sentence or two, or None where that depends on what people answer, or nothing comes by itself.

    `shown` has to go one date beyond the number of questions.
    """
    if shown.programme.order is Order.LEAST_HEARD:
        return None
    asked = await bot.store.outbox.asked(shown.programme.id, channels=[shown.channel.id])
    had = set(asked.get(shown.channel.id, ()))
    begun, ends = bool(had), shown.programme.ends
    fresh: list[PreviewDate] = []
    again = None
    for each in shown.dates:
        if each.prompt is None:
            continue
        if each.prompt.key in had:
            again = each
            break
        had.add(each.prompt.key)
        fresh.append(each)
    if again and not fresh:
        return wording.begins_again(questions, on=again.due_at.date())
    if not fresh:
        return None
    last, whole = fresh[-1].due_at.date(), again is not None or len(fresh) >= questions
    if whole:
        return wording.course(len(fresh), of=questions, begun=begun, last=last, ends=ends, again=bool(again))
    return wording.short(len(fresh), of=questions, last=last, ends=ends)
