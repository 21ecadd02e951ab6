"""Setting programmes up: who may, what a form may hold, and what comes of it."""

from dataclasses import replace
from datetime import date, time

import pytest

from bot.domain.channel import ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Member, SchoolId
from bot.domain.programme import Programme, ProgrammeId, SchoolMay, Selection
from bot.usecases.changing import CannotSave, ChangedMeanwhile
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.programmes.draft import Draft
from bot.usecases.programmes.drafting import draft_of, read_draft
from bot.usecases.programmes.ready_made import offered, start_from
from bot.usecases.programmes.setting import (
    copy,
    end_programme,
    form_of,
    new_id,
    propose_programme,
    save_programme,
)
from bot.usecases.programmes.shown import programmes, read_programme
from prompts.model import Audience, Kind
from prompts.references import Order
from scheduler.model import ClosedDayRule, InTerm, InWeekOfTerm, OnDates, OnDemand, Part, Weekday, Weekly
from tests import cast
from tests.fakes.bank import BANK
from tests.fakes.world import TUESDAY, World, world

AT = time(8, 40)
WEEKLY = ProgrammeId("weekly")


def read(draft: Draft, *, before: Programme | None = cast.WEEKLY) -> Programme:
    return read_draft(draft, charter=cast.ashgrove(), bank=BANK, today=TUESDAY, before=before)


def faults(**texts: str) -> list[str]:
    """The fields at fault when these are filled in like that on the form of the weekly programme."""
    with pytest.raises(CannotSave) as refused:
        read(draft_of(cast.WEEKLY, BANK).with_texts(**texts))
    return list(refused.value.faults)


@pytest.mark.parametrize(
    "programme",
    [
        cast.WEEKLY,
        cast.only("bread", "figs"),
        cast.weekly(selection=Selection(themes=("vision",), kinds=(Kind.QUESTION,))),
        cast.weekly(selection=Selection(audiences=(Audience.LEADER,), left_out=frozenset({"eggs"}))),
        cast.weekly(selection=Selection(frameworks=("dfe.values",)), order=Order.SEASONAL),
        cast.weekly(recurrence=Weekly(weekday=Weekday.FRIDAY, at=AT, every=3, anchored=date(2026, 9, 7))),
        cast.weekly(recurrence=InTerm(weekday=Weekday.MONDAY, at=AT, nth=-1, of=Part.TERM)),
        cast.weekly(recurrence=InTerm(weekday=Weekday.MONDAY, at=AT, nth=2)),
        cast.weekly(recurrence=InWeekOfTerm(weekday=Weekday.THURSDAY, at=AT, week=3)),
        cast.weekly(recurrence=OnDates(dates=frozenset({date(2026, 12, 1), date(2027, 1, 12)}), at=AT)),
        cast.weekly(recurrence=OnDemand()),
        cast.weekly(
            ends=date(2027, 7, 1),
            closed_day=ClosedDayRule.PREVIOUS,
            paused_until=date(2026, 12, 1),
            skipped_dates=frozenset({date(2026, 12, 8)}),
            lighter_from=2,
            moves_from=3,
            skips_from=5,
            remind_after=2,
            private_answers=True,
            schools_may=frozenset({SchoolMay.SKIP}),
            channels=(cast.HARBOUR_LEADERS.id,),
        ),
    ],
)
def test_a_form_says_all_of_a_programme_and_reads_it_back(programme: Programme) -> None:
    assert read(draft_of(programme, BANK), before=programme) == programme


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", " "),
        ("name", "x" * 81),
        ("name", "<b>Us</b>"),
        ("by", "magic"),
        ("by", "hand"),
        ("order", "sideways"),
        ("repeats", "often"),
        ("weekday", "someday"),
        ("at", "8"),
        ("at", "25:00"),
        ("starts", ""),
        ("starts", "2026-02-30"),
        ("starts", "1066-10-14"),
        ("ends", "2020-01-01"),
        ("closed_day", "perhaps"),
        ("paused_until", "later"),
        ("skipped_dates", "2026-12-01, soon"),
        ("skipped_dates", "9999-12-31"),
        ("lighter_from", "0"),
        ("moves_from", "13"),
        ("skips_from", "-1"),
        ("remind_after", "²"),
        ("also_channels", "elm-leaders"),
    ],
)
def test_one_field_at_fault_is_told_at_that_field(field: str, typed: str) -> None:
    assert faults(**{field: typed}) == [{"also_channels": "channels"}.get(field, field)]


@pytest.mark.parametrize(
    ("texts", "fields"),
    [
        ({"by": "sequence", "sequence": "none"}, ["sequence"]),
        ({"repeats": "every", "every": "1", "anchored": "then"}, ["every", "anchored"]),
        ({"repeats": "every", "every": "²", "anchored": "2026-09-07"}, ["every"]),
        ({"repeats": "half-term", "nth": "0"}, ["nth"]),
        ({"repeats": "week-of-term", "week": "99"}, ["week"]),
        ({"repeats": "dates", "dates": ""}, ["dates"]),
        ({"repeats": "dates", "dates": "2026-12-01 x"}, ["dates"]),
        ({"name": "", "at": "", "starts": "", "weekday": ""}, ["name", "at", "weekday", "starts"]),
    ],
)
def test_all_faults_are_told_at_once(texts: dict[str, str], fields: list[str]) -> None:
    assert faults(**texts) == fields


