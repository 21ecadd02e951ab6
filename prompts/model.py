"""The nouns of WHAT: a prompt, what it draws on, and the bank that holds them all."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace

from prompts.faults import BankError, Fault, UnknownPromptError, UnknownSequenceError
from prompts.glossary import Term, terms_used
from prompts.plain_text import objections, question_objections
from prompts.references import (
    Audience,
    Citation,
    Framework,
    Kind,
    Order,
    Position,
    Row,
    Scale,
    Season,
    Sequence,
    Source,
    Theme,
)

__all__ = [
    "LINE_LIMIT",
    "OWN_THEME",
    "QUESTION_LIMIT",
    "Audience",
    "Citation",
    "Framework",
    "Kind",
    "Order",
    "Position",
    "Prompt",
    "PromptBank",
    "Row",
    "Scale",
    "Season",
    "Sequence",
    "Source",
    "Term",
    "Theme",
]

QUESTION_LIMIT = 280
LINE_LIMIT = 200
VERSION_LENGTH = 12
OWN_THEME = Theme(
    key="our-own", name="Our own questions", about="Written by the trust itself, for its own schools."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One question put to leaders, why it is asked, and where it comes from; `minutes` is the time it takes.

    One that is `retired` is asked no more, and is still there for those who read what was answered to it.
    """

    key: str
    question: str
    why: str
    follow_up: str
    theme: str
    frameworks: tuple[str, ...]
    audience: tuple[Audience, ...]
    kind: Kind
    minutes: int
    draws_on: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    seasons: tuple[Season, ...] = ()
    scale: str | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptBank:
    """An ordered set of prompts and all they refer to; `version` changes when any of it does.

    Raises BankError for duplicate keys, for empty questions, and for words that hold a platform's markup.
    """

    prompts: tuple[Prompt, ...]
    themes: tuple[Theme, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    scales: tuple[Scale, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    sources: tuple[Source, ...] = ()
    rows: tuple[Row, ...] = ()
    glossary: tuple[Term, ...] = ()
    version: str = field(init=False, compare=False)
    _by_key: Mapping[str, Prompt] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        faults = tuple(_faults(self.prompts))
        if faults:
            raise BankError(faults)
        object.__setattr__(self, "_by_key", {prompt.key: prompt for prompt in self.prompts})
        object.__setattr__(self, "version", self._fingerprint())

    def get(self, key: str) -> Prompt:
        """Return the prompt with this key, or raise UnknownPromptError."""
        try:
            return self._by_key[key]
        except KeyError:
            raise UnknownPromptError(key, known=self._by_key) from None

    def with_own(self, prompts: tuple[Prompt, ...]) -> "PromptBank":
        """Return this bank with a trust's own prompts at its end, in a theme of theirs. Raises BankError."""
        return replace(self, prompts=self.prompts + prompts, themes=(*self.themes, OWN_THEME))

    def sequence(self, key: str) -> Sequence:
        """Return the sequence with this key, or raise UnknownSequenceError."""
        found = next((sequence for sequence in self.sequences if sequence.key == key), None)
        if found is None:
            raise UnknownSequenceError(key, known=[sequence.key for sequence in self.sequences])
        return found

    def scale_of(self, prompt: Prompt) -> Scale | None:
        """Return the scale that the prompt is answered on, if it has one."""
        return next((scale for scale in self.scales if scale.key == prompt.scale), None)

    def choose(  # noqa: PLR0913 — filters, each by its name
        self,
        *,
        themes: Collection[str] = (),
        frameworks: Collection[str] = (),
        audiences: Collection[str] = (),
        keys: Iterable[str] = (),
        sequence: str | None = None,
        kinds: Collection[str] = (),
    ) -> tuple[Prompt, ...]:
        """Return the prompts that pass every filter given, in bank order, or in the order of a sequence or of `keys`.

        A framework is an element (`afa.vision`) or a whole family (`afa`). A key that the bank no longer holds
        is passed over, so that a programme outlives a prompt; a retired one never passes. Raises UnknownSequenceError.
        """
        named = dict.fromkeys(keys)
        steps = named if sequence is None else self.sequence(sequence).steps
        ordered = (
            tuple(self._by_key[step] for step in steps if step in self._by_key) if steps else self.prompts
        )
        return tuple(
            prompt
            for prompt in ordered
            if not prompt.retired
            and (not themes or prompt.theme in themes)
            and (not frameworks or _touches(prompt, frameworks))
            and (not audiences or any(audience in audiences for audience in prompt.audience))
            and (not named or prompt.key in named)
            and (not kinds or prompt.kind in kinds)
        )

    def sources_of(self, prompt: Prompt) -> tuple[Citation, ...]:
        """Return where the prompt comes from, in the order it names its rows."""
        rows = {row.id: row for row in self.rows}
        sources = {source.key: source for source in self.sources}
        cited = [(rows[name], sources[rows[name].source]) for name in prompt.draws_on if name in rows]
        return tuple(
            Citation(
                row=row.id,
                section=row.section,
                title=source.title,
                publisher=source.publisher,
                date=source.date,
                url=source.url,
            )
            for row, source in cited
        )

    def terms_in(self, text: str) -> tuple[Term, ...]:
        """Return the glossary's terms that `text` uses as whole words, in the order they first appear."""
        return terms_used(text, self.glossary)

    def _fingerprint(self) -> str:
        content = {
            part.name: [asdict(entry) for entry in getattr(self, part.name)]
            for part in fields(self)
            if part.init
        }
        written = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()[:VERSION_LENGTH]


def _touches(prompt: Prompt, frameworks: Collection[str]) -> bool:
    return any(name in frameworks or name.partition(".")[0] in frameworks for name in prompt.frameworks)


def _faults(prompts: tuple[Prompt, ...]) -> Iterator[Fault]:
    seen: set[str] = set()
    for prompt in prompts:
        if prompt.key in seen:
            yield Fault(
                file="bank",
                key=prompt.key,
                problem="this key is used twice",
                remedy="give each prompt its own key",
            )
        seen.add(prompt.key)
        for problem, remedy in (
            *question_objections(prompt.question, field="question", limit=QUESTION_LIMIT),
            *objections(prompt.why, field="why", limit=LINE_LIMIT),
            *question_objections(prompt.follow_up, field="follow_up", limit=LINE_LIMIT),
        ):
            yield Fault(file="bank", key=prompt.key, problem=problem, remedy=remedy)
