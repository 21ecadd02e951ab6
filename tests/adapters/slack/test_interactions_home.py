"""What people see in the app's Home, and what they do there."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from adapters.slack import entries_view, limits
from adapters.slack.carried import of_channel, of_place
from bot.domain.people import Member
from bot.domain.programme import ProgrammeId, SchoolMay
from bot.usecases.spoken.outcomes import Place
from tests import cast
from tests.adapters.slack.double import Slack, payloads
from tests.adapters.slack.stage import ASH, Stage, buttons, opened, person, read_as_markup, typed, user, words

PRIVATELY = cast.weekly(private_answers=True)
OAKFIELD = Place(programme=cast.WEEKLY.id, school=cast.OAKFIELD.id)
TUESDAY = date(2026, 11, 17)
SEARCH = {**entries_view.search(), "id": "V0SEARCH"}


@pytest.fixture
async def stage(slack: Slack) -> AsyncIterator[Stage]:
    async with opened(slack, PRIVATELY) as ready:
        yield ready


async def test_a_leader_sees_this_weeks_question_and_reflects_from_there(stage: Stage) -> None:
    thread = await stage.ask("apples")
    home = await stage.open_home(cast.HANA)
    assert "What would you tell a visitor about apples?" in words(home)
    (reflect,) = buttons(home, "reflect")
    (link,) = buttons(home, "open_thread")
    assert link["url"] == (
        f"https://slack.com/app_redirect?team=T01ASH&channel=C01OAK&message_ts={thread.id}"
    )
    await stage.press(cast.HANA, "reflect", on=home, value=reflect["value"])
    await stage.submit(cast.HANA, stage.modal(cast.HANA), text=typed("From Home."))
    assert "From Home." in words(await stage.open_home(cast.HANA))


async def test_a_link_that_is_followed_is_acknowledged(stage: Stage) -> None:
    await stage.ask("apples")
    home = await stage.open_home(cast.HANA)
    assert (await stage.press(cast.HANA, "open_thread", on=home)).status_code == 200


async def test_a_senco_sees_the_newest_of_her_schools_and_a_head_only_their_own(stage: Stage) -> None:
    thread = await stage.ask("apples")
    await stage.reply(cast.HANA, "Hana wrote this.", thread=thread)
    assert "Hana wrote this." in words(await stage.open_home(cast.PRIYA))
    assert "Hana wrote this." not in words(await stage.open_home(cast.DEV))


async def test_a_private_answer_stands_in_the_sencos_home_and_no_other_readers(stage: Stage) -> None:
    await stage.press(cast.HANA, "reflect", on=await stage.ask("apples"))
    await stage.submit(
        cast.HANA,
        stage.modal(cast.HANA),
        text=typed("Between us."),
        private={"selected_options": [{"value": "private"}]},
    )
    for member in cast.PEOPLE:
        seen = words(await stage.open_home(member))
        assert ("Between us." in seen) == (member in {cast.HANA, cast.PRIYA}), member.name


async def test_olive_of_another_trust_sees_nothing_of_ashgrove(stage: Stage) -> None:
    thread = await stage.ask("apples")
    await stage.reply(cast.HANA, "Hana wrote about reading.", thread=thread)
    home = words(await stage.open_home(cast.OLIVE))
    found = await stage.submit(cast.OLIVE, SEARCH, words=typed("reading"))
    told = str(await stage.type(cast.OLIVE, "search reading"))
    for seen in (home, words(found["view"]), told):
        assert "Hana" not in seen
        assert "apples" not in seen
        assert "Oakfield" not in seen


async def test_a_governor_opens_home_and_reads_no_words(stage: Stage) -> None:
    await stage.reply(cast.HANA, "Hana wrote this.", thread=await stage.ask("apples"))
    home = await stage.open_home(cast.GORDON)
    assert "will stand on Golden Thread's web pages" in words(home)
    assert "Hana" not in words(home)
    assert not buttons(home, "search_ask")
    assert not buttons(home, "skip_date")


async def test_someone_nobody_has_added_is_told_which_ids_to_hand_on(stage: Stage) -> None:
    stage.slack.state.teams[ASH].add_user("U01NEW", "Noor New")
    await stage.sender.event(payloads.envelope(payloads.home_opened("U01NEW"), team=ASH))
    await stage.settled()
    shown = words(stage.slack.state.teams[ASH].homes["U01NEW"])
    assert "T01ASH/U01NEW" in shown
    assert "platform slack" in shown


async def test_the_messages_tab_draws_nothing(stage: Stage) -> None:
    opened_tab = payloads.home_opened(user(cast.HANA), tab="messages")
    await stage.sender.event(payloads.envelope(opened_tab, team=ASH))
    await stage.settled()
    assert not stage.slack.state.teams[ASH].homes


async def test_home_opened_while_the_store_is_away_says_so(stage: Stage) -> None:
    stage.memory.away = True
    assert "Open this page again in a minute" in words(await stage.open_home(cast.HANA))


async def test_a_senco_searches_and_searches_again(stage: Stage) -> None:
    thread = await stage.ask("apples")
    await stage.reply(cast.HANA, "We talked about reading.", thread=thread)
    home = await stage.open_home(cast.PRIYA)
    await stage.press(cast.PRIYA, "search_ask", on=home)
    found = await stage.submit(cast.PRIYA, stage.modal(cast.PRIYA), words=typed("reading"))
    assert found["response_action"] == "update"
    assert "We talked about reading." in words(found["view"])
    again = await stage.submit(cast.PRIYA, {**found["view"], "id": "V0S"}, words=typed("unheard"))
    assert "Nothing that you may read" in words(again["view"])


async def test_a_governor_who_searches_is_told_for_whom_the_log_is(stage: Stage) -> None:
    answer = await stage.submit(cast.GORDON, SEARCH, words=typed("reading"))
    assert "only for the leaders and the SENCo" in answer["errors"]["words"]


async def test_a_school_lead_skips_a_date_and_brings_it_back(stage: Stage) -> None:
    home = await stage.open_home(cast.LEWIS)
    first, *_ = buttons(home, "skip_date")
    assert first["value"] == of_place(replace(OAKFIELD, on=TUESDAY))
    await stage.press(cast.LEWIS, "skip_date", on=home, value=first["value"])
    home = stage.home(cast.LEWIS)
    assert "Tuesday 17 November 2026 is skipped." in words(home)
    (back,) = buttons(home, "keep_date")
    await stage.press(cast.LEWIS, "keep_date", on=home, value=back["value"])
    assert "is back." in words(stage.home(cast.LEWIS))
    assert not buttons(stage.home(cast.LEWIS), "keep_date")


async def test_what_the_trust_has_taken_out_cannot_be_brought_back(stage: Stage) -> None:
    await stage.change(cast.weekly(skipped_dates=frozenset({TUESDAY})))
    home = await stage.open_home(cast.LEWIS)
    assert "This date was taken out of the programme." in words(home)
    assert not buttons(home, "keep_date")


async def test_a_school_lead_pauses_until_a_day_and_resumes(stage: Stage) -> None:
    home = await stage.open_home(cast.LEWIS)
    assert not buttons(home, "resume")
    (picker,) = buttons(home, "pause_until")
    await stage.press(
        cast.LEWIS, "pause_until", on=home, block_id=picker["block_id"], selected_date="2026-11-30"
    )
    home = stage.home(cast.LEWIS)
    assert "nothing comes before Monday 30 November 2026" in words(home)
    (resume,) = buttons(home, "resume")
    await stage.press(cast.LEWIS, "resume", on=home, value=resume["value"])
    assert "The pause has ended." in words(stage.home(cast.LEWIS))
    assert not buttons(stage.home(cast.LEWIS), "resume")


async def test_a_pause_that_ends_in_the_past_is_refused_in_a_modal(stage: Stage) -> None:
    home = await stage.open_home(cast.LEWIS)
    (picker,) = buttons(home, "pause_until")
    await stage.press(
        cast.LEWIS, "pause_until", on=home, block_id=picker["block_id"], selected_date="2026-11-01"
    )
    assert "choose a later date" in words(stage.modal(cast.LEWIS))


async def test_a_pause_of_the_trusts_offers_no_resume(stage: Stage) -> None:
    await stage.change(cast.weekly(paused_until=date(2026, 12, 1)))
    home = await stage.open_home(cast.LEWIS)
    assert "nothing comes before Tuesday 1 December 2026" in words(home)
    assert not buttons(home, "resume")


async def test_what_the_trust_keeps_to_itself_is_not_offered(stage: Stage) -> None:
    await stage.change(cast.weekly(schools_may=frozenset({SchoolMay.SKIP})))
    home = await stage.open_home(cast.LEWIS)
    assert buttons(home, "skip_date")
    assert not buttons(home, "pause_until")
    assert not buttons(home, "ask_now")
    await stage.press(cast.LEWIS, "ask_now", on=home, value=of_place(OAKFIELD))
    assert "only the trust asks when" in words(stage.modal(cast.LEWIS))


async def test_a_school_lead_asks_now_once_a_day(stage: Stage) -> None:
    home = await stage.open_home(cast.LEWIS)
    (ask,) = buttons(home, "ask_now")
    assert ask["confirm"]["confirm"]["text"] == "Ask now"
    await stage.press(cast.LEWIS, "ask_now", on=home, value=ask["value"])
    assert "A question is on its way to Oakfield Primary School leaders." in words(stage.home(cast.LEWIS))
    assert [each.asked_by for each in stage.memory.deliveries.values()] == ["lewis"]
    await stage.press(cast.LEWIS, "ask_now", on=home, value=ask["value"])
    assert "one a day is enough" in words(stage.modal(cast.LEWIS))


@pytest.mark.parametrize("member", [cast.HANA, cast.GORDON, cast.TOM, cast.OLIVE])
@pytest.mark.parametrize("action", ["skip_date", "keep_date", "resume", "ask_now"])
async def test_only_the_school_lead_adjusts_whatever_a_button_says(
    stage: Stage, member: Member, action: str
) -> None:
    forged = of_place(replace(OAKFIELD, on=TUESDAY))
    await stage.press(member, action, on=await stage.open_home(member), value=forged)
    told = words(stage.modal(member))
    assert "Not done" in told
    if member is cast.OLIVE:
        assert "There is no such" in told
    assert not stage.memory.choices
    assert not stage.memory.deliveries


@pytest.mark.parametrize(
    "value", ["", "garbage", "{}", '{"programme":"weekly","school":"oakfield","on":"31 June"}']
)
async def test_a_button_that_says_nothing_we_know_does_nothing(stage: Stage, value: str) -> None:
    for action in ("skip_date", "resume", "try_again", "pause_until"):
        answer = await stage.press(cast.LEWIS, action, on=await stage.open_home(cast.LEWIS), value=value)
        assert answer.status_code == 200
        assert "open it again" in words(stage.modal(cast.LEWIS))
    assert not stage.memory.choices


async def test_a_closed_channel_is_tried_again_by_its_lead(stage: Stage) -> None:
    oakfield = cast.OAKFIELD_LEADERS.id
    await stage.bot.store.outbox.close_channel(
        oakfield, because="It is archived in Slack: bring it back there."
    )
    assert "Channels that need you" not in words(await stage.open_home(cast.HANA))
    home = await stage.open_home(cast.LEWIS)
    assert "It is archived in Slack: bring it back there." in words(home)
    (again,) = buttons(home, "try_again")
    await stage.press(cast.LEWIS, "try_again", on=home, value=again["value"])
    assert stage.memory.channels[oakfield].closed_because is None
    assert "tried again with the next question" in words(stage.home(cast.LEWIS))
    await stage.press(cast.LEWIS, "try_again", on=home, value=again["value"])
    assert "This channel is open" in words(stage.home(cast.LEWIS))


async def test_a_head_cannot_open_a_channel_with_a_forged_button(stage: Stage) -> None:
    oakfield = cast.OAKFIELD_LEADERS.id
    await stage.bot.store.outbox.close_channel(oakfield, because="archived")
    await stage.press(cast.HANA, "try_again", on=await stage.open_home(cast.HANA), value=of_channel(oakfield))
    assert "only for the school lead" in words(stage.modal(cast.HANA))
    assert stage.memory.channels[oakfield].closed_because == "archived"


async def test_home_stays_within_slacks_limits_however_much_there_is(stage: Stage) -> None:
    lead = replace(
        cast.LEWIS, grants=frozenset(g for m in (cast.LEWIS, cast.HANA, cast.PRIYA) for g in m.grants)
    )
    charter = cast.ashgrove(*(cast.weekly(id=ProgrammeId(f"weekly-{n}"), name="N" * 90) for n in range(30)))
    await stage.bot.store.directory.establish(
        replace(charter, members=(lead,), identities=((person(lead), lead.id),), channels=())
    )
    for day in range(5):
        thread = await stage.ask("apples")
        await stage.reply(cast.LEWIS, f"<!channel> & *much* {day} " * 400, thread=thread)
        stage.clock.advance(timedelta(days=1))
    home = await stage.open_home(cast.LEWIS)
    limits.check(home)
    assert "more: the command with" in words(home)
    assert "<!channel>" in words(home)
    assert "<!channel>" not in "".join(read_as_markup(home))


async def test_a_home_that_slack_does_not_take_is_logged_and_no_more(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.slack.state.teams[ASH].users.pop(user(cast.HANA))
    opened_tab = payloads.home_opened(user(cast.HANA))
    answer = await stage.sender.event(payloads.envelope(opened_tab, team=ASH))
    await stage.settled()
    assert answer.status_code == 200
    assert "slack.home_not_drawn" in capsys.readouterr().out
