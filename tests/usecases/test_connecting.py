"""A channel is connected with a code: once, for one school, in the name of whoever took it."""

import asyncio
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.domain.channel import Channel
from bot.domain.membership import mark
from bot.domain.people import Grant, Member, Role, School
from bot.domain.sign_in import CONNECTION_LASTS, PassKind
from bot.domain.trail import Did
from bot.usecases.people.membership import change_roles, remove
from bot.usecases.people.signing_in import PassSpent, holder_of, use_link
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.schools.connecting import CannotConnect, connect, offer_code
from bot.wording import connecting as words
from tests import cast
from tests.fakes.world import SECOND, World, world


async def code_of(here: World, member: Member = cast.GRACE, school: School = cast.OAKFIELD) -> str:
    return await offer_code(here.bot, member.id, school=school.id)


async def typed(here: World, code: str, *, address: str = "C1", name: str = "heads") -> str:
    return await connect(here.bot, code, platform="local", address=address, name=name)


async def at(here: World, address: str = "C1") -> Channel | None:
    return await here.bot.store.directory.channel("local", address)


async def refused(here: World, code: str, *, address: str = "C1") -> str:
    with pytest.raises(CannotConnect) as cannot:
        await typed(here, code, address=address)
    return str(cannot.value)


@pytest.mark.parametrize("who", [cast.GRACE, cast.LEWIS])
async def test_a_place_becomes_a_channel_of_the_school_in_no_programme_and_it_is_written_down_by_whom(
    who: Member,
) -> None:
    here = await world()
    here.bot = replace(here.bot, public_url="https://gt.example.org")
    said = await typed(here, await code_of(here, who), name=" Heads\n and deputies ")
    channel = await at(here)
    assert channel is not None
    assert (channel.school, channel.trust) == (cast.OAKFIELD.id, cast.ASHGROVE.id)
    assert channel.name == "Heads and deputies"
    assert not any(channel.id in programme.channels for programme in here.memory.programmes.values())
    assert "Oakfield Primary School" in said
    assert said.endswith(f"https://gt.example.org/schools/oakfield/channels/{channel.id}")
    [act] = here.memory.trail[cast.ASHGROVE.id]
    assert (act.did, act.by, act.about, act.school) == (
        Did.CHANGED_CHANNEL,
        who.id,
        channel.id,
        cast.OAKFIELD.id,
    )


async def test_a_code_is_read_however_it_is_typed() -> None:
    here = await world()
    code = await code_of(here)
    await typed(here, f"  {code.lower().replace('-', ' ')} ")
    assert await at(here)


async def test_a_place_without_a_name_is_called_after_its_school() -> None:
    here = await world()
    await typed(here, await code_of(here), name=" ")
    channel = await at(here)
    assert channel is not None
    assert channel.name == "A channel of Oakfield Primary School"


@pytest.mark.parametrize("who", [cast.HANA, cast.PRIYA, cast.GORDON, cast.DORA])
async def test_only_a_lead_takes_a_code(who: Member) -> None:
    here = await world()
    with pytest.raises(NotAllowed):
        await code_of(here, who)


async def test_a_school_lead_takes_none_for_another_school_and_nobody_for_another_trusts() -> None:
    here = await world()
    with pytest.raises(NotAllowed):
        await code_of(here, cast.LEWIS, cast.MILLBROOK)
    with pytest.raises(NotFound):
        await code_of(here, cast.GRACE, cast.ELM)


async def test_a_code_connects_once() -> None:
    here = await world()
    code = await code_of(here)
    await typed(here, code)
    assert await refused(here, code, address="C2") == words.code_of_no_use()
    assert await at(here, "C2") is None


async def test_a_code_typed_again_where_it_connected_is_told_so_and_not_whose_the_channel_is() -> None:
    here = await world()
    code = await code_of(here)
    await typed(here, code)
    assert await typed(here, code) == words.connected_before()
    assert await typed(here, "K7QF-3M2P", address=cast.ELM_LEADERS.address) == words.connected_before()


