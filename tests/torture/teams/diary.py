"""What people did on Teams, and what they were told: written down outside the program."""

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Written:
    """A reply in a thread. `told` are the words that Teams has told of it, or will until it is answered, by their keys.

    `deleted` says whether Teams has told that its author deleted it.
    """

    mark: str
    channel: str
    root: str
    id: str
    told: dict[str, str] = field(default_factory=dict)
    every: set[str] = field(default_factory=set)
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class Boxed:
    """An answer given in a card's box. `heard` says whether its author was told that it is kept."""

    mark: str
    author: str
    channel: str
    root: str
    text: str
    private: bool
    heard: bool = False
    changes: int = 0
    taken_back: bool = False


@dataclass(slots=True)
class Diary:
    """What people did; `outside` are marks of what is none of the program's business."""

    written: list[Written] = field(default_factory=list)
    boxed: list[Boxed] = field(default_factory=list)
    outside: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    """What the program would not do for them, however often they asked."""
    looked: int = 0
    """How often somebody's Teams asked by itself how a card looks to them."""
    decided: int = 0
    """How many deliveries a person had to say the end of."""
