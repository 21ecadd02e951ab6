"""Which prompt comes next? A pure answer from what was asked so far."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType

from prompts.model import Prompt
from prompts.references import Order, Season

__all__ = ["Order", "next_prompt"]

Rank = Callable[[Prompt], tuple[int | str, ...]]


def next_prompt(  # noqa: PLR0913 — what the choice depends on, each by its name
    candidates: Sequence[Prompt],
    *,
    order: Order,
    asked: Sequence[str],
    seed: str = "",
    season: Collection[Season] = (),
    heard: Mapping[str, int] = MappingProxyType({}),
    lightest: bool = False,
) -> Prompt | None:
    """Return the prompt to ask next, or None when there are no candidates.

    `asked` holds the keys asked so far in this programme to this channel, oldest first; keys that are no longer
    candidates may stand in it. Nothing repeats until every candidate has been asked once; then a new round begins,
    never with the prompt just asked. Ties fall to the order of `candidates`.

    `seed` matters to SHUFFLED, `season` (the seasons it is now) to SEASONAL, and `heard` (reflections so far by
    framework element) to LEAST_HEARD. `lightest` prefers one-minute prompts, for a pressure week.
    """
    round_number, remaining = _round(candidates, asked)
    if lightest:
        remaining = [prompt for prompt in remaining if prompt.minutes == 1] or remaining
    rank: dict[Order, Rank] = {
        Order.IN_ORDER: lambda _: (),
        Order.SHUFFLED: lambda prompt: (_shuffled(prompt.key, seed=seed, round_number=round_number),),
        Order.SEASONAL: lambda prompt: (_out_of_season(prompt, season),),
        Order.LEAST_HEARD: lambda prompt: (
            min((heard.get(name, 0) for name in prompt.frameworks), default=0),
        ),
    }
    return min(remaining, key=rank[order], default=None)


def _round(candidates: Sequence[Prompt], asked: Sequence[str]) -> tuple[int, list[Prompt]]:
    """Return which round this is, from 0, and the candidates still to be asked in it.

    Rounds are read from what was asked alone, removed prompts and all: a round ends where a key comes again. So a
    prompt added or removed later moves no boundary that has passed.
    """
    number = 0
    this_round: set[str] = set()
    for key in asked:
        if key in this_round:
            number += 1
            this_round = set()
        this_round.add(key)
    never = [prompt for prompt in candidates if prompt.key not in frozenset(asked)]
    remaining = never or [prompt for prompt in candidates if prompt.key not in this_round]
    if remaining:
        return number, remaining
    return number + 1, [prompt for prompt in candidates if prompt.key != asked[-1]] or list(candidates)


def _shuffled(key: str, *, seed: str, round_number: int) -> str:
    """Return this prompt's place in a shuffle as a hash of its own, so that no other prompt can move it."""
    return hashlib.sha256(f"{seed}\x00{key}\x00{round_number}".encode()).hexdigest()


def _out_of_season(prompt: Prompt, season: Collection[Season]) -> int:
    """Return 0 for a prompt of this season, 1 for one of no season, 2 for one that waits for another season."""
    if not prompt.seasons:
        return 1
    return 0 if set(prompt.seasons) & set(season) else 2
