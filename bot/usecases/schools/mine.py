"""The schools of one person, each with the question that comes there next: for their home page."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import School
from bot.domain.placement import running
from bot.usecases.bot import Bot
from bot.usecases.permission import Deed, Standing
from bot.usecases.reading.preview import PreviewRequest, preview_for
from bot.usecases.schools.shown import programmes_at

MOST = 8
"""Whoever sees more schools than that finds them on a page of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MySchool:
    """One school, and when the next question comes there (in its zone) in which programme; both None if none is known."""

    school: School
    due_at: datetime | None
    programme: str | None


async def my_schools(bot: Bot, person: Standing) -> tuple[MySchool, ...]:
    """The schools whose set-up they may see, by name; none at all where these are more than `MOST`."""
    seen = person.may(Deed.SEE_THE_SET_UP)
    if len(seen) > MOST:
        return ()
    here = sorted((each for each in person.charter.schools if each.id in seen), key=lambda each: each.name)
    return tuple([await _one(bot, person, each) for each in here])


async def _one(bot: Bot, person: Standing, school: School) -> MySchool:
    going = {each.id for each in running(person.charter, on=person.charter.today(bot.clock.now()))}
    coming = []
    for programme in programmes_at(person.charter, school.id):
        if programme.id not in going:
            continue
        request = PreviewRequest(programme=programme.id, school=school.id, count=1)
        for found in await preview_for(bot, person, request=request):
            asked = (each.due_at for each in found.dates if each.left_out is None)
            coming += [(due_at, programme.name) for due_at in asked]
    due_at, name = min(coming, default=(None, None))
    return MySchool(school=school, due_at=due_at, programme=name)
