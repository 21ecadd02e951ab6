"""Slack's limits are kept by ourselves: a short wait, or nothing at all is sent."""

import asyncio
from datetime import timedelta

import pytest

from adapters.slack.pacing import Pacing
from bot.domain.channel import MessageRef
from bot.domain.delivery import DeliveryId
from bot.ports.chat import TryLater
from scheduler.clock import ManualClock
from tests.adapters.slack.connected import MESSAGE, after, connected, on_slack, unlimited
from tests.adapters.slack.double import Slack, Team, faults

FIRST, SECOND = DeliveryId("delivery-1"), DeliveryId("delivery-2")
SLT, HEADS = on_slack("C01SLT"), on_slack("C01HEADS")


def impatient(clock: ManualClock, **rates: float) -> Pacing:
    return Pacing(clock, lookups_per_minute=2, patience=timedelta(milliseconds=30), **rates)


async def test_one_channel_waits_and_another_does_not(clock: ManualClock) -> None:
    pacing = impatient(clock, in_a_workspace=1_000)
    await pacing.to_post("T01ASH", "C01SLT")
    with pytest.raises(TryLater):
        await pacing.to_post("T01ASH", "C01SLT")
    await pacing.to_post("T01ASH", "C01HEADS")


async def test_one_workspace_waits_and_another_does_not(clock: ManualClock) -> None:
    pacing = impatient(clock, in_a_workspace=2)
    await pacing.to_post("T01ASH", "C1")
    with pytest.raises(TryLater):
        await pacing.to_post("T01ASH", "C9")
    await pacing.to_post("T02ELM", "C9")


async def test_a_short_wait_is_waited_for(clock: ManualClock) -> None:
    pacing = Pacing(clock, lookups_per_minute=1, in_a_channel=100)
    await asyncio.gather(*(pacing.to_post("T01ASH", f"C{n % 2}") for n in range(6)))


async def test_looking_never_waits(slack: Slack, ash: Team, clock: ManualClock) -> None:
    async with connected(slack, clock, pacing=unlimited(clock, lookups_per_minute=2)) as ready:
        for _ in range(2):
            await ready.platform.find(FIRST, at=SLT, since=clock.now())
        with pytest.raises(TryLater) as later:
            await ready.platform.find(FIRST, at=SLT, since=clock.now())
        assert later.value.after == after(30)
        # Threads have a limit of their own, on Slack as here.
        root = await ready.platform.post(MESSAGE, to=SLT, delivery=FIRST)
        await ready.platform.replies(root, at=SLT)
    assert len(slack.calls("conversations.history")) == 2


async def test_what_is_being_read_is_read_to_its_end_on_credit(clock: ManualClock) -> None:
    pacing = Pacing(clock, lookups_per_minute=1)
    pacing.to_look("T01ASH", "conversations.replies")
    for _ in range(3):
        pacing.to_look("T01ASH", "conversations.replies", further=True)
    for _ in range(3):
        clock.advance(after(59))
        with pytest.raises(TryLater):
            pacing.to_look("T01ASH", "conversations.replies")
        clock.advance(after(1))
    clock.advance(after(60))
    pacing.to_look("T01ASH", "conversations.replies")


async def test_once_slack_says_to_wait_nothing_is_asked_until_then(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    elm = slack.add_team("T02ELM", "Elm")
    elm.add_channel("C02SLT", "slt")
    slack.script("chat.postMessage", faults.rate_limited(30))
    async with connected(slack, clock) as ready:
        for waits in (30, 30, 10):
            clock.advance(after(30 - waits))
            with pytest.raises(TryLater) as later:
                await ready.platform.post(MESSAGE, to=SLT, delivery=FIRST)
            assert later.value.after == after(waits)
        assert len(slack.calls("chat.postMessage")) == 1
        # Another workspace, and another kind of question, are none of its business.
        await ready.platform.post(MESSAGE, to=on_slack("C02SLT", team="T02ELM"), delivery=SECOND)
        assert await ready.platform.find(FIRST, at=SLT, since=clock.now()) is None
        clock.advance(after(10))
        assert isinstance(await ready.platform.post(MESSAGE, to=SLT, delivery=FIRST), MessageRef)


async def test_a_channel_that_is_being_moved_holds_up_no_other(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    slack.script("chat.postMessage", faults.error("external_channel_migrating"))
    async with connected(slack, clock) as ready:
        with pytest.raises(TryLater):
            await ready.platform.post(MESSAGE, to=SLT, delivery=FIRST)
        assert isinstance(await ready.platform.post(MESSAGE, to=HEADS, delivery=SECOND), MessageRef)


async def test_a_workspace_that_has_said_too_much_is_left_alone(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    slack.script("chat.postMessage", faults.error("message_limit_exceeded"))
    async with connected(slack, clock) as ready:
        for channel in (SLT, HEADS):
            with pytest.raises(TryLater):
                await ready.platform.post(MESSAGE, to=channel, delivery=FIRST)
    assert len(slack.calls("chat.postMessage")) == 1


async def test_the_wait_is_by_a_clock_that_nobody_sets(slack: Slack, ash: Team, clock: ManualClock) -> None:
    slack.script("chat.postMessage", faults.rate_limited(30))
    async with connected(slack, clock) as ready:
        with pytest.raises(TryLater):
            await ready.platform.post(MESSAGE, to=SLT, delivery=FIRST)
        clock.set(clock.now() - timedelta(days=400))
        clock.advance(after(31))
        assert isinstance(await ready.platform.post(MESSAGE, to=SLT, delivery=FIRST), MessageRef)


async def test_who_waited_while_slack_asked_for_a_pause_does_not_post(clock: ManualClock) -> None:
    pacing = Pacing(clock, lookups_per_minute=1, in_a_channel=20)
    await pacing.to_post("T01ASH", "C01SLT")
    waiting = asyncio.create_task(pacing.to_post("T01ASH", "C01SLT"))
    await asyncio.sleep(0)
    pacing.pause("T01ASH", "chat.postMessage", after=after(60))
    with pytest.raises(TryLater):
        await waiting


async def test_the_longest_pause_holds(clock: ManualClock) -> None:
    pacing = impatient(clock)
    pacing.pause("T01ASH", "chat.postMessage", after=after(60))
    pacing.pause("T01ASH", "chat.postMessage", after=after(5))
    with pytest.raises(TryLater) as later:
        pacing.not_paused("T01ASH", "chat.postMessage")
    assert later.value.after == after(60)


async def test_channels_that_have_been_quiet_are_forgotten(clock: ManualClock) -> None:
    pacing = Pacing(clock, lookups_per_minute=1, in_a_workspace=1e6, in_a_channel=1e6)
    for n in range(1_500):
        await pacing.to_post("T01ASH", f"C{n}")
    assert len(pacing._channels) < 1_100
