"""A demonstration of another version of the program is not opened, and whoever starts it is told what to do."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from adapters.store.migrating import head, migrate
from bot.demo.made_before import require_openable
from bot.demo.settings import AnotherVersions


def made_by_another(file: Path, *, version: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute("INSERT INTO alembic_version VALUES (?)", (version,))


@pytest.mark.parametrize("version", ["9999", head()], ids=["newer", "of this version by its number alone"])
async def test_what_cannot_be_opened_says_how_to_begin_again_and_stays(tmp_path: Path, version: str) -> None:
    file = tmp_path / "demonstration.sqlite3"
    made_by_another(file, version=version)
    before = file.read_bytes()
    with pytest.raises(AnotherVersions, match="make reset-demo"):
        await require_openable(file)
    assert file.read_bytes() == before


async def test_what_can_be_opened_is(tmp_path: Path) -> None:
    file = tmp_path / "demonstration.sqlite3"
    migrate(f"sqlite:///{file}")
    await require_openable(file)
