"""A channel that we were never told of, looked for where alone it can be: in the teams that we are in."""

import asyncio

import structlog

from adapters.teams.connector import Connector
from adapters.teams.failures import SOON
from adapters.teams.references import Reference, References
from bot.ports.chat import Refused, TryLater

log = structlog.get_logger()

PATIENCE = 5.0
"""Seconds for all the teams together: whoever wants to post has to be done soon."""


async def find(address: str, *, connector: Connector, references: References) -> Reference | None:
    """How to speak there, and its team's channels are known from now on; None where no team of ours has the channel.

    Raises TryLater where Teams cannot say now, Refused where it says nothing to us at all, and StoreUnavailable.
    """
    busy: TryLater | None = None
    try:
        async with asyncio.timeout(PATIENCE):
            for team in await references.teams(address.partition("/")[0]):
                try:
                    if await _has(address, team, connector=connector, references=references):
                        log.info("teams.channel_found")
                        return await references.of_channel(address)
                except TryLater as error:
                    busy = error
                except Refused as refused:
                    # That team has put us out, or is gone; anything else is wrong with us, and not with the channel.
                    if not refused.closes_channel:
                        raise
    except TimeoutError:
        busy = TryLater("Teams was long in saying which channels there are.", after=SOON)
    if busy is not None:
        raise busy
    return None


async def _has(address: str, team: str, *, connector: Connector, references: References) -> bool:
    """Whether Teams lists the channel in that team."""
    tenant, _, channel = address.partition("/")
    where = await references.of_channel(f"{tenant}/{team}")
    listed = await connector.channels(where, team=team) if where is not None else {}
    if channel not in listed:
        return False
    known = await references.channels_of(tenant, team)
    await references.team_is(tenant, team, name="", channels={**known, **listed})
    return True
