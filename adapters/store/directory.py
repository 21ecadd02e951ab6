"""The directory in SQL: a set-up written whole, and read back in the shapes its readers need."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from adapters.store import rows
from adapters.store.choosing import choose
from adapters.store.connections import Connections
from adapters.store.plannable import plannables, raise_editions, readable_plannables
from adapters.store.renaming import call_channel, has_yet_to_learn, learn_name
from adapters.store.tables import (
    channels,
    grants,
    identities,
    members,
    programme_channels,
    programmes,
    schools,
    trusts,
)
from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Grant, Member, MemberId, PersonRef, Role, School, SchoolId, Trust, TrustId
from bot.domain.programme import Programme, ProgrammeId, SchoolChoice
from bot.ports.directory import Plannable

_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

_member_grants = select(
    members.c.id, members.c.trust, members.c.name, grants.c.role, grants.c.school
).join_from(members, grants, grants.c.member == members.c.id, isouter=True)


class SqlDirectory:
    """`bot.ports.directory.Directory` on SQLite and PostgreSQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def establish(self, charter: Charter) -> None:
        """See the port. Raises ValueError if something it names belongs to another trust.

        A channel that was closed stays closed: a set-up does not know why it was.
        """
        write = _Writing(self._connections.dialect, charter.trust.id)
        given = _charter_rows(charter)
        await self._connections.write(lambda connection: write.all(connection, given), bulk=True)

    async def trusts(self) -> Sequence[Trust]:
        """See the port."""
        statement = select(*rows.TRUST).order_by(trusts.c.name, trusts.c.id)
        return await self._connections.read(
            lambda connection: [rows.trust(row) for row in connection.execute(statement)]
        )

    async def charter(self, trust: TrustId) -> Charter | None:
        """See the port."""
        return await self._connections.read(lambda connection: _charter(connection, trust))

    async def member(self, member: MemberId) -> Member | None:
        """See the port."""
        statement = _member_grants.where(members.c.id == member)
        return await self._connections.read(
            lambda connection: next(iter(_members(connection.execute(statement))), None)
        )

    async def known_as(self, person: PersonRef) -> Member | None:
        """See the port."""
        statement = _member_grants.join(identities, identities.c.member == members.c.id).where(
            identities.c.platform == person.platform, identities.c.person == person.id
        )
        return await self._connections.read(
            lambda connection: next(iter(_members(connection.execute(statement))), None)
        )

    async def channel(self, platform: str, address: str) -> Channel | None:
        """See the port."""
        statement = select(*rows.CHANNEL).where(
            channels.c.platform == platform, channels.c.address == address
        )

        def job(connection: Connection) -> Channel | None:
            row = connection.execute(statement).one_or_none()
            return rows.channel(row) if row else None

        return await self._connections.read(job)

    async def channels_on(self, platform: str) -> Sequence[Channel]:
        """See the port."""
        statement = select(*rows.CHANNEL).where(channels.c.platform == platform).order_by(channels.c.address)
        return await self._connections.read(
            lambda connection: [rows.channel(row) for row in connection.execute(statement)]
        )

    async def channel_is_now(self, channel: ChannelId, *, address: str, name: str) -> None:
        """See the port."""
        await self._connections.write(
            lambda connection: call_channel(connection, channel, address=address, name=name)
        )

    async def learn_name(self, person: PersonRef) -> None:
        """See the port."""
        if await self._connections.read(lambda connection: has_yet_to_learn(connection, person)):
            await self._connections.write(lambda connection: learn_name(connection, person))

    async def choose(self, choice: SchoolChoice, *, trust: TrustId) -> None:
        """See the port."""
        await self._connections.write(lambda connection: choose(connection, choice, trust=trust))

    async def plannable(self) -> Sequence[Plannable]:
        """See the port. A programme that cannot be read back, or a calendar of its schools, is left out and logged."""
        return await self._connections.read(readable_plannables)

    async def programme(self, programme: ProgrammeId) -> Plannable | None:
        """See the port."""
        return await self._connections.read(
            lambda connection: next(iter(plannables(connection, programmes.c.id == programme)), None)
        )


