"""`health`: asks a running server whether it is ready, for a container's health check."""

import json
from http.client import HTTPException
from typing import Annotated
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import typer

from bot.settings import read_settings

PATIENCE = 5.0  # seconds; a server that takes longer is not well


def add_to(app: typer.Typer) -> None:
    """The command line has `health`."""
    app.command()(health)


def health(port: Annotated[int | None, typer.Option(help="The port it listens on.")] = None) -> None:
    """Ask the server here whether it is ready; exit 1 if not."""
    settings = read_settings(port=port)
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - compared, not bound
    ready, said = _ask(f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/healthz")
    typer.echo(said)
    raise typer.Exit(0 if ready else 1)


def _ask(url: str) -> tuple[bool, str]:
    try:
        with urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - always http to ourselves
            return _read(answer.read())
    except HTTPError as error:
        return _read(error.read())
    except (URLError, OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        return False, f"no answer from {url}: {reason}; is `golden-thread serve` running there?"


def _read(body: bytes) -> tuple[bool, str]:
    try:
        said = json.loads(body)
        return said["ready"] is True, json.dumps(said, ensure_ascii=False)
    except (ValueError, TypeError, LookupError):
        return False, "the answer is not one of Golden Thread's: something else listens on that port"
