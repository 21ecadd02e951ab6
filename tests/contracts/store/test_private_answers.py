"""Every store shows a private answer to its author and its school's SENCo, and gives nobody else a sign of it."""

from dataclasses import replace

import pytest

from bot.domain.channel import MessageRef
from bot.domain.people import Member, School
from bot.domain.scope import Scope
from bot.ports.inbox import Receipt
from bot.ports.ledger import LedgerFilter
from bot.ports.log import LogFilter
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

SECRET = "I am not coping with the reading interventions."
OPEN = "Our corridors show reading."
PRIVATE = replace(said(SECRET, message="box-1", by=cast.DEV), boxed=True, private=True)
FILTERS = (
    LogFilter(),
    LogFilter(words="interventions"),
    LogFilter(words='"reading interventions"'),
    LogFilter(author=cast.DEV.id),
    LogFilter(author=cast.DEV.id, words="coping"),
    LogFilter(channel=cast.OAKFIELD_LEADERS.id),
    LogFilter(school=cast.OAKFIELD.id),
    LogFilter(prompts=("vision-1",)),
    LogFilter(prompts=("vision-1",), words="coping"),
)


def seen_by(
    reader: Member | None, *, private_in: tuple[School, ...] = (), scope: Scope = EVERYTHING
) -> Scope:
    """As much as somebody sees who reads the private answers of those schools and their own."""
    return replace(
        scope,
        private_in=frozenset(school.id for school in private_in),
        reader=reader.id if reader else None,
    )


HANA = seen_by(cast.HANA)
NOBODY = seen_by(None)
SENCO_ELSEWHERE = seen_by(cast.SAM, private_in=(cast.HARBOUR, cast.MILLBROOK))
DEV = seen_by(cast.DEV)
SENCO = seen_by(cast.PRIYA, private_in=(cast.OAKFIELD, cast.MILLBROOK))
STRANGERS = (HANA, NOBODY, SENCO_ELSEWHERE, EVERYTHING)


async def test_a_boxed_answer_is_told_from_one_in_the_thread(store: Store) -> None:
    await post(store)
    boxed = replace(said(OPEN, message="box-2", by=cast.DEV, at=NOON + MINUTE), boxed=True)
    await receive(store, said(), boxed, replace(PRIVATE, said_at=NOON + 2 * MINUTE))
    marks = [(line.reflection.boxed, line.reflection.private) for line in await read(store, SENCO)]
    assert marks == [(True, True), (True, False), (False, False)]


@pytest.mark.parametrize("scope", [DEV, SENCO])
async def test_its_author_and_the_schools_senco_read_a_private_answer(store: Store, scope: Scope) -> None:
    delivery = await post(store)
    await receive(store, said(OPEN, at=NOON + MINUTE), PRIVATE)
    for filters in FILTERS:
        assert SECRET in await texts(store, scope, filters=filters), filters
    [line] = [line for line in await read(store, scope) if line.reflection.private]
    assert [each.text for each in line.revisions] == [SECRET]
    assert len(await store.log.thread(scope, delivery=delivery)) == 2
    assert await store.log.one(scope, reflection=line.reflection.id) == line
    assert await store.log.at(scope, message=PRIVATE.message) == line
    assert await store.log.heard(scope) == {"vision-1": 2}
    assert set(await store.log.authors(scope)) == {cast.DEV.id, cast.HANA.id}


@pytest.mark.parametrize("scope", STRANGERS)
async def test_nobody_else_is_shown_a_private_answer_in_any_way(store: Store, scope: Scope) -> None:
    delivery = await post(store)
    await receive(store, said(OPEN, at=NOON + MINUTE), PRIVATE)
    [secret] = [line for line in await read(store, DEV) if line.reflection.private]
    for filters in FILTERS:
        assert SECRET not in await texts(store, scope, filters=filters), filters
    shown = [line.reflection.text for line in await store.log.thread(scope, delivery=delivery)]
    assert shown == [OPEN]
    assert await store.log.one(scope, reflection=secret.reflection.id) is None
    assert await store.log.at(scope, message=PRIVATE.message) is None


@pytest.mark.parametrize("scope", STRANGERS)
async def test_no_count_and_no_list_of_names_tells_that_there_is_one(store: Store, scope: Scope) -> None:
    await post(store)
    await receive(store, PRIVATE)
    assert await store.log.heard(scope) == {}
    assert await store.log.authors(scope) == {}
    await receive(store, said(OPEN, at=NOON + MINUTE))
    assert await store.log.heard(scope) == {"vision-1": 1}
    assert await store.log.authors(scope) == {cast.HANA.id: cast.HANA.name}


async def test_someone_who_also_answered_openly_is_named_and_counted_once(store: Store) -> None:
    await post(store)
    await receive(store, said(OPEN, by=cast.DEV, at=NOON + MINUTE), PRIVATE)
    assert await store.log.heard(HANA) == {"vision-1": 1}
    assert await store.log.authors(HANA) == {cast.DEV.id: cast.DEV.name}
    assert await texts(store, HANA, filters=LogFilter(author=cast.DEV.id)) == [OPEN]


