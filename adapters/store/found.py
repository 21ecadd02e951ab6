"""The ids of a page of the log, found in an index from the newest down: never by sorting all there is.

"These schools, by id" is slow on both databases when it is asked at once. So each school gives up its own newest, and
the newest of those are the page.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, TextClause, text

from adapters.store.engine import with_fresh_plans
from adapters.store.narrowing import Narrowed
from adapters.store.search import postgres_match, sqlite_match

MOST_LISTS = 2_500
"""Up to so many lists (a prompt in a school) are merged; with more, walking along each school's log is cheaper.

A prompt that nobody was asked costs a list nothing, and a walk the whole log.
"""

# SQLite has no LATERAL, but it looks `id IN (…)` up anew for every list.
_MERGED_IN_SQLITE = """
    SELECT merged.id FROM {lists} CROSS JOIN reflections AS merged WHERE merged.id IN ({newest_of_one})
    ORDER BY merged.id DESC LIMIT :limit
"""
_MERGED_IN_POSTGRES = """
    SELECT merged.id FROM {lists} CROSS JOIN LATERAL ({newest_of_one}) AS merged
    ORDER BY merged.id DESC LIMIT :limit
"""
_LIST_IN_SQLITE = "json_each(:{name}s) AS a_{name}"
_LIST_IN_POSTGRES = "unnest(CAST(:{name}s AS text[])) AS a_{name} (value)"
_IN_SQLITE = "IN (SELECT value FROM json_each(:{name}s))"
_IN_POSTGRES = "= ANY(CAST(:{name}s AS text[]))"

_SEARCHED_IN_SQLITE = """
    SELECT rowid FROM reflections_search
    WHERE reflections_search MATCH :match AND rowid >= :first AND rowid < :below AND {shown}
    ORDER BY rowid DESC LIMIT :limit
"""
_SEARCHED_IN_POSTGRES = """
    SELECT id FROM reflections
    WHERE {match} AND school = ANY(CAST(:schools AS text[])) AND withdrawn_at IS NULL
    AND id >= :first AND id < :below AND {shown}
    ORDER BY id DESC LIMIT :limit
"""


def ids_found(connection: Connection, wanted: Narrowed, *, limit: int) -> list[int]:
    """At most `limit` ids, newest first."""
    sqlite = connection.dialect.name == "sqlite"
    with_fresh_plans(connection)
    bounds = {"first": wanted.first, "below": wanted.below, "limit": limit}
    shown, values = _not_hidden(wanted.closed, wanted.reader, sqlite=sqlite)
    if wanted.words is None:
        statement, more = _merged(wanted, shown=f"id {shown}", sqlite=sqlite)
    elif sqlite:
        statement = text(_SEARCHED_IN_SQLITE.format(shown=f"rowid {shown}"))
        more = {"match": sqlite_match(wanted.words, wanted.tokens())}
    else:
        match, more = postgres_match(wanted.words, wanted.tokens())
        statement = text(_SEARCHED_IN_POSTGRES.format(match=match, shown=f"id {shown}"))
        more["schools"] = list(wanted.schools)
    return list(connection.execute(statement, bounds | values | more).scalars())


def _not_hidden(closed: Sequence[str], reader: str | None, *, sqlite: bool) -> tuple[str, dict[str, Any]]:
    """What follows the word `id` of an answer that is shown, and the values it needs: NOT IN the private ones.

    They are few and have an index of their own; what is not private is found from its index as if there were none.
    """
    any_of = (_IN_SQLITE if sqlite else _IN_POSTGRES).format(name="close")
    values = {"closes": json.dumps(list(closed)) if sqlite else list(closed), "reader": reader or ""}
    private = f"SELECT id FROM reflections WHERE private AND school {any_of} AND author <> :reader"  # noqa: S608 - our own words
    return f"NOT IN ({private})", values


def _merged(wanted: Narrowed, *, shown: str, sqlite: bool) -> tuple[TextClause, dict[str, Any]]:
    many = {"school": wanted.schools}
    where = ["withdrawn_at IS NULL", "id >= :first", "id < :below", shown]
    if wanted.prompts is not None:
        many["prompt"] = wanted.prompts
    if wanted.author is not None:
        many["author"] = (wanted.author,)
    if wanted.channel is not None:
        many["channel"] = (wanted.channel,)
    listed = _listed(wanted)
    one_list, any_of = (_LIST_IN_SQLITE, _IN_SQLITE) if sqlite else (_LIST_IN_POSTGRES, _IN_POSTGRES)
    # Joined to nothing, a column tempts no planner to enter another index by it, and to sort what it finds there.
    where += [
        f"{name} = a_{name}.value" if name in listed else f"{name} || '' {any_of.format(name=name)}"
        for name in many
    ]
    newest_of_one = f"SELECT id FROM reflections WHERE {' AND '.join(where)} ORDER BY id DESC LIMIT :limit"  # noqa: S608 - our own words, values are bound
    statement = (_MERGED_IN_SQLITE if sqlite else _MERGED_IN_POSTGRES).format(
        lists=" CROSS JOIN ".join(one_list.format(name=name) for name in listed), newest_of_one=newest_of_one
    )
    return text(statement), {
        f"{name}s": json.dumps(values) if sqlite else list(values) for name, values in many.items()
    }


def _listed(wanted: Narrowed) -> tuple[str, ...]:
    """The columns an index is entered by: a list for each of their values. The others are looked at along the way."""
    if wanted.author is not None:
        return ("author", "school")
    if wanted.channel is not None:
        return ("channel",)
    if wanted.prompts is not None and len(wanted.prompts) * len(wanted.schools) <= MOST_LISTS:
        return ("school", "prompt")
    return ("school",)
