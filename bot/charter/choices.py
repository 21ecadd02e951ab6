"""What schools have chosen about programmes, in and out of plain tables."""

from bot.domain.channel import ChannelId
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId, SchoolChoice
from scheduler.model import Weekday
from scheduler.tables import Table


def read_choice(table: Table) -> SchoolChoice | None:
    """One `[[choice]]`; None, with every fault noted on it, if it describes none."""
    programme, school = table.identifier("programme"), table.identifier("school")
    weekday = table.word("weekday", among=Weekday) if table.has("weekday") else None
    paused_until = table.day("paused_until") if table.has("paused_until") else None
    at = table.time_of_day("at") if table.has("at") else None
    skipped_dates, left_out = frozenset(table.days("skipped_dates")), frozenset(table.texts("left_out"))
    channels = tuple(map(ChannelId, table.texts("channels")))
    table.refuse_unknown()
    if programme is None or school is None:
        return None
    return SchoolChoice(
        programme=ProgrammeId(programme),
        school=SchoolId(school),
        paused_until=paused_until,
        skipped_dates=skipped_dates,
        weekday=Weekday(weekday) if weekday else None,
        at=at,
        left_out=left_out,
        channels=channels,
    )


def write_choice(choice: SchoolChoice) -> dict[str, object]:
    """The table that `read_choice` reads back as the same choice."""
    given: dict[str, object | None] = {
        "programme": choice.programme,
        "school": choice.school,
        "paused_until": choice.paused_until,
        "skipped_dates": sorted(choice.skipped_dates) or None,
        "weekday": str(choice.weekday) if choice.weekday else None,
        "at": choice.at.isoformat() if choice.at else None,
        "left_out": sorted(choice.left_out) or None,
        "channels": list(choice.channels) or None,
    }
    return {key: value for key, value in given.items() if value is not None}
