"""The rules for words that will stand on a card, a page and a terminal: plain text on one line."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

LONGEST_KEY = 80
ADDRESS = re.compile(r"https?://[\x21-\x7e]{1,500}")

# Cc, Cf, Cs, Co: control, invisible, half and private characters; Zl, Zp: line and paragraph separators.
UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})

# Emphasis only counts where a platform would render it: at the edges of words, around something.
# Runs are bounded so that hostile text cannot make a search slow; no field is longer than this anyway.
_EMPHASIS = (
    r"(?<![\w{mark}]){mark}{{1,3}}(?=[^\s{mark}])[^{mark}]{{1,400}}(?<=[^\s{mark}]){mark}{{1,3}}(?!\w)"
)

MARKUP: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "a Slack mention or link",
        re.compile(r"<[!@#][^>\s]|<(?:https?|mailto|tel):|<[^<>|]{1,200}\|[^<>]{1,200}>"),
    ),
    ("an HTML or <at> tag", re.compile(r"</?[A-Za-z][^<>]{0,300}/?>|<!--")),
    ("an HTML entity", re.compile(r"&(?:[A-Za-z]{2,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")),
    ("bold or italic asterisks", re.compile(_EMPHASIS.format(mark=r"\*"))),
    ("italic underscores", re.compile(_EMPHASIS.format(mark="_"))),
    ("struck-out tildes", re.compile(_EMPHASIS.format(mark="~"))),
    ("a backtick", re.compile(r"`")),
    ("a Markdown link", re.compile(r"!?\[[^\[\]]{0,300}\][(\[]")),
    ("a Markdown heading", re.compile(r"^\s{0,3}#{1,6}(?:\s|$)")),
    ("a Markdown quotation", re.compile(r"^\s{0,3}(?:>|&gt;)")),
    ("a Markdown list", re.compile(r"^\s{0,3}(?:[-+*•]|\d{1,3}[.)])\s")),
    ("an emoji code", re.compile(r"(?<!\w):[a-z][a-z0-9_+-]{0,40}:(?!\w)")),
    ("an Adaptive Card expression", re.compile(r"\$\{|\{\{")),
)


class Objection(NamedTuple):
    """What is wrong with a text, and what to do about it."""

    problem: str
    remedy: str


def markup_in(text: str) -> str | None:
    """Return the name of the first platform's markup found in `text`, or None when it is plain."""
    return next((name for name, pattern in MARKUP if pattern.search(text)), None)


def objections(text: str, *, field: str, limit: int) -> Iterator[Objection]:
    """Yield every reason why `text` cannot stand as this field; `limit` is in characters."""
    if not text.strip():
        yield Objection(f"`{field}` is empty", "write it, or take the whole entry out")
        return
    if text != text.strip():
        yield Objection(f"`{field}` begins or ends with a space", "take the space away")
    odd = next((mark for mark in text if unicodedata.category(mark) in UNPRINTABLE), None)
    if odd is not None:
        yield Objection(
            f"`{field}` holds a line break or an invisible character (U+{ord(odd):04X})",
            "write it on one line, in characters that can be seen",
        )
    if len(text) > limit:
        yield Objection(f"`{field}` has {len(text)} characters", f"cut it to {limit}")
    markup = markup_in(text)
    if markup is not None:
        yield Objection(f"`{field}` holds {markup}", "write plain words: each platform adds its own markup")


def question_objections(text: str, *, field: str, limit: int) -> Iterator[Objection]:
    """Yield what `objections` would, and whether the text asks anything."""
    yield from objections(text, field=field, limit=limit)
    if text.strip() and not text.rstrip().endswith("?"):
        yield Objection(f"`{field}` does not end with a question mark", "ask it as a question")


def code_objections(text: str, *, field: str, pattern: re.Pattern[str]) -> Iterator[Objection]:
    """Yield why `text` cannot be a key; keys stand in addresses, commands and the database for good."""
    if len(text) > LONGEST_KEY:
        yield Objection(f"`{field}` has {len(text)} characters", f"cut it to {LONGEST_KEY}")
    elif not pattern.fullmatch(text):
        yield Objection(
            f"`{field}` is not in lower-case-words-with-hyphens", "use only a-z, 0-9 and single hyphens"
        )


def address_objections(text: str, *, field: str) -> Iterator[Objection]:
    """Yield why `text` cannot be followed as a web address."""
    if not ADDRESS.fullmatch(text):
        yield Objection(f"`{field}` is not a web address", "write it whole, from https:// on, without spaces")
