"""What somebody typed to the bot alone: pure."""

from adapters.teams.text import Mention, plain
from bot.fields import Json, part, parts, text

AN_ANSWER = 12
"""So many words are no request of ours, and may be an answer to the week's question."""
SHOWN = 200
"""Characters of what was not understood that are said back."""


def typed(activity: Json) -> str:
    """The words, without the mention by which the bot was addressed; none for what holds a file or a picture alone."""
    us = text(part(activity, "recipient"), "id")
    mentions = [
        Mention(
            text=text(each, "text"), name=None if _is(us, each) else text(part(each, "mentioned"), "name")
        )
        for each in parts(activity, "entities")
        if each.get("type") == "mention"
    ]
    words = plain(text(activity, "text"), mentions=mentions, tagged=activity.get("textFormat") == "xml")
    return " ".join(words.split())


def may_be_an_answer(words: str) -> bool:
    """Whether it is longer than anything that is asked for in words."""
    return len(words.split()) >= AN_ANSWER


def _is(us: str, mention: Json) -> bool:
    return bool(us) and text(part(mention, "mentioned"), "id") == us
