"""Each of the cast asks the bot, in their own chat on Teams, and sees and does what is theirs and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from adapters.teams import personal
from bot.domain.people import Member
from bot.domain.programme import Programme
from tests import cast
from tests.adapters.teams.reading import Card, box, buttons, words
from tests.scenarios.teams.chatting import STRANGER, Chats, begun
from tests.scenarios.teams.stage import AMINA, BANK, HEADS_OF_ALL, PROMPT, SLT, TENANT, WEEKLY, Stage

OPEN, PRIVATE = "Four families were never asked.", "I have doubts about the lift."
MILL, OTHER = "Millbrook moved the meeting.", "Elm keeps its own counsel."


@pytest.fixture
async def chats(stage: Stage) -> AsyncIterator[Chats]:
    """Oakfield, Millbrook and another trust's school have been asked, and have answered."""
    async with begun(stage) as ready:
        oakfield = await ready.asked()
        await ready.answered(cast.HANA, OPEN, thread=oakfield)
        # A minute between one answer and the next: what is newest is never a matter of chance.
        stage.clock.advance(timedelta(minutes=1))
        await ready.answered(cast.DEV, PRIVATE, thread=oakfield, private=True)
        millbrook = await ready.asked(HEADS_OF_ALL, school=cast.MILLBROOK)
        stage.clock.advance(timedelta(minutes=1))
        await ready.answered(cast.TOM, MILL, thread=millbrook)
        elm = await ready.asked(cast.ELM_LEADERS, school=cast.ELM, programme=cast.ELM_WEEKLY.id)
        stage.clock.advance(timedelta(minutes=1))
        await ready.answered(cast.OLIVE, OTHER, thread=elm)
        yield ready


async def test_a_worry_about_a_child_is_told_where_it_belongs(chats: Chats) -> None:
    answer = words(await chats.says(cast.PRIYA, "I am worried about a child"))
    assert "speak to your designated safeguarding lead (DSL) today" in answer


# What each may read.


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (cast.PRIYA, {OPEN, PRIVATE, MILL}),
        (cast.HANA, {OPEN}),
        (cast.DEV, {OPEN, PRIVATE}),
        (cast.LEWIS, {OPEN}),
        (cast.TOM, {MILL}),
        (cast.SAM, set()),
        (cast.GRACE, set()),
        (cast.GORDON, set()),
        (cast.DORA, {OPEN, MILL}),
        (cast.OLIVE, {OTHER}),
    ],
    ids=lambda each: each.id if isinstance(each, Member) else "",
)
async def test_everyone_reads_what_they_may_and_nothing_else(
    chats: Chats, who: Member, seen: set[str]
) -> None:
    for asked in ("newest", "search the", "search never", "search doubts", "search moved", "search keeps"):
        await chats.says(who, asked)

    read = chats.read(who.id)
    assert {each for each in (OPEN, PRIVATE, MILL, OTHER) if each in read} == seen


async def test_a_senco_sees_the_newest_of_her_schools_with_private_answers_marked(chats: Chats) -> None:
    card = await chats.says(cast.PRIYA, "newest")

    read = words(card)
    assert read.index(MILL) < read.index(PRIVATE)
    assert "private" in read
    assert "private" not in words(await chats.says(cast.HANA, "newest"))


async def test_a_senco_searches_in_words_and_in_the_box(chats: Chats) -> None:
    card = await chats.says(cast.PRIYA, "search for families")
    assert OPEN in words(card)
    assert MILL not in words(card)

    (search,) = [each for each in buttons(card).values() if each.get("verb") == "search"]
    card = await chats.invokes(cast.PRIYA, "search", search["data"], inputs={"words": "meeting"})
    assert MILL in words(card)
    assert box(card, "words") == "meeting"


async def test_a_governor_is_told_for_whom_the_log_is(chats: Chats) -> None:
    card = await chats.says(cast.GORDON, "newest")

    assert "only for" in words(card)


async def test_whoever_is_not_known_is_told_what_to_give_to_whom(chats: Chats) -> None:
    for asked in ("newest", "mine", "search families", "next", "ask now", "anything at all"):
        card = await chats.says(STRANGER, asked)
        assert f"{TENANT}/{STRANGER}" in words(card)

    read = chats.read(STRANGER)
    assert not [each for each in (OPEN, PRIVATE, MILL, OTHER) if each in read]


async def test_help_shows_the_words_for_what_is_theirs(chats: Chats) -> None:
    leader = words(await chats.says(cast.GORDON, "help"))
    lead = words(await chats.says(cast.LEWIS, "help"))

    assert "my reflections" in leader
    assert "pause" not in leader
    assert "pause until" in lead
    assert "ask now" in lead


async def test_help_repeats_two_hundred_characters_of_what_was_not_understood(chats: Chats) -> None:
    card = await chats.says(cast.GORDON, "Wibble" + "x" * 5000)

    assert "Wibblex" in words(card)
    assert "x" * 201 not in words(card)


# This week's question, and answers in the wrong place.


