"""A person's words, made into a query that holds nothing but quoted words and so cannot do anything else."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.store.search_schema import NAME, postgres_token, sqlite_token, words_sql

MOST_WORDS = 64
"""Words (or quoted phrases) of a query that count; somebody who pastes a page has found it by then."""

_PARTS = re.compile(r'"([^"]*)"|([^"\s]+)')
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))  # noqa: RUF001 - what phones and word processors type

Tokens = Mapping[str, Collection[str]]
"""What an answer must carry beside its words: by kind (`school`, `author`, `channel`, `prompt`), any of these."""


@dataclass(frozen=True, slots=True)
class Words:
    """What must occur: each phrase as its words stand, all of them in the same answer.

    None at all is a search for something that holds no word ("!!!", an emoji): it finds nothing.
    """

    phrases: tuple[str, ...]


def words_of(written: str | None) -> Words | None:
    """What someone typed into a search field; None, which does not narrow, where they typed nothing.

    "Quoted words" must stand together; a quote that is never closed is taken for white space.
    """
    if written is None or not written.strip():
        return None
    parts = _PARTS.findall(_storable(written).translate(_QUOTES))
    phrases = (" ".join((quoted or bare).split()) for quoted, bare in parts)
    distinct = dict.fromkeys(phrase for phrase in phrases if _has_word(phrase))
    return Words(tuple(distinct)[:MOST_WORDS])


def sqlite_match(words: Words, tokens: Tokens) -> str:
    """An FTS5 query: every phrase, and of each kind of token any one."""
    narrowed = (
        f"tokens : ({' OR '.join(_quoted(sqlite_token(kind, value)) for value in values)})"
        for kind, values in tokens.items()
    )
    return " AND ".join((*narrowed, f"text : ({' AND '.join(map(_quoted, words.phrases))})"))


def postgres_match(words: Words, tokens: Tokens) -> tuple[str, dict[str, Any]]:
    """The same as a condition on the column `search`, and the values it needs."""
    narrowed = " & ".join(
        f"({' | '.join(_lexeme(postgres_token(kind, value)) for value in values)})"
        for kind, values in tokens.items()
    )
    values = {f"phrase{i}": phrase for i, phrase in enumerate(words.phrases)}
    phrases = [f"phraseto_tsquery('{NAME}', {words_sql(f'CAST(:{name} AS text)')})" for name in values]
    # A word that PostgreSQL makes nothing of, of 10,000 letters for example, would otherwise not be asked for.
    understood = "".join(f" AND numnode({phrase}) > 0" for phrase in phrases)
    return (
        f"search @@ ({' && '.join(['CAST(:tokens AS tsquery)', *phrases])}){understood}",
        {"tokens": narrowed, **values},
    )


def _storable(written: str) -> str:
    """Control characters, halves of characters and what is no character at all are white space."""
    return "".join(
        " " if unicodedata.category(character) in {"Cc", "Cs", "Cn"} else character for character in written
    )


def _has_word(phrase: str) -> bool:
    return any(unicodedata.category(character)[0] in "LN" for character in phrase)


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _lexeme(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
