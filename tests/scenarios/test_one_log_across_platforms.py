"""One trust whose schools are on Teams, on Slack and in the built-in channel: one programme, one question, one log."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.slack.carried import of_reflection
from bot.domain.delivery import State
from bot.domain.people import Member, PersonRef
from bot.domain.scope import Scope
from bot.ports.log import LogFilter, LogLine
from bot.usecases.tick import tick
from tests import cast
from tests.adapters.stage import send
from tests.adapters.teams.reading import words
from tests.scenarios import one_log
from tests.scenarios.one_log import BANK, Trust
from tests.scenarios.one_trust import (
    CHANNELS,
    HANA,
    HARBOUR,
    HEADS,
    MILLBROOK,
    OAKFIELD,
    PRIYA,
    SLT,
    TENANT,
    WORKSPACE,
    doubles,
    on_slack_as,
)

CARD, MENTION, ON_TEAMS = "Four families never came.", "We read the letters aloud.", "I doubt the lift."
THREAD, MODAL, ON_SLACK = "Millbrook moved its meeting.", "The hall echoes.", "I fear the stairs."
AGAIN = "Both my schools ask too late."
BROWSER = "Harbour waits for a ramp."
OPEN = (CARD, MENTION, THREAD, MODAL, AGAIN, BROWSER)
PRIVATE = (ON_TEAMS, ON_SLACK)
AFTER_A_WHILE = timedelta(minutes=6)
"""Cards are drawn anew once people have stopped answering."""


@pytest.fixture
async def trust(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Trust]:
    """The trust on Tuesday at a quarter past eight: the question has just been asked, everywhere."""
    with doubles() as (teams, slack):
        async with one_log.opened(sqlite_url, teams, slack, folder=tmp_path) as ready:
            await ready.beat()
            yield ready


async def answered(trust: Trust) -> None:
    """By every door: a card's box, a mention, a thread, a modal, the browser; and two in private."""
    delivery = (await trust.rows())[OAKFIELD.id].delivery.id
    teams, slack = trust.teams.people, trust.slack.people
    on_teams, on_slack = await trust.root(OAKFIELD), await trust.root(MILLBROOK)
    await trust.in_card(HANA, "reflect", words=CARD, delivery=delivery, private=False)
    said = teams.say(cast.DEV.id, MENTION, channel=SLT, root=on_teams, mention=True)
    await trust.teams_says(said)
    await trust.in_card(cast.LEWIS, "reflect", words=ON_TEAMS, delivery=delivery, private=True)
    user = on_slack_as(cast.TOM)
    await trust.slack_says(slack.say(user, THREAD, team=WORKSPACE, channel=HEADS, thread=on_slack))
    await trust.in_modal(cast.NIA, MODAL)
    await trust.in_modal(cast.TOM, ON_SLACK, private=True)
    user = on_slack_as(HANA)
    await trust.slack_says(slack.say(user, AGAIN, team=WORKSPACE, channel=HEADS, thread=on_slack))
    room = f"/channels/{HARBOUR.address}"
    async with trust.as_(cast.SAM) as browser:
        sent = await send(browser, room, f"{room}/threads/{await trust.root(HARBOUR)}/answers", text=BROWSER)
        assert sent.status_code == 303
    trust.clock.advance(AFTER_A_WHILE)
    await trust.beat()


async def quiet(trust: Trust) -> None:
    """Nobody has answered for a while, so that the card may be drawn anew."""
    trust.clock.advance(trust.bot.pace.quiet + timedelta(seconds=1))
    await trust.beat()


async def kept(trust: Trust) -> dict[str, LogLine]:
    """Everything that is in the log of the trust, private or not, by its words."""
    schools = frozenset(each.id for each in (cast.OAKFIELD, cast.MILLBROOK, cast.HARBOUR))
    scope = Scope(trust=cast.ASHGROVE.id, schools=schools, private_in=schools)
    lines = await trust.bot.store.log.page(scope, filters=LogFilter(), before=None, limit=50)
    return {line.reflection.text or "": line for line in lines}


