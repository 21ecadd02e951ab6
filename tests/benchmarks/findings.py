"""What a benchmark has found, line by line, in words and numbers that a table can hold."""

from dataclasses import dataclass, field

from tests.benchmarks.measuring import Pairs, Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing measured. `met` is None where there is no goal; then it is context."""

    what: str
    ours: str
    baseline: str = "—"
    ratio: str = "—"
    goal: str = "—"
    met: bool | None = None


@dataclass(slots=True)
class Section:
    """One benchmark: what was done, the lines, and what there is to know about them.

    `grid` is a table of its own shape, its first row the headings.
    """

    title: str
    about: str
    lines: list[Line] = field(default_factory=list)
    grid: list[tuple[str, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def at_least(what: str, pairs: Pairs, *, times: float | None = None) -> Line:
    """How many times faster we are than the baseline."""
    spread = pairs.times_faster
    return _line(
        what, pairs, spread, f"≥ {times:g} times" if times else "—", times and spread.middle >= times
    )


def at_most(what: str, pairs: Pairs, *, times: float | None = None) -> Line:
    """How many times as long as the baseline we take."""
    spread = pairs.times_as_long
    return _line(
        what, pairs, spread, f"≤ {times:g} times" if times else "—", times and spread.middle <= times
    )


def within(what: str, seconds: float, *, limit: float | None = None, baseline: str = "—") -> Line:
    """A time that is to stay below a limit on any machine."""
    return Line(
        what=what,
        ours=duration(seconds),
        baseline=baseline,
        goal=f"< {duration(limit)}" if limit else "—",
        met=seconds < limit if limit else None,
    )


def duration(seconds: float) -> str:
    """For people: with three figures, in the unit that fits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.0f} µs"


def times(spread: Spread) -> str:
    """A ratio with its spread."""
    return f"{spread.middle:.3g} times ({spread.least:.3g} to {spread.most:.3g})"


def _line(what: str, pairs: Pairs, spread: Spread, goal: str, met: object) -> Line:
    ours, theirs = Spread.of(pairs.ours), Spread.of(pairs.theirs)
    return Line(
        what=what,
        ours=duration(ours.middle),
        baseline=duration(theirs.middle),
        ratio=times(spread),
        goal=goal,
        met=None if met is None else bool(met),
    )
