"""`trust`: a trust's set-up, from its file into the database and back."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from adapters.store.failures import RefusedByDatabase
from bot.charter.document import CharterError
from bot.charter.doubts import doubts
from bot.charter.write import write_charter
from bot.commands.faults import KNOWN
from bot.commands.set_up_file import bank_of, read_set_up
from bot.domain.charter import Charter
from bot.domain.people import TrustId
from bot.settings import Settings, read_settings
from bot.usecases.schools import applying
from bot.wording import set_up as wording
from scheduler.faults import Fault

app = typer.Typer(
    name="trust", help="Bring a trust's set-up into the database, and out of it.", no_args_is_help=True
)
MOST_SHOWN = 100
"""Lines of differences. Whoever changes more looks at their file."""


@app.command()
def apply(
    file: Annotated[Path, typer.Argument(help="The trust's set-up file.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Apply it without asking.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what it would do, and change nothing.")
    ] = False,
) -> None:
    """Read a set-up file, show what differs and what that does to the coming dates, and apply it.

    Nothing is changed while anything in the file is wrong. What it does not name stays as it was.
    """
    settings = read_settings()
    charter = read_set_up(file, bank=bank_of(settings), tenant=settings.teams_tenant_id)
    typer.echo("\n".join((*_told(charter), *map(wording.look_at, doubts(charter)))))
    with _naming(file):
        asyncio.run(_apply(charter, settings, yes=yes, dry_run=dry_run))


@app.command()
def export(
    trust: Annotated[
        str | None, typer.Argument(help="The trust's id; needed where there are several.")
    ] = None,
    *,
    to: Annotated[Path | None, typer.Option(help="The file to write; the terminal if not given.")] = None,
) -> None:
    """Write a trust's whole set-up as a set-up file, without those who only ever answered. It holds names."""
    text = asyncio.run(_exported(read_settings(), trust))
    if to is None:
        typer.echo(text, nl=False)
        return
    try:
        with to.open("x", encoding="utf-8") as opened_file:
            opened_file.write(text)
    except FileExistsError:
        raise typer.BadParameter(wording.file_is_there(to.name)) from None
    except OSError as error:
        raise typer.BadParameter(wording.cannot_write(to.name, error.strerror or "")) from None
    typer.echo(wording.written(to.name))


async def _apply(charter: Charter, settings: Settings, *, yes: bool, dry_run: bool) -> None:
    from bot.app import opened  # noqa: PLC0415 - the other commands start quicker without it

    async with opened(settings, reading=dry_run) as house:
        offer = await applying.offered(house.bot, charter)
        typer.echo("\n".join(_offered(offer)))
        if not offer.differences:
            return
        if dry_run:
            typer.echo(wording.only_looked())
        elif yes or _agreed():
            await applying.apply(house.bot, offer)
            typer.echo(wording.applied())
        else:
            typer.echo(wording.not_applied())


async def _exported(settings: Settings, trust: str | None) -> str:
    from bot.app import opened  # noqa: PLC0415 - as above

    async with opened(settings, reading=True) as house:
        directory = house.bot.store.directory
        known = [each.id for each in await directory.trusts()]
        wanted = trust or (known[0] if len(known) == 1 else None)
        if wanted is None and known:
            raise typer.BadParameter(wording.several_trusts(", ".join(known)))
        charter = await directory.charter(TrustId(wanted)) if wanted else None
        if charter is None:
            raise typer.BadParameter(wording.no_such_trust(", ".join(known)))
        return write_charter(without_those_who_only_answered(charter))


def without_those_who_only_answered(charter: Charter) -> Charter:
    """The set-up with the people in it who hold a role."""
    members = tuple(member for member in charter.members if member.grants)
    named = {member.id for member in members}
    identities = tuple(each for each in charter.identities if each[1] in named)
    return replace(charter, members=members, identities=identities)


def _agreed() -> bool:
    """What whoever sits at the terminal says; a misuse where nobody does."""
    try:
        return typer.confirm(wording.apply_this())
    except typer.Abort:
        raise typer.BadParameter(wording.say_yes()) from None


def _offered(offer: applying.Offer) -> list[str]:
    """What differs, what that does, and what stays."""
    if not offer.differences:
        return [wording.nothing_differs()]
    more = len(offer.differences) - MOST_SHOWN
    return [
        "",
        *(f"  {wording.difference(each)}" for each in offer.differences[:MOST_SHOWN]),
        *([f"  {wording.more(more)}"] if more > 0 else []),
        "",
        *offer.effect.sentences,
        *(wording.stays(kind, number) for kind, number in offer.stay.items()),
    ]


@contextmanager
def _naming(file: Path) -> Iterator[None]:
    """What the database says of a set-up is a fault of the file."""
    try:
        yield
    except KNOWN:
        raise
    except (RefusedByDatabase, ValueError) as error:
        problem, _, remedy = str(error).partition("; ")
        raise CharterError(
            (
                Fault(
                    where=file.name, problem=problem, remedy=remedy or "correct it, and apply the file again"
                ),
            )
        ) from None


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
