"""A year at Ashgrove, lived through once: every prompt falls due, is posted and answered by the same code as in life."""

import dataclasses
import tomllib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files

from bot.charter.document import read_charter
from bot.demo.school_year import closures, days_of_one_school, pressure_weeks, school_year_of, terms
from bot.domain.channel import Channel
from bot.domain.charter import Charter
from bot.domain.inheritance import resettled
from bot.domain.people import School, SchoolId, TrustId
from bot.domain.programme import Programme
from bot.ports.board import Board
from bot.usecases.bot import Bot
from bot.usecases.tick import tick
from scheduler.clock import ManualClock
from scheduler.model import SchoolCalendar, monday_of
from scheduler.planning import occurrences

Progress = Callable[[int, int], None]
"""Told how many of how many prompts have been lived through."""

Deliver = Callable[[], Awaitable[object]]
"""Brings what people did on the board to the bot."""

ASHGROVE = TrustId("ashgrove")
MILLBROOK = SchoolId("millbrook-primary")
"""Of the three the one that has days of its own."""

LATER = timedelta(hours=5)
"""By then whoever changes their mind about an answer has done so."""
TRUSTS = ("ashgrove.toml", "brightwater.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one of the cast said to one prompt, and what they made of it later: an edit, or a withdrawal."""

    who: str
    channel: str
    text: str
    after: timedelta
    edit: str | None
    withdrawn: bool


async def live_through(
    bot: Bot, *, clock: ManualClock, now: datetime, deliver: Deliver, progress: Progress
) -> None:
    """The demonstration trusts are there, with a year of prompts and answers that ends at `now`.

    `clock` is the bot's own and its platforms'; it is set from moment to moment.
    """
    charters = [demonstration_charter(name, now=now) for name in TRUSTS]
    for charter in charters:
        await bot.store.directory.establish(charter)
    answers = _answers()
    moments = sorted({due for charter in charters for due in _due(charter, now=now)})
    # What fell due before a programme was planned for the first time is not made up for.
    clock.set(min(_begins(programme) for charter in charters for programme in charter.programmes))
    await tick(bot)
    for number, due in enumerate(moments, start=1):
        clock.set(due + timedelta(seconds=5))
        await tick(bot)
        for charter in charters:
            for channel in charter.channels:
                await _answer(bot.store.board, channel, answers, asked=due, now=now)
        await deliver()
        progress(number, len(moments))
    clock.set(now)
    await tick(bot)


def demonstration_charter(name: str, *, now: datetime) -> Charter:
    """One of the demonstration's trusts, with the terms of the school years around `now`, which its schools inherit."""
    text = files("bot.demo").joinpath(name).read_text(encoding="utf-8")
    charter = read_charter(tomllib.loads(text), where=name)
    today = now.date()
    trust = dataclasses.replace(charter.trust, calendar=_with_terms(charter.trust.calendar, today=today))
    return resettled(
        dataclasses.replace(
            charter,
            trust=trust,
            schools=tuple(_with_days_of_its_own(school, today=today) for school in charter.schools),
            programmes=tuple(_begun_a_year_ago(programme, today=today) for programme in charter.programmes),
        )
    )


def _with_terms(calendar: SchoolCalendar | None, *, today: date) -> SchoolCalendar | None:
    if calendar is None:
        return None
    years = _years(today)
    return dataclasses.replace(
        calendar,
        terms=tuple(term for year in years for term in terms(year)),
        closures=tuple(closure for year in years for closure in closures(year)),
        pressure_weeks=tuple(week for year in years for week in pressure_weeks(year)),
    )


def _with_days_of_its_own(school: School, *, today: date) -> School:
    """One school of the demonstration has days that the others have not."""
    if school.own is None or school.id != MILLBROOK:
        return school
    days = tuple(closure for year in _years(today) for closure in days_of_one_school(year))
    return dataclasses.replace(school, own=dataclasses.replace(school.own, closures=days))


def _years(today: date) -> tuple[int, ...]:
    this = school_year_of(today)
    return (this - 1, this, this + 1)


def _begun_a_year_ago(programme: Programme, *, today: date) -> Programme:
    return dataclasses.replace(programme, starts=monday_of(today - timedelta(days=364)))


def _begins(programme: Programme) -> datetime:
    return datetime.combine(programme.starts, time.min, tzinfo=UTC)


def _due(charter: Charter, *, now: datetime) -> Iterator[datetime]:
    calendars: list[SchoolCalendar] = [school.calendar for school in charter.schools]
    for programme in charter.programmes:
        for calendar in calendars:
            for occurrence in occurrences(
                programme.recurrence,
                calendar,
                closed_day=programme.closed_day,
                start=programme.starts,
                end=now.date(),
            ):
                if occurrence.skipped is None and occurrence.due_at < now - timedelta(minutes=1):
                    yield occurrence.due_at


async def _answer(
    board: Board,
    channel: Channel,
    answers: Mapping[str, tuple[Answer, ...]],
    *,
    asked: datetime,
    now: datetime,
) -> None:
    """The cast has said what it had to say, by now, to the prompt that was posted there at `asked`."""
    for root in await board.notes(channel.address, roots=1):
        if root.root is not None or root.body is None or root.at < asked:
            continue
        for answer in answers.get(str(root.body["key"]), ()):
            if answer.channel == channel.id and asked + answer.after + LATER < now:
                await _say(board, answer, address=channel.address, root=root.id, asked=asked)


async def _say(board: Board, answer: Answer, *, address: str, root: int, asked: datetime) -> None:
    said_at = asked + answer.after
    event = await board.say(address=address, root=root, author=answer.who, text=answer.text, at=said_at)
    if event is None:
        return
    if answer.edit:
        await board.edit(event.note.id, author=answer.who, text=answer.edit, at=said_at + LATER / 2)
    if answer.withdrawn:
        await board.withdraw(event.note.id, author=answer.who, at=said_at + LATER)


def _answers() -> dict[str, tuple[Answer, ...]]:
    text = files("bot.demo").joinpath("answers.toml").read_text(encoding="utf-8")
    return {
        key: tuple(
            Answer(
                who=entry["who"],
                channel=entry["channel"],
                text=entry["text"],
                after=timedelta(minutes=entry["after"]),
                edit=entry.get("edit"),
                withdrawn=entry.get("withdrawn", False),
            )
            for entry in entries
        )
        for key, entries in tomllib.loads(text).items()
    }
