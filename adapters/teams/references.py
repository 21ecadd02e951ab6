"""Where on Teams we can speak, kept durably: what every activity and every installation tells us of it.

A row for each tenant (its service address and who we are there), team (its channels by id) and person (their chat with
us). Many processes share the rows; each remembers them for a minute, and only what is new is written.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from adapters.teams.inbound import PLATFORM, Json, moment, tenant_of
from bot.ports.installations import Installation, Installations
from scheduler.clock import Clock

FRESH = 60.0
"""Seconds for which a row is believed without being read again, and the least between two changes of an address."""

_ADDRESS = re.compile(r"([^/]+)/(19:[^/;]+)")
_PERSON = re.compile(r"([^/]+)/([0-9A-Za-z-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """All it takes to speak there. `conversation` is a person's chat with us; None for a channel, or if none is known."""

    tenant: str
    service_url: str
    bot: str
    conversation: str | None = None


class References:
    """Every method raises StoreUnavailable."""

    def __init__(self, installations: Installations, *, clock: Clock) -> None:
        self._installations = installations
        self._clock = clock

    async def learn(self, activity: Json) -> None:
        """What an admitted activity says of where it came from is kept, if it is new."""

    async def team_is(
        self, tenant: str, team: str, *, name: str, channels: Mapping[str, str], group: str = ""
    ) -> None:
        """We are in that team, and these are the channels of it that we may speak in: names by id."""

    async def team_gone(self, tenant: str, team: str, *, because: str) -> None:
        """We are not in that team any more."""

    async def of_channel(self, address: str) -> Reference | None:
        """How to speak in the channel of that address; None where we are not in its team."""

    async def of_person(self, person: str) -> Reference | None:
        """How to speak to that person (`TENANT/AADOBJECTID`), whose chat may not be known; None if the tenant is not."""

    async def channels_of(self, tenant: str, team: str) -> Mapping[str, str]:
        """The channels of a team we are in, names by id; a name may be empty. Nothing for any other team."""
        return {}

    async def teams(self, tenant: str) -> Mapping[str, str]:
        """The teams of that tenant that we are in, names by id."""
        return {}

    async def removed_from_person(self, person: str) -> None:
        """That person has removed the app: their chat is forgotten."""
