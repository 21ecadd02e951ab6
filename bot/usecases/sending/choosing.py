"""Which prompt a channel is asked next, chosen once for all channels that stand alike."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from bot.domain.people import School, SchoolId
from bot.domain.programme import Programme, Selection
from bot.usecases.bank import bank_of
from bot.usecases.bot import Bot
from bot.usecases.permission import counting_only
from prompts.faults import UnknownPromptError, UnknownSequenceError
from prompts.model import Prompt, PromptBank
from prompts.references import Order, Season
from prompts.sequence import next_prompt
from scheduler.model import SchoolCalendar
from scheduler.seasons import pressure, season_of

Heard = Mapping[SchoolId, Mapping[str, int]]


class TimeOfYear(NamedTuple):
    """The seasons a day is in, and whether people are stretched enough to be asked the lightest question."""

    season: frozenset[Season]
    lightest: bool


class Chooser:
    """Chooses for one programme. Schools share the programme's shuffle, so that they can compare answers."""

    def __init__(
        self, programme: Programme, bank: PromptBank, *, heard: Heard = MappingProxyType({})
    ) -> None:
        self._programme = programme
        self._bank = bank
        self._heard = heard
        self._others: dict[Selection, Chooser] = {}
        self._chosen: dict[tuple[object, ...], Prompt | None] = {}
        self._candidates = candidates(programme, bank)

    def at(self, programme: Programme) -> "Chooser":
        """The one for the same programme as it runs in a school, which may leave prompts out."""
        if programme.selection == self._programme.selection:
            return self
        if programme.selection not in self._others:
            self._others[programme.selection] = Chooser(programme, self._bank, heard=self._heard)
        return self._others[programme.selection]

    def time_of(self, day: date, calendar: SchoolCalendar) -> TimeOfYear:
        """What of a local day counts for the choice."""
        season = frozenset(Season(name) for name in season_of(day, calendar))
        lighter_from = self._programme.lighter_from
        return TimeOfYear(season, lighter_from is not None and pressure(day, calendar) >= lighter_from)

    def next(self, *, asked: Sequence[str], school: SchoolId, when: TimeOfYear) -> Prompt | None:
        """The prompt for then, after those asked in that channel; None where there is none to ask."""
        heard = self._heard.get(school, {})
        alike = (tuple(asked), when, school if heard else None)
        if alike not in self._chosen:
            self._chosen[alike] = next_prompt(
                self._candidates,
                order=self._programme.order,
                asked=asked,
                seed=self._programme.id,
                season=when.season,
                heard=heard,
                lightest=when.lightest,
            )
        return self._chosen[alike]


def candidates(programme: Programme, bank: PromptBank) -> Sequence[Prompt]:
    """The prompts it may ask: none where the bank no longer holds the sequence that it names."""
    try:
        return programme.selection.of(bank)
    except UnknownSequenceError:
        return ()


async def chooser(
    bot: Bot, programme: Programme, *, schools: Sequence[School], bank: PromptBank | None = None
) -> Chooser:
    """One that knows what has been heard in these schools, where the programme's order asks for it.

    `bank` is the trust's, for whoever has it at hand.
    """
    bank = bank or await bank_of(bot, programme.trust)
    if programme.order is not Order.LEAST_HEARD:
        return Chooser(programme, bank)
    heard = {
        school.id: _by_framework(bank, await bot.store.log.heard(counting_only(school))) for school in schools
    }
    return Chooser(programme, bank, heard=heard)


def _by_framework(bank: PromptBank, heard: Mapping[str, int]) -> Mapping[str, int]:
    """How often each framework element was answered, from how often each prompt was."""
    counted: dict[str, int] = {}
    for key, times in heard.items():
        try:
            frameworks = bank.get(key).frameworks
        except UnknownPromptError:
            continue
        for framework in frameworks:
            counted[framework] = counted.get(framework, 0) + times
    return counted
