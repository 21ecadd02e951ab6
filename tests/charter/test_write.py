"""A set-up written as text reads back as the same set-up."""

import tomllib
from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.charter.document import read_charter
from bot.charter.write import write_charter
from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Grant, Member, MemberId, PersonRef, Role, School, SchoolId, Trust, TrustId
from bot.domain.programme import SchoolChoice
from prompts.model import OWN_THEME, Audience, Kind, Prompt
from scheduler.model import (
    BankHoliday,
    BankHolidayOverrides,
    CalendarPart,
    Closure,
    OwnCalendar,
    PressureWeek,
    SchoolCalendar,
    Term,
    Weekday,
    inherit,
    monday_of,
)
from scheduler.school_calendar import ENTERED_REASONS
from tests import cast
from tests.charter.test_programmes import days, keys, programmes, words

TRUST = TrustId("t")
JULY = date(2027, 7, 21)
names = words
closures = st.builds(
    lambda first, length, reason, name: Closure(
        first=first, last=first + timedelta(days=length), reason=reason, name=name
    ),
    days,
    st.integers(0, 9),
    st.sampled_from(ENTERED_REASONS),
    names,
)
busy = st.builds(PressureWeek, week=days.map(monday_of), weight=st.integers(1, 3), name=names, whose=names)
overrides = st.builds(
    BankHolidayOverrides,
    added=st.lists(st.builds(BankHoliday, day=days, name=names), max_size=2).map(tuple),
    removed=st.frozensets(days, max_size=2),
)
terms = st.sampled_from(
    [
        (),
        cast.CALENDAR.terms,
        (Term(name='The "long" one', first=date(2026, 9, 2), last=JULY),),
    ]
)
zones = st.sampled_from(["Europe/London", "Europe/Paris"])
nations = st.sampled_from([None, "England", "Wales"])
weekdays = st.frozensets(st.sampled_from(Weekday), min_size=1)
few_closures = st.lists(closures, max_size=2).map(tuple)
few_busy = st.lists(busy, max_size=2).map(tuple)
calendars = st.builds(
    SchoolCalendar,
    zone=zones,
    terms=terms,
    closures=few_closures,
    pressure_weeks=few_busy,
    nation=nations,
    bank_holiday_overrides=overrides,
    school_days=weekdays,
)
owns = st.builds(
    OwnCalendar,
    zone=st.none() | zones,
    nation=nations,
    school_days=st.none() | weekdays,
    terms=st.none() | terms,
    closures=few_closures,
    without=st.frozensets(days, max_size=2),
    bank_holidays=overrides,
    pressure_weeks=few_busy,
)
own_prompts = st.lists(
    st.builds(
        Prompt,
        key=st.integers(0, 99).map("own-{}".format),
        question=st.sampled_from(["What now?", 'And "this"?', "Où?"]),
        why=st.just("To know."),
        follow_up=st.just("And then?"),
        theme=st.just(OWN_THEME.key),
        frameworks=st.sampled_from([(), ("afa.vision",)]),
        audience=st.lists(st.sampled_from(Audience), min_size=1, unique=True).map(tuple),
        kind=st.just(Kind.QUESTION),
        minutes=st.integers(1, 10),
        draws_on=st.just(()),
        retired=st.booleans(),
    ),
    max_size=3,
    unique_by=lambda each: each.key,
).map(tuple)


@st.composite
def charters(draw: st.DrawFn) -> Charter:
    """Any set-up that makes sense, as far as a set-up file goes."""
    calendar = draw(st.none() | calendars)
    locked = draw(st.frozensets(st.sampled_from(CalendarPart)))
    trust = Trust(
        id=TRUST,
        name=draw(names),
        keep_months=draw(st.integers(1, 120)),
        demonstration=draw(st.booleans()),
        calendar=calendar,
        locked=locked,
    )
    schools = tuple(draw(_school(trust, key)) for key in draw(st.lists(keys, max_size=3, unique=True)))
    ids = [school.id for school in schools]
    members = tuple(draw(_member(key, ids)) for key in draw(st.lists(keys, max_size=3, unique=True)))
    channels = tuple(
        Channel(
            id=ChannelId(f"c{number}"),
            trust=TRUST,
            school=draw(st.sampled_from(ids)),
            platform="local",
            address=f"a{number}",
            name=draw(names),
        )
        for number in range(draw(st.integers(0, 3)) if ids else 0)
    )
    asked = tuple(
        replace(each, channels=tuple(channel.id for channel in channels))
        for each in draw(st.lists(programmes(), max_size=2, unique_by=lambda each: each.id))
    )
    return Charter(
        trust=trust,
        schools=schools,
        members=members,
        identities=tuple(each for member in members for each in draw(_identities(member))),
        channels=channels,
        programmes=asked,
        choices=tuple(
            draw(
                st.builds(
                    SchoolChoice,
                    programme=st.just(programme.id),
                    school=st.just(school),
                    paused_until=st.none() | days,
                    skipped_dates=st.frozensets(days, max_size=2),
                    weekday=st.none() | st.sampled_from(Weekday),
                    at=st.none() | st.just(time(7, 45)) | st.times(),
                    left_out=st.frozensets(names, max_size=2),
                    channels=st.just(tuple(each.id for each in channels if each.school == school)),
                )
            )
            for programme in asked
            for school in ids[:1]
        ),
        prompts=draw(own_prompts),
    )


@st.composite
def _school(draw: st.DrawFn, trust: Trust, key: str) -> School:
    own = draw(st.none() | owns) if trust.calendar else None
    calendar = (
        inherit(trust.calendar, own, locked=trust.locked) if trust.calendar and own else draw(calendars)
    )
    return School(id=SchoolId(key), trust=TRUST, name=draw(names), calendar=calendar, own=own)


@st.composite
def _member(draw: st.DrawFn, key: str, schools: list[SchoolId]) -> Member:
    held = [Grant(role=Role.TRUST_LEAD), *(Grant(role=Role.SENCO, school=school) for school in schools)]
    grants = draw(st.frozensets(st.sampled_from(held)))
    return Member(id=MemberId(key), trust=TRUST, name=draw(names), grants=grants)


@st.composite
def _identities(draw: st.DrawFn, member: Member) -> list[tuple[PersonRef, MemberId]]:
    ids: list[tuple[str, str]] = [("local", member.id)] if draw(st.booleans()) else []
    ids += [("slack", f"U-{member.id}")] if draw(st.booleans()) else []
    return [(PersonRef(platform=on, id=key, name=member.name), member.id) for on, key in ids]


@settings(max_examples=40, deadline=None)
@given(charters())
def test_any_set_up_reads_back_as_it_was_written(charter: Charter) -> None:
    text = write_charter(charter)
    assert read_charter(tomllib.loads(text), where="again.toml") == charter


def test_the_text_says_at_each_part_what_it_is_for() -> None:
    text = write_charter(cast.ashgrove())
    lines = text.splitlines()
    for part in ("[trust]", "[[school]]", "[[member]]", "[[channel]]", "[[programme]]"):
        assert lines[lines.index(part) - 1].startswith("# ")
    assert 'at = "08:15"' in text
    assert read_charter(tomllib.loads(text), where="again.toml") == cast.ashgrove()
