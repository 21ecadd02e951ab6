"""Where on Teams we can speak is learnt from what Teams sends, and outlives the process."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from adapters.teams.references import Reference, References
from adapters.teams.rows import FRESH
from scheduler.clock import ManualClock
from tests.adapters.teams.connected import AMINA, BEN, ELSEWHERE, HEADS, LEADERS, TEAM, TENANT, after
from tests.adapters.teams.double import Teams
from tests.fakes.installations import FakeInstallations
from tests.fakes.memory import Memory

ADDRESS, GENERAL, PERSON = f"{TENANT}/{LEADERS}", f"{TENANT}/{TEAM}", f"{TENANT}/{AMINA}"
OLD = after(FRESH + 1)


@pytest.fixture
def memory() -> Memory:
    return Memory()


def process(memory: Memory, clock: ManualClock) -> References:
    return References(FakeInstallations(memory), clock=clock)


def writes(memory: Memory) -> int:
    return memory.calls.count("installations.keep")


def spoken(teams: Teams, **more: Any) -> dict[str, Any]:
    return teams.people.say(AMINA, "Words that are nobody's business", channel=LEADERS, **more)


async def test_a_message_tells_how_to_speak_in_its_channel(
    teams: Teams, clock: ManualClock, memory: Memory
) -> None:
    references = process(memory, clock)
    assert await references.of_channel(ADDRESS) is None
    await references.learn(spoken(teams))
    expected = Reference(
        tenant=TENANT, service_url=teams.service_url(), bot=f"28:{teams.state.app}", conversation=None
    )
    assert await references.of_channel(ADDRESS) == expected
    assert await references.of_channel(GENERAL) == expected
    assert await references.of_channel(f"{TENANT}/{HEADS}") is None
    assert await references.of_channel(f"{ELSEWHERE}/{LEADERS}") is None


async def test_channels_heard_of_at_once_are_all_known_and_written_down_no_more_than_once(
    teams: Teams, clock: ManualClock, memory: Memory
) -> None:
    references = process(memory, clock)
    heard = [spoken(teams), teams.people.say(AMINA, "And here", channel=HEADS)]
    await asyncio.gather(*(references.learn(each) for each in heard))
    assert set(await references.channels_of(TENANT, TEAM)) == {LEADERS, HEADS}
    written = writes(memory)
    for _ in range(3):
        await asyncio.gather(*(references.learn(each) for each in heard))
    assert writes(memory) == written


async def test_what_was_learnt_outlives_the_process(teams: Teams, clock: ManualClock, memory: Memory) -> None:
    first = process(memory, clock)
    await first.learn(spoken(teams))
    await first.learn(teams.people.chat(AMINA, "Hello"))
    second = process(memory, clock)
    assert await second.of_channel(ADDRESS) == await first.of_channel(ADDRESS)
    assert await second.of_person(PERSON) == await first.of_person(PERSON)
    assert (await second.of_person(PERSON)) is not None


async def test_only_what_is_new_is_written(teams: Teams, clock: ManualClock, memory: Memory) -> None:
    references = process(memory, clock)
    await references.learn(spoken(teams))
    before = writes(memory)
    for _ in range(50):
        await references.learn(spoken(teams))
    assert writes(memory) == before
    reads = len(memory.calls)
    await references.learn(spoken(teams))
    assert len(memory.calls) == reads


async def test_a_service_address_that_changed_is_learnt_and_one_told_late_is_not(
    teams: Teams, clock: ManualClock, memory: Memory
) -> None:
    references, late = process(memory, clock), spoken(teams)
    await references.learn(spoken(teams))
    clock.advance(after(3600))
    teams.people.region = "emea"
    await references.learn(spoken(teams))
    for told in (late, spoken(teams)):
        await references.learn(told)
        found = await references.of_channel(ADDRESS)
        assert found is not None
        assert found.service_url == teams.service_url("emea")


async def test_a_team_that_is_quiet_moves_with_its_tenant(
    teams: Teams, clock: ManualClock, memory: Memory
) -> None:
    references = process(memory, clock)
    await references.learn(spoken(teams))
    clock.advance(after(3600))
    teams.people.region = "emea"
    await references.learn(teams.people.chat(BEN, "Hello"))
    found = await references.of_channel(ADDRESS)
    assert found is not None
    assert found.service_url == teams.service_url("emea")


async def test_addresses_that_change_to_and_fro_are_not_written_with_every_message(
    teams: Teams, clock: ManualClock, memory: Memory
) -> None:
    references = process(memory, clock)
    await references.learn(spoken(teams))
    before = writes(memory)
    for n in range(20):
        clock.advance(after(1))
        teams.people.region = ("uk", "emea")[n % 2]
        await references.learn(spoken(teams))
    assert writes(memory) <= before + 2


async def test_another_process_hears_of_a_move_within_a_minute(
    teams: Teams, clock: ManualClock, memory: Memory
) -> None:
    first, second = process(memory, clock), process(memory, clock)
    for each in (first, second):
        await each.learn(spoken(teams))
    clock.advance(OLD)
    teams.people.region = "emea"
    await first.learn(spoken(teams))
    found = await second.of_channel(ADDRESS)
    assert found is not None
    assert found.service_url == teams.service_url("emea")


async def test_a_team_is_known_by_its_channels_and_forgotten_when_we_are_put_out(
    clock: ManualClock, teams: Teams, memory: Memory
) -> None:
    references, other = process(memory, clock), process(memory, clock)
    await references.learn(teams.people.chat(AMINA, "Hello"))
    await references.team_is(TENANT, TEAM, name="Ashgrove", channels={LEADERS: "SLT"})
    assert await other.teams(TENANT) == {TEAM: "Ashgrove"}
    assert await other.channels_of(TENANT, TEAM) == {LEADERS: "SLT"}
    assert await other.of_channel(ADDRESS) is not None
    await references.team_gone(TENANT, TEAM, because="The app was removed.")
    clock.advance(OLD)
    for each in (references, other):
        assert await each.of_channel(ADDRESS) is None
        assert await each.of_channel(GENERAL) is None
        assert await each.teams(TENANT) == await each.channels_of(TENANT, TEAM) == {}


async def test_what_was_said_before_we_were_put_out_does_not_let_us_in_again_and_what_is_said_later_does(
    clock: ManualClock, teams: Teams, memory: Memory
) -> None:
    references, late = process(memory, clock), spoken(teams)
    await references.learn(spoken(teams))
    clock.advance(after(10))
    removed = teams.people.remove_bot(TEAM, by=AMINA)[1]
    await references.team_gone(TENANT, TEAM, because="The app was removed.")
    for told in (late, removed):
        await references.learn(told)
        assert await references.of_channel(ADDRESS) is None
    clock.advance(after(10))
    await references.learn(spoken(teams))
    assert await references.of_channel(ADDRESS) is not None


async def test_a_channel_of_a_known_team_that_was_never_listed_is_learnt_when_it_is_heard_from(
    clock: ManualClock, teams: Teams, memory: Memory
) -> None:
    references = process(memory, clock)
    await references.team_is(TENANT, TEAM, name="Ashgrove", channels={LEADERS: "SLT"}, group="group")
    await references.learn(teams.people.say(BEN, "Here", channel=HEADS))
    assert await references.channels_of(TENANT, TEAM) == {LEADERS: "SLT", HEADS: ""}
    await references.team_is(TENANT, TEAM, name="", channels={HEADS: "Heads"})
    assert await references.channels_of(TENANT, TEAM) == {HEADS: "Heads"}
    assert await references.teams(TENANT) == {TEAM: "Ashgrove"}


async def test_an_event_of_a_team_that_is_not_known_tells_of_its_tenant_alone(
    clock: ManualClock, teams: Teams, memory: Memory
) -> None:
    references = process(memory, clock)
    await references.learn(teams.people.channel_event("channelRenamed", channel=LEADERS, by=AMINA))
    assert await references.of_channel(ADDRESS) is None
    assert await references.of_person(PERSON) is not None


async def test_a_persons_chat_is_known_until_they_remove_the_app(
    clock: ManualClock, teams: Teams, memory: Memory
) -> None:
    references = process(memory, clock)
    late = teams.people.chat(AMINA, "Hello")
    for told in teams.people.install(AMINA):
        await references.learn(told)
    known = await references.of_person(PERSON)
    assert known is not None
    assert known.conversation == teams.state.people[AMINA].chat
    clock.advance(after(5))
    await references.learn(teams.people.uninstall(AMINA))
    await references.removed_from_person(PERSON)
    await references.learn(late)
    gone = await references.of_person(PERSON)
    assert gone is not None
    assert gone.conversation is None
    clock.advance(after(5))
    await references.learn(teams.people.install(AMINA)[0])
    back = await references.of_person(PERSON)
    assert back is not None
    assert back.conversation == known.conversation


@pytest.mark.parametrize("person", ["", AMINA, f"{TENANT}/", f"{TENANT}/{TEAM}", f"{ELSEWHERE}/{AMINA}"])
async def test_nobody_of_a_tenant_that_is_not_known_can_be_spoken_to(
    clock: ManualClock, teams: Teams, memory: Memory, person: str
) -> None:
    references = process(memory, clock)
    await references.learn(spoken(teams))
    assert await references.of_person(person) is None


async def test_neither_what_people_say_nor_their_names_are_kept(
    clock: ManualClock, teams: Teams, memory: Memory
) -> None:
    references = process(memory, clock)
    for told in (spoken(teams), teams.people.chat(AMINA, "A secret"), *teams.people.install(AMINA)):
        await references.learn(told)
    kept = str(memory.installations)
    assert LEADERS in kept
    for words in ("Amina", "Khan", "secret", "business"):
        assert words not in kept


async def test_activities_without_a_tenant_or_an_address_teach_nothing(
    clock: ManualClock, memory: Memory
) -> None:
    references = process(memory, clock)
    for activity in ({}, {"serviceUrl": "https://smba.example/"}, {"conversation": {"tenantId": TENANT}}):
        await references.learn(activity)
    assert memory.installations == {}


async def test_rows_are_believed_for_a_minute_and_no_longer(
    clock: ManualClock, teams: Teams, memory: Memory
) -> None:
    references = process(memory, clock)
    await references.learn(spoken(teams))
    memory.installations.clear()
    assert await references.of_channel(ADDRESS) is not None
    clock.advance(timedelta(seconds=FRESH + 1))
    assert await references.of_channel(ADDRESS) is None
