"""What a change of a set-up does to the coming dates of every school it concerns."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from bot.domain.channel import ChannelId
from bot.domain.charter import Charter
from bot.domain.dates_compared import Compared, Comparison
from bot.domain.effect import DateChange, Effect
from bot.domain.people import SchoolId
from bot.domain.programme import Programme, ProgrammeId
from bot.domain.runs import Run, Runs
from bot.ports.outbox import Lately
from bot.wording import plans

SHOWN = 4
"""Dates shown of each school."""
MOST_SHOWN = 60
"""Dates shown of all."""
NOTHING = Lately({}, {})
PLACES = ("schools", "channels", "choices")
"""Where a programme comes, and what is its own there."""


@dataclass(slots=True, kw_only=True)
class _News:
    """What is new of one programme, gathered school by school."""

    concerned: set[SchoolId] = field(default_factory=set)
    dates: list[DateChange] = field(default_factory=list)
    joins: list[ChannelId] = field(default_factory=list)
    leaves: list[ChannelId] = field(default_factory=list)
    alike: Counter[Compared] = field(default_factory=Counter)
    """In how many schools the dates differ in the same way."""


def effect_of(
    before: Charter,
    after: Charter,
    *,
    now: datetime,
    came: Mapping[ProgrammeId, Lately] = MappingProxyType({}),
) -> Effect:
    """What differs in the dates of the coming half-year, school by school, said shortly.

    `came` holds, by channel, the dates that have had their question, whose turns are not asked again, and those that
    have come to nothing for good.
    """
    was, will_be = Runs(before), Runs(after)
    comparison = Comparison(now)
    # Most edits touch one thing, and leave the others the objects that they were.
    same_places = all(getattr(before, each) is getattr(after, each) for each in PLACES)
    told: list[tuple[str, tuple[str, ...]]] = []
    concerned: set[SchoolId] = set()
    dates: list[DateChange] = []
    joins: dict[ChannelId, None] = {}
    leaves: dict[ChannelId, None] = {}
    for key in dict.fromkeys((*was.programmes, *will_be.programmes)):
        if same_places and was.programmes.get(key) is will_be.programmes.get(key):
            continue
        news = _news(key, was.of(key), will_be.of(key), comparison, came.get(key, NOTHING))
        old, new = was.programmes.get(key), will_be.programmes.get(key)
        sentences = (
            *plans.programme_news(news.alike, joins=len(news.joins), leaves=len(news.leaves)),
            *((plans.other_questions(),) if old and new and _asks_otherwise(old, new) else ()),
        )
        if sentences:
            told.append(((new or old).name, sentences))  # type: ignore[union-attr] # one of the two has the key
        concerned |= news.concerned
        dates += news.dates
        joins |= dict.fromkeys(news.joins)
        leaves |= dict.fromkeys(news.leaves)
    return Effect(
        sentences=plans.effect(told),
        schools=len(concerned),
        dates=tuple(dates[:MOST_SHOWN]),
        joins=tuple(joins),
        leaves=tuple(leaves),
    )


def _news(
    key: ProgrammeId,
    was: Mapping[SchoolId, Run],
    will_be: Mapping[SchoolId, Run],
    comparison: Comparison,
    lately: Lately,
) -> _News:
    news = _News()
    for school in dict.fromkeys((*was, *will_be)):
        old, new = was.get(school), will_be.get(school)
        before, after = _channels(old), _channels(new)
        news.joins += sorted(after - before)
        news.leaves += sorted(before - after)
        taken = frozenset(day for channel in after for day in lately.came.get(channel, ()))
        # A date that has come to nothing in one channel may still come in another.
        gone = [frozenset(lately.settled.get(channel, ())) for channel in after]
        settled = frozenset[date]().union(*gone[:1]).intersection(*gone[1:])
        found = comparison.of(old, new, came=taken, settled=settled)
        if found.dates:
            news.alike[found] += 1
        if found.dates or before != after:
            news.concerned.add(school)
        news.dates += [
            DateChange(
                programme=key,
                school=school,
                occurrence=each.occurrence,
                was=each.was,
                now=each.now,
                because=plans.why(each.because) if each.because else None,
            )
            for each in found.dates[:SHOWN]
            if len(news.dates) < MOST_SHOWN
        ]
    return news


def _channels(run: Run | None) -> frozenset[ChannelId]:
    return run.channels if run else frozenset()


def _asks_otherwise(old: Programme, new: Programme) -> bool:
    return (old.selection, old.order) != (new.selection, new.order)
