"""Every store keeps the built-in channel's memory the same way."""

from datetime import datetime

import pytest

from bot.ports.board import BoardEvent, EventKind, Note
from bot.ports.store import Store
from tests.contracts.store.stage import MINUTE, NOON

HERE, THERE = "oakfield-leaders", "millbrook-leaders"
BODY = {"question": "What did you see?", "sources": ["afa", 1], "late": False}


async def test_a_pinned_prompt_reads_as_it_was_pinned(store: Store) -> None:
    note = await _pin(store)
    assert (note.address, note.delivery, note.body, note.at) == (HERE, "d1", BODY, NOON)
    assert (note.root, note.author, note.text, note.version) == (None, None, None, 0)
    assert (note.edited_at, note.withdrawn_at) == (None, None)
    assert await store.board.thread(note.id) == [note]


async def test_pinning_the_same_delivery_again_makes_another_note(store: Store) -> None:
    first, second = await _pin(store), await _pin(store)
    assert second.id > first.id
    assert await store.board.find(address=HERE, delivery="d1", since=NOON) == first


async def test_a_delivery_is_found_where_it_was_pinned_and_not_before(store: Store) -> None:
    await _pin(store, at=NOON - MINUTE)
    later = await _pin(store, at=NOON)
    assert await store.board.find(address=HERE, delivery="d1", since=NOON) == later
    assert await store.board.find(address=HERE, delivery="d1", since=NOON + MINUTE) is None
    assert await store.board.find(address=THERE, delivery="d1", since=NOON) is None
    assert await store.board.find(address=HERE, delivery="d2", since=NOON) is None


async def test_a_reply_stands_in_its_thread_and_is_owed_to_the_bot(store: Store) -> None:
    root = await _pin(store)
    event = await _say(store, root)
    assert (event.kind, event.note.root, event.note.author, event.note.text) == (
        EventKind.SAID,
        root.id,
        "hana",
        "We listened.",
    )
    assert event.note.body is None
    assert event.note.id > root.id
    assert await store.board.thread(root.id) == [root, event.note]
    assert await store.board.untaken(limit=10) == [event]


async def test_nobody_replies_to_what_is_not_a_root_there(store: Store) -> None:
    root = await _pin(store)
    reply = await _say(store, root)
    for address, to in ((THERE, root.id), (HERE, reply.note.id), (HERE, 999)):
        nothing = await store.board.say(address=address, root=to, author="hana", text="?", at=NOON)
        assert nothing is None
    assert len(await store.board.untaken(limit=10)) == 1


async def test_an_edit_changes_the_note_and_counts(store: Store) -> None:
    said = await _say(store, await _pin(store))
    first = await store.board.edit(said.note.id, author="hana", text="Two.", at=NOON + MINUTE)
    second = await store.board.edit(said.note.id, author="hana", text="Three.", at=NOON + 2 * MINUTE)
    assert first is not None
    assert second is not None
    assert (second.kind, second.note.text, second.note.version) == (EventKind.EDITED, "Three.", 2)
    assert (second.note.at, second.note.edited_at) == (NOON, NOON + 2 * MINUTE)


async def test_each_event_carries_the_note_as_it_stood(store: Store) -> None:
    said = await _say(store, await _pin(store))
    await store.board.edit(said.note.id, author="hana", text="Two.", at=NOON + MINUTE)
    await store.board.withdraw(said.note.id, author="hana", at=NOON + 2 * MINUTE)
    owed = await store.board.untaken(limit=10)
    assert [(event.kind, event.note.text, event.note.version) for event in owed] == [
        (EventKind.SAID, "We listened.", 0),
        (EventKind.EDITED, "Two.", 1),
        (EventKind.WITHDRAWN, None, 1),
    ]
    assert owed[0] == said
    assert owed[2].note.withdrawn_at == NOON + 2 * MINUTE