class _Writing:
    """Rows of one trust, new or changed, never another trust's."""

    def __init__(self, dialect: str, trust: str) -> None:
        self._insert: Callable[[Table], Any] = _INSERT[dialect]
        self._trust = trust

    def all(self, connection: Connection, given: Mapping[Table, Sequence[Mapping[str, Any]]]) -> None:
        """Everything given is there; grants and channels of those given are those given and no others."""
        # The trust first: its row keeps others from setting the same trust up meanwhile.
        self._upsert(connection, trusts, given[trusts])
        before = readable_plannables(connection, programmes.c.trust == self._trust)
        # An identity that a person no longer has lets nobody in any more, a mistyped one for example.
        named = [row["id"] for row in given[members]]
        connection.execute(
            delete(identities).where(identities.c.trust == self._trust, identities.c.member.in_(named))
        )
        for table in (schools, members, identities, channels, programmes):
            self._upsert(connection, table, given[table])
        self._replace(connection, grants, "member", named, given[grants])
        named = [row["id"] for row in given[programmes]]
        self._replace(connection, programme_channels, "programme", named, given[programme_channels])
        raise_editions(connection, before, readable_plannables(connection, programmes.c.trust == self._trust))

    def _upsert(self, connection: Connection, table: Table, values: Sequence[Mapping[str, Any]]) -> None:
        if not values:
            return
        insert = self._insert(table)
        keys = {column.name for column in table.primary_key}
        changed = {name: insert.excluded[name] for name in values[0] if name not in keys}
        if table is channels:
            closed = insert.excluded.closed_because
            changed["closed_because"] = func.coalesce(closed, channels.c.closed_because)
        ours = None if table is trusts else table.c.trust == insert.excluded.trust
        statement = insert.on_conflict_do_update(
            index_elements=list(table.primary_key), set_=changed, where=ours
        ).returning(*table.primary_key)
        done = {tuple(row) for row in connection.execute(statement, list(values))}
        for row in values:
            if tuple(row[column.name] for column in table.primary_key) not in done:
                what = ", ".join(str(row[column.name]) for column in table.primary_key)
                raise ValueError(
                    f"{table.name}: {what} belongs to another trust, so {self._trust} cannot set it up; "
                    "give it another id"
                )

    def _replace(
        self,
        connection: Connection,
        table: Table,
        owner: str,
        owners: Collection[str],
        values: Sequence[Mapping[str, Any]],
    ) -> None:
        if owners:
            connection.execute(delete(table).where(table.c[owner].in_(list(owners))))
        if values:
            connection.execute(table.insert(), list(values))


def _charter_rows(charter: Charter) -> dict[Table, list[dict[str, Any]]]:
    trust = charter.trust
    _refuse_strangers(charter)
    return {
        trusts: [
            {
                "id": trust.id,
                "name": trust.name,
                "keep_months": trust.keep_months,
                "demonstration": trust.demonstration,
            }
        ],
        schools: [
            {
                "id": school.id,
                "trust": school.trust,
                "name": school.name,
                "calendar": rows.calendar_table(school.calendar),
            }
            for school in charter.schools
        ],
        members: [
            {"id": member.id, "trust": member.trust, "name": member.name} for member in charter.members
        ],
        grants: [
            {"trust": trust.id, "member": member.id, "role": grant.role.value, "school": grant.school}
            for member in charter.members
            for grant in sorted(member.grants, key=lambda grant: (grant.role, grant.school or ""))
        ],
        identities: [
            {"platform": person.platform, "person": person.id, "trust": trust.id, "member": member}
            for person, member in charter.identities
        ],
        channels: [
            {
                "id": channel.id,
                "trust": channel.trust,
                "school": channel.school,
                "platform": channel.platform,
                "address": channel.address,
                "name": channel.name,
                "closed_because": channel.closed_because,
            }
            for channel in charter.channels
        ],
        programmes: [
            {
                "id": programme.id,
                "trust": programme.trust,
                "name": programme.name,
                "definition": rows.programme_table(programme),
            }
            for programme in charter.programmes
        ],
        programme_channels: [
            {"programme": programme.id, "channel": channel, "trust": trust.id}
            for programme in charter.programmes
            for channel in dict.fromkeys(programme.channels)
        ],
    }


def _refuse_strangers(charter: Charter) -> None:
    named: tuple[School | Member | Channel | Programme, ...] = (
        *charter.schools,
        *charter.members,
        *charter.channels,
        *charter.programmes,
    )
    for each in named:
        if each.trust != charter.trust.id:
            raise ValueError(
                f"{each.id} says it belongs to {each.trust}, and stands in the set-up of {charter.trust.id}; "
                "move it to its own trust's set-up"
            )


def _charter(connection: Connection, trust: TrustId) -> Charter | None:
    found = connection.execute(select(*rows.TRUST).where(trusts.c.id == trust)).one_or_none()
    if found is None:
        return None

    def all_of(table: Table, columns: Sequence[Any]) -> Iterable[Sequence[Any]]:
        return connection.execute(select(*columns).where(table.c.trust == trust).order_by(table.c.id))

    known = (
        select(identities.c.platform, identities.c.person, members.c.name, members.c.id)
        .join_from(identities, members, members.c.id == identities.c.member)
        .where(identities.c.trust == trust)
        .order_by(identities.c.platform, identities.c.person)
    )
    return Charter(
        trust=rows.trust(found),
        schools=tuple(rows.school(row) for row in all_of(schools, rows.SCHOOL)),
        members=_members(
            connection.execute(_member_grants.where(members.c.trust == trust).order_by(members.c.id))
        ),
        identities=tuple(
            (PersonRef(platform=platform, id=person, name=name), member)
            for platform, person, name, member in connection.execute(known)
        ),
        channels=tuple(rows.channel(row) for row in all_of(channels, rows.CHANNEL)),
        programmes=tuple(rows.programme(row) for row in all_of(programmes, rows.PROGRAMME)),
    )


def _members(found: Iterable[Sequence[Any]]) -> tuple[Member, ...]:
    """Members from rows of one grant each, in the order they first appear."""
    names: dict[str, tuple[str, str]] = {}
    held: dict[str, set[Grant]] = defaultdict(set)
    for key, trust, name, role, school in found:
        names[key] = (trust, name)
        if role is not None:
            held[key].add(Grant(role=Role(role), school=SchoolId(school) if school is not None else None))
    return tuple(
        Member(id=MemberId(key), trust=TrustId(trust), name=name, grants=frozenset(held[key]))
        for key, (trust, name) in names.items()
    )
