"""What people wrote never reaches a log line or an error's message, whatever they do and whatever goes wrong."""

import asyncio
import io
import json
import logging
import sys
import threading
from collections.abc import Awaitable, Iterator
from dataclasses import replace

import pytest
import structlog

from bot.domain.people import PersonRef
from bot.logs import set_up_logs
from bot.ports.chat import OutcomeUnknown, Refused
from bot.usecases.health import health
from bot.usecases.hearing.record_reply import record_reply
from bot.usecases.reading.asked import AskedRequest, asked
from bot.usecases.reading.ledger import LedgerRequest, deliveries
from bot.usecases.reading.review import ReviewRequest, my_reflections, review
from bot.usecases.reading.thread import thread
from tests import cast
from tests.fakes.chat import appears_and_fails, fails
from tests.fakes.world import DUE, SECOND, World, world

WORDS = "QUOKKA-4711"
NAME = "Wilhelmina Wombat"
CANARIES = (WORDS, NAME, *(member.name for member in cast.PEOPLE))


@pytest.fixture(params=["json", "text"])
def log(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that the process writes to its log, at the level that says most."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    root = logging.getLogger()
    before = (root.handlers[:], root.level, threading.excepthook)
    set_up_logs(level="debug", form=request.param)
    yield written
    root.handlers, threading.excepthook = before[0], before[2]
    root.setLevel(before[1])
    structlog.reset_defaults()


class Spill(Exception):  # noqa: N818 - what it does
    """An error that quotes what somebody wrote, as databases do."""


async def _everything(here: World) -> list[str]:
    """Every use case, with words and names planted wherever people can put them; returns the errors' messages."""
    spilling = Spill(f"could not store {WORDS!r} by {NAME}")
    author = PersonRef(platform="local", id="u1", name=NAME)
    here.chat.next(cast.MILLBROOK_LEADERS, fails(Refused("The bot was removed.", closes_channel=True)))
    here.chat.next(cast.HARBOUR_LEADERS, appears_and_fails(spilling))
    here.chat.next(cast.ELM_LEADERS, appears_and_fails(OutcomeUnknown(WORDS)))
    await here.tick_at(DUE)
    here.chat.looking = spilling
    await here.tick_at(DUE + 61 * SECOND)
    said = replace(here.said(cast.HANA, WORDS, thread=here.thread()), author=author)
    errors = [await _message(record_reply(here.bot, said))]
    here.chat.acknowledging = spilling
    again = replace(said, message=replace(said.message, id="m2"))
    errors += [
        await _message(record_reply(here.bot, each))
        for each in (
            again,
            here.edited(said, f"{WORDS} again", edit="e1"),
            here.edited(said, f"{WORDS} " * 10_000, edit="e2"),
            replace(again, text=" \n"),
            replace(again, text=f"{WORDS}{'x' * 50_000}"),
            replace(again, root="elsewhere"),
            here.withdrawn(again),
        )
    ]
    search = ReviewRequest(words=WORDS)
    for who in cast.PEOPLE:
        errors += [
            await _message(review(here.bot, who.id, request=search)),
            await _message(my_reflections(here.bot, who.id)),
            await _message(asked(here.bot, who.id, request=AskedRequest())),
            await _message(deliveries(here.bot, who.id, request=LedgerRequest())),
            await _message(thread(here.bot, who.id, delivery=here.row().id)),
        ]
    here.memory.spills = spilling
    await here.tick_at(DUE + 200 * SECOND)
    await health(here.bot)
    return errors


async def _message(doing: Awaitable[object]) -> str:
    try:
        await doing
    except Exception as error:  # noqa: BLE001 - its message is what is looked at
        return str(error)
    return ""


def _spill() -> None:
    raise Spill(WORDS)


async def test_no_use_case_lets_words_or_names_into_a_log_or_an_error(log: io.StringIO) -> None:
    errors = await _everything(await world())
    written = log.getvalue()
    assert "reply.received" in written
    assert "Spill" in written  # the planted errors were logged, by type
    assert any(errors)
    for canary in CANARIES:
        assert canary not in written
        assert canary not in "\n".join(errors)


def test_an_exception_is_logged_by_type_and_place(log: io.StringIO) -> None:
    try:
        _spill()
    except Spill:
        structlog.get_logger().exception("something.failed", channel="c1")
    line = log.getvalue()
    assert WORDS not in line
    assert "Spill" in line
    assert "test_canaries.py" in line


def test_a_librarys_exception_and_arguments_are_left_out(log: io.StringIO) -> None:
    try:
        _spill()
    except Spill:
        logging.getLogger("sqlalchemy.pool").exception("failed with %s", WORDS)
    line = log.getvalue()
    assert WORDS not in line
    assert "failed with" in line
    assert "Spill" in line


async def test_a_task_that_nobody_awaited_is_logged_without_its_words(log: io.StringIO) -> None:
    async def breaks() -> None:
        raise Spill(WORDS)

    task = asyncio.create_task(breaks())
    await asyncio.wait([task])
    asyncio.get_running_loop().call_exception_handler(
        {"message": "Task exception was never retrieved", "exception": task.exception(), "future": task}
    )
    line = log.getvalue()
    assert "never retrieved" in line
    assert WORDS not in line


def test_a_thread_that_dies_is_logged_without_its_words(log: io.StringIO) -> None:
    dies = threading.Thread(target=_spill)
    dies.start()
    dies.join()
    line = log.getvalue()
    assert "thread.died" in line
    assert WORDS not in line


def test_addresses_that_people_opened_are_not_logged(log: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").info('%s - "GET /review?words=%s"', "127.0.0.1", WORDS)
    assert log.getvalue() == ""


def test_a_servers_own_messages_are_kept_whole(log: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").info("Uvicorn running on %s:%d", "127.0.0.1", 8000)
    assert "Uvicorn running on 127.0.0.1:8000" in log.getvalue()


@pytest.mark.parametrize("log", ["json"], indirect=True)
def test_as_json_every_line_is_one_object_with_its_level_and_time(log: io.StringIO) -> None:
    structlog.get_logger().info("delivery.settled", delivery="d1")
    (line,) = log.getvalue().splitlines()
    told = json.loads(line)
    assert (told["event"], told["delivery"], told["level"]) == ("delivery.settled", "d1", "info")
    assert told["timestamp"].endswith("Z")


def test_below_the_level_nothing_is_written(log: io.StringIO) -> None:
    set_up_logs(level="warning", form="json")
    structlog.get_logger().info("delivery.settled")
    logging.getLogger("uvicorn.error").info("started")
    assert log.getvalue() == ""
