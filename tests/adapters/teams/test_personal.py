"""A button in a chat, pressed by whoever it is not for, twice, too late, or with nothing sensible in it."""

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from adapters.teams import personal
from adapters.teams.ears import Ears
from adapters.teams.render import LONGEST
from bot.domain.channel import MessageRef
from bot.domain.happenings import Said
from bot.domain.people import Member
from bot.usecases.hearing.record_reply import keep
from scheduler.clock import ManualClock
from tests import cast
from tests.adapters.teams.double import Teams, opened
from tests.adapters.teams.reading import Card, box, words
from tests.adapters.teams.seated import STRANGER, TENANT, TUESDAY, Seat, peopled, person, seated

FIRST, SECOND = "Four families were never asked.", "Five families, it turned out."
CARD = "application/vnd.microsoft.card.adaptive"


@pytest.fixture
def teams() -> Iterator[Teams]:
    with opened(clock=ManualClock(TUESDAY)) as ready:
        yield peopled(ready)


@pytest.fixture
async def seat(teams: Teams) -> AsyncIterator[Seat]:
    """Oakfield's leaders were asked a minute ago."""
    async with seated(teams) as ready:
        yield ready


@pytest.fixture
async def thread(seat: Seat) -> MessageRef:
    found = await seat.asked()
    seat.clock.advance(timedelta(minutes=1))
    return found


@pytest.fixture
async def hers(seat: Seat, thread: MessageRef) -> str:
    """The id of what Hana has answered in the box."""
    return await seat.answered(cast.HANA, FIRST, thread=thread)


async def answer(seat: Seat, activity: Mapping[str, Any]) -> Mapping[str, Any]:
    """All that Teams is told."""
    told = await Ears(seat.desk).heard(activity)
    assert (told.status, told.body is None) == (200, False)
    return told.body or {}


async def press(
    seat: Seat, who: Member | str, verb: str, *, inputs: Mapping[str, str] | None = None, **data: Any
) -> Card:
    """The card that takes the place of theirs."""
    id_ = who if isinstance(who, str) else who.id
    body = await answer(seat, seat.teams.people.press_in_chat(id_, verb, data, inputs=inputs))
    assert (body["statusCode"], body["type"]) == (200, CARD)
    card: Card = body["value"]
    return card


def stands(seat: Seat) -> list[str | None]:
    return [each.text for each in seat.memory.reflections.values()]


async def test_the_same_press_sent_again_says_again_that_it_is_changed(seat: Seat, hers: str) -> None:
    save = seat.teams.people.press_in_chat(
        cast.HANA.id, "save", {"reflection": hers}, inputs={"answer": SECOND}
    )
    for _ in range(2):
        shown = words((await answer(seat, save))["value"])
        assert personal.CHANGED in shown
        assert SECOND in shown
    assert stands(seat) == [SECOND]


async def test_saving_what_stands_says_that_nothing_was_different(seat: Seat, hers: str) -> None:
    card = await press(seat, cast.HANA, "save", reflection=hers, inputs={"answer": FIRST})
    assert personal.UNCHANGED in words(card)


async def test_what_no_card_can_hold_stays_in_theirs(seat: Seat, hers: str) -> None:
    typed = seat.teams.people.press_in_chat(
        cast.HANA.id, "save", {"reflection": hers}, inputs={"answer": "x" * (LONGEST + 100_000)}
    )
    body = await answer(seat, typed)
    assert (body["statusCode"], body["type"]) == (500, "application/vnd.microsoft.error")
    assert body["value"]["message"]
    assert stands(seat) == [FIRST]


@pytest.mark.parametrize("verb", ["change", "save", "withdraw"])
async def test_what_is_withdrawn_meanwhile_is_said_over_what_is_left(
    seat: Seat, thread: MessageRef, hers: str, verb: str
) -> None:
    await seat.answered(cast.HANA, SECOND, thread=thread)
    await press(seat, cast.HANA, "withdraw", reflection=hers)

    shown = words(await press(seat, cast.HANA, verb, reflection=hers, inputs={"answer": "Typed"}))

    assert SECOND in shown
    assert FIRST not in shown
    assert "Typed" not in stands(seat)


