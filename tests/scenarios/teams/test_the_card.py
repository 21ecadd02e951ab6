"""Somebody uses the card of a question: its box, Save and Withdraw, a stale one, an old Teams, a store that is away."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.domain.delivery import State
from bot.usecases.sending.echo import show_owed
from tests.scenarios.slack.test_sent_again import Locked
from tests.scenarios.teams.stage import AMINA, BEN, OAKFIELD_SLT, OLIVE, OTHER, SLT, TENANT, Stage

CARD = "application/vnd.microsoft.card.adaptive"


def pieces(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from pieces(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from pieces(inner)


def box(shown: dict[str, Any]) -> str | None:
    """What the box of that card holds; None if it has none."""
    assert (shown["statusCode"], shown["type"]) == (200, CARD)
    found = [each for each in pieces(shown["value"]) if each.get("id") == "answer"]
    return str(found[0].get("value", "")) if found else None


def verbs(shown: dict[str, Any]) -> set[str]:
    return {each["verb"] for each in pieces(shown["value"]) if each.get("type") == "Action.Execute"}


def read(shown: dict[str, Any]) -> str:
    """Every word of it."""
    return json.dumps(shown["value"], ensure_ascii=False).replace("\u2060", "")


async def reflection(stage: Stage) -> str:
    """The id of the only answer there is."""
    (line,) = await stage.log()
    return str(line.reflection.id)


async def test_an_answer_in_the_box_is_kept_shown_in_the_thread_and_stays_in_their_card(stage: Stage) -> None:
    root = await stage.asked()
    shown = await stage.presses(AMINA, "reflect", root=root, typed="We moved the group.", private=False)
    assert await stage.said() == ["We moved the group."]
    assert box(shown) == "We moved the group."
    assert {"save", "withdraw"} <= verbs(shown)
    assert "kept" in read(shown)
    (echo,) = stage.thread(root)
    assert "We moved the group." in json.dumps(echo.card)
    assert "Amina Khan" in json.dumps(echo.card)


async def test_three_doors_lead_into_one_log(stage: Stage) -> None:
    root = await stage.asked()
    await stage.presses(AMINA, "reflect", root=root, typed="In the box", private=False)
    await stage.says(BEN, "By a mention", root=root, mention=True)
    await stage.says(AMINA, "Plainly", root=root)
    lines = await stage.log()
    assert sorted(line.reflection.text or "" for line in lines) == ["By a mention", "In the box", "Plainly"]
    assert {line.root for line in lines} == {root}


async def test_an_old_teams_submits_the_same_and_is_told_in_private_what_nobody_sees(stage: Stage) -> None:
    root = await stage.asked()
    people, data = stage.teams.people, {"verb": "reflect", "delivery": stage.delivery()}
    for person, private in ((AMINA, False), (BEN, True)):
        pressed = people.submit(
            person, data | {"private": private}, channel=SLT, root=root, inputs={"answer": f"By {person}"}
        )
        for _ in range(2):
            answer = await stage.sent(pressed)
            assert (answer.status_code, answer.content) == (200, b"")
    assert f"By {AMINA}" in await stage.said()
    assert len(stage.thread(root)) == 1
    assert "only you and the SENCo" in stage.whispered(BEN)[0]


async def test_an_old_teams_whose_answer_cannot_be_kept_sends_it_again(stage: Stage) -> None:
    root = await stage.asked()
    data = {"verb": "reflect", "delivery": stage.delivery(), "private": False}
    pressed = stage.teams.people.submit(AMINA, data, channel=SLT, root=root, inputs={"answer": "CANARY"})
    with Locked(stage):  # type: ignore[arg-type] # all that it asks of a stage is its file
        assert (await stage.sent(pressed)).status_code == 503
    assert (await stage.sent(pressed)).status_code == 200
    assert await stage.said() == ["CANARY"]
    assert "CANARY" not in stage.written.getvalue()


async def test_a_private_answer_is_kept_for_two_and_shown_to_nobody(stage: Stage) -> None:
    root = await stage.asked()
    shown = await stage.presses(AMINA, "reflect", root=root, typed="CANARY-1 is mine", private=True)
    assert box(shown) == "CANARY-1 is mine"
    assert "Only you and the SENCo can read your answer." in read(shown)
    assert stage.thread(root) == []
    other = await stage.presses(BEN, "view", root=root)
    assert "CANARY" not in read(other)


async def test_the_same_press_twice_and_at_once_is_one_answer(stage: Stage) -> None:
    root = await stage.asked()
    data = {"private": False, "delivery": stage.delivery()}
    pressed = stage.teams.people.press(
        AMINA, "reflect", data, channel=SLT, root=root, inputs={"answer": "Once"}
    )
    answers = await asyncio.gather(*(stage.sent(pressed) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert [box(answer.json()) for answer in answers] == ["Once"] * 4
    assert await stage.said() == ["Once"]
    await show_owed(stage.bot)
    assert len(stage.thread(root)) == 1


async def test_a_stale_card_pressed_again_changes_the_answer_and_doubles_nothing(stage: Stage) -> None:
    root = await stage.asked()
    for words in ("First thought", "Second thought"):
        shown = await stage.presses(AMINA, "reflect", root=root, typed=words, private=False)
        assert box(shown) == words
    (line,) = await stage.log()
    assert [each.text for each in line.revisions] == ["First thought", "Second thought"]
    assert len(stage.thread(root)) == 1


async def test_a_stale_card_cannot_show_others_what_was_given_in_private(stage: Stage) -> None:
    root = await stage.asked()
    await stage.presses(AMINA, "reflect", root=root, typed="Mine alone", private=True)
    shown = await stage.presses(AMINA, "reflect", root=root, typed="Mine alone, and more", private=False)
    assert box(shown) == "Mine alone, and more"  # to be saved, and not kept yet
    assert stage.thread(root) == []
    again = await stage.presses(AMINA, "view", root=root)
    assert box(again) == "Mine alone"


async def test_an_answer_after_a_withdrawal_is_a_new_one_as_often_as_one_likes(stage: Stage) -> None:
    root = await stage.asked()
    for words in ("CANARY-1", "CANARY-2", "The last"):
        shown = await stage.presses(AMINA, "reflect", root=root, typed=words, private=False)
        assert box(shown) == words
        assert await stage.said() == [words]
        if words != "The last":
            gone = await stage.presses(AMINA, "withdraw", root=root, reflection=await reflection(stage))
            assert box(gone) == ""
            assert "reflect" in verbs(gone)
            assert await stage.said() == []
    (echo,) = stage.thread(root)
    assert "The last" in json.dumps(echo.card)


async def test_a_press_that_comes_again_after_its_answer_was_withdrawn_brings_nothing_back(
    stage: Stage,
) -> None:
    root = await stage.asked()
    data = {"private": False, "delivery": stage.delivery()}
    pressed = stage.teams.people.press(
        AMINA, "reflect", data, channel=SLT, root=root, inputs={"answer": "Gone"}
    )
    await stage.sent(pressed)
    await stage.presses(AMINA, "withdraw", root=root, reflection=await reflection(stage))
    assert (await stage.sent(pressed)).status_code == 200
    assert await stage.said() == []


async def test_saving_changes_the_answer_and_what_stands_in_the_thread(stage: Stage) -> None:
    root = await stage.asked()
    await stage.presses(AMINA, "reflect", root=root, typed="Befor", private=False)
    pressed = stage.teams.people.press(
        AMINA,
        "save",
        {"reflection": await reflection(stage)},
        channel=SLT,
        root=root,
        inputs={"answer": "Before"},
    )
    shown = [(await stage.sent(pressed)).json() for _ in range(2)]
    assert [box(each) for each in shown] == ["Before", "Before"]
    assert ["Your answer is changed." in read(each) for each in shown] == [True, True]
    assert await stage.said() == ["Before"]
    (echo,) = stage.thread(root)
    assert "Before" in json.dumps(echo.card)


async def test_withdrawing_takes_the_words_out_of_log_and_thread_however_often_it_comes(stage: Stage) -> None:
    root = await stage.asked()
    await stage.presses(AMINA, "reflect", root=root, typed="CANARY-77", private=False)
    pressed = stage.teams.people.press(
        AMINA, "withdraw", {"reflection": await reflection(stage)}, channel=SLT, root=root
    )
    for _ in range(2):
        shown = (await stage.sent(pressed)).json()
        assert (box(shown), "withdrawn" in read(shown)) == ("", True)
    assert await stage.said() == []
    assert stage.thread(root) == []


async def test_nobody_changes_or_withdraws_what_another_said(stage: Stage) -> None:
    root = await stage.asked()
    await stage.presses(AMINA, "reflect", root=root, typed="Amina's", private=False)
    of_amina = await reflection(stage)
    for verb, typed in (("save", "Ben's now"), ("withdraw", None)):
        shown = await stage.presses(BEN, verb, root=root, typed=typed, reflection=of_amina)
        assert "Amina's" not in read(shown)
    assert await stage.said() == ["Amina's"]


async def test_looking_shows_each_their_own_card_and_stores_nothing(stage: Stage) -> None:
    root = await stage.asked()
    await stage.presses(AMINA, "reflect", root=root, typed="Amina's", private=False)
    tables = ("reflections", "revisions", "members", "waiting", "withdrawals", "installations")
    before = [stage.rows(table) for table in tables]
    stranger = "7f4dafff-0000-4b6e-9c0a-8f6d5e4b3a24"
    stage.teams.add_person(stranger, "CANARY-NAME", tenant=TENANT)
    for person, held in ((AMINA, "Amina's"), (BEN, ""), (stranger, "")):
        looked = stage.teams.people.press(
            person,
            "view",
            {"delivery": stage.delivery()},
            channel=SLT,
            root=root,
            inputs={"answer": "CANARY-5 half a sentence"},
            automatic=True,
        )
        assert box((await stage.sent(looked)).json()) == held
    assert [stage.rows(table) for table in tables] == before
    assert not stage.holds("CANARY")
    assert await stage.said() == ["Amina's"]


async def test_every_card_says_how_many_have_reflected_and_counts_nobody_in_private(stage: Stage) -> None:
    root = await stage.asked()
    assert "have reflected" not in read(await stage.presses(AMINA, "view", root=root))
    await stage.presses(AMINA, "reflect", root=root, typed="Mine alone", private=True)
    assert "has reflected" not in read(await stage.presses(AMINA, "view", root=root))
    shown = await stage.presses(BEN, "reflect", root=root, typed="Open", private=False)
    await stage.says(AMINA, "Open too", root=root)
    again = await stage.presses(BEN, "view", root=root)
    assert ["1 person has reflected." in read(shown), "2 people have reflected." in read(again)] == [True] * 2


async def test_even_a_press_of_reflect_keeps_nothing_when_no_person_pressed(stage: Stage) -> None:
    root = await stage.asked()
    looked = stage.teams.people.press(
        AMINA,
        "reflect",
        {"delivery": stage.delivery(), "private": False},
        channel=SLT,
        root=root,
        inputs={"answer": "CANARY-6"},
        automatic=True,
    )
    assert (await stage.sent(looked)).status_code == 200
    assert await stage.said() == []
    assert not stage.holds("CANARY")


async def test_who_answered_by_a_message_sees_it_in_the_card_and_can_still_give_another(stage: Stage) -> None:
    root = await stage.asked()
    await stage.says(AMINA, "As a message", root=root)
    looked = await stage.presses(AMINA, "view", root=root)
    assert (box(looked), "As a message" in read(looked)) == (None, True)
    await stage.presses(AMINA, "reflect", root=root, typed="And in the box", private=False)
    assert await stage.said() == ["And in the box", "As a message"]


@pytest.mark.parametrize("typed", ["", " \n", "\u200b"], ids=["empty", "blank", "unseen"])
async def test_a_box_without_a_word_says_so_and_keeps_nothing(stage: Stage, typed: str) -> None:
    root = await stage.asked()
    shown = await stage.presses(AMINA, "reflect", root=root, typed=typed, private=False)
    assert "reflect" in verbs(shown)
    assert await stage.said() == []


async def test_an_answer_longer_than_any_may_be_is_said_so_and_their_card_stays(stage: Stage) -> None:
    root = await stage.asked()
    told = await stage.presses(AMINA, "reflect", root=root, typed="x" * 40_001, private=False)
    assert (told["statusCode"], told["type"]) == (500, "application/vnd.microsoft.error")
    assert "40,000" in told["value"]["message"]
    assert await stage.said() == []


async def test_what_was_typed_in_a_card_that_another_trusts_leader_pressed_is_still_there(
    stage: Stage,
) -> None:
    root = await stage.asked()
    shown = await stage.presses(OLIVE, "reflect", root=root, typed="CANARY-8 from Elm", private=False)
    assert box(shown) == "CANARY-8 from Elm"
    assert "trust" in read(shown)
    assert not stage.holds("CANARY-8")


async def test_saving_what_was_withdrawn_meanwhile_loses_no_word_that_was_typed(stage: Stage) -> None:
    root = await stage.asked()
    await stage.presses(AMINA, "reflect", root=root, typed="Mine", private=False)
    gone = await reflection(stage)
    await stage.presses(AMINA, "withdraw", root=root, reflection=gone)
    shown = await stage.presses(AMINA, "save", root=root, typed="Mine, longer", reflection=gone)
    assert (box(shown), "reflect" in verbs(shown)) == ("Mine, longer", True)
    assert await stage.said() == []


async def test_a_store_that_cannot_write_leaves_what_was_typed_in_the_box(stage: Stage) -> None:
    root = await stage.asked()
    with Locked(stage):  # type: ignore[arg-type] # all that it asks of a stage is its file
        shown = await stage.presses(AMINA, "reflect", root=root, typed="CANARY-3", private=False)
    assert (shown["statusCode"], shown["type"]) in {(200, CARD), (500, "application/vnd.microsoft.error")}
    if shown["type"] == CARD:
        assert box(shown) == "CANARY-3"
    assert "not kept" in json.dumps(shown)
    assert await stage.said() == []
    assert "CANARY" not in stage.written.getvalue()
    await stage.presses(AMINA, "reflect", root=root, typed="CANARY-3", private=False)
    assert await stage.said() == ["CANARY-3"]


async def test_a_card_that_was_carried_elsewhere_answers_nothing(stage: Stage) -> None:
    await stage.asked()
    post = await stage.says(AMINA, "Look at this", root=None)
    told = await stage.presses(BEN, "reflect", root=post["id"], typed="CANARY-4", delivery=stage.delivery())
    assert told["statusCode"] == 500
    assert await stage.said() == []
    assert not stage.holds("CANARY")


async def test_a_press_settles_what_teams_never_said_was_posted(stage: Stage) -> None:
    delivery = await stage.claimed()
    root = await stage.posted(delivery, OAKFIELD_SLT)
    await stage.uncertain(delivery)
    shown = await stage.presses(
        AMINA, "reflect", root=root, typed="Here it is", private=False, delivery=delivery
    )
    assert box(shown) == "Here it is"
    assert await stage.said() == ["Here it is"]


async def test_a_look_settles_what_teams_never_said_was_posted_and_nothing_that_is_being_posted(
    stage: Stage,
) -> None:
    delivery = await stage.claimed()
    root = await stage.posted(delivery, OAKFIELD_SLT)

    async def state_after_a_look() -> State:
        looked = stage.teams.people.press(
            AMINA, "view", {"delivery": delivery}, channel=SLT, root=root, automatic=True
        )
        assert (await stage.sent(looked)).status_code == 200
        owed = await stage.bot.store.outbox.owed(delivery)
        assert owed is not None
        return owed.delivery.state

    assert await state_after_a_look() is State.SENDING
    await stage.uncertain(delivery)
    assert await state_after_a_look() is State.POSTED


async def test_a_copy_of_the_card_in_a_colleagues_thread_settles_nothing(stage: Stage) -> None:
    delivery = await stage.claimed()
    await stage.posted(delivery, OAKFIELD_SLT)
    await stage.uncertain(delivery)
    theirs = await stage.says(BEN, "Look what it asks", root=None)
    copy = await stage.says(BEN, "The card", root=theirs["id"])
    data = {"private": False, "delivery": delivery}
    pressed = stage.teams.people.press(
        AMINA, "reflect", data, channel=SLT, root=theirs["id"], inputs={"answer": "CANARY-5"}
    )
    told = await stage.sent({**pressed, "replyToId": copy["id"]})
    assert told.json()["statusCode"] == 500
    owed = await stage.bot.store.outbox.owed(delivery)
    assert owed is not None
    assert owed.delivery.state is State.UNCERTAIN
    assert await stage.said() == []


async def test_a_stranger_of_a_shared_channel_who_presses_is_told_and_not_kept(stage: Stage) -> None:
    root = await stage.asked()
    pressed = stage.teams.people.press(
        AMINA, "reflect", {"private": False}, channel=SLT, root=root, inputs={"answer": "CANARY-2"}
    )
    pressed["from"] |= {"tenantId": OTHER, "name": "Otto Outside"}
    told = (await stage.sent(pressed)).json()
    assert told["statusCode"] == 500
    assert await stage.said() == []
    assert not stage.holds("CANARY")
    assert not stage.holds("Otto")


async def test_a_button_that_nobody_knows_is_said_to_be_old(stage: Stage) -> None:
    root = await stage.asked()
    told = await stage.presses(AMINA, "whatever", root=root, typed="CANARY")
    assert "older card" in told["value"]["message"]
    assert not stage.holds("CANARY")


async def test_a_press_of_somebody_unknown_enrols_them_by_their_name(stage: Stage) -> None:
    root = await stage.asked()
    somebody = "7f4dafff-0000-4b6e-9c0a-8f6d5e4b3a24"
    stage.teams.add_person(somebody, "Nadia New", tenant=TENANT)
    shown = await stage.presses(somebody, "reflect", root=root, typed="New here", private=False)
    assert box(shown) == "New here"
    assert [line.author_name for line in await stage.log()] == ["Nadia New"]
