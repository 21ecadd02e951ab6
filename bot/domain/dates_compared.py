"""How the dates of a programme in a school differ between two set-ups, turn by turn."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.agenda import Dated, agenda
from bot.domain.decisive import Setting, Settings
from bot.domain.owed import Reason, not_running
from bot.domain.programme import Programme
from bot.domain.runs import Run
from scheduler.model import OnDates, OnDemand, Recurrence
from scheduler.turns import Turn, turn_of

AHEAD = timedelta(weeks=26)
"""How far the dates are compared."""

A_DAY = timedelta(days=1)
"""By which the day is another somewhere on the globe."""


class Differing(NamedTuple):
    """One date that is not what it was; `shifted` where the new day or time of the programme says it all."""

    occurrence: date
    was: datetime | None
    now: datetime | None
    because: Reason | None = None
    shifted: bool = False


class Compared(NamedTuple):
    """All of them, and the recurrences, each None where the programme does not come to the school."""

    was: Recurrence | None
    will_be: Recurrence | None
    dates: tuple[Differing, ...] = ()


class Comparison:
    """Compares what is due from `now` on, once for all schools with the same two settings."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        today = now.date()
        self._settings = Settings(today - A_DAY, today + AHEAD + A_DAY)
        # By identity: equal settings are one object.
        self._known: dict[tuple[int, int, frozenset[date], frozenset[date]], Compared] = {}

    def of(
        self, was: Run | None, will_be: Run | None, *, came: frozenset[date], settled: frozenset[date]
    ) -> Compared:
        """What differs; a turn of which a date in `came` has had its question, and a date in `settled`, come no more."""
        old, new = self._settings.of(was), self._settings.of(will_be)
        if old is new:
            return Compared(_rhythm(old), _rhythm(new))
        key = (id(old), id(new), came, settled)
        if key not in self._known:
            self._known[key] = self._compared(old, new, came, settled)
        return self._known[key]

    def _compared(
        self,
        was: Setting | None,
        will_be: Setting | None,
        came: frozenset[date],
        settled: frozenset[date],
    ) -> Compared:
        old, new = (self._coming(each, came, settled) for each in (was, will_be))
        old, new = _without_what_stays(old, new)
        pairs = dict[Turn, tuple[_Date | None, _Date | None]]()
        for turn, each in old.items():
            pairs[turn] = (each, new.pop(turn, None))
        pairs |= {turn: (None, each) for turn, each in new.items()}
        shifts = was is not None and will_be is not None and _shifts(was.programme, will_be.programme)
        found = (_differing(one, other, will_be=will_be, shifts=shifts) for one, other in pairs.values())
        return Compared(
            _rhythm(was),
            _rhythm(will_be),
            tuple(sorted((each for each in found if each), key=lambda each: each.occurrence)),
        )

    def _coming(
        self, setting: Setting | None, came: frozenset[date], settled: frozenset[date]
    ) -> dict[Turn, "_Date"]:
        """What is still to come, left out or not, by turn."""
        if setting is None:
            return {}
        calendar, programme = setting
        zone = ZoneInfo(calendar.zone)
        today = self._now.astimezone(zone).date()
        found: dict[Turn, _Date] = {}
        for dated in agenda(programme, calendar, start=today, end=today + AHEAD):
            key = dated.occurrence.key
            turn = turn_of(programme.recurrence, calendar, key)
            if key in settled or any(day in turn for day in came):
                continue
            if dated.occurrence.due_at > self._now:
                found[turn] = _Date(key, dated.occurrence.due_at.astimezone(zone), dated)
        return found


class _Date(NamedTuple):
    key: date
    due_at: datetime
    dated: Dated

    @property
    def comes(self) -> datetime | None:
        """When, or None where it is left out."""
        return None if self.dated.left_out else self.due_at


_Dates = dict[Turn, _Date]


def _without_what_stays(old: _Dates, new: _Dates) -> tuple[_Dates, _Dates]:
    """Both without what comes at the same moment before and after, though its turn may be another."""
    stay = {each.comes for each in old.values()} & {each.comes for each in new.values()} - {None}
    gone, come = ({turn: each for turn, each in of.items() if each.comes not in stay} for of in (old, new))
    return gone, come


def _differing(
    old: _Date | None, new: _Date | None, *, will_be: Setting | None, shifts: bool
) -> Differing | None:
    was, now = old and old.comes, new and new.comes
    if was == now:
        return None
    shown = new or old
    because = None
    if now is None and will_be is not None:
        because = new.dated.left_out if new else _gone(shown.key, will_be)  # type: ignore[union-attr] # one of the two is there
    return Differing(
        shown.key,  # type: ignore[union-attr] # as above
        was or None,
        now or None,
        because,
        shifted=shifts and was is not None and now is not None,
    )


def _gone(occurrence: date, setting: Setting) -> Reason | None:
    """Why the programme has no date at all in that turn any more, where that can be told."""
    return not_running(setting.programme, on=occurrence)


def _shifts(old: Programme, new: Programme) -> bool:
    """Whether the day or the time is another, and all else of the rhythm is as it was."""
    one, other = old.recurrence, new.recurrence
    return one != other and type(one) is type(other) and not isinstance(one, OnDates | OnDemand)


def _rhythm(setting: Setting | None) -> Recurrence | None:
    return setting.programme.recurrence if setting else None
