"""A channel is archived, renamed, shared or left on Slack, and the bot is put out, or told that it missed something."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from adapters.slack.membership import SHARED
from adapters.slack.remedies import CHANNEL
from tests.adapters.slack.double import Team, payloads
from tests.scenarios.slack.stage import AMINA, ASH, HEADS, HEADS_OF_ALL, OAKFIELD_SLT, SLT, Stage


async def told(stage: Stage, event: Mapping[str, Any], *, status: int = 200) -> None:
    """Slack tells of it, twice."""
    for retry in range(2):
        answer = await stage.sender.event(payloads.envelope(event, team=ASH), retry=retry)
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("closing", "opening"),
    [
        ({"type": "channel_archive", "channel": SLT}, {"type": "channel_unarchive", "channel": SLT}),
        ({"type": "group_archive", "channel": SLT}, {"type": "group_unarchive", "channel": SLT}),
        (
            {"type": "channel_left", "channel": SLT},
            {"type": "member_joined_channel", "user": "U01ASHGT", "channel": SLT},
        ),
        (
            {"type": "group_left", "channel": SLT},
            {"type": "member_joined_channel", "user": "U01ASHGT", "channel": SLT},
        ),
        (
            {"type": "member_left_channel", "user": "U01ASHGT", "channel": SLT},
            {"type": "member_joined_channel", "user": "U01ASHGT", "channel": SLT},
        ),
        (
            {"type": "channel_shared", "connected_team_id": "T09OUT", "channel": SLT},
            {"type": "channel_unshared", "channel": SLT, "is_ext_shared": False},
        ),
    ],
    ids=lambda event: event["type"],
)
async def test_what_shuts_a_channel_and_what_opens_it_again(
    stage: Stage, closing: Mapping[str, Any], opening: Mapping[str, Any]
) -> None:
    await told(stage, closing)
    shut = (await stage.channel()).closed_because
    assert shut
    assert "Slack" in shut
    assert (await stage.channel(HEADS_OF_ALL)).closed_because is None
    await told(stage, opening)
    assert (await stage.channel()).closed_because is None


@pytest.mark.parametrize(
    ("refused", "event"),
    [
        (CHANNEL["is_archived"], {"type": "channel_archive", "channel": SLT}),
        (CHANNEL["not_in_channel"], {"type": "channel_left", "channel": SLT}),
        (SHARED, {"type": "channel_shared", "connected_team_id": "T09OUT", "channel": SLT}),
    ],
)
async def test_what_a_refused_post_has_said_already_is_told_to_nobody_again(
    stage: Stage, refused: str, event: Mapping[str, Any]
) -> None:
    outbox = stage.bot.store.outbox
    assert await outbox.close_channel(OAKFIELD_SLT.id, because=refused)
    assert len(await outbox.take_untold(limit=9)) == 1
    await told(stage, event)
    assert not await outbox.take_untold(limit=9)


@pytest.mark.parametrize("kind", ["channel_deleted", "group_deleted"])
async def test_a_channel_that_is_deleted_stays_shut(stage: Stage, kind: str) -> None:
    await told(stage, {"type": kind, "channel": SLT})
    assert "deleted" in str((await stage.channel()).closed_because)


@pytest.mark.parametrize("kind", ["member_left_channel", "member_joined_channel"])
async def test_other_people_coming_and_going_changes_nothing(stage: Stage, kind: str) -> None:
    await told(stage, {"type": "channel_archive", "channel": SLT})
    before = await stage.channel()
    await told(stage, {"type": kind, "user": AMINA, "channel": SLT})
    await told(stage, {"type": kind, "user": AMINA, "channel": HEADS})
    assert await stage.channel() == before
    assert (await stage.channel(HEADS_OF_ALL)).closed_because is None


@pytest.mark.parametrize("kind", ["channel_rename", "group_rename"])
async def test_a_channel_bears_its_new_name(stage: Stage, kind: str) -> None:
    await told(stage, {"type": kind, "channel": {"id": SLT, "name": "leaders", "created": 1}})
    assert (await stage.channel()).name == "#leaders"


async def test_a_channel_that_gets_another_id_is_still_that_channel(stage: Stage) -> None:
    await told(stage, {"type": "channel_id_changed", "old_channel_id": SLT, "new_channel_id": "C77NEW"})
    assert (await stage.channel()).address == f"{ASH}/C77NEW"


async def test_a_channel_of_theirs_that_is_none_of_ours(stage: Stage) -> None:
    await told(stage, {"type": "channel_archive", "channel": "C99"})
    await told(stage, {"type": "channel_rename", "channel": {"id": "C99", "name": "party"}})
    await told(stage, {"type": "channel_id_changed", "old_channel_id": "C99", "new_channel_id": "C98"})
    assert (await stage.channel()).closed_because is None


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 1, 0, 1)])
async def test_the_bot_is_put_out_and_the_log_stays(stage: Stage, ash: Team, order: tuple[int, ...]) -> None:
    root = await stage.asked()
    said = stage.slack.people.say(AMINA, "Kept", team=ASH, channel=SLT, thread=root)
    await stage.sender.event(said)
    both = stage.slack.people.uninstall(team=ASH)
    for which in order:
        assert (await stage.sender.event(both[which])).status_code == 200
    for channel in (OAKFIELD_SLT, HEADS_OF_ALL):
        assert "removed from the Slack workspace" in str((await stage.channel(channel)).closed_because)
    assert await stage.said() == ["Kept"]
    assert (await stage.sender.event(said)).status_code == 403


async def test_a_persons_token_that_is_revoked_is_none_of_ours(stage: Stage) -> None:
    await told(stage, {"type": "tokens_revoked", "tokens": {"oauth": [AMINA], "bot": []}})
    assert (await stage.channel()).closed_because is None


async def test_being_told_of_a_gap_reads_the_threads_back(stage: Stage) -> None:
    await stage.asked()
    outbox, now = stage.bot.store.outbox, stage.clock.now()
    window: dict[str, Any] = {
        "platforms": ["slack"],
        "posted_since": now,
        "swept_before": now,
        "now": now,
        "limit": 9,
    }
    assert not await outbox.take_to_sweep(**window)
    limited = {
        "token": "x",
        "type": "app_rate_limited",
        "team_id": ASH,
        "minute_rate_limited": 1518467820,
        "api_app_id": "A0GT",
    }
    answer = await stage.sender.raw(json.dumps(limited).encode())
    assert answer.status_code == 200
    assert len(await outbox.take_to_sweep(**window)) == 1


@pytest.mark.parametrize("kind", ["team_join", "emoji_changed", "something_new", "message_metadata_posted"])
async def test_an_event_that_we_have_no_use_for_is_no_failure(stage: Stage, kind: str) -> None:
    await told(stage, {"type": kind, "user": AMINA})
