"""Where the bot has been let in on a platform, and the secrets it speaks there with.

Every method is one transaction, durable when it returns. Secrets are kept encrypted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class SecretsUnreadable(Exception):  # noqa: N818 - it says what is so
    """A secret was encrypted with a key that is not among those given: put the old key back, after the new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One workspace or tenant. `details` is the adapter's own, and `gone_because` is set once we were put out."""

    platform: str
    workspace: str
    name: str
    installed_at: datetime
    details: Mapping[str, str] = field(default_factory=dict)
    secret: str = field(default="", repr=False)
    gone_because: str | None = None


class Installations(Protocol):
    """One row for each platform and workspace."""

    async def keep(self, installation: Installation) -> None:
        """It is there, new or changed, as given."""

    async def of(self, platform: str, workspace: str) -> Installation | None:
        """That one, or None. Raises SecretsUnreadable."""

    async def all(self, platform: str) -> Sequence[Installation]:
        """Every one of that platform, by workspace. Raises SecretsUnreadable."""

    async def gone(self, platform: str, workspace: str, *, because: str) -> bool:
        """We were put out there, and its secret is forgotten; False if that was known, or it never was."""

    async def seal_anew(self) -> int:
        """Every secret is encrypted with the newest key; returns how many were not. Raises SecretsUnreadable."""
