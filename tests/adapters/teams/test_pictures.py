"""A picture on Teams: a card that carries it, and says in words what it shows."""

import base64

import pytest

from adapters.teams import limits
from adapters.teams.pictures import drawn_picture
from bot.domain.picture import Picture
from bot.ports.chat import OutcomeUnknown, TryLater
from scheduler.clock import ManualClock
from tests.adapters.teams.connected import LEADERS, connected, on_teams
from tests.adapters.teams.double import Teams, faults

SLT = on_teams(LEADERS)
PICTURE = Picture(
    png=b"\x89PNG not really", title="Pressure *points*", alt="Both: 9 November", words="First line\nSecond"
)


async def test_it_stands_in_the_channel_with_its_alt_text(teams: Teams, clock: ManualClock) -> None:
    async with connected(teams, clock) as ready:
        put = await ready.platform.picture(PICTURE, to=SLT)
    (message,) = teams.channel(LEADERS).roots()
    assert put.id == message.id
    assert message.card is not None
    (image,) = [each for each in message.card["body"] if each["type"] == "Image"]
    assert image["altText"] == PICTURE.alt
    assert image["url"] == f"data:image/png;base64,{base64.b64encode(PICTURE.png).decode()}"
    assert message.text == PICTURE.title


async def test_what_is_too_large_for_a_card_leaves_its_words_there(teams: Teams, clock: ManualClock) -> None:
    large = Picture(
        png=b"x" * 30_000, title="Pressure points", alt="Both: 9 November", words="Both: 9 November"
    )
    assert limits.fits(drawn_picture(large).card)
    async with connected(teams, clock) as ready:
        await ready.platform.picture(large, to=SLT)
    (message,) = teams.channel(LEADERS).roots()
    assert "Image" not in [each["type"] for each in (message.card or {})["body"]]
    assert "Both: 9 November" in str(message.card)


async def test_a_busy_teams_has_shown_nothing(teams: Teams, clock: ManualClock) -> None:
    teams.script("post", faults.status(503))
    async with connected(teams, clock) as ready:
        with pytest.raises(TryLater):
            await ready.platform.picture(PICTURE, to=SLT)
    assert teams.channel(LEADERS).roots() == []


async def test_an_answer_that_does_not_come_leaves_it_unclear(teams: Teams, clock: ManualClock) -> None:
    teams.script("post", faults.done_and_dropped())
    async with connected(teams, clock) as ready:
        with pytest.raises(OutcomeUnknown):
            await ready.platform.picture(PICTURE, to=SLT)
