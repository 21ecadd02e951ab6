"""What can be wrong with a bank, said so that whoever wrote it can put it right.

LookupError
└── UnknownKeyError            the bank does not hold what was asked for
    ├── UnknownPromptError
    └── UnknownSequenceError
ValueError
└── BankError                  every fault of a bank, at once
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar

LONGEST_SHOWN = 60


def shown(text: str) -> str:
    """Return `text` quoted, escaped and short enough to stand inside an error message."""
    short = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
    return '"' + "".join(mark if mark.isprintable() else ascii(mark)[1:-1] for mark in short) + '"'


def close_to(wanted: str, known: Iterable[str]) -> str:
    """Return “ did you mean …?” naming up to three near misses, or nothing when none is near."""
    near = get_close_matches(wanted[:LONGEST_SHOWN], sorted(known), n=3, cutoff=0.6)
    return f"did you mean {' or '.join(shown(key) for key in near)}?" if near else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in one file: where it is, what it is, and what to do about it."""

    file: str
    key: str = ""
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {f'{self.key}: ' if self.key else ''}{self.problem}; {self.remedy}"


class BankError(ValueError):
    """The bank cannot be used; `faults` holds everything that is wrong with it, in reading order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UnknownKeyError(LookupError):
    """The bank holds nothing under `key`; the message offers near misses and says where to look."""

    noun: ClassVar[str]
    remedy: ClassVar[str]

    def __init__(self, key: str, *, known: Iterable[str]) -> None:
        self.key = key
        guess = close_to(key, known)
        super().__init__(
            f"no {self.noun} {shown(key)} in the bank; {f'{guess} ' if guess else ''}{self.remedy}"
        )


class UnknownPromptError(UnknownKeyError):
    """No prompt of the bank has this key."""

    noun = "prompt"
    remedy = "`golden-thread prompts list` shows every key"


class UnknownSequenceError(UnknownKeyError):
    """No sequence of the bank has this key."""

    noun = "sequence"
    remedy = "prompts/sequences.toml names every sequence"