async def test_one_programme_asks_the_same_once_in_each(trust: Trust) -> None:
    for _ in range(2):
        await trust.beat()
    rows = await trust.rows()
    assert set(rows) == {each.id for each in CHANNELS}
    assert {row.delivery.state for row in rows.values()} == {State.POSTED}
    assert len({(row.delivery.prompt, row.delivery.occurrence) for row in rows.values()}) == 1

    question = BANK.get(rows[OAKFIELD.id].delivery.prompt or "").question
    (on_teams,) = trust.teams.channel(SLT).roots()
    assert question in words(on_teams.card or {})
    (on_slack,) = trust.slack.state.teams[WORKSPACE].places[HEADS].roots()
    assert question in str(on_slack)
    assert question in (await trust.page(cast.SAM, f"/channels/{HARBOUR.address}")).text
    assert len(trust.teams.calls("post")) == len(trust.slack.calls("chat.postMessage")) == 1


@pytest.mark.postgres
async def test_two_processes_ask_once_in_each_and_keep_one_log(postgres_url: str, tmp_path: Path) -> None:
    with doubles() as (teams, slack):
        async with (
            one_log.opened(postgres_url, teams, slack, folder=tmp_path) as first,
            one_log.opened(postgres_url, teams, slack, folder=tmp_path) as second,
        ):
            await asyncio.gather(tick(first.bot), tick(second.bot))
            assert {row.delivery.state for row in (await first.rows()).values()} == {State.POSTED}
            await answered(second)
            page = (await first.page(PRIYA, "/reflections")).text
        assert [each for each in (*OPEN, *PRIVATE) if each not in page] == []
        assert len(teams.calls("post")) == 1
        assert len(slack.state.teams[WORKSPACE].places[HEADS].roots()) == 1


async def test_every_door_of_each_platform_leads_into_one_log(trust: Trust) -> None:
    await answered(trust)

    lines = await kept(trust)
    assert set(lines) == {*OPEN, *PRIVATE}
    assert {line.reflection.message.platform for line in lines.values()} == {"teams", "slack", "local"}
    assert {text for text, line in lines.items() if line.reflection.private} == set(PRIVATE)
    assert len({line.reflection.prompt for line in lines.values()}) == 1
    assert lines[CARD].reflection.author == lines[AGAIN].reflection.author == HANA.id


async def test_one_review_page_shows_all_to_the_senco_who_may(trust: Trust) -> None:
    await answered(trust)

    page = (await trust.page(PRIYA, "/reflections")).text
    assert [each for each in (*OPEN, *PRIVATE) if each not in page] == []
    for school, text in ((cast.OAKFIELD, CARD), (cast.MILLBROOK, AGAIN), (cast.HARBOUR, BROWSER)):
        page = (await trust.page(PRIYA, f"/reflections?school={school.id}")).text
        assert text in page
        assert sum(each in page for each in (CARD, AGAIN, BROWSER)) == 1


async def test_the_review_page_shows_the_others_what_is_theirs_and_nothing_else(trust: Trust) -> None:
    await answered(trust)

    seen: dict[Member, set[str]] = {
        HANA: {CARD, MENTION, THREAD, MODAL, AGAIN},
        cast.DEV: {CARD, MENTION},
        cast.LEWIS: {CARD, MENTION, ON_TEAMS},
        cast.TOM: {THREAD, MODAL, AGAIN, ON_SLACK},
        cast.SAM: {BROWSER},
        cast.GORDON: set(),
        cast.GRACE: set(),
        cast.OLIVE: set(),
    }
    threads = [f"/reflections/threads/{row.delivery.id}" for row in (await trust.rows()).values()]
    for who, theirs in seen.items():
        async with trust.as_(who) as browser:
            for paths in (["/reflections"], threads):
                read = "".join([(await browser.get(path)).text for path in (*paths, "/")])
                assert (who.id, {each for each in (*OPEN, *PRIVATE) if each in read}) == (who.id, theirs)


