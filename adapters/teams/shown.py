"""What whoever pressed a button is shown, and how the answer to an invoke says it: pure."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.teams import limits
from adapters.teams.desk import Answer
from adapters.teams.render import Rendered

CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A card in place of theirs or, without one, only `words`; `done` says whether it is what they wanted.

    `words` say what the card says: for those whose Teams cannot show it.
    """

    words: str = ""
    card: Rendered | None = None
    done: bool = True


def answered(shown: Shown) -> Answer:
    """The answer to the invoke. Without a card theirs stays as it is, and what is typed in it."""
    if shown.card is not None:
        return Answer(status=200, body={"statusCode": 200, "type": CARD, "value": shown.card.card})
    if shown.done:
        return Answer(status=200, body={"statusCode": 200, "type": MESSAGE, "value": shown.words})
    trouble = {"code": "NotDone", "message": shown.words}
    return Answer(status=200, body={"statusCode": 500, "type": ERROR, "value": trouble})


def with_typed(card: Rendered, typed: Mapping[str, str]) -> Rendered | None:
    """The same card with its inputs filled as they were; None if Teams would not take it."""
    filled = copy.deepcopy(card.card)
    for element in filled.get("body", []):
        if element.get("id") in typed and str(element.get("type")).startswith("Input."):
            element["value"] = typed[element["id"]]
    return Rendered(summary=card.summary, card=filled) if limits.fits(filled) else None
