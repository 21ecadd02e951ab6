"""What Teams takes of a card, and the check that ours is no more: pure.

28 KB is the limit that Microsoft documented longest for a whole message; newer pages allow more, older clients may not.
"""

import json
from collections.abc import Mapping
from typing import Any

CARD = 28 * 1024
ENVELOPE = 2 * 1024
"""Bytes left for the activity that the card travels in."""
SUMMARY = 250


class TooBig(ValueError):  # noqa: N818 - it says what is so
    """Teams would refuse it; the message says by how much, and none of the words."""


def size(card: Mapping[str, Any]) -> int:
    """Bytes of the card on the wire, where the SDK writes everything but ASCII as escapes."""
    return len(json.dumps(card))


def fits(card: Mapping[str, Any]) -> bool:
    """Whether Teams takes it."""
    return size(card) <= CARD - ENVELOPE


def check(card: Mapping[str, Any]) -> None:
    """The card is within the limit; raises TooBig if it is not."""
    if not fits(card):
        raise TooBig(f"The card has {size(card):,} bytes, and may have {CARD - ENVELOPE:,}.")


def cut(text: str, limit: int) -> str:
    """The text, ending in "…" if it had more than `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
