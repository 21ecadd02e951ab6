"""A programme: which prompts go out, in which order, when, and to which channels."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from typing import NewType

from bot.domain.channel import ChannelId
from bot.domain.people import SchoolId, TrustId
from prompts.model import Audience, Kind, Prompt, PromptBank
from prompts.sequence import Order
from scheduler.model import BusyRule, ClosedDayRule, OnDates, OnDemand, Recurrence, Weekday

ProgrammeId = NewType("ProgrammeId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which of the bank's prompts a programme may ask: every filter given must fit; none given means all.

    `keys` are chosen one by one, and stand in the order in which they are to be asked.
    """

    themes: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    audiences: tuple[Audience, ...] = ()
    kinds: tuple[Kind, ...] = ()
    keys: tuple[str, ...] = ()
    sequence: str | None = None
    left_out: frozenset[str] = frozenset()

    def of(self, bank: PromptBank) -> tuple[Prompt, ...]:
        """The prompts of `bank` that fit, in the order of `keys`, of the named sequence, or else of the bank."""
        chosen = bank.choose(
            themes=self.themes,
            frameworks=self.frameworks,
            audiences=self.audiences,
            kinds=self.kinds,
            keys=self.keys,
            sequence=self.sequence,
        )
        return tuple(prompt for prompt in chosen if prompt.key not in self.left_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePolicy:
    """How late a prompt may still be sent: within `grace` of due, and before `closes` on its own local day."""

    grace: timedelta = timedelta(hours=4)
    closes: time = time(18, 0)


class SchoolMay(StrEnum):
    """Something about a programme that a trust may leave to its schools."""

    PAUSE = "pause"
    SKIP = "skip"
    ASK_NOW = "ask-now"
    CHANGE_DAY = "change-day"
    CHANGE_TIME = "change-time"
    LEAVE_OUT = "leave-out"
    ADD_CHANNEL = "add-channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolChoice:
    """What one school has chosen about a programme of its trust. Dates and times are local.

    `weekday` and `at` take the place of the trust's; `left_out` are prompts never asked there; `channels` are the
    school's own, to which the programme goes as well.
    """

    programme: ProgrammeId
    school: SchoolId
    paused_until: date | None = None
    skipped_dates: frozenset[date] = frozenset()
    weekday: Weekday | None = None
    at: time | None = None
    left_out: frozenset[str] = frozenset()
    channels: tuple[ChannelId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What a trust has decided to ask, when and where.

    `starts` and `ends` are local dates, both included. While `paused_until` lies ahead of a local date, that
    date is skipped; `skipped_dates` are left out one by one.
    """

    id: ProgrammeId
    trust: TrustId
    name: str
    selection: Selection
    order: Order
    recurrence: Recurrence
    starts: date
    ends: date | None = None
    closed_day: ClosedDayRule = ClosedDayRule.SKIP
    late: LatePolicy = LatePolicy()
    paused_until: date | None = None
    skipped_dates: frozenset[date] = frozenset()
    lighter_from: int | None = None
    """Total pressure weight of a week from which a prompt of one minute is preferred."""
    moves_from: int | None = None
    """Total pressure weight from which the prompt comes on the last school day of its week."""
    skips_from: int | None = None
    """Total pressure weight from which the week's prompt is left out."""
    remind_after: int | None = None
    """School days after which a thread without an answer is reminded, once; None, the default: never."""
    channels: tuple[ChannelId, ...] = ()
    private_answers: bool = False
    """Whether an answer may be kept for its author and the SENCo alone."""
    schools_may: frozenset[SchoolMay] = frozenset(SchoolMay)
    """What the trust leaves to each school lead."""

    @property
    def busy(self) -> BusyRule:
        """What becomes of a date in a busy week."""
        return BusyRule(moves_from=self.moves_from, skips_from=self.skips_from)

    def at_school(self, choice: SchoolChoice | None) -> "Programme":
        """The programme as it runs in a school that has chosen so.

        What the trust no longer leaves to schools counts no more, and is there again when it does.
        """
        if choice is None:
            return self
        may = self.schools_may
        pauses = [self.paused_until, choice.paused_until if SchoolMay.PAUSE in may else None]
        skipped = choice.skipped_dates if SchoolMay.SKIP in may else frozenset[date]()
        left_out = choice.left_out if SchoolMay.LEAVE_OUT in may else frozenset[str]()
        selection, channels, added = self.selection, self.channels, self.added_by(choice)
        if left_out:
            selection = replace(selection, left_out=selection.left_out | left_out)
        if added:
            channels = tuple(dict.fromkeys((*channels, *added)))
        return replace(
            self,
            paused_until=max((until for until in pauses if until), default=None),
            skipped_dates=self.skipped_dates | skipped,
            recurrence=self._shifted(choice),
            selection=selection,
            channels=channels,
        )

    def added_by(self, choice: SchoolChoice) -> tuple[ChannelId, ...]:
        """The channels that the school has added to the trust's, as far as the trust lets it."""
        return choice.channels if SchoolMay.ADD_CHANNEL in self.schools_may else ()

    def _shifted(self, choice: SchoolChoice) -> Recurrence:
        """The recurrence on the school's own day and at its own time, where it has a day and a time."""
        recurrence = self.recurrence
        if isinstance(recurrence, OnDemand):
            return recurrence
        if choice.at is not None and SchoolMay.CHANGE_TIME in self.schools_may:
            recurrence = replace(recurrence, at=choice.at)
        if isinstance(recurrence, OnDates):
            return recurrence
        if choice.weekday is not None and SchoolMay.CHANGE_DAY in self.schools_may:
            recurrence = replace(recurrence, weekday=choice.weekday)
        return recurrence
