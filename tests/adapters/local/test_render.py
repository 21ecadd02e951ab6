"""From what the bot says to what the board keeps, and back to what a page shows."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from adapters.local.render import body_of, message_of, threads_of
from bot.domain.message import Explained, PromptMessage
from bot.ports.board import Note

AT = datetime(2026, 11, 16, 8, 15, tzinfo=UTC)
words = st.text(max_size=40)
lists = st.lists(words, max_size=3).map(tuple)
messages = st.builds(
    PromptMessage,
    key=words,
    question=words,
    why=words,
    follow_up=words,
    theme=words,
    minutes=st.integers(1, 9),
    promise=words,
    safeguarding=words,
    sources=lists,
    evidence=lists,
    positions=lists,
    acronyms=st.lists(st.builds(Explained, term=words, meaning=words), max_size=3).map(tuple),
    late=st.booleans(),
)
MESSAGE = PromptMessage(
    key="k",
    question="What did we learn?",
    why="It helps.",
    follow_up="How do you know?",
    theme="Vision",
    minutes=2,
    promise="Read by leaders.",
    safeguarding="Tell the DSL.",
)


@given(message=messages)
def test_a_message_comes_back_from_json_as_it_was(message: PromptMessage) -> None:
    assert message_of(json.loads(json.dumps(body_of(message)))) == message


def test_a_body_of_another_version_of_the_program_still_shows() -> None:
    body = body_of(MESSAGE) | {"something_newer": 1}
    del body["acronyms"]
    assert message_of(body) == MESSAGE


def note(key: int, *, root: int | None = None, author: str | None = None, text: str | None = None) -> Note:
    return Note(
        id=key,
        address="a",
        root=root,
        author=author,
        delivery=None if root else f"d{key}",
        body=None if root else body_of(MESSAGE),
        text=text,
        at=AT,
        edited_at=None,
        withdrawn_at=None,
        version=0,
    )


NOTES = (
    note(1),
    note(2, root=1, author="hana", text="one"),
    note(3),
    note(4, root=1, author="dev", text="two"),
)


def test_the_newest_question_comes_first_and_the_oldest_answer_first_under_it() -> None:
    found = threads_of(NOTES, names={"hana": "Hana", "dev": "Dev"}, viewer="dev")
    assert [thread.root for thread in found] == [3, 1]
    assert [(answer.author, answer.mine) for answer in found[1].answers] == [("Hana", False), ("Dev", True)]


def test_a_withdrawn_answer_is_shown_to_its_author_alone() -> None:
    withdrawn = [*NOTES[:3], replace(NOTES[3], text=None, withdrawn_at=AT)]
    to_dev, to_hana = (threads_of(withdrawn, names={}, viewer=viewer)[1] for viewer in ("dev", "hana"))
    assert [answer.id for answer in to_dev.answers] == [2, 4]
    assert [answer.id for answer in to_hana.answers] == [2]
