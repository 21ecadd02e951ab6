"""Every store takes in what people say the same way, whatever order it comes in and however often."""

import asyncio
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.delivery import State
from bot.domain.happenings import Happening
from bot.domain.reflection import LONGEST
from bot.ports.inbox import Receipt
from bot.ports.outbox import Settlement
from bot.ports.store import Store
from tests import cast
from tests.contracts.store.stage import (
    EVERYTHING,
    MINUTE,
    NOON,
    STRANGER,
    TUESDAY,
    UNKNOWN_CHANNEL,
    US,
    edited,
    post,
    read,
    receive,
    said,
    send,
    settle,
    texts,
    withdrawn,
)

KEPT, KNOWN, WAITING, NOT_OURS = Receipt.KEPT, Receipt.KNOWN, Receipt.WAITING, Receipt.NOT_OURS


async def test_an_answer_is_kept_under_the_prompt_whose_thread_it_is_in(store: Store) -> None:
    delivery = await post(store)
    assert await receive(store, said("We listened.")) == [KEPT]
    [line] = await read(store)
    answer = line.reflection
    assert (answer.delivery, answer.prompt, answer.text) == (delivery, "vision-1", "We listened.")
    assert (answer.trust, answer.school, answer.channel) == (
        cast.ASHGROVE.id,
        cast.OAKFIELD.id,
        cast.OAKFIELD_LEADERS.id,
    )
    assert (answer.author, answer.said_at, answer.message.id) == (cast.HANA.id, NOON, "m1")
    assert (answer.edited_at, answer.withdrawn_at) == (None, None)
    assert [(each.key, each.at, each.text) for each in line.revisions] == [("said", NOON, "We listened.")]


async def test_an_answer_told_twice_is_kept_once(store: Store) -> None:
    await post(store)
    assert await receive(store, said(), said(), said()) == [KEPT, KNOWN, KNOWN]
    assert len(await read(store)) == 1


async def test_an_answer_told_ten_times_at_once_is_kept_once(store: Store) -> None:
    await post(store)
    receipts = await asyncio.gather(
        *(store.inbox.receive(said(by=STRANGER), at=NOON, entropy=number) for number in range(10))
    )
    assert sorted(receipts) == sorted([KEPT] + [KNOWN] * 9)
    assert len(await read(store)) == 1


async def test_nothing_is_stored_of_what_was_said_outside_our_threads(store: Store) -> None:
    await post(store)
    elsewhere = said(by=STRANGER, root="lunch")
    nowhere = said(by=STRANGER, channel=UNKNOWN_CHANNEL)
    assert await receive(store, elsewhere, nowhere) == [NOT_OURS, NOT_OURS]
    assert await read(store) == []
    assert await store.directory.known_as(STRANGER) is None


async def test_the_same_root_in_two_channels_is_two_threads(store: Store) -> None:
    mine = await post(store, cast.OAKFIELD_LEADERS, root="1")
    theirs = await post(store, cast.MILLBROOK_LEADERS, root="1")
    await receive(
        store, said(root="1"), said(root="1", channel=cast.MILLBROOK_LEADERS, by=cast.TOM), entropy=7
    )
    kept = {line.reflection.delivery: line.reflection.school for line in await read(store)}
    assert kept == {mine: cast.OAKFIELD.id, theirs: cast.MILLBROOK.id}


async def test_an_answer_that_overtakes_its_prompt_waits_and_is_kept_once_the_prompt_is_known(
    store: Store,
) -> None:
    delivery = await send(store)
    assert await receive(store, said("Early."), said("Early.")) == [WAITING, WAITING]
    assert await read(store) == []
    await settle(store, delivery, root="root")
    assert await texts(store) == ["Early."]
    assert await receive(store, said("Early.")) == [KNOWN]