async def test_a_message_of_ones_own_that_is_withdrawn_still_stands_in_the_channel_and_that_is_said(
    seat: Seat, thread: MessageRef
) -> None:
    said = Said(
        message=MessageRef(platform="teams", address=thread.address, id="1794298500777"),
        root=thread.id,
        author=person(cast.HANA),
        text=FIRST,
        said_at=seat.clock.now(),
    )
    await keep(seat.desk.bot, said)
    (reflection,) = seat.memory.reflections.values()

    card = await press(seat, cast.HANA, "withdraw", reflection=str(reflection.id))

    assert personal.WITHDRAWN_HERE in words(card)
    assert stands(seat) == [None]


@pytest.mark.parametrize("verb", ["change", "save", "withdraw"])
@pytest.mark.parametrize("number", ["", "0", "99999999999999999999", "one", "-1"])
async def test_an_answer_that_cannot_be_is_nobodys(seat: Seat, hers: str, verb: str, number: str) -> None:
    card = await press(seat, cast.HANA, verb, reflection=number, inputs={"answer": "Typed"})
    assert words(card)
    assert hers
    assert stands(seat) == [FIRST]


async def test_a_stranger_who_presses_learns_how_to_be_known_and_nothing_else(seat: Seat, hers: str) -> None:
    for verb in ("change", "save", "withdraw", "search", "say", "do"):
        card = await press(seat, STRANGER, verb, reflection=hers, word="newest", inputs={"words": "families"})
        assert f"{TENANT}/{STRANGER}" in words(card)
        assert FIRST not in words(card)
    assert stands(seat) == [FIRST]


@pytest.mark.parametrize("verb", ["reflect", "view", "something-new"])
async def test_a_button_that_no_chat_has_is_of_an_older_card(seat: Seat, verb: str) -> None:
    assert personal.TYPED_AGAIN in words(await press(seat, cast.HANA, verb))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"word": "skip"},
        {"word": "skip", "programme": "weekly"},
        {"word": "skip", "programme": "weekly", "school": "oakfield", "on": "yesterday"},
        {"word": "delete everything", "programme": "weekly", "school": "oakfield"},
        {"word": "skip", "programme": "none", "school": "oakfield", "on": "2026-11-17"},
        {"word": "pause", "programme": "weekly", "school": "oakfield", "until": "31 February"},
        {"word": "search", "programme": "weekly", "school": "oakfield"},
    ],
)
async def test_a_date_that_is_not_whole_is_moved_nowhere(seat: Seat, data: Mapping[str, Any]) -> None:
    card = await press(seat, cast.LEWIS, "do", **data)
    assert words(card)
    assert not seat.memory.choices


@pytest.mark.parametrize("word", ["", "?!", "x" * 150, "select * from reflections"])
async def test_a_button_that_says_nothing_that_we_know_shows_what_there_is(seat: Seat, word: str) -> None:
    assert "my reflections" in words(await press(seat, cast.HANA, "say", word=word))


async def test_what_is_searched_for_is_cut_and_stays_in_its_box(seat: Seat, hers: str) -> None:
    assert hers
    card = await press(seat, cast.PRIYA, "search", inputs={"words": "  four \n families "})
    assert FIRST in words(card)
    assert box(card, "words") == "four families"
    card = await press(seat, cast.PRIYA, "search", inputs={"words": "y" * 5000})
    assert len(box(card, "words")) <= 200


async def test_another_bot_that_writes_to_us_is_not_answered(seat: Seat) -> None:
    said = dict(seat.teams.people.chat(cast.HANA.id, "help"))
    await Ears(seat.desk).heard({**said, "from": {"id": "28:another-bot", "name": "Another bot"}})
    await seat.settled()
    assert seat.told(cast.HANA) == []
