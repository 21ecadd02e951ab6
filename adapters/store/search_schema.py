"""The full-text index of the log, on SQLite and on PostgreSQL, kept right by the database itself.

The words of an answer stand in it beside tokens of its school, author, channel and prompt, so that a search never
looks at what it is not to show. It is no table of `metadata`: whoever rebuilds the table `reflections` drops it first and
creates it again afterwards.
"""

from sqlalchemy import Connection

NAME = "golden_thread"
"""PostgreSQL's text search configuration: English stems and no stop words, as SQLite has it."""

LONGEST_INDEXED = 40_000
"""Characters of an answer that PostgreSQL indexes: its tsvector may not exceed 1 MB, and then refuses the row."""

# SQLite's tokenizer knows no character younger than Unicode 6.1 and takes it for a letter: "done🙂" was one word.
_PICTOGRAPHS = "".join(map(chr, range(0x1F300, 0x1FB00)))
# FTS5 can wipe a withdrawn word from its index at once; the first versions that could had faults.
_WIPES_AT_ONCE = (3, 45, 0)

_NO_LETTERS = (
    r"[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf\u2000-\u2bff\u3000-\u303f\ufe00-\ufe0f\U0001f000-\U0001faff]+"
)
_KINDS_OF_WORD = (
    "asciiword, word, numword, hword, hword_part, hword_asciipart, hword_numpart, asciihword, numhword"
)
_KINDS_OF_NUMBER = "int, uint, float, sfloat, version"


def words_sql(expression: str) -> str:
    """PostgreSQL: the text with accents taken off and everything that is no word made a space.

    Its own parser would keep `and/or` as a path and `year-7` as a negative number.
    """
    bare = rf"regexp_replace(normalize({expression}, NFD), '[\u0300-\u036f]+', '', 'g')"
    return f"regexp_replace({bare}, '{_NO_LETTERS}', ' ', 'g')"


def sqlite_token(kind: str, value: str) -> str:
    """The token that stands for a school, an author, a channel or a prompt.

    It ends in a digit, so that nothing is stemmed off it.
    """
    return f"{kind[0]}{value.encode().hex()}0"


def postgres_token(kind: str, value: str) -> str:
    """The same as a lexeme; no word can be one, since words hold no colon."""
    return f"{kind[0]}:{value}"


def create(connection: Connection) -> None:
    """The index is there and holds every answer there is."""
    if connection.dialect.name == "sqlite":
        _create_sqlite(connection)
    else:
        _run(connection, *_CREATE_POSTGRES)


def drop(connection: Connection) -> None:
    """The index is gone; the answers are as they were."""
    _run(connection, *(_DROP_SQLITE if connection.dialect.name == "sqlite" else _DROP_POSTGRES))


def purge(connection: Connection) -> None:
    """No word that was edited away or withdrawn is left in the index.

    It rewrites the index: seconds for a million answers, so it belongs to a nightly run. The freed pages still
    hold the words until VACUUM (SQLite: and a truncated checkpoint) has been run outside any transaction.
    """
    if connection.dialect.name == "sqlite":
        _run(connection, "INSERT INTO reflections_search (reflections_search) VALUES ('optimize')")
    else:
        _run(connection, "SELECT gin_clean_pending_list('ix_reflections_search')")


def _create_sqlite(connection: Connection) -> None:
    _run(connection, *_CREATE_SQLITE)
    version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    if tuple(int(part) for part in version.split(".")) >= _WIPES_AT_ONCE:
        _run(
            connection,
            "INSERT INTO reflections_search (reflections_search, rank) VALUES ('secure-delete', 1)",
        )
    _run(connection, "INSERT INTO reflections_search (reflections_search) VALUES ('rebuild')")


def _run(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)


def _sqlite_tokens(row: str) -> str:
    """The tokens of a row, as SQL: `sqlite_token` in SQLite's words."""
    return " || ' ' || ".join(
        f"'{column[0]}' || hex({row}{column}) || '0'" for column in ("school", "author", "channel", "prompt")
    )


# Both are made of this module's own words alone. The index finds what to remove by being told what it held.
_IN = f"""
    INSERT INTO reflections_search (rowid, tokens, text)
    SELECT new.id, {_sqlite_tokens("new.")}, new.text WHERE new.text IS NOT NULL;
"""
_OUT = f"""
    INSERT INTO reflections_search (reflections_search, rowid, tokens, text)
    SELECT 'delete', old.id, {_sqlite_tokens("old.")}, old.text WHERE old.text IS NOT NULL;
"""

_CREATE_SQLITE = (
    f"""
    CREATE VIEW reflections_searchable AS
    SELECT id, {_sqlite_tokens("")} AS tokens, text FROM reflections WHERE text IS NOT NULL
    """,  # noqa: S608
    f"""
    CREATE VIRTUAL TABLE reflections_search USING fts5 (
        tokens, text, content='reflections_searchable', content_rowid='id', columnsize=0,
        tokenize="porter unicode61 remove_diacritics 2 separators '{_PICTOGRAPHS}'"
    )
    """,
    f"CREATE TRIGGER reflections_search_said AFTER INSERT ON reflections BEGIN {_IN} END",
    f"CREATE TRIGGER reflections_search_unsaid AFTER DELETE ON reflections BEGIN {_OUT} END",
    f"""
    CREATE TRIGGER reflections_search_changed AFTER UPDATE OF id, school, author, channel, prompt, text
    ON reflections BEGIN {_OUT} {_IN} END
    """,
)
_DROP_SQLITE = (
    "DROP TRIGGER reflections_search_said",
    "DROP TRIGGER reflections_search_unsaid",
    "DROP TRIGGER reflections_search_changed",
    "DROP TABLE reflections_search",
    "DROP VIEW reflections_searchable",
)

_CREATE_POSTGRES = (
    f"CREATE TEXT SEARCH DICTIONARY {NAME}_stem (TEMPLATE = snowball, LANGUAGE = english)",
    f"CREATE TEXT SEARCH CONFIGURATION {NAME} (PARSER = default)",
    f"ALTER TEXT SEARCH CONFIGURATION {NAME} ADD MAPPING FOR {_KINDS_OF_WORD} WITH {NAME}_stem",
    f"ALTER TEXT SEARCH CONFIGURATION {NAME} ADD MAPPING FOR {_KINDS_OF_NUMBER} WITH simple",
    f"""
    ALTER TABLE reflections ADD COLUMN search tsvector GENERATED ALWAYS AS (
        to_tsvector('{NAME}', {words_sql(f"left(text, {LONGEST_INDEXED})")})
        || array_to_tsvector(ARRAY['s:' || school, 'a:' || author, 'c:' || channel, 'p:' || prompt])
    ) STORED
    """,
    # A longer list of what is not yet sorted in would be read through by every search.
    "CREATE INDEX ix_reflections_search ON reflections USING gin (search) WITH (gin_pending_list_limit = 256)",
)
_DROP_POSTGRES = (
    "ALTER TABLE reflections DROP COLUMN search",
    f"DROP TEXT SEARCH CONFIGURATION {NAME}",
    f"DROP TEXT SEARCH DICTIONARY {NAME}_stem",
)
