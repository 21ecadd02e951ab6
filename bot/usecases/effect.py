"""What a change of a set-up does to the coming dates of every school it concerns."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from bot.domain.channel import ChannelId
from bot.domain.charter import Charter
from bot.domain.dates_compared import Compared, Comparison
from bot.domain.effect import Alike, DateChange, Effect
from bot.domain.people import SchoolId
from bot.domain.programme import Programme, ProgrammeId
from bot.domain.runs import Run, Runs
from bot.ports.outbox import Lately
from bot.wording import plans

SHOWN = 4
"""Dates shown of each school."""
MOST_SHOWN = 60
"""Dates shown of all."""
SHOWN_TOGETHER = 8
"""Dates shown once for all schools that are alike."""
MOST_ALIKE = 20
"""Ways in which the dates of schools differ that are shown."""
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
    alike: dict[Compared, list[SchoolId]] = field(default_factory=dict)
    """In which schools the dates differ in the same way."""


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
    alike: list[Alike] = []
    anew: set[ChannelId] = set()
    joins: dict[ChannelId, None] = {}
    leaves: dict[ChannelId, None] = {}
    for key in dict.fromkeys((*was.programmes, *will_be.programmes)):
        if same_places and was.programmes.get(key) is will_be.programmes.get(key):
            continue
        news = _news(key, was.of(key), will_be.of(key), comparison, came.get(key, NOTHING))
        old, new = was.programmes.get(key), will_be.programmes.get(key)
        sentences = (
            *plans.programme_news(
                {found: len(schools) for found, schools in news.alike.items()},
                joins=len(news.joins),
                leaves=len(news.leaves),
            ),
            *((plans.other_questions(),) if old and new and _asks_otherwise(old, new) else ()),
        )
        anew.update(news.joins)
        if old and new and _asks_otherwise(old, new):
            anew.update(channel for run in will_be.of(key).values() for channel in run.channels)
        if sentences:
            told.append(((new or old).name, sentences))  # type: ignore[union-attr] # one of the two has the key
        concerned |= news.concerned
        dates += news.dates
        alike += _alike(key, news)
        joins |= dict.fromkeys(news.joins)
        leaves |= dict.fromkeys(news.leaves)
    return Effect(
        sentences=plans.effect(told, anew=_has_others(will_be, anew)),
        schools=len(concerned),
        dates=tuple(dates[:MOST_SHOWN]),
        alike=tuple(sorted(alike, key=lambda each: -len(each.schools))[:MOST_ALIKE]),
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
            news.alike.setdefault(found, []).append(school)
        if found.dates or before != after:
            news.concerned.add(school)
        if len(news.dates) < MOST_SHOWN:
            news.dates += _first(found, key, school, count=SHOWN)
    return news


def _first(found: Compared, key: ProgrammeId, school: SchoolId, *, count: int) -> list[DateChange]:
    return [
        DateChange(
            programme=key,
            school=school,
            occurrence=each.occurrence,
            was=each.was,
            now=each.now,
            because=plans.why(each.because) if each.because else None,
        )
        for each in found.dates[:count]
    ]


def _alike(key: ProgrammeId, news: _News) -> list[Alike]:
    """The ways in which its dates differ, those of most schools first."""
    most = sorted(news.alike.items(), key=lambda each: -len(each[1]))[:MOST_ALIKE]
    return [
        Alike(
            programme=key,
            schools=tuple(schools),
            dates=tuple(_first(found, key, schools[0], count=SHOWN_TOGETHER)),
            more=max(0, len(found.dates) - SHOWN_TOGETHER),
        )
        for found, schools in most
    ]


def _has_others(runs: Runs, channels: Collection[ChannelId]) -> bool:
    """Whether more than one programme comes to one of these channels."""
    if not channels:
        return False
    seen: set[ChannelId] = set()
    for key in runs.programmes:
        here = {each for run in runs.of(key).values() for each in run.channels}.intersection(channels)
        if not seen.isdisjoint(here):
            return True
        seen |= here
    return False


def _channels(run: Run | None) -> frozenset[ChannelId]:
    return run.channels if run else frozenset()


def _asks_otherwise(old: Programme, new: Programme) -> bool:
    return (old.selection, old.order) != (new.selection, new.order)
