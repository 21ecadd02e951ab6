"""Blocks for words that are not ours, in which Slack interprets nothing: pure.

`rich_text` shows a text element's characters as they are: no mention, link, shortcode or formatting comes of them,
which escaping for mrkdwn can only try for. The elements that would be any of these have types of their own, and
are made nowhere in this adapter.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

Block = dict[str, Any]

QUOTED = 2_500
"""Characters in one quotation; a longer text is several, one below the other."""


def words(text: str, *, bold: bool = False, italic: bool = False) -> list[Block]:
    """The text as a run in a paragraph; nothing at all where there is nothing to see, since Slack refuses that."""
    shown = visible(text)
    if not shown:
        return []
    style = {name: True for name, wanted in (("bold", bold), ("italic", italic)) if wanted}
    return [{"type": "text", "text": shown} | ({"style": style} if style else {})]


def paragraph(*runs: Sequence[Block]) -> list[Block]:
    """Runs one after the other."""
    elements = [run for each in runs for run in each]
    return [{"type": "rich_text_section", "elements": elements}] if elements else []


def quotation(text: str) -> list[Block]:
    """The text as a quotation."""
    return [{"type": "rich_text_quote", "elements": run} for run in [words(text)] if run]


def bullets(texts: Iterable[str]) -> list[Block]:
    """A list with a bullet before each."""
    items = [item for text in texts for item in paragraph(words(text))]
    return [{"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": items}] if items else []


def rich(*parts: Sequence[Block], id: str) -> list[Block]:  # noqa: A002 - Slack's word
    """Paragraphs, quotations and lists as one block, or none where there are none."""
    elements = [element for part in parts for element in part]
    return [{"type": "rich_text", "block_id": id, "elements": elements}] if elements else []


def small(*texts: str, id: str) -> list[Block]:  # noqa: A002 - Slack's word
    """Small print, a line each, or none. It is one element, since Slack sets several side by side."""
    lines = "\n".join(shown for text in texts if (shown := visible(text)))
    plain = {"type": "plain_text", "text": lines, "emoji": False}
    return [{"type": "context", "block_id": id, "elements": [plain]}] if lines else []


def visible(text: str) -> str:
    """The text without characters that no message can hold; "" where nothing would be seen."""
    kept = "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in {"Cc", "Cs"})
    return kept if kept.strip() else ""
