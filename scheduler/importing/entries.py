"""From events and what each of them is, to terms and closed days; what does not fit is told by its name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from scheduler.faults import Fault
from scheduler.importing.found import Found, Guess
from scheduler.school_calendar import Closure, ClosureReason, Term, overlaps

Chosen = tuple[Found, Guess]
"""An event, and what it is to be."""

REASONS = {
    Guess.INSET: ClosureReason.INSET,
    Guess.HOLIDAY: ClosureReason.HOLIDAY,
    Guess.OCCASIONAL: ClosureReason.OCCASIONAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """What a calendar takes over; `faults` says what could not be made into an entry."""

    terms: tuple[Term, ...] = ()
    closures: tuple[Closure, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def span(self) -> tuple[date, date] | None:
        """First and last day of all of it; None where there is nothing."""
        stretches = [(each.first, each.last) for each in self.terms]
        stretches += [(each.first, each.last) for each in self.closures]
        if not stretches:
            return None
        return min(first for first, _ in stretches), max(last for _, last in stretches)


def entries_of(chosen: Iterable[Chosen]) -> Entries:
    """Terms with their half-terms, and closed days. A half-term outside every term is a closure of its own."""
    events = sorted(chosen, key=lambda each: (each[0].first, each[0].last))
    faults: list[Fault] = []
    terms = list(_terms(events, faults))
    closures = [
        Closure(first=each.first, last=each.last, reason=REASONS[kind], name=each.name)
        for each, kind in events
        if kind in REASONS
    ]
    for each, kind in events:
        if kind is Guess.HALF_TERM and not _put_into(terms, each):
            closures.append(
                Closure(first=each.first, last=each.last, reason=ClosureReason.HALF_TERM, name=each.name)
            )
    terms.sort(key=lambda term: term.first)
    faults += [
        Fault(where="the terms", problem=found.problem, remedy="choose for one of the two “Leave it out”")
        for found in overlaps(tuple(terms))
    ]
    return Entries(
        terms=tuple(terms), closures=tuple(dict.fromkeys(sorted(closures, key=_by_day))), faults=tuple(faults)
    )


def _terms(events: Iterable[Chosen], faults: list[Fault]) -> Iterator[Term]:
    """Whole terms, and those of which one event tells the first day and a later one the last."""
    begun: Found | None = None
    for each, kind in events:
        if kind is Guess.TERM:
            yield Term(name=each.name, first=each.first, last=each.last)
        elif kind is Guess.TERM_BEGINS:
            if begun:
                faults.append(_alone(begun, "has no last day"))
            begun = each
        elif kind is Guess.TERM_ENDS:
            if begun is None:
                faults.append(_alone(each, "has no first day"))
            else:
                yield Term(name=_term_name(begun.first), first=begun.first, last=each.last)
            begun = None
    if begun:
        faults.append(_alone(begun, "has no last day"))


def _alone(each: Found, what: str) -> Fault:
    return Fault(
        where=f"{each.name}, {each.first}",
        problem=f"the term {what}",
        remedy="choose “First day of a term” for one event and “Last day of a term” for a later one, or leave it out",
    )


def _term_name(first: date) -> str:
    season = "Autumn" if first.month >= 8 else "Spring" if first.month <= 3 else "Summer"  # noqa: PLR2004 - August to March
    return f"{season} term {first.year}"


def _put_into(terms: list[Term], each: Found) -> bool:
    """Whether the break has found a term around it that has none yet."""
    for place, term in enumerate(terms):
        if term.first < each.first and each.last < term.last and term.half_term is None:
            terms[place] = Term(
                name=term.name, first=term.first, last=term.last, half_term=(each.first, each.last)
            )
            return True
    return False


def _by_day(closure: Closure) -> tuple[date, date]:
    return closure.first, closure.last