async def test_of_two_places_with_one_code_at_once_one_is_connected() -> None:
    here = await world()
    code = await code_of(here)
    ended = await asyncio.gather(
        *(typed(here, code, address=address) for address in ("C1", "C2")), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in ended) == ["CannotConnect", "str"]
    assert len([each for each in ("C1", "C2") if await at(here, each)]) == 1


async def test_one_place_typed_twice_at_once_is_one_channel() -> None:
    here = await world()
    first, second = await code_of(here), await code_of(here, school=cast.MILLBROOK)
    ended = await asyncio.gather(typed(here, first), typed(here, second), return_exceptions=True)
    assert sorted(type(each).__name__ for each in ended) == ["CannotConnect", "str"]
    assert len([each for each in here.memory.channels.values() if each.address == "C1"]) == 1


async def test_a_code_is_good_for_seven_days() -> None:
    here = await world()
    last, over = await code_of(here), await code_of(here, cast.LEWIS)
    here.clock.advance(CONNECTION_LASTS - SECOND)
    await typed(here, last)
    here.clock.advance(SECOND)
    assert await refused(here, over, address="C2") == words.code_of_no_use()


async def test_a_newer_code_for_the_same_school_voids_the_older_one_and_no_other() -> None:
    here = await world()
    older, millbrooks, lewiss = (
        await code_of(here),
        await code_of(here, school=cast.MILLBROOK),
        await code_of(here, cast.LEWIS),
    )
    newer = await code_of(here)
    assert await refused(here, older) == words.code_of_no_use()
    for number, code in enumerate((newer, millbrooks, lewiss)):
        await typed(here, code, address=f"C{number}")


@pytest.mark.parametrize("wrong", ["", "no", "K7QF-3M2P", "K7QF-3M2P-K7QF", "0000-OOOO"])
async def test_what_is_no_code_of_ours_connects_nothing(wrong: str) -> None:
    here = await world()
    await code_of(here)
    assert await refused(here, wrong) == words.code_of_no_use()


async def test_whoever_took_it_has_to_have_the_role_still() -> None:
    here = await world()
    code = await code_of(here, cast.LEWIS)
    leader = Grant(role=Role.LEADER, school=cast.OAKFIELD.id)
    await change_roles(here.bot, cast.GRACE.id, cast.LEWIS.id, grants=[leader], seen=mark(cast.LEWIS))
    assert await refused(here, code) == words.code_of_no_use()
    await remove(here.bot, cast.GRACE.id, cast.LEWIS.id)
    assert await refused(here, code) == words.code_of_no_use()
    assert await at(here) is None


async def test_a_channel_of_this_school_is_said_to_be_so_and_the_code_stays_good() -> None:
    here = await world()
    code = await code_of(here)
    said = await typed(here, code, address=cast.OAKFIELD_LEADERS.address)
    assert said == words.connected_here_already(school="Oakfield Primary School")
    await typed(here, code)


async def test_a_channel_of_another_school_is_named_and_one_of_another_trust_is_not() -> None:
    here = await world()
    code = await code_of(here)
    assert "Millbrook Junior School" in await refused(here, code, address=cast.MILLBROOK_LEADERS.address)
    other = await refused(here, code, address=cast.ELM_LEADERS.address)
    assert other == words.connected_already()
    assert "Elm" not in other
    assert "Beechwood" not in other
    await typed(here, code)


async def test_a_code_lets_nobody_sign_in_and_a_link_connects_nothing() -> None:
    here = await world()
    code = await code_of(here)
    with pytest.raises(PassSpent):
        await use_link(here.bot, code)
    with pytest.raises(PassSpent):
        await holder_of(here.bot, code, PassKind.INVITATION)
    await typed(here, code)


async def test_no_code_is_logged() -> None:
    here = await world()
    with capture_logs() as logs:
        code = await code_of(here)
        await refused(here, code, address=cast.ELM_LEADERS.address)
        await typed(here, code)
    assert [each["event"] for each in logs] == ["set_up.changed", "channel.connected"]
    assert code not in str(logs)
    assert code.replace("-", "") not in str(logs)
