"""`preview`: the real dates of a programme, and for each date left out, why."""

import asyncio
import json
from datetime import UTC, date, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.demo.settings import demonstration_settings
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId
from bot.settings import Settings, read_settings
from bot.usecases.permission import NotFound
from bot.usecases.reading.preview import SHOWN, Preview, PreviewRequest
from bot.usecases.reading.preview import preview as foresee

MOST = 200


def add_to(app: typer.Typer) -> None:
    """The command line has `preview`."""
    app.command()(preview)


def preview(
    programme: Annotated[str, typer.Argument(help="The programme's id.")],
    start: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=["%Y-%m-%d"], help="The first local date to look at; today if not given."
        ),
    ] = None,
    count: Annotated[
        int, typer.Option(min=1, max=MOST, help="How many dates on which something is asked.")
    ] = SHOWN,
    school: Annotated[str | None, typer.Option(help="Only this school, by its id.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    demo: Annotated[bool, typer.Option("--demo", help="Look at the demonstration's database.")] = False,
) -> None:
    """Print the real dates of a programme, and why a date is left out."""
    request = PreviewRequest(
        programme=ProgrammeId(programme),
        school=SchoolId(school) if school else None,
        start=start.date() if start else None,
        count=count,
    )
    settings = demonstration_settings() if demo else read_settings()
    found = asyncio.run(_foreseen(settings, request))
    if as_json:
        typer.echo(json.dumps([_plain(each) for each in found], ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False)
    for each in found:
        console.print(_table(each))


async def _foreseen(settings: Settings, request: PreviewRequest) -> tuple[Preview, ...]:
    from bot.app import opened  # noqa: PLC0415 - the other commands start quicker without it

    async with opened(settings, reading=True) as house:
        try:
            return await foresee(house.bot, request=request)
        except NotFound as error:
            known = sorted(each.programme.id for each in await house.bot.store.directory.plannable())
            message = f"{error} The programmes in this database: {', '.join(known) or 'none'}."
            raise typer.BadParameter(message) from None


def _table(found: Preview) -> Table:
    table = Table("date", "local time", "prompt", "", title=f"{found.programme.name}, {found.school.name}")
    for each in found.dates:
        table.add_row(
            f"{each.due_at:%a} {_day(each.due_at.date())}",
            f"{each.due_at:%H:%M} {each.due_at.tzname()}",
            "" if each.left_out or each.prompt is None else each.prompt.question,
            each.left_out or " ".join(filter(None, (each.moved, each.lighter))),
            style="dim" if each.left_out else None,
        )
    return table


def _plain(found: Preview) -> dict[str, object]:
    return {
        "programme": found.programme.id,
        "school": found.school.id,
        "zone": found.school.calendar.zone,
        "dates": [
            {
                "occurrence": each.occurrence.isoformat(),
                "local": each.due_at.isoformat(),
                "utc": each.due_at.astimezone(UTC).isoformat(),
                "left_out": each.left_out,
                "moved": each.moved,
                "lighter": each.lighter,
                "prompt": each.prompt.key if each.prompt and not each.left_out else None,
            }
            for each in found.dates
        ],
    }


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
