"""The programmes that a trust may start from do what they say, on real school years."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.charter.ready_made import ReadyMade, ready_made
from bot.domain.agenda import agenda
from bot.domain.programme import Programme
from bot.usecases.sending.choosing import Chooser
from prompts.library import load_bank
from scheduler.model import ClosedDayRule, OnDemand, SchoolCalendar, Term, Weekday, Weekly
from tests import cast
from tests.scheduler.school_years import ENGLISH

BANK = load_bank()
YEAR = next(each for each in ready_made() if each.programme.id == "year")
SIX_TERMS = replace(
    cast.CALENDAR,
    terms=tuple(
        Term(name=f"{term.name}, half {number}", first=first, last=last)
        for term in cast.CALENDAR.terms
        for number, (first, last) in enumerate(term.halves, start=1)
    ),
)


def lived(
    programme: Programme, calendar: SchoolCalendar, *, start: date, end: date
) -> list[tuple[date, str]]:
    """Each day on which something is asked, with what."""
    choose, asked, found = Chooser(programme, BANK), list[str](), []
    for dated in agenda(programme, calendar, start=start, end=end):
        if dated.left_out is None:
            day = dated.occurrence.due_at.astimezone(UTC).date()
            prompt = choose.next(asked=asked, school=cast.OAKFIELD.id, when=choose.time_of(day, calendar))
            assert prompt is not None
            asked.append(prompt.key)
            found.append((day, prompt.key))
    return found


@pytest.mark.parametrize("weekday", list(Weekday)[:5])
@pytest.mark.parametrize("calendar", [cast.CALENDAR, SIX_TERMS, ENGLISH], ids=["three", "six", "english"])
def test_the_year_opens_and_closes_each_term_with_what_pupils_would_say(
    calendar: SchoolCalendar, weekday: Weekday
) -> None:
    at = Weekly(weekday=weekday, at=datetime(2026, 9, 1, 8, 15, tzinfo=UTC).time())
    programme = replace(YEAR.programme, starts=date(2026, 8, 20), recurrence=at)
    asked = lived(programme, calendar, start=date(2026, 8, 20), end=date(2027, 7, 31))
    for first, last in (("09-01", "12-31"), ("01-01", "03-27"), ("04-01", "07-31")):
        begins = date.fromisoformat(f"{2026 if first == '09-01' else 2027}-{first}")
        ends = date.fromisoformat(f"{begins.year}-{last}")
        term = [key for day, key in asked if begins <= day <= ends]
        assert len(term) > 8
        assert term[0].startswith("pupils-")
        assert term[-1].startswith("pupils-")
    keys = [key for _, key in asked]
    assert len(set(keys)) == len(keys)
    assert {key.split("-")[0] for key in keys} == {
        "pupils", "vision", "commitment", "collaboration", "communication"
    }  # fmt: skip


def test_the_four_elements_come_one_after_another_across_the_year() -> None:
    programme = replace(YEAR.programme, starts=date(2026, 8, 20))
    asked = lived(programme, cast.CALENDAR, start=date(2026, 8, 20), end=date(2027, 7, 31))
    plain = [key.split("-")[0] for _, key in asked if not BANK.get(key).seasons]
    assert plain == sorted(plain, key=["vision", "commitment", "collaboration", "communication"].index)


@pytest.mark.parametrize("each", ready_made(), ids=lambda each: each.programme.id)
def test_every_prompt_of_a_ready_made_programme_is_in_the_bank(each: ReadyMade) -> None:
    programme = each.programme
    asked = programme.selection.of(BANK)
    sequence = programme.selection.sequence
    named = BANK.sequence(sequence).steps if sequence else programme.selection.keys
    assert [prompt.key for prompt in asked] == list(named)
    assert any(prompt.kind == "action" for prompt in asked) or programme.id == "governors"


def test_they_are_those_that_were_promised() -> None:
    found = {each.programme.name: each for each in ready_made()}
    assert list(found) == [
        "A year of inclusive leadership",
        "Four areas of need",
        "Governors' assurances",
        "SENCo and leader, side by side",
        "New leader's first half-term",
        "After training",
    ]
    assert len(found["Governors' assurances"].programme.selection.of(BANK)) == 16
    assert len(found["After training"].programme.selection.of(BANK)) == 6
    assert isinstance(found["After training"].programme.recurrence, OnDemand)
    assert found["Four areas of need"].programme.closed_day is ClosedDayRule.NEXT
