"""Every store remembers what a thread has yet to show of the answers given in a box."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

import pytest

from bot.domain.channel import Channel, MessageRef
from bot.domain.happenings import Said
from bot.domain.people import Member
from bot.ports.echoes import Echo
from bot.ports.inbox import Receipt
from bot.ports.store import Store
from tests import cast
from tests.contracts.store.stage import (
    EVERYTHING,
    MINUTE,
    NOON,
    edited,
    post,
    read,
    receive,
    said,
    scope_of,
    send,
    settle,
    texts,
    withdrawn,
)

LEASE = timedelta(minutes=2)
LATER = NOON + timedelta(hours=1)


def boxed(
    text: str = "We walked the corridors.",
    *,
    message: str = "box-1",
    by: Member = cast.HANA,
    root: str = "root",
    channel: Channel = cast.OAKFIELD_LEADERS,
) -> Said:
    """Someone answers in a box of ours."""
    return replace(said(text, message=message, by=by, root=root, channel=channel), boxed=True)


async def claim(store: Store, *, now: datetime = LATER, limit: int = 100) -> Sequence[Echo]:
    """What is owed is claimed."""
    return await store.echoes.claim(now=now, lease=LEASE, limit=limit)


async def test_an_answer_from_a_box_is_owed_to_its_thread(store: Store) -> None:
    await post(store)
    await receive(store, boxed("We listened."))
    [line] = await read(store)
    [echo] = await claim(store)
    assert echo == Echo(
        reflection=line.reflection.id,
        channel=cast.OAKFIELD_LEADERS,
        root=MessageRef(platform=cast.PLATFORM, address=cast.OAKFIELD_LEADERS.address, id="root"),
        author_name=cast.HANA.name,
        text="We listened.",
        stands=None,
        version=echo.version,
        attempts=1,
        owed_since=NOON,
    )


async def test_nothing_is_owed_of_what_its_thread_shows_anyway_or_is_not_to_show(store: Store) -> None:
    await post(store)
    private = replace(boxed(message="box-2"), private=True)
    await receive(store, said(), private, edited(private, "Otherwise.", edit="box-e"), withdrawn(private))
    assert list(await claim(store)) == []


async def test_what_is_told_twice_is_owed_once(store: Store) -> None:
    await post(store)
    assert await receive(store, boxed(), boxed()) == [Receipt.KEPT, Receipt.KNOWN]
    [echo] = await claim(store)
    await store.echoes.shown(echo, stands="m9")
    await receive(store, boxed())
    assert list(await claim(store)) == []


async def test_what_waited_for_its_prompt_is_owed_once_the_prompt_is_known(store: Store) -> None:
    delivery = await send(store)
    assert await receive(store, boxed()) == [Receipt.WAITING]
    assert list(await claim(store)) == []
    await settle(store, delivery, root="root")
    [echo] = await claim(store)
    assert echo.root.id == "root"
    [line] = await read(store)
    assert line.reflection.boxed


async def test_what_is_claimed_is_nobody_elses_until_the_lease_is_over(store: Store) -> None:
    await post(store)
    await receive(store, boxed())
    await claim(store)
    assert list(await claim(store, now=LATER + LEASE - MINUTE)) == []
    [again] = await claim(store, now=LATER + LEASE)
    assert again.attempts == 2


async def test_no_more_are_claimed_than_asked_for_and_the_longest_owed_first(store: Store) -> None:
    await post(store)
    for number in range(3):
        answer = boxed(message=f"box-{number}")
        await store.inbox.receive(answer, at=NOON - number * MINUTE, entropy=number)
    assert [echo.owed_since for echo in await claim(store, limit=2)] == [NOON - 2 * MINUTE, NOON - MINUTE]
    assert [echo.owed_since for echo in await claim(store, limit=2)] == [NOON]


async def test_two_processes_never_claim_the_same(store: Store, other_store: Store) -> None:
    await post(store)
    await receive(store, *(boxed(message=f"box-{number}") for number in range(30)))
    turns = [claim(each, limit=4) for each in (store, other_store) for _ in range(6)]
    claimed = [echo.reflection for echo in chain(*await asyncio.gather(*turns))]
    claimed += [echo.reflection for echo in await claim(store)]
    assert len(claimed) == len(set(claimed)) == 30


async def test_what_its_thread_shows_is_not_owed_any_more(store: Store) -> None:
    await post(store)
    await receive(store, boxed())
    [echo] = await claim(store)
    await store.echoes.shown(echo, stands="m9")
    assert list(await claim(store, now=LATER + 9 * LEASE)) == []


async def test_an_edit_is_owed_with_the_message_that_shows_the_old_words(store: Store) -> None:
    await post(store)
    first = boxed("We lisened.")
    await receive(store, first)
    [echo] = await claim(store)
    await store.echoes.shown(echo, stands="m9")
    await receive(store, edited(first, "We listened.", edit="box-e"))
    [again] = await claim(store)
    assert (again.text, again.stands, again.attempts) == ("We listened.", "m9", 1)
    assert again.version > echo.version


async def test_a_withdrawal_is_owed_without_words(store: Store) -> None:
    await post(store)
    first = boxed()
    await receive(store, first)
    [echo] = await claim(store)
    await store.echoes.shown(echo, stands="m9")
    assert await receive(store, withdrawn(first)) == [Receipt.KEPT]
    [gone] = await claim(store)
    assert (gone.text, gone.stands) == (None, "m9")
    await store.echoes.shown(gone, stands=None)
    assert list(await claim(store, now=LATER + 9 * LEASE)) == []
    assert await texts(store) == []


async def test_a_withdrawal_told_twice_is_owed_once(store: Store) -> None:
    await post(store)
    first = boxed()
    await receive(store, first, withdrawn(first))
    [gone] = await claim(store)
    await store.echoes.shown(gone, stands=None)
    assert await receive(store, withdrawn(first)) == [Receipt.KNOWN]
    assert list(await claim(store, now=LATER + 9 * LEASE)) == []


@pytest.mark.parametrize("then", ["edited", "withdrawn"])
async def test_what_is_written_while_it_is_being_shown_stays_owed(store: Store, then: str) -> None:
    await post(store)
    first = boxed("One.")
    await receive(store, first)
    [echo] = await claim(store)
    await receive(store, edited(first, "Two.", edit="box-e") if then == "edited" else withdrawn(first))
    await store.echoes.shown(echo, stands="m9")
    [again] = await claim(store)
    assert (again.text, again.stands) == ("Two." if then == "edited" else None, "m9")


async def test_what_is_being_shown_is_not_claimed_because_it_was_edited_meanwhile(store: Store) -> None:
    """Both would put a message there, neither knowing of the other."""
    await post(store)
    first = boxed("One.")
    await receive(store, first)
    await claim(store)
    await receive(store, edited(first, "Two.", edit="box-e"))
    assert list(await claim(store)) == []


async def test_after_a_try_whose_end_nobody_knows_an_edit_does_not_count_as_the_first(store: Store) -> None:
    """The first try may have left a message there: it is to be looked for."""
    await post(store)
    first = boxed("One.")
    await receive(store, first)
    [echo] = await claim(store)
    await store.echoes.put_back(echo, until=LATER + MINUTE, sent=True)
    await receive(store, edited(first, "Two.", edit="box-e"))
    [again] = await claim(store, now=LATER + MINUTE)
    assert (again.text, again.stands, again.attempts) == ("Two.", None, 2)


async def test_what_is_put_back_is_owed_again_and_not_before_its_time(store: Store) -> None:
    await post(store)
    await receive(store, boxed())
    [echo] = await claim(store)
    await store.echoes.put_back(echo, until=LATER + 5 * MINUTE, sent=True)
    assert list(await claim(store, now=LATER + 4 * MINUTE)) == []
    [again] = await claim(store, now=LATER + 5 * MINUTE)
    assert (again.version, again.attempts, again.owed_since) == (echo.version, 2, NOON)


async def test_a_try_that_sent_nothing_is_not_counted_whatever_was_written_meanwhile(store: Store) -> None:
    await post(store)
    first = boxed("One.")
    await receive(store, first)
    [echo] = await claim(store)
    await store.echoes.put_back(echo, until=LATER + MINUTE, sent=False)
    [again] = await claim(store, now=LATER + MINUTE)
    assert again.attempts == 1
    await receive(store, edited(first, "Two.", edit="box-e"))
    await store.echoes.given_up(again, sent=False)
    [anew] = await claim(store, now=LATER + MINUTE + LEASE)
    assert (anew.text, anew.attempts) == ("Two.", 1)


async def test_what_was_given_up_is_not_owed_until_it_is_changed(store: Store) -> None:
    await post(store)
    first = boxed("One.")
    await receive(store, first)
    [echo] = await claim(store)
    await store.echoes.given_up(echo, sent=True)
    assert list(await claim(store, now=LATER + 9 * LEASE)) == []
    assert await texts(store) == ["One."]
    await receive(store, edited(first, "Two.", edit="box-e"))
    [again] = await claim(store)
    assert again.text == "Two."


async def test_giving_up_an_old_version_leaves_the_new_one_owed(store: Store) -> None:
    await post(store)
    first = boxed("One.")
    await receive(store, first)
    [echo] = await claim(store)
    await receive(store, edited(first, "Two.", edit="box-e"))
    await store.echoes.given_up(echo, sent=True)
    [again] = await claim(store, now=LATER + LEASE)
    assert again.text == "Two."


async def test_an_answer_is_found_by_the_message_that_shows_it(store: Store) -> None:
    await post(store)
    await receive(store, boxed())
    [echo] = await claim(store)
    shows = MessageRef(platform=cast.PLATFORM, address=cast.OAKFIELD_LEADERS.address, id="m9")
    assert await store.log.at(EVERYTHING, message=shows) is None
    await store.echoes.shown(echo, stands="m9")
    line = await store.log.at(EVERYTHING, message=shows)
    assert line is not None
    assert line.reflection.id == echo.reflection
    assert await store.log.at(scope_of(cast.MILLBROOK), message=shows) is None
    there = replace(shows, address=cast.MILLBROOK_LEADERS.address)
    assert await store.log.at(EVERYTHING, message=there) is None


async def test_an_edit_that_overtook_its_answer_from_a_box_is_owed_too(store: Store) -> None:
    await post(store)
    first = boxed("One.")
    await receive(store, edited(first, "Two.", edit="box-e"), first)
    [line] = await read(store)
    assert line.reflection.boxed
    [echo] = await claim(store)
    assert echo.text == "Two."
