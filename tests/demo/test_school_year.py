"""The demonstration's school years, and its trusts in any of them."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from itertools import pairwise

import pytest

from bot.demo.school_year import closures, pressure_weeks, school_year_of, terms
from bot.demo.year import TRUSTS, demonstration_charter
from bot.domain.charter import Charter
from bot.domain.people import Role
from prompts.library import load_bank
from scheduler.model import SchoolCalendar, Term

YEARS = range(2024, 2041)
DAY = timedelta(days=1)
IN_THE_THREAD = {Role.LEADER, Role.SCHOOL_LEAD, Role.SENCO}


def school_days(term: Term) -> int:
    """Weekdays of a term outside its half-term: bank holidays and training days are among them."""
    return sum(
        (first + number * DAY).weekday() < 5
        for first, last in term.halves
        for number in range((last - first).days + 1)
    )


@pytest.mark.parametrize("year", YEARS)
def test_every_school_year_is_a_sound_calendar_of_three_terms_one_after_another(year: int) -> None:
    calendar = SchoolCalendar(
        zone="Europe/London",
        nation="England",
        terms=terms(year),
        closures=closures(year),
        pressure_weeks=pressure_weeks(year),
    )
    autumn, spring, summer = calendar.terms
    assert date(year, 9, 1) <= autumn.first < autumn.last <= date(year, 12, 23)
    assert date(year + 1, 1, 2) <= spring.first < spring.last < date(year + 1, 4, 20)
    assert date(year + 1, 4, 1) <= summer.first < summer.last <= date(year + 1, 7, 26)
    assert autumn.last < spring.first
    assert (summer.first - spring.last).days == 17


@pytest.mark.parametrize("year", YEARS)
def test_every_term_is_as_long_as_terms_are(year: int) -> None:
    for term in terms(year):
        assert 9 <= (term.last - term.first).days / 7 <= 16, term
        for first, last in term.halves:
            assert 25 <= (last - first).days <= 63, term
    assert 185 <= sum(school_days(term) for term in terms(year)) <= 205


@pytest.mark.parametrize("year", YEARS)
def test_training_days_and_weeks_of_pressure_fall_into_terms(year: int) -> None:
    for closure in closures(year):
        assert any(term.first <= closure.first <= closure.last <= term.last for term in terms(year))
    for week in pressure_weeks(year):
        assert week.week.weekday() == 0
        assert any(term.first <= week.week <= term.last for term in terms(year))


def test_no_year_runs_into_the_next() -> None:
    every = [term for year in YEARS for term in terms(year)]
    assert all(earlier.last < later.first for earlier, later in pairwise(every))


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 7, 31), 2025),
        (date(2026, 8, 1), 2026),
        (date(2026, 12, 31), 2026),
        (date(2027, 1, 1), 2026),
    ],
)
def test_the_school_year_turns_in_august(day: date, year: int) -> None:
    assert school_year_of(day) == year


@pytest.fixture(scope="module")
def charters() -> tuple[Charter, ...]:
    return tuple(demonstration_charter(name, now=datetime(2026, 11, 18, tzinfo=UTC)) for name in TRUSTS)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("day", [(1, 1), (2, 28), (7, 31), (8, 1), (12, 31)])
@pytest.mark.parametrize("name", TRUSTS)
def test_a_trust_has_terms_a_year_back_and_a_year_ahead_of_any_day(
    name: str, day: tuple[int, int], year: int
) -> None:
    now = datetime(year, *day, tzinfo=UTC)
    charter = demonstration_charter(name, now=now)
    assert charter.trust.demonstration
    for school in charter.schools:
        known = school.calendar.terms
        assert known[0].first <= now.date() - timedelta(days=320)
        assert known[-1].last >= now.date() + timedelta(days=320)
    for programme in charter.programmes:
        assert 364 <= (now.date() - programme.starts).days <= 370


def test_the_two_trusts_share_nothing(charters: tuple[Charter, ...]) -> None:
    ours, theirs = (
        {
            *(each.id for each in charter.schools),
            *(each.id for each in charter.members),
            *(each.id for each in charter.channels),
            *(each.id for each in charter.programmes),
        }
        for charter in charters
    )
    assert not ours & theirs


def test_every_programme_asks_what_the_bank_has_and_nothing_twice(charters: tuple[Charter, ...]) -> None:
    bank = load_bank()
    for charter in charters:
        asked = [prompt.key for programme in charter.programmes for prompt in programme.selection.of(bank)]
        named = [key for programme in charter.programmes for key in programme.selection.keys]
        assert set(named) <= set(asked)
        assert len(set(asked)) == len(asked)


def test_every_answer_is_to_a_prompt_of_the_channels_programme_by_someone_in_that_channel(
    charters: tuple[Charter, ...],
) -> None:
    keys = {
        channel: set(programme.selection.keys)
        for charter in charters
        for programme in charter.programmes
        if programme.selection.keys
        for channel in programme.channels
    }
    present = {
        (member.id, channel.id)
        for charter in charters
        for channel in charter.channels
        for member in charter.members
        if any(grant.school == channel.school and grant.role in IN_THE_THREAD for grant in member.grants)
    }
    answers = tomllib.loads(files("bot.demo").joinpath("answers.toml").read_text(encoding="utf-8"))
    assert answers
    for key, entries in answers.items():
        for entry in entries:
            assert key in keys[entry["channel"]], (key, entry["channel"])
            assert (entry["who"], entry["channel"]) in present, (key, entry["who"])
            assert entry["text"].strip()
            assert set(entry) <= {"who", "channel", "text", "after", "edit", "withdrawn"}
