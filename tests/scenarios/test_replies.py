"""People answer: in time, late, twice, before we know the thread, and take it back."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from bot.domain.delivery import State
from bot.domain.happenings import Edited, Happening, Said, Withdrawn
from bot.domain.people import PersonRef
from bot.domain.reflection import LONGEST
from bot.ports.chat import OutcomeUnknown
from bot.ports.inbox import Receipt
from bot.ports.store import StoreUnavailable
from bot.usecases.hearing.record_reply import NothingSaid, TooLong, keep, record_reply
from bot.usecases.sending.deliver import deliver_due
from bot.usecases.sending.plan_deliveries import plan_deliveries
from tests import cast
from tests.fakes.chat import appears_and_fails
from tests.fakes.world import DUE, SECOND, World, world


async def _asked() -> World:
    here = await world()
    await here.tick_at(DUE)
    return here


async def test_an_answer_is_kept_under_its_prompt_and_its_author_is_told() -> None:
    here = await _asked()
    said = await here.answer(cast.HANA, "  We greet everyone at the gate.\r\n")
    (kept,) = here.reflections()
    assert (kept.text, kept.author, kept.school, kept.prompt, kept.delivery) == (
        "We greet everyone at the gate.",
        cast.HANA.id,
        cast.OAKFIELD.id,
        "apples",
        here.row().id,
    )
    assert here.chat.acknowledged == [said.message]


async def test_the_same_answer_sent_again_is_kept_once_and_acknowledged_once() -> None:
    here = await _asked()
    said = await here.answer(cast.HANA, "Once.")
    assert await record_reply(here.bot, said) is Receipt.KNOWN
    assert len(here.reflections()) == 1
    assert len(here.chat.acknowledged) == 1


async def test_an_answer_three_weeks_late_lands_in_its_place() -> None:
    here = await _asked()
    thread = here.thread()
    await here.tick_at(DUE + timedelta(weeks=3))
    await here.answer(cast.HANA, "Sorry, busy.", thread=thread)
    assert [kept.prompt for kept in here.reflections()] == ["apples"]


async def test_an_answer_that_overtakes_the_record_of_its_prompt_lands_in_its_place() -> None:
    here = await world()
    here.clock.advance(DUE - here.clock.now())
    await plan_deliveries(here.bot)
    here.chat.next(cast.OAKFIELD_LEADERS, appears_and_fails(OutcomeUnknown("?")))
    await deliver_due(here.bot)
    oakfield = here.said(cast.HANA, "Quick!", thread=here.thread())
    assert await record_reply(here.bot, oakfield) is Receipt.WAITING
    assert here.reflections() == []
    await here.tick_at(DUE + timedelta(seconds=60))
    assert here.states() == [State.POSTED]
    assert [kept.text for kept in here.reflections()] == ["Quick!"]


async def test_what_waited_and_was_not_for_us_is_gone_once_that_is_known() -> None:
    here = await world()
    here.chat.next(cast.OAKFIELD_LEADERS, appears_and_fails(OutcomeUnknown("?")))
    await here.tick_at(DUE)
    elsewhere = replace(here.said(cast.HANA, "A private word.", thread=here.thread()), root="another-thread")
    assert await record_reply(here.bot, elsewhere) is Receipt.WAITING
    await here.tick_at(DUE + timedelta(seconds=60))
    assert here.memory.waiting == {}
    assert here.reflections() == []


async def test_talk_outside_our_threads_is_not_kept() -> None:
    here = await _asked()
    chat = replace(here.said(cast.HANA, "Who has the keys?", thread=here.thread()), root="coffee")
    assert await record_reply(here.bot, chat) is Receipt.NOT_OURS
    assert here.reflections() == []
    assert here.memory.waiting == {}
    assert here.chat.acknowledged == []


async def test_a_root_of_one_channel_in_another_channel_is_not_its_thread() -> None:
    here = await _asked()
    said = here.said(cast.OLIVE, "Hello?", thread=replace(here.thread(), address=cast.ELM_LEADERS.address))
    assert await record_reply(here.bot, said) is Receipt.NOT_OURS


async def test_an_edit_is_a_revision_and_the_latest_words_stand() -> None:
    here = await _asked()
    said = await here.answer(cast.HANA, "First.")
    await record_reply(here.bot, here.edited(said, "Second.", edit="e1"))
    (kept,) = here.reflections()
    assert kept.text == "Second."
    assert [revision.text for revision in here.memory.revisions[kept.id].values()] == ["First.", "Second."]


async def test_a_withdrawal_takes_the_words_out_of_every_revision() -> None:
    here = await _asked()
    said = await here.answer(cast.HANA, "First.")
    await record_reply(here.bot, here.edited(said, "Second.", edit="e1"))
    await record_reply(here.bot, here.withdrawn(said))
    (kept,) = here.reflections()
    assert (kept.text, kept.withdrawn_at) == (None, here.clock.now())
    assert {revision.text for revision in here.memory.revisions[kept.id].values()} == {None}


_ORDERS = list(permutations(range(4)))


@pytest.mark.parametrize("order", _ORDERS)
async def test_any_order_of_answer_and_edits_ends_the_same(order: tuple[int, ...]) -> None:
    here = await _asked()
    said = here.said(cast.HANA, "one", thread=here.thread())
    told: list[Happening] = [
        said,
        here.edited(said, "two", edit="a", after=SECOND),
        here.edited(said, "three", edit="b", after=2 * SECOND),
        here.edited(said, "two", edit="a", after=SECOND),
    ]
    for index in order:
        await record_reply(here.bot, told[index])
    (kept,) = here.reflections()
    assert (kept.text, kept.edited_at) == ("three", said.said_at + 2 * SECOND)
    assert len(here.memory.revisions[kept.id]) == 3


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_withdrawal_is_honoured_whenever_it_comes(order: tuple[int, ...]) -> None:
    here = await _asked()
    said = here.said(cast.HANA, "secret", thread=here.thread())
    told: list[Said | Edited | Withdrawn] = [
        said,
        here.edited(said, "secret too", edit="a"),
        here.withdrawn(said),
    ]
    for index in order:
        await record_reply(here.bot, told[index])
    words = [kept.text for kept in here.reflections()]
    words += [each.text for kept in here.memory.revisions.values() for each in kept.values()]
    assert set(words) <= {None}
    assert here.memory.waiting == {}


async def test_someone_new_is_known_by_name_and_may_do_nothing() -> None:
    here = await _asked()
    stranger = PersonRef(platform="local", id="u77", name="Ines Ibarra")
    said = replace(here.said(cast.HANA, "Me too.", thread=here.thread()), author=stranger)
    await record_reply(here.bot, said)
    member = await here.bot.store.directory.known_as(stranger)
    assert member is not None
    assert (member.name, member.trust, member.grants) == ("Ines Ibarra", cast.ASHGROVE.id, frozenset())


async def test_an_answer_too_long_says_so_and_nothing_is_stored() -> None:
    here = await _asked()
    with pytest.raises(TooLong, match=r"100,000 characters and an answer can have up to 40,000"):
        await here.answer(cast.HANA, "x" * 100_000)
    assert here.reflections() == []
    assert "receive" not in here.memory.calls


async def test_the_longest_answer_is_kept_whole() -> None:
    here = await _asked()
    await here.answer(cast.HANA, "x" * LONGEST)
    assert len(here.reflections()[0].text or "") == LONGEST


@pytest.mark.parametrize("text", ["", "   ", "\n\t\r\n", "\x00\x07", " \u0085 ", "\u200b\u2060\u202e"])
async def test_an_empty_answer_says_so(text: str) -> None:
    here = await _asked()
    with pytest.raises(NothingSaid, match="no words"):
        await here.answer(cast.HANA, text)
    assert here.reflections() == []


async def test_an_edit_to_nothing_leaves_the_earlier_words_and_says_how_to_withdraw() -> None:
    here = await _asked()
    said = await here.answer(cast.HANA, "Something.")
    with pytest.raises(NothingSaid, match="withdraw it"):
        await record_reply(here.bot, here.edited(said, " ", edit="e1"))
    assert here.reflections()[0].text == "Something."


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b> & <script>alert(1)</script>",
        "*stars* _lines_ ~waves~ `ticks` <!channel> [link](https://x.y)",
        "👩🏽‍🏫 with a joiner",
        "\U0001fa77",  # a pink heart, which Python 3.11 does not know yet
        "\U0001fae8 and words",
        "\u202eright to left\u202c مرحبا",
        "=1+1",
        "' OR 1=1 --",
    ],
)
async def test_odd_text_is_kept_to_the_letter(text: str) -> None:
    here = await _asked()
    await here.answer(cast.HANA, text)
    assert here.reflections()[0].text == text


@pytest.mark.parametrize("failure", [OutcomeUnknown("?"), RuntimeError("a bug"), TimeoutError()])
async def test_an_acknowledgement_that_fails_costs_nothing(failure: Exception) -> None:
    here = await _asked()
    here.chat.acknowledging = failure
    await here.answer(cast.HANA, "Kept all the same.")
    assert len(here.reflections()) == 1


async def test_a_database_that_is_away_says_so_and_the_retry_is_kept() -> None:
    here = await _asked()
    said = here.said(cast.HANA, "Try again.", thread=here.thread())
    here.memory.away = True
    with pytest.raises(StoreUnavailable):
        await keep(here.bot, said)
    here.memory.away = False
    assert await keep(here.bot, said) is Receipt.KEPT


async def test_answers_waiting_for_more_than_a_week_are_forgotten() -> None:
    here = await world()
    here.chat.cannot_tell()
    here.chat.next(cast.OAKFIELD_LEADERS, appears_and_fails(OutcomeUnknown("?")))
    await here.tick_at(DUE)
    await record_reply(here.bot, here.said(cast.HANA, "Hello?", thread=here.thread()))
    await here.tick_at(DUE + timedelta(days=6))
    assert len(here.memory.waiting) == 1
    await here.tick_at(DUE + timedelta(days=8))
    assert here.memory.waiting == {}


async def test_what_is_kept_is_durable_before_anyone_is_told() -> None:
    here = await _asked()
    said = here.said(cast.HANA, "Durable first.", thread=here.thread())
    assert await keep(here.bot, said) is Receipt.KEPT
    assert [kept.text for kept in here.reflections()] == ["Durable first."]
    assert here.chat.acknowledged == []
