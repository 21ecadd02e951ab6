"""What a scope and a filter leave to be read, as the columns of the log say it."""

from dataclasses import dataclass

from adapters.store.search import Words, words_of
from bot.domain.reflection import first_id_at
from bot.domain.scope import Scope
from bot.ports.log import LogFilter

_NO_END = (1 << 63) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """Answers of these schools with ids in [`first`, `below`), and whatever else is asked of them."""

    schools: tuple[str, ...]
    first: int
    below: int
    author: str | None
    channel: str | None
    prompts: tuple[str, ...] | None
    words: Words | None
    closed: tuple[str, ...]
    """Those of the schools whose private answers are not shown, except to `reader` what they wrote themselves."""
    reader: str | None

    def tokens(self) -> dict[str, tuple[str, ...]]:
        """The same, for the full-text index."""
        tokens = {"school": self.schools}
        if self.author is not None:
            tokens["author"] = (self.author,)
        if self.channel is not None:
            tokens["channel"] = (self.channel,)
        if self.prompts is not None:
            tokens["prompt"] = self.prompts
        return tokens


def narrowed(scope: Scope, filters: LogFilter, *, before: int | None) -> Narrowed | None:
    """What is left to be read; None if that is nothing."""
    schools = scope.schools if filters.school is None else scope.schools & {filters.school}
    if scope.author is not None and filters.author not in {None, scope.author}:
        return None
    words = words_of(filters.words)
    if not schools or filters.prompts == () or (words is not None and not words.phrases):
        return None
    ends = (_NO_END if before is None else before, first_id_at(filters.until) if filters.until else _NO_END)
    return Narrowed(
        schools=tuple(sorted(schools)),
        first=first_id_at(filters.since) if filters.since else 0,
        below=min(ends),
        author=scope.author or filters.author,
        channel=filters.channel,
        prompts=None if filters.prompts is None else tuple(dict.fromkeys(filters.prompts)),
        words=words,
        closed=tuple(sorted(schools - scope.private_in)),
        reader=scope.reader,
    )
