"""Accounts, passes and sessions. Each method is one transaction, durable when it returns; secrets come hashed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.people import MemberId
from bot.domain.sign_in import Account, Pass, SignedIn
from bot.domain.trail import Act


class SignIns(Protocol):
    """Who may come in by which door."""

    async def member_of(self, account: Account) -> MemberId | None:
        """Who is known by that issuer and subject, or None."""

    async def join(self, account: Account, *, member: MemberId, act: Act) -> bool:
        """The account is that member's from now on; False, and nothing changed, if it is somebody else's."""

    async def accounts_of(self, member: MemberId) -> int:
        """How many accounts a member has."""

    async def issuers_of(self, member: MemberId) -> Sequence[str]:
        """Who vouches for a member's accounts, each once, in order."""

    async def open(self, session: SignedIn, *, act: Act) -> None:
        """The session is there."""

    async def session(self, hashed: str) -> SignedIn | None:
        """That session, whether it is over or not; None if there is none."""

    async def sessions_of(self, member: MemberId) -> Sequence[SignedIn]:
        """A member's sessions, last used first, whether they are over or not."""

    async def seen(self, hashed: str, *, at: datetime) -> None:
        """It was used at that moment."""

    async def end(self, hashed: str) -> None:
        """That session is gone."""

    async def end_others(self, member: MemberId, *, but: str) -> None:
        """Every session of that member is gone but that one, and so is every link that would open another."""

    async def offer(self, given: Pass) -> None:
        """The pass is good, once. Earlier ones of the same kind for the same member and school are not any more."""

    async def look(self, hashed: str) -> Pass | None:
        """That pass, if it is there and unused, whether its time has run out or not."""

    async def use(self, hashed: str, *, at: datetime) -> Pass | None:
        """That pass, which is used up with this; None if it is used, too old, or none of ours. One of two wins."""

    async def tidy(self, *, at: datetime) -> None:
        """Sessions that are over and passes that are too old are gone."""