@pytest.mark.parametrize("far", ["9999-12-31", "0001-01-01"])
def test_a_date_outside_this_century_is_told_wherever_a_form_takes_one(far: str) -> None:
    assert faults(repeats="dates", dates=far) == ["dates"]
    assert faults(repeats="every", every="2", anchored=far) == ["anchored"]


@pytest.mark.parametrize(
    "typed",
    [
        "1 December 2026\n12/01/2027",
        "2026-12-01, 12 January 2027",
        "01/12/2026; 12.1.2027",
        "2026-12-01 2027-01-12",
        "Tuesday, 1 December 2026\n\n  Tuesday 12th January, 2027",
    ],
)
def test_dates_are_read_as_people_in_britain_type_them(typed: str) -> None:
    read_as = read(draft_of(cast.WEEKLY, BANK).with_texts(repeats="dates", dates=typed, skipped_dates=typed))
    days = frozenset({date(2026, 12, 1), date(2027, 1, 12)})
    assert read_as.recurrence == OnDates(dates=days, at=time(8, 15))
    assert read_as.skipped_dates == days


def test_a_line_that_holds_no_date_is_named_as_it_was_typed() -> None:
    with pytest.raises(CannotSave) as refused:
        read(draft_of(cast.WEEKLY, BANK).with_texts(skipped_dates="1 December 2026\n31 February 2027"))
    assert refused.value.faults["skipped_dates"].startswith("“31 February 2027” is not a date.")


def test_a_fault_names_the_field_as_the_page_does() -> None:
    with pytest.raises(CannotSave) as refused:
        read(draft_of(cast.WEEKLY, BANK).with_texts(name="x" * 81))
    assert refused.value.faults["name"] == "The name has 81 characters: cut it to 80."


@pytest.mark.parametrize("given", ["", "elm-weekly", "programme-elm", "programme-0123456789ab0"])
def test_a_new_programme_has_an_id_that_only_this_program_makes_up(given: str) -> None:
    form = draft_of(cast.WEEKLY, BANK).with_texts(name="New", id=given)
    with pytest.raises(CannotSave):
        read(form, before=None)
    assert read(form.with_texts(id=new_id()), before=None).id.startswith("programme-")


def test_of_prompts_that_a_form_names_only_those_of_the_bank_are_kept() -> None:
    form = draft_of(cast.WEEKLY, BANK)
    assert read(form.with_texts(by="hand", keys="bread elm-asks figs " + "x" * 999)).selection == Selection(
        keys=("bread", "figs")
    )
    assert read(form.with_texts(left_out="eggs elm-asks")).selection.left_out == {"eggs"}
    assert faults(by="hand", keys="elm-asks") == ["by"]


def test_filters_that_exclude_each_other_are_told() -> None:
    draft = draft_of(cast.WEEKLY, BANK).with_texts(by="fitting")
    lists = {**draft.lists, "themes": ("vision",), "frameworks": ("dfe.values",)}
    with pytest.raises(CannotSave) as refused:
        read(replace(draft, lists=lists))
    assert list(refused.value.faults) == ["by"]


@pytest.mark.parametrize("member", [cast.LEWIS, cast.HANA, cast.PRIYA, cast.DORA, cast.GORDON])
async def test_only_the_trust_lead_sets_programmes(member: Member) -> None:
    here = await world()
    draft, seen = await form_of(here.bot, cast.GRACE.id, WEEKLY)
    for attempt in (
        form_of(here.bot, member.id, WEEKLY),
        copy(here.bot, member.id, WEEKLY),
        propose_programme(here.bot, member.id, draft, programme=WEEKLY, seen=seen),
        save_programme(here.bot, member.id, draft, programme=WEEKLY, seen=seen),
        end_programme(here.bot, member.id, WEEKLY),
        offered(here.bot, member.id),
        start_from(here.bot, member.id, "year"),
    ):
        with pytest.raises(NotAllowed):
            await attempt


async def test_another_trusts_programme_is_not_there() -> None:
    here = await world()
    with pytest.raises(NotFound):
        await form_of(here.bot, cast.GRACE.id, cast.ELM_WEEKLY.id)
    with pytest.raises(NotFound):
        await read_programme(here.bot, cast.GRACE.id, cast.ELM_WEEKLY.id)
    with pytest.raises(NotFound):
        await read_programme(here.bot, cast.GRACE.id, WEEKLY, school=SchoolId("elm"))


async def test_a_governor_does_not_see_the_set_up() -> None:
    here = await world()
    with pytest.raises(NotAllowed):
        await programmes(here.bot, cast.GORDON.id)


