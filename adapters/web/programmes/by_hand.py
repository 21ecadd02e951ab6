"""Choosing prompts by hand: the bank by theme to tick, and what is chosen so far in the order it is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request

from bot.usecases.programmes.draft import Draft
from bot.usecases.programmes.draft_reading import Reading
from bot.wording import programmes as words
from prompts.model import Prompt, PromptBank, Theme

MOST_MOVED = 40
"""Of those chosen, so many are drawn with their buttons: who chooses more is not after an order of their own."""
MOST_ON_SHELF = 60
"""Prompts of one theme on a page: a trust may have hundreds of its own."""
UP, DOWN, OUT = "up", "down", "out"
WAS = ("was_by", "was_keys")
"""What the form had, which the page carries for whoever goes back without choosing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One theme with those of its prompts that are shown; `more` are there and would make the page heavy."""

    theme: Theme
    prompts: tuple[Prompt, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a button beside a chosen prompt did, and which button is at hand next: its direction, and whose it is."""

    key: str
    how: str
    at_hand: str | None


def shelves(bank: PromptBank, *, words: str) -> tuple[Shelf, ...]:
    """The bank by theme; with `words` only the prompts in whose question or reason they stand."""
    looked_for = words.casefold().split()
    fitting = [
        prompt
        for prompt in bank.prompts
        if not prompt.retired
        and all(word in f"{prompt.question} {prompt.why}".casefold() for word in looked_for)
    ]
    found = (
        _shelf(theme, [prompt for prompt in fitting if prompt.theme == theme.key]) for theme in bank.themes
    )
    return tuple(shelf for shelf in found if shelf.prompts)


def begun(draft: Draft, prompts: Sequence[Prompt]) -> Draft:
    """The draft as the page of prompts opens: with nothing chosen yet, what its form would ask is."""
    kept = draft.with_texts(was_by=draft.text("by") or "all", was_keys=draft.text("keys"))
    keys = draft.keys("keys") or tuple(prompt.key for prompt in prompts)
    return kept.with_texts(keys=" ".join(keys))


def left(draft: Draft) -> Draft:
    """The draft as it was before the page of prompts was opened."""
    if not draft.text("was_by"):
        return draft
    return _without_what_was(draft).with_texts(by=draft.text("was_by"), keys=draft.text("was_keys"))


def picked(request: Request, draft: Draft, bank: PromptBank) -> Draft:
    """The draft with what was ticked on the page of prompts, last; what that page did not show stays as it was."""
    shown = set(request.state.form.get("was_shown", "").split())
    ticked = set(request.state.several.get("pick", ()))
    before = draft.keys("keys")
    kept = [key for key in before if key not in shown or key in ticked]
    added = [prompt.key for prompt in bank.prompts if prompt.key in ticked and prompt.key not in before]
    return draft.with_texts(keys=" ".join((*kept, *added)), by="hand")


def done(request: Request, draft: Draft, bank: PromptBank) -> Draft:
    """The draft with what was ticked, for the form."""
    return _without_what_was(picked(request, draft, bank))


def rearranged(draft: Draft, step: str) -> tuple[Draft, Moved | None]:
    """The draft after a button such as "up:vision-action", and what it did; None where there is no such prompt."""
    how, _, key = step.partition(":")
    keys = list(draft.keys("keys"))
    if key not in keys or how not in {UP, DOWN, OUT}:
        return draft, None
    at = keys.index(key)
    keys.remove(key)
    if how == OUT:
        following = keys[min(at, len(keys) - 1)] if keys else None
        return draft.with_texts(keys=" ".join(keys)), Moved(
            key=key, how=OUT, at_hand=f"{OUT}:{following}" if following else None
        )
    place = min(max(at + (1 if how == DOWN else -1), 0), len(keys))
    keys.insert(place, key)
    # At either end one of the two buttons is gone: the other is at hand then.
    there = {0: DOWN, len(keys) - 1: UP}.get(place, how)
    at_hand = f"{there}:{key}" if len(keys) > 1 else None
    return draft.with_texts(keys=" ".join(keys)), Moved(key=key, how=how, at_hand=at_hand)


def chosen(draft: Draft, bank: PromptBank) -> tuple[Prompt, ...]:
    """The prompts that are chosen so far, in their order; those the bank no longer holds are passed over."""
    there = {prompt.key: prompt for prompt in bank.prompts}
    return tuple(there[key] for key in draft.keys("keys") if key in there)


def asked_so_far(draft: Draft, bank: PromptBank, *, today: date) -> Sequence[Prompt]:
    """What a form asks that names themes, people or a sequence; nothing where it takes the bank as it is."""
    if draft.text("by") not in {"fitting", "sequence"}:
        return ()
    reading = Reading(draft, today=today)
    selection = reading.selection(bank)
    return () if reading.faults else selection.of(bank)


def told(moved: Moved, chosen: Sequence[Prompt], bank: PromptBank) -> str:
    """What a button beside a chosen prompt did, in words."""
    question = bank.get(moved.key).question
    if moved.how == OUT:
        return words.taken_out(question)
    place = next(n for n, prompt in enumerate(chosen, 1) if prompt.key == moved.key)
    return words.stands_at(question, place=place, of=len(chosen))


def _shelf(theme: Theme, prompts: Sequence[Prompt]) -> Shelf:
    shown = tuple(prompts[:MOST_ON_SHELF])
    return Shelf(theme=theme, prompts=shown, more=len(prompts) - len(shown))


def _without_what_was(draft: Draft) -> Draft:
    texts = {name: value for name, value in draft.texts.items() if name not in WAS}
    return Draft(texts=texts, lists=draft.lists)
