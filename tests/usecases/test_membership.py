"""People and their roles: given and taken by a trust lead alone, at once, and never so that nobody leads."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.membership import mark
from bot.domain.people import Grant, Member, MemberId, Role
from bot.domain.sign_in import Account, SignedIn
from bot.domain.trail import Act, Did
from bot.usecases.changing import CannotSave, Change, ChangedMeanwhile, save
from bot.usecases.people.membership import change_roles, deeds_of, invite, people, person, remove
from bot.usecases.permission import Deed, NotAllowed, NotFound, standing
from bot.wording.people import MAY
from tests import cast
from tests.fakes.world import World, world

GOVERNOR = Grant(role=Role.GOVERNOR, school=cast.HARBOUR.id)
LEAD = Grant(role=Role.TRUST_LEAD)
CHANGE = Change(did=Did.CHANGED_TRUST, about=cast.ASHGROVE.id)


async def grants_of(here: World, member: MemberId) -> frozenset[Grant]:
    return (await standing(here.bot, member)).member.grants


def acts(here: World) -> list[Act]:
    return here.memory.trail.get(cast.ASHGROVE.id, [])


async def test_somebody_invited_has_their_roles_from_then_on_and_it_is_written_down() -> None:
    here = await world()
    new = await invite(here.bot, cast.GRACE.id, name=" Nell\n Noakes ", grants=[GOVERNOR])
    assert (await standing(here.bot, new.id)).may(Deed.SEE_WHAT_WAS_ASKED) == {cast.HARBOUR.id}
    assert new.name == "Nell Noakes"
    assert "nell" not in new.id, "an address would hold the name"
    [act] = acts(here)
    assert (act.did, act.by, act.about) == (Did.INVITED, cast.GRACE.id, new.id)


@pytest.mark.parametrize(
    ("name", "grants", "at_fault"),
    [
        (" ", [GOVERNOR], {"name"}),
        ("nell@example.org", [GOVERNOR], {"name"}),
        ("N" * 101, [GOVERNOR], {"name"}),
        ("Nell", [], {"roles"}),
        ("", [], {"name", "roles"}),
    ],
)
async def test_every_fault_of_an_invitation_is_told_at_once(
    name: str, grants: list[Grant], at_fault: set[str]
) -> None:
    here = await world()
    with pytest.raises(CannotSave) as refused:
        await invite(here.bot, cast.GRACE.id, name=name, grants=grants)
    assert set(refused.value.faults) == at_fault
    assert not acts(here)


async def test_changed_roles_are_at_work_on_the_next_request() -> None:
    here = await world()
    await change_roles(here.bot, cast.GRACE.id, cast.HANA.id, grants=[GOVERNOR], seen=mark(cast.HANA))
    hana = await standing(here.bot, cast.HANA.id)
    assert not hana.may(Deed.READ_THE_LOG)
    assert hana.may(Deed.SEE_WHAT_WAS_ASKED) == {cast.HARBOUR.id}
    assert [act.did for act in acts(here)] == [Did.CHANGED_ROLES]


async def test_whoever_only_ever_answered_can_be_given_a_role_and_found_by_name() -> None:
    here = await world()
    walt = Member(id=MemberId("person-1"), trust=cast.ASHGROVE.id, name="Walt Wren")
    await here.bot.store.directory.establish(replace(cast.ashgrove(), members=(walt,)))
    found = await people(here.bot, cast.GRACE.id, called="wren")
    assert [each.member.id for each in found.without] == [walt.id]
    await change_roles(here.bot, cast.GRACE.id, walt.id, grants=[GOVERNOR], seen=mark(walt))
    assert await grants_of(here, walt.id) == {GOVERNOR}


async def test_two_leads_who_change_the_same_roles_do_not_undo_each_other() -> None:
    here = await world()
    seen = mark(cast.HANA)
    await change_roles(here.bot, cast.GRACE.id, cast.HANA.id, grants=[GOVERNOR], seen=seen)
    with pytest.raises(ChangedMeanwhile, match="look, and save again"):
        await change_roles(here.bot, cast.GRACE.id, cast.HANA.id, grants=[], seen=seen)
    assert await grants_of(here, cast.HANA.id) == {GOVERNOR}


async def test_the_last_trust_lead_can_neither_step_down_nor_be_removed() -> None:
    here = await world()
    with pytest.raises(CannotSave, match="make somebody else trust lead first"):
        await change_roles(here.bot, cast.GRACE.id, cast.GRACE.id, grants=[GOVERNOR], seen=mark(cast.GRACE))
    with pytest.raises(CannotSave, match="only trust lead"):
        await remove(here.bot, cast.GRACE.id, cast.GRACE.id)
    await change_roles(here.bot, cast.GRACE.id, cast.DORA.id, grants=[LEAD], seen=mark(cast.DORA))
    await remove(here.bot, cast.GRACE.id, cast.GRACE.id)
    assert not await grants_of(here, cast.GRACE.id)


async def test_of_two_leads_who_remove_each_other_at_once_one_is_removed_and_can_do_no_more() -> None:
    here = await world()
    other = await invite(here.bot, cast.GRACE.id, name="Otto", grants=[LEAD])
    await invite(here.bot, cast.GRACE.id, name="Una", grants=[LEAD])
    ended = await asyncio.gather(
        remove(here.bot, cast.GRACE.id, other.id),
        remove(here.bot, other.id, cast.GRACE.id),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in ended) == ["NoneType", "NotAllowed"]
    assert len([each for each in (cast.GRACE.id, other.id) if await grants_of(here, each)]) == 1


async def test_whoever_lost_a_role_since_it_was_looked_at_saves_nothing_with_it() -> None:
    here = await world()
    other = await invite(here.bot, cast.GRACE.id, name="Otto", grants=[LEAD])
    held = await standing(here.bot, other.id)
    await change_roles(here.bot, cast.GRACE.id, other.id, grants=[GOVERNOR], seen=mark(held.member))
    before = await standing(here.bot, cast.GRACE.id)
    with pytest.raises(NotAllowed, match="changed at this very moment"):
        await save(here.bot, held, lambda charter: replace(charter, members=()), CHANGE)
    assert (await standing(here.bot, cast.GRACE.id)).charter == before.charter


async def test_whoever_is_removed_loses_roles_accounts_and_sessions_and_what_they_said_stays() -> None:
    here = await world()
    signed = Act(trust=cast.ASHGROVE.id, did=Did.SIGNED_IN, at=here.clock.now(), by=cast.HANA.id)
    account = Account(issuer="https://id.example.org", subject="1", name="Hana")
    session = SignedIn(
        hashed="x", trust=cast.ASHGROVE.id, member=cast.HANA.id, opened_at=signed.at, seen_at=signed.at
    )
    ins = here.bot.store.sign_ins
    await ins.join(account, member=cast.HANA.id, act=signed)
    await ins.open(session, act=signed)
    await remove(here.bot, cast.GRACE.id, cast.HANA.id)
    assert await ins.session("x") is None
    assert await ins.member_of(account) is None
    assert not await grants_of(here, cast.HANA.id)
    assert acts(here)[-1].did is Did.REMOVED
    assert (await here.bot.store.directory.known_as(cast.person(cast.HANA))) is not None


async def test_that_somebody_without_a_role_is_removed_is_written_down_too() -> None:
    here = await world()
    await remove(here.bot, cast.GRACE.id, cast.HANA.id)
    await remove(here.bot, cast.GRACE.id, cast.HANA.id)
    assert [(act.did, act.about) for act in acts(here)] == [(Did.REMOVED, cast.HANA.id)] * 2


@pytest.mark.parametrize(
    "viewer", [each for each in cast.PEOPLE if LEAD not in each.grants], ids=lambda each: each.id
)
async def test_only_a_trust_lead_manages_people(viewer: Member) -> None:
    here = await world()
    with pytest.raises(NotAllowed):
        await people(here.bot, viewer.id)
    with pytest.raises(NotAllowed):
        await invite(here.bot, viewer.id, name="Nell", grants=[GOVERNOR])
    with pytest.raises(NotAllowed):
        await change_roles(here.bot, viewer.id, viewer.id, grants=[LEAD], seen=mark(viewer))
    with pytest.raises(NotAllowed):
        await remove(here.bot, viewer.id, cast.HANA.id)
    assert not acts(here)


async def test_another_trusts_people_and_schools_are_not_there() -> None:
    here = await world()
    with pytest.raises(NotFound):
        await person(here.bot, cast.GRACE.id, cast.OLIVE.id)
    with pytest.raises(NotFound):
        await remove(here.bot, cast.GRACE.id, cast.OLIVE.id)
    abroad = Grant(role=Role.LEADER, school=cast.ELM.id)
    with pytest.raises(NotFound):
        await change_roles(here.bot, cast.GRACE.id, cast.HANA.id, grants=[abroad], seen=mark(cast.HANA))
    with pytest.raises(NotFound):
        await invite(here.bot, cast.GRACE.id, name="Nell", grants=[abroad])
    shown = await people(here.bot, cast.GRACE.id)
    assert cast.OLIVE.id not in {each.member.id for group in shown.groups for each in group.people}


async def test_people_are_shown_school_by_school_and_a_schools_name_finds_its_people() -> None:
    here = await world()
    shown = await people(here.bot, cast.GRACE.id, called="oakfield")
    assert [group.school and group.school.id for group in shown.groups] == [
        cast.MILLBROOK.id,
        cast.OAKFIELD.id,
    ], "Priya is SENCo of both"
    assert {each.member.id for each in shown.groups[-1].people} == {"hana", "dev", "lewis", "priya", "gordon"}


def test_every_deed_can_be_said_in_plain_words_and_some_role_has_it() -> None:
    assert set(MAY) == {deed.name for deed in Deed}
    assert frozenset().union(*(deeds_of(role) for role in Role)) == set(Deed)
