"""What somebody typed to the bot in a chat, and nothing that Teams has put around it."""

from typing import Any

import pytest
from hypothesis import given

from adapters.teams.typed import AN_ANSWER, may_be_an_answer, typed
from tests.adapters.teams.test_inbound import anything

US, THEM = "28:c9e8c047", "29:1ben"


def saying(text: str, *mentions: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    """A message in which those are mentioned: their id, their name, and how it stands in the text."""
    entities = [
        {"type": "mention", "mentioned": {"id": id_, "name": name}, "text": shown}
        for id_, name, shown in mentions
    ]
    return {"type": "message", "recipient": {"id": US}, "text": text, "entities": entities, **more}


@pytest.mark.parametrize(
    ("activity", "words"),
    [
        (saying("my reflections"), "my reflections"),
        (saying("  skip\u00a08\n December \r\n"), "skip 8 December"),
        (
            saying("<at>Golden Thread</at> help", (US, "Golden Thread", "<at>Golden Thread</at>")),
            "help",
        ),
        (
            saying("<at>Golden Thread</at>", (US, "Golden Thread", "<at>Golden Thread</at>")),
            "",
        ),
        (saying("search <at>Ben</at>", (THEM, "Ben Bell", "<at>Ben</at>")), "search @Ben Bell"),
        (saying("search Golden Thread"), "search Golden Thread"),
        (saying("", attachments=[{"contentType": "image/png", "name": "picture.png"}]), ""),
        ({"type": "message"}, ""),
    ],
)
def test_the_words_are_those_that_somebody_typed(activity: dict[str, Any], words: str) -> None:
    assert typed(activity) == words


@given(text=anything, entities=anything, recipient=anything)
def test_whatever_else_is_there_is_no_error(text: Any, entities: Any, recipient: Any) -> None:
    activity = {"text": text, "entities": entities, "recipient": recipient}
    assert isinstance(typed(activity), str)


@pytest.mark.parametrize(
    ("number", "may_be"), [(1, False), (AN_ANSWER - 1, False), (AN_ANSWER, True), (500, True)]
)
def test_so_many_words_may_be_an_answer(number: int, may_be: bool) -> None:  # noqa: FBT001 - a parameter
    assert may_be_an_answer("word " * number) is may_be
