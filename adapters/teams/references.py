"""Where on Teams we can speak, kept durably: what every activity and every installation tells us of it.

A row for each tenant (its service address and who we are there), team (its channels by id) and person (their chat with
us, never their name). Many processes share the rows; each believes what it read for a minute, and writes what is new.
"""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from adapters.teams import rows
from adapters.teams.inbound import PLATFORM, moment, tenant_of
from adapters.teams.rows import FRESH
from bot.fields import Json, part, text
from bot.ports.installations import Installation, Installations
from scheduler.clock import Clock

HEARD = frozenset({"message", "messageUpdate", "messageDelete", "messageReaction", "invoke"})
"""What Teams sends only from where we are; events may tell of a place that we have left."""

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
        self._turn = asyncio.Lock()
        self._rows: dict[str, tuple[Installation | None, float]] = {}
        self._teams: dict[str, str] = {}
        """The team of each channel, both with their tenants: only where to look."""

    async def learn(self, activity: Json) -> None:
        """What an admitted activity says of where it came from is kept, if it is new."""
        tenant, url = tenant_of(activity), text(activity, "serviceUrl")
        if not tenant or not url:
            return
        at, bot = moment(activity.get("timestamp")), text(part(activity, "recipient"), "id")
        await self._merge(tenant, {"kind": "tenant", "bot": bot}, url=url, at=at)
        data = part(activity, "channelData")
        team = text(part(data, "team"), "id")
        if team:
            await self._learn_team(activity, tenant, team, url=url, at=at)
        elif text(part(activity, "conversation"), "conversationType") == "personal":
            await self._learn_person(activity, tenant, url=url, at=at)

    async def team_is(
        self, tenant: str, team: str, *, name: str, channels: Mapping[str, str], group: str = ""
    ) -> None:
        """We are in that team, and these are the channels of it that we may speak in: names by id."""
        key = f"{tenant}/{team}"
        async with self._turn:
            found = await self._row(key, fresh=True)
            details = {
                "kind": "team",
                "service_url": rows.word_of(found, "service_url"),
                "moved": rows.word_of(found, "moved"),
                "group": group or rows.word_of(found, "group"),
                "channels": json.dumps(dict(channels), sort_keys=True),
            }
            await self._keep(key, found, name=name or (found.name if found else ""), details=details)

    async def team_gone(self, tenant: str, team: str, *, because: str) -> None:
        """We are not in that team any more."""
        await self._gone(f"{tenant}/{team}", because=because)

    async def of_channel(self, address: str) -> Reference | None:
        """How to speak in the channel of that address; None where we are not in its team."""
        found = _ADDRESS.fullmatch(address)
        if found is None:
            return None
        row = await self._team_of(found[1], found[2])
        return await self._reference(found[1], row) if row else None

    async def of_person(self, person: str) -> Reference | None:
        """How to speak to that person (`TENANT/AADOBJECTID`), whose chat may not be known; None if the tenant is not."""
        found = _PERSON.fullmatch(person)
        if found is None:
            return None
        row = await self._row(person)
        here = row if row is not None and rows.stands(row, "person") else None
        reference = await self._reference(found[1], here)
        chat = rows.word_of(here, "conversation") or None
        return replace(reference, conversation=chat) if reference else None

    async def channels_of(self, tenant: str, team: str) -> Mapping[str, str]:
        """The channels of a team we are in, names by id; a name may be empty. Nothing for any other team."""
        row = await self._row(f"{tenant}/{team}")
        return rows.channels_of(row) if row is not None and rows.stands(row, "team") else {}

    async def teams(self, tenant: str) -> Mapping[str, str]:
        """The teams of that tenant that we are in, names by id."""
        here = [each for each in await self._installations.all(PLATFORM) if rows.stands(each, "team")]
        found = [(each.workspace.partition("/"), each.name) for each in here]
        return {key[2]: name for key, name in found if key[0] == tenant}

    async def removed_from_person(self, person: str) -> None:
        """That person has removed the app: their chat is forgotten."""
        if _PERSON.fullmatch(person):
            await self._gone(person, because="The person removed the app from their Teams.")

    async def _learn_team(
        self, activity: Json, tenant: str, team: str, *, url: str, at: datetime | None
    ) -> None:
        found, heard = await self._row(f"{tenant}/{team}"), text(activity, "type") in HEARD
        if rows.is_past(found, at) or (not heard and (found is None or found.gone_because is not None)):
            return
        channel = part(part(activity, "channelData"), "channel")
        id_ = text(channel, "id")
        there = {id_: text(channel, "name")} if heard and id_ else {}
        await self._merge(f"{tenant}/{team}", {"kind": "team"}, url=url, at=at, channels=there)

    async def _learn_person(self, activity: Json, tenant: str, *, url: str, at: datetime | None) -> None:
        person = text(part(activity, "from"), "aadObjectId")
        chat, key = text(part(activity, "conversation"), "id"), f"{tenant}/{person}"
        added = activity.get("type") == "installationUpdate" and text(activity, "action").startswith("add")
        if not person or not chat or not (added or text(activity, "type") in HEARD):
            return
        if not rows.is_past(await self._row(key), at):
            await self._merge(key, {"kind": "person", "conversation": chat}, url=url, at=at)

    async def _merge(
        self,
        key: str,
        said: Mapping[str, str],
        *,
        url: str,
        at: datetime | None,
        channels: Mapping[str, str] = rows.NONE,
    ) -> None:
        """The row says so; it is written only where it did not. An address changes forwards, and not twice a minute."""
        if rows.says(await self._row(key), said, channels=channels, url=url, at=at):
            return
        async with self._turn:
            # What it says of channels is read in our turn: several are often heard of at once, each for the first time.
            found = await self._row(key, fresh=True)
            details = dict(found.details) if found else {}
            details |= {word: each for word, each in said.items() if each}
            if new := rows.unheard(found, channels):
                details["channels"] = json.dumps({**rows.channels_of(found), **new}, sort_keys=True)
            if not rows.says(found, {}, channels=rows.NONE, url=url, at=at):
                moved = (at or self._clock.now()).isoformat(timespec="microseconds")
                details |= {"service_url": url, "moved": moved}
            details.pop("left", None)
            await self._keep(key, found, name=found.name if found else "", details=details)

    async def _team_of(self, tenant: str, channel: str) -> Installation | None:
        """The team that has the channel, if we are in it."""
        known = self._teams.get(f"{tenant}/{channel}", f"{tenant}/{channel}")
        row = await self._row(known)
        if row is not None and rows.has_channel(row, channel):
            return row
        for each in await self._installations.all(PLATFORM):
            if each.workspace.partition("/")[0] == tenant and rows.has_channel(each, channel):
                self._remember(each.workspace, each)
                return each
        return None

    async def _reference(self, tenant: str, row: Installation | None) -> Reference | None:
        """By the address that was heard of last: a quiet team moves with its tenant."""
        of_tenant = await self._row(tenant)
        url = rows.word_of(max((row, of_tenant), key=lambda each: rows.word_of(each, "moved")), "service_url")
        if of_tenant is None or not url:
            return None
        return Reference(tenant=tenant, service_url=url, bot=rows.word_of(of_tenant, "bot"))

    async def _row(self, key: str, *, fresh: bool = False) -> Installation | None:
        read = self._rows.get(key)
        if read is not None and not fresh and self._now() - read[1] < FRESH:
            return read[0]
        row = await self._installations.of(PLATFORM, key)
        self._remember(key, row)
        return row

    async def _keep(
        self, key: str, before: Installation | None, *, name: str, details: Mapping[str, str]
    ) -> None:
        row = Installation(
            platform=PLATFORM,
            workspace=key,
            name=name,
            installed_at=before.installed_at if before else self._clock.now(),
            details=details,
        )
        if row != before:
            await self._installations.keep(row)
        self._remember(key, row)

    async def _gone(self, key: str, *, because: str) -> None:
        async with self._turn:
            found = await self._row(key, fresh=True)
            if found is None or found.gone_because is not None:
                return
            left = {"kind": found.details.get("kind", ""), "left": self._clock.now().isoformat()}
            await self._installations.keep(replace(found, details=left, gone_because=because))
            self._rows.pop(key, None)

    def _remember(self, key: str, row: Installation | None) -> None:
        self._rows[key] = row, self._now()
        tenant = key.partition("/")[0]
        for channel in rows.channels_of(row):
            self._teams[f"{tenant}/{channel}"] = key

    def _now(self) -> float:
        return self._clock.reading().steady
