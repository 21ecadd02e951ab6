"""What every directory promises of channels and people that change on their platform, and of what schools choose."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.people import MemberId, PersonRef
from bot.domain.programme import SchoolChoice
from bot.ports.inbox import Receipt
from bot.ports.store import Store
from tests import cast
from tests.chosen import choose
from tests.contracts.store.stage import (
    EVERYTHING,
    STRANGER,
    edited,
    post,
    read,
    receive,
    said,
    send,
    settle,
    texts,
)

OAK = cast.OAKFIELD_LEADERS
CHOICE = SchoolChoice(
    programme=cast.WEEKLY.id,
    school=cast.OAKFIELD.id,
    paused_until=date(2026, 10, 1),
    skipped_dates=frozenset({date(2026, 11, 3), date(2026, 12, 1)}),
)


async def test_every_channel_of_a_platform_is_listed_whatever_its_trust(store: Store) -> None:
    found = await store.directory.channels_on(cast.PLATFORM)
    assert {channel.trust for channel in found} == {cast.ASHGROVE.id, cast.BEECHWOOD.id}
    assert [channel.address for channel in found] == sorted(channel.address for channel in found)
    assert OAK in found
    assert list(await store.directory.channels_on("slack")) == []


async def test_a_channel_that_was_renamed_bears_the_new_name(store: Store) -> None:
    await store.directory.channel_is_now(OAK.id, address=OAK.address, name="slt-2026")
    assert await store.directory.channel(OAK.platform, OAK.address) == replace(OAK, name="slt-2026")


async def test_a_channel_that_moved_is_found_at_its_new_address_only(store: Store) -> None:
    await store.directory.channel_is_now(OAK.id, address="new-address", name=OAK.name)
    assert await store.directory.channel(OAK.platform, "new-address") == replace(OAK, address="new-address")
    assert await store.directory.channel(OAK.platform, OAK.address) is None


async def test_a_channel_cannot_move_to_where_another_is(store: Store) -> None:
    with pytest.raises(ValueError, match="another"):
        await store.directory.channel_is_now(OAK.id, address=cast.ELM_LEADERS.address, name=OAK.name)
    assert await store.directory.channel(OAK.platform, OAK.address) == OAK


async def test_what_waits_for_its_prompt_while_the_channel_moves_is_kept_at_the_new_address(
    store: Store,
) -> None:
    delivery = await send(store)
    assert await receive(store, said("Early.")) == [Receipt.WAITING]
    await store.directory.channel_is_now(OAK.id, address="new-address", name=OAK.name)
    await settle(store, delivery, root="root")
    (line,) = await read(store)
    assert (line.reflection.text, line.reflection.message.address) == ("Early.", "new-address")


async def test_what_was_said_in_a_channel_before_it_moved_can_still_be_changed(store: Store) -> None:
    await post(store)
    before = said("Before.")
    await receive(store, before)
    await store.directory.channel_is_now(OAK.id, address="new-address", name=OAK.name)
    after = said("Before.", channel=replace(OAK, address="new-address"))
    assert await receive(store, after, edited(after, "After.")) == [Receipt.KNOWN, Receipt.KEPT]
    assert await texts(store) == ["After."]
    line = await store.log.at(EVERYTHING, message=after.message)
    assert line is not None
    assert line.reflection.message == after.message


async def test_someone_who_was_enrolled_by_answering_bears_the_name_we_learn(store: Store) -> None:
    await post(store)
    nameless = replace(STRANGER, name="U-new")
    await receive(store, said(by=nameless))
    await store.directory.learn_name(STRANGER)
    member = await store.directory.known_as(STRANGER)
    assert member is not None
    assert member.name == "Noor New"
    [line] = await read(store)
    assert line.author_name == "Noor New"


async def test_a_blank_name_is_not_learnt(store: Store) -> None:
    await post(store)
    await receive(store, said(by=STRANGER))
    await store.directory.learn_name(replace(STRANGER, name=" \n"))
    member = await store.directory.known_as(STRANGER)
    assert member is not None
    assert member.name == "Noor New"


async def test_whoever_the_set_up_names_keeps_that_name(store: Store) -> None:
    await store.directory.learn_name(PersonRef(platform=cast.PLATFORM, id=cast.HANA.id, name="hana.h"))
    assert await store.directory.member(cast.HANA.id) == cast.HANA


async def test_whoever_was_enrolled_and_has_a_role_since_keeps_the_name_they_were_given(store: Store) -> None:
    await post(store)
    await receive(store, said(by=STRANGER))
    enrolled = await store.directory.known_as(STRANGER)
    assert enrolled is not None
    named = replace(enrolled, name="Noor, governor", grants=cast.GORDON.grants)
    charter = cast.ashgrove()
    await store.directory.establish(replace(charter, members=(*charter.members, named)))
    await store.directory.learn_name(STRANGER)
    assert await store.directory.member(enrolled.id) == named


async def test_the_name_of_somebody_unknown_is_not_kept(store: Store) -> None:
    await store.directory.learn_name(STRANGER)
    assert await store.directory.known_as(STRANGER) is None
    assert await store.directory.member(MemberId("person-unknown")) is None


async def test_what_a_school_has_chosen_stands_with_its_programme(store: Store) -> None:
    await choose(store, CHOICE, trust=cast.ASHGROVE.id)
    found = await store.directory.programme(cast.WEEKLY.id)
    assert found is not None
    assert found.choices == {cast.OAKFIELD.id: CHOICE}
    assert found.programme == cast.WEEKLY
    every = {each.programme.id: each for each in await store.directory.plannable()}
    assert every[cast.WEEKLY.id] == found
    assert every[cast.ELM_WEEKLY.id].choices == {}


async def test_a_school_chooses_anew_in_place_of_what_it_chose_before(store: Store) -> None:
    other = replace(CHOICE, school=cast.MILLBROOK.id)
    for choice in (CHOICE, other, replace(CHOICE, paused_until=None, skipped_dates=frozenset())):
        await choose(store, choice, trust=cast.ASHGROVE.id)
    found = await store.directory.programme(cast.WEEKLY.id)
    assert found is not None
    assert found.choices == {
        cast.MILLBROOK.id: other,
        cast.OAKFIELD.id: replace(CHOICE, paused_until=None, skipped_dates=frozenset()),
    }
