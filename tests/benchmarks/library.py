"""A log of any number of reflections, loaded in bulk: eight answers to every prompt, a prompt a day in every school."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count, islice

from adapters.store import search_schema
from adapters.store.engine import writing_engine
from bot.domain.charter import Charter
from bot.domain.reflection import reflection_id
from prompts.model import PromptBank
from tests.benchmarks import writing
from tests.benchmarks.crowd import LEADERS, PLATFORM, leader
from tests.benchmarks.databases import Plain

ANSWERS = 8
FIRST = datetime(2020, 1, 6, 8, 15, tzinfo=UTC)
"""When the first prompt is asked."""

_DELIVERIES = "deliveries (id, trust, school, channel, programme, occurrence, due_at, state, prompt, late, attempts, posted_at, root)"
_REFLECTIONS = "reflections (id, trust, school, channel, delivery, prompt, author, platform, address, message, said_at, text)"
_REVISIONS = "revisions (trust, reflection, key, at, text, received_at)"

Row = tuple[object, ...]


def load(url: str, number: int, *, charters: Sequence[Charter], bank: PromptBank) -> None:
    """So many reflections are in the log, spread evenly over the schools of these charters, and can be searched."""
    engine, connection = writing_engine(url), Plain(url)
    try:
        # Sorted in at the end in one go: many times as fast as row by row, and the same index.
        with engine.begin() as transaction:
            search_schema.drop(transaction)
        rows = _Rows(charters, bank, sqlite=connection.is_sqlite)
        connection.many(_DELIVERIES, islice(rows.deliveries(), -(-number // ANSWERS)))
        connection.many(_REFLECTIONS, islice(rows.reflections(), number))
        connection.many(_REVISIONS, islice(rows.revisions(), number))
        with engine.begin() as transaction:
            search_schema.create(transaction)
        connection.run("PRAGMA wal_checkpoint(TRUNCATE)" if connection.is_sqlite else "VACUUM ANALYZE")
    finally:
        connection.close()
        engine.dispose()


def ids_of(schools: Sequence[str], connection: Plain) -> list[int]:
    """The ids of the reflections of these schools, newest first."""
    marks = ", ".join("?" for _ in schools)
    found = connection.run(f"SELECT id FROM reflections WHERE school IN ({marks}) ORDER BY id DESC", schools)  # noqa: S608 - question marks
    return [row[0] for row in found.fetchall()]


class _Rows:
    """The rows of each table, without end, in the order of time."""

    def __init__(self, charters: Sequence[Charter], bank: PromptBank, *, sqlite: bool) -> None:
        self._places = [
            (charter.trust.id, channel.school, channel.id, charter.programmes[0].id)
            for charter in charters
            for channel in charter.channels
        ]
        self._prompts = [prompt.key for prompt in bank.choose()]
        self._zone = None if sqlite else UTC

    def deliveries(self) -> Iterator[Row]:
        """One for every school and day."""
        for asked in count():
            trust, school, channel, programme = self._places[asked % len(self._places)]
            due = self._due(asked)
            at = self._stored(due)
            yield (
                *(
                    f"delivery-{asked}",
                    trust,
                    school,
                    channel,
                    programme,
                    due.date().isoformat(),
                    at,
                    "posted",
                ),
                *(self._prompt(asked), False, 1, at, f"root-{asked}"),
            )

    def reflections(self) -> Iterator[Row]:
        """Eight to each delivery."""
        for number, text in enumerate(writing.reflections()):
            asked, which = divmod(number, ANSWERS)
            trust, school, channel, _ = self._places[asked % len(self._places)]
            said_at = self._due(asked) + timedelta(minutes=which)
            author = leader(school, which % LEADERS)
            yield (
                *(reflection_id(said_at, entropy=number), trust, school, channel, f"delivery-{asked}"),
                *(
                    self._prompt(asked),
                    author,
                    PLATFORM,
                    channel,
                    f"reply-{number}",
                    self._stored(said_at),
                    text,
                ),
            )

    def revisions(self) -> Iterator[Row]:
        """What each said at first, which is what it says."""
        for key, trust, *_, said_at, text in self.reflections():
            yield (trust, key, "said", said_at, text, said_at)

    def _due(self, asked: int) -> datetime:
        return FIRST + timedelta(days=asked // len(self._places))

    def _prompt(self, asked: int) -> str:
        return self._prompts[asked // len(self._places) % len(self._prompts)]

    def _stored(self, moment: datetime) -> str:
        return moment.replace(tzinfo=self._zone).isoformat(" ", "microseconds")
