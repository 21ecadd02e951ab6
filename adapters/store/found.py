"""The ids of a page of the log, found in an index from the newest down: never by sorting all there is.

"These schools, by id" is slow on both databases when it is asked at once. So each school gives up its own newest, and
the newest of those are the page.
"""

import json
from typing import Any

from sqlalchemy import Connection, TextClause, text

from adapters.store.engine import with_fresh_plans
from adapters.store.narrowing import Narrowed
from adapters.store.search import postgres_match, sqlite_match

MOST_LISTS = 600
"""Up to so many lists (a prompt in a school) are merged; with more, walking along each school's log is cheaper."""

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

_SEARCHED_IN_SQLITE = """
    SELECT rowid FROM reflections_search
    WHERE reflections_search MATCH :match AND rowid >= :first AND rowid < :below
    ORDER BY rowid DESC LIMIT :limit
"""
_SEARCHED_IN_POSTGRES = """
    SELECT id FROM reflections
    WHERE {match} AND school = ANY(CAST(:schools AS text[])) AND withdrawn_at IS NULL
    AND id >= :first AND id < :below
    ORDER BY id DESC LIMIT :limit
"""


def ids_found(connection: Connection, wanted: Narrowed, *, limit: int) -> list[int]:
    """At most `limit` ids, newest first."""
    sqlite = connection.dialect.name == "sqlite"
    bounds = {"first": wanted.first, "below": wanted.below, "limit": limit}
    if wanted.words is None:
        statement, values = _merged(wanted, sqlite=sqlite)
    elif sqlite:
        statement = text(_SEARCHED_IN_SQLITE)
        values = {"match": sqlite_match(wanted.words, wanted.tokens())}
    else:
        with_fresh_plans(connection)
        match, values = postgres_match(wanted.words, wanted.tokens())
        statement = text(_SEARCHED_IN_POSTGRES.format(match=match))
        values["schools"] = list(wanted.schools)
    return list(connection.execute(statement, bounds | values).scalars())


def _merged(wanted: Narrowed, *, sqlite: bool) -> tuple[TextClause, dict[str, Any]]:
    lists = {"school": wanted.schools}
    alike: dict[str, str] = {}
    where = ["school = a_school.value", "withdrawn_at IS NULL", "id >= :first", "id < :below"]
    if wanted.author is not None:
        alike["author"] = wanted.author
    if wanted.channel is not None:
        alike["channel"] = wanted.channel
    where += [f"{name} = :{name}" for name in alike]
    if wanted.prompts is not None:
        if _is_listed(wanted, wanted.prompts):
            lists["prompt"] = wanted.prompts
            where.append("prompt = a_prompt.value")
        else:
            where.append(
                "prompt IN (SELECT value FROM json_each(:prompts))"
                if sqlite
                else "prompt = ANY(CAST(:prompts AS text[]))"
            )
    newest_of_one = f"SELECT id FROM reflections WHERE {' AND '.join(where)} ORDER BY id DESC LIMIT :limit"  # noqa: S608 - our own words, values are bound
    one_list = _LIST_IN_SQLITE if sqlite else _LIST_IN_POSTGRES
    statement = (_MERGED_IN_SQLITE if sqlite else _MERGED_IN_POSTGRES).format(
        lists=" CROSS JOIN ".join(one_list.format(name=name) for name in lists), newest_of_one=newest_of_one
    )
    many = {"schools": wanted.schools} | ({} if wanted.prompts is None else {"prompts": wanted.prompts})
    return text(statement), alike | {
        name: json.dumps(values) if sqlite else list(values) for name, values in many.items()
    }


def _is_listed(wanted: Narrowed, prompts: tuple[str, ...]) -> bool:
    """Whether each prompt is a list of its own; what one person said, or one channel heard, is short already."""
    return (
        wanted.author is None and wanted.channel is None and len(prompts) * len(wanted.schools) <= MOST_LISTS
    )
