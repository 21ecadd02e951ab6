"""Where a programme comes to a channel on the days, or in the weeks, of another one, and did not before."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.agenda import agenda
from bot.domain.channel import ChannelId
from bot.domain.charter import Charter
from bot.domain.dates_compared import A_DAY, AHEAD
from bot.domain.decisive import Setting, Settings
from bot.domain.people import SchoolId
from bot.domain.programme import Programme, ProgrammeId
from bot.domain.runs import Run, Runs
from scheduler.model import OnDemand, Recurrence, monday_of

MOST_SETTINGS = 80
"""Programmes under calendars of their own whose dates are looked at: what a large trust has beyond these is alike."""

_Days = frozenset[date]
_Here = Mapping[SchoolId, Run]
NONE: _Days = frozenset()


class Meeting(NamedTuple):
    """Another programme, and the channels to which both come so; `days` and `weeks` are those of the channel with most.

    `weeks` (by their Mondays) are given only where there are no `days`; in an `even` one no channel has fewer. `at` is
    when the other comes in the first of those schools.
    """

    other: Programme
    at: Recurrence
    channels: tuple[ChannelId, ...]
    days: tuple[date, ...]
    weeks: tuple[date, ...]
    even: bool


def meetings(
    before: Charter, after: Charter, programme: ProgrammeId, *, now: datetime
) -> tuple[Meeting, ...]:
    """Every other programme that this one newly meets in the coming half-year."""
    was, will_be = Runs(before), Runs(after)
    old, new, seen = was.of(programme), will_be.of(programme), _Seen(now)
    # Most edits touch one programme, and leave the others the objects that they were.
    stays = all(getattr(before, each) is getattr(after, each) for each in ("schools", "channels", "choices"))
    found = []
    for other in after.programmes:
        if other.id == programme or isinstance(other.recurrence, OnDemand):
            continue
        here = will_be.of(other.id)
        same = stays and was.programmes.get(other.id) is other
        met = _met(seen, (old, new), (here if same else was.of(other.id) if old else {}, here), other)
        if met:
            found.append(met)
    return tuple(found)


def _met(
    seen: "_Seen", one: tuple[_Here, _Here], another: tuple[_Here, _Here], other: Programme
) -> Meeting | None:
    by_day: dict[ChannelId, _Days] = {}
    by_week: dict[ChannelId, _Days] = {}
    on_days: list[Recurrence] = []
    in_weeks: list[Recurrence] = []
    for school, run in one[1].items():
        beside = another[1].get(school)
        shared = run.channels & beside.channels if beside else frozenset[ChannelId]()
        if not shared:
            continue
        had_one, had_other = one[0].get(school), another[0].get(school)
        known = had_one.channels & had_other.channels if had_one and had_other else frozenset[ChannelId]()
        before = (had_one, had_other) if shared <= known else (None, None)
        days, weeks = seen.newly((run, beside), before)
        for fresh, of, at in ((days, by_day, on_days), (weeks, by_week, in_weeks)):
            if fresh:
                of.update(dict.fromkeys(shared, fresh))
                at.append(beside.programme.recurrence)  # type: ignore[union-attr] # it shares channels
    return _meeting(other, on_days or in_weeks, by_day or by_week, on_days=bool(by_day))


def _meeting(
    other: Programme, at: Sequence[Recurrence], of: Mapping[ChannelId, _Days], *, on_days: bool
) -> Meeting | None:
    if not of:
        return None
    fullest: _Days = max(of.values(), key=len)
    most = tuple(sorted(fullest))
    even = all(len(days) == len(most) for days in of.values())
    return Meeting(other, at[0], tuple(sorted(of)), most if on_days else (), () if on_days else most, even)


_Two = tuple[Run | None, Run | None]


class _Seen:
    """The days and weeks on which programmes come, worked out once for all schools that are alike."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._settings = Settings(now.date() - A_DAY, now.date() + AHEAD + A_DAY)
        # By identity: equal settings are one object.
        self._days: dict[int, _Days] = {}
        self._newly: dict[tuple[int, ...], tuple[_Days, _Days]] = {}

    def newly(self, now: _Two, before: _Two) -> tuple[_Days, _Days]:
        """The days on which both come now and did not before, and the weeks (by their Mondays)."""
        settings = [self._settings.of(run) for run in (*now, *before)]
        key = tuple(map(id, settings))
        if key not in self._newly:
            days = [self._of(setting) for setting in settings]
            weeks = [frozenset(map(monday_of, each)) for each in days]
            self._newly[key] = (_fresh(*days), _fresh(*weeks))
        return self._newly[key]

    def _of(self, setting: Setting | None) -> _Days:
        """The local days to come; none of what is beyond the most that is looked at."""
        if setting is None:
            return NONE
        if id(setting) not in self._days:
            self._days[id(setting)] = _days(setting, self._now) if len(self._days) < MOST_SETTINGS else NONE
        return self._days[id(setting)]


def _fresh(one: _Days, other: _Days, one_before: _Days, other_before: _Days) -> _Days:
    return (one & other) - (one_before & other_before)


def _days(setting: Setting, now: datetime) -> _Days:
    zone = ZoneInfo(setting.calendar.zone)
    today = now.astimezone(zone).date()
    dates = agenda(setting.programme, setting.calendar, start=today, end=today + AHEAD)
    return frozenset(
        each.occurrence.due_at.astimezone(zone).date()
        for each in dates
        if each.left_out is None and each.occurrence.due_at > now
    )