async def test_only_its_author_changes_a_reply_and_nobody_a_root(store: Store) -> None:
    root = await _pin(store)
    said = await _say(store, root)
    for note, author in ((said.note.id, "dev"), (root.id, "hana"), (999, "hana")):
        assert await store.board.edit(note, author=author, text="Mine.", at=NOON) is None
        assert await store.board.withdraw(note, author=author, at=NOON) is None
    assert await store.board.thread(root.id) == [root, said.note]


async def test_a_withdrawn_reply_is_blank_and_stays_so(store: Store) -> None:
    root = await _pin(store)
    said = await _say(store, root)
    await store.board.withdraw(said.note.id, author="hana", at=NOON + MINUTE)
    assert await store.board.edit(said.note.id, author="hana", text="No, wait.", at=NOON + 2 * MINUTE) is None
    again = await store.board.withdraw(said.note.id, author="hana", at=NOON + 3 * MINUTE)
    [_, note] = await store.board.thread(root.id)
    assert (note.text, note.withdrawn_at) == (None, NOON + MINUTE)
    assert again is not None
    assert again.note == note


async def test_what_the_bot_has_taken_is_not_owed_any_more(store: Store) -> None:
    root = await _pin(store)
    first, second, third = [await _say(store, root) for _ in range(3)]
    await store.board.taken(first.id)
    await store.board.taken(first.id)
    assert await store.board.untaken(limit=10) == [second, third]
    assert await store.board.untaken(limit=1) == [second]


async def test_a_page_is_the_newest_threads_with_every_reply_oldest_first(store: Store) -> None:
    roots = [await _pin(store, at=NOON + number * MINUTE) for number in range(3)]
    old = await _say(store, roots[0])
    new = await _say(store, roots[2])
    late = await _say(store, roots[1])
    await _pin(store, address=THERE)
    assert await store.board.notes(HERE, roots=2) == [roots[1], roots[2], new.note, late.note]
    assert await store.board.notes(HERE, roots=2, before=roots[1].id) == [roots[0], old.note]
    assert await store.board.notes("nowhere", roots=2) == []


async def test_a_thread_that_is_none_is_empty(store: Store) -> None:
    said = await _say(store, await _pin(store))
    assert await store.board.thread(said.note.id) == []
    assert await store.board.thread(999) == []


async def test_every_change_raises_the_number_of_its_address_and_of_no_other(store: Store) -> None:
    numbers = [await store.board.latest(HERE)]
    root = await _pin(store)
    numbers.append(await store.board.latest(HERE))
    said = await _say(store, root)
    numbers.append(await store.board.latest(HERE))
    await store.board.edit(said.note.id, author="hana", text="Two.", at=NOON)
    numbers.append(await store.board.latest(HERE))
    await store.board.withdraw(said.note.id, author="hana", at=NOON)
    numbers.append(await store.board.latest(HERE))
    assert numbers == sorted(set(numbers))
    for event in await store.board.untaken(limit=10):
        await store.board.taken(event.id)
    assert await store.board.latest(HERE) == numbers[-1]
    assert await store.board.latest(THERE) == 0


@pytest.mark.parametrize(
    "text", ["", "a\nb\tc", "👩🏽‍🏫 שלום", "<b>&amp;</b>", "%s {0} :name '\"\\", "x" * 40_000]
)
async def test_a_note_says_what_was_typed(store: Store, text: str) -> None:
    root = await _pin(store)
    event = await store.board.say(address=HERE, root=root.id, author="hana", text=text, at=NOON)
    assert event is not None
    assert event.note.text == text
    assert [owed.note.text for owed in await store.board.untaken(limit=10)] == [text]
    assert [note.text for note in await store.board.thread(root.id)] == [None, text]


async def _pin(store: Store, *, address: str = HERE, at: datetime = NOON) -> Note:
    return await store.board.pin(address=address, delivery="d1", body=BODY, at=at)


async def _say(store: Store, root: Note) -> BoardEvent:
    event = await store.board.say(
        address=root.address, root=root.id, author="hana", text="We listened.", at=NOON
    )
    assert event is not None
    return event
