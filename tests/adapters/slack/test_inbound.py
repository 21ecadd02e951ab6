"""From what Slack tells us to what the bot hears."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.inbound import happening, mentioned, moment, stranger, thread_replies, workspace_of
from bot.domain.channel import MessageRef
from bot.domain.happenings import Edited, Said, Withdrawn
from bot.domain.people import PersonRef
from tests.adapters.slack.recorded import FOLDER, recorded

ROOT, TS = "1795420500.123459", "1795420920.304369"
MESSAGE = MessageRef(platform="slack", address="T01ASH/C01SLT", id=TS)
AMINA = PersonRef(platform="slack", id="T01ASH/U01AMINA", name="Amina Khan")
ASKED_AT = datetime(2026, 11, 23, 7, 55, 0, 123459, tzinfo=UTC)
SAID_AT = datetime(2026, 11, 23, 8, 2, 0, 304369, tzinfo=UTC)
EDITED_AT = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
NAMES = {"U01AMINA": "Amina Khan", "U01BEN": "Ben Okafor"}
OTHERS: tuple[Any, ...] = (None, 7, True, "x", [], {}, [None], {"type": []})
EVENTS = sorted(path.stem for path in FOLDER.glob("*.json") if path.stem != "thread")


def heard(name: str, *, strangers: bool = False) -> Any:
    return happening(recorded(name), names=NAMES, strangers=strangers)


# What people say.


def test_a_reply_in_a_thread_is_heard() -> None:
    assert heard("thread_reply") == Said(
        message=MESSAGE,
        root=ROOT,
        author=AMINA,
        text="We met the parents first.",
        said_at=SAID_AT,
        root_at=ASKED_AT,
    )


def test_an_author_not_looked_up_yet_is_somebody() -> None:
    said = happening(recorded("thread_reply"))
    assert isinstance(said, Said)
    assert said.author.name == "Someone on Slack"


def test_slacks_marks_become_what_was_written() -> None:
    assert heard("thread_reply_with_marks").text == (
        "@Ben Okafor asked #all-staff & @here about the code (https://www.gov.uk/send) <today>, *twice*"
    )
    assert mentioned(recorded("thread_reply_with_marks")) == {"U01BEN"}


def test_a_reply_also_sent_to_the_channel_is_heard_once_and_in_its_thread() -> None:
    assert (heard("thread_broadcast").message, heard("thread_broadcast").root) == (MESSAGE, ROOT)


def test_a_file_is_a_line_with_its_name_and_where_it_is() -> None:
    line = "rota & room plan.pdf (https://ashgrove.slack.com/files/U01AMINA/F0RDC39U1/rota.pdf)"
    assert heard("file_share").text == f"The rota shows it.\n{line}"
    assert heard("file_share_without_words").text == line


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ({"id": "F1", "file_access": "check_file_info"}, "A file"),
        ({"name": "two\nlines", "permalink": None}, "two lines"),
        ({"mode": "tombstone", "name": "gone.pdf"}, ""),
    ],
)
def test_a_file_that_slack_says_little_of_is_named_as_well_as_can_be(file: dict[str, Any], line: str) -> None:
    body = recorded("file_share_without_words")
    body["event"]["files"] = [file]
    said = happening(body)
    assert isinstance(said, Said)
    assert said.text == line


def test_a_guest_is_heard_like_any_leader_under_the_name_the_event_tells() -> None:
    assert heard("guest").author == PersonRef(platform="slack", id="T01ASH/U01GUEST", name="Sam Cover")


def test_what_someone_does_in_a_thread_is_heard() -> None:
    assert heard("me_message").text == "nods"


# What people change and take back.


@pytest.mark.parametrize("name", ["edited", "edited_again_without_previous", "edited_broadcast"])
def test_an_edit_carries_all_that_the_message_did(name: str) -> None:
    assert heard(name) == Edited(
        message=MESSAGE,
        root=ROOT,
        author=AMINA,
        text="We met the parents first, then the staff.",
        said_at=SAID_AT,
        edited_at=EDITED_AT,
        edit="1795421400.000000",
        root_at=ASKED_AT,
    )


def test_a_deleted_reply_is_withdrawn_when_it_was_deleted() -> None:
    assert heard("deleted_reply") == Withdrawn(
        message=MESSAGE, root=ROOT, withdrawn_at=datetime(2026, 11, 23, 8, 20, 0, 700, tzinfo=UTC)
    )


def test_a_deletion_that_does_not_say_of_what_still_withdraws() -> None:
    withdrawn = heard("deleted_without_previous")
    assert (withdrawn.message, withdrawn.root) == (MESSAGE, None)


def test_a_stranger_may_take_back_what_was_heard_of_them_while_they_were_heard() -> None:
    body = recorded("deleted_reply")
    body["event"]["previous_message"] |= {"user_team": "T09COUNCIL", "source_team": "T09COUNCIL"}
    assert isinstance(happening(body), Withdrawn)


# What is not ours to hear.


@pytest.mark.parametrize(
    "name",
    [
        "another_app_in_the_thread",
        "bot_message",
        "channel_join",
        "channel_leave",
        "channel_message",
        "channel_topic",
        "deleted_channel_message",
        "deleted_echo",
        "deleted_parent",
        "deleted_parent_of_a_person",
        "direct_message",
        "edited_by_a_bot",
        "edited_channel_message",
        "edited_parent_of_a_person",
        "ephemeral",
        "group_direct_message",
        "message_replied_without_subtype",
        "our_echo",
        "our_echo_by_metadata_alone",
        "our_prompt",
        "slackbot",
        "stranger",
        "stranger_edits",
        "thread_counter",
        "thread_parent",
        "tombstone",
        "unfurl",
        "unfurl_after_an_edit",
    ],
)
def test_this_is_not_ours_to_hear(name: str) -> None:
    assert heard(name) is None


def test_our_bot_is_known_by_its_authorisation_alone() -> None:
    body = recorded("thread_reply")
    body["event"]["user"] = "U0GT"
    assert happening(body) is None


# Whose it is.


def test_a_stranger_is_heard_where_the_school_wants_that_and_by_their_own_workspace() -> None:
    body = recorded("stranger")
    assert stranger(body)
    said = heard("stranger", strangers=True)
    assert said.author == PersonRef(platform="slack", id="T09COUNCIL/U09COUNCIL", name="Cal Council")
    assert said.message.address == "T01ASH/C01SLT"


@pytest.mark.parametrize("field", ["user_team", "source_team", "team"])
def test_any_one_field_tells_a_stranger(field: str) -> None:
    body = recorded("stranger")
    for other in {"user_team", "source_team", "team"} - {field}:
        del body["event"][other]
    assert stranger(body)
    assert happening(body) is None


def test_one_of_ours_is_no_stranger_in_a_channel_that_another_workspace_shares() -> None:
    # There the envelope's own team is the other side's.
    body = recorded("one_of_ours_in_a_shared_channel")
    assert not stranger(body)
    assert workspace_of(body) == "T01ASH"
    assert heard("one_of_ours_in_a_shared_channel").author == AMINA


def test_where_the_workspace_is_null_the_organisation_stands_in_its_place() -> None:
    said = heard("enterprise_grid")
    assert said.message.address == "E01TRUST/C01SLT"
    assert said.author.id == "E01TRUST/W01AMINA"


def test_another_workspace_of_the_same_organisation_is_no_stranger() -> None:
    assert heard("enterprise_grid_other_workspace").author.id == "T01ASH/W01BEN"
    body = recorded("enterprise_grid_other_workspace") | {"is_ext_shared_channel": True}
    assert stranger(body)


# Whatever comes.


@pytest.mark.parametrize("name", EVENTS)
def test_any_field_may_be_missing_or_of_another_kind(name: str) -> None:
    for path in _paths(recorded(name)):
        for other in OTHERS:
            body = recorded(name)
            _set(body, path, other)
            happening(body)
            mentioned(body)
            stranger(body)
        body = recorded(name)
        _set(body, path, _GONE)
        happening(body)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
stamps = st.sampled_from([ROOT, TS, "", "x", "1.2.3", "99999999999.999999"]) | anything
events = st.fixed_dictionaries(
    {"type": st.sampled_from(["message", "app_mention"]) | anything},
    optional={
        "subtype": st.sampled_from([None, "message_changed", "message_deleted", "file_share", "tombstone"])
        | anything,
        "channel": st.sampled_from(["C1", "D1"]) | anything,
        "user": st.sampled_from(["U1", "U0GT"]) | anything,
        "bot_id": anything,
        "text": st.text(max_size=20) | anything,
        "ts": stamps,
        "thread_ts": stamps,
        "deleted_ts": stamps,
        "event_ts": stamps,
        "edited": st.fixed_dictionaries({}, optional={"ts": stamps}) | anything,
        "files": anything,
        "metadata": anything,
        "message": anything,
        "previous_message": anything,
    },
)
bodies = anything.filter(lambda body: isinstance(body, dict)) | st.fixed_dictionaries(
    {"type": st.just("event_callback"), "event": events},
    optional={"team_id": st.just("T1") | anything, "authorizations": anything, "enterprise_id": anything},
)


@given(body=bodies)
def test_whatever_comes_is_heard_or_not_and_never_an_error(body: dict[str, Any]) -> None:
    assert isinstance(happening(body), Said | Edited | Withdrawn | None)
    assert isinstance(stranger(body), bool)
    mentioned(body)


@pytest.mark.parametrize("by", [{"bot_id": "B1"}, {"bot_profile": {"id": "B1"}}, {"user": "USLACKBOT"}])
@pytest.mark.parametrize("name", EVENTS)
def test_nothing_of_a_bot_is_heard(name: str, by: dict[str, Any]) -> None:
    body = recorded(name)
    for message in (body["event"], body["event"].get("message"), body["event"].get("previous_message")):
        if message is not None:
            message.update(by)
    assert happening(body, strangers=True) is None or name == "deleted_without_previous"


@pytest.mark.parametrize("name", EVENTS)
def test_nothing_outside_a_thread_is_heard(name: str) -> None:
    body = recorded(name)
    for message in (body["event"], body["event"].get("message"), body["event"].get("previous_message")):
        if message is not None:
            message.pop("thread_ts", None)
    assert happening(body, strangers=True) is None or name == "deleted_without_previous"


@given(body=bodies)
def test_what_is_heard_stands_in_a_thread(body: dict[str, Any]) -> None:
    found = happening(body)
    if isinstance(found, Said | Edited):
        assert moment(found.root)
        assert found.root != found.message.id


# Moments.


def test_a_ts_is_a_moment_to_the_microsecond() -> None:
    assert moment("1482960137.003543") == datetime(2016, 12, 28, 21, 22, 17, 3543, tzinfo=UTC)
    assert moment("1482960137.9") == datetime(2016, 12, 28, 21, 22, 17, 900000, tzinfo=UTC)


@given(micros=st.integers(0, 10**16))
def test_every_moment_comes_back_exactly(micros: int) -> None:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    assert moment(f"{micros // 10**6}.{micros % 10**6:06}") == at


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "x",
        "1482960137",
        "-1.0",
        "1.2.3",
        "\u0661.\u0662",
        "999999999999.0",
        " 1.0",
        "1.0\n",
        1.5,
        None,
        [],
        {},
    ],
)
def test_what_is_no_ts_is_no_moment(bad: object) -> None:
    assert moment(bad) is None


# A thread read back.


def read_back(answer: dict[str, Any], *, strangers: bool = False) -> Any:
    return thread_replies(answer, team="T01ASH", channel="C01SLT", names=NAMES, strangers=strangers)


def test_a_thread_read_back_tells_what_its_events_would_have() -> None:
    found = read_back(recorded("thread"))
    assert found.said[0] == heard("thread_reply")
    assert [type(each) for each in found.said] == [Said, Edited, Said]
    assert found.said[1].edit == "1795421400.000000"
    assert found.said[1].author.name == "Ben Okafor"
    assert found.said[2].text.startswith("rota & room plan.pdf")


def test_bots_and_strangers_stand_in_a_thread_but_say_nothing() -> None:
    found = read_back(recorded("thread"))
    assert len(found.standing) == 5
    assert {"1795420940.000100", "1795420960.000100"} <= found.standing
    assert [each.author.id for each in read_back(recorded("thread"), strangers=True).said][-1] == (
        "T09COUNCIL/U09COUNCIL"
    )


def test_nothing_follows_from_what_is_missing_unless_the_thread_is_whole() -> None:
    short = recorded("thread")
    short["messages"].pop()
    more = recorded("thread") | {"has_more": True}
    cursor = recorded("thread") | {"response_metadata": {"next_cursor": "bmV4dA=="}}
    rootless = recorded("thread")
    rootless["messages"].pop(0)
    for answer in (short, more, cursor, rootless, {"ok": True, "messages": []}, {}):
        assert read_back(answer).standing is None
    assert len(read_back(rootless).said) == 3


def test_a_thread_that_nobody_has_answered_is_whole() -> None:
    root = recorded("thread")["messages"][0]
    del root["thread_ts"], root["reply_count"]
    assert read_back({"ok": True, "messages": [root]}).standing == frozenset()


def test_a_message_on_two_pages_is_one() -> None:
    answer = recorded("thread")
    answer["messages"] += answer["messages"][1:3]
    assert read_back(answer) == read_back(recorded("thread"))


@given(messages=anything, more=anything)
def test_any_answer_can_be_read_back(messages: Any, more: Any) -> None:
    read_back({"messages": messages, "has_more": more, "response_metadata": more})


_GONE = object()


def _paths(value: Any) -> list[tuple[Any, ...]]:
    """The way to every value in it."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way for key, inner in items for way in ((key,), *((key, *rest) for rest in _paths(inner)))]


def _set(body: Any, path: tuple[Any, ...], value: Any) -> None:
    for key in path[:-1]:
        body = body[key]
    if value is _GONE:
        del body[path[-1]]
    else:
        body[path[-1]] = value
