"""Waiting for what is to happen between processes that cannot tell us."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds: long enough for a busy machine; what happens at all happens within two."""
A_MOMENT = 0.05


async def until(look: Callable[[], Awaitable[T | None]], what: str, *, within: float = PATIENCE) -> T:
    """What `look` finds as soon as it finds something; fails saying `what` was waited for."""
    end = monotonic() + within
    while True:
        found = await look()
        if found:
            return found
        assert monotonic() < end, f"waited {within:g} s in vain: {what}"
        await asyncio.sleep(A_MOMENT)
