"""Slack's limits, each by its name, and the check that nothing we draw goes past one: pure.

From Slack's Block Kit reference; the size of all blocks of a message is not in it and was found by others
(https://github.com/slackapi/bolt-js/issues/2509).
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
ALL_BLOCKS = 13_000
VIEW_SIZE = 250_000
MESSAGE_TEXT = 40_000
SECTION_TEXT = 3_000
FIELDS = 10
FIELD_TEXT = 2_000
HEADER_TEXT = 150
CONTEXT_ELEMENTS = 10
ACTION_ELEMENTS = 25
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
OPTIONS = 100
OPTION_TEXT = 75
OPTION_VALUE = 150
IDS = 255
INPUT_LABEL = 2_000
INPUT_HINT = 2_000
INPUT_TEXT = 3_000
PLACEHOLDER = 150
PRIVATE_METADATA = 3_000
VIEW_TITLE = 24
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
ADDRESS = 3_000

_TEXTS = {
    ("section", "text"): SECTION_TEXT,
    ("header", "text"): HEADER_TEXT,
    ("input", "label"): INPUT_LABEL,
    ("input", "hint"): INPUT_HINT,
    ("button", "text"): BUTTON_TEXT,
    ("button", "accessibility_label"): BUTTON_TEXT,
    ("button", "value"): BUTTON_VALUE,
    ("button", "url"): ADDRESS,
    ("option", "text"): OPTION_TEXT,
    ("option", "description"): OPTION_TEXT,
    ("option", "value"): OPTION_VALUE,
    ("confirm", "title"): CONFIRM_TITLE,
    ("confirm", "text"): CONFIRM_TEXT,
    ("confirm", "confirm"): CONFIRM_BUTTON,
    ("confirm", "deny"): CONFIRM_BUTTON,
    ("plain_text_input", "initial_value"): INPUT_TEXT,
    ("modal", "title"): VIEW_TITLE,
    ("modal", "submit"): VIEW_TITLE,
    ("modal", "close"): VIEW_TITLE,
    ("plain_text", "text"): SECTION_TEXT,
    ("mrkdwn", "text"): SECTION_TEXT,
}
_ANYWHERE = {
    "block_id": IDS,
    "action_id": IDS,
    "callback_id": IDS,
    "external_id": IDS,
    "private_metadata": PRIVATE_METADATA,
    "placeholder": PLACEHOLDER,
}
_COUNTS = {
    ("section", "fields"): FIELDS,
    ("context", "elements"): CONTEXT_ELEMENTS,
    ("actions", "elements"): ACTION_ELEMENTS,
    ("modal", "blocks"): VIEW_BLOCKS,
    ("home", "blocks"): VIEW_BLOCKS,
}
_NOT_EMPTY = {"plain_text", "mrkdwn", "text"}


class TooBig(ValueError):  # noqa: N818 - it says what is so
    """Slack would refuse it; the message names the limit and where, and none of the words."""


def length(text: str) -> int:
    """Characters as Slack's clients count them, where an emoji can be two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """The text, ending in "…" if it had more than `limit` characters."""
    if length(text) <= limit:
        return text
    return _start(text, limit - 1).rstrip() + "…"


def size(blocks: Any) -> int:
    """How much of `ALL_BLOCKS` they take: characters of JSON."""
    return length(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def check(what: Sequence[Mapping[str, Any]] | Mapping[str, Any], *, text: str = "") -> None:
    """A message's blocks with its `text`, or a whole view, is within every limit; raises TooBig if it is not."""
    view = isinstance(what, Mapping)
    blocks = what.get("blocks", ()) if isinstance(what, Mapping) else what
    if not view:
        _at_most(len(blocks), MESSAGE_BLOCKS, "blocks of a message")
        _at_most(length(text), MESSAGE_TEXT, "text of a message")
    _at_most(size(what), VIEW_SIZE if view else ALL_BLOCKS, "size of all blocks")
    _all_different([block["block_id"] for block in blocks if "block_id" in block], "block_id")
    for kind, piece in _pieces(what, "blocks"):
        _check_piece(kind, piece)


def _check_piece(kind: str, piece: Mapping[str, Any]) -> None:
    for key, value in piece.items():
        words = _words(value)
        if words is not None:
            # A text object is held to its own limit too, when its turn comes.
            _at_most(length(words), _TEXTS.get((kind, key), _ANYWHERE.get(key)), f"{key} of {kind}")
        if isinstance(value, list):
            _at_most(len(value), _COUNTS.get((kind, key)), f"{key} of {kind}")
            if key == "options":
                _at_most(len(value), OPTIONS, f"options of {kind}")
            if key == "elements":
                _all_different([each["action_id"] for each in value if "action_id" in each], "action_id")
    for each in piece.get("fields") or ():
        _at_most(length(_words(each) or ""), FIELD_TEXT, f"field of {kind}")
    if kind == "plain_text_input":
        _at_most(piece.get("max_length", 0), INPUT_TEXT, f"max_length of {kind}")
    if kind in _NOT_EMPTY and not piece.get("text"):
        raise TooBig(f"A {kind} element is empty: leave it out.")


def _pieces(value: Any, key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every object in it, with its type; options and confirmations have none in Slack and are called so here."""
    if isinstance(value, Mapping):
        untyped = {
            "option": "option",
            "options": "option",
            "initial_options": "option",
            "initial_option": "option",
        }
        kind = (
            "confirm" if key == "confirm" and "title" in value else untyped.get(key, value.get("type", key))
        )
        yield str(kind), value
        for inner, each in value.items():
            yield from _pieces(each, inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            yield from _pieces(each, key)


def _words(value: Any) -> str | None:
    if isinstance(value, Mapping) and value.get("type") in {"plain_text", "mrkdwn"}:
        return str(value.get("text", ""))
    return value if isinstance(value, str) else None


def _at_most(count: int, limit: int | None, what: str) -> None:
    if limit is not None and count > limit:
        raise TooBig(f"{what}: {count:,}, and Slack takes {limit:,}.")


def _all_different(ids: Sequence[str], what: str) -> None:
    twice = [each for each, times in Counter(ids).items() if times > 1]
    if twice:
        raise TooBig(f"{what} {twice[0]} is there twice.")


def _start(text: str, limit: int) -> str:
    """As many whole characters as fit."""
    taken = 0
    for at, character in enumerate(text):
        taken += 2 if ord(character) > 0xFFFF else 1  # noqa: PLR2004 - beyond it, UTF-16 takes two
        if taken > limit:
            return text[:at]
    return text
