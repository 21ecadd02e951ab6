"""What every directory promises."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.channel import ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Grant, MemberId, PersonRef, Role, TrustId
from bot.domain.programme import LatePolicy, Programme, ProgrammeId, Selection
from bot.ports.store import Store
from prompts.model import Audience, Kind
from scheduler.model import ClosedDayRule, InTerm, InWeekOfTerm, OnDates, OnDemand, Part, Weekday
from tests.cast import (
    ASHGROVE,
    BEECHWOOD,
    ELM_LEADERS,
    ELM_WEEKLY,
    HANA,
    HARBOUR,
    HARBOUR_LEADERS,
    MILLBROOK,
    MILLBROOK_LEADERS,
    OAKFIELD,
    OAKFIELD_LEADERS,
    OLIVE,
    PRIYA,
    WEEKLY,
    ashgrove,
    beechwood,
    person,
)

EIGHT = time(8, 0)
UNUSUAL = replace(
    WEEKLY,
    selection=Selection(
        themes=("vision",),
        frameworks=("afa.vision", "dfe"),
        audiences=(Audience.SENCO, Audience.PAIR),
        kinds=(Kind.SCALE,),
        keys=("vision-shared",),
        sequence="induction",
        left_out=frozenset({"b", "a"}),
    ),
    ends=date(2027, 7, 1),
    closed_day=ClosedDayRule.PREVIOUS,
    late=LatePolicy(grace=timedelta(minutes=90), closes=time(16, 30)),
    paused_until=date(2026, 10, 1),
    skipped_dates=frozenset({date(2026, 11, 3), date(2026, 12, 1)}),
    lighter_from=3,
)


def _by_id(charter: Charter) -> Charter:
    return replace(
        charter,
        schools=tuple(sorted(charter.schools, key=lambda each: each.id)),
        members=tuple(sorted(charter.members, key=lambda each: each.id)),
        identities=tuple(sorted(charter.identities, key=lambda each: each[0].id)),
        channels=tuple(sorted(charter.channels, key=lambda each: each.id)),
        programmes=tuple(sorted(charter.programmes, key=lambda each: each.id)),
    )


async def _standing(store: Store, trust: TrustId = ASHGROVE.id) -> Charter:
    charter = await store.directory.charter(trust)
    assert charter is not None
    return _by_id(charter)


async def test_an_empty_store_knows_nobody(empty_store: Store) -> None:
    directory = empty_store.directory
    assert list(await directory.trusts()) == []
    assert list(await directory.plannable()) == []
    assert await directory.charter(ASHGROVE.id) is None
    assert await directory.member(HANA.id) is None
    assert await directory.known_as(person(HANA)) is None
    assert await directory.channel("local", "oakfield-leaders") is None
    assert await directory.programme(WEEKLY.id) is None


async def test_a_set_up_comes_back_as_it_was_established(store: Store) -> None:
    assert await _standing(store) == _by_id(ashgrove())
    assert await _standing(store, BEECHWOOD.id) == _by_id(beechwood())


async def test_trusts_come_by_name(store: Store) -> None:
    assert list(await store.directory.trusts()) == [ASHGROVE, BEECHWOOD]


async def test_establishing_again_changes_nothing(store: Store) -> None:
    await store.directory.establish(ashgrove())
    assert await _standing(store) == _by_id(ashgrove())


async def test_what_a_set_up_names_is_changed_and_the_rest_stays(store: Store) -> None:
    renamed = replace(OAKFIELD, name="Oakfield Academy")
    demoted = replace(PRIYA, grants=frozenset({Grant(role=Role.SENCO, school=MILLBROOK.id)}))
    await store.directory.establish(Charter(trust=ASHGROVE, schools=(renamed,), members=(demoted,)))
    stands = await _standing(store)
    assert renamed in stands.schools
    assert MILLBROOK in stands.schools
    assert await store.directory.member(PRIYA.id) == demoted
    assert await store.directory.member(HANA.id) == HANA
    assert stands.channels == _by_id(ashgrove()).channels
    assert stands.programmes == (WEEKLY,)


@pytest.mark.parametrize(
    "programme",
    [
        UNUSUAL,
        replace(WEEKLY, recurrence=InTerm(weekday=Weekday.FRIDAY, at=EIGHT, nth=-1, of=Part.TERM)),
        replace(WEEKLY, recurrence=InWeekOfTerm(weekday=Weekday.MONDAY, at=EIGHT, week=-1)),
        replace(WEEKLY, recurrence=OnDates(dates=frozenset({date(2026, 9, 9)}), at=EIGHT)),
        replace(WEEKLY, recurrence=OnDemand()),
        replace(WEEKLY, channels=()),
    ],
)
async def test_a_programme_of_any_shape_comes_back(store: Store, programme: Programme) -> None:
    await store.directory.establish(Charter(trust=ASHGROVE, programmes=(programme,)))
    found = await store.directory.programme(programme.id)
    assert found is not None
    assert found.programme == programme
    assert [channel.id for channel, _ in found.channels] == list(programme.channels)


async def test_a_changed_programme_stays_planned_as_far_as_it_was(store: Store) -> None:
    until = datetime(2026, 9, 8, 7, 15, tzinfo=UTC)
    await store.outbox.plan((), programme=WEEKLY.id, edition=1, planned_until=until)
    await store.directory.establish(Charter(trust=ASHGROVE, programmes=(UNUSUAL,)))
    found = await store.directory.programme(WEEKLY.id)
    assert found is not None
    assert (found.programme, found.planned_until) == (UNUSUAL, until)


async def test_a_channel_taken_out_of_a_programme_is_not_planned_for(store: Store) -> None:
    fewer = replace(WEEKLY, channels=(OAKFIELD_LEADERS.id,))
    await store.directory.establish(Charter(trust=ASHGROVE, programmes=(fewer,)))
    found = await store.directory.programme(WEEKLY.id)
    assert found is not None
    assert found.channels == ((OAKFIELD_LEADERS, OAKFIELD),)


async def test_every_programme_of_every_trust_can_be_planned(store: Store) -> None:
    found = {plan.programme.id: plan for plan in await store.directory.plannable()}
    assert set(found) == {WEEKLY.id, ELM_WEEKLY.id}
    assert found[WEEKLY.id].channels == (
        (OAKFIELD_LEADERS, OAKFIELD),
        (MILLBROOK_LEADERS, MILLBROOK),
        (HARBOUR_LEADERS, HARBOUR),
    )
    assert [channel for channel, _ in found[ELM_WEEKLY.id].channels] == [ELM_LEADERS]


async def test_a_channel_that_was_closed_stays_closed_when_the_set_up_is_read_again(store: Store) -> None:
    await store.outbox.close_channel(OAKFIELD_LEADERS.id, because="The bot was removed.")
    await store.directory.establish(ashgrove())
    found = await store.directory.channel(OAKFIELD_LEADERS.platform, OAKFIELD_LEADERS.address)
    assert found is not None
    assert found.closed_because == "The bot was removed."


async def test_people_are_found_by_who_they_are_on_a_platform(store: Store) -> None:
    assert await store.directory.known_as(person(PRIYA)) == PRIYA
    assert await store.directory.known_as(person(OLIVE)) == OLIVE
    assert await store.directory.known_as(replace(person(PRIYA), platform="slack")) is None


async def test_one_person_may_be_known_on_several_platforms(store: Store) -> None:
    abroad = PersonRef(platform="slack", id="U1", name=HANA.name)
    await store.directory.establish(Charter(trust=ASHGROVE, identities=((abroad, HANA.id),)))
    assert await store.directory.known_as(abroad) == HANA
    assert await store.directory.known_as(person(HANA)) == HANA


async def test_an_identity_that_a_set_up_no_longer_gives_lets_nobody_in(store: Store) -> None:
    mistyped = PersonRef(platform="slack", id="T1/U0", name=PRIYA.name)
    await store.directory.establish(
        Charter(trust=ASHGROVE, members=(PRIYA,), identities=((mistyped, PRIYA.id),))
    )
    assert await store.directory.known_as(person(PRIYA)) is None
    right = replace(mistyped, id="T1/U1")
    await store.directory.establish(
        Charter(trust=ASHGROVE, members=(PRIYA,), identities=((right, PRIYA.id),))
    )
    assert await store.directory.known_as(mistyped) is None
    assert await store.directory.known_as(right) == PRIYA
    assert await store.directory.known_as(person(HANA)) == HANA


async def test_somebody_without_any_role_is_somebody(store: Store) -> None:
    nobody = replace(HANA, id=MemberId("new"), grants=frozenset())
    await store.directory.establish(Charter(trust=ASHGROVE, members=(nobody,)))
    assert await store.directory.member(nobody.id) == nobody


async def test_channels_are_found_by_their_address(store: Store) -> None:
    assert await store.directory.channel("local", OAKFIELD_LEADERS.address) == OAKFIELD_LEADERS
    assert await store.directory.channel("slack", OAKFIELD_LEADERS.address) is None
    assert await store.directory.channel("local", "nowhere") is None


async def test_a_programme_that_is_not_there_is_none(store: Store) -> None:
    assert await store.directory.programme(ProgrammeId("nowhere")) is None
    assert await store.directory.channel("local", ChannelId("nowhere")) is None


async def _edition(store: Store, programme: ProgrammeId = WEEKLY.id) -> tuple[int, int]:
    found = await store.directory.programme(programme)
    assert found is not None
    return found.edition, found.planned_edition


async def test_a_new_programme_has_not_been_planned_in_its_first_edition(store: Store) -> None:
    assert await _edition(store) == (1, 0)
    found = await store.directory.programme(WEEKLY.id)
    assert found is not None
    assert found.edited


@pytest.mark.parametrize(
    "charter",
    [
        Charter(trust=ASHGROVE, programmes=(replace(WEEKLY, ends=date(2027, 1, 1)),)),
        Charter(trust=ASHGROVE, programmes=(replace(WEEKLY, channels=(OAKFIELD_LEADERS.id,)),)),
        Charter(
            trust=ASHGROVE,
            schools=(replace(MILLBROOK, calendar=replace(MILLBROOK.calendar, terms=())),),
        ),
        Charter(trust=ASHGROVE, channels=(replace(HARBOUR_LEADERS, school=OAKFIELD.id),)),
    ],
    ids=["definition", "channels", "calendar", "school of a channel"],
)
async def test_what_planning_depends_on_raises_the_edition_when_it_changes(
    store: Store, charter: Charter
) -> None:
    await store.directory.establish(charter)
    assert await _edition(store) == (2, 0)
    assert await _edition(store, ELM_WEEKLY.id) == (1, 0)
    await store.directory.establish(charter)
    assert await _edition(store) == (2, 0)


@pytest.mark.parametrize(
    "charter",
    [
        ashgrove(),
        Charter(trust=replace(ASHGROVE, keep_months=12)),
        Charter(trust=ASHGROVE, schools=(replace(OAKFIELD, name="Oakfield Academy"),)),
        Charter(trust=ASHGROVE, channels=(replace(OAKFIELD_LEADERS, name="Leaders"),)),
        Charter(trust=ASHGROVE, programmes=(replace(WEEKLY, id=ProgrammeId("another")),)),
    ],
    ids=["nothing", "trust", "name of a school", "name of a channel", "another programme"],
)
async def test_what_planning_does_not_depend_on_leaves_the_edition(store: Store, charter: Charter) -> None:
    await store.directory.establish(charter)
    assert await _edition(store) == (1, 0)


async def test_a_calendar_outside_the_programme_does_not_raise_its_edition(store: Store) -> None:
    fewer = replace(WEEKLY, channels=(OAKFIELD_LEADERS.id,))
    await store.directory.establish(Charter(trust=ASHGROVE, programmes=(fewer,)))
    other = replace(MILLBROOK, calendar=replace(MILLBROOK.calendar, terms=()))
    await store.directory.establish(Charter(trust=ASHGROVE, schools=(other,)))
    assert await _edition(store) == (2, 0)
