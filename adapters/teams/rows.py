"""What is kept of a place on Teams, a tenant, a team or a person's chat, as `references` reads and compares it: pure."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType

from adapters.teams.inbound import moment
from bot.ports.installations import Installation

FRESH = 60.0
"""Seconds for which what was read is believed, and the least between two changes of one address."""
NONE: Mapping[str, str] = MappingProxyType({})


def is_past(row: Installation | None, at: datetime | None) -> bool:
    """Whether we have left there since."""
    left = moment(row.details.get("left")) if row is not None and row.gone_because is not None else None
    return left is not None and (at is None or at <= left)


def stands(row: Installation, kind: str) -> bool:
    """Whether it is of that kind, and we are there."""
    return row.gone_because is None and row.details.get("kind") == kind


def word_of(row: Installation | None, word: str) -> str:
    """What it says under that word of a place that we are in; nothing of any other."""
    return row.details.get(word, "") if row is not None and row.gone_because is None else ""


def has_channel(row: Installation, channel: str) -> bool:
    """The General channel has the team's own id."""
    return stands(row, "team") and (row.workspace.partition("/")[2] == channel or channel in channels_of(row))


def channels_of(row: Installation | None) -> Mapping[str, str]:
    """The channels of a team that we are in, names by id; a name may be empty."""
    return _read_channels(word_of(row, "channels") or "{}")


@lru_cache(maxsize=256)
def _read_channels(kept: str) -> Mapping[str, str]:
    """Asked for by every message that is heard, and as long as the team has channels."""
    return MappingProxyType({id_: name for id_, name in json.loads(kept).items() if isinstance(name, str)})


def unheard(row: Installation | None, channels: Mapping[str, str]) -> Mapping[str, str]:
    """Those of the channels that are new, or have another name now; no name is not another one."""
    known = channels_of(row)
    return {id_: name for id_, name in channels.items() if id_ not in known or name not in ("", known[id_])}


def says(
    row: Installation | None,
    said: Mapping[str, str],
    *,
    channels: Mapping[str, str],
    url: str,
    at: datetime | None,
) -> bool:
    """Whether all of this is in it already. An address that changed within a minute counts as there."""
    if row is None or row.gone_because is not None or unheard(row, channels):
        return False
    if any(each and row.details.get(word) != each for word, each in said.items()):
        return False
    if row.details.get("service_url") == url:
        return True
    moved = moment(row.details.get("moved"))
    return moved is not None and at is not None and (at - moved).total_seconds() < FRESH
