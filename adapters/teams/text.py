"""Between what Teams sends of a message and what a person wrote, and back into a card: pure."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

_JOINER = "\u2060"
"""Word joiner: drawn as nothing, read aloud as nothing, and it parts what together would be markup."""
_LOOKALIKES = str.maketrans({"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb", "\\": "\u2216"})
_PARTED = re.compile(
    r"[\[\]<>&!]|:(?=//)|(?<=\w)[.@](?=\w)|\{(?=\{)|^\s*(?:[-+#|=]|\d+(?=[.)]))", re.MULTILINE
)
_FUNCTION = re.compile(r"\{(?=\{)")
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li)>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name in a message: `text` is how it stands there, with its tag, and `name` is who is meant; None for ourselves."""

    text: str
    name: str | None


def plain(text: str, *, mentions: Sequence[Mention] = (), tagged: bool = False) -> str:
    """What a person wrote, without the mention by which they addressed us; others stay as "@" and the name.

    Nothing but the span of each mention is touched: our name elsewhere in the text was written and stays. `tagged`
    where Teams says that the text is XML.
    """
    for mention in mentions:
        name = html.escape(mention.name or "") if tagged else mention.name
        if mention.text:
            text = text.replace(mention.text, f"@{name}" if name else "", 1)
    if tagged:
        text = html.unescape(_TAG.sub("", _BREAK.sub("\n", text)))
    return text.replace("&nbsp;", " ").replace("\u00a0", " ").strip()


def escaped(text: str) -> str:
    """Words that a TextBlock shows as they are: no Markdown, link or date function comes of them.

    A backslash before each mark would do where Markdown is read to the letter, but phones show some of the
    backslashes: so marks become characters that look like them, or are parted by one that is not seen.
    """
    return _PARTED.sub(_with_joiner, text.translate(_LOOKALIKES))


def inert(text: str) -> str:
    """Words for a TextRun, in which nothing is interpreted but functions such as a date's."""
    return _FUNCTION.sub(_with_joiner, text)


def _with_joiner(found: re.Match[str]) -> str:
    return found[0] + _JOINER
