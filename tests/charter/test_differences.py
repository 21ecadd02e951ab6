"""What differs between two set-ups is said setting by setting, and never repeats what somebody wrote."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.charter.differences import differences
from bot.charter.fingerprint import fingerprint
from bot.domain.channel import ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Grant, PersonRef, Role, School, Trust
from bot.domain.programme import LatePolicy, Programme, SchoolChoice, SchoolMay, Selection
from bot.wording import set_up
from prompts.model import OWN_THEME, Audience, Kind, Prompt
from scheduler.model import (
    BankHoliday,
    BankHolidayOverrides,
    CalendarPart,
    ClosedDayRule,
    Closure,
    ClosureReason,
    OnDates,
    OnDemand,
    OwnCalendar,
    PressureWeek,
    Weekday,
    Weekly,
)
from tests import cast

BEFORE = cast.ashgrove()
WEEKLY = cast.WEEKLY
OAKFIELD, MILLBROOK, HARBOUR = cast.OAKFIELD, cast.MILLBROOK, cast.HARBOUR
CANARY = "kumquat"
PROMPT = Prompt(
    key="own-corridors",
    question=f"What is {CANARY}?",
    why=f"{CANARY} matters.",
    follow_up=f"And {CANARY}?",
    theme=OWN_THEME.key,
    frameworks=(),
    audience=(Audience.PAIR,),
    kind=Kind.QUESTION,
    minutes=2,
    draws_on=(),
)
CHOICE = SchoolChoice(programme=WEEKLY.id, school=OAKFIELD.id)


def _said(after: Charter, before: Charter | None = BEFORE) -> list[str]:
    return [set_up.difference(each) for each in differences(before, after)]


def _with_programme(**changes: object) -> Charter:
    changed: Programme = replace(WEEKLY, **changes)  # type: ignore[arg-type]  # one setting at a time
    return replace(BEFORE, programmes=(changed,))


def _with_oakfield(**changes: object) -> Charter:
    changed: School = replace(OAKFIELD, **changes)  # type: ignore[arg-type]  # one setting at a time
    return replace(BEFORE, schools=(changed, *BEFORE.schools[1:]))


def _with_trust(**changes: object) -> Charter:
    changed: Trust = replace(BEFORE.trust, **changes)  # type: ignore[arg-type]  # one setting at a time
    return replace(BEFORE, trust=changed)


def test_equal_set_ups_do_not_differ() -> None:
    assert _said(cast.ashgrove()) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "Golden questions"}, ["Name: A question for Tuesday → Golden questions"]),
        ({"recurrence": replace(cast.TUESDAYS, weekday=Weekday.MONDAY)}, ["Day: Tuesday → Monday"]),
        ({"recurrence": replace(cast.TUESDAYS, at=time(9, 0))}, ["Time: 08:15 → 09:00"]),
        (
            {
                "recurrence": Weekly(
                    weekday=Weekday.TUESDAY, at=time(8, 15), every=2, anchored=date(2026, 9, 8)
                )
            },
            [
                "When: Tuesdays at 08:15 → Every 2 weeks, on Tuesday at 08:15, as in the week of Tuesday 8 September 2026"
            ],
        ),
        ({"recurrence": OnDemand()}, ["When: Tuesdays at 08:15 → When a school lead asks for it"]),
        (
            {"recurrence": OnDates(dates=frozenset({date(2026, 9, 8)}), at=time(8, 15))},
            ["When: Tuesdays at 08:15 → Tuesday 8 September 2026 at 08:15"],
        ),
        ({"ends": date(2027, 7, 1)}, ["Ends: Never → Thursday 1 July 2027"]),
        ({"closed_day": ClosedDayRule.NEXT}, ["On a closed day: Left out → Moved to the next school day"]),
        ({"late": LatePolicy(grace=timedelta(minutes=90))}, ["How late it may come: 4 hours → 90 minutes"]),
        ({"skipped_dates": frozenset({date(2026, 10, 6)})}, ["Skipped date: Tuesday 6 October 2026 is new"]),
        ({"moves_from": 3}, ["Moves within the week: Never → From a weight of 3"]),
        ({"remind_after": 3}, ["Reminder: Never → After 3 school days"]),
        (
            {"schools_may": frozenset(SchoolMay) - {SchoolMay.CHANGE_DAY}},
            ["Schools may: Have it on another day of the week goes"],
        ),
        (
            {"selection": Selection(themes=("vision",), keys=("b", "a"))},
            [
                "Theme: vision is new",
                "Question chosen by hand: b is new",
                "Question chosen by hand: a is new",
            ],
        ),
        ({"channels": WEEKLY.channels[:2]}, ["Schools: Harbour Academy leaves"]),
    ],
)
def test_a_setting_of_a_programme_is_said_as_it_was_and_is(
    changes: dict[str, object], said: list[str]
) -> None:
    about = changes.get("name", WEEKLY.name)
    assert _said(_with_programme(**changes)) == [f"{about}: {each}" for each in said]


def test_a_school_that_joins_is_told_with_its_school() -> None:
    before = _with_programme(channels=WEEKLY.channels[1:])
    (found,) = differences(before, BEFORE)
    assert set_up.difference(found) == "A question for Tuesday: Schools: Oakfield Primary School joins"
    assert found.school == OAKFIELD.id


def test_another_channel_of_a_school_that_has_one_is_told_as_a_channel() -> None:
    heads = replace(cast.OAKFIELD_LEADERS, id=ChannelId("heads"), address="heads", name="Oakfield heads")
    before = replace(BEFORE, channels=(*BEFORE.channels, heads))
    changed = replace(WEEKLY, channels=(*WEEKLY.channels, heads.id))
    assert _said(replace(before, programmes=(changed,)), before) == [
        "A question for Tuesday: Channels: Oakfield heads joins"
    ]


def test_the_same_prompts_in_another_order_are_told_as_that() -> None:
    before = _with_programme(selection=Selection(keys=("a", "b")))
    after = _with_programme(selection=Selection(keys=("b", "a")))
    assert _said(after, before) == [
        "A question for Tuesday: Questions chosen by hand: In the order they had → In another order"
    ]


def test_a_new_programme_says_when_and_where() -> None:
    assert _said(BEFORE, replace(BEFORE, programmes=())) == [
        "A question for Tuesday: Programme: Tuesdays at 08:15 is new",
        "A question for Tuesday: Schools: Harbour Academy joins",
        "A question for Tuesday: Schools: Millbrook Junior School joins",
        "A question for Tuesday: Schools: Oakfield Primary School joins",
    ]


def test_the_trust_s_own_settings_are_told() -> None:
    after = _with_trust(name="Ashgrove", keep_months=24, locked=frozenset({CalendarPart.TERMS}))
    assert _said(after) == [
        "Ashgrove: Name: Ashgrove Learning Trust → Ashgrove",
        "Ashgrove: Answers are kept for: 3 years → 2 years",
        "Ashgrove: Locked for schools: Terms and half-terms is new",
    ]


def test_a_calendar_is_told_day_by_day() -> None:
    before = _with_trust(calendar=cast.CALENDAR)
    inset = Closure(
        first=date(2026, 11, 26), last=date(2026, 11, 27), reason=ClosureReason.INSET, name="Two days"
    )
    calendar = replace(
        cast.CALENDAR,
        terms=cast.CALENDAR.terms[:2],
        closures=(inset,),
        nation=None,
        bank_holiday_overrides=BankHolidayOverrides(
            added=(BankHoliday(day=date(2027, 5, 4), name="Royal day"),)
        ),
    )
    assert [
        each.removeprefix("Ashgrove Learning Trust: ")
        for each in _said(_with_trust(calendar=calendar), before)
    ] == [
        "Bank holidays of: England → no nation",
        (
            "Term: Summer term 2027: Monday 12 April 2027 to Wednesday 21 July 2027, half-term Monday 31 May 2027 to "
            "Friday 4 June 2027 goes"
        ),
        "Closed: Training day (INSET), Wednesday 2 September 2026 goes",
        "Closed: Training day (INSET), Monday 4 January 2027 goes",
        "Closed: Two days (INSET), Thursday 26 November 2026 to Friday 27 November 2026 is new",
        "Bank holiday: Royal day, Tuesday 4 May 2027 is new",
    ]


def test_what_a_school_inherits_is_not_told_again_for_it() -> None:
    before = _with_oakfield(own=OwnCalendar())
    after = replace(
        before,
        schools=(replace(before.schools[0], calendar=replace(cast.CALENDAR, terms=())), *BEFORE.schools[1:]),
    )
    assert _said(after, before) == []
    own = OwnCalendar(without=frozenset({date(2027, 1, 4)}), terms=(), nation="Wales")
    (nation, terms, without) = differences(before, _with_oakfield(own=own))
    assert (nation.was, nation.now) == ("From the trust", "Wales")
    assert (terms.was, terms.now) == ("From the trust", "Its own")
    assert (without.was, without.now) == (None, "Monday 4 January 2027")
    assert {nation.school, terms.school, without.school} == {OAKFIELD.id}


def test_a_pressure_week_of_one_s_own_keeps_its_name_to_itself() -> None:
    weeks = tuple(
        PressureWeek(week=date(2026, 11, 30), weight=3, name=name, whose="SENCo")
        for name in (CANARY, "Annual reviews")
    )
    said = _said(_with_oakfield(calendar=replace(cast.CALENDAR, pressure_weeks=weeks)))
    assert CANARY not in "".join(said)
    assert "SENCo: Annual reviews, leave people alone, week of Monday 30 November 2026 is new" in said[-1]


def test_people_are_told_by_what_they_hold_and_never_by_an_id() -> None:
    hana = replace(cast.HANA, grants=frozenset({Grant(role=Role.SENCO, school=HARBOUR.id)}))
    members = tuple(hana if each.id == hana.id else each for each in BEFORE.members)
    slack = PersonRef(platform="slack", id="U0123", name=hana.name)
    after = replace(BEFORE, members=members, identities=(*BEFORE.identities, (slack, hana.id)))
    found = differences(BEFORE, after)
    assert [set_up.difference(each) for each in found] == [
        "Hana Haddad: Role: Leader of Oakfield Primary School goes",
        "Hana Haddad: Role: SENCo of Harbour Academy is new",
        "Hana Haddad: Known on: Slack is new",
    ]
    assert [each.school for each in found] == [OAKFIELD.id, HARBOUR.id, None]
    other = replace(after, identities=(*BEFORE.identities, (replace(slack, id="U9"), hana.id)))
    assert _said(other, after) == ["Hana Haddad: Who they are on Slack: As it was → Changed"]


def test_what_a_school_chooses_is_told_of_both() -> None:
    chosen = replace(
        CHOICE,
        paused_until=date(2026, 10, 1),
        weekday=Weekday.THURSDAY,
        at=time(7, 45),
        left_out=frozenset({"vision-known"}),
        channels=(cast.OAKFIELD_LEADERS.id,),
    )
    after = replace(BEFORE, choices=(chosen,))
    about = "A question for Tuesday at Oakfield Primary School: "
    assert [each.removeprefix(about) for each in _said(after)] == [
        "Paused until: Not paused → Thursday 1 October 2026",
        "Day: From the trust → Thursday",
        "Time: From the trust → 07:45",
        "Question left out: vision-known is new",
        "Its own channel: Oakfield Primary School leaders is new",
    ]
    assert f"{about}Day: Thursday → From the trust" in _said(BEFORE, after)


def test_the_words_of_an_own_prompt_are_never_repeated() -> None:
    with_it = replace(BEFORE, prompts=(PROMPT,))
    reworded = replace(BEFORE, prompts=(replace(PROMPT, question=f"Why {CANARY}?", minutes=1),))
    assert _said(with_it) == ["own-corridors: Own question: own-corridors is new"]
    assert _said(reworded, with_it) == [
        "own-corridors: Wording: As it was → Changed",
        "own-corridors: Takes: 2 minutes → 1 minute",
    ]
    assert CANARY not in repr(differences(with_it, reworded) + differences(reworded, BEFORE))


def test_a_new_trust_names_everything_in_it() -> None:
    said = _said(BEFORE, None)
    assert said[0] == "Ashgrove Learning Trust: Trust: Ashgrove Learning Trust is new"
    for each in (
        "School: Oakfield Primary School",
        "Person: Hana Haddad",
        "Channel: Oakfield Primary School",
    ):
        assert any(each in line for line in said)


def test_a_fingerprint_is_equal_for_equal_values_and_for_no_others() -> None:
    skipped = frozenset({date(2026, 10, 6), date(2026, 10, 13), date(2026, 10, 20)})
    again = frozenset(sorted(skipped, reverse=True))
    assert fingerprint(cast.weekly(skipped_dates=skipped)) == fingerprint(cast.weekly(skipped_dates=again))
    values = (WEEKLY, cast.weekly(name="Other"), OAKFIELD, MILLBROOK, cast.HANA, BEFORE.trust, CHOICE, PROMPT)
    assert len({fingerprint(each) for each in values}) == len(values)
