"""Changes of a calendar, one thing at a time: each a pure function over what a trust or a school keeps."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from scheduler.model import (
    BankHoliday,
    BankHolidayOverrides,
    Closure,
    Nation,
    OwnCalendar,
    SchoolCalendar,
    Term,
    Weekday,
)

Alteration = Callable[[OwnCalendar, SchoolCalendar | None], OwnCalendar]
"""From what is kept, and what is inherited (None where nothing is), to what is to be kept."""

Entry = Term | Closure | BankHoliday
Kind = TypeVar("Kind", Term, Closure, BankHoliday)


class NotThere(LookupError):  # noqa: N818 - it says what is so
    """What was to be changed is not in the calendar any more."""


def entry_key(entry: Entry) -> str:
    """A short name for an entry as it is written: another one as soon as any of it is changed."""
    return _short(entry)


def put_term(term: Term, *, instead_of: str | None = None) -> Alteration:
    """The term is there, in place of another if one is named. A school that had none of its own begins with its trust's."""

    def alter(kept: OwnCalendar, inherited: SchoolCalendar | None) -> OwnCalendar:
        terms = _without(_terms(kept, inherited), instead_of)
        return replace(kept, terms=_in_order((*terms, term)))

    return alter


def take_out_term(key: str) -> Alteration:
    """The term is not there any more."""

    def alter(kept: OwnCalendar, inherited: SchoolCalendar | None) -> OwnCalendar:
        return replace(kept, terms=_without(_terms(kept, inherited), key))

    return alter


def trusts_terms(kept: OwnCalendar, inherited: SchoolCalendar | None) -> OwnCalendar:
    """The school has no terms of its own any more, and follows its trust's."""
    return replace(kept, terms=None if inherited else kept.terms)


def put_closure(closure: Closure, *, instead_of: str | None = None) -> Alteration:
    """The days are there, in place of others if they are named."""

    def alter(kept: OwnCalendar, _: SchoolCalendar | None) -> OwnCalendar:
        return replace(kept, closures=_by_day((*_without(kept.closures, instead_of), closure)))

    return alter


def take_out_closure(key: str) -> Alteration:
    """The days are not there any more."""

    def alter(kept: OwnCalendar, _: SchoolCalendar | None) -> OwnCalendar:
        return replace(kept, closures=_without(kept.closures, key))

    return alter


def open_on(first: date) -> Alteration:
    """What the trust has from that day on does not hold here."""

    def alter(kept: OwnCalendar, inherited: SchoolCalendar | None) -> OwnCalendar:
        if inherited is None or not any(each.first == first for each in inherited.closures):
            raise NotThere
        return replace(kept, without=kept.without | {first})

    return alter


def closed_again(first: date) -> Alteration:
    """What the trust has from that day on holds here as well."""
    return lambda kept, _: replace(kept, without=kept.without - {first})


def put_bank_holiday(holiday: BankHoliday, *, instead_of: str | None = None) -> Alteration:
    """The day is a bank holiday."""

    def alter(kept: OwnCalendar, _: SchoolCalendar | None) -> OwnCalendar:
        days = kept.bank_holidays
        others = tuple(each for each in _without(days.added, instead_of) if each.day != holiday.day)
        added = tuple(sorted((*others, holiday), key=lambda each: each.day))
        return replace(kept, bank_holidays=replace(days, added=added))

    return alter


def take_out_bank_holiday(key: str) -> Alteration:
    """The day is not a bank holiday any more, unless the nation or the trust has it."""

    def alter(kept: OwnCalendar, _: SchoolCalendar | None) -> OwnCalendar:
        days = kept.bank_holidays
        return replace(kept, bank_holidays=replace(days, added=_without(days.added, key)))

    return alter


def open_on_bank_holiday(day: date) -> Alteration:
    """The nation's bank holiday on that day is a school day."""
    return lambda kept, _: replace(
        kept, bank_holidays=replace(kept.bank_holidays, removed=kept.bank_holidays.removed | {day})
    )


