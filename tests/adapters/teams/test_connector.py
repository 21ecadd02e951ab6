"""How Teams is called: over few connections, without holding anybody up, and with nothing of what was said in an error."""

import asyncio
import json
import time
import traceback
from datetime import timedelta

import pytest

from adapters.teams.connector import TIMEOUT, Connector, in_thread
from adapters.teams.credentials import IN_ALL, NoTokens
from adapters.teams.pacing import PATIENCE
from adapters.teams.references import Reference
from adapters.teams.render import Rendered
from bot.ports.chat import ChatError, OutcomeUnknown, Refused, TryLater
from bot.usecases.pace import Pace
from scheduler.clock import ManualClock
from tests.adapters.teams.connected import AMINA, BEN, LEADERS, TENANT, connected, unlimited
from tests.adapters.teams.double import Teams, faults
from tests.adapters.teams.double.faults import HANG

CANARY = "canary-4711"
CARD = Rendered(
    summary="A question",
    card={"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": CANARY}]},
)


def there(teams: Teams, region: str = "uk") -> Reference:
    return Reference(tenant=TENANT, service_url=teams.service_url(region), bot=f"28:{teams.state.app}")


def test_all_that_a_post_waits_for_is_within_its_time() -> None:
    longest = PATIENCE + timedelta(seconds=IN_ALL) + timedelta(seconds=TIMEOUT)
    assert longest < Pace().post_timeout


async def test_a_card_arrives_as_it_was_drawn(teams: Teams, clock: ManualClock) -> None:
    drawn = Rendered(
        summary="Übersicht",
        card={"type": "AdaptiveCard", "x": {"y": [1, None, True, "ü"]}, "body": [], "$schema": "s"},
    )
    async with connected(teams, clock) as ready:
        root = await ready.connector.post(there(teams), channel=LEADERS, what=drawn)
    assert teams.channel(LEADERS).messages[root].card == drawn.card
    assert teams.channel(LEADERS).messages[root].text == "Übersicht"


@pytest.mark.parametrize("what", [CARD, "Plain *words*"])
async def test_what_is_said_is_a_card_or_words_and_never_both(
    teams: Teams, clock: ManualClock, what: Rendered | str
) -> None:
    async with connected(teams, clock) as ready:
        where = there(teams)
        root = await ready.connector.post(where, channel=LEADERS, what=what)
        thread = in_thread(LEADERS, root)
        reply = await ready.connector.reply(where, conversation=thread, what=what)
        await ready.connector.update(where, conversation=thread, message=reply, what=what)
    said = [call.body.get("activity", call.body) for call in teams.calls()]
    assert len(said) == 3
    for activity in said:
        assert bool(activity.get("text")) != bool(activity.get("attachments"))
        assert activity["from"]["id"] == f"28:{teams.state.app}"


async def test_a_reply_stands_in_the_thread_and_is_changed_and_deleted_there(
    teams: Teams, clock: ManualClock
) -> None:
    async with connected(teams, clock) as ready:
        where = there(teams)
        root = await ready.connector.post(where, channel=LEADERS, what=CARD)
        thread = in_thread(LEADERS, root)
        reply = await ready.connector.reply(where, conversation=thread, what="One")
        assert [each.id for each in teams.channel(LEADERS).thread(root)] == [reply]
        await ready.connector.update(where, conversation=thread, message=reply, what="Two")
        assert [each.text for each in teams.channel(LEADERS).thread(root)] == ["Two"]
        await ready.connector.delete(where, conversation=thread, message=reply)
    assert teams.channel(LEADERS).thread(root) == []


async def test_a_chat_is_begun_once_and_is_the_same_ever_after(teams: Teams, clock: ManualClock) -> None:
    async with connected(teams, clock) as ready:
        chats = {await ready.connector.personal(there(teams), person=AMINA) for _ in range(2)}
        with pytest.raises(Refused):
            await ready.connector.personal(there(teams), person=BEN)
    assert chats == {teams.state.people[AMINA].chat}


