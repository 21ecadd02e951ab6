"""What the form of a programme offers and holds, in the shape that its page draws."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from bot.domain.channel import Channel
from bot.domain.charter import Charter
from bot.domain.people import School
from bot.usecases.draft import ALL_BUT, LISTS, Draft
from prompts.model import Prompt, PromptBank, Theme

NOT_OF_THE_DRAFT = frozenset(
    {"csrf", "step", "pick", "shown", "words", "was_shown", "forget_left_out", "seen"}
)
MANY_SCHOOLS = 60
"""Beyond so many, a page shows those that fit a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticks:
    """The schools of one page with their channels; `kept` counts the ticked that are not shown, and `carried` names them."""

    schools: tuple[tuple[School, tuple[Channel, ...]], ...]
    ticked: frozenset[str]
    kept: int
    carried: str
    every: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One theme with those of its prompts that are shown."""

    theme: Theme
    prompts: tuple[Prompt, ...]


def draft_from(request: Request) -> Draft:
    """The form as it was sent."""
    form: Mapping[str, str] = request.state.form
    several: Mapping[str, tuple[str, ...]] = request.state.several
    texts = {name: value for name, value in form.items() if name not in NOT_OF_THE_DRAFT | set(LISTS)}
    if form.get("forget_left_out"):
        texts["left_out"] = ""
    lists = {name: tuple(several[name]) for name in LISTS if name in several}
    return Draft(texts=texts, lists=lists)


def ticks(draft: Draft, charter: Charter) -> Ticks:
    """The schools to tick; of very many only those whose name holds what was looked for."""
    channels: dict[str, list[Channel]] = {}
    for channel in charter.channels:
        channels.setdefault(channel.school, []).append(channel)
    schools = sorted(
        (each for each in charter.schools if each.id in channels), key=lambda each: each.name.casefold()
    )
    looked_for = draft.text("school_words").casefold()
    fitting = [each for each in schools if looked_for in each.name.casefold()]
    shown = tuple((each, tuple(channels[each.id])) for each in fitting[:MANY_SCHOOLS])
    every = frozenset(str(channel.id) for channel in charter.channels)
    ticked = draft.ticked(every)
    kept = ticked.difference(channel.id for _, each in shown for channel in each)
    return Ticks(
        schools=shown,
        ticked=ticked,
        kept=len(kept),
        carried=" ".join(_shorter(kept, every)) if draft.text("where") != "all" else "",
        every=len(charter.channels),
        total=len(schools),
    )


def _shorter(kept: frozenset[str], every: frozenset[str]) -> list[str]:
    """Those channels, or all but the others, whichever is said in fewer words."""
    others = every - kept
    return [ALL_BUT, *sorted(others)] if len(others) < len(kept) else sorted(kept)


def shelves(bank: PromptBank, *, words: str, only: frozenset[str] | None = None) -> tuple[Shelf, ...]:
    """The bank by theme; with `words` only the prompts in whose question or reason they stand."""
    looked_for = words.casefold().split()
    fitting = [
        prompt
        for prompt in bank.prompts
        if not prompt.retired
        and all(word in f"{prompt.question} {prompt.why}".casefold() for word in looked_for)
        and (only is None or prompt.key in only)
    ]
    found = (
        Shelf(theme=theme, prompts=tuple(prompt for prompt in fitting if prompt.theme == theme.key))
        for theme in bank.themes
    )
    return tuple(shelf for shelf in found if shelf.prompts)


def picked(request: Request, draft: Draft, bank: PromptBank) -> Draft:
    """The draft with what was ticked on the page of prompts; what that page did not show stays as it was."""
    shown = set(request.state.form.get("was_shown", "").split())
    ticked = set(request.state.several.get("pick", ()))
    before = draft.keys("keys")
    kept = [key for key in before if key not in shown or key in ticked]
    added = [prompt.key for prompt in bank.prompts if prompt.key in ticked and prompt.key not in before]
    return draft.with_texts(keys=" ".join((*kept, *added)), by="hand")
