"""`trust`: a trust's set-up, from its file into the database."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from adapters.slack import checking_places as on_slack
from adapters.slack.whose import PLATFORM as SLACK
from adapters.teams import checking_places as on_teams
from adapters.teams.inbound import PLATFORM as TEAMS
from bot.charter.document import CharterError, load_charter
from bot.domain.charter import Charter
from bot.settings import Settings, read_settings
from scheduler.faults import Fault

app = typer.Typer(name="trust", help="Bring a trust's set-up into the database.", no_args_is_help=True)


@app.callback()
def trust() -> None:
    """Keep `apply` a word of its own, also while there is no other."""


@app.command()
def apply(file: Annotated[Path, typer.Argument(help="The trust's set-up file.")]) -> None:
    """Read a set-up file; all of it is in the database then, and what it does not name stays as it was."""
    charter, settings = load_charter(file), read_settings()
    _refuse_what_no_platform_would_know(charter, where=file.name, tenant=settings.teams_tenant_id)
    asyncio.run(_applied(charter, settings))
    typer.echo("\n".join(_told(charter)))


def _refuse_what_no_platform_would_know(charter: Charter, *, where: str, tenant: str | None) -> None:
    """Raises CharterError for every id that its platform cannot know; `check` asks the platform about the others.

    On Teams nothing is known of any tenant but the one that the settings name.
    """
    # What is wrong with how an id is written, by platform; one that is not here takes any.
    channels: Mapping[str, Callable[[str], str | None]] = {
        SLACK: on_slack.badly_formed_channel,
        TEAMS: partial(on_teams.badly_formed_channel, tenant=tenant),
    }
    people: Mapping[str, Callable[[str], str | None]] = {
        SLACK: on_slack.badly_formed_person,
        TEAMS: partial(on_teams.badly_formed_person, tenant=tenant),
    }
    written = [
        (f"the channel {channel.name!r}", channels[channel.platform](channel.address))
        for channel in charter.channels
        if channel.platform in channels
    ]
    written += [
        (f"the person {member!r}", people[person.platform](person.id))
        for person, member in charter.identities
        if person.platform in people
    ]
    faults = [
        Fault(where=where, problem=f"{whose}: {problem}", remedy=remedy)
        for whose, (problem, _, remedy) in (
            (whose, wrong.partition("; ")) for whose, wrong in written if wrong
        )
    ]
    if faults:
        raise CharterError(tuple(faults))


async def _applied(charter: Charter, settings: Settings) -> None:
    from bot.app import opened  # noqa: PLC0415 - the other commands start quicker without it

    async with opened(settings) as house:
        await house.bot.store.directory.establish(charter)


def _told(charter: Charter) -> list[str]:
    """What was read, in the order in which one would look for a mistake."""
    counted = (
        (len(charter.schools), "school", "schools"),
        (len(charter.channels), "channel", "channels"),
        (len(charter.members), "person", "people"),
        (len(charter.programmes), "programme", "programmes"),
    )
    named = [
        f"  {channel.name}: {channel.platform} {channel.address}"
        for channel in sorted(charter.channels, key=lambda each: each.name)
    ]
    numbers = ", ".join(f"{number} {one if number == 1 else many}" for number, one, many in counted)
    return [f"{charter.trust.name}: {numbers}.", *named]
