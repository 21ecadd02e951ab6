"""On every store a school is added and its channel connected, once, also where two processes hear of one code at once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.channel import ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Grant, Role
from bot.domain.trail import Act, Did
from bot.ports.store import Store
from bot.usecases.bot import Bot
from bot.usecases.schools.connecting import CannotConnect, connect, offer_code
from bot.usecases.schools.setting import add_school, rename_school
from scheduler.clock import ManualClock
from tests import cast
from tests.fakes.bank import BANK

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def bot_on(store: Store) -> Bot:
    return Bot(name="contract", store=store, bank=BANK, platforms={}, clock=ManualClock(AT))


async def test_a_school_is_added_and_the_channel_of_its_code_is_its_own(store: Store) -> None:
    bot = bot_on(store)
    key = await add_school(bot, cast.GRACE.id, name=cast.ELM.name)
    await rename_school(bot, cast.GRACE.id, school=key, name="Fern Hill")
    code = await offer_code(bot, cast.GRACE.id, school=key)
    said = await connect(bot, code, platform="slack", address="T1/C1", name="heads")
    channel = await store.directory.channel("slack", "T1/C1")
    assert channel
    assert (channel.school, channel.trust, channel.name) == (key, cast.ASHGROVE.id, "heads")
    assert "Fern Hill" in said
    theirs = await store.directory.charter(cast.BEECHWOOD.id)
    assert theirs == cast.beechwood()


async def test_of_two_processes_that_hear_one_code_at_once_one_connects(
    store: Store, other_store: Store
) -> None:
    code = await offer_code(bot_on(store), cast.GRACE.id, school=cast.OAKFIELD.id)
    ended = await asyncio.gather(
        *(
            connect(bot_on(each), code, platform="slack", address=address, name="heads")
            for each, address in ((store, "T1/C1"), (other_store, "T1/C2"))
        ),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in ended) == ["CannotConnect", "str"]
    assert len(await store.directory.channels_on("slack")) == 1


async def test_of_two_trusts_that_connect_one_place_at_once_one_has_it_and_the_other_reads_so(
    store: Store, other_store: Store
) -> None:
    lead = replace(cast.OLIVE, grants=frozenset({Grant(role=Role.SCHOOL_LEAD, school=cast.ELM.id)}))
    await store.directory.establish(replace(cast.beechwood(), members=(lead,)))
    codes = [
        await offer_code(bot_on(store), cast.GRACE.id, school=cast.OAKFIELD.id),
        await offer_code(bot_on(store), lead.id, school=cast.ELM.id),
    ]
    ended = await asyncio.gather(
        *(
            connect(bot_on(each), code, platform="slack", address="T1/C1", name="heads")
            for each, code in zip((store, other_store), codes, strict=True)
        ),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in ended) == ["CannotConnect", "str"]
    [refused] = [each for each in ended if isinstance(each, CannotConnect)]
    assert str(refused).startswith("This channel is connected already")
    [there] = await store.directory.channels_on("slack")
    assert there.address == "T1/C1"


async def test_an_address_that_is_another_trusts_is_refused_by_the_store_itself(store: Store) -> None:
    twin = replace(cast.OAKFIELD_LEADERS, id=ChannelId("twin"), address=cast.ELM_LEADERS.address)
    act = Act(trust=cast.ASHGROVE.id, did=Did.CHANGED_CHANNEL, at=AT, by=cast.GRACE.id, about=twin.id)

    def edit(charter: Charter) -> Charter:
        return replace(charter, channels=(*charter.channels, twin))

    with pytest.raises(ValueError, match="address"):
        await store.directory.amend(cast.ASHGROVE.id, edit, act=act)
    before = await store.directory.charter(cast.ASHGROVE.id)
    assert before is not None
    assert twin.id not in {each.id for each in before.channels}


async def test_a_channel_of_another_trust_is_not_taken_from_it(store: Store) -> None:
    bot = bot_on(store)
    code = await offer_code(bot, cast.GRACE.id, school=cast.OAKFIELD.id)
    there = cast.ELM_LEADERS
    with pytest.raises(CannotConnect):
        await connect(bot, code, platform=there.platform, address=there.address, name="heads")
    assert await store.directory.channel(there.platform, there.address) == there
