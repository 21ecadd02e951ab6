"""How long Teams' side holds the event loop at the longest, above all while those it has to ask are slow to answer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from rich.progress import Progress

from tests.adapters.teams.identity import Identity
from tests.benchmarks.databases import Engine
from tests.benchmarks.findings import Section, duration, within
from tests.benchmarks.measuring import Spread, Watch
from tests.benchmarks.sending import Server
from tests.benchmarks.sizes import Sizes
from tests.benchmarks.teams_sides import Sides, sides

HELD = 0.05
"""Seconds that nothing may hold the loop."""
SLOW = 0.5
"""Seconds that the identity provider keeps everybody waiting."""
SHORT = 100
"""Seconds that a token is good for: too few to be used twice."""
BARE, NOTHING = "bare", "nothing"
MOMENTS = {
    "first": f"the first activity, its keys from a provider that takes {SLOW:g} s",
    "post": "the first post, its token from an authority as slow",
    "next post": "the next post, with a new token from there",
    "new key": "an activity signed with a new key, as slow to come",
}


@asynccontextmanager
async def after_the_loop(
    section: Section, engine: Engine, *, sizes: Sizes, shown: Progress
) -> AsyncIterator[Sides]:
    """Every moment has been lived through by so many pairs of new processes, which knew no key and had no token.

    The last pair lives on until the block ends.
    """
    seen = _Seen()
    for _ in shown.track(range(sizes.starts - 1), description=f"  {section.title}, from the start"):
        async with sides(engine, due=sizes.due) as both:
            await _lived(both, seen)
    async with sides(engine, due=sizes.due) as both:
        await _lived(both, seen)
        _written(section, seen, starts=sizes.starts)
        yield both


def _written(section: Section, seen: "_Seen", *, starts: int) -> None:
    for moment, words in MOMENTS.items():
        held = Spread.of(each.longest for each in seen.watches[moment])
        what = f"the loop held at the longest by {words} (of {starts}: {_span(held)})"
        baseline = duration(seen.longest(BARE)) if moment == "first" else "—"
        section.lines.append(within(what, held.middle, limit=HELD, baseline=baseline))
    most = max(each.call for moment in MOMENTS for each in seen.watches[moment])
    section.notes.append(
        f"Our loop, when it had nothing to do for {SLOW:g} s, was held for {duration(seen.longest(NOTHING))} by the machine's "
        f"other work. No call on it computed for more than {duration(most)} in any of these moments."
    )


@dataclass(slots=True)
class _Seen:
    """What was seen of each moment, once for each start."""

    watches: dict[str, list[Watch]] = field(default_factory=dict)

    async def moment(self, name: str, of: Server, doing: Awaitable[Any]) -> None:
        """It is lived through."""
        async with looked_at(of) as watch:
            await doing
        self.watches.setdefault(name, []).append(watch)

    def longest(self, name: str) -> float:
        """The middle one of the longest that the loop was held."""
        return Spread.of(each.longest for each in self.watches[name]).middle


async def _lived(both: Sides, seen: _Seen) -> None:
    ours, bare, identity, some = both.ours, both.bare, both.identity, both.activities.some
    long, identity.token_seconds = identity.token_seconds, SHORT
    await seen.moment("first", ours, _slowly(identity, ours.answered(some(1), senders=1)))
    await seen.moment("post", ours, _slowly(identity, ours.asked("POST", "/post")))
    await seen.moment("next post", ours, _slowly(identity, ours.asked("POST", "/post")))
    identity.rotate("second")
    # Not before: what it has fetched once it keeps, and it lives on.
    await seen.moment(BARE, bare, _slowly(identity, bare.answered(some(1), senders=1)))
    await seen.moment("new key", ours, _slowly(identity, ours.answered(some(1), senders=1)))
    await seen.moment(NOTHING, ours, asyncio.sleep(SLOW))
    identity.token_seconds = long


@asynccontextmanager
async def looked_at(server: Server) -> AsyncIterator[Watch]:
    """Until the block ends its loop is watched; afterwards the watch says what was seen."""
    seen = Watch()
    await server.asked("POST", "/watch")
    yield seen
    found = await server.asked("POST", "/held")
    seen.longest, seen.call = found["longest"], found["call"]


async def _slowly(identity: Identity, doing: Awaitable[Any]) -> None:
    """It is done while the provider keeps whoever asks it waiting."""
    identity.hold()
    task = asyncio.ensure_future(doing)
    try:
        if not await asyncio.to_thread(identity.is_holding):
            raise RuntimeError("the identity provider was not asked")
        await asyncio.sleep(SLOW)
    finally:
        identity.release()
    await task


def _span(spread: Spread) -> str:
    return f"{duration(spread.least)} to {duration(spread.most)}"
