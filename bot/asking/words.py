"""What somebody asks for in plain words, after a slash command or in a chat: pure, and forgiving."""

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What one can ask for."""

    HELP = "help"
    MINE = "mine"
    THIS_WEEK = "this-week"
    NEWEST = "newest"
    NEXT = "next"
    PAUSE = "pause"
    RESUME = "resume"
    SKIP = "skip"
    KEEP_DATE = "keep-date"
    ASK_NOW = "ask-now"
    SEARCH = "search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A verb, and what was typed after it; `puzzled` holds the words where no verb was understood."""

    verb: Verb
    rest: str = ""
    puzzled: str | None = None


_VERBS = {
    "help": Verb.HELP,
    "?": Verb.HELP,
    "next": Verb.NEXT,
    "dates": Verb.NEXT,
    "pause": Verb.PAUSE,
    "resume": Verb.RESUME,
    "unpause": Verb.RESUME,
    "skip": Verb.SKIP,
    "ask": Verb.ASK_NOW,
    "search": Verb.SEARCH,
    "find": Verb.SEARCH,
}
_FILLING = {
    Verb.PAUSE: ("until", "till", "to"),
    Verb.SKIP: ("on",),
    Verb.ASK_NOW: ("now", "us", "a", "question"),
    Verb.SEARCH: ("for",),
}
_ALONE = frozenset({Verb.HELP, Verb.NEXT, Verb.RESUME, Verb.ASK_NOW})


def read_words(text: str) -> Asked:
    """What is asked for; help where that is nothing, or cannot be told."""
    typed = text.split()
    if not typed:
        return Asked(verb=Verb.HELP)
    verb = _VERBS.get(typed[0].lower().rstrip(":,.!"))
    if verb is None:
        return Asked(verb=Verb.HELP, puzzled=" ".join(typed))
    rest = typed[1:]
    # "search for" looks for nothing but that word.
    while (
        rest
        and rest[0].lower().rstrip(":") in _FILLING.get(verb, ())
        and (len(rest) > 1 or verb is not Verb.SEARCH)
    ):
        rest = rest[1:]
    if verb in _ALONE and rest:
        return Asked(verb=Verb.HELP, puzzled=" ".join(typed))
    return Asked(verb=verb, rest=" ".join(rest))
