"""`keys`: the keys with which platforms' tokens are kept encrypted, made and changed."""

import asyncio

import typer

from bot.settings import PREFIX, read_settings

app = typer.Typer(
    name="keys", help="Make and change the keys that tokens are encrypted with.", no_args_is_help=True
)


@app.command()
def new() -> None:
    """Print a new key. Put it in front of those in the settings, and run `keys rotate`."""
    from adapters.store.sealing import new_key  # noqa: PLC0415 - the other commands start quicker without it

    typer.echo(new_key())


@app.command()
def rotate() -> None:
    """Encrypt every token anew with the first key of the settings; the older keys can go after that."""
    if not read_settings().every_key:
        message = f"There is no key in the settings: `golden-thread keys new` makes one for {PREFIX}KEYS."
        raise typer.BadParameter(message)
    count = asyncio.run(_rotated())
    typer.echo(f"{count} {'token was' if count == 1 else 'tokens were'} encrypted anew.")


async def _rotated() -> int:
    from bot.app import opened  # noqa: PLC0415 - the other commands start quicker without it

    async with opened(read_settings()) as house:
        return await house.bot.store.installations.seal_anew()
