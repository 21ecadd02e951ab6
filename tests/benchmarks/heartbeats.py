"""The same work as APScheduler does it by itself: a job for every channel, in its own SQLAlchemy job store."""

import asyncio
import pickle
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Engine, text

from adapters.store.engine import writing_engine
from tests.benchmarks.databases import Plain

_MARKS = """
    CREATE TABLE IF NOT EXISTS marks (channel VARCHAR(64) PRIMARY KEY, occurrence VARCHAR(10), state VARCHAR(16),
    claimed_by VARCHAR(120), claimed_at VARCHAR(32))
"""
_MARK = "INSERT INTO marks VALUES (?, ?, 'sending', 'benchmark', ?)"


class _Working:
    """What the jobs of this process share: a job store keeps nothing but a function's name and its arguments."""

    connection: Plain | None = None
    left = 0
    done = asyncio.Event()


async def mark(channel: str) -> None:
    """The channel has its row, in state SENDING, durably; which is all that a job does."""
    now = datetime.now(UTC)
    if _Working.connection:
        _Working.connection.durably(_MARK, (channel, now.date().isoformat(), now.isoformat()))
    await nothing(channel)


async def nothing(channel: str) -> None:
    """It is counted: what the job store takes by itself."""
    del channel
    _Working.left -= 1
    if not _Working.left:
        _Working.done.set()


class JobStore:
    """A job store with so many jobs in it, all of them due, which can be put back to that at any time."""

    def __init__(self, url: str, *, jobs: int) -> None:
        self.jobs = jobs
        self._engine = writing_engine(url)
        self._marking = Plain(url)
        self._marking.run(_MARKS)
        for job in ("mark", "nothing"):
            self._fill(job)

    async def run(self, job: str) -> float:
        """Every job of that name has run; returns the seconds it took."""
        self._put_back(job)
        scheduler = AsyncIOScheduler(
            jobstores={"default": _store(self._engine, job)},
            executors={"default": AsyncIOExecutor()},
            job_defaults=_DEFAULTS,
            timezone=UTC,
        )
        _Working.connection, _Working.left, _Working.done = self._marking, self.jobs, asyncio.Event()
        began = time.perf_counter()
        scheduler.start()
        try:
            await _Working.done.wait()
            return time.perf_counter() - began
        finally:
            scheduler.shutdown(wait=False)
            await asyncio.sleep(0)

    def close(self) -> None:
        """Its connections are closed."""
        self._marking.close()
        self._engine.dispose()

    def _fill(self, job: str) -> None:
        """As `add_job` would, but in one transaction."""
        store = _store(self._engine, job)
        scheduler = AsyncIOScheduler(timezone=UTC)
        store.start(scheduler, "default")
        due = datetime.now(UTC) - timedelta(minutes=1)
        trigger = CronTrigger(day_of_week="tue", hour=8, minute=15, timezone="Europe/London")
        rows = []
        for number in range(self.jobs):
            made = Job(
                scheduler,
                id=f"{number}",
                name=job,
                func=f"{__name__}:{job}",
                args=(f"channel-{number}",),
                kwargs={},
                trigger=trigger,
                executor="default",
                next_run_time=due,
                **_DEFAULTS,
            )
            state = pickle.dumps(made.__getstate__(), pickle.HIGHEST_PROTOCOL)
            rows.append({"id": made.id, "next_run_time": due.timestamp(), "job_state": state})
        with self._engine.begin() as connection:
            connection.execute(store.jobs_t.insert(), rows)
            connection.execute(text(f"CREATE TABLE {_table(job)}_kept AS SELECT * FROM {_table(job)}"))  # noqa: S608

    def _put_back(self, job: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(text("DELETE FROM marks"))
            connection.execute(text(f"DELETE FROM {_table(job)}"))  # noqa: S608 - a name of ours
            connection.execute(text(f"INSERT INTO {_table(job)} SELECT * FROM {_table(job)}_kept"))  # noqa: S608


@contextmanager
def job_store(url: str, *, jobs: int) -> Iterator[JobStore]:
    """A job store on that database until the block ends."""
    made = JobStore(url, jobs=jobs)
    try:
        yield made
    finally:
        made.close()


_DEFAULTS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}


def _store(engine: Engine, job: str) -> SQLAlchemyJobStore:
    return SQLAlchemyJobStore(engine=engine, tablename=_table(job))


def _table(job: str) -> str:
    return f"jobs_that_{job}"


def due_jobs(url: str, *, now: datetime) -> int:
    """How many jobs are due, as the scheduler finds out: it reads them all."""
    engine = writing_engine(url)
    store = _store(engine, "nothing")
    store.start(AsyncIOScheduler(timezone=UTC), "default")
    found = store.get_due_jobs(now)
    engine.dispose()
    return len(found)
