"""When something goes wrong, people are told what and what to do, and nothing they typed is lost or logged."""

import re
from collections.abc import Mapping

from structlog.testing import capture_logs

from bot.ports.board import BoardEvent
from bot.ports.store import StoreUnavailable
from tests import cast
from tests.adapters.stage import Stage, token

KEY = "vision-heard-in-the-corridor"
PAGE = "/channels/oakfield-leaders"
WORDS = "A canary of a sentence."


class BrokenBoard:
    """The board, except that nothing can be said on it."""

    def __init__(self, board: object, error: Exception) -> None:
        self._board = board
        self._error = error

    def __getattr__(self, name: str) -> object:
        return getattr(self._board, name)

    async def say(self, **_: object) -> BoardEvent | None:
        raise self._error


async def said_on_a_broken_board(
    stage: Stage, error: Exception
) -> tuple[int, str, list[Mapping[str, object]]]:
    root = await stage.ask(KEY)
    browser = await stage.as_(cast.HANA)
    csrf = await token(browser, PAGE)
    stage.store.board = BrokenBoard(stage.store.board, error)  # type: ignore[assignment]  # a board, but for one method
    with capture_logs() as logs:
        sent = await browser.post(f"{PAGE}/threads/{root}/answers", data={"csrf": csrf, "text": WORDS})
    return sent.status_code, sent.text, list(logs)


async def test_a_database_that_is_away_gives_the_words_back_to_be_sent_again(stage: Stage) -> None:
    status, page, _ = await said_on_a_broken_board(stage, StoreUnavailable())
    assert status == 503
    assert "The database cannot be reached just now" in page
    assert WORDS in page
    assert "Try again" in page


async def test_sending_again_once_the_database_is_back_keeps_the_answer(stage: Stage) -> None:
    whole = stage.store.board
    _, page, _ = await said_on_a_broken_board(stage, StoreUnavailable())
    stage.store.board = whole
    action = re.search(r'<form method="post" action="([^"]+)"', page)
    assert action
    browser = await stage.as_(cast.HANA)
    sent = await browser.post(action[1], data={"csrf": await token(browser, PAGE), "text": WORDS})
    assert sent.status_code == 303
    assert WORDS in (await browser.get(PAGE)).text


async def test_what_nobody_foresaw_is_noted_without_a_word_of_anybodys(stage: Stage) -> None:
    status, page, logs = await said_on_a_broken_board(stage, RuntimeError(f"cannot store {WORDS!r}"))
    assert status == 500
    assert WORDS in page  # in the box, to be copied
    reference = re.search(r"<code>(\w+)</code>", page)
    assert reference
    noted = [line for line in logs if line["event"] == "page.failed"]
    assert [line["reference"] for line in noted] == [reference[1]]
    assert "canary" not in str(logs)


async def test_a_database_that_is_away_while_reading_is_told_too(stage: Stage) -> None:
    browser = await stage.as_(cast.HANA)
    await stage.bot.store.close()
    answer = await browser.get("/")
    assert answer.status_code in {500, 503}
    assert "demonstration" in answer.text


async def test_what_is_not_there_is_told_in_plain_words(stage: Stage) -> None:
    answer = await (await stage.as_(cast.HANA)).get("/no/such/page")
    assert answer.status_code == 404
    assert "We cannot find that page" in answer.text
