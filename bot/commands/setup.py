"""`setup`: the first run, which ends with a link that lets the first trust lead in."""

import asyncio
from typing import Annotated

import typer

from bot.settings import Settings, read_settings
from bot.usecases.people.inviting import AlreadyJoined, invite_link
from bot.usecases.schools import first_run
from bot.wording import set_up as wording


def add_to(app: typer.Typer) -> None:
    """The command line has `setup`."""
    app.command()(setup)


def setup(
    trust: Annotated[str | None, typer.Option(help="The trust's name; asked for if not given.")] = None,
    school: Annotated[
        list[str] | None, typer.Option(help="A school's name; once for each. Asked for if none is given.")
    ] = None,
    lead: Annotated[str | None, typer.Option(help="The first trust lead's name.")] = None,
    *,
    again: Annotated[
        bool, typer.Option("--again", help="Make a new link for a trust lead who is there already.")
    ] = False,
) -> None:
    """Make the trust, its schools and its first trust lead, and print a link that lets that person in.

    The link is good once, for fourteen days. Give it to that person and to nobody else.
    """
    settings = read_settings()
    if not again:
        trust = trust or typer.prompt(wording.ask_trust())
        school = school or _schools()
        lead = lead or typer.prompt(wording.ask_lead())
    try:
        name, secret = asyncio.run(_begun(settings, trust or "", school or [], lead, again=again))
    except (first_run.CannotBegin, AlreadyJoined) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    base = settings.public_url or f"http://127.0.0.1:{settings.port}"
    typer.echo(wording.link_for(name, f"{base.rstrip('/')}/invitations/{secret}"))


def _schools() -> list[str]:
    """One a line, until an empty one."""
    named: list[str] = []
    while name := typer.prompt(wording.ask_school(first=not named), default="", show_default=False).strip():
        named.append(name)
    return named


async def _begun(
    settings: Settings, trust: str, schools: list[str], lead: str | None, *, again: bool
) -> tuple[str, str]:
    from bot.app import opened  # noqa: PLC0415 - the other commands start quicker without it

    async with opened(settings) as house:
        bot = house.bot
        if again:
            member = await first_run.the_lead(bot, called=lead)
        else:
            member = await first_run.begin(bot, trust=trust, schools=schools, lead=lead or "")
        return member.name, await invite_link(bot, member.id, by=None)
