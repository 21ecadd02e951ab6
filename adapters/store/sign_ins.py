"""Accounts, passes and sessions in SQL: secrets come hashed, and a pass is used by one of two."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, or_, select, update

# PostgreSQL's form of INSERT: SQLite's compiler writes its ON CONFLICT in the same words, not the other way round.
from sqlalchemy.dialects.postgresql import insert

from adapters.store import trail
from adapters.store.connections import Connections
from adapters.store.tables import accounts, members, passes, sessions
from bot.domain.people import MemberId, SchoolId, TrustId
from bot.domain.sign_in import IDLE, LONGEST, Account, Pass, PassKind, SignedIn
from bot.domain.trail import Act

_known = (accounts.c.issuer == bindparam("by")) & (accounts.c.subject == bindparam("as"))
_member_of = select(accounts.c.member).where(_known)
_join = insert(accounts).on_conflict_do_nothing().returning(accounts.c.member)
_trust_of = select(members.c.trust).where(members.c.id == bindparam("whose"))
_accounts_of = select(func.count()).select_from(accounts).where(accounts.c.member == bindparam("whose"))
_issuers_of = (
    select(accounts.c.issuer)
    .distinct()
    .where(accounts.c.member == bindparam("whose"))
    .order_by(accounts.c.issuer)
)
_open = insert(sessions)
_session = select(sessions).where(sessions.c.hashed == bindparam("this"))
_sessions_of = (
    select(sessions)
    .where(sessions.c.member == bindparam("whose"))
    .order_by(sessions.c.seen_at.desc(), sessions.c.opened_at.desc(), sessions.c.hashed)
)
_seen = update(sessions).where(sessions.c.hashed == bindparam("this")).values(seen_at=bindparam("at"))
_end = delete(sessions).where(sessions.c.hashed == bindparam("this"))
_end_others = delete(sessions).where(
    sessions.c.member == bindparam("whose"), sessions.c.hashed != bindparam("but")
)
_void_links = delete(passes).where(
    passes.c.member == bindparam("whose"), passes.c.kind == PassKind.LINK.value
)
_end_all = [
    delete(table).where(table.c.member == bindparam("whose"), table.c.trust == bindparam("of_trust"))
    for table in (sessions, passes, accounts)
]
_offer = insert(passes)
_void = delete(passes).where(
    passes.c.member == bindparam("whose"),
    passes.c.kind == bindparam("of"),
    passes.c.school.is_not_distinct_from(bindparam("for_school", type_=passes.c.school.type)),
)
_look = select(passes).where(passes.c.hashed == bindparam("this"), passes.c.used_at.is_(None))
_use = (
    update(passes)
    .where(passes.c.hashed == bindparam("this"), passes.c.used_at.is_(None))
    .where(passes.c.good_until > bindparam("at"))
    .values(used_at=bindparam("at"))
    .returning(*passes.c)
)
_tidy_sessions = delete(sessions).where(
    or_(sessions.c.seen_at <= bindparam("idle"), sessions.c.opened_at <= bindparam("long"))
)
_tidy_passes = delete(passes).where(passes.c.good_until <= bindparam("at"))


class SqlSignIns:
    """`bot.ports.sign_ins.SignIns` on SQLite and PostgreSQL.

    Who comes in is found before it is known of which trust they are: only what follows is said to be for one.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def member_of(self, account: Account) -> MemberId | None:
        """See the port."""
        which = {"by": account.issuer, "as": account.subject}
        return await self._connections.read(lambda connection: connection.execute(_member_of, which).scalar())

    async def join(self, account: Account, *, member: MemberId, act: Act) -> bool:
        """See the port. Raises ValueError if nobody of the act's trust is known by that id."""
        which = {"by": account.issuer, "as": account.subject}
        row = {"issuer": account.issuer, "subject": account.subject, "trust": act.trust, "member": member}

        def job(connection: Connection) -> bool:
            _require(connection, member, act)
            if connection.execute(_join, row).scalar() is None:
                return connection.execute(_member_of, which).scalar() == member
            trail.write(connection, act)
            return True

        # An account of another trust's member stands in the way as well: it is looked for among all of them.
        return await self._connections.write(job)

    async def accounts_of(self, member: MemberId) -> int:
        """See the port."""
        which = {"whose": member}
        found = await self._connections.read(
            lambda connection: connection.execute(_accounts_of, which).scalar_one()
        )
        return int(found)

    async def issuers_of(self, member: MemberId) -> Sequence[str]:
        """See the port."""
        which = {"whose": member}
        return await self._connections.read(lambda connection: list(connection.scalars(_issuers_of, which)))

    async def open(self, session: SignedIn, *, act: Act) -> None:
        """See the port. Raises ValueError if nobody of the act's trust is known by that id."""
        row = {
            "hashed": session.hashed,
            "trust": session.trust,
            "member": session.member,
            "opened_at": session.opened_at,
            "seen_at": session.seen_at,
        }

        def job(connection: Connection) -> None:
            _require(connection, session.member, act)
            connection.execute(_open, row)
            trail.write(connection, act)

        await self._connections.write(job, trust=session.trust)

    async def session(self, hashed: str) -> SignedIn | None:
        """See the port."""

        def job(connection: Connection) -> SignedIn | None:
            row = connection.execute(_session, {"this": hashed}).first()
            return _session_in(row) if row else None

        return await self._connections.read(job)

    async def sessions_of(self, member: MemberId) -> Sequence[SignedIn]:
        """See the port."""
        which = {"whose": member}
        return await self._connections.read(
            lambda connection: [_session_in(row) for row in connection.execute(_sessions_of, which)]
        )

    async def seen(self, hashed: str, *, at: datetime) -> None:
        """See the port."""
        await self._connections.write(lambda connection: _do(connection, [_seen], {"this": hashed, "at": at}))

    async def end(self, hashed: str) -> None:
        """See the port."""
        await self._connections.write(lambda connection: _do(connection, [_end], {"this": hashed}))

    async def end_others(self, member: MemberId, *, but: str) -> None:
        """See the port."""

        def job(connection: Connection) -> None:
            connection.execute(_end_others, {"whose": member, "but": but})
            connection.execute(_void_links, {"whose": member})

        await self._connections.write(job)

    async def offer(self, given: Pass) -> None:
        """See the port."""
        row = {
            "hashed": given.hashed,
            "kind": given.kind.value,
            "trust": given.trust,
            "member": given.member,
            "good_until": given.good_until,
            "school": given.school,
        }
        before = {"whose": given.member, "of": given.kind.value, "for_school": given.school}

        def job(connection: Connection) -> None:
            connection.execute(_void, before)
            connection.execute(_offer, row)

        await self._connections.write(job, trust=given.trust)

    async def look(self, hashed: str) -> Pass | None:
        """See the port."""

        def job(connection: Connection) -> Pass | None:
            row = connection.execute(_look, {"this": hashed}).first()
            return _pass_in(row) if row else None

        return await self._connections.read(job)

    async def use(self, hashed: str, *, at: datetime) -> Pass | None:
        """See the port."""

        def job(connection: Connection) -> Pass | None:
            row = connection.execute(_use, {"this": hashed, "at": at}).first()
            return _pass_in(row) if row else None

        return await self._connections.write(job)

    async def tidy(self, *, at: datetime) -> None:
        """See the port."""
        which = {"idle": at - IDLE, "long": at - LONGEST, "at": at}
        await self._connections.write(
            lambda connection: _do(connection, [_tidy_sessions, _tidy_passes], which)
        )


def end_all(connection: Connection, member: str, *, trust: str) -> None:
    """Every session, pass and account of that member of the trust is gone."""
    _do(connection, _end_all, {"whose": member, "of_trust": trust})


def _require(connection: Connection, member: MemberId, act: Act) -> None:
    if connection.execute(_trust_of, {"whose": member}).scalar() != act.trust:
        raise ValueError(f"there is nobody of {act.trust} known as {member}")


def _do(connection: Connection, statements: list[Any], which: dict[str, Any]) -> None:
    for statement in statements:
        connection.execute(statement, which)


def _session_in(row: Row[Any]) -> SignedIn:
    return SignedIn(
        hashed=row.hashed,
        trust=TrustId(row.trust),
        member=MemberId(row.member),
        opened_at=row.opened_at,
        seen_at=row.seen_at,
    )


def _pass_in(row: Row[Any]) -> Pass:
    return Pass(
        hashed=row.hashed,
        kind=PassKind(row.kind),
        trust=TrustId(row.trust),
        member=MemberId(row.member),
        good_until=row.good_until,
        school=SchoolId(row.school) if row.school else None,
    )
