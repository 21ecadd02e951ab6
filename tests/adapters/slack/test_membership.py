"""What keeps us from posting in a channel is known before it is tried, and what is not known is not tried."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from adapters.slack.membership import Membership
from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import DeliveryId
from bot.ports.chat import Refused, TryLater
from scheduler.clock import ManualClock
from tests.adapters.slack.connected import MESSAGE, Connected, after, connected, on_slack
from tests.adapters.slack.double import Fault, Slack, Team, faults

FIRST = DeliveryId("delivery-1")
SLT = on_slack("C01SLT")


async def refused(ready: Connected, channel: Channel = SLT) -> Refused:
    with pytest.raises(Refused) as caught:
        await ready.platform.post(MESSAGE, to=channel, delivery=FIRST)
    assert caught.value.closes_channel
    return caught.value


async def posts(ready: Connected, channel: Channel = SLT) -> MessageRef:
    return await ready.platform.post(MESSAGE, to=channel, delivery=FIRST)


async def test_one_question_is_enough_for_a_whole_workspace(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    async with connected(slack, clock) as ready:
        await asyncio.gather(posts(ready), posts(ready, on_slack("C01HEADS")))
        clock.advance(after(9 * 60))
        await posts(ready)
        assert len(slack.calls("users.conversations")) == 1
        clock.advance(after(2 * 60))
        await posts(ready)
    assert len(slack.calls("users.conversations")) == 2


async def test_a_large_workspace_is_read_page_by_page(slack: Slack, ash: Team, clock: ManualClock) -> None:
    for n in range(1_100):
        ash.add_channel(f"C01N{n:04}", f"number-{n}")
    async with connected(slack, clock) as ready:
        await posts(ready, on_slack("C01N1099"))
    assert len(slack.calls("users.conversations")) == 2


async def test_a_channel_that_we_were_never_in_is_not_tried(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    ash.add_channel("C01OUT", "out", with_bot=False)
    async with connected(slack, clock) as ready:
        assert "invite" in str(await refused(ready, on_slack("C01OUT")))
    assert slack.calls("chat.postMessage") == []


async def test_a_channel_that_has_let_us_in_since_is_asked_about_again(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    place = ash.add_channel("C01OUT", "out", with_bot=False)
    out = on_slack("C01OUT")
    async with connected(slack, clock) as ready:
        await refused(ready, out)
        place.members.add(ash.bot_user)
        await refused(ready, out)
        assert len(slack.calls("users.conversations")) == 1
        clock.advance(after(61))
        assert isinstance(await posts(ready, out), MessageRef)


async def test_what_we_are_told_of_a_change_is_asked_about_at_once(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    place = ash.add_channel("C01OUT", "out", with_bot=False)
    async with connected(slack, clock) as ready:
        await refused(ready, on_slack("C01OUT"))
        place.members.add(ash.bot_user)
        ready.platform.forget(ash.id)
        await posts(ready, on_slack("C01OUT"))


async def test_an_archived_channel_is_not_tried(slack: Slack, ash: Team, clock: ManualClock) -> None:
    ash.places["C01SLT"].archived = True
    async with connected(slack, clock) as ready:
        assert "archived" in str(await refused(ready))
    assert slack.calls("chat.postMessage") == []


@pytest.mark.parametrize("what", ["archived", "shared", "pending_shared"])
async def test_what_was_put_right_elsewhere_is_asked_about_again(
    slack: Slack, ash: Team, clock: ManualClock, what: str
) -> None:
    # Another copy of the program was told of it, and has opened the channel.
    setattr(ash.places["C01SLT"], what, True)
    async with connected(slack, clock) as ready:
        await refused(ready)
        setattr(ash.places["C01SLT"], what, False)
        clock.advance(after(61))
        assert isinstance(await posts(ready), MessageRef)


@pytest.mark.parametrize("pending", [True, False])
async def test_what_others_can_read_is_asked_only_where_an_admin_opted_in(
    slack: Slack, ash: Team, clock: ManualClock, *, pending: bool
) -> None:
    place = ash.places["C01SLT"]
    place.pending_shared, place.shared = pending, not pending
    async with connected(slack, clock) as ready:
        assert "another organisation" in str(await refused(ready))
    assert slack.calls("chat.postMessage") == []
    async with connected(slack, clock, external=True) as ready:
        assert isinstance(await posts(ready), MessageRef)


@pytest.mark.parametrize(
    "fault", [faults.error("missing_scope"), faults.error("unknown_method"), faults.status(404)]
)
async def test_where_nobody_can_tell_nothing_is_posted_unless_an_admin_opted_in(
    slack: Slack, ash: Team, clock: ManualClock, fault: Fault
) -> None:
    slack.always("users.conversations", fault)
    async with connected(slack, clock) as ready:
        assert "permission" in str(await refused(ready))
    assert slack.calls("chat.postMessage") == []
    async with connected(slack, clock, external=True) as ready:
        for _ in range(2):
            assert isinstance(await posts(ready), MessageRef)
    assert len(slack.calls("users.conversations")) == 2


@pytest.mark.parametrize("fault", [faults.rate_limited(40), faults.status(500), faults.dropped()])
async def test_a_question_without_an_answer_posts_nothing_and_is_not_repeated_by_everyone(
    slack: Slack, ash: Team, clock: ManualClock, fault: Fault
) -> None:
    slack.always("users.conversations", fault)
    async with connected(slack, clock) as ready:
        results = await asyncio.gather(*(posts(ready) for _ in range(5)), return_exceptions=True)
        assert all(isinstance(each, TryLater) for each in results)
        # What only reads is asked once more by the library of HTTP itself, where the connection broke.
        assert len(slack.calls("users.conversations")) <= 2
        slack.always("users.conversations", None)
        clock.advance(after(41))
        assert isinstance(await posts(ready), MessageRef)
    assert len(slack.calls("chat.postMessage")) == 1


async def test_a_channel_that_turned_out_to_be_closed_is_asked_about_again(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    place = ash.places["C01SLT"]
    async with connected(slack, clock) as ready:
        await posts(ready)
        place.archived = True
        await refused(ready)
        assert len(slack.calls("chat.postMessage")) == 2
        await refused(ready)
        assert len(slack.calls("chat.postMessage")) == 2
        place.archived = False
        ready.platform.forget(ash.id)
        await posts(ready)


async def test_nobodys_post_runs_out_of_time_while_slack_says_nothing_of_our_channels(
    clock: ManualClock,
) -> None:
    asked: list[str] = []

    async def asking(method: str, _arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        asked.append(method)
        return await asyncio.Future()

    membership = Membership(clock, external=False, patience=timedelta(milliseconds=20))
    results = await asyncio.gather(
        *(membership.fit("T01ASH", "C01SLT", asking=asking) for _ in range(5)), return_exceptions=True
    )
    assert [type(each) for each in results] == [TryLater] * 5
    assert len(asked) == 1
