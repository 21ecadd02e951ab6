"""What every directory promises of a set-up changed by an edit, and every trail of what it tells."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.domain.channel import ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Grant, MemberId, Role, School, SchoolId, TrustId
from bot.domain.programme import ProgrammeId, SchoolChoice
from bot.domain.trail import Act, Did, Difference
from bot.ports.directory import Edit
from bot.ports.store import Store
from prompts.model import OWN_THEME, Audience, Kind, Prompt, Season
from scheduler.model import (
    CalendarPart,
    Closure,
    ClosureReason,
    OwnCalendar,
    Weekday,
    inherit,
)
from tests.cast import (
    ASHGROVE,
    BEECHWOOD,
    CALENDAR,
    ELM,
    GRACE,
    HANA,
    HARBOUR,
    HARBOUR_LEADERS,
    LEWIS,
    MILLBROOK,
    OAKFIELD,
    OAKFIELD_LEADERS,
    TUESDAYS,
    WEEKLY,
    person,
)
from tests.contracts.store.stage import post

NOON = datetime(2026, 9, 8, 12, 0, 0, 123456, tzinfo=UTC)
ACT = Act(trust=ASHGROVE.id, did=Did.CHANGED_PROGRAMME, at=NOON, by=GRACE.id, about=WEEKLY.id)
OWN_PROMPT = Prompt(
    key="own-corridors",
    question="What did you see in the corridors?",
    why="We agreed to walk them.",
    follow_up="What will you do about it?",
    theme=OWN_THEME.key,
    frameworks=("afa.vision",),
    audience=(Audience.PAIR, Audience.SENCO),
    kind=Kind.SCALE,
    minutes=2,
    draws_on=(),
    evidence=("A walk",),
    seasons=(Season.YEAR_START,),
    scale="agreement",
)
INSET = Closure(
    first=date(2026, 11, 27), last=date(2026, 11, 27), reason=ClosureReason.INSET, name="Oakfield training"
)
OWN = OwnCalendar(closures=(INSET,), without=frozenset({date(2027, 1, 4)}), nation="Wales")
CHOICE = SchoolChoice(
    programme=WEEKLY.id,
    school=OAKFIELD.id,
    paused_until=date(2026, 9, 20),
    skipped_dates=frozenset({date(2026, 10, 6)}),
    weekday=Weekday.THURSDAY,
    at=time(7, 45),
    left_out=frozenset({"vision-known"}),
    channels=(OAKFIELD_LEADERS.id,),
)


def _as_it_is(charter: Charter) -> Charter:
    return charter


def _on_fridays(charter: Charter) -> Charter:
    (weekly,) = charter.programmes
    return replace(
        charter,
        programmes=(replace(weekly, recurrence=replace(TUESDAYS, weekday=Weekday.FRIDAY)),),
    )


def _named(name: str) -> Edit:
    return lambda charter: replace(charter, trust=replace(charter.trust, name=name))


def _everything(charter: Charter) -> Charter:
    trust = replace(charter.trust, calendar=CALENDAR, locked=frozenset({CalendarPart.TERMS}))
    schools = tuple(
        replace(school, own=OWN, calendar=inherit(CALENDAR, OWN)) if school.id == OAKFIELD.id else school
        for school in charter.schools
    )
    return replace(charter, trust=trust, schools=schools, choices=(CHOICE,), prompts=(OWN_PROMPT,))


async def _amend(store: Store, edit: Edit, act: Act = ACT) -> tuple[Charter, Charter]:
    return await store.directory.amend(ASHGROVE.id, edit, act=act)


async def _standing(store: Store, trust: TrustId = ASHGROVE.id) -> Charter:
    charter = await store.directory.charter(trust)
    assert charter is not None
    return charter


async def _edition(store: Store, programme: ProgrammeId = WEEKLY.id) -> int:
    plan = await store.directory.programme(programme)
    assert plan is not None
    return plan.edition


async def test_what_an_edit_makes_of_a_set_up_is_there(store: Store) -> None:
    before, after = await _amend(store, _on_fridays)
    assert before.programmes[0].recurrence == TUESDAYS
    standing = await _standing(store)
    assert standing.programmes == after.programmes != before.programmes
    assert standing.schools == before.schools


async def test_everything_a_set_up_can_hold_comes_back(store: Store) -> None:
    _, after = await _amend(store, _everything)
    standing = await _standing(store)
    assert standing.trust == after.trust
    assert standing.trust.calendar == CALENDAR
    assert {school.id: school.own for school in standing.schools}[OAKFIELD.id] == OWN
    assert standing.choices == (CHOICE,)
    assert standing.prompts == (OWN_PROMPT,)
    assert list(await store.directory.own_prompts(ASHGROVE.id)) == [OWN_PROMPT]
    assert list(await store.directory.own_prompts(BEECHWOOD.id)) == []
    assert await store.directory.trusts_with_prompts() == {ASHGROVE.id}


async def test_an_edit_that_changes_nothing_leaves_no_trace(store: Store) -> None:
    await _amend(store, _everything)
    edition = await _edition(store)
    before, after = await _amend(store, _as_it_is)
    assert before == after
    assert len(await store.trail.page(ASHGROVE.id, limit=10)) == 1
    assert await _edition(store) == edition


async def test_an_edit_that_refuses_changes_nothing(store: Store) -> None:
    def refuse(charter: Charter) -> Charter:
        del charter
        raise LookupError("gone meanwhile")

    with pytest.raises(LookupError, match="gone meanwhile"):
        await _amend(store, refuse)
    assert await store.trail.page(ASHGROVE.id, limit=10) == []


async def test_what_an_edit_leaves_out_stays_with_its_identities(store: Store) -> None:
    was = await _standing(store)
    await _amend(
        store,
        lambda charter: Charter(trust=replace(charter.trust, name="Ashgrove"), schools=charter.schools[:1]),
    )
    standing = await _standing(store)
    assert replace(standing, trust=was.trust) == was
    assert standing.trust.name == "Ashgrove"


async def test_a_choice_that_an_edit_leaves_out_is_gone(store: Store) -> None:
    await _amend(store, _everything)
    await _amend(store, lambda charter: replace(charter, choices=()))
    assert (await _standing(store)).choices == ()


async def test_a_prompt_that_an_edit_leaves_out_is_gone_unless_it_was_asked(store: Store) -> None:
    asked = replace(OWN_PROMPT, key="own-asked")
    await _amend(store, lambda charter: replace(charter, prompts=(OWN_PROMPT, asked)))
    await post(store, prompt="own-asked")
    _, after = await _amend(store, lambda charter: replace(charter, prompts=()))
    assert after.prompts == (asked,)
    assert (await _standing(store)).prompts == (asked,)


async def test_a_person_may_lose_what_they_held_and_be_known_no_more(store: Store) -> None:
    def without_hana(charter: Charter) -> Charter:
        return replace(
            charter,
            members=tuple(
                replace(each, grants=frozenset()) if each.id == HANA.id else each for each in charter.members
            ),
            identities=tuple(each for each in charter.identities if each[1] != HANA.id),
        )

    await _amend(store, without_hana)
    hana = await store.directory.member(HANA.id)
    assert hana is not None
    assert hana.grants == frozenset()
    assert await store.directory.known_as(person(HANA)) is None
    assert await store.directory.known_as(person(LEWIS)) is not None


async def test_someone_new_is_there_with_their_grants(store: Store) -> None:
    noor = replace(
        HANA,
        id=MemberId("noor"),
        name="Noor New",
        grants=frozenset({Grant(role=Role.SENCO, school=HARBOUR.id)}),
    )
    await _amend(store, lambda charter: replace(charter, members=(*charter.members, noor)))
    assert await store.directory.member(noor.id) == noor


async def test_a_channel_that_was_closed_may_be_opened_by_an_edit(store: Store) -> None:
    def close(because: str | None) -> Edit:
        return lambda charter: replace(
            charter,
            channels=tuple(
                replace(each, closed_because=because) if each.id == OAKFIELD_LEADERS.id else each
                for each in charter.channels
            ),
        )

    await _amend(store, close("It was archived."))
    await _amend(store, close(None))
    channel = await store.directory.channel(OAKFIELD_LEADERS.platform, OAKFIELD_LEADERS.address)
    assert channel is not None
    assert channel.closed_because is None


@pytest.mark.parametrize("edit", [_on_fridays, _everything], ids=["its day", "a calendar and a choice"])
async def test_an_edit_that_planning_reads_raises_the_edition_once(store: Store, edit: Edit) -> None:
    before = await _edition(store)
    await _amend(store, edit)
    assert await _edition(store) == before + 1


async def test_an_edit_of_names_leaves_every_edition(store: Store) -> None:
    before = await _edition(store)
    await _amend(store, _named("Ashgrove Schools"))
    assert await _edition(store) == before


async def test_a_school_s_own_channel_is_one_of_its_programme(store: Store) -> None:
    own = replace(OAKFIELD_LEADERS, id=ChannelId("oakfield-heads"), address="oakfield-heads", name="Heads")
    chosen = replace(CHOICE, channels=(own.id,))
    foreign = replace(CHOICE, school=MILLBROOK.id, channels=(own.id,))
    await _amend(
        store,
        lambda charter: replace(charter, channels=(*charter.channels, own), choices=(chosen, foreign)),
    )
    plan = await store.directory.programme(WEEKLY.id)
    assert plan is not None
    assert [(channel.id, school.id) for channel, school in plan.channels][3:] == [(own.id, OAKFIELD.id)]
    assert plan.choices[OAKFIELD.id] == chosen


async def test_what_another_trust_has_is_not_taken(store: Store) -> None:
    def take(charter: Charter) -> Charter:
        ours = replace(ELM, trust=ASHGROVE.id)
        return replace(charter, schools=(*charter.schools, ours))

    with pytest.raises(ValueError, match="another trust"):
        await _amend(store, take)
    with pytest.raises(ValueError, match="elm"):
        await _amend(store, lambda charter: replace(charter, schools=(*charter.schools, ELM)))
    assert (await _standing(store, BEECHWOOD.id)).schools == (ELM,)
    assert await store.trail.page(ASHGROVE.id, limit=10) == []


async def test_two_who_edit_at_once_both_have_their_way(store: Store, other_store: Store) -> None:
    def add(school: str) -> Edit:
        new = School(id=SchoolId(school), trust=ASHGROVE.id, name=school.title(), calendar=CALENDAR)
        return lambda charter: replace(charter, schools=(*charter.schools, new))

    await asyncio.gather(
        *(
            each.directory.amend(ASHGROVE.id, add(name), act=ACT)
            for each, name in ((store, "a"), (other_store, "b"))
        )
    )
    there = {school.id for school in (await _standing(store)).schools}
    assert {"a", "b"} <= there
    assert [entry.number for entry in await store.trail.page(ASHGROVE.id, limit=10)] == [2, 1]


async def test_a_snooze_lasts_through_a_set_up_and_ends(store: Store) -> None:
    await store.directory.snooze(HANA.id, until=date(2026, 9, 20))
    await store.directory.establish(await _standing(store))
    await store.directory.establish(replace(await _standing(store), members=(HANA,)))
    hana = await store.directory.known_as(person(HANA)) or await store.directory.member(HANA.id)
    assert hana is not None
    assert hana.snoozed_until == date(2026, 9, 20)
    await store.directory.snooze(HANA.id, until=None)
    assert await store.directory.member(HANA.id) == HANA


async def test_the_trail_tells_who_changed_what(store: Store) -> None:
    await _amend(store, _on_fridays)
    (entry,) = await store.trail.page(ASHGROVE.id, limit=10)
    assert (entry.number, entry.by_name) == (1, GRACE.name)
    assert replace(entry.act, differences=()) == ACT
    assert entry.act.differences
    assert await store.trail.page(BEECHWOOD.id, limit=10) == []


async def test_the_trail_is_read_newest_first_a_page_at_a_time(store: Store) -> None:
    for name in ("A", "B", "C"):
        await _amend(store, _named(name), replace(ACT, did=Did.CHANGED_TRUST, about=name))
    newest = await store.trail.page(ASHGROVE.id, limit=2)
    assert [entry.act.about for entry in newest] == ["C", "B"]
    older = await store.trail.page(ASHGROVE.id, before=newest[-1].number, limit=2)
    assert [entry.act.about for entry in older] == ["A"]


async def test_the_trail_is_read_by_school_and_by_what_was_done(store: Store) -> None:
    told = Difference(about="Oakfield", setting="Day", was="Monday", now="Tuesday", school=OAKFIELD.id)
    of_oakfield = replace(ACT, differences=(told,))
    of_harbour = replace(ACT, did=Did.CHARTED_PRESSURE, school=HARBOUR.id, about=HARBOUR_LEADERS.id, by=None)
    for act in (of_oakfield, of_harbour, replace(ACT, did=Did.SIGNED_IN, about="oakfield")):
        await store.trail.write(act)

    async def found(
        schools: frozenset[SchoolId] | None = None, did: frozenset[Did] | None = None
    ) -> list[int]:
        page = await store.trail.page(ASHGROVE.id, schools=schools, did=did, limit=10)
        return [entry.number for entry in page]

    assert await found(schools=frozenset({OAKFIELD.id})) == [1]
    assert await found(schools=frozenset({HARBOUR.id, OAKFIELD.id})) == [2, 1]
    assert await found(schools=frozenset()) == []
    assert await found(did=frozenset({Did.SIGNED_IN, Did.CHARTED_PRESSURE})) == [3, 2]
    (entry,) = await store.trail.page(ASHGROVE.id, schools=frozenset({HARBOUR.id}), limit=1)
    assert (entry.act, entry.by_name) == (of_harbour, None)


async def test_a_trail_as_it_was_written_is_whole(store: Store) -> None:
    for name in ("A", "B"):
        await _amend(store, _named(name))
    assert await store.trail.broken_at(ASHGROVE.id) is None
    assert await store.trail.broken_at(BEECHWOOD.id) is None


async def test_a_trust_that_is_not_there_has_no_trail_and_no_edit(empty_store: Store) -> None:
    with pytest.raises(ValueError, match="ashgrove"):
        await empty_store.trail.write(ACT)
    with pytest.raises(ValueError, match="ashgrove"):
        await empty_store.directory.amend(ASHGROVE.id, _as_it_is, act=ACT)