async def test_what_waits_may_be_edited_and_its_edit_may_come_first(store: Store) -> None:
    delivery = await send(store)
    first = said("Erly.")
    assert await receive(store, edited(first, "Early."), first) == [WAITING, WAITING]
    await settle(store, delivery, root="root")
    [line] = await read(store)
    assert line.reflection.text == "Early."
    assert [each.text for each in line.revisions] == ["Erly.", "Early."]


async def test_what_waited_for_another_thread_is_gone_once_the_prompt_is_known(store: Store) -> None:
    delivery = await send(store)
    assert await receive(store, said("Lunch?", root="lunch")) == [WAITING]
    await settle(store, delivery, root="root")
    assert await read(store) == []
    assert await store.inbox.forget_waiting(before=NOON + timedelta(days=1)) == 0


async def test_what_waited_for_a_prompt_that_was_refused_is_gone(store: Store) -> None:
    delivery = await send(store)
    await receive(store, said())
    refused = Settlement(state=State.REFUSED, reason="The bot was removed from the channel.")
    assert await store.outbox.settle(delivery, refused, by=US)
    assert await store.inbox.forget_waiting(before=NOON + timedelta(days=1)) == 0
    assert await receive(store, said()) == [NOT_OURS]


async def test_what_waits_goes_on_waiting_while_another_prompt_is_on_its_way_there(store: Store) -> None:
    first = await send(store, on=TUESDAY)
    second = await send(store, on=TUESDAY + timedelta(days=7))
    await receive(store, said("To the second.", root="r2"))
    await settle(store, first, root="r1")
    assert await read(store) == []
    await settle(store, second, root="r2")
    [line] = await read(store)
    assert (line.reflection.delivery, line.reflection.text) == (second, "To the second.")


async def test_a_prompt_on_its_way_to_one_channel_lets_nothing_wait_in_another(store: Store) -> None:
    await send(store, cast.MILLBROOK_LEADERS)
    assert await receive(store, said()) == [NOT_OURS]


async def test_what_waited_too_long_is_forgotten(store: Store) -> None:
    delivery = await send(store)
    await receive(store, said())
    assert await store.inbox.forget_waiting(before=NOON) == 0
    assert await store.inbox.forget_waiting(before=NOON + MINUTE) == 1
    await settle(store, delivery, root="root")
    assert await read(store) == []


async def test_an_edit_adds_a_revision_and_the_answer_says_the_new_words(store: Store) -> None:
    await post(store)
    first = said("We lisened.")
    assert await receive(store, first, edited(first, "We listened.")) == [KEPT, KEPT]
    [line] = await read(store)
    assert (line.reflection.text, line.reflection.edited_at) == ("We listened.", NOON + MINUTE)
    assert [(each.key, each.text) for each in line.revisions] == [
        ("said", "We lisened."),
        ("e1", "We listened."),
    ]


async def test_an_edit_told_twice_is_one_revision(store: Store) -> None:
    await post(store)
    first = said()
    change = edited(first, "Better.")
    assert await receive(store, first, change, change) == [KEPT, KEPT, KNOWN]
    [line] = await read(store)
    assert len(line.revisions) == 2


async def test_an_edit_that_comes_before_its_message_loses_nothing(store: Store) -> None:
    await post(store)
    first = said("Before.")
    assert await receive(store, edited(first, "After."), first) == [KEPT, KEPT]
    [line] = await read(store)
    assert (line.reflection.text, line.reflection.said_at) == ("After.", NOON)
    assert [each.text for each in line.revisions] == ["Before.", "After."]


async def test_an_older_edit_that_comes_late_does_not_win(store: Store) -> None:
    await post(store)
    first = said("One.")
    older, newer = edited(first, "Two.", edit="e2"), edited(first, "Three.", edit="e3", after=2 * MINUTE)
    assert await receive(store, first, newer, older) == [KEPT, KEPT, KEPT]
    [line] = await read(store)
    assert (line.reflection.text, line.reflection.edited_at) == ("Three.", NOON + 2 * MINUTE)
    assert [each.text for each in line.revisions] == ["One.", "Two.", "Three."]


