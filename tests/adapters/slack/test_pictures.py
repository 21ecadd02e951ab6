"""A picture on Slack, over real HTTP: three calls, of which only the last can leave it unclear what happened."""

import pytest

from bot.domain.picture import Picture
from bot.ports.chat import OutcomeUnknown, Refused, TryLater
from scheduler.clock import ManualClock
from tests.adapters.slack.connected import connected, on_slack
from tests.adapters.slack.double import Fault, Slack, Team, faults

SLT = on_slack("C01SLT")
PICTURE = Picture(
    png=b"\x89PNG not really",
    title="Pressure points",
    alt="Both stretched: 9 November",
    words="Both: *9* @here",
)


async def test_it_stands_in_the_channel_with_its_alt_text_and_its_words(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    async with connected(slack, clock) as ready:
        put = await ready.platform.picture(PICTURE, to=SLT)
    (message,) = ash.places["C01SLT"].roots()
    (file,) = slack.state.files.values()
    assert (put.id, put.address, file.content) == (file.id, SLT.address, PICTURE.png)
    assert message["files"] == [{"id": file.id, "title": PICTURE.title, "alt_txt": PICTURE.alt}]
    assert "9" in message["text"]
    assert "*" not in message["text"]
    assert "@here" not in message["text"]


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "upload"])
@pytest.mark.parametrize("fault", [faults.status(503), faults.dropped(), faults.rate_limited(30)])
async def test_what_breaks_before_the_last_call_has_shown_nothing(
    slack: Slack, ash: Team, clock: ManualClock, method: str, fault: Fault
) -> None:
    slack.script(method, fault)
    async with connected(slack, clock) as ready:
        with pytest.raises(TryLater):
            await ready.platform.picture(PICTURE, to=SLT)
    assert ash.seen("C01SLT") == []


@pytest.mark.parametrize("fault", [faults.done_and_dropped(), faults.done_and(status=503)])
async def test_what_breaks_in_the_last_call_may_have_been_shown(
    slack: Slack, ash: Team, clock: ManualClock, fault: Fault
) -> None:
    slack.script("files.completeUploadExternal", fault)
    async with connected(slack, clock) as ready:
        with pytest.raises(OutcomeUnknown):
            await ready.platform.picture(PICTURE, to=SLT)
    assert len(ash.seen("C01SLT")) == 1


async def test_without_the_scope_nothing_is_tried_and_the_remedy_is_said(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    ash.scopes -= {"files:write"}
    async with connected(slack, clock) as ready:
        with pytest.raises(Refused, match=r"files:write.*install the app again") as refused:
            await ready.platform.picture(PICTURE, to=SLT)
    assert not refused.value.closes_channel
    assert slack.calls("files.getUploadURLExternal") == []


async def test_a_scope_that_is_missed_only_then_closes_no_channel_either(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    slack.script("files.getUploadURLExternal", faults.error("missing_scope"))
    async with connected(slack, clock) as ready:
        with pytest.raises(Refused, match="files:write") as refused:
            await ready.platform.picture(PICTURE, to=SLT)
    assert not refused.value.closes_channel


async def test_where_the_bot_is_not_nothing_is_sent(slack: Slack, ash: Team, clock: ManualClock) -> None:
    ash.places["C01SLT"].members.discard(ash.bot_user)
    async with connected(slack, clock) as ready:
        with pytest.raises(Refused):
            await ready.platform.picture(PICTURE, to=SLT)
    assert all(file.title == "" for file in slack.state.files.values())
