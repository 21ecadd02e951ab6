"""What comes back from our views and buttons is read whole, and whatever is not ours is nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack import carried, submitted
from bot.domain.channel import ChannelId, MessageRef
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId
from bot.domain.reflection import ReflectionId
from bot.usecases.spoken.outcomes import Place
from tests.adapters.slack.double import payloads

NAMES = st.sampled_from(
    [
        "user",
        "id",
        "team",
        "team_id",
        "view",
        "state",
        "values",
        "text",
        "value",
        "position",
        "selected_option",
        "private",
        "selected_options",
        "private_metadata",
        "actions",
        "container",
        "channel",
        "message",
        "ts",
        "enterprise",
        "event",
    ]
)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)
THREAD = MessageRef(platform="slack", address="T01ASH/C01OAK", id="1794298500.000008")


@given(st.integers(min_value=0, max_value=2**63 - 1))
def test_a_reflections_id_comes_back_as_it_was(number: int) -> None:
    assert carried.reflection_in(carried.of_reflection(ReflectionId(number))) == number


@given(st.text(min_size=1), st.text(min_size=1), st.none() | st.dates(), st.none() | st.text(min_size=1))
def test_a_place_comes_back_as_it_was(programme: str, school: str, on: Any, channel: Any) -> None:
    place = Place(programme=ProgrammeId(programme), school=SchoolId(school), on=on, channel=channel)
    assert carried.place_in(carried.of_place(place)) == place


def test_a_thread_comes_back_in_its_own_workspace_alone() -> None:
    assert carried.thread_in(carried.of_thread(THREAD), workspace="T01ASH") == THREAD
    assert carried.thread_in(carried.of_thread(THREAD), workspace="T01") is None
    assert carried.thread_in(carried.of_thread(THREAD), workspace="T02BEECH") is None


def test_a_channel_comes_back_as_it_was() -> None:
    assert carried.channel_in(carried.of_channel(ChannelId("oakfield"))) == "oakfield"


@given(st.none() | st.text())
def test_what_we_did_not_write_is_nothing_and_no_error(text: str | None) -> None:
    assert carried.reflection_in(text) is None
    assert carried.thread_in(text, workspace="T01ASH") is None
    assert carried.place_in(text) is None
    assert carried.channel_in(text) is None


@given(st.dictionaries(NAMES, JSON, max_size=8))
def test_a_payload_of_any_shape_is_read_without_an_error(body: dict[str, Any]) -> None:
    submitted.actor(body)
    submitted.pressed(body)
    submitted.message_thread(body, workspace="T01ASH")
    submitted.message_meant(body, workspace="T01ASH")
    submitted.searched(body)
    assert submitted.given(body, workspace="T01ASH") is None
    assert submitted.changed(body) is None


def test_a_person_is_known_by_their_workspace_and_their_id() -> None:
    found = submitted.actor(payloads.view_submission("U01HANA", team="T01ASH", view={}, values={}))
    assert found is not None
    assert (found.workspace, found.person.id, found.visiting) == ("T01ASH", "T01ASH/U01HANA", False)


def test_a_visitor_of_a_shared_channel_keeps_their_own_workspace() -> None:
    body = payloads.view_submission("U09X", team="T09ELSE", view={}, values={})
    body["view"]["app_installed_team_id"] = "T01ASH"
    found = submitted.actor(body)
    assert found is not None
    assert (found.workspace, found.person.id, found.visiting) == ("T01ASH", "T09ELSE/U09X", True)


def test_where_slack_names_no_team_the_organisation_stands_in_its_place() -> None:
    body = payloads.view_submission("U01HANA", team="T01ASH", view={}, values={})
    body |= {"team": None, "enterprise": {"id": "E01ASH"}, "is_enterprise_install": True}
    del body["view"]["app_installed_team_id"]
    found = submitted.actor(body)
    assert found is not None
    assert (found.workspace, found.person.id, found.visiting) == ("E01ASH", "E01ASH/U01HANA", False)


@pytest.mark.parametrize(
    "body",
    [
        payloads.command("U01HANA", "help", team="T01ASH", channel="C01OAK"),
        payloads.envelope(payloads.home_opened("U01HANA"), team="T01ASH"),
    ],
)
def test_a_command_and_an_opened_home_tell_who_it_was(body: dict[str, Any]) -> None:
    found = submitted.actor(body)
    assert found is not None
    assert found.person.id == "T01ASH/U01HANA"


@pytest.mark.parametrize("value", ["-1", "10000", "²", "one", "", None])
def test_a_place_on_a_scale_that_cannot_be_is_none(value: str | None) -> None:
    view = {
        "id": "V1",
        "private_metadata": carried.of_thread(THREAD),
        "state": {"values": {"position": {"position": {"selected_option": {"value": value}}}}},
    }
    found = submitted.given(view, workspace="T01ASH")
    assert found is not None
    assert found.answer.position is None
