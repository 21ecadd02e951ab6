from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.team_news import Kind, news
from tests.adapters.teams.recorded import recorded

TENANT = "72f988bf-0000-41af-91ab-2d7cd011db47"
TEAM = "19:5a29d70e7b0e4a8c8ea0b2d7a1c2f0a1@thread.tacv2"
CHANNEL = "19:253b1f341670408fb6fe51050b6e5ceb@thread.tacv2"
US = "28:c9e8c047-2a34-40a1-b28a-b162d5f5327c"
AMINA = "4c1a7d10-0000-4b6e-9c0a-8f6d5e4b3a21"

Activity = dict[str, Any]


def _of_team(event: str = "", kind: str = "conversationUpdate", **more: Any) -> Activity:
    """As Teams tells it: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events."""
    activity = recorded("member_added")
    del activity["membersAdded"], activity["textFormat"], activity["attachments"]
    activity |= {"type": kind, "id": "f:0b9079f4", **more}
    activity["conversation"]["id"] = TEAM
    activity["channelData"] = {
        "team": {"id": TEAM, "name": "Oakfield Primary", "aadGroupId": "f3ec8cd2"},
        "tenant": {"id": TENANT},
    } | ({"eventType": event} if event else {})
    return activity


def _of_channel(event: str, name: str | None = "Leadership", **more: Any) -> Activity:
    activity = _of_team(event, **more)
    activity["channelData"]["channel"] = {"id": CHANNEL} | ({"name": name} if name is not None else {})
    return activity


def _personal(kind: str, **more: Any) -> Activity:
    return recorded("personal_chat") | {"type": kind, "id": "f:5f85c2ad", **more}


US_ADDED: Activity = {"membersAdded": [{"id": US}]}
US_REMOVED: Activity = {"membersRemoved": [{"id": US}]}


@pytest.mark.parametrize(
    ("activity", "kind"),
    [
        (_of_team(kind="installationUpdate", action="add"), Kind.ADDED),
        (_of_team(kind="installationUpdate", action="add-upgrade"), Kind.ADDED),
        (_of_team(kind="installationUpdate", action="remove"), Kind.REMOVED),
        (_of_team(kind="installationUpdate", action="remove-upgrade"), Kind.REMOVED),
        (_of_team("teamMemberAdded", **US_ADDED), Kind.ADDED),
        (_of_team("teamMemberRemoved", **US_REMOVED), Kind.REMOVED),
        (_of_team("teamRenamed"), Kind.TEAM_NAMED),
        (_of_team("teamArchived"), Kind.TEAM_ARCHIVED),
        (_of_team("teamarchived"), Kind.TEAM_ARCHIVED),
        (_of_team("teamUnarchived"), Kind.TEAM_UNARCHIVED),
        (_of_team("teamDeleted"), Kind.TEAM_DELETED),
        (_of_team("teamrestored"), Kind.TEAM_RESTORED),
        (_of_team("teamHardDeleted"), Kind.TEAM_ENDED),
        (_of_channel("channelCreated"), Kind.CHANNEL_NAMED),
        (_of_channel("channelRenamed"), Kind.CHANNEL_NAMED),
        (_of_channel("channelDeleted"), Kind.CHANNEL_DELETED),
        (_of_channel("channelRestored"), Kind.CHANNEL_RESTORED),
        (_of_channel("channelMemberAdded", **US_ADDED), Kind.CHANNEL_JOINED),
        (_of_channel("channelMemberRemoved", **US_REMOVED), Kind.CHANNEL_LEFT),
        (_of_channel("channelShared"), Kind.CHANNEL_SHARED),
        (_of_channel("channelUnshared"), Kind.CHANNEL_UNSHARED),
        (_personal("installationUpdate", action="add"), Kind.CHAT_BEGUN),
        (_personal("conversationUpdate", **US_ADDED), Kind.CHAT_BEGUN),
        (_personal("installationUpdate", action="remove"), Kind.CHAT_ENDED),
    ],
)
def test_what_teams_tells_of_us_is_read(activity: Activity, kind: Kind) -> None:
    told = news(activity)

    assert told is not None
    assert (told.kind, told.tenant) == (kind, TENANT)
    assert told.at == datetime(2026, 11, 23, 8, 2, 0, 369069, tzinfo=UTC)


def test_a_team_comes_with_its_name_and_group() -> None:
    told = news(_of_team(kind="installationUpdate", action="add"))

    assert told is not None
    assert (told.team, told.name, told.group, told.channel) == (TEAM, "Oakfield Primary", "f3ec8cd2", "")


def test_a_channel_comes_with_its_own_name_and_its_team() -> None:
    told = news(_of_channel("channelRenamed", "Senior\u00a0 leaders"))

    assert told is not None
    assert (told.team, told.channel, told.name) == (TEAM, CHANNEL, "Senior leaders")


def test_a_chat_comes_with_whose_it_is() -> None:
    told = news(_personal("installationUpdate", action="add"))

    assert told is not None
    assert (told.person, told.team) == (AMINA, "")


@pytest.mark.parametrize(
    "activity",
    [
        recorded("member_added"),
        recorded("reply"),
        recorded("personal_chat"),
        recorded("group_chat"),
        _of_team("teamMemberRemoved", membersRemoved=[{"id": "29:1someone", "name": "Polly"}]),
        _of_channel("channelMemberAdded", membersAdded=[{"id": "29:1someone"}]),
        _of_team("teamMadeOfCheese"),
        _of_team(kind="installationUpdate", action="polish"),
        _of_channel("channelRenamed") | {"channelData": {"eventType": "channelRenamed"}},
        {},
    ],
)
def test_whatever_is_not_about_us_is_nothing(activity: Activity) -> None:
    assert news(activity) is None


def test_our_id_is_ours_in_whatever_letters() -> None:
    assert news(_of_team("teamMemberAdded", membersAdded=[{"id": US.upper()}])) is not None


def test_only_teams_of_other_tenants_are_outside() -> None:
    activity = _of_channel("channelShared")
    activity["channelData"]["sharedWithTeams"] = [
        {"id": "19:ours", "tenantId": TENANT},
        {"id": "19:theirs", "tenantId": "another"},
    ]

    told = news(activity)

    assert told is not None
    assert told.outside == {"19:theirs"}


EVENTS = [
    _of_channel("channelRenamed"),
    _of_team(kind="installationUpdate", action="add"),
    _of_team("teamArchived"),
]
ODD = st.none() | st.integers() | st.text(max_size=5) | st.lists(st.none() | st.text(max_size=3), max_size=2)


@given(st.sampled_from(EVENTS), st.data())
def test_whatever_is_missing_or_odd_is_no_error(activity: Activity, data: st.DataObject) -> None:
    changed = deepcopy(activity)
    where = data.draw(st.sampled_from([changed, changed["channelData"], changed["channelData"]["team"]]))
    where[data.draw(st.sampled_from(sorted(where)))] = data.draw(ODD)

    told = news(changed)

    assert told is None or told.tenant == TENANT
