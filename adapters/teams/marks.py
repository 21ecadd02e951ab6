"""The last that Teams told us about a team or a chat, kept with its moment: what is told late undoes nothing newer.

Apart from the references, which say how to speak there: a mark stays when we are put out, since only then can it be
told that word of our coming is older than word of our going.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.ports.installations import Installation, Installations

PLATFORM = "teams-marks"
"""A name of its own in the table of installations; nothing is ever posted on it."""

Known = Mapping[str, str]

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class Marks:
    """A row for each team and chat. Each method raises StoreUnavailable.

    One process takes turns; of two that hear of one team in the same instant, one may write over the other's mark. A
    channel that should be shut is then shut by the first question that Teams refuses there, one that should be open is
    opened by “try again”, and somebody may be welcomed twice.
    """

    def __init__(self, installations: Installations) -> None:
        self._installations = installations
        self._turn = asyncio.Lock()

    async def take(self, about: str, said: Mapping[str, str], *, at: datetime) -> Mapping[str, str]:
        """These words stand under their keys, but for those under which something later was said.

        Returns what stood before under each key that was taken, "" for nothing. What is told twice is taken twice, so
        that what had to follow from it and did not can follow the second time.
        """
        async with self._turn:
            kept = await self._installations.of(PLATFORM, about)
            marks = dict(kept.details) if kept else {}
            taken = {key: marks.get(key, "") for key in said if _moment(marks.get(key, "")) <= at}
            marks |= {key: f"{at.isoformat()} {said[key]}" for key in taken}
            if taken and (kept is None or marks != kept.details):
                row = Installation(
                    platform=PLATFORM,
                    workspace=about,
                    name="",
                    installed_at=kept.installed_at if kept else at,
                    details=marks,
                )
                await self._installations.keep(row)
        return {key: _word(mark) for key, mark in taken.items()}

    async def of(self, about: str) -> Known:
        """What stands under each key now."""
        kept = await self._installations.of(PLATFORM, about)
        return {key: _word(mark) for key, mark in kept.details.items()} if kept else {}


def _moment(mark: str) -> datetime:
    return datetime.fromisoformat(mark.partition(" ")[0]) if mark else _EARLIEST


def _word(mark: str) -> str:
    return mark.partition(" ")[2]