def keep_bank_holiday(day: date) -> Alteration:
    """The nation's bank holiday on that day is kept."""
    return lambda kept, _: replace(
        kept, bank_holidays=replace(kept.bank_holidays, removed=kept.bank_holidays.removed - {day})
    )


def settle(
    *,
    nation: Nation | None,
    school_days: frozenset[Weekday] | None,
    zone: str | None = None,
    were: str | None = None,
) -> Alteration:
    """Those are its nation, school days and time zone; for a school that inherits, None takes the trust's.

    `were` is their key. Whoever inherits nothing keeps the zone they have where None is given.
    """

    def alter(kept: OwnCalendar, _: SchoolCalendar | None) -> OwnCalendar:
        if were not in {None, settings_key(kept)}:
            raise NotThere
        return replace(kept, nation=nation, school_days=school_days, zone=zone)

    return alter


def settings_key(kept: OwnCalendar) -> str:
    """A short name for nation, school days and zone as they are kept."""
    days = sorted(kept.school_days) if kept.school_days is not None else None
    return _short((kept.nation, days, kept.zone))


def bring_in(
    *, terms: Iterable[Term], closures: Iterable[Closure], in_place_of: tuple[date, date] | None
) -> Alteration:
    """All of it is there; `in_place_of` takes out first what begins between two days.

    What is there already, or inherited, stays single.
    """
    new_terms, new_closures = tuple(terms), tuple(closures)

    def stays(each: Term | Closure) -> bool:
        return in_place_of is None or not in_place_of[0] <= each.first <= in_place_of[1]

    def alter(kept: OwnCalendar, inherited: SchoolCalendar | None) -> OwnCalendar:
        had = inherited.closures if inherited else ()
        closures_now = (*filter(stays, kept.closures), *(each for each in new_closures if each not in had))
        found = replace(kept, closures=_by_day(dict.fromkeys(closures_now)))
        if not new_terms:
            return found
        terms_now = _in_order(dict.fromkeys((*filter(stays, _terms(kept, inherited)), *new_terms)))
        same = kept.terms is None and inherited is not None and terms_now == inherited.terms
        return replace(found, terms=None if same else terms_now)

    return alter


def as_kept(calendar: SchoolCalendar) -> OwnCalendar:
    """A whole calendar, as what somebody keeps who inherits nothing."""
    return OwnCalendar(
        zone=calendar.zone,
        nation=calendar.nation,
        school_days=calendar.school_days,
        terms=calendar.terms,
        closures=calendar.closures,
        bank_holidays=calendar.bank_holiday_overrides,
        pressure_weeks=calendar.pressure_weeks,
    )


def as_whole(kept: OwnCalendar, *, before: SchoolCalendar) -> SchoolCalendar:
    """The calendar of somebody who inherits nothing. Raises ImpossibleError."""
    return SchoolCalendar(
        zone=kept.zone or before.zone,
        nation=kept.nation,
        school_days=before.school_days if kept.school_days is None else kept.school_days,
        terms=kept.terms or (),
        closures=kept.closures,
        pressure_weeks=kept.pressure_weeks,
        bank_holiday_overrides=BankHolidayOverrides(
            added=kept.bank_holidays.added, removed=kept.bank_holidays.removed
        ),
    )


def _short(written: object) -> str:
    return hashlib.sha256(repr(written).encode()).hexdigest()[:12]


def _terms(kept: OwnCalendar, inherited: SchoolCalendar | None) -> tuple[Term, ...]:
    if kept.terms is None:
        return inherited.terms if inherited else ()
    return kept.terms


def _without(entries: tuple[Kind, ...], key: str | None) -> tuple[Kind, ...]:
    if key is None:
        return entries
    left = tuple(each for each in entries if entry_key(each) != key)
    if len(left) == len(entries):
        raise NotThere
    return left


def _in_order(terms: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=lambda term: term.first))


def _by_day(closures: Iterable[Closure]) -> tuple[Closure, ...]:
    return tuple(sorted(closures, key=lambda closure: (closure.first, closure.last)))
