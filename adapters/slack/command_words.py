"""What somebody asks for with the slash command: pure, and forgiving."""

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What the command can do."""

    HELP = "help"
    NEXT = "next"
    PAUSE = "pause"
    RESUME = "resume"
    SKIP = "skip"
    ASK_NOW = "ask-now"
    SEARCH = "search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
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


def read_command(text: str) -> Command:
    """What is asked for; help where that is nothing, or cannot be told."""
    typed = text.split()
    if not typed:
        return Command(verb=Verb.HELP)
    verb = _VERBS.get(typed[0].lower().rstrip(":,.!"))
    if verb is None:
        return Command(verb=Verb.HELP, puzzled=" ".join(typed))
    rest = typed[1:]
    # "search for" looks for nothing but that word.
    while (
        rest
        and rest[0].lower().rstrip(":") in _FILLING.get(verb, ())
        and (len(rest) > 1 or verb is not Verb.SEARCH)
    ):
        rest = rest[1:]
    if verb in _ALONE and rest:
        return Command(verb=Verb.HELP, puzzled=" ".join(typed))
    return Command(verb=verb, rest=" ".join(rest))
