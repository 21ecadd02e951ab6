"""From what happened on the board to what the bot hears."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from adapters.local.inbound import happening
from bot.domain.channel import MessageRef
from bot.domain.happenings import Edited, Said, Withdrawn
from bot.domain.people import PersonRef
from bot.ports.board import BoardEvent, EventKind, Note

AT = datetime(2026, 11, 16, 8, 20, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)
REPLY = Note(
    id=12,
    address="oakfield-leaders",
    root=10,
    author="hana",
    delivery=None,
    body=None,
    text="We met the parents first.",
    at=AT,
    edited_at=None,
    withdrawn_at=None,
    version=0,
)
MESSAGE = MessageRef(platform="local", address="oakfield-leaders", id="12")
HANA = PersonRef(platform="local", id="hana", name="Hana Haddad")


def heard(kind: EventKind, note: Note) -> object:
    return happening(BoardEvent(id=1, kind=kind, note=note), author_name="Hana Haddad")


def test_an_answer_is_heard_with_its_thread_and_its_author() -> None:
    assert heard(EventKind.SAID, REPLY) == Said(
        message=MESSAGE, root="10", author=HANA, text="We met the parents first.", said_at=AT
    )


def test_an_edit_carries_everything_so_that_it_may_overtake_its_message() -> None:
    edited = replace(REPLY, text="We met the pupils first.", edited_at=LATER, version=1)
    assert heard(EventKind.EDITED, edited) == Edited(
        message=MESSAGE,
        root="10",
        author=HANA,
        text="We met the pupils first.",
        said_at=AT,
        edited_at=LATER,
        edit="1",
    )


def test_two_edits_of_one_answer_are_told_apart() -> None:
    first, second = (heard(EventKind.EDITED, replace(REPLY, version=number)) for number in (1, 2))
    assert isinstance(first, Edited)
    assert isinstance(second, Edited)
    assert first.edit != second.edit


def test_a_withdrawal_is_heard_without_words() -> None:
    taken_back = replace(REPLY, text=None, withdrawn_at=LATER)
    assert heard(EventKind.WITHDRAWN, taken_back) == Withdrawn(message=MESSAGE, root="10", withdrawn_at=LATER)


def test_the_bots_own_message_is_not_heard() -> None:
    root = replace(REPLY, root=None, author=None, delivery="d1", text=None, body={"question": "?"})
    assert heard(EventKind.SAID, root) is None
