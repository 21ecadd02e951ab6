"""The database brought to this program's version: up, down, halfway, too new, and fast when there is nothing to do."""

import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from adapters.store import migrating
from adapters.store.engine import writing_engine
from adapters.store.migrating import (
    MIGRATIONS,
    CannotMigrate,
    DatabaseNewer,
    DatabaseOlder,
    current,
    head,
    migrate,
    require_head,
    versions,
)
from adapters.store.tables import metadata
from bot.ports.store import StoreUnavailable
from tests.postgres import Server


class Killed(BaseException):
    """The program died here."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database in which there is nothing."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'golden-thread.sqlite3'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = writing_engine(database_url)
    yield engine
    engine.dispose()


def _tables(url: str) -> set[str]:
    engine = writing_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def _say(url: str, version: str) -> None:
    engine = writing_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    engine.dispose()


def test_an_empty_database_gets_every_table(empty_url: str) -> None:
    assert current(empty_url) is None
    migrate(empty_url)
    assert current(empty_url) == head()
    assert {table.name for table in metadata.sorted_tables} <= _tables(empty_url)


def test_migrating_again_changes_nothing(database_url: str) -> None:
    migrate(database_url)
    assert current(database_url) == head()


def test_migrations_make_what_the_tables_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _is_ours})
        assert compare_metadata(context, metadata) == []


def _is_ours(thing: object, name: str | None, kind: str, *_: object) -> bool:
    """Whatever the search index is made of is no table of ours."""
    del thing
    return name in metadata.tables if kind == "table" else name not in {"search", "ix_reflections_search"}


def test_migrations_make_every_check_and_no_other(engine: Engine) -> None:
    with engine.connect() as connection:
        found = inspect(connection)
        for table in metadata.sorted_tables:
            wanted = {str(each.name) for each in table.constraints if str(each.name).startswith("ck_")}
            assert {check["name"] for check in found.get_check_constraints(table.name)} == wanted


def test_every_version_goes_down_to_the_one_before_and_up_again(database_url: str) -> None:
    known = ("base", *versions())
    for older, newer in reversed(list(pairwise(known))):
        migrate(database_url, to=older)
        assert current(database_url) == (older if older in versions() else None)
        migrate(database_url, to=newer)
        assert current(database_url) == newer
        migrate(database_url, to=older)
    assert _tables(database_url) <= {"alembic_version"}
    migrate(database_url)


OF_0003 = (
    "INSERT INTO trusts (id, name, keep_months, demonstration) VALUES ('t', 'T', 36, false)",
    "INSERT INTO schools (id, trust, name, calendar) VALUES ('s', 't', 'S', '{}')",
    "INSERT INTO channels (id, trust, school, platform, address, name) VALUES ('c', 't', 's', 'local', 'a', 'C')",
    "INSERT INTO programmes (id, trust, name, definition, edition, planned_edition) VALUES ('p', 't', 'P', '{}', 1, 0)",
    "INSERT INTO school_choices (programme, school, trust, skipped_dates) VALUES ('p', 's', 't', '[]')",
    (
        "INSERT INTO deliveries (id, trust, school, channel, programme, occurrence, due_at, state, prompt, late, attempts) "
        "VALUES ('d', 't', 's', 'c', 'p', '2026-09-08', '2026-09-08 07:15:00', 'due', 'own-walk', false, 0)"
    ),
)
"""What a database of that version may hold."""


def _run(url: str, *statements: str) -> list[tuple[object, ...]]:
    """What they find, all of them in one transaction."""
    engine = writing_engine(url)
    try:
        with engine.begin() as connection:
            done = [connection.execute(text(each)) for each in statements]
            return [tuple(row) for each in done if each.returns_rows for row in each]
    finally:
        engine.dispose()


def test_what_was_there_before_trusts_decided_stays_as_it_was(database_url: str) -> None:
    migrate(database_url, to="0003")
    _run(database_url, *OF_0003)
    migrate(database_url, to="0004")
    (row,) = _run(
        database_url,
        "SELECT trusts.calendar, schools.own, school_choices.weekday, school_choices.at, deliveries.reminded_at "
        "FROM trusts, schools, school_choices, deliveries",
    )
    assert row == (None,) * 5
    migrate(database_url, to="0003")
    assert len(_run(database_url, "SELECT id FROM deliveries")) == 1


def test_a_database_whose_trust_has_asked_its_own_prompt_does_not_go_back(database_url: str) -> None:
    migrate(database_url, to="0003")
    _run(database_url, *OF_0003)
    migrate(database_url, to="0004")
    _run(database_url, "INSERT INTO own_prompts (trust, key, definition) VALUES ('t', 'own-walk', '{}')")
    with pytest.raises(RuntimeError, match="Nothing was changed"):
        migrate(database_url, to="0003")
    assert current(database_url) == "0004"
    assert len(_run(database_url, "SELECT key FROM own_prompts")) == 1


OF_0005 = (
    "INSERT INTO members (id, trust, name) VALUES ('m', 't', 'M')",
    "INSERT INTO grants (trust, member, role, school) VALUES ('t', 'm', 'senco', 's'), ('t', 'm', 'trust-lead', NULL)",
    "INSERT INTO identities (platform, person, trust, member) VALUES ('local', 'm', 't', 'm')",
    "INSERT INTO programme_channels (programme, channel, trust) VALUES ('p', 'c', 't')",
    "INSERT INTO accounts (issuer, subject, trust, member) VALUES ('https://id.example.org', '1', 't', 'm')",
    (
        "INSERT INTO sessions (hashed, trust, member, opened_at, seen_at) "
        "VALUES ('h', 't', 'm', '2026-11-22 07:15:00', '2026-11-22 07:15:00')"
    ),
    "INSERT INTO passes (hashed, kind, trust, member, good_until) VALUES ('h', 'link', 't', 'm', '2026-11-22 07:15:00')",
    (
        "INSERT INTO waiting (trust, channel, message, key, happening, received_at) "
        "VALUES ('t', 'c', '2', 'said', '{}', '2026-11-22 07:15:00')"
    ),
    "UPDATE channels SET closed_because = 'Archived.', owners_told = true",
    "UPDATE school_choices SET weekday = 'friday', left_out = '[\"vision\"]'",
)
"""What one of that version may hold besides."""
MADE_ANEW = (
    "channels",
    "grants",
    "identities",
    "programme_channels",
    "school_choices",
    "accounts",
    "sessions",
    "passes",
    "waiting",
)
"""The tables that SQLite makes anew for version 0006."""


def _held(url: str) -> dict[str, list[tuple[object, ...]]]:
    return {table: _run(url, f"SELECT * FROM {table} ORDER BY 1, 2") for table in MADE_ANEW}  # noqa: S608 - words of ours


def _indexes(url: str) -> set[str]:
    engine = writing_engine(url)
    try:
        return {str(each["name"]) for table in MADE_ANEW for each in inspect(engine).get_indexes(table)}
    finally:
        engine.dispose()


def test_tables_that_are_made_anew_keep_their_rows_and_indexes_up_and_down(database_url: str) -> None:
    migrate(database_url, to="0003")
    _run(database_url, *OF_0003)
    migrate(database_url, to="0005")
    _run(database_url, *OF_0005)
    before, indexed = _held(database_url), _indexes(database_url)
    assert all(before.values())
    migrate(database_url, to="0006")
    for table, rows in _held(database_url).items():
        # What is new stands behind, and is empty.
        assert [row[: len(old)] for row, old in zip(rows, before[table], strict=True)] == before[table]
        assert {each for row, old in zip(rows, before[table], strict=True) for each in row[len(old) :]} <= {
            None
        }
    assert _indexes(database_url) >= indexed
    migrate(database_url, to="0005")
    assert _held(database_url) == before
    assert _indexes(database_url) == indexed


def test_a_row_that_leads_into_another_trust_stops_the_migration_and_is_named(database_url: str) -> None:
    migrate(database_url, to="0003")
    _run(database_url, *OF_0003)
    migrate(database_url, to="0005")
    _run(
        database_url,
        *OF_0005,
        "INSERT INTO trusts (id, name, keep_months, demonstration) VALUES ('u', 'U', 36, false)",
        "INSERT INTO grants (trust, member, role, school) VALUES ('u', 'm', 'senco', NULL)",
    )
    said = "Nothing was changed.*In grants, the row with trust u and member m, which is of the trust t"
    with pytest.raises(CannotMigrate, match=said):
        migrate(database_url, to="0006")
    assert current(database_url) == "0005"
    assert len(_run(database_url, "SELECT id FROM grants")) == 3
    _run(database_url, "DELETE FROM grants WHERE trust = 'u' AND member = 'm'")
    migrate(database_url, to="0006")


def test_a_migration_killed_half_way_leaves_nothing_half_made(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(connection: Connection) -> None:
        assert inspect(connection).has_table("reflections")
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(migrating, "_require_whole", die)
        with pytest.raises(Killed):
            migrate(empty_url)
    assert _tables(empty_url) == set()
    migrate(empty_url)
    assert current(empty_url) == head()


def test_a_database_that_is_newer_is_left_alone_and_says_what_to_do(database_url: str) -> None:
    _say(database_url, "9999")
    for refuse in (migrate, require_head):
        with pytest.raises(
            DatabaseNewer, match=rf"version 9999.*only knows.*{head()}.*Install that newer version"
        ):
            refuse(database_url)
    assert current(database_url) == "9999"


def test_a_database_that_is_empty_says_how_to_fill_it(empty_url: str) -> None:
    with pytest.raises(DatabaseOlder, match="golden-thread migrate"):
        require_head(empty_url)


def test_the_files_number_the_versions_as_alembic_orders_them() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert tuple(each.revision for each in reversed(list(script.walk_revisions()))) == versions()


def test_a_database_at_head_is_recognised_without_alembic(database_url: str) -> None:
    program = (
        "import sys; from adapters.store.migrating import migrate; migrate(sys.argv[1]); "
        "sys.exit(any(name.startswith('alembic') for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, database_url], cwd=MIGRATIONS.parents[2], check=False
    )
    assert done.returncode == 0


@pytest.mark.postgres
def test_two_programs_that_migrate_at_once_do_it_once(empty_postgres_url: str) -> None:
    program = "import sys; from adapters.store.migrating import migrate; migrate(sys.argv[1])"
    both = [
        subprocess.Popen([sys.executable, "-c", program, empty_postgres_url], cwd=MIGRATIONS.parents[2])
        for _ in range(2)
    ]
    assert [each.wait(timeout=60) for each in both] == [0, 0]
    assert current(empty_postgres_url) == head()


@pytest.mark.postgres
def test_a_server_without_the_database_says_so(postgres_server: Server) -> None:
    with pytest.raises(StoreUnavailable):
        current(postgres_server.url("not_there"))


def test_a_server_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        current(f"postgresql://nobody@/nothing?host={tmp_path}")
