"""The reflection log in memory."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from bot.domain.channel import MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.people import MemberId
from bot.domain.reflection import Reflection, ReflectionId, Revision, first_id_at
from bot.domain.scope import Scope
from bot.ports.log import LogFilter, LogLine
from tests.fakes.memory import Memory


class FakeLog:
    """`bot.ports.log.ReflectionLog`, with a search that knows words but no grammar."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def page(
        self, scope: Scope, *, filters: LogFilter, before: ReflectionId | None, limit: int
    ) -> Sequence[LogLine]:
        await self._memory.enter("log.page")
        fitting = [
            said
            for said in self._visible(scope)
            if (before is None or said.id < before) and _fits(said, filters)
        ]
        newest = sorted(fitting, key=lambda said: said.id, reverse=True)
        return [self._line(said) for said in newest[: max(limit, 0)]]

    async def thread(self, scope: Scope, *, delivery: DeliveryId) -> Sequence[LogLine]:
        await self._memory.enter("log.thread")
        mine = [said for said in self._visible(scope) if said.delivery == delivery]
        return [self._line(said) for said in sorted(mine, key=lambda said: said.id)]

    async def one(self, scope: Scope, *, reflection: ReflectionId) -> LogLine | None:
        await self._memory.enter("log.one")
        return next((self._line(said) for said in self._visible(scope) if said.id == reflection), None)

    async def at(self, scope: Scope, *, message: MessageRef) -> LogLine | None:
        await self._memory.enter("log.at")
        for said in self._visible(scope):
            channel = self._memory.channels[said.channel]
            here = (channel.platform, channel.address) == (message.platform, message.address)
            echo = self._memory.echoes.get(said.id)
            if said.message == message or (here and echo is not None and echo.stands == message.id):
                return self._line(said)
        return None

    async def heard(self, scope: Scope) -> Mapping[str, int]:
        await self._memory.enter("log.heard")
        return dict(Counter(said.prompt for said in self._visible(scope)))

    async def authors(self, scope: Scope) -> Mapping[MemberId, str]:
        await self._memory.enter("log.authors")
        names = {said.author: self._memory.members[said.author].name for said in self._visible(scope)}
        return dict(sorted(names.items(), key=lambda item: (item[1], item[0])))

    def _visible(self, scope: Scope) -> list[Reflection]:
        return [
            said
            for said in self._memory.reflections.values()
            if said.withdrawn_at is None
            and said.trust == scope.trust
            and said.school in scope.schools
            and scope.author in {None, said.author}
            and (not said.private or said.school in scope.private_in or said.author == scope.reader)
        ]

    def _line(self, said: Reflection) -> LogLine:
        school = self._memory.schools[said.school]
        return LogLine(
            reflection=said,
            author_name=self._memory.members[said.author].name,
            school_name=school.name,
            channel_name=self._memory.channels[said.channel].name,
            zone=school.calendar.zone,
            root=self._memory.deliveries[said.delivery].root or "",
            revisions=tuple(sorted(self._memory.revisions[said.id].values(), key=_rank)),
        )


def _rank(revision: Revision) -> tuple[object, ...]:
    return revision.at, revision.key != "said", len(revision.key), revision.key


def _fits(said: Reflection, filters: LogFilter) -> bool:
    return (
        filters.school in {None, said.school}
        and filters.channel in {None, said.channel}
        and filters.author in {None, said.author}
        and (filters.prompts is None or said.prompt in filters.prompts)
        and (filters.since is None or said.id >= first_id_at(filters.since))
        and (filters.until is None or said.id < first_id_at(filters.until))
        and (not (filters.words or "").strip() or _says(said.text or "", filters.words or ""))
    )


def _says(text: str, words: str) -> bool:
    spoken = " ".join(re.findall(r"\w+", text.casefold()))
    wanted = [quoted or bare for quoted, bare in re.findall(r'"([^"]*)"|([^"\s]+)', words.casefold())]
    phrases = [" ".join(re.findall(r"\w+", each)) for each in wanted]
    phrases = [phrase for phrase in phrases if phrase]
    return bool(phrases) and all(f" {phrase} " in f" {spoken} " for phrase in phrases)
