"""Where a trust's closed days move, a school that is open then stays open."""

from dataclasses import replace
from datetime import date

from bot.domain.closures_followed import following, moves
from scheduler.model import Closure, ClosureReason, OwnCalendar, SchoolCalendar
from tests import cast


def inset(day: date, name: str = "Training", reason: ClosureReason = ClosureReason.INSET) -> Closure:
    return Closure(first=day, last=day, reason=reason, name=name)


def calendar(*closures: Closure) -> SchoolCalendar:
    return replace(cast.CALENDAR, closures=closures)


JANUARY, FEBRUARY, JUNE = date(2027, 1, 4), date(2027, 2, 8), date(2027, 6, 28)


def open_after(was: SchoolCalendar, now: SchoolCalendar, *without: date) -> set[date]:
    school = replace(cast.OAKFIELD, own=OwnCalendar(without=frozenset(without)))
    (after,) = following([school], before=was, after=now)
    assert after.own is not None
    return set(after.own.without)


def test_open_on_a_day_that_moves_is_open_on_the_day_it_moves_to() -> None:
    assert open_after(calendar(inset(JANUARY)), calendar(inset(FEBRUARY)), JANUARY) == {FEBRUARY}


def test_a_new_name_on_another_day_soon_after_is_still_the_same() -> None:
    assert moves([inset(JANUARY)], [inset(date(2027, 1, 5), "Staff day")]) == {JANUARY: date(2027, 1, 5)}


def test_open_on_a_day_that_is_taken_out_does_not_hold_for_what_comes_there_later() -> None:
    assert open_after(calendar(inset(JANUARY), inset(JUNE)), calendar(inset(JUNE)), JANUARY, JUNE) == {JUNE}


def test_another_thing_on_another_day_is_no_move() -> None:
    assert open_after(calendar(inset(JANUARY)), calendar(inset(JUNE, "Polling day")), JANUARY) == set()


def test_two_of_one_name_that_both_move_are_not_guessed_at() -> None:
    was = [inset(JANUARY), inset(FEBRUARY)]
    assert moves(was, [inset(date(2027, 1, 11)), inset(date(2027, 2, 15))]) == {}


def test_where_one_of_two_on_a_day_moves_the_school_is_open_on_both_days() -> None:
    other = inset(JANUARY, "Boiler", ClosureReason.OCCASIONAL)
    was, now = calendar(inset(JANUARY), other), calendar(inset(FEBRUARY), other)
    assert open_after(was, now, JANUARY) == {JANUARY, FEBRUARY}


def test_a_longer_last_day_or_another_name_changes_nothing_for_the_school() -> None:
    assert open_after(calendar(inset(JANUARY)), calendar(inset(JANUARY, "Staff day")), JANUARY) == {JANUARY}
