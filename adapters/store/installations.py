"""Where the bot has been let in: a row for each workspace, with its secret sealed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, null, select, update

# PostgreSQL's form of INSERT: SQLite's compiler writes its ON CONFLICT in the same words, not the other way round.
from sqlalchemy.dialects.postgresql import insert

from adapters.store.connections import Connections
from adapters.store.sealing import Keys, Sealed
from adapters.store.tables import installations
from bot.ports.installations import Installation

_table = installations.c
_KEY = ("platform", "workspace")
_this = (_table.platform == bindparam("on"), _table.workspace == bindparam("at"))

_new = insert(installations)
_keep = _new.on_conflict_do_update(
    index_elements=list(_KEY),
    set_={name: _new.excluded[name] for name in _table.keys() if name not in _KEY},  # noqa: SIM118 - columns, no mapping
)
_of: Select[Any] = select(installations).where(*_this)
_all: Select[Any] = select(installations).where(_table.platform == bindparam("on")).order_by(_table.workspace)
_gone = (
    update(installations)
    .where(*_this, _table.gone_because.is_(None))
    .values(gone_because=bindparam("because"), secret=null(), sealed_with=null())
    .returning(_table.workspace)
)
_sealed_otherwise: Select[Any] = (
    select(_table.platform, _table.workspace, _table.secret, _table.sealed_with)
    .where(_table.sealed_with.is_distinct_from(bindparam("newest", type_=_table.sealed_with.type)))
    .where(_table.secret.is_not(None))
    .with_for_update()
)
_seal = update(installations).where(*_this).values(secret=bindparam("text"), sealed_with=bindparam("key"))


class SqlInstallations:
    """`bot.ports.installations.Installations` on SQLite and PostgreSQL."""

    def __init__(self, connections: Connections, *, keys: Keys) -> None:
        self._connections = connections
        self._keys = keys

    async def keep(self, installation: Installation) -> None:
        """See the port. Raises ValueError, saying what to set, if there is a secret and no key to seal it with."""
        sealed = self._keys.seal(installation.secret) if installation.secret else None
        row = {
            "platform": installation.platform,
            "workspace": installation.workspace,
            "name": installation.name,
            "installed_at": installation.installed_at,
            "details": dict(installation.details),
            "secret": sealed.text if sealed else None,
            "sealed_with": sealed.key if sealed else None,
            "gone_because": installation.gone_because,
        }

        def job(connection: Connection) -> None:
            connection.execute(_keep, row)

        await self._connections.write(job)

    async def of(self, platform: str, workspace: str) -> Installation | None:
        """See the port."""
        found = await self._read(_of, on=platform, at=workspace)
        return found[0] if found else None

    async def all(self, platform: str) -> Sequence[Installation]:
        """See the port."""
        return await self._read(_all, on=platform)

    async def gone(self, platform: str, workspace: str, *, because: str) -> bool:
        """See the port."""
        parameters = {"on": platform, "at": workspace, "because": because}
        return await self._connections.write(
            lambda connection: connection.execute(_gone, parameters).scalar() is not None
        )

    async def seal_anew(self) -> int:
        """See the port. All of them, or none if one cannot be read."""

        def job(connection: Connection) -> int:
            rows = connection.execute(_sealed_otherwise, {"newest": self._keys.newest}).all()
            for row in rows:
                sealed = self._keys.seal(self._opened(row))
                key = {"on": row.platform, "at": row.workspace}
                connection.execute(_seal, key | {"text": sealed.text, "key": sealed.key})
            return len(rows)

        return await self._connections.write(job)

    async def _read(self, statement: Select[Any], **which: str) -> list[Installation]:
        def job(connection: Connection) -> list[Installation]:
            return [self._installation(row) for row in connection.execute(statement, which)]

        return await self._connections.read(job)

    def _installation(self, row: Row[Any]) -> Installation:
        return Installation(
            platform=row.platform,
            workspace=row.workspace,
            name=row.name,
            installed_at=row.installed_at,
            details=row.details,
            secret=self._opened(row),
            gone_because=row.gone_because,
        )

    def _opened(self, row: Row[Any]) -> str:
        if row.secret is None:
            return ""
        whose = f"{row.workspace} on {row.platform}"
        forget = f"{row.platform} forget {row.workspace}"
        return self._keys.open(Sealed(row.secret, row.sealed_with), whose=whose, forget=forget)
