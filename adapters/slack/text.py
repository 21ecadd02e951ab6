"""Between Slack's encoding of a message and what a person wrote: pure, and the same in every view.

Slack's own marks, `<@U1>` and its like, are the only ones it acts on in text that came by its API, so `plain` undoes
those and the three entities, and leaves every other character as it was written.

On the way out, people's words go into elements where Slack interprets nothing at all (`rich_text`, `plain_text`: see
`rich.py`), unchanged. `escaped` is for the two places that have no such element, a message's `text` and mrkdwn.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

NO_NAMES: Mapping[str, str] = MappingProxyType({})
SOMEONE = "someone"

_MARK = re.compile(r"<([^<>]*)>")
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">"}

_JOINER = "\u2060"
"""Word joiner: drawn as nothing, read aloud as nothing, and it keeps a name from being that name for Slack."""
_LOOKALIKES = str.maketrans({"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb"})
"""Formatting characters and others that look like them: no invisible character keeps Slack from seeing the pair."""
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": f"{_JOINER}&gt;"})
"""A joiner before `>`, since a line that begins with it is a quotation to Slack, escaped or not."""
_NAMING = re.compile(r"[@#]|:(?=\S)|(?<=\w)\.(?=\w)")
"""What begins a mention, a channel, a shortcode or an address, or stands inside a bare one."""


def plain(text: str, names: Mapping[str, str] = NO_NAMES) -> str:
    """What a person wrote, from Slack's encoding of it; `names` are those of the people mentioned, by user id."""
    parts = _MARK.split(text)
    # Every second part is the inside of a mark.
    parts[1::2] = [_unmarked(mark, names) for mark in parts[1::2]]
    parts[0::2] = [_unescaped(part) for part in parts[0::2]]
    return "".join(parts)


def mentions(text: str) -> frozenset[str]:
    """The user ids that the text names."""
    return frozenset(_MENTION.findall(text))


def escaped(text: str) -> str:
    """Words that Slack shows as they are wherever it reads mrkdwn.

    Nothing in it is a mention, channel, link, date, shortcode, quotation or formatting. For what is read and gone:
    a reader sees the same words, though some characters are others that look like them.
    """
    return _NAMING.sub(_with_joiner, text.translate(_LOOKALIKES)).translate(_ENTITIES)


def _with_joiner(found: re.Match[str]) -> str:
    return found[0] + _JOINER


def _unmarked(mark: str, names: Mapping[str, str]) -> str:
    target, _, label = (_unescaped(part) for part in mark.partition("|"))
    match target[:1]:
        case "@":
            return "@" + (names.get(target[1:]) or label.removeprefix("@") or SOMEONE)
        case "#":
            return "#" + (label.removeprefix("#") or "channel")
        case "!":
            return _broadcast(target[1:], label)
        case _:
            return _link(target, label)


def _broadcast(target: str, label: str) -> str:
    if target.startswith("date^"):
        return label
    if target.startswith("subteam^"):
        return "@" + (label.removeprefix("@") or "group")
    return "@" + (label.removeprefix("@") or target)


def _link(address: str, label: str) -> str:
    """An address that Slack made a link of is as it was typed; a label that someone gave keeps its address beside it."""
    if not label or label == address:
        return address
    bare = re.sub(r"^(?:mailto:|tel:|https?://)", "", address)
    if label in {bare, bare.rstrip("/")} or (address.startswith("tel:") and _digits(label) == _digits(bare)):
        return label
    return f"{label} ({address})" if bare == address or address.startswith("http") else f"{label} ({bare})"


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _unescaped(text: str) -> str:
    # One pass, so that "&amp;lt;" is the "&lt;" that was typed and not "<".
    return _ENTITY.sub(lambda found: _CHARACTERS[found[1]], text)