async def test_a_teams_that_hangs_for_many_holds_nobody_else_up(teams: Teams, clock: ManualClock) -> None:
    # The SDK left alone sends in threads, of which this machine has fewer than these.
    teams.always("post", faults.hangs())
    async with connected(teams, clock) as ready:
        hanging = [
            asyncio.create_task(ready.connector.post(there(teams), channel=LEADERS, what=CARD))
            for _ in range(60)
        ]
        while len(teams.calls("post")) < 60:  # noqa: ASYNC110 - it is a server in another thread that is waited for
            await asyncio.sleep(0.01)
        began = time.monotonic()
        members = await ready.connector.members(there(teams), conversation=LEADERS)
        assert time.monotonic() - began < 1
        for each in hanging:
            each.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
    assert [each.name for each in members] == ["Amina Khan", "Ben Bell"]


async def test_clients_are_kept_for_each_address(teams: Teams, clock: ManualClock) -> None:
    async with connected(teams, clock) as ready:
        for region in ("uk", "emea", "uk", "emea"):
            await ready.connector.post(there(teams, region), channel=LEADERS, what=CARD)
        assert len(ready.connector._clients) == 2
    assert [call.region for call in teams.calls()] == ["uk", "emea", "uk", "emea"]


async def test_an_address_is_good_with_and_without_its_last_stroke(teams: Teams, clock: ManualClock) -> None:
    async with connected(teams, clock) as ready:
        where = Reference(tenant=TENANT, service_url=teams.service_url().rstrip("/"), bot="28:us")
        await ready.connector.post(where, channel=LEADERS, what=CARD)
    assert len(teams.channel(LEADERS).roots()) == 1


async def test_after_it_was_closed_it_can_be_used_again(teams: Teams, clock: ManualClock) -> None:
    connector = Connector(NoTokens(), pacing=unlimited(clock))
    for _ in range(2):
        await connector.post(there(teams), channel=LEADERS, what=CARD)
        await connector.close()
    await connector.close()
    assert len(teams.channel(LEADERS).roots()) == 2


@pytest.mark.parametrize(
    "fault",
    [
        faults.status(500),
        faults.forbidden("BotDisabledByAdmin"),
        faults.status(400, "BadArgument"),
        faults.done_and_dropped(),
        faults.done_and_hangs(),
        faults.done_and_babbles(json.dumps({"activityId": [CANARY]})),
        faults.done_and_babbles(CANARY),
    ],
)
async def test_nothing_of_what_was_said_is_in_an_error(
    teams: Teams, clock: ManualClock, fault: faults.Fault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    teams.script("post", fault)
    async with connected(teams, clock, within=1 if fault.silence == HANG else 10) as ready:
        with pytest.raises(ChatError) as told:
            await ready.connector.post(there(teams), channel=LEADERS, what=CARD)
    assert CANARY not in str(told.value)
    assert CANARY not in caplog.text
    if CANARY not in (fault.body or ""):
        assert CANARY not in "".join(traceback.format_exception(told.value))


async def test_members_that_cannot_be_read_now_are_read_later(teams: Teams, clock: ManualClock) -> None:
    teams.script("members", faults.status(500), faults.throttled(9))
    async with connected(teams, clock) as ready:
        for _ in range(2):
            with pytest.raises(TryLater):
                await ready.connector.members(there(teams), conversation=LEADERS)


async def test_a_chat_without_an_id_is_not_known(teams: Teams, clock: ManualClock) -> None:
    teams.script("personal", faults.done_and_babbles("{}"))
    async with connected(teams, clock) as ready:
        with pytest.raises(OutcomeUnknown):
            await ready.connector.personal(there(teams), person=AMINA)


async def test_a_long_answer_is_read_to_its_end(teams: Teams, clock: ManualClock) -> None:
    everyone = [{"id": f"29:{n}", "name": f"P{n}", "aadObjectId": f"aad-{n}"} for n in range(20_000)]
    teams.script("members", faults.done_and_babbles(json.dumps({"members": everyone})))
    async with connected(teams, clock) as ready:
        members = await ready.connector.members(there(teams), conversation=LEADERS)
    assert len(members) == 20_000