@pytest.mark.parametrize("step", [1, -1])
async def test_of_two_edits_in_the_same_moment_the_higher_named_wins_in_any_order(
    store: Store, step: int
) -> None:
    await post(store)
    first = said("One.")
    edits = [edited(first, "Nine.", edit="9"), edited(first, "Ten.", edit="10")]
    await receive(store, *edits[::step], first)
    assert await texts(store) == ["Ten."]


async def test_an_edit_in_the_moment_of_the_message_wins_over_it(store: Store) -> None:
    await post(store)
    first = said("One.")
    await receive(store, edited(first, "Two.", edit="a", after=timedelta(0)), first)
    assert await texts(store) == ["Two."]


async def test_a_withdrawn_answer_is_shown_to_nobody(store: Store) -> None:
    delivery = await post(store)
    first = said()
    assert await receive(store, first, edited(first, "More."), withdrawn(first)) == [KEPT, KEPT, KEPT]
    assert await read(store) == []
    everything = await store.log.thread(EVERYTHING, delivery=delivery)
    assert list(everything) == []
    assert await store.log.heard(EVERYTHING) == {}


async def test_a_withdrawal_is_final(store: Store) -> None:
    await post(store)
    first = said()
    await receive(store, first, withdrawn(first))
    later: list[Happening] = [
        first,
        edited(first, "After all.", after=60 * MINUTE),
        withdrawn(first),
        withdrawn(first, root=None),
    ]
    assert await receive(store, *later) == [KNOWN] * 4
    assert await read(store) == []


@pytest.mark.parametrize("root", ["root", None])
async def test_a_withdrawal_that_comes_first_keeps_the_message_out(store: Store, root: str | None) -> None:
    await post(store)
    first = said("Never mind.", by=STRANGER)
    assert await receive(store, withdrawn(first, root=root), withdrawn(first, root=root)) == [KEPT, KNOWN]
    assert await receive(store, first, edited(first, "Never mind!")) == [KNOWN, KNOWN]
    assert await read(store) == []
    assert await store.directory.known_as(STRANGER) is None


async def test_a_withdrawal_takes_away_what_waits(store: Store) -> None:
    delivery = await send(store)
    first = said("Too early.")
    assert await receive(store, first, edited(first, "Far too early."), withdrawn(first)) == [
        WAITING,
        WAITING,
        KEPT,
    ]
    assert await store.inbox.forget_waiting(before=NOON + MINUTE) == 0
    assert await receive(store, first) == [KNOWN]
    await settle(store, delivery, root="root")
    assert await read(store) == []


async def test_a_withdrawal_elsewhere_is_not_ours(store: Store) -> None:
    await post(store)
    lunch = said(root="lunch")
    nowhere = said(channel=UNKNOWN_CHANNEL)
    assert await receive(store, withdrawn(lunch, root="lunch"), withdrawn(nowhere)) == [NOT_OURS, NOT_OURS]


async def test_a_withdrawal_touches_one_message_only(store: Store) -> None:
    await post(store)
    first, second = said("One.", message="m1"), said("Two.", message="m2", at=NOON + MINUTE)
    same_name_elsewhere = said("Three.", message="m1", root="there", channel=cast.MILLBROOK_LEADERS)
    await post(store, cast.MILLBROOK_LEADERS, root="there")
    await receive(store, first, second, same_name_elsewhere, withdrawn(first))
    assert sorted(await texts(store)) == ["Three.", "Two."]


async def test_someone_new_becomes_a_member_without_grants_of_the_channels_trust(store: Store) -> None:
    await post(store)
    await receive(store, said(by=STRANGER))
    member = await store.directory.known_as(STRANGER)
    assert member is not None
    assert (member.name, member.trust, member.grants) == ("Noor New", cast.ASHGROVE.id, frozenset())
    [line] = await read(store)
    assert (line.reflection.author, line.author_name) == (member.id, "Noor New")


