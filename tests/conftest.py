"""What every test run does and every test may ask for, and a loud end when something could not be run."""

import io
import logging
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from adapters.store.migrating import migrate
from bot.logs import set_up_logs
from tests import in_memory
from tests.long_first import dealt
from tests.postgres import NAMED, NoPostgresError, Pool, Server, SharedServer

# A busy machine is not a fault: how fast things are is measured by `make bench`, not by whether an example took 200 ms.
# Every run tries others: thirty examples a run find in a week what a hundred do, and leave time for everything else.
settings.register_profile("steady", deadline=None, max_examples=30)
settings.load_profile("steady")

FOLDER = "GOLDEN_THREAD_TEST_POSTGRES_FOLDER"
"""Where the run's workers find the run's server."""
MEMORY = pytest.StashKey[Path | None]()
"""The run's folder in memory."""
NOT_STARTED = "PostgreSQL could not be started"


def pytest_configure(config: pytest.Config) -> None:
    """The run, not one of its workers, decides where files and the server live."""
    if not hasattr(config, "workerinput"):
        config.stash[MEMORY] = in_memory.kept_in_memory()
        os.environ[FOLDER] = str(SharedServer.of_this_run().folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The run's server has ended, whoever started it."""
    if not hasattr(config, "workerinput") and FOLDER in os.environ:
        SharedServer(Path(os.environ.pop(FOLDER))).stop()
        folder = config.stash.get(MEMORY, None)
        if folder is not None:
            in_memory.forget(folder)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several share the work, what takes long is begun first."""
    shared: dict[str, int] = getattr(config, "workerinput", {})
    if "workercount" in shared:
        items[:] = dealt(items, workers=shared["workercount"])


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was skipped, and why, stands in the last lines, where nobody can miss it."""
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", ())
        if isinstance(report.longrepr, tuple)
    )
    if not reasons:
        return
    terminalreporter.write_sep("!", "SOME TESTS COULD NOT BE RUN HERE", red=True, bold=True)
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"NOT RUN ({count}): {reason}", red=True)
    without = sum(count for reason, count in reasons.items() if reason.startswith(NOT_STARTED))
    if without:
        remedy = f"install PostgreSQL, or set {NAMED} to the address of one"
        terminalreporter.write_line(
            f"{NOT_STARTED}: {without} tests were NOT run; {remedy}.", red=True, bold=True
        )


@pytest.fixture(scope="session")
def postgres_server() -> Server:
    """The run's PostgreSQL; the test is left out, loudly, when there is none."""
    try:
        return SharedServer(Path(os.environ[FOLDER])).server(prepare=migrate)
    except NoPostgresError as error:
        pytest.skip(f"{NOT_STARTED}: {error}")


@pytest.fixture
def empty_postgres_url(postgres_server: Server) -> Iterator[str]:
    """The address of a new database without any tables."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """The address of a new database at this program's version."""
    with postgres_server.database(template=SharedServer.TEMPLATE) as url:
        yield url


@pytest.fixture(scope="session")
def _pool(postgres_server: Server) -> Iterator[Pool]:
    pool = Pool(postgres_server, SharedServer.TEMPLATE)
    yield pool
    pool.close()


@pytest.fixture
def emptied_postgres_url(_pool: Pool) -> Iterator[str]:
    """The same as `postgres_url`, quicker, for whoever changes nothing but rows."""
    with _pool.database() as url:
        yield url


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("template") / "template.sqlite3"
    migrate(f"sqlite:///{file}")
    return file.read_bytes()


@pytest.fixture
def sqlite_url(tmp_path: Path, _sqlite_template: bytes) -> str:
    """The address of a new SQLite file at this program's version."""
    file = tmp_path / "golden-thread.sqlite3"
    file.write_bytes(_sqlite_template)
    return f"sqlite:///{file}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a new database at this program's version, on each engine in turn."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that the process writes to its log, at the level that says most."""
    kept = io.StringIO()
    monkeypatch.setattr(sys, "stderr", kept)
    root = logging.getLogger()
    before = (root.handlers[:], root.level, threading.excepthook)
    set_up_logs(level="debug", form="json")
    yield kept
    root.handlers, threading.excepthook = before[0], before[2]
    root.setLevel(before[1])
    structlog.reset_defaults()
