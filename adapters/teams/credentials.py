"""Tokens to speak to Teams with: by the app's secret or a managed identity, fetched off the event loop and kept."""

from typing import Protocol


class Tokens(Protocol):
    """What we show Teams so that it lets us speak."""

    async def bearer(self) -> str | None:
        """A token that is good for some minutes more; None where none is needed. Raises TryLater, Refused."""


class NoTokens:
    """For a server of our own that asks for none: development and tests."""

    async def bearer(self) -> str | None:
        """Nothing."""
        return None