async def test_one_deliveries_page_has_all_three_and_no_words(trust: Trust) -> None:
    await answered(trust)

    page = (await trust.page(cast.GRACE, "/deliveries")).text
    assert [each.name for each in CHANNELS if each.name not in page] == []
    assert [each for each in (*OPEN, *PRIVATE) if each in page] == []
    rows = await trust.rows()
    assert [(rows[each.id].people, rows[each.id].replies) for each in CHANNELS] == [(2, 2), (3, 3), (1, 1)]
    assert "millbrook-heads" not in (await trust.page(cast.OLIVE, "/deliveries")).text


async def test_the_card_on_teams_counts_its_own_thread_alone(trust: Trust) -> None:
    assert "reflected" not in trust.on_the_card()

    await answered(trust)
    await quiet(trust)

    assert "2 people have reflected" in trust.on_the_card()
    assert cast.HANA.name not in trust.on_the_card()
    card = await trust.in_card(HANA, "view", delivery=(await trust.rows())[OAKFIELD.id].delivery.id)
    assert "2 people have reflected" in words(card)


async def test_a_private_answer_stands_in_no_channel(trust: Trust) -> None:
    await answered(trust)

    on_slack = str(trust.slack.state.teams[WORKSPACE].places[HEADS].messages)
    on_teams = str(trust.teams.channel(SLT).messages)
    assert CARD in on_teams
    assert MODAL in on_slack
    assert [each for each in PRIVATE if each in on_teams or each in on_slack] == []
    assert HANA.name in on_teams


async def test_whoever_is_on_both_is_one_member_with_one_list_of_their_own(trust: Trust) -> None:
    await answered(trust)

    mine = words(await trust.asks_the_bot(HANA, "my reflections"))
    assert CARD in mine
    assert AGAIN in mine
    assert [each for each in (MENTION, THREAD, MODAL, BROWSER, *PRIVATE) if each in mine] == []
    assert AGAIN in (await trust.page(HANA, "/reflections/mine")).text
    both = [
        await trust.bot.store.directory.known_as(PersonRef(platform=platform, id=id_, name="Hana"))
        for platform, id_ in (("teams", f"{TENANT}/{HANA.id}"), ("slack", f"{WORKSPACE}/{on_slack_as(HANA)}"))
    ]
    assert [each and each.id for each in both] == [HANA.id, HANA.id]


async def test_what_is_withdrawn_on_each_is_gone_from_the_log_and_from_where_it_stood(trust: Trust) -> None:
    await answered(trust)
    lines, delivery = await kept(trust), (await trust.rows())[OAKFIELD.id].delivery.id

    taken = str(lines[CARD].reflection.id)
    await trust.in_card(HANA, "withdraw", reflection=taken, delivery=delivery)
    await trust.from_home(cast.NIA, "withdraw_ask", of_reflection(lines[MODAL].reflection.id))
    note = lines[BROWSER].reflection.message.id
    room = f"/channels/{HARBOUR.address}/threads/{await trust.root(HARBOUR)}/answers/{note}"
    async with trust.as_(cast.SAM) as browser:
        assert (await send(browser, f"{room}/withdraw", f"{room}/withdraw")).status_code == 303
    await quiet(trust)

    assert set(await kept(trust)) == {MENTION, THREAD, AGAIN, *PRIVATE}
    page = (await trust.page(PRIYA, "/reflections")).text
    assert [each for each in (CARD, MODAL, BROWSER) if each in page] == []
    assert CARD not in str(trust.teams.channel(SLT).messages)
    assert MODAL not in str(trust.slack.state.teams[WORKSPACE].places[HEADS].messages)
    assert "1 person has reflected" in trust.on_the_card()
    assert AGAIN in words(await trust.asks_the_bot(HANA, "my reflections"))
