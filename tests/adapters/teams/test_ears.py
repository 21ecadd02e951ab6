"""Whatever comes is heard without an error, waits for nobody too long, and leaves no trace where it is not ours."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams import ears, http, presses
from adapters.teams.desk import Answer
from adapters.teams.ears import Ears
from adapters.teams.references import References
from bot.ports.store import StoreUnavailable
from scheduler.clock import ManualClock
from tests import cast
from tests.adapters.teams.double import Teams, opened
from tests.adapters.teams.recorded import recorded
from tests.adapters.teams.seated import SLT, TUESDAY, Seat, peopled, seated
from tests.adapters.teams.test_inbound import ACTIVITIES, anything, paths
from tests.fakes.memory import Memory
from tests.fakes.store import FakeStore

NOWHERE = "http://127.0.0.1:9/"
"""Nobody listens there."""
HANA = cast.HANA.id
KINDS = ("message", "messageUpdate", "messageDelete", "invoke", "conversationUpdate", "installationUpdate")
SCOPES = ("channel", "personal", "groupChat")
CONVERSATION = ("id", "conversationType", "tenantId")
FIELDS = (
    "id",
    "name",
    "from",
    "recipient",
    "channelData",
    "value",
    "text",
    "entities",
    "timestamp",
    "action",
)


@pytest.fixture
def teams() -> Iterator[Teams]:
    with opened(clock=ManualClock(TUESDAY)) as ready:
        yield peopled(ready)


@pytest.fixture
async def seat(teams: Teams) -> AsyncIterator[Seat]:
    async with seated(teams) as ready:
        yield ready


def told(answer: Answer) -> str:
    """What whoever pressed is told, beside a card that stays as it is."""
    assert answer.status == 200
    assert answer.body is not None
    assert answer.body["statusCode"] == 500
    return str(answer.body["value"]["message"])


class Stuck(Memory):
    """A database that never answers."""

    async def enter(self, call: str) -> None:
        await asyncio.Event().wait()


# Whoever pressed is answered in time, and honestly.


def test_a_press_is_answered_before_the_door_gives_up_and_the_door_before_teams() -> None:
    assert ears.PATIENCE + ears.LEARNING < http.ANSWERED < 15


async def test_a_press_that_takes_too_long_is_answered_and_nothing_is_kept(
    seat: Seat, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ears, "LEARNING", 0.05)
    root = (await seat.asked()).id
    store = FakeStore(Stuck())
    stuck = replace(
        seat.desk,
        bot=replace(seat.desk.bot, store=store),
        references=References(store.installations, clock=seat.clock),
    )
    people = seat.teams.people
    for pressed in (
        people.press(HANA, "reflect", {}, channel=SLT, root=root, inputs={"answer": "CANARY"}),
        people.press_in_chat(HANA, "save", {"reflection": "1"}, inputs={"answer": "CANARY"}),
    ):
        async with asyncio.timeout(5):
            assert told(await Ears(stuck, patience=0.05).heard(pressed)) == ears.LATE
    assert not seat.memory.reflections
    assert "CANARY" not in written.getvalue()


@pytest.mark.parametrize("verb", ["reflect", "save", "withdraw", "view"])
async def test_a_press_that_fails_as_nobody_foresaw_is_answered_and_logged_without_a_word_of_theirs(
    seat: Seat, written: io.StringIO, verb: str
) -> None:
    root = (await seat.asked()).id
    pressed = seat.teams.people.press(
        HANA, verb, {"reflection": "1"}, channel=SLT, root=root, inputs={"answer": "CANARY"}
    )
    seat.memory.spills = ValueError("CANARY of a library")

    assert told(await Ears(seat.desk).heard(pressed)) == ears.FAILED
    assert "CANARY" not in written.getvalue()


@pytest.mark.parametrize("verb", ["save", "withdraw", "change", "search"])
async def test_a_press_in_a_chat_while_the_store_is_away_says_so_and_their_card_stays(
    seat: Seat, verb: str
) -> None:
    seat.memory.away = True
    pressed = seat.teams.people.press_in_chat(
        HANA, verb, {"reflection": "1"}, inputs={"answer": "Typed", "words": "Typed"}
    )

    assert told(await Ears(seat.desk).heard(pressed)) == presses.NOT_NOW


async def test_an_old_teams_sends_a_press_again_that_came_while_the_store_was_away(seat: Seat) -> None:
    seat.memory.away = True
    pressed = seat.teams.people.submit_in_chat(HANA, {"verb": "say", "word": "help"})
    with pytest.raises(StoreUnavailable):
        await Ears(seat.desk).heard(pressed)
    assert seat.told(cast.HANA) == []


async def test_what_was_written_and_could_not_be_kept_is_sent_again_by_teams(seat: Seat) -> None:
    root = (await seat.asked()).id
    assert seat.teams.state.next_id() == root, "the question's, so that theirs is another"
    said = seat.teams.people.say(HANA, "We asked the families.", channel=SLT, root=root)
    seat.memory.spills = ValueError("something new")
    with pytest.raises(ValueError, match="something new"):
        await Ears(seat.desk).heard(said)
    seat.memory.spills = None

    assert (await Ears(seat.desk).heard(said)).status == 200
    assert [each.text for each in seat.memory.reflections.values()] == ["We asked the families."]


async def test_an_invoke_that_is_no_press_is_said_to_be_unknown(seat: Seat) -> None:
    pressed = seat.teams.people.press_in_chat(HANA, "say")
    assert (await Ears(seat.desk).heard({**pressed, "name": "composeExtension/query"})).status == 501


# Whatever anybody sends.


@pytest.fixture(scope="module")
def anybodys() -> Iterator[Teams]:
    """A Teams in which nothing happens."""
    with opened(clock=ManualClock(TUESDAY)) as ready:
        yield ready


async def hear(teams: Teams, activity: Any) -> Seat:
    """A bot that has asked a question elsewhere hears that; returns what is left of it."""
    async with seated(teams) as seat:
        await seat.asked()
        answer = await Ears(seat.desk).heard(activity)
        assert answer.status in {200, 501}
        json.dumps(answer.body)
    return seat


def keeps_nothing(seat: Seat) -> bool:
    memory = seat.memory
    return not (memory.reflections or memory.waiting or memory.withdrawals or memory.enrolled)


@settings(max_examples=100)
@given(name=st.sampled_from(ACTIVITIES), at=st.randoms(use_true_random=False), other=anything)
def test_an_activity_with_anything_in_it_that_teams_never_sends_is_heard_and_not_kept(
    anybodys: Teams, name: str, at: Any, other: Any
) -> None:
    activity = recorded(name) | {"serviceUrl": NOWHERE}
    path = at.choice([way for way in paths(activity) if way != ("serviceUrl",)])
    holder: Any = activity
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = other

    assert keeps_nothing(asyncio.run(hear(anybodys, activity)))


@settings(max_examples=100)
@given(
    activity=st.fixed_dictionaries(
        {"type": st.sampled_from(KINDS) | anything},
        optional={
            "conversation": st.fixed_dictionaries({}, optional=dict.fromkeys(CONVERSATION, anything))
            | st.fixed_dictionaries({"conversationType": st.sampled_from(SCOPES), "tenantId": st.just("t")})
            | anything,
            **dict.fromkeys(FIELDS, anything),
        },
    )
)
def test_an_object_of_any_shape_is_heard_and_not_kept(anybodys: Teams, activity: dict[str, Any]) -> None:
    assert keeps_nothing(asyncio.run(hear(anybodys, activity)))
