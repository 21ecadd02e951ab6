"""The demonstration's prompt of the day: it falls due a few seconds after the page can be opened."""

import dataclasses
from datetime import datetime, time, timedelta

from bot.domain.people import TrustId
from bot.domain.programme import LatePolicy, ProgrammeId
from bot.usecases.bot import Bot
from scheduler.clock import local
from scheduler.model import ClosedDayRule, OnDates

TODAY = ProgrammeId("ashgrove-today")
SOON = timedelta(seconds=8)


async def ask_today(bot: Bot, *, trust: TrustId, now: datetime) -> bool:
    """Each leadership channel of the trust is owed one prompt, due soon, if today has had none; True if it is new."""
    charter = await bot.store.directory.charter(trust)
    if charter is None:
        return False
    programme = next((each for each in charter.programmes if each.id == TODAY), None)
    if programme is None or not isinstance(programme.recurrence, OnDates):
        return False
    asked_before = programme.recurrence.dates
    due = local(now + SOON, charter.schools[0].calendar.zone)
    if due.date() in asked_before:
        return False
    today = dataclasses.replace(
        programme,
        recurrence=OnDates(
            dates=asked_before | {due.date()}, at=due.time().replace(tzinfo=None, microsecond=0)
        ),
        starts=due.date() if not asked_before else programme.starts,
        closed_day=ClosedDayRule.IGNORE,
        late=LatePolicy(grace=timedelta(hours=23), closes=time.max),
    )
    await bot.store.directory.establish(dataclasses.replace(charter, programmes=(today,)))
    return True