async def test_this_weeks_question_comes_with_the_way_to_it(chats: Chats) -> None:
    card = await chats.says(cast.HANA, "What is this week's question?")

    assert BANK.get(PROMPT).question[:30] in words(card)
    links = [each["url"] for each in buttons(card).values() if "url" in each]
    assert any(SLT.replace(":", "%3A").replace("@", "%40") in link for link in links)


async def test_an_answer_typed_to_the_bot_is_not_kept_and_shown_the_way(chats: Chats) -> None:
    stray = "We sat with the four families of year five on Thursday evening and wrote down what they told us about lunch."
    card = await chats.says(cast.HANA, stray)

    assert "nothing of this was kept" in words(card)
    assert BANK.get(PROMPT).question[:30] in words(card)
    assert stray not in words(card)
    assert not chats.stage.holds("wrote down what they told us")
    assert "wrote down what they told us" not in chats.stage.written.getvalue()


async def test_an_answer_that_begins_like_a_request_is_told_from_one(chats: Chats) -> None:
    card = await chats.says(
        cast.LEWIS,
        "Stop taking children out of assembly for reading: that is what we decided with their parents.",
    )

    assert "nothing of this was kept" in words(card)


# One's own answers.


async def test_ones_own_answer_is_changed_in_a_box(chats: Chats) -> None:
    card = await chats.says(cast.HANA, "my reflections")
    assert OPEN in words(card)
    assert PRIVATE not in words(card)

    card = await chats.presses(cast.HANA, _title(card, "change"), on=card)
    assert box(card) == OPEN
    card = await chats.presses(cast.HANA, "Save", on=card, inputs={"answer": "Five families."})

    assert "Five families." in words(card)
    assert await chats.stage.said() == ["Five families."]


async def test_ones_own_answer_is_withdrawn_and_gone_from_the_files(chats: Chats) -> None:
    assert chats.stage.holds(OPEN)
    card = await chats.says(cast.HANA, "my reflections")
    card = await chats.presses(cast.HANA, _title(card, "change"), on=card)
    withdraw = next(each for each in buttons(card).values() if each.get("verb") == "withdraw")

    card = await chats.invokes(cast.HANA, "withdraw", withdraw["data"])
    assert OPEN not in words(card)
    assert await chats.stage.said() == []

    again = await chats.invokes(cast.HANA, "withdraw", withdraw["data"])
    assert "already" in words(again)


async def test_what_was_typed_stays_in_the_box_with_the_reason(chats: Chats) -> None:
    card = await chats.says(cast.HANA, "mine")
    card = await chats.presses(cast.HANA, _title(card, "change"), on=card)

    card = await chats.presses(cast.HANA, "Save", on=card, inputs={"answer": "\u2800 \u3164"})

    assert "earlier one stands" in words(card)
    assert box(card) == "\u2800 \u3164"
    assert await chats.stage.said() == [OPEN]


async def test_nobody_changes_or_withdraws_another_persons_answer(chats: Chats) -> None:
    card = await chats.says(cast.HANA, "mine")
    data = buttons(card)[_title(card, "change")]["data"]

    for who in (cast.DEV, cast.PRIYA, cast.OLIVE):
        assert OPEN not in words(await chats.invokes(who, "change", data))
        await chats.invokes(who, "save", data, inputs={"answer": "Forged"})
        await chats.invokes(who, "withdraw", data)

    assert await chats.stage.said() == [OPEN]


# What a school lead does about dates.


async def test_a_school_lead_sees_the_next_dates_and_skips_and_brings_one_back(chats: Chats) -> None:
    card = await chats.says(cast.LEWIS, "next")
    assert "Tuesday 17 November 2026" in words(card)
    assert cast.MILLBROOK.name not in words(card)

    card = await chats.presses(cast.LEWIS, "Skip 17 November", on=card)
    assert date(2026, 11, 17) in await _skipped(chats)
    card = await chats.presses(cast.LEWIS, "Bring back 17 November", on=card)

    assert await _skipped(chats) == frozenset()
    assert "Skip 17 November" in buttons(card)


async def test_a_school_lead_pauses_by_a_date_and_ends_the_pause(chats: Chats) -> None:
    card = await chats.says(cast.LEWIS, "dates")
    card = await chats.presses(cast.LEWIS, "Pause", on=card, inputs={"until": "2026-12-01"})
    assert "Tuesday 1 December 2026" in words(card)
    assert await _paused(chats) == date(2026, 12, 1)

    await chats.presses(cast.LEWIS, "End the pause", on=card)
    assert await _paused(chats) is None


async def test_a_pause_without_a_date_or_in_the_past_says_what_is_wrong(chats: Chats) -> None:
    card = await chats.says(cast.LEWIS, "dates")

    assert "until when" in words(await chats.presses(cast.LEWIS, "Pause", on=card))
    assert "later date" in words(
        await chats.presses(cast.LEWIS, "Pause", on=card, inputs={"until": "2020-01-01"})
    )
    assert await _paused(chats) is None