async def test_someone_known_keeps_the_name_they_were_given(store: Store) -> None:
    await post(store)
    called_otherwise = type(STRANGER)(platform=cast.PLATFORM, id=cast.HANA.id, name="hana.h")
    await receive(store, said(by=called_otherwise))
    [line] = await read(store)
    assert (line.reflection.author, line.author_name) == (cast.HANA.id, cast.HANA.name)


async def test_two_first_answers_at_once_make_one_member(store: Store) -> None:
    await post(store)
    answers = [said(message=f"m{number}", by=STRANGER) for number in range(5)]
    await asyncio.gather(
        *(store.inbox.receive(each, at=NOON, entropy=number) for number, each in enumerate(answers))
    )
    assert len({line.reflection.author for line in await read(store)}) == 1


async def test_two_answers_that_chance_gave_the_same_number_are_both_kept(store: Store) -> None:
    await post(store)
    for message in ("m1", "m2", "m3"):
        assert await store.inbox.receive(said(message=message), at=NOON, entropy=5) is KEPT
    numbers = [line.reflection.id for line in await read(store)]
    assert len(set(numbers)) == 3


@pytest.mark.parametrize(
    "text",
    [
        "Two\nlines\tand a tab",
        "emoji 👩🏽‍🏫 and 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
        "right to left: שלום \u200fعليكم",
        "<script>alert('1')</script> & <b>",
        '*bold* _it_ ~no~ `code` <@U123> @channel "; DROP TABLE reflections; --',
        "%s %(x)s {0} :name $1 ? \\",
        "x" * LONGEST,
    ],
)
async def test_what_was_written_is_read_as_it_was_written(store: Store, text: str) -> None:
    await post(store)
    first = said("First.")
    await receive(store, first, edited(first, text))
    assert await texts(store) == [text]


_numbers = count()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_whatever_the_order_and_however_often_the_log_ends_the_same(
    store: Store, data: st.DataObject
) -> None:
    number = next(_numbers)
    root = f"root-{number}"
    delivery = await send(store, on=TUESDAY + timedelta(days=number))
    told = _conversation(root)
    arrivals = [happening for happening in told for _ in range(data.draw(st.integers(1, 4)))]
    arrivals = data.draw(st.permutations(arrivals))
    known_after = data.draw(st.integers(0, len(arrivals)))
    for place, happening in enumerate(arrivals):
        if place == known_after:
            await settle(store, delivery, root=root)
        await store.inbox.receive(happening, at=NOON, entropy=data.draw(st.integers(0, 3)))
    if known_after == len(arrivals):
        await settle(store, delivery, root=root)
    thread = await store.log.thread(EVERYTHING, delivery=delivery)
    assert [
        (line.reflection.text, line.reflection.edited_at, [(each.key, each.text) for each in line.revisions])
        for line in thread
    ] == [
        ("Alpha, plainly.", None, [("said", "Alpha, plainly.")]),
        (
            "Beta three.",
            NOON + 4 * MINUTE,
            [("said", "Beta."), ("e1", "Beta two."), ("e2", "Beta three.")],
        ),
    ]


def _conversation(root: str) -> list[Happening]:
    """One answer that stands, one edited twice, and two withdrawn, one of them after an edit."""
    alpha = said("Alpha, plainly.", message=f"{root}-a", root=root)
    beta = said("Beta.", message=f"{root}-b", root=root, by=cast.DEV, at=NOON + MINUTE)
    gamma = said("Gamma.", message=f"{root}-c", root=root, by=STRANGER, at=NOON + 2 * MINUTE)
    delta = said("Delta.", message=f"{root}-d", root=root, at=NOON + 3 * MINUTE)
    return [
        alpha,
        beta,
        edited(beta, "Beta two.", edit="e1"),
        edited(beta, "Beta three.", edit="e2", after=3 * MINUTE),
        gamma,
        edited(gamma, "Gamma two."),
        withdrawn(gamma, root=root),
        delta,
        withdrawn(delta, root=None),
    ]
