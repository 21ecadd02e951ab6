"""One person's answer to one delivery, and its revisions."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NewType

from bot.domain.channel import ChannelId, MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.people import MemberId, SchoolId, TrustId

ReflectionId = NewType("ReflectionId", int)

LONGEST = 40_000
"""Characters; no platform we know lets a person send more in one message."""

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_RANDOM_BITS = 22
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Drawn as nothing although Unicode counts them as letters and symbols: Hangul fillers, the empty braille cell."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""ASCII's control characters but for the line break and the tab."""
_LATEST = (1 << 41) - 1
"""Milliseconds, in September 2089; whatever is later has the ids of that moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What an answer said from `at` on; a withdrawal is a revision without text."""

    key: str
    at: datetime
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection:
    """One person's answer. `text` is what it says now, None once withdrawn.

    Its id is ordered by `said_at`, so a log read in id order is a log read in time order.
    """

    id: ReflectionId
    trust: TrustId
    school: SchoolId
    channel: ChannelId
    delivery: DeliveryId
    prompt: str
    author: MemberId
    message: MessageRef
    said_at: datetime
    text: str | None
    edited_at: datetime | None = None
    withdrawn_at: datetime | None = None
    boxed: bool = False
    """It was written in a box of ours, so that its thread shows it only where we put it."""
    private: bool = False
    """Only its author and the school's SENCo may read it."""


def reflection_id(said_at: datetime, *, entropy: int) -> ReflectionId:
    """An id in 63 bits: milliseconds since 2020, then 22 bits of `entropy`."""
    milliseconds = (said_at - _EPOCH) // timedelta(milliseconds=1)
    counted = min(max(milliseconds, 0), _LATEST)
    return ReflectionId(counted << _RANDOM_BITS | entropy & (1 << _RANDOM_BITS) - 1)


def first_id_at(moment: datetime) -> ReflectionId:
    """The lowest id that anything said at `moment` or later can have."""
    return reflection_id(moment, entropy=0)


def tidy(text: str) -> str:
    """What was written, without what no one wrote on purpose: control characters and stray white space.

    Line breaks, tabs, joiners and right-to-left marks stay as they are, and so do emoji younger than this Python.
    """
    unified = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    if unified.isascii():
        return _CONTROLS.sub("", unified).strip()
    unwanted = {
        ord(character): None
        for character in set(unified) - {"\n", "\t"}
        if unicodedata.category(character) in {"Cc", "Cs"} or _is_no_character(character)
    }
    return unified.translate(unwanted).strip() if unwanted else unified.strip()


def is_visible(text: str) -> bool:
    """Whether anything in it would leave a mark: joiners, direction marks, spaces and blanks alone do not."""
    categories = (unicodedata.category(character) for character in text if character not in _BLANKS)
    return any(category == "Cn" or category[0] not in "CZ" for category in categories)


def as_name(text: str) -> str:
    """The name that was given, on one line; nothing where nothing of it would be seen."""
    name = " ".join(tidy(text).split())
    return name if is_visible(name) else ""


def _is_no_character(character: str) -> bool:
    """Whether Unicode will never make it a character; others that Python does not know yet may be in use already."""
    return 0xFDD0 <= ord(character) <= 0xFDEF or ord(character) & 0xFFFE == 0xFFFE  # noqa: PLR2004 - Unicode's own
