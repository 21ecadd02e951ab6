"""One page of a long list: light enough to load anywhere, with the address of the page that follows."""

from collections.abc import Sequence
from urllib.parse import urlencode

from adapters.web.filters import Asked
from bot.domain.reflection import ReflectionId
from bot.usecases.reading.review import ReviewEntry, ReviewPage

WEIGHT = 60_000
"""Bytes of people's words on one page of reflections; what surrounds them fits beside it into 100 KB."""


def light_enough(page: ReviewPage) -> tuple[Sequence[ReviewEntry], ReflectionId | None]:
    """As many of the page's entries as it carries, at least one, and the cursor of those that follow."""
    total = 0
    for place, entry in enumerate(page.entries):
        total += sum(len((revision.text or "").encode()) for revision in entry.line.revisions)
        if place and total > WEIGHT:
            return page.entries[:place], page.entries[place - 1].line.reflection.id
    return page.entries, page.next


def older(fields: Asked, cursor: object | None) -> str | None:
    """The query of the page that follows, with everything else that was asked for."""
    if cursor is None:
        return None
    kept = {name: value for name, value in fields.given.items() if value and name != "before"}
    return "?" + urlencode({**kept, "before": str(cursor)})
