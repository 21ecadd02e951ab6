"""Answers from the log, to be drawn: as they come out of it, with what is asked of them changed."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.domain.channel import MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.reflection import Reflection, ReflectionId
from bot.ports.log import LogLine
from bot.usecases.composing import show
from bot.usecases.reading.review import ReviewEntry
from tests import cast
from tests.fakes.bank import BANK

THREAD = MessageRef(platform="slack", address="T01ASH/C01OAK", id="1794298500.000008")
SAID_AT = datetime(2026, 11, 17, 8, 40, tzinfo=UTC)
LINE = LogLine(
    reflection=Reflection(
        id=ReflectionId(910_000_000_000_000_001),
        trust=cast.ASHGROVE.id,
        school=cast.OAKFIELD.id,
        channel=cast.OAKFIELD_LEADERS.id,
        delivery=DeliveryId("d1"),
        prompt="apples",
        author=cast.HANA.id,
        message=replace(THREAD, id="1794300000.000001"),
        said_at=SAID_AT,
        text="We share them out & nobody goes without.",
    ),
    author_name=cast.HANA.name,
    school_name=cast.OAKFIELD.name,
    channel_name=cast.OAKFIELD_LEADERS.name,
    zone="Europe/London",
    root=THREAD.id,
)


def entry(number: int = 1, *, prompt: str = "apples", **changes: Any) -> ReviewEntry:
    """An answer of Hana's to a prompt in Oakfield, with something changed."""
    said = replace(LINE.reflection, id=ReflectionId(LINE.reflection.id + number), **changes)
    return ReviewEntry(
        line=replace(LINE, reflection=said), prompt=show(BANK, prompt), said_at=SAID_AT, thread=THREAD
    )
