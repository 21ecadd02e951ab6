"""What people did on Slack, and what they were told: written down outside the program."""

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Written:
    """A reply in a thread. `told` are the keys of what Slack has told of it, or will until it is answered."""

    mark: str
    channel: str
    root: str
    ts: str
    text: str
    told: set[str] = field(default_factory=set)
    edits: set[str] = field(default_factory=set)
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class Boxed:
    """An answer that was sent off in a modal. `heard` says whether its author was told that it is kept."""

    mark: str
    view: str
    channel: str
    root: str
    text: str
    private: bool
    heard: bool = False
    changes: int = 0
    taken_back: bool = False


@dataclass(slots=True)
class Diary:
    """What people did, written down outside the program; `outside` are marks of what is none of its business."""

    written: list[Written] = field(default_factory=list)
    boxed: list[Boxed] = field(default_factory=list)
    outside: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    """What the program would not do for them, however often they asked."""
