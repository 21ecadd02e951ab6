"""Programmes in and out of plain tables: nothing is lost on the way, and every fault is named at once."""

import json
import tomllib
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charter.programmes import read_programme, write_programme
from bot.domain.channel import ChannelId
from bot.domain.people import TrustId
from bot.domain.programme import LatePolicy, Programme, ProgrammeId, SchoolMay, Selection
from prompts.model import Audience, Kind
from prompts.references import Order
from scheduler.faults import Fault
from scheduler.model import ClosedDayRule, InTerm, InWeekOfTerm, OnDates, OnDemand, Part, Weekday, Weekly
from scheduler.tables import Table

TRUST = TrustId("t")
LEAST = """
id = "p"
name = "A question for Tuesday"
starts = 2026-09-01
recurrence = { kind = "weekly", weekday = "tuesday", at = 08:15:00 }
"""

words = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=20).filter(
    str.strip
)
keys = words.filter(lambda key: not any(mark.isspace() for mark in key))
lists = st.lists(words, max_size=3).map(tuple)
days = st.dates(date(2001, 1, 1), date(2198, 12, 31))
nths = st.integers(1, 53) | st.integers(-53, -1)
weekdays = st.sampled_from(Weekday)
recurrences = st.one_of(
    st.builds(Weekly, weekday=weekdays, at=st.times(), every=st.integers(1, 53), anchored=days),
    st.builds(Weekly, weekday=weekdays, at=st.times()),
    st.builds(InTerm, weekday=weekdays, at=st.times(), nth=nths, of=st.sampled_from(Part)),
    st.builds(InWeekOfTerm, weekday=weekdays, at=st.times(), week=nths),
    st.builds(OnDates, dates=st.frozensets(days, max_size=5), at=st.times()),
    st.just(OnDemand()),
)
selections = st.builds(
    Selection,
    themes=lists,
    frameworks=lists,
    audiences=st.lists(st.sampled_from(Audience), max_size=3).map(tuple),
    kinds=st.lists(st.sampled_from(Kind), max_size=3).map(tuple),
    keys=lists,
    sequence=st.none() | words,
    left_out=lists.map(frozenset),
)
policies = st.builds(
    LatePolicy,
    grace=st.integers(0, 24 * 60).map(lambda minutes: timedelta(minutes=minutes)),
    closes=st.times(),
)


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Any programme that makes sense."""
    starts = draw(days)
    return Programme(
        id=ProgrammeId(draw(keys)),
        trust=TRUST,
        name=draw(words),
        selection=draw(selections),
        order=draw(st.sampled_from(Order)),
        recurrence=draw(recurrences),
        starts=starts,
        ends=draw(st.none() | st.dates(starts, date(2199, 12, 31))),
        closed_day=draw(st.sampled_from(ClosedDayRule)),
        late=draw(policies),
        paused_until=draw(st.none() | days),
        skipped_dates=draw(st.frozensets(days, max_size=4)),
        lighter_from=draw(st.none() | st.integers(1, 9)),
        moves_from=draw(st.none() | st.integers(1, 9)),
        skips_from=draw(st.none() | st.integers(1, 9)),
        remind_after=draw(st.none() | st.integers(1, 20)),
        channels=draw(lists.map(lambda names: tuple(ChannelId(name) for name in names))),
        private_answers=draw(st.booleans()),
        schools_may=draw(st.frozensets(st.sampled_from(SchoolMay))),
    )


def _read(values: dict[str, object]) -> tuple[Programme | None, list[Fault]]:
    faults: list[Fault] = []
    return read_programme(Table(values, where="programme p", faults=faults), trust=TRUST), faults


@given(programmes())
def test_any_programme_reads_back_as_it_was_written(programme: Programme) -> None:
    assert _read(write_programme(programme)) == (programme, [])


@given(programmes())
def test_any_programme_survives_json(programme: Programme) -> None:
    text = json.dumps(write_programme(programme), default=lambda day: day.isoformat())
    assert _read(json.loads(text)) == (programme, [])


def test_what_is_left_out_is_what_the_domain_takes_for_granted() -> None:
    assert _read(tomllib.loads(LEAST)) == (
        Programme(
            id=ProgrammeId("p"),
            trust=TRUST,
            name="A question for Tuesday",
            selection=Selection(),
            order=Order.IN_ORDER,
            recurrence=Weekly(weekday=Weekday.TUESDAY, at=time(8, 15)),
            starts=date(2026, 9, 1),
        ),
        [],
    )


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("", frozenset(SchoolMay)),
        ('schools_may = ["skip", "ask-now"]', {SchoolMay.SKIP, SchoolMay.ASK_NOW}),
        ("schools_may = []", frozenset()),
    ],
)
def test_a_trust_says_what_it_leaves_to_its_schools(said: str, means: frozenset[SchoolMay]) -> None:
    made, faults = _read(tomllib.loads(LEAST + said))
    assert made is not None
    assert (made.schools_may, faults) == (means, [])


def test_private_answers_are_switched_on_by_a_word() -> None:
    for said, means in (("", False), ("private_answers = false", False), ("private_answers = true", True)):
        made, faults = _read(tomllib.loads(LEAST + said))
        assert made is not None
        assert (made.private_answers, faults) == (means, [])


@pytest.mark.parametrize(
    ("addition", "said"),
    [
        ('order = "random"', "order is 'random'"),
        ('closed_day = "never"', "closed_day is 'never'"),
        ("ends = 2026-08-31", "it ends on 2026-08-31, before it starts on 2026-09-01"),
        ("lighter_from = 0", "lighter_from is 0"),
        ("late = { grace_minutes = 100000 }", "grace_minutes is 100000"),
        ('late = { closes = "25:00" }', "closes is '25:00'"),
        ('selection = { kinds = ["joke"] }', "kinds is 'joke'"),
        ("selection = { themes = [3] }", "themes is 3"),
        ('private_answers = "yes"', "private_answers is 'yes'"),
        ('schools_may = ["cancel"]', "schools_may is 'cancel'"),
        ('schools_may = "pause"', "schools_may is 'pause'"),
        ('chanels = ["c"]', "did you mean channels"),
        ('selection = { theme = "x" }', "did you mean themes"),
    ],
)
def test_a_fault_is_named_with_its_place(addition: str, said: str) -> None:
    _, faults = _read(tomllib.loads(LEAST + addition))
    assert len(faults) == 1
    assert said in str(faults[0])
    assert str(faults[0]).startswith("programme p")


@pytest.mark.parametrize(
    ("recurrence", "said"),
    [
        ('{ kind = "hourly" }', "kind is 'hourly'"),
        ('{ kind = "weekly", at = "08:15" }', "weekday is missing"),
        ('{ kind = "weekly", weekday = "tuesday" }', "at is missing"),
        ('{ kind = "weekly", weekday = "tuesday", at = "8 o\'clock" }', "at is"),
        ('{ kind = "weekly", weekday = "tuesday", at = "08:15", every = 2 }', "does not say which weeks"),
        ('{ kind = "in-term", weekday = "tuesday", at = "08:15", nth = 0 }', "nth is 0"),
        ('{ kind = "on-dates", at = "08:15" }', "dates is missing"),
        ('{ kind = "on-demand", at = "08:15" }', "'at' is not known here"),
        ('"weekly"', "recurrence is 'weekly'"),
    ],
)
def test_a_faulty_recurrence_is_named_with_its_place(recurrence: str, said: str) -> None:
    values = tomllib.loads(LEAST) | tomllib.loads(f"recurrence = {recurrence}")
    made, faults = _read(values)
    assert made is None or faults
    assert len(faults) == 1
    assert said in str(faults[0])


def test_every_fault_is_named_at_once() -> None:
    made, faults = _read({"order": "random", "late": {"grace_minutes": -1}, "selection": {"kinds": ["joke"]}})
    assert made is None
    said = "\n".join(str(fault) for fault in faults)
    for what in ("id is missing", "name is missing", "starts is missing", "recurrence is missing"):
        assert what in said
    for what in ("order is 'random'", "grace_minutes is -1", "kinds is 'joke'"):
        assert what in said


def test_a_grace_no_document_could_say_is_refused_before_it_is_kept() -> None:
    made, _ = _read(tomllib.loads(LEAST))
    assert made is not None
    odd = Programme(
        **{name: getattr(made, name) for name in made.__slots__ if name != "late"},
        late=LatePolicy(grace=timedelta(seconds=90)),
    )
    with pytest.raises(ValueError, match="whole minutes"):
        write_programme(odd)
