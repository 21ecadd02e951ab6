"""What a change does to the coming dates, said before it is saved."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import SchoolId
from bot.domain.programme import Programme, ProgrammeId, SchoolChoice
from bot.ports.outbox import Lately
from bot.usecases.effect import MOST_SHOWN, effect_of
from scheduler.model import InTerm, OnDemand, PressureWeek, Weekday, Weekly
from tests import cast
from tests.cast import HARBOUR_LEADERS, MILLBROOK_LEADERS, OAKFIELD, OAKFIELD_LEADERS, WEEKLY
from tests.fakes.world import DUE, MONDAY_NIGHT, TUESDAY

STAYS = "What was posted stays, and this change asks nothing a second time."
WEEK = timedelta(weeks=1)
THURSDAYS = Weekly(weekday=Weekday.THURSDAY, at=time(8, 15))


def told(before: Charter, after: Charter) -> tuple[str, ...]:
    return effect_of(before, after, now=MONDAY_NIGHT).sentences


def said(*programmes: Programme, before: Charter | None = None) -> tuple[str, ...]:
    """What changing to these programmes does."""
    was = before or cast.ashgrove()
    return told(was, replace(was, programmes=programmes))


def test_nothing_changes() -> None:
    assert said(WEEKLY) == ("Nothing changes in the coming dates.",)
    assert said(cast.weekly(name="Another name", remind_after=3)) == ("Nothing changes in the coming dates.",)


def test_three_schools_move_to_another_day() -> None:
    assert said(cast.weekly(recurrence=THURSDAYS))[0] == "3 schools move from Tuesday to Thursday."
    assert said(cast.weekly(recurrence=THURSDAYS))[-1] == STAYS


def test_a_later_time() -> None:
    later = Weekly(weekday=Weekday.TUESDAY, at=time(15, 45))
    assert said(cast.weekly(recurrence=later)) == ("3 schools are asked at 15:45 in place of 08:15.", STAYS)


def test_one_school_shifts_and_the_others_stay() -> None:
    before = cast.ashgrove()
    choice = SchoolChoice(programme=WEEKLY.id, school=OAKFIELD.id, weekday=Weekday.WEDNESDAY)
    found = effect_of(before, replace(before, choices=(choice,)), now=MONDAY_NIGHT)
    assert found.sentences[0] == "1 school moves from Tuesday to Wednesday."
    assert found.schools == 1
    assert {each.school for each in found.dates} == {OAKFIELD.id}
    first = found.dates[0]
    assert first.was is not None
    assert first.now is not None
    assert (first.was.date(), first.now.date()) == (TUESDAY, date(2026, 11, 11))


def test_what_the_trust_does_not_leave_to_schools_changes_nothing() -> None:
    before = cast.ashgrove(cast.weekly(schools_may=frozenset()))
    choice = SchoolChoice(programme=WEEKLY.id, school=OAKFIELD.id, weekday=Weekday.WEDNESDAY)
    assert told(before, replace(before, choices=(choice,))) == ("Nothing changes in the coming dates.",)


def test_dates_that_a_pause_leaves_out() -> None:
    assert said(cast.weekly(paused_until=TUESDAY + 2 * WEEK)) == (
        "2 dates are left out: paused until Tuesday 24 November 2026.",
        STAYS,
    )


def test_a_busy_week_is_left_out_or_comes_at_its_end() -> None:
    (left,) = said(cast.weekly(skips_from=2))[:-1]
    assert left == "1 date is left out: a busy week (Reports are due)."
    assert said(cast.weekly(moves_from=2))[0] == "1 date moves."


def test_a_new_programme_starts_in_its_schools() -> None:
    new = replace(WEEKLY, id=ProgrammeId("new"), name="New", starts=date(2026, 12, 1))
    assert said(WEEKLY, new)[0] == "Starts on Tuesday 1 December 2026 in 3 schools."


def test_a_programme_that_only_comes_when_asked_for_has_no_dates_and_says_so_by_its_channels() -> None:
    new = replace(WEEKLY, id=ProgrammeId("new"), name="New", recurrence=OnDemand())
    assert said(WEEKLY, new) == ("3 channels join.", "What was posted stays.")
    assert said(new, before=cast.ashgrove(replace(WEEKLY, channels=()))) == ("3 channels join.", STAYS)


def test_nothing_is_said_of_being_asked_a_second_time_where_another_programme_asks_the_same_channels() -> (
    None
):
    second = replace(WEEKLY, id=ProgrammeId("second"), name="The second")
    before = cast.ashgrove(WEEKLY, second)
    chosen = said(cast.only("apples"), second, before=before)
    assert chosen[-1] == "What was posted stays."
    moved = said(cast.weekly(recurrence=THURSDAYS), second, before=before)
    assert moved[-1] == STAYS, "other days bring no question that would not come anyway"


def test_schools_whose_dates_differ_in_the_same_way_are_told_together() -> None:
    before = cast.ashgrove()
    own = SchoolChoice(programme=WEEKLY.id, school=OAKFIELD.id, weekday=Weekday.WEDNESDAY)
    there = replace(before, choices=(own,))
    after = replace(there, programmes=(cast.weekly(recurrence=THURSDAYS),))
    found = effect_of(there, after, now=MONDAY_NIGHT)
    (alike,) = found.alike
    assert len(alike.schools) == 2
    assert OAKFIELD.id not in alike.schools
    assert len(alike.dates) + alike.more > len(alike.dates) > 0


def test_a_channel_leaves_and_one_joins() -> None:
    before = cast.ashgrove(cast.weekly(channels=(OAKFIELD_LEADERS.id, MILLBROOK_LEADERS.id)))
    after = replace(before, programmes=(cast.weekly(channels=(OAKFIELD_LEADERS.id, HARBOUR_LEADERS.id)),))
    found = effect_of(before, after, now=MONDAY_NIGHT)
    assert (found.joins, found.leaves) == ((HARBOUR_LEADERS.id,), (MILLBROOK_LEADERS.id,))
    assert "Nothing comes any more in 1 school." in found.sentences
    assert "1 channel joins." in found.sentences
    assert "1 channel leaves." in found.sentences
    assert found.schools == 2


def test_an_end_takes_the_later_dates_away() -> None:
    (left,) = said(cast.weekly(ends=TUESDAY + 20 * WEEK))[:-1]
    assert left == "4 dates are left out: the programme ends on Tuesday 30 March 2027."


def test_another_rhythm() -> None:
    each = InTerm(weekday=Weekday.TUESDAY, at=time(8, 15))
    assert said(cast.weekly(recurrence=each))[0].startswith("3 schools have another rhythm")


def test_every_other_week_leaves_out_every_other_date_and_adds_none() -> None:
    fortnightly = Weekly(weekday=Weekday.TUESDAY, at=time(8, 15), every=2, anchored=TUESDAY)
    rhythm, left, stays = said(cast.weekly(recurrence=fortnightly))
    assert rhythm.startswith("3 schools have another rhythm")
    assert left.endswith("dates are left out.")
    assert stays == STAYS


def test_other_questions_leave_the_dates_alone() -> None:
    assert said(cast.only("apples")) == ("From the next date on, the questions follow the new choice.", STAYS)


def test_several_programmes_are_told_apart_by_name() -> None:
    second = replace(WEEKLY, id=ProgrammeId("second"), name="The second")
    before = cast.ashgrove(WEEKLY, second)
    after = tuple(replace(each, recurrence=THURSDAYS) for each in (WEEKLY, second))
    sentences = said(*after, before=before)
    assert sentences[0] == "A question for Tuesday: 3 schools move from Tuesday to Thursday."
    assert "The second: 3 schools move from Tuesday to Thursday." in sentences


def test_a_week_that_has_its_question_is_not_asked_again_on_the_new_day() -> None:
    before = cast.ashgrove()
    after = replace(before, programmes=(cast.weekly(recurrence=THURSDAYS),))
    came = {WEEKLY.id: Lately({channel.id: (TUESDAY,) for channel in before.channels}, {})}
    found = effect_of(before, after, now=DUE + timedelta(hours=1), came=came)
    assert {each.now.date() for each in found.dates if each.now} >= {date(2026, 11, 19)}
    assert date(2026, 11, 12) not in {each.now.date() for each in found.dates if each.now}
    # Had nothing come on Tuesday, Thursday would be one more.
    unasked = effect_of(before, after, now=DUE + timedelta(hours=1))
    assert "1 more date comes." in unasked.sentences


def test_a_calendar_changes_the_dates_of_every_programme_there() -> None:
    before = cast.ashgrove(cast.weekly(skips_from=2))
    busy = PressureWeek(week=date(2026, 12, 7), weight=3, name="Annual reviews", whose="SENCo")
    calendar = replace(cast.CALENDAR, pressure_weeks=(*cast.CALENDAR.pressure_weeks, busy))
    schools = (replace(OAKFIELD, calendar=calendar), *before.schools[1:])
    found = effect_of(before, replace(before, schools=schools), now=MONDAY_NIGHT)
    assert found.sentences[0] == "1 date is left out: a busy week (Annual reviews)."
    assert (found.schools, len(found.dates)) == (1, 1)


@pytest.mark.parametrize("own_calendars", [False, True], ids=["one calendar", "a calendar each"])
def test_two_thousand_schools_are_told_in_one_sentence(own_calendars: bool) -> None:  # noqa: FBT001 - parametrised
    schools, channels = [], []
    for number in range(2_000 if not own_calendars else 50):
        calendar = replace(cast.CALENDAR) if own_calendars else cast.CALENDAR
        school = replace(OAKFIELD, id=SchoolId(f"s{number}"), calendar=calendar)
        schools.append(school)
        channels.append(_channel(number, school.id))
    programme = cast.weekly(channels=tuple(channel.id for channel in channels))
    before = replace(cast.ashgrove(programme), schools=tuple(schools), channels=tuple(channels))
    after = replace(before, programmes=(replace(programme, recurrence=THURSDAYS),))
    found = effect_of(before, after, now=MONDAY_NIGHT)
    assert found.sentences[0] == f"{len(schools)} schools move from Tuesday to Thursday."
    assert found.schools == len(schools)
    assert len(found.dates) <= MOST_SHOWN


def _channel(number: int, school: SchoolId) -> Channel:
    key = f"c{number}"
    return replace(OAKFIELD_LEADERS, id=ChannelId(key), address=key, school=school)
