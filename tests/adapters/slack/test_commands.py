"""What people type after our command, and what they hear."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from adapters.slack import limits
from adapters.slack.modals import ANSWER, WITHDRAW
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.people import Grant, Role
from bot.domain.programme import ProgrammeId, SchoolMay
from bot.ports.outbox import Settlement
from tests import cast
from tests.adapters.slack.double import Slack
from tests.adapters.slack.stage import Stage, buttons, on_slack, opened, words


@pytest.fixture
async def stage(slack: Slack) -> AsyncIterator[Stage]:
    async with opened(slack) as ready:
        yield ready


@pytest.fixture
async def two_schools(stage: Stage) -> Stage:
    """Lewis leads Millbrook as well."""
    both = frozenset(Grant(role=Role.SCHOOL_LEAD, school=each.id) for each in (cast.OAKFIELD, cast.MILLBROOK))
    charter = on_slack(cast.ashgrove())
    lewis = replace(cast.LEWIS, grants=both)
    await stage.bot.store.directory.establish(replace(charter, members=(lewis,)))
    return stage


@pytest.mark.parametrize("text", ["", "help", "HELP", "  ?  "])
async def test_help_says_what_there_is(stage: Stage, text: str) -> None:
    told = await stage.type(cast.LEWIS, text)
    assert "/goldenthread pause until" in told["text"]
    assert "did not understand" not in told["text"]


async def test_help_leaves_out_what_is_not_theirs(stage: Stage) -> None:
    of_a_leader = (await stage.type(cast.HANA, "help"))["text"]
    assert "/goldenthread search" in of_a_leader
    assert "/goldenthread pause until" not in of_a_leader
    assert "/goldenthread connect" not in of_a_leader
    assert "/goldenthread connect CODE" in (await stage.type(cast.GRACE, "help"))["text"]
    of_a_governor = (await stage.type(cast.GORDON, "help"))["text"]
    assert "/goldenthread mine" in of_a_governor
    assert "/goldenthread this week" not in of_a_governor
    assert "/goldenthread search" not in of_a_governor


async def test_help_is_had_by_a_stranger_and_while_the_store_is_away(stage: Stage) -> None:
    stage.memory.away = True
    assert "/goldenthread mine" in (await stage.type(cast.LEWIS, "help"))["text"]
    stage.memory.away = False
    del stage.memory.identities["slack", "T01ASH/U01HANA"]
    assert "/goldenthread mine" in (await stage.type(cast.HANA, "help"))["text"]


async def test_what_was_not_understood_is_said_with_the_help(stage: Stage) -> None:
    told = await stage.type(cast.HANA, "dance <!here> with me")
    assert "I did not understand" in told["text"]
    assert "<!here>" not in told["text"]


async def test_next_lists_the_dates_with_why_some_are_left_out(stage: Stage) -> None:
    await stage.change(cast.weekly(skipped_dates=frozenset({date(2026, 11, 24)})))
    told = words(await stage.type(cast.LEWIS, "next"))
    assert "Tuesday 17 November 2026, 08:15" in told
    assert "This date was taken out of the programme." in told


async def test_a_school_lead_pauses_until_monday(stage: Stage) -> None:
    told = await stage.type(cast.LEWIS, "Pause  until   monday")
    assert told["text"] == "Paused: nothing comes before Monday 23 November 2026."
    (choice,) = stage.memory.choices.values()
    assert choice.paused_until == date(2026, 11, 23)
    assert (await stage.type(cast.LEWIS, "resume"))["text"] == "The pause has ended."


async def test_skip_without_a_date_leaves_out_the_next(stage: Stage) -> None:
    told = await stage.type(cast.LEWIS, "skip")
    assert "Tuesday 17 November 2026 is skipped." in told["text"]
    assert "Tuesday 24 November 2026 is skipped." in (await stage.type(cast.LEWIS, "skip"))["text"]


async def test_skip_takes_a_date_as_people_write_it(stage: Stage) -> None:
    for text in ("skip 1 December", "skip on 1/12/2026", "SKIP Tuesday 1st Dec"):
        assert "Tuesday 1 December 2026 is skipped." in (await stage.type(cast.LEWIS, text))["text"]


async def test_a_skipped_date_is_brought_back_as_the_answer_says(stage: Stage) -> None:
    told = (await stage.type(cast.LEWIS, "skip"))["text"]
    words_to_say = told.partition("“")[2].partition("”")[0]
    assert (await stage.type(cast.LEWIS, words_to_say))["text"] == "Tuesday 17 November 2026 is back."
    assert "not skipped" in (await stage.type(cast.LEWIS, words_to_say))["text"]


async def test_a_lead_of_two_schools_brings_back_in_the_one_they_choose(two_schools: Stage) -> None:
    stage = two_schools
    told = await stage.type(cast.LEWIS, "skip 24 November", channel="C09CHAT")
    for each in buttons(told, "chosen_skip"):
        await stage.press(cast.LEWIS, each["action_id"], on={"type": "home"}, value=each["value"])
    told = await stage.type(cast.LEWIS, "bring back 24 November", channel="C09CHAT")
    choice = buttons(told, "chosen_keep")[1]
    await stage.press(cast.LEWIS, choice["action_id"], on={"type": "home"}, value=choice["value"])
    assert "Tuesday 24 November 2026 is back." in words(stage.modal(cast.LEWIS))
    skipped = {key[1]: chosen.skipped_dates for key, chosen in stage.memory.choices.items()}
    assert skipped == {"millbrook": {date(2026, 11, 24)}, "oakfield": frozenset()}


async def test_a_date_nobody_can_read_is_said_and_changes_nothing(stage: Stage) -> None:
    for text in ("pause until whenever", "skip 31/6"):
        assert "I did not understand that date" in (await stage.type(cast.LEWIS, text))["text"]
    assert "Say until when" in (await stage.type(cast.LEWIS, "pause"))["text"]
    assert not stage.memory.choices


async def test_ask_now_brings_a_question(stage: Stage) -> None:
    assert "A question is on its way" in (await stage.type(cast.LEWIS, "ask now"))["text"]
    assert "one a day is enough" in (await stage.type(cast.LEWIS, "ask now"))["text"]


async def test_a_lead_of_two_schools_is_asked_which(two_schools: Stage) -> None:
    stage = two_schools
    told = await stage.type(cast.LEWIS, "pause until 1 December", channel="C09CHAT")
    limits.check(told["blocks"], text=told["text"])
    assert not stage.memory.choices
    choices = buttons(told, "chosen_pause")
    assert [each["text"]["text"] for each in choices] == [
        "A question for Tuesday, Millbrook Junior School",
        "A question for Tuesday, Oakfield Primary School",
    ]
    await stage.press(cast.LEWIS, choices[0]["action_id"], on={"type": "home"}, value=choices[0]["value"])
    assert "Paused: nothing comes before Tuesday 1 December 2026." in words(stage.modal(cast.LEWIS))
    assert [key[1] for key in stage.memory.choices] == ["millbrook"]


async def test_of_several_questions_that_are_not_there_they_choose_which_is_sent_again(
    two_schools: Stage,
) -> None:
    stage = two_schools
    for channel in (cast.OAKFIELD_LEADERS, cast.MILLBROOK_LEADERS):
        await unclear(stage, channel)
    told = await stage.type(cast.LEWIS, "it is not there", channel="C09CHAT")
    limits.check(told["blocks"], text=told["text"])
    choice = next(
        each for each in buttons(told, "chosen_send") if cast.MILLBROOK_LEADERS.name in each["text"]["text"]
    )
    await stage.press(cast.LEWIS, choice["action_id"], on={"type": "home"}, value=choice["value"])
    assert f"on its way again to {cast.MILLBROOK_LEADERS.name}" in words(stage.modal(cast.LEWIS))
    states = {row.channel: row.state for row in stage.memory.deliveries.values()}
    assert states == {cast.OAKFIELD_LEADERS.id: State.UNCERTAIN, cast.MILLBROOK_LEADERS.id: State.DUE}


async def unclear(stage: Stage, channel: Channel) -> None:
    """Nobody but a person can tell whether its question stands there."""
    now, outbox = stage.bot.clock.now(), stage.bot.store.outbox
    row = Delivery(
        id=DeliveryId(f"at-{channel.id}"),
        trust=channel.trust,
        school=channel.school,
        channel=channel.id,
        programme=cast.WEEKLY.id,
        occurrence=now.date(),
        due_at=now,
        prompt="apples",
    )
    await outbox.plan([row], programme=cast.WEEKLY.id, edition=1, planned_until=now)
    await outbox.claim(by="me", now=now, lease=timedelta(minutes=1), limit=9)
    given_up = Settlement(state=State.UNCERTAIN, reason="Only a person can tell.")
    assert await outbox.settle(row.id, given_up, by="me")


async def test_in_the_channel_of_one_school_it_is_that_school_that_is_meant(two_schools: Stage) -> None:
    stage = two_schools
    told = await stage.type(cast.LEWIS, "pause until 1 December")
    assert told["text"] == "Paused: nothing comes before Tuesday 1 December 2026."
    assert [key[1] for key in stage.memory.choices] == ["oakfield"]


async def test_next_tells_of_the_school_in_whose_channel_it_was_typed(two_schools: Stage) -> None:
    stage = two_schools
    here = words(await stage.type(cast.LEWIS, "next"))
    assert cast.OAKFIELD.name in here
    assert cast.MILLBROOK.name not in here
    everywhere = words(await stage.type(cast.LEWIS, "next", channel="C09CHAT"))
    assert cast.MILLBROOK.name in everywhere


async def test_a_programme_that_has_ended_does_not_keep_another_from_being_skipped(stage: Stage) -> None:
    over = replace(cast.weekly(), id=ProgrammeId("over"), name="Over", ends=date(2026, 11, 16))
    charter = on_slack(cast.ashgrove())
    programmes = (*charter.programmes, over)
    await stage.bot.store.directory.establish(replace(charter, programmes=programmes))
    assert "Tuesday 17 November 2026 is skipped." in (await stage.type(cast.LEWIS, "skip"))["text"]


async def test_someone_elses_choice_is_not_theirs_to_make(two_schools: Stage) -> None:
    stage = two_schools
    told = await stage.type(cast.LEWIS, "ask now", channel="C09CHAT")
    choice = buttons(told, "chosen_ask")[0]
    await stage.press(cast.TOM, choice["action_id"], on={"type": "home"}, value=choice["value"])
    assert "only for the school lead" in words(stage.modal(cast.TOM))
    assert not stage.memory.deliveries


@pytest.mark.parametrize("text", ["next", "pause until Monday", "resume", "skip", "ask now"])
async def test_a_leader_is_told_that_adjusting_is_for_the_school_lead(stage: Stage, text: str) -> None:
    assert "only for the school lead" in (await stage.type(cast.HANA, text))["text"]


async def test_what_the_trust_keeps_to_itself_is_said(stage: Stage) -> None:
    await stage.change(cast.weekly(schools_may=frozenset({SchoolMay.SKIP})))
    assert "only the trust pauses it" in (await stage.type(cast.LEWIS, "pause until Monday"))["text"]


async def test_search_finds_what_one_may_read_and_links_to_the_thread(stage: Stage) -> None:
    thread = await stage.ask("apples")
    await stage.reply(cast.HANA, "We spoke of reading aloud. " * 40, thread=thread)
    told = await stage.type(cast.PRIYA, "search for reading")
    limits.check(told["blocks"], text=told["text"])
    shown = words(told)
    assert "We spoke of reading aloud." in shown
    assert f"message_ts={thread.id}" in shown
    assert len(shown) < 1500
    for member in (cast.TOM, cast.SAM, cast.OLIVE):
        assert "reading aloud" not in words(await stage.type(member, "search reading"))
    assert "only for the leaders" in words(await stage.type(cast.GORDON, "search reading"))


async def test_this_weeks_question_is_shown_with_its_button(stage: Stage) -> None:
    thread = await stage.ask("apples")
    told = await stage.type(cast.HANA, "What's this week's question?")
    limits.check(told["blocks"], text=told["text"])
    (reflect,) = buttons(told, "reflect")
    await stage.press(
        cast.HANA, "reflect", on={"type": "message", "message_ts": "1.2"}, value=reflect["value"]
    )
    assert stage.modal(cast.HANA)["callback_id"] == ANSWER
    assert thread.id in reflect["value"]
    assert "Nothing was asked" in (await stage.type(cast.TOM, "this week"))["text"]


async def test_ones_own_reflections_are_shown_and_can_be_changed_from_there(stage: Stage) -> None:
    thread = await stage.ask("apples")
    await stage.reply(cast.HANA, "From Hana.", thread=thread)
    await stage.reply(cast.DEV, "From Dev.", thread=thread)
    told = await stage.type(cast.HANA, "my reflections, please")
    limits.check(told["blocks"], text=told["text"])
    assert "From Hana." in words(told)
    assert "From Dev." not in words(told)
    (withdraw,) = buttons(told, "withdraw_ask")
    await stage.press(
        cast.HANA, "withdraw_ask", on={"type": "message", "message_ts": "1.2"}, value=withdraw["value"]
    )
    assert stage.modal(cast.HANA)["callback_id"] == WITHDRAW
    assert "not answered a question yet" in (await stage.type(cast.GORDON, "mine"))["text"]


async def test_the_newest_reflections_are_for_those_who_may_read_them(stage: Stage) -> None:
    await stage.reply(cast.HANA, "From Hana.", thread=await stage.ask("apples"))
    assert "From Hana." in words(await stage.type(cast.DEV, "newest"))
    assert "From Hana." not in words(await stage.type(cast.TOM, "newest"))
    assert "only for the leaders" in words(await stage.type(cast.GORDON, "newest"))


async def test_search_for_nothing_says_how(stage: Stage) -> None:
    assert "Type what to look for" in (await stage.type(cast.PRIYA, "search"))["text"]


async def test_a_command_while_the_store_is_away_says_so(stage: Stage) -> None:
    stage.memory.away = True
    assert "try again in a minute" in (await stage.type(cast.LEWIS, "next"))["text"]


async def test_the_command_of_someone_nobody_has_added_tells_them_the_ids(stage: Stage) -> None:
    del stage.memory.identities["slack", "T01ASH/U01HANA"]
    assert "T01ASH/U01HANA" in words(await stage.type(cast.HANA, "search reading"))


async def test_a_word_that_slacks_own_forms_use_is_a_word_like_any_other(stage: Stage) -> None:
    assert "Nothing that you may read has “payload" in words(await stage.type(cast.PRIYA, "search payload="))
