"""A prompt, no longer than a card can hold: pure. None of a bank's lines is as long as what is cut here."""

from collections.abc import Sequence
from dataclasses import replace

from adapters.teams.limits import cut
from bot.domain.message import Explained, PromptMessage

_QUESTION, _LINE, _NAME, _PROMISE, _POSITION, _LIST = 600, 500, 100, 800, 150, 10


def shortened(message: PromptMessage, *, share: int) -> PromptMessage:
    """The same: with `share` 1 no longer than a card may be, and so many times shorter with more."""

    def some(texts: Sequence[str], limit: int) -> tuple[str, ...]:
        return tuple(cut(text, limit // share) for text in texts[:_LIST])

    private = message.private_promise
    return replace(
        message,
        question=cut(message.question, _QUESTION // share),
        why=cut(message.why, _LINE // share),
        follow_up=cut(message.follow_up, _LINE // share),
        theme=cut(message.theme, _NAME // share),
        promise=cut(message.promise, _PROMISE // share),
        safeguarding=cut(message.safeguarding, _LINE // share),
        positions=some(message.positions, _POSITION),
        sources=some(message.sources, _LINE),
        evidence=some(message.evidence, _LINE),
        acronyms=tuple(
            Explained(term=cut(each.term, _NAME // share), meaning=cut(each.meaning, _LINE // share))
            for each in message.acronyms[:_LIST]
        ),
        private_promise=None if private is None else cut(private, _LINE // share),
    )