async def test_a_scope_of_an_author_shows_their_private_answers_to_themselves_alone(store: Store) -> None:
    await post(store)
    await receive(store, said(OPEN, by=cast.DEV, at=NOON + MINUTE), PRIVATE)
    own = scope_of(cast.OAKFIELD, author=cast.DEV)
    assert await texts(store, seen_by(cast.DEV, scope=own)) == [OPEN, SECRET]
    assert await store.log.heard(seen_by(cast.DEV, scope=own)) == {"vision-1": 2}
    for reader in (cast.HANA, None):
        assert await texts(store, seen_by(reader, scope=own)) == [OPEN]
        assert await store.log.heard(seen_by(reader, scope=own)) == {"vision-1": 1}


async def test_a_school_whose_private_answers_are_shown_is_not_shown_beyond_the_scope(store: Store) -> None:
    await post(store)
    await receive(store, PRIVATE)
    elsewhere = seen_by(cast.DEV, private_in=(cast.OAKFIELD,), scope=scope_of(cast.MILLBROOK))
    assert await texts(store, elsewhere) == []
    assert await store.log.heard(elsewhere) == {}
    assert await store.log.authors(elsewhere) == {}


@pytest.mark.parametrize("words", [None, "reading"])
async def test_a_page_is_full_however_many_private_answers_lie_between(
    store: Store, words: str | None
) -> None:
    await post(store)
    for number in range(6):
        at = NOON + number * MINUTE
        await receive(store, said(f"{OPEN} {number}", message=f"m{number}", at=at))
        await receive(store, replace(PRIVATE, said_at=at, message=_box(number)), entropy=90)
    page = await store.log.page(HANA, filters=LogFilter(words=words), before=None, limit=4)
    assert [line.reflection.text for line in page] == [f"{OPEN} {number}" for number in (5, 4, 3, 2)]


async def test_a_private_answer_stays_private_when_it_is_changed_and_goes_when_it_is_withdrawn(
    store: Store,
) -> None:
    await post(store)
    await receive(store, PRIVATE, edited(PRIVATE, "Better now.", edit="box-e1"))
    assert await texts(store, SENCO) == ["Better now."]
    assert await texts(store, HANA, filters=LogFilter(words="better")) == []
    assert await receive(store, withdrawn(PRIVATE)) == [Receipt.KEPT]
    for scope in (SENCO, DEV, HANA):
        assert await texts(store, scope) == []
        assert await store.log.heard(scope) == {}
        assert await store.log.authors(scope) == {}


async def test_a_private_answer_that_waited_for_its_prompt_is_private(store: Store) -> None:
    delivery = await send(store)
    assert await receive(store, PRIVATE) == [Receipt.WAITING]
    await settle(store, delivery, root="root")
    assert await texts(store, HANA) == []
    assert await texts(store, SENCO) == [SECRET]


async def test_an_answer_is_found_by_its_message_and_by_its_number_within_the_scope_only(
    store: Store,
) -> None:
    await post(store)
    await receive(store, said(OPEN))
    [line] = await read(store)
    oakfield, millbrook = scope_of(cast.OAKFIELD), scope_of(cast.MILLBROOK)
    assert await store.log.one(oakfield, reflection=line.reflection.id) == line
    assert await store.log.one(millbrook, reflection=line.reflection.id) is None
    assert await store.log.at(oakfield, message=line.reflection.message) == line
    assert await store.log.at(millbrook, message=line.reflection.message) is None
    other_place = replace(line.reflection.message, address="elsewhere")
    assert await store.log.at(oakfield, message=other_place) is None


async def test_what_people_wrote_in_the_thread_themselves_is_what_was_heard_in_it(store: Store) -> None:
    mine = await post(store)
    other = await post(store, cast.MILLBROOK_LEADERS)
    taken_back = said(message="m2", at=NOON + MINUTE)
    await receive(store, said(message="m1"), taken_back, withdrawn(taken_back), PRIVATE)
    assert await store.inbox.heard_in(mine, before=NOON + MINUTE) == {"m1"}
    assert await store.inbox.heard_in(mine, before=NOON) == frozenset()
    assert await store.inbox.heard_in(other, before=NOON + MINUTE) == frozenset()


async def test_a_private_answer_is_in_nobodys_count(store: Store) -> None:
    await post(store)
    await receive(store, said(message="m1"), PRIVATE)
    lines, _ = await store.ledger.page(
        [cast.OAKFIELD.id], trust=cast.ASHGROVE.id, filters=LedgerFilter(), before=None, limit=5
    )
    assert [(line.replies, line.people) for line in lines] == [(1, 1)]


def _box(number: int) -> MessageRef:
    return replace(PRIVATE.message, id=f"box-{number}")
