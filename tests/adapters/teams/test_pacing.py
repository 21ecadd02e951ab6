"""Teams' limits are kept by ourselves: a short wait, or nothing at all is sent."""

import asyncio
from datetime import timedelta

import pytest

from adapters.teams.pacing import ALL_OF_THEM, IN_A_CHANNEL, IN_A_TENANT, QUIET_AFTER, Pacing, Windows
from bot.domain.delivery import DeliveryId
from bot.ports.chat import TryLater
from scheduler.clock import ManualClock
from tests.adapters.teams.connected import (
    HEADS,
    LEADERS,
    MESSAGE,
    PLENTY,
    TENANT,
    after,
    connected,
    on_teams,
    unlimited,
)
from tests.adapters.teams.double import Teams, faults
from tests.adapters.teams.double.limits import IN_A_CHANNEL as TEAMS_IN_A_CHANNEL
from tests.adapters.teams.double.limits import IN_A_TENANT as TEAMS_IN_A_TENANT

FIRST = DeliveryId("delivery-1")
SLT = on_teams(LEADERS)


def impatient(clock: ManualClock, **windows: Windows) -> Pacing:
    return Pacing(clock, patience=timedelta(0), **{"in_a_channel": PLENTY, "in_a_tenant": PLENTY, **windows})


def test_the_limits_are_those_that_microsoft_documents() -> None:
    assert (IN_A_CHANNEL, IN_A_TENANT) == (TEAMS_IN_A_CHANNEL, TEAMS_IN_A_TENANT)


async def test_one_channel_waits_and_another_does_not(clock: ManualClock) -> None:
    pacing = impatient(clock, in_a_channel=IN_A_CHANNEL)
    for _ in range(7):
        await pacing.to_send(TENANT, LEADERS)
    with pytest.raises(TryLater) as later:
        await pacing.to_send(TENANT, LEADERS)
    assert timedelta(0) < later.value.after <= after(1.1)
    await pacing.to_send(TENANT, HEADS)


async def test_every_window_counts(clock: ManualClock) -> None:
    pacing = impatient(clock, in_a_channel=((100, 0.001), (3, 60.0)))
    for _ in range(3):
        await pacing.to_send(TENANT, LEADERS)
    with pytest.raises(TryLater) as later:
        await pacing.to_send(TENANT, LEADERS)
    assert later.value.after > after(60)


async def test_one_tenant_waits_and_another_does_not(clock: ManualClock) -> None:
    pacing = impatient(clock, in_a_tenant=IN_A_TENANT)
    for n in range(50):
        await pacing.to_send(TENANT, f"19:{n}")
    with pytest.raises(TryLater):
        await pacing.to_send(TENANT, "19:one more")
    await pacing.to_send("another", "19:one more")


async def test_a_short_wait_is_waited_for(clock: ManualClock) -> None:
    pacing = Pacing(clock, in_a_channel=((2, 0.05), (100, 1.0)), in_a_tenant=PLENTY)
    loop, sent = asyncio.get_running_loop(), list[tuple[int, float]]()

    async def send(n: int) -> None:
        await pacing.to_send(TENANT, LEADERS)
        sent.append((n, loop.time()))

    await asyncio.gather(*(send(n) for n in range(8)))
    turns = list(pacing._turns[TENANT, LEADERS])
    assert sorted(n for n, _ in sent) == list(range(len(turns))) == list(range(8))
    assert all(later - at >= 0.05 for at, later in zip(turns, turns[2:], strict=False))
    # A loaded machine adds to a wait, and may end two together: nobody was sent before their turn.
    assert all(at >= turns[n] - 0.001 for n, at in sent)


async def test_once_teams_says_to_wait_nothing_is_asked_there_until_then(
    teams: Teams, clock: ManualClock
) -> None:
    teams.script("post", faults.throttled(30))
    async with connected(teams, clock) as ready:
        for _ in range(3):
            with pytest.raises(TryLater) as later:
                await ready.platform.post(MESSAGE, to=SLT, delivery=FIRST)
            assert later.value.after >= after(25)
            clock.advance(after(2))
        assert len(teams.calls("post")) == 1
        # Another channel is none of its business.
        await ready.platform.post(MESSAGE, to=on_teams(HEADS), delivery=FIRST)
        clock.advance(after(40))
        await ready.platform.post(MESSAGE, to=SLT, delivery=FIRST)
    assert len(teams.channel(LEADERS).roots()) == 1


async def test_several_channels_that_are_told_to_wait_speak_for_their_tenant(clock: ManualClock) -> None:
    pacing = unlimited(clock)
    for n in range(ALL_OF_THEM):
        pacing.not_paused(TENANT, "19:another")
        pacing.pause(TENANT, f"19:{n}", after=after(30))
    with pytest.raises(TryLater):
        pacing.not_paused(TENANT, "19:another")
    pacing.not_paused("another", "19:another")
    clock.advance(after(31))
    pacing.not_paused(TENANT, "19:another")


async def test_who_waited_while_teams_asked_for_a_pause_does_not_send(clock: ManualClock) -> None:
    pacing = Pacing(clock, in_a_channel=((1, 0.05),), in_a_tenant=PLENTY)
    await pacing.to_send(TENANT, LEADERS)
    waiting = asyncio.create_task(pacing.to_send(TENANT, LEADERS))
    await asyncio.sleep(0)
    pacing.pause(TENANT, LEADERS, after=after(60))
    with pytest.raises(TryLater):
        await waiting


async def test_the_longest_pause_holds(clock: ManualClock) -> None:
    pacing = unlimited(clock)
    pacing.pause(TENANT, LEADERS, after=after(60))
    pacing.pause(TENANT, LEADERS, after=after(5))
    with pytest.raises(TryLater) as later:
        pacing.not_paused(TENANT, LEADERS)
    assert later.value.after == after(60)


async def test_the_wait_is_by_a_clock_that_nobody_sets(clock: ManualClock) -> None:
    pacing = unlimited(clock)
    pacing.pause(TENANT, LEADERS, after=after(30))
    clock.set(clock.now() - timedelta(days=400))
    clock.advance(after(31))
    pacing.not_paused(TENANT, LEADERS)


async def test_channels_that_have_been_quiet_are_forgotten(
    clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.teams.pacing.QUIET", 0.0)
    pacing = unlimited(clock)
    for n in range(QUIET_AFTER + 500):
        await pacing.to_send(TENANT, f"19:{n}")
    assert len(pacing._turns) <= QUIET_AFTER + 2
