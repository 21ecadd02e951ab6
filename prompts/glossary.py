"""The acronyms of the field: what each means, and which of them a text uses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """An acronym or a term of art: what it stands for, and one plain sentence; `local` to one county or not."""

    term: str
    meaning: str
    plain: str
    area: str
    local: bool = False
    note: str | None = None


def terms_used(text: str, glossary: Iterable[Term]) -> tuple[Term, ...]:
    """Return the terms that stand in `text` as whole words, in the order they first appear.

    Letter case counts (TA is a term, “ta” is not), except that SENCo may be written SENCO; a plural s is
    allowed; the longest term wins, so that “SEN Support” does not also explain “SEN”.
    """
    spellings: dict[str, list[Term]] = {}
    for term in glossary:
        for spelling in {term.term, term.term.upper()}:
            spellings.setdefault(spelling, []).append(term)
    if not spellings:
        return ()
    longest_first = sorted(spellings, key=lambda spelling: (-len(spelling), spelling))
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})s?(?!\w)")
    found = [term for match in pattern.finditer(text) for term in spellings[match[1]]]
    return tuple(dict.fromkeys(found))
