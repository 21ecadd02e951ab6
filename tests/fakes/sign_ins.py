"""Accounts, passes and sessions in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.people import MemberId
from bot.domain.sign_in import Account, Pass, PassKind, SignedIn
from bot.domain.trail import Act
from tests.fakes.memory import Memory


class FakeSignIns:
    """`bot.ports.sign_ins.SignIns`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def member_of(self, account: Account) -> MemberId | None:
        await self._memory.enter("sign_ins.member_of")
        return self._memory.accounts.get((account.issuer, account.subject))

    async def join(self, account: Account, *, member: MemberId, act: Act) -> bool:
        await self._memory.enter("sign_ins.join")
        self._require(member, act)
        key = (account.issuer, account.subject)
        if key in self._memory.accounts:
            return self._memory.accounts[key] == member
        self._memory.accounts[key] = member
        self._memory.trail.setdefault(act.trust, []).append(act)
        return True

    async def accounts_of(self, member: MemberId) -> int:
        await self._memory.enter("sign_ins.accounts_of")
        return sum(each == member for each in self._memory.accounts.values())

    async def issuers_of(self, member: MemberId) -> Sequence[str]:
        await self._memory.enter("sign_ins.issuers_of")
        return sorted({issuer for (issuer, _), each in self._memory.accounts.items() if each == member})

    async def open(self, session: SignedIn, *, act: Act) -> None:
        await self._memory.enter("sign_ins.open")
        self._require(session.member, act)
        self._memory.sessions[session.hashed] = session
        self._memory.trail.setdefault(act.trust, []).append(act)

    async def session(self, hashed: str) -> SignedIn | None:
        await self._memory.enter("sign_ins.session")
        return self._memory.sessions.get(hashed)

    async def sessions_of(self, member: MemberId) -> Sequence[SignedIn]:
        await self._memory.enter("sign_ins.sessions_of")
        found = [each for each in self._memory.sessions.values() if each.member == member]
        found.sort(key=lambda each: each.hashed)
        return sorted(found, key=lambda each: (each.seen_at, each.opened_at), reverse=True)

    async def seen(self, hashed: str, *, at: datetime) -> None:
        await self._memory.enter("sign_ins.seen")
        known = self._memory.sessions.get(hashed)
        if known is not None:
            self._memory.sessions[hashed] = replace(known, seen_at=at)

    async def end(self, hashed: str) -> None:
        await self._memory.enter("sign_ins.end")
        self._memory.sessions.pop(hashed, None)

    async def end_others(self, member: MemberId, *, but: str) -> None:
        await self._memory.enter("sign_ins.end_others")
        memory = self._memory
        memory.sessions = {
            key: each for key, each in memory.sessions.items() if each.member != member or key == but
        }
        memory.passes = {
            key: each
            for key, each in memory.passes.items()
            if (each.member, each.kind) != (member, PassKind.LINK)
        }

    async def offer(self, given: Pass) -> None:
        await self._memory.enter("sign_ins.offer")
        of = (given.member, given.kind, given.school)
        others = {
            key: each
            for key, each in self._memory.passes.items()
            if (each.member, each.kind, each.school) != of
        }
        self._memory.passes = others | {given.hashed: given}

    async def look(self, hashed: str) -> Pass | None:
        await self._memory.enter("sign_ins.look")
        return self._memory.passes.get(hashed)

    async def use(self, hashed: str, *, at: datetime) -> Pass | None:
        await self._memory.enter("sign_ins.use")
        known = self._memory.passes.get(hashed)
        return self._memory.passes.pop(hashed) if known and at < known.good_until else None

    async def tidy(self, *, at: datetime) -> None:
        await self._memory.enter("sign_ins.tidy")
        memory = self._memory
        memory.sessions = {key: each for key, each in memory.sessions.items() if not each.is_over(at=at)}
        memory.passes = {key: each for key, each in memory.passes.items() if at < each.good_until}

    def _require(self, member: MemberId, act: Act) -> None:
        known = self._memory.members.get(member)
        if known is None or known.trust != act.trust:
            raise ValueError(f"there is nobody of {act.trust} known as {member}")
