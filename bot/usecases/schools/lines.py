"""The schools of one page of a list, each with what comes to it next and what it has changed: looked up for all at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.agenda import Dated, agenda
from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.decisive import Setting, Settings
from bot.domain.owed import came_in_turn
from bot.domain.people import School, SchoolId
from bot.domain.placement import in_use
from bot.domain.programme import Programme, ProgrammeId, SchoolChoice
from bot.domain.runs import Run
from bot.usecases.bot import Bot
from bot.usecases.came import earliest

AHEAD = timedelta(days=366)
"""How far a next date is looked for."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolLine:
    """One school in a list: how many programmes come to it, and through which channels; to `idle` none comes.

    `changed` counts the programmes that it has changed, `paused` names those that are paused there, with until when,
    and `next` is when the next question comes, in its zone.
    """

    school: School
    programmes: int
    channels: tuple[Channel, ...]
    idle: tuple[Channel, ...]
    changed: int
    paused: tuple[tuple[str, date], ...]
    next: datetime | None


@dataclass(slots=True, kw_only=True)
class _Found:
    """What there is of one school: its channels by name, and its programmes with what it has chosen about each."""

    channels: list[Channel] = field(default_factory=list)
    programmes: dict[ProgrammeId, set[ChannelId]] = field(default_factory=dict)
    choices: dict[ProgrammeId, SchoolChoice] = field(default_factory=dict)


async def lines(bot: Bot, charter: Charter, page: Sequence[School]) -> tuple[SchoolLine, ...]:
    """The lines of those schools, from one look through the set-up: a trust may have thousands of channels."""
    now = bot.clock.now()
    today = charter.today(now)
    found = _found(charter, page)
    used = in_use(charter, on=today)
    coming = _Coming(now)
    by_id = {each.id: each for each in charter.programmes}
    nexts: dict[SchoolId, list[datetime]] = {each.id: [] for each in page}
    for programme in charter.programmes:
        if programme.ends and programme.ends < today - A_DAY:
            continue
        going = {each.id: each for each in page if programme.id in found[each.id].programmes}
        named = [key for each in going for key in sorted(found[each].programmes[programme.id])]
        if not named:
            continue
        since = earliest(programme, (each.calendar for each in going.values()), now=now)
        came = await bot.store.outbox.came(programme.id, since=since, channels=named)
        settled = await bot.store.outbox.settled(programme.id, since=today - A_DAY, channels=named)
        for school in going.values():
            here = found[school.id]
            channels = here.programmes[programme.id]
            run = Run(
                calendar=school.calendar,
                programme=programme.at_school(here.choices.get(programme.id)),
                channels=frozenset(channels),
            )
            nexts[school.id] += [
                due_at
                for taken, gone in {
                    (tuple(came.get(key, ())), tuple(settled.get(key, ()))) for key in channels
                }
                if (due_at := coming.next(run, came=taken, settled=gone))
            ]
    return tuple(
        SchoolLine(
            school=each,
            programmes=len(found[each.id].programmes),
            channels=tuple(sorted(found[each.id].channels, key=lambda channel: channel.name)),
            idle=tuple(channel for channel in found[each.id].channels if channel.id not in used),
            changed=sum(1 for _ in _changed(by_id, found[each.id])),
            paused=tuple(_paused(by_id, found[each.id], now=now, zone=each.calendar.zone)),
            next=min(nexts[each.id], default=None),
        )
        for each in page
    )


class _Coming:
    """The dates that come, worked out once for all schools whose dates are the same."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        today = now.date()
        self._settings = Settings(today - A_DAY, today + AHEAD + A_DAY)
        # By identity: equal settings are one object.
        self._known: dict[int, tuple[Dated, ...]] = {}

    def next(self, run: Run, *, came: Sequence[date], settled: Sequence[date]) -> datetime | None:
        """When a question comes next in that run, in its zone; turns of a date in `came` have had theirs, as have those `settled`."""
        setting = self._settings.of(run)
        if setting is None:
            return None
        for dated in self._dates(setting):
            key, recurrence = dated.occurrence.key, setting.programme.recurrence
            if key in settled or came_in_turn(recurrence, run.calendar, occurrence=key, came=came):
                continue
            return dated.occurrence.due_at.astimezone(ZoneInfo(run.calendar.zone))
        return None

    def _dates(self, setting: Setting) -> tuple[Dated, ...]:
        if id(setting) not in self._known:
            calendar, programme = setting
            today = self._now.astimezone(ZoneInfo(calendar.zone)).date()
            self._known[id(setting)] = tuple(
                each
                for each in agenda(programme, calendar, start=today, end=today + AHEAD)
                if each.left_out is None and each.occurrence.due_at > self._now
            )
        return self._known[id(setting)]


def _found(charter: Charter, page: Sequence[School]) -> dict[SchoolId, _Found]:
    found = {each.id: _Found() for each in page}
    school_of: dict[ChannelId, SchoolId] = {}
    for channel in charter.channels:
        if channel.school in found:
            found[channel.school].channels.append(channel)
            school_of[channel.id] = channel.school
    programmes: dict[ProgrammeId, Programme] = {}
    for programme in charter.programmes:
        programmes[programme.id] = programme
        for key in programme.channels:
            if key in school_of:
                found[school_of[key]].programmes.setdefault(programme.id, set()).add(key)
    for choice in charter.choices:
        if choice.school not in found or choice.programme not in programmes:
            continue
        here = found[choice.school]
        here.choices[choice.programme] = choice
        added = programmes[choice.programme].added_by(choice)
        if choice.channels:
            here.programmes.setdefault(choice.programme, set()).update(added)
    return found


def _changed(programmes: dict[ProgrammeId, Programme], found: _Found) -> Iterator[ProgrammeId]:
    for key, choice in found.choices.items():
        if key in found.programmes and programmes[key].at_school(choice) != programmes[key]:
            yield key


def _paused(
    programmes: dict[ProgrammeId, Programme], found: _Found, *, now: datetime, zone: str
) -> Iterator[tuple[str, date]]:
    today = now.astimezone(ZoneInfo(zone)).date()
    for key in found.programmes:
        runs = programmes[key].at_school(found.choices.get(key))
        if runs.ends and runs.ends < today:
            continue
        if runs.paused_until and runs.paused_until > today:
            yield runs.name, runs.paused_until