async def test_a_school_lead_sees_the_programmes_that_come_to_their_school() -> None:
    elsewhere = cast.weekly(id=ProgrammeId("other"), name="Harbour's", channels=(cast.HARBOUR_LEADERS.id,))
    here = await world(cast.WEEKLY, elsewhere)
    seen = [line.programme.name for line in await programmes(here.bot, cast.LEWIS.id)]
    assert seen == ["A question for Tuesday"]
    with pytest.raises(NotAllowed):
        await read_programme(here.bot, cast.LEWIS.id, elsewhere.id)
    page = await read_programme(here.bot, cast.LEWIS.id, WEEKLY)
    assert [school.name for school, _ in page.places] == ["Oakfield Primary School"]
    assert not page.sets


async def test_a_line_of_the_list_says_what_comes_next() -> None:
    here = await world()
    (line,) = await programmes(here.bot, cast.GRACE.id)
    assert (line.when, line.where, line.state) == ("Tuesdays at 08:15", "All 3 schools", "Running")
    assert line.next is not None
    assert line.next.date() == TUESDAY


async def charter(here: World) -> Charter:
    found = await here.bot.store.directory.charter(cast.ASHGROVE.id)
    assert found is not None
    return found


async def test_proposing_changes_nothing_and_saving_does() -> None:
    here = await world()
    draft, seen = await form_of(here.bot, cast.GRACE.id, WEEKLY)
    changed = draft.with_texts(weekday="thursday")
    proposed = await propose_programme(here.bot, cast.GRACE.id, changed, programme=WEEKLY, seen=seen)
    assert any("Thursday" in sentence for sentence in proposed.effect.sentences)
    assert (await charter(here)).programmes == (cast.WEEKLY,)
    await save_programme(here.bot, cast.GRACE.id, changed, programme=WEEKLY, seen=seen)
    (kept,) = (await charter(here)).programmes
    assert kept == cast.weekly(recurrence=Weekly(weekday=Weekday.THURSDAY, at=time(8, 15)))
    with pytest.raises(ChangedMeanwhile):
        await save_programme(here.bot, cast.GRACE.id, draft, programme=WEEKLY, seen=seen)


async def test_a_change_of_a_programme_is_in_its_trail() -> None:
    here = await world()
    draft, seen = await form_of(here.bot, cast.GRACE.id, WEEKLY)
    await save_programme(here.bot, cast.GRACE.id, draft.with_texts(name="Ours"), programme=WEEKLY, seen=seen)
    page = await read_programme(here.bot, cast.GRACE.id, WEEKLY)
    assert [entry.act.by for entry in page.trail] == [cast.GRACE.id]
    assert (await read_programme(here.bot, cast.PRIYA.id, WEEKLY)).trail == ()


async def test_a_copy_saved_twice_is_one_programme() -> None:
    here = await world()
    draft = await copy(here.bot, cast.GRACE.id, WEEKLY)
    made = await save_programme(here.bot, cast.GRACE.id, draft, programme=None)
    with pytest.raises((ChangedMeanwhile, CannotSave)):
        await save_programme(here.bot, cast.GRACE.id, draft, programme=None)
    names = {each.id: each.name for each in (await charter(here)).programmes}
    assert names == {WEEKLY: "A question for Tuesday", made: "A question for Tuesday (copy)"}


async def test_ending_a_programme_leaves_it_there_with_its_last_day() -> None:
    here = await world()
    await end_programme(here.bot, cast.GRACE.id, WEEKLY)
    await end_programme(here.bot, cast.GRACE.id, WEEKLY)
    (kept,) = (await charter(here)).programmes
    assert kept == cast.weekly(ends=date(2026, 11, 9))


async def test_a_large_trusts_form_says_all_instead_of_naming_every_channel() -> None:
    here = await world()
    many = tuple(
        replace(cast.OAKFIELD_LEADERS, id=ChannelId(f"c{number}"), address=f"c{number}")
        for number in range(90)
    )
    await here.bot.store.directory.establish(replace(cast.ashgrove(), channels=many, programmes=()))
    draft = await start_from(here.bot, cast.GRACE.id, "empty")
    assert draft.text("where") == "all"
    assert draft.several("channels") == ()
    made = await save_programme(here.bot, cast.GRACE.id, draft.with_texts(name="All of us"), programme=None)
    kept = next(each for each in (await charter(here)).programmes if each.id == made)
    assert len(kept.channels) == 93


def test_channels_that_a_page_does_not_show_stay_as_they_were() -> None:
    every = ["a", "b", "c", "d"]
    shown = {"channels": ("a",)}
    assert Draft(texts={"also_channels": "c d"}, lists=shown).ticked(every) == {"a", "c", "d"}
    assert Draft(texts={"also_channels": "! a b"}, lists=shown).ticked(every) == {"a", "c", "d"}
    assert Draft(texts={"where": "all"}).ticked(every) == set(every)
