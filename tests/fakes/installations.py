"""Where the bot has been let in, in memory: secrets as they are, under no lock."""

from collections.abc import Sequence
from dataclasses import replace

from bot.ports.installations import Installation
from tests.fakes.memory import Memory


class FakeInstallations:
    """`bot.ports.installations.Installations`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def keep(self, installation: Installation) -> None:
        await self._memory.enter("installations.keep")
        self._memory.installations[installation.platform, installation.workspace] = installation

    async def of(self, platform: str, workspace: str) -> Installation | None:
        await self._memory.enter("installations.of")
        return self._memory.installations.get((platform, workspace))

    async def all(self, platform: str) -> Sequence[Installation]:
        await self._memory.enter("installations.all")
        here = [each for each in self._memory.installations.values() if each.platform == platform]
        return sorted(here, key=lambda each: each.workspace)

    async def gone(self, platform: str, workspace: str, *, because: str) -> bool:
        await self._memory.enter("installations.gone")
        known = self._memory.installations.get((platform, workspace))
        if known is None or known.gone_because is not None:
            return False
        self._memory.installations[platform, workspace] = replace(known, secret="", gone_because=because)
        return True

    async def seal_anew(self) -> int:
        await self._memory.enter("installations.seal_anew")
        return 0
