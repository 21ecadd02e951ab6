"""The ids that our buttons and views carry, written down and read back: ids only, and whatever is not ours is None."""

import json
from datetime import date
from typing import Any

from adapters.slack.whose import PLATFORM
from bot.domain.channel import ChannelId, MessageRef
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId
from bot.domain.reflection import ReflectionId
from bot.usecases.spoken.outcomes import Place

LARGEST_ID = 2**63 - 1


def of_thread(thread: MessageRef) -> str:
    """A thread, to be read by `thread_in`."""
    return _written(address=thread.address, ts=thread.id)


def thread_in(carried: str | None, *, workspace: str) -> MessageRef | None:
    """The thread, if it is one in that workspace."""
    read = _read(carried)
    address, ts = read.get("address"), read.get("ts")
    if not address or not ts or not address.startswith(f"{workspace}/"):
        return None
    return MessageRef(platform=PLATFORM, address=address, id=ts)


def of_reflection(reflection: ReflectionId) -> str:
    """A reflection, to be read by `reflection_in`."""
    return _written(reflection=str(reflection))


def reflection_in(carried: str | None) -> ReflectionId | None:
    """The id of a reflection, whether or not there is one."""
    number = _read(carried).get("reflection", "")
    if not (number.isascii() and number.isdigit()) or len(number) > len(str(LARGEST_ID)):
        return None
    return ReflectionId(int(number)) if int(number) <= LARGEST_ID else None


def of_place(place: Place) -> str:
    """A programme in a school, to be read by `place_in`."""
    date_of = {"on": place.on.isoformat()} if place.on else {}
    channel_of = {"channel": str(place.channel)} if place.channel else {}
    return _written(programme=place.programme, school=place.school, **date_of, **channel_of)


def place_in(carried: str | None) -> Place | None:
    """The programme and the school, whether or not there are any."""
    read = _read(carried)
    programme, school = read.get("programme"), read.get("school")
    if not programme or not school:
        return None
    on = day_in(read.get("on"))
    if "on" in read and on is None:
        return None
    channel = ChannelId(read["channel"]) if read.get("channel") else None
    return Place(programme=ProgrammeId(programme), school=SchoolId(school), on=on, channel=channel)


def of_channel(channel: ChannelId) -> str:
    """A channel of ours, to be read by `channel_in`."""
    return _written(channel=channel)


def channel_in(carried: str | None) -> ChannelId | None:
    """The id of a channel of ours, whether or not there is one."""
    channel = _read(carried).get("channel")
    return ChannelId(channel) if channel else None


def day_in(text: Any) -> date | None:
    """A date as Slack's date picker gives it."""
    if not isinstance(text, str):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _written(**named: str) -> str:
    return json.dumps(named, separators=(",", ":"), ensure_ascii=False)


def _read(carried: str | None) -> dict[str, str]:
    try:
        read = json.loads(carried or "")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {name: value for name, value in read.items() if isinstance(value, str)}
