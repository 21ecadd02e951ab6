"""From a prompt of the bank to what people are shown: the message in a channel, and its line on a page."""

from dataclasses import dataclass

from bot import wording
from bot.domain.message import Explained, PromptMessage
from bot.domain.people import School, Trust
from bot.domain.programme import Programme
from prompts.faults import UnknownPromptError
from prompts.model import Prompt, PromptBank


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptShown:
    """A prompt beside the answers to it: what was asked, why, and where the question comes from."""

    key: str
    question: str
    why: str
    follow_up: str
    theme: str
    theme_name: str
    frameworks: tuple[str, ...]
    evidence: tuple[str, ...]
    sources: tuple[str, ...]


def compose(  # noqa: PLR0913 - what is asked, of whom, and how
    bank: PromptBank,
    prompt: Prompt,
    *,
    programme: Programme,
    school: School,
    trust: Trust,
    late: bool,
    reflected: int = 0,
) -> PromptMessage:
    """The prompt as its readers meet it, with who will read the answers and how long they are kept."""
    scale = bank.scale_of(prompt)
    words = " ".join((prompt.question, prompt.why, prompt.follow_up, *prompt.evidence))
    return PromptMessage(
        key=prompt.key,
        question=prompt.question,
        why=prompt.why,
        follow_up=prompt.follow_up,
        theme=_theme_name(bank, prompt),
        minutes=prompt.minutes,
        promise=wording.reader_promise(school=school.name, keep_months=trust.keep_months),
        safeguarding=wording.safeguarding(),
        sources=_sources(bank, prompt),
        evidence=prompt.evidence,
        positions=tuple(position.sentence for position in scale.positions) if scale else (),
        acronyms=tuple(Explained(term=term.term, meaning=term.meaning) for term in bank.terms_in(words)),
        late=late,
        reflected=reflected,
        private_promise=wording.private_promise(school=school.name) if programme.private_answers else None,
    )


def show(bank: PromptBank, key: str | None) -> PromptShown | None:
    """The prompt as a page shows it; None where there was none, or the bank no longer holds it."""
    if key is None:
        return None
    try:
        prompt = bank.get(key)
    except UnknownPromptError:
        return None
    return PromptShown(
        key=prompt.key,
        question=prompt.question,
        why=prompt.why,
        follow_up=prompt.follow_up,
        theme=prompt.theme,
        theme_name=_theme_name(bank, prompt),
        frameworks=prompt.frameworks,
        evidence=prompt.evidence,
        sources=_sources(bank, prompt),
    )


def _theme_name(bank: PromptBank, prompt: Prompt) -> str:
    return next((theme.name for theme in bank.themes if theme.key == prompt.theme), prompt.theme)


def _sources(bank: PromptBank, prompt: Prompt) -> tuple[str, ...]:
    """Each document and section once, in the order the prompt names them."""
    return tuple(dict.fromkeys(wording.source_line(cited) for cited in bank.sources_of(prompt)))
