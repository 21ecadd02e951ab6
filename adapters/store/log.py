"""The reflection log, to be read: nothing outside a scope, and nothing that was withdrawn."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, exists, func, or_, select, text

from adapters.store.answers import rank
from adapters.store.connections import Connections
from adapters.store.found import ids_found
from adapters.store.narrowing import narrowed
from adapters.store.tables import channels, deliveries, echoes, members, reflections, revisions, schools
from bot.domain.channel import MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.people import MemberId
from bot.domain.reflection import Reflection, ReflectionId, Revision
from bot.domain.scope import Scope
from bot.ports.log import LogFilter, LogLine

_said = reflections.c
_line = (
    select(
        reflections,
        members.c.name.label("author_name"),
        channels.c.name.label("channel_name"),
        deliveries.c.root,
    )
    .join(members, members.c.id == _said.author)
    .join(channels, channels.c.id == _said.channel)
    .join(deliveries, deliveries.c.id == _said.delivery)
)


class SqlReflectionLog:
    """The `ReflectionLog` port."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def page(
        self, scope: Scope, *, filters: LogFilter, before: ReflectionId | None, limit: int
    ) -> Sequence[LogLine]:
        """At most `limit` reflections with ids below `before`, newest first, revisions included.

        Words that hold no letter and no digit at all find nothing; an empty field does not narrow.
        """
        wanted = narrowed(scope, filters, before=before)
        if wanted is None or limit < 1:
            return ()

        def job(connection: Connection) -> list[LogLine]:
            found = ids_found(connection, wanted, limit=limit)
            if not found:
                return []
            return _lines(connection, scope, _said.id.in_(found))[::-1]

        return await self._connections.read(job, trust=scope.trust)

    async def thread(self, scope: Scope, *, delivery: DeliveryId) -> Sequence[LogLine]:
        """Every reflection of one delivery, oldest first, revisions included."""
        return await self._connections.read(
            lambda connection: _lines(connection, scope, _said.delivery == delivery), trust=scope.trust
        )

    async def one(self, scope: Scope, *, reflection: ReflectionId) -> LogLine | None:
        """That reflection, if the scope shows it."""

        def job(connection: Connection) -> LogLine | None:
            return next(iter(_lines(connection, scope, _said.id == reflection)), None)

        return await self._connections.read(job, trust=scope.trust)

    async def at(self, scope: Scope, *, message: MessageRef) -> LogLine | None:
        """The reflection that is this message, or that this message of ours shows; None if the scope does not."""
        there = {"platform": message.platform, "address": message.address, "message": message.id}

        def job(connection: Connection) -> LogLine | None:
            found = list(connection.scalars(_is_message, there)) or [
                row.id
                for row in connection.execute(_shows, there)
                if (row.platform, row.address) == (message.platform, message.address)
            ]
            return next(iter(_lines(connection, scope, _said.id.in_(found))), None)

        return await self._connections.read(job, trust=scope.trust)

    async def heard(self, scope: Scope) -> Mapping[str, int]:
        """How many reflections each prompt has had, by prompt key."""

        def job(connection: Connection) -> dict[str, int]:
            theirs = _schools_of(connection, scope)
            # True of every key: it turns SQLite to the index that holds the keys, and away from every row.
            mine = _said.author == scope.author if scope.author is not None else _said.prompt >= ""
            heard = _numbers(connection, _said.school.in_(theirs), mine)
            closed = [school for school in theirs if school not in scope.private_in]
            if closed:
                # Counted apart: asked of each answer, every row would be looked at.
                heard -= _numbers(connection, _said.id.in_(_hidden(closed, scope)))
            return dict(heard)

        return await self._connections.read(job, trust=scope.trust)

    async def authors(self, scope: Scope) -> Mapping[MemberId, str]:
        """Who has said anything that this scope may read, by name."""

        def job(connection: Connection) -> dict[MemberId, str]:
            rows = connection.execute(_authors(_schools_of(connection, scope), scope))
            return {MemberId(row.id): row.name for row in rows}

        return await self._connections.read(job, trust=scope.trust)


_is_message = select(_said.id).where(
    _said.platform == bindparam("platform"),
    _said.address == bindparam("address"),
    _said.message == bindparam("message"),
)
# Asked for the channel as well, SQLite would go through everything that was ever said in it.
_shows = select(_said.id, _said.platform, _said.address).where(
    _said.id.in_(select(echoes.c.reflection).where(echoes.c.stands == bindparam("message")))
)
_private = reflections.alias("hidden")
_IS_PRIVATE = text("hidden.private")
# In these words: the indexes that leave out withdrawn answers serve only them.
_standing = _said.withdrawn_at.is_(None)