async def test_the_date_beside_a_pause_is_no_date_of_another_button(chats: Chats) -> None:
    card = await chats.says(cast.LEWIS, "dates")

    await chats.presses(cast.LEWIS, "Skip 17 November", on=card, inputs={"until": "2026-11-24"})

    assert await _skipped(chats) == {date(2026, 11, 17)}


@pytest.mark.parametrize("typed", ["skip 17 November", "Please skip\u00a017 November!", "skip"])
async def test_a_school_lead_skips_in_words(chats: Chats, typed: str) -> None:
    await chats.says(cast.LEWIS, typed)

    assert await _skipped(chats) == {date(2026, 11, 17)}


async def test_a_school_lead_asks_now_once_however_often_it_is_pressed(chats: Chats) -> None:
    chats.stage.clock.advance(timedelta(days=1))
    card = await chats.says(cast.LEWIS, "next")
    data = buttons(card)["Ask now"]["data"]

    first = await chats.invokes(cast.LEWIS, "do", data)
    second = await chats.invokes(cast.LEWIS, "do", data)

    assert "on its way to slt" in words(first)
    assert "one a day" in words(second)
    outbox, now = chats.stage.bot.store.outbox, chats.stage.clock.now()
    assert len(await outbox.claim(by="x", now=now, lease=timedelta(minutes=1), limit=10)) == 1


@pytest.mark.parametrize("who", [cast.HANA, cast.PRIYA, cast.GORDON, cast.OLIVE], ids=lambda each: each.id)
async def test_nobody_else_moves_a_date(chats: Chats, who: Member) -> None:
    card = await chats.says(cast.LEWIS, "next")
    theirs = [each["data"] for each in buttons(card).values() if each.get("verb") == "do"]
    assert len(theirs) > 2

    for data in theirs:
        assert "Skip 17 November" not in buttons(
            await chats.invokes(who, "do", data, inputs={"until": "2026-12-01"})
        )
    for typed in ("skip 17 November", "pause until 1 December", "ask now", "next"):
        await chats.says(who, typed)

    assert await _skipped(chats) == frozenset()
    assert await _paused(chats) is None


# How the chat behaves.


async def test_the_same_message_twice_is_answered_once(chats: Chats) -> None:
    activity = chats.stage.teams.people.chat(cast.HANA.id, "help")

    for _ in range(2):
        assert (await chats.stage.sent(activity)).status_code == 200

    assert len(chats.cards(cast.HANA.id)) == 1


async def test_an_old_teams_has_the_card_as_a_reply(chats: Chats) -> None:
    card = await chats.says(cast.LEWIS, "next")
    data = buttons(card)["Skip 17 November"]["fallback"]["data"]

    answered = await chats.stage.sent(chats.stage.teams.people.submit_in_chat(cast.LEWIS.id, data))

    assert (answered.status_code, answered.content) == (200, b"")
    assert await _skipped(chats) == {date(2026, 11, 17)}
    assert "Bring back 17 November" in buttons(chats.cards(cast.LEWIS.id)[-1])


async def test_a_reply_that_teams_refuses_costs_nothing(chats: Chats) -> None:
    chats.stage.teams.state.people[cast.LEWIS.id].has_app = False

    answered = await chats.stage.sent(chats.stage.teams.people.chat(cast.LEWIS.id, "skip 17 November"))

    assert answered.status_code == 200
    assert await _skipped(chats) == {date(2026, 11, 17)}
    assert chats.stage.lines("teams.not_replied")


async def test_no_word_typed_to_the_bot_is_in_the_log(chats: Chats) -> None:
    for typed in ("search quagmire", "quagmire", "skip quagmire", "quagmire " * 40):
        await chats.says(cast.PRIYA, typed)
        await chats.says(cast.LEWIS, typed)

    written = chats.stage.written.getvalue()
    assert "quagmire" not in written
    assert cast.PRIYA.name not in written
    assert chats.stage.lines("teams.not_done")


async def _skipped(chats: Chats) -> frozenset[date]:
    return (await _oakfield(chats)).skipped_dates


async def _paused(chats: Chats) -> date | None:
    return (await _oakfield(chats)).paused_until


async def _oakfield(chats: Chats) -> Programme:
    """The programme as it runs there; nobody has chosen anything anywhere else."""
    plan = await chats.stage.bot.store.directory.programme(WEEKLY.id)
    assert plan is not None
    assert not set(plan.choices) - {cast.OAKFIELD.id}
    return plan.at_school(cast.OAKFIELD.id)


def _title(card: Card, verb: str) -> str:
    return next(title for title, each in buttons(card).items() if each.get("verb") == verb)


async def test_what_was_given_up_half_way_is_answered_when_teams_sends_it_again(stage: Stage) -> None:
    asked = stage.teams.people.chat(AMINA, "help")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await personal.said(stage.desk, asked)
    for _ in range(2):
        assert (await stage.sent(asked)).status_code == 200
    assert len([each for each in stage.teams.told(AMINA) if not each.by]) == 1
