"""Someone answers in a box of ours, changes what they said, and takes it back."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.channel import MessageRef
from bot.domain.delivery import State
from bot.domain.happenings import Said
from bot.domain.people import PersonRef
from bot.domain.reflection import LONGEST, ReflectionId
from bot.ports.inbox import Receipt
from bot.usecases.hearing.answering import BoxAnswer, answer, change, own_answer, question, take_back
from bot.usecases.hearing.record_reply import NothingSaid, TooLong
from bot.usecases.permission import NotAllowed, NotFound
from prompts.model import PromptBank
from tests import cast
from tests.cast import DEV, HANA, NIA, OLIVE, PRIYA, TOM
from tests.fakes.bank import BANK
from tests.fakes.world import DUE, World, world

STRANGER = PersonRef(platform=cast.PLATFORM, id="U-new", name="Noor New")
NO_SUCH = ReflectionId(7)


async def asked(*programmes: object) -> World:
    here = await world(*programmes)  # type: ignore[arg-type]
    await here.tick_at(DUE)
    return here


def given(text: str = "We met on Monday.", *, key: str = "1", **more: object) -> BoxAnswer:
    return BoxAnswer(key=key, text=text, **more)  # type: ignore[arg-type]


def words(here: World) -> list[str | None]:
    return [said.text for said in here.reflections()]


async def test_an_answer_is_kept_under_its_question_as_any_other() -> None:
    here = await asked()
    kept = await here.answer_in_box(HANA, "  We met on Monday.\r\n")
    assert (kept.text, kept.author, kept.delivery) == ("We met on Monday.", HANA.id, here.row().id)
    assert kept.boxed
    assert not kept.private


async def test_the_question_is_shown_as_the_message_shows_it() -> None:
    here = await asked()
    (posted,) = here.seen()
    found = await question(here.bot, thread=here.thread())
    assert found.message == posted.message
    assert (found.school, found.channel) == (cast.OAKFIELD, cast.OAKFIELD_LEADERS)


async def test_on_a_scale_the_sentence_comes_first_and_needs_no_words() -> None:
    here = await asked(cast.only("eggs"))
    await here.answer_in_box(HANA, "", key="1", position=1)
    await here.answer_in_box(HANA, "In maths at least.", key="2", position=0)
    await here.answer_in_box(HANA, "Neither.", key="3")
    assert set(words(here)) == {
        "It runs through everything.",
        "We have begun.\n\nIn maths at least.",
        "Neither.",
    }


@pytest.mark.parametrize("position", [-1, 2, 99])
async def test_a_place_that_is_not_on_the_scale_says_nothing(position: int) -> None:
    here = await asked(cast.only("eggs"))
    with pytest.raises(NothingSaid):
        await here.answer_in_box(HANA, " ", position=position)
    assert words(here) == []


async def test_a_place_given_to_a_question_without_a_scale_says_nothing() -> None:
    here = await asked()
    with pytest.raises(NothingSaid):
        await here.answer_in_box(HANA, "\u200b", position=0)


async def test_an_answer_that_is_too_long_is_not_kept_and_nothing_of_it_is_repeated() -> None:
    here = await asked()
    with pytest.raises(TooLong) as refused:
        await here.answer_in_box(HANA, "wombat " * LONGEST)
    assert "wombat" not in str(refused.value)
    assert words(here) == []


async def test_the_same_giving_twice_is_kept_once_and_another_is_another() -> None:
    here = await asked()
    thread, hana = here.thread(), cast.person(HANA)
    receipts = [await answer(here.bot, hana, thread=thread, given=given(key=key)) for key in ("1", "1", "2")]
    assert receipts == [Receipt.KEPT, Receipt.KNOWN, Receipt.KEPT]
    assert len(words(here)) == 2


async def test_a_box_sent_off_again_says_what_it_said_last() -> None:
    here = await asked()
    thread, hana = here.thread(), cast.person(HANA)
    said = ("On Monday.", "On Tuesday.", "On Tuesday.", "On Monday.")
    receipts = [await answer(here.bot, hana, thread=thread, given=given(text, key="1")) for text in said]
    assert receipts == [Receipt.KEPT, Receipt.KEPT, Receipt.KNOWN, Receipt.KEPT]
    assert words(here) == ["On Monday."]
    own = await own_answer(here.bot, hana, reflection=here.reflections()[0].id)
    assert [revision.text for revision in own.line.revisions] == ["On Monday.", "On Tuesday.", "On Monday."]


@pytest.mark.parametrize("private", [True, False])
async def test_a_box_sent_off_again_for_other_readers_is_refused_and_says_why(*, private: bool) -> None:
    here = await asked(cast.with_private_answers())
    await here.answer_in_box(HANA, "Between us.", key="1", private=private)
    with pytest.raises(NotAllowed, match="withdraw it"):
        await here.answer_in_box(HANA, "Between us, or not.", key="1", private=not private)
    (kept,) = here.reflections()
    assert (kept.private, kept.text) == (private, "Between us.")


async def test_a_change_sent_off_again_says_what_it_said_last_whatever_the_clock() -> None:
    here = await asked()
    kept, hana = await here.answer_in_box(HANA, "On Monday."), cast.person(HANA)
    for text in ("On Tuesday.", "On Wednesday."):
        here.clock.set(here.clock.now() - timedelta(seconds=2))
        assert await change(here.bot, hana, reflection=kept.id, text=text, key="1") is Receipt.KEPT
    assert words(here) == ["On Wednesday."]


async def test_boxes_sent_off_at_once_with_other_words_are_all_kept() -> None:
    here = await asked()
    thread, hana = here.thread(), cast.person(HANA)
    await answer(here.bot, hana, thread=thread, given=given("On Monday.", key="1"))
    at_once = ("On Tuesday.", "On Wednesday.", "On Thursday.")
    boxes = [answer(here.bot, hana, thread=thread, given=given(text, key="1")) for text in at_once]
    assert await asyncio.gather(*boxes) == [Receipt.KEPT] * 3
    own = await own_answer(here.bot, hana, reflection=here.reflections()[0].id)
    assert {revision.text for revision in own.line.revisions} == {"On Monday.", *at_once}


async def test_a_change_that_a_withdrawal_overtakes_is_not_said_to_be_kept() -> None:
    here = await asked()
    kept, hana = await here.answer_in_box(HANA, "On Monday."), cast.person(HANA)

    def taken_back() -> None:
        for key, said in here.memory.reflections.items():
            here.memory.reflections[key] = replace(said, text=None, withdrawn_at=here.clock.now())

    here.memory.on["receive"] = taken_back
    with pytest.raises(NotFound):
        await change(here.bot, hana, reflection=kept.id, text="On Tuesday.", key="1")
    assert words(here) == [None]


async def test_an_answer_whose_channel_moves_away_meanwhile_is_not_said_to_be_kept() -> None:
    here = await asked()
    thread, hana = here.thread(), cast.person(HANA)

    def moves() -> None:
        here.memory.channels[cast.OAKFIELD_LEADERS.id] = replace(cast.OAKFIELD_LEADERS, address="elsewhere")

    here.memory.on["receive"] = moves
    with pytest.raises(NotFound):
        await answer(here.bot, hana, thread=thread, given=given())
    assert here.reflections() == []


async def test_whoever_is_not_known_may_answer_and_is_known_from_then_on() -> None:
    here = await asked()
    assert await answer(here.bot, STRANGER, thread=here.thread(), given=given()) is Receipt.KEPT
    own = await own_answer(here.bot, STRANGER, reflection=here.reflections()[0].id)
    assert own.line.author_name == "Noor New"


async def test_someone_of_another_trust_is_told_that_it_is_not_for_them() -> None:
    here = await asked()
    with pytest.raises(NotAllowed, match="another trust"):
        await here.answer_in_box(OLIVE, "From Elm.")
    assert words(here) == []


@pytest.mark.parametrize(
    "changed", [{"id": "some-other-message"}, {"address": "nowhere"}, {"platform": "telegraph"}]
)
async def test_a_thread_that_is_none_of_ours_has_no_question(changed: dict[str, str]) -> None:
    here = await asked()
    with pytest.raises(NotFound):
        await here.answer_in_box(HANA, "Hello?", thread=replace(here.thread(), **changed))
    assert words(here) == []


async def test_a_question_that_left_the_bank_says_how_to_answer_it_still() -> None:
    here = await asked()
    emptied = PromptBank(
        prompts=tuple(prompt for prompt in BANK.prompts if prompt.key != here.row().prompt),
        themes=BANK.themes,
        frameworks=BANK.frameworks,
        scales=BANK.scales,
        sources=BANK.sources,
        glossary=BANK.glossary,
        rows=BANK.rows,
    )
    with pytest.raises(NotFound, match="reply in the thread"):
        await question(replace(here.bot, bank=emptied), thread=here.thread())


async def test_a_private_answer_is_refused_where_the_programme_has_none() -> None:
    here = await asked()
    with pytest.raises(NotAllowed, match="not switched on"):
        await here.answer_in_box(HANA, "Between us.", private=True)
    assert words(here) == []


async def test_what_was_private_stays_so_when_the_programme_allows_it_no_more() -> None:
    here = await asked(cast.with_private_answers())
    kept = await here.answer_in_box(HANA, "Between us.", private=True)
    await here.change(cast.WEEKLY)
    here.clock.advance(timedelta(seconds=1))
    await change(here.bot, cast.person(HANA), reflection=kept.id, text="Still between us.", key="1")
    (now,) = here.reflections()
    assert (now.private, now.text) == (True, "Still between us.")


async def test_a_changed_answer_says_the_new_words_and_remembers_the_old() -> None:
    here = await asked()
    kept = await here.answer_in_box(HANA, "On Monday.")
    here.clock.advance(timedelta(minutes=1))
    hana = cast.person(HANA)
    receipts = [
        await change(here.bot, hana, reflection=kept.id, text=text, key=key)
        for text, key in (("On Tuesday.", "1"), ("On Tuesday.", "1"), (" On Tuesday. ", "2"))
    ]
    assert receipts == [Receipt.KEPT, Receipt.KNOWN, Receipt.KNOWN]
    own = await own_answer(here.bot, hana, reflection=kept.id)
    assert own.line.reflection.text == "On Tuesday."
    assert [revision.text for revision in own.line.revisions] == ["On Monday.", "On Tuesday."]


async def test_an_answer_cannot_be_changed_into_nothing_or_into_too_much() -> None:
    here = await asked()
    kept = await here.answer_in_box(HANA, "On Monday.")
    for text, refusal in ((" ", NothingSaid), ("x" * (LONGEST + 1), TooLong)):
        with pytest.raises(refusal):
            await change(here.bot, cast.person(HANA), reflection=kept.id, text=text, key="1")
    assert words(here) == ["On Monday."]


async def test_what_was_taken_back_is_gone_and_stays_gone() -> None:
    here = await asked()
    kept, hana = await here.answer_in_box(HANA, "On Monday.", key="same"), cast.person(HANA)
    assert await take_back(here.bot, hana, reflection=kept.id) is Receipt.KEPT
    assert words(here) == [None]
    for attempt in (
        take_back(here.bot, hana, reflection=kept.id),
        change(here.bot, hana, reflection=kept.id, text="Again.", key="1"),
        own_answer(here.bot, hana, reflection=kept.id),
        own_answer(here.bot, hana, message=kept.message),
    ):
        with pytest.raises(NotFound):
            await attempt
    again = await answer(here.bot, hana, thread=here.thread(), given=given(key="same"))
    assert (again, words(here)) == (Receipt.KNOWN, [None])


@pytest.mark.parametrize("who", [DEV, TOM, NIA, PRIYA, OLIVE], ids=lambda who: who.id)
async def test_nobody_changes_or_takes_back_or_is_shown_what_another_said(who: object) -> None:
    here = await asked()
    kept = await here.answer_in_box(HANA, "On Monday.")
    other = cast.person(who)  # type: ignore[arg-type]
    said = []
    for attempt in (
        change(here.bot, other, reflection=kept.id, text="Never.", key="1"),
        take_back(here.bot, other, reflection=kept.id),
        own_answer(here.bot, other, reflection=kept.id),
        own_answer(here.bot, other, message=kept.message),
        own_answer(here.bot, other, reflection=NO_SUCH),
        own_answer(here.bot, other),
    ):
        with pytest.raises(NotFound) as refused:
            await attempt
        said.append(str(refused.value))
    assert len(set(said)) == 1
    assert words(here) == ["On Monday."]


async def test_whom_we_do_not_know_has_no_answers_and_learns_what_to_do() -> None:
    here = await asked()
    kept = await here.answer_in_box(HANA, "On Monday.")
    with pytest.raises(NotFound, match="U-new"):
        await take_back(here.bot, STRANGER, reflection=kept.id)
    assert words(here) == ["On Monday."]


async def test_what_was_said_as_a_message_is_taken_back_here_and_changed_there() -> None:
    here = await asked()
    said: Said = await here.answer(HANA, "In the thread.")
    hana, kept = cast.person(HANA), here.reflections()[0]
    found = await own_answer(here.bot, hana, message=said.message)
    assert found.line.reflection.id == kept.id
    with pytest.raises(NotAllowed, match="Edit the message"):
        await change(here.bot, hana, reflection=kept.id, text="Changed.", key="1")
    assert words(here) == ["In the thread."]
    assert await take_back(here.bot, hana, reflection=kept.id) is Receipt.KEPT
    assert words(here) == [None]


async def test_an_answer_is_found_by_the_message_of_ours_that_shows_it() -> None:
    here = await asked()
    kept = await here.answer_in_box(HANA, "On Monday.")
    await here.tick_at(DUE)
    (shown,) = here.chat.shown
    there = replace(here.thread(), id=shown.id)
    assert (await own_answer(here.bot, cast.person(HANA), message=there)).line.reflection.id == kept.id
    for who, where in (
        (DEV, there),
        (HANA, replace(there, address=cast.MILLBROOK_LEADERS.address)),
        (HANA, MessageRef(platform=there.platform, address=there.address, id="echo-of-nobody")),
    ):
        with pytest.raises(NotFound):
            await own_answer(here.bot, cast.person(who), message=where)


async def test_a_question_that_was_not_posted_cannot_be_answered_in_a_box() -> None:
    here = await world()
    thread = MessageRef(platform=cast.PLATFORM, address=cast.OAKFIELD_LEADERS.address, id="root-1")
    await here.change(cast.weekly(skipped_dates=frozenset({DUE.date()})))
    await here.tick_at(DUE)
    assert here.states() == [State.SKIPPED]
    with pytest.raises(NotFound):
        await here.answer_in_box(HANA, "To what?", thread=thread)
