"""Rows of a set-up, new or changed, and never another trust's."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from adapters.store import kept, rows
from adapters.store.failures import NotOfThisTrust, in_our_words
from adapters.store.tables import (
    channels,
    grants,
    identities,
    members,
    own_prompts,
    programme_channels,
    programmes,
    school_choices,
    schools,
    trusts,
)
from bot.charter.editing import refuse_strangers
from bot.domain.charter import Charter
from prompts.own import write_own_prompt

_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
Rows = Mapping[Table, Sequence[Mapping[str, Any]]]


class Writing:
    """Writes rows of one trust. With `keeping`, a channel that was closed stays so, and a snooze goes on."""

    def __init__(self, connection: Connection, *, trust: str, keeping: bool) -> None:
        self._connection = connection
        self._insert: Callable[[Table], Any] = _INSERT[connection.dialect.name]
        self._trust = trust
        self._keeping = keeping

    def trust(self, given: Rows) -> None:
        """The trust is there; whoever else sets it up waits until this transaction has ended."""
        self._upsert(trusts, given[trusts])

    def all(self, given: Rows, *, placed: Collection[str] | None = None) -> None:
        """Everything given is there; grants, identities and channels of those given are those given and no others.

        With `placed`, only these programmes have other channels than before: there may be thousands.
        """
        # An identity that a person no longer has lets nobody in any more, a mistyped one for example.
        named = [row["id"] for row in given[members]]
        if named:
            self._connection.execute(
                delete(identities).where(identities.c.trust == self._trust, identities.c.member.in_(named))
            )
        for table in (schools, members, identities, channels, programmes, school_choices, own_prompts):
            self._upsert(table, given[table])
        self._replace(grants, "member", named, given[grants])
        named = [row["id"] for row in given[programmes] if placed is None or row["id"] in placed]
        there = [row for row in given[programme_channels] if row["programme"] in named]
        self._replace(programme_channels, "programme", named, there)

    def _upsert(self, table: Table, values: Sequence[Mapping[str, Any]]) -> None:
        if not values:
            return
        insert = self._insert(table)
        keys = {column.name for column in table.primary_key}
        # Nothing changes its trust; to say that it might has SQLite look through all that refers to it.
        changed = {name: insert.excluded[name] for name in values[0] if name not in {*keys, "trust"}}
        if table is channels and self._keeping:
            closed = insert.excluded.closed_because
            changed["closed_because"] = func.coalesce(closed, channels.c.closed_because)
        if table is members and self._keeping:
            del changed["snoozed_until"]
        ours = None if table is trusts else table.c.trust == insert.excluded.trust
        statement = insert.on_conflict_do_update(
            index_elements=list(table.primary_key), set_=changed, where=ours
        ).returning(*table.primary_key)
        try:
            done = {tuple(row) for row in self._connection.execute(statement, list(values))}
        except IntegrityError as error:
            # Another trust's channels are not read with a set-up: the database is the first to see it.
            refused = str(in_our_words(error))
            if table is channels and "address" in refused:
                raise NotOfThisTrust(refused) from None
            raise
        for row in values:
            if tuple(row[column.name] for column in table.primary_key) not in done:
                what = ", ".join(str(row[column.name]) for column in table.primary_key)
                raise ValueError(
                    f"{table.name}: {what} belongs to another trust, so {self._trust} cannot set it up; "
                    "give it another id"
                )

    def _replace(
        self, table: Table, owner: str, owners: Collection[str], values: Sequence[Mapping[str, Any]]
    ) -> None:
        if owners:
            self._connection.execute(delete(table).where(table.c[owner].in_(list(owners))))
        if values:
            self._connection.execute(table.insert(), list(values))


def rows_of(charter: Charter) -> Rows:
    """The set-up as rows, by table. Raises ValueError for what is another trust's, and what could not be read again."""
    trust = charter.trust
    refuse_strangers(charter)
    return {
        trusts: [
            {
                "id": trust.id,
                "name": trust.name,
                "keep_months": trust.keep_months,
                "demonstration": trust.demonstration,
                "calendar": None if trust.calendar is None else kept.calendar_table(trust.calendar),
                "locked": sorted(trust.locked),
            }
        ],
        schools: [
            {
                "id": school.id,
                "trust": school.trust,
                "name": school.name,
                "calendar": kept.calendar_table(school.calendar),
                "own": None if school.own is None else kept.own_table(school.own),
            }
            for school in charter.schools
        ],
        members: [
            {
                "id": member.id,
                "trust": member.trust,
                "name": member.name,
                "snoozed_until": member.snoozed_until,
            }
            for member in charter.members
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
                "definition": kept.programme_table(programme),
            }
            for programme in charter.programmes
        ],
        programme_channels: [
            {"programme": programme.id, "channel": channel, "trust": trust.id}
            for programme in charter.programmes
            for channel in dict.fromkeys(programme.channels)
        ],
        school_choices: [rows.choice_row(choice, trust=trust.id) for choice in charter.choices],
        own_prompts: [
            {"trust": trust.id, "key": prompt.key, "definition": write_own_prompt(prompt)}
            for prompt in charter.prompts
        ],
    }
