"""From an activity of Teams to what the bot hears."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.inbound import actor, addressed, happening, moment, place_of, stranger, tenant_of
from bot.domain.channel import MessageRef
from bot.domain.happenings import Edited, Said, Withdrawn
from bot.domain.people import PersonRef
from tests.adapters.teams.recorded import FOLDER, recorded

TENANT, ROOT, ID = "72f988bf-0000-41af-91ab-2d7cd011db47", "1795420500123", "1795420920304"
CHANNEL = "19:253b1f341670408fb6fe51050b6e5ceb@thread.tacv2"
MESSAGE = MessageRef(platform="teams", address=f"{TENANT}/{CHANNEL}", id=ID)
AMINA = PersonRef(platform="teams", id=f"{TENANT}/4c1a7d10-0000-4b6e-9c0a-8f6d5e4b3a21", name="Amina Khan")
SAID_AT = datetime(2026, 11, 23, 8, 2, 0, 304000, tzinfo=UTC)
PRIVATE = "19:9a8b7c6d5e4f40a1b2c3d4e5f6a7b8c9@thread.tacv2"
ROOT_AT = datetime(2026, 11, 23, 7, 55, 0, 123000, tzinfo=UTC)
ACTIVITIES = sorted(path.stem for path in FOLDER.glob("*.json"))
OTHERS: tuple[Any, ...] = (None, 7, True, "x", [], {}, [None], {"type": []})


def heard(name: str) -> Any:
    return happening(recorded(name))


def test_a_plain_reply_under_a_post_is_heard() -> None:
    assert heard("reply") == Said(
        message=MESSAGE,
        root=ROOT,
        author=AMINA,
        text="We met the parents first.",
        said_at=SAID_AT,
        root_at=ROOT_AT,
    )


def test_only_the_mention_that_addresses_us_is_taken_out() -> None:
    assert heard("mention_reply").text == "our Golden Thread is frayed, @Ben Okafor says"


def test_words_that_come_as_xml_are_read_as_such() -> None:
    assert heard("xml_reply").text == "first & foremost\nthen"


def test_what_somebody_quotes_is_not_what_they_say() -> None:
    assert heard("quoted_reply").text == "I see it otherwise."


@pytest.mark.parametrize("name", ["forwarded", "picture", "voice"])
def test_what_holds_no_words_of_theirs_is_said_without_any(name: str) -> None:
    assert heard(name).text == ""


def test_a_reply_in_a_private_channel_is_one_of_that_channel() -> None:
    assert heard("private_channel_reply").message.address == f"{TENANT}/{PRIVATE}"


def test_a_guest_is_known_by_the_id_that_they_have_here() -> None:
    assert heard("guest_reply").author.id == f"{TENANT}/7f4dafff-0000-4b6e-9c0a-8f6d5e4b3a24"


@pytest.mark.parametrize("name", ["stranger_by_tenant", "stranger_by_sender"])
def test_who_is_of_another_organisation_is_a_stranger_and_nobody_to_us(name: str) -> None:
    assert (stranger(recorded(name)), actor(recorded(name)), heard(name)) == (True, None, None)


@pytest.mark.parametrize("name", ["reply", "guest_reply", "personal_chat", "press_reflect"])
def test_everybody_else_is_no_stranger(name: str) -> None:
    assert not stranger(recorded(name))
    assert actor(recorded(name)) is not None


@pytest.mark.parametrize("name", ["mention_reply", "xml_reply", "group_chat_mention"])
def test_a_mention_of_ours_speaks_to_us(name: str) -> None:
    assert addressed(recorded(name))


@pytest.mark.parametrize("name", ["reply", "edited", "personal_chat", "quoted_reply"])
def test_without_one_nobody_speaks_to_us(name: str) -> None:
    assert not addressed(recorded(name))


def test_a_mention_of_another_bot_does_not_speak_to_us() -> None:
    activity = recorded("xml_reply")
    activity["recipient"]["id"] = "28:another"
    assert not addressed(activity)


def test_a_file_is_a_line_with_its_name_and_where_it_is() -> None:
    assert heard("file").text == "The rota shows it.\nrota.pdf (https://ashgrove.sharepoint.com/rota.pdf)"


@pytest.mark.parametrize("name", ["reply", "root_by_thread", "root_by_reply"])
def test_the_root_is_told_by_what_is_newest_of_three(name: str) -> None:
    assert (heard(name).root, heard(name).message) == (ROOT, MESSAGE)


def test_an_edit_carries_all_that_the_message_did() -> None:
    assert heard("edited") == Edited(
        message=MESSAGE,
        root=ROOT,
        author=AMINA,
        text="We met the parents first, then the staff.",
        said_at=SAID_AT,
        edited_at=datetime(2026, 11, 23, 8, 10, 0, 100000, tzinfo=UTC),
        edit="2026-11-23T08:10:00.100000+00:00",
        root_at=ROOT_AT,
    )


def test_a_deletion_that_was_undone_says_the_words_again() -> None:
    # The log does not take it back: a withdrawal wins over whatever comes later.
    assert (heard("undeleted").text, type(heard("undeleted"))) == ("We met the parents first.", Edited)


@pytest.mark.parametrize("name", ["deleted", "deleted_without_a_word_of_why"])
def test_a_deleted_reply_is_withdrawn(name: str) -> None:
    assert heard(name) == Withdrawn(
        message=MESSAGE,
        root=ROOT,
        withdrawn_at=datetime(2026, 11, 23, 8, 20, tzinfo=UTC),
        root_at=ROOT_AT,
    )


@pytest.mark.parametrize(
    "name",
    [
        "bot",
        "card_button",
        "group_chat",
        "group_chat_mention",
        "member_added",
        "new_post",
        "new_post_deleted",
        "new_post_edited",
        "ourselves",
        "personal_chat",
        "post_without_a_root",
        "press_in_chat",
        "press_refresh",
        "reaction",
        "stranger_by_sender",
        "stranger_by_tenant",
        "webhook",
    ],
)
def test_this_is_not_ours_to_hear(name: str) -> None:
    assert heard(name) is None


def test_a_tenant_is_told_in_either_place_and_nothing_is_heard_without_one() -> None:
    activity = recorded("reply")
    del activity["conversation"]["tenantId"]
    assert (tenant_of(activity), happening(activity)) == (TENANT, heard("reply"))
    del activity["channelData"]["tenant"]
    assert (tenant_of(activity), happening(activity), place_of(activity)) == ("", None, None)


def test_a_sender_without_a_name_is_somebody() -> None:
    activity = recorded("reply")
    activity["from"]["name"] = " "
    said = happening(activity)
    assert isinstance(said, Said)
    assert said.author.name == "Someone on Teams"


@pytest.mark.parametrize("name", ACTIVITIES)
def test_any_field_may_be_missing_or_of_another_kind(name: str) -> None:
    for path in paths(recorded(name)):
        for other in OTHERS:
            activity = recorded(name)
            holder = activity
            for key in path[:-1]:
                holder = holder[key]
            holder[path[-1]] = other
            happening(activity)
        activity = holder = recorded(name)
        for key in path[:-1]:
            holder = holder[key]
        del holder[path[-1]]
        happening(activity)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(changes=st.dictionaries(st.sampled_from(sorted(recorded("reply"))), anything))
def test_whatever_comes_is_heard_or_not_and_never_an_error(changes: dict[str, Any]) -> None:
    assert isinstance(happening(recorded("reply") | changes), Said | Edited | Withdrawn | None)
    happening(changes)


@pytest.mark.parametrize(
    ("timestamp", "at"),
    [
        ("2026-11-23T08:02:00.3690690Z", datetime(2026, 11, 23, 8, 2, 0, 369069, tzinfo=UTC)),
        ("2026-11-23T09:02:00+01:00", datetime(2026, 11, 23, 8, 2, tzinfo=UTC)),
        ("2026-11-23T08:02:00", None),
        ("0001-01-01T00:00:00+23:00", None),
        ("yesterday", None),
        ("", None),
        (7, None),
        (None, None),
    ],
)
def test_a_timestamp_is_a_moment_in_utc_or_none(timestamp: object, at: datetime | None) -> None:
    assert moment(timestamp) == at


def paths(value: Any) -> list[tuple[Any, ...]]:
    """The way to every value in it."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way for key, inner in items for way in ((key,), *((key, *rest) for rest in paths(inner)))]
