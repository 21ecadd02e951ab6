"""The directory in SQL: a set-up written whole, and read back in the shapes its readers need."""

import asyncio
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, bindparam, select, update

from adapters.store import rows
from adapters.store.amending import amend, step_of
from adapters.store.charters import MEMBER_GRANTS, Read, members_in, prompts_of
from adapters.store.connections import Connections
from adapters.store.plannable import plannables, raise_editions, readable_plannables
from adapters.store.planned import Planned
from adapters.store.remembered import Remembered
from adapters.store.renaming import call_channel, has_yet_to_learn, learn_name
from adapters.store.setting_up import Rows, Writing, rows_of
from adapters.store.tables import channels, identities, members, own_prompts, programmes, trusts
from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Member, MemberId, PersonRef, Trust, TrustId
from bot.domain.programme import ProgrammeId
from bot.domain.trail import Act
from bot.ports.directory import Edit, Plannable
from prompts.model import Prompt

_snooze = update(members).where(members.c.id == bindparam("member")).values(snoozed_until=bindparam("until"))


class SqlDirectory:
    """`bot.ports.directory.Directory` on SQLite and PostgreSQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._remembered = Remembered()
        self._planned = Planned()

    async def establish(self, charter: Charter) -> None:
        """See the port. Raises ValueError if something it names belongs to another trust.

        A channel that was closed stays closed, and who is snoozed stays so: a set-up does not know of either.
        """
        given = rows_of(charter)
        await self._connections.write(
            lambda connection: _establish(connection, given, trust=charter.trust.id), bulk=True
        )

    async def amend(
        self, trust: TrustId, edit: Edit, *, act: Act, ends: MemberId | None = None
    ) -> tuple[Charter, Charter]:
        """See the port. A prompt that was asked stays, too."""
        if act.trust != trust:
            raise ValueError(f"an act of {act.trust} cannot tell of a change of {trust}")
        read = await self._read(trust)
        if read is None:
            raise ValueError(f"there is no trust {trust}")
        step = await asyncio.to_thread(step_of, read, edit)
        return await self._connections.write(
            lambda connection: amend(connection, step, edit=edit, act=act, ends=ends), bulk=True, trust=trust
        )

    async def own_prompts(self, trust: TrustId) -> Sequence[Prompt]:
        """See the port."""
        return await self._connections.read(lambda connection: prompts_of(connection, trust), trust=trust)

    async def trusts_with_prompts(self) -> frozenset[TrustId]:
        """See the port."""
        return await self._connections.read(
            lambda connection: frozenset(connection.scalars(select(own_prompts.c.trust).distinct()))
        )

    async def snooze(self, member: MemberId, *, until: date | None) -> None:
        """See the port."""
        given = {"member": member, "until": until}

        def job(connection: Connection) -> None:
            connection.execute(_snooze, given)

        await self._connections.write(job)

    async def trusts(self) -> Sequence[Trust]:
        """See the port."""
        statement = select(*rows.TRUST).order_by(trusts.c.name, trusts.c.id)
        return await self._connections.read(
            lambda connection: [rows.trust(row) for row in connection.execute(statement)]
        )

    async def charter(self, trust: TrustId) -> Charter | None:
        """See the port."""
        read = await self._read(trust)
        return read.charter if read else None

    async def _read(self, trust: TrustId) -> Read | None:
        return await self._connections.read(
            lambda connection: self._remembered.read(connection, trust), trust=trust
        )

    async def member(self, member: MemberId) -> Member | None:
        """See the port."""
        statement = MEMBER_GRANTS.where(members.c.id == member)
        return await self._connections.read(
            lambda connection: next(iter(members_in(connection.execute(statement))), None)
        )

    async def known_as(self, person: PersonRef) -> Member | None:
        """See the port."""
        statement = MEMBER_GRANTS.join(identities, identities.c.member == members.c.id).where(
            identities.c.platform == person.platform, identities.c.person == person.id
        )
        return await self._connections.read(
            lambda connection: next(iter(members_in(connection.execute(statement))), None)
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

    async def plannable(self) -> Sequence[Plannable]:
        """See the port. A programme that cannot be read back, or a calendar of its schools, is left out and logged."""
        return await self._connections.read(self._planned.all)

    async def programme(self, programme: ProgrammeId) -> Plannable | None:
        """See the port."""
        return await self._connections.read(
            lambda connection: next(iter(plannables(connection, programmes.c.id == programme)), None)
        )


def _establish(connection: Connection, given: Rows, *, trust: str) -> None:
    writing = Writing(connection, trust=trust, keeping=True)
    # The trust first: its row keeps others from setting the same trust up meanwhile.
    writing.trust(given)
    before = readable_plannables(connection, programmes.c.trust == trust)
    writing.all(given)
    raise_editions(connection, before, readable_plannables(connection, programmes.c.trust == trust))