def _schools_of(connection: Connection, scope: Scope) -> list[str]:
    """The schools of the scope that are of its trust: a scope with another trust's school shows nothing of it."""
    theirs = select(schools.c.id).where(schools.c.trust == scope.trust, schools.c.id.in_(scope.schools))
    return list(connection.scalars(theirs))


def _lines(connection: Connection, scope: Scope, which: ColumnElement[bool]) -> list[LogLine]:
    """Those of the scope, oldest first. Whatever found them, what may be seen is decided here once more."""
    visible = [_said.trust == scope.trust, _said.school.in_(scope.schools), _standing, _not_hidden(scope)]
    if scope.author is not None:
        visible.append(_said.author == scope.author)
    rows = connection.execute(_line.where(which, *visible).order_by(_said.id)).all()
    if not rows:
        return []
    places = _schools(connection, {row.school for row in rows})
    written = _revisions(connection, [row.id for row in rows])
    return [_to_line(row, place=places[row.school], revisions=written[row.id]) for row in rows]


def _not_hidden(scope: Scope) -> ColumnElement[bool]:
    """It is not private, or of a school whose private answers the scope shows, or the reader's own."""
    return or_(~_said.private, _said.school.in_(scope.private_in), _said.author == (scope.reader or ""))


def _hidden(closed: list[str], scope: Scope) -> Select[tuple[int]]:
    """The private answers of those schools that the reader did not write, of the scope's author if it has one."""
    hidden = select(_private.c.id).where(
        _IS_PRIVATE, _private.c.school.in_(closed), _private.c.author != (scope.reader or "")
    )
    return hidden.where(_private.c.author == scope.author) if scope.author is not None else hidden


def _numbers(connection: Connection, *which: ColumnElement[bool]) -> Counter[str]:
    counted = select(_said.prompt, func.count().label("number")).where(*which, _standing)
    return Counter({row.prompt: row.number for row in connection.execute(counted.group_by(_said.prompt))})


def _schools(connection: Connection, keys: set[str]) -> dict[str, tuple[str, str]]:
    """Name and time zone of each school."""
    found = select(schools.c.id, schools.c.name, schools.c.calendar["zone"].as_string())
    return {key: (name, zone) for key, name, zone in connection.execute(found.where(schools.c.id.in_(keys)))}


def _revisions(connection: Connection, answers: list[int]) -> Mapping[int, tuple[Revision, ...]]:
    found = select(revisions.c.reflection, revisions.c.key, revisions.c.at, revisions.c.text).where(
        revisions.c.reflection.in_(answers)
    )
    written: dict[int, tuple[Revision, ...]] = defaultdict(tuple)
    for answer, key, at, words in sorted(connection.execute(found), key=lambda row: rank(row.key, row.at)):
        written[answer] += (Revision(key=key, at=at, text=words),)
    return written


def _authors(of: list[str], scope: Scope) -> Select[tuple[str, str]]:
    """One author after another from the index, however much each of them said."""
    spoke = select(func.min(_said.author).label("author")).cte("spoke", recursive=True)
    following = select(func.min(_said.author)).where(_said.author > spoke.c.author).scalar_subquery()
    spoke = spoke.union_all(select(following).where(spoke.c.author.is_not(None)))
    only = scope.author
    who = members.c.id.in_(select(spoke.c.author)) if only is None else members.c.id == only
    here = exists().where(_said.author == members.c.id, _said.school.in_(of), _standing, _not_hidden(scope))
    return select(members.c.id, members.c.name).where(who, here).order_by(members.c.name, members.c.id)


def _to_line(row: Row[Any], *, place: tuple[str, str], revisions: tuple[Revision, ...]) -> LogLine:
    school_name, zone = place
    said = Reflection(
        id=row.id,
        trust=row.trust,
        school=row.school,
        channel=row.channel,
        delivery=row.delivery,
        prompt=row.prompt,
        author=row.author,
        message=MessageRef(platform=row.platform, address=row.address, id=row.message),
        said_at=row.said_at,
        text=row.text,
        edited_at=row.edited_at,
        withdrawn_at=row.withdrawn_at,
        boxed=row.boxed,
        private=row.private,
    )
    return LogLine(
        reflection=said,
        author_name=row.author_name,
        school_name=school_name,
        channel_name=row.channel_name,
        zone=zone,
        root=row.root,
        revisions=revisions,
    )
