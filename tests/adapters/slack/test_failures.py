"""Every error that Slack documents means what the table says, and one that nobody knows means a look-up."""

import re
from datetime import timedelta

import pytest

from adapters.slack.remedies import ADMIN, CHANNEL, EXTERNAL, GONE, LATER, ONLY_THIS, UNCLEAR, WORKSPACE
from adapters.slack.workspaces import as_installation
from bot.domain.channel import MessageRef
from bot.domain.delivery import DeliveryId
from bot.ports.chat import CannotTell, ChatError, OutcomeUnknown, Refused, TryLater
from bot.ports.installations import SecretsUnreadable
from scheduler.clock import ManualClock
from tests.adapters.slack.connected import MESSAGE, after, connected, installed, on_slack
from tests.adapters.slack.double import Fault, Slack, Team, faults

FIRST = DeliveryId("delivery-1")
SLT = on_slack("C01SLT")
DOCUMENTED = re.findall(
    r"\w+",
    """
    access_denied accesslimited account_inactive as_user_not_supported attachment_payload_limit_exceeded
    cannot_reply_to_message channel_not_found deprecated_endpoint duplicate_channel_not_found
    duplicate_message_not_found ekm_access_denied enterprise_is_restricted fatal_error internal_error invalid_arg_name
    invalid_arguments invalid_array_arg invalid_auth invalid_blocks invalid_blocks_format invalid_charset
    invalid_form_data invalid_metadata_format invalid_metadata_schema invalid_post_type is_archived
    markdown_text_conflict message_limit_exceeded messages_tab_disabled metadata_must_be_sent_from_app
    metadata_too_large method_deprecated missing_file_data missing_post_type missing_scope msg_blocks_too_long
    msg_too_long no_permission no_text not_allowed_token_type not_authed not_in_channel org_login_required rate_limited
    ratelimited request_timeout restricted_action restricted_action_non_threadable_channel
    restricted_action_read_only_channel restricted_action_thread_locked restricted_action_thread_only_channel
    service_unavailable slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked
    slack_connect_lists_sharing_blocked team_access_not_granted team_added_to_org team_not_found token_expired
    token_revoked too_many_attachments too_many_contact_cards two_factor_setup_required
    """,
)
"""The errors on the page of chat.postMessage, as of November 2026."""
CLOSING = {**CHANNEL, **WORKSPACE, **ADMIN, **EXTERNAL, **GONE}


async def posted(slack: Slack, clock: ManualClock) -> ChatError:
    async with connected(slack, clock) as ready:
        with pytest.raises(ChatError) as caught:
            await ready.platform.post(MESSAGE, to=SLT, delivery=FIRST)
    return caught.value


async def looked(slack: Slack, clock: ManualClock) -> ChatError:
    async with connected(slack, clock) as ready:
        with pytest.raises(ChatError) as caught:
            await ready.platform.find(FIRST, at=SLT, since=clock.now())
    return caught.value


def test_every_documented_error_of_posting_has_its_line() -> None:
    assert len(DOCUMENTED) > 60
    assert not [word for word in DOCUMENTED if word not in {*CLOSING, *LATER, *ONLY_THIS, *UNCLEAR}]


def test_no_error_has_two_meanings() -> None:
    tables: list[set[str]] = [
        set(each) for each in (CHANNEL, WORKSPACE, ADMIN, EXTERNAL, GONE, LATER, ONLY_THIS, UNCLEAR)
    ]
    assert sum(map(len, tables)) == len(set().union(*tables))


def test_every_sentence_says_what_to_do() -> None:
    assert not [word for word, says in CLOSING.items() if ":" not in says or not says.endswith(".")]
    assert not [word for word, says in ONLY_THIS.items() if not says.endswith(".")]


@pytest.mark.parametrize("word", sorted(CLOSING))
async def test_what_a_person_must_put_right_closes_the_channel(
    slack: Slack, ash: Team, clock: ManualClock, word: str
) -> None:
    slack.script("chat.postMessage", faults.error(word))
    told = await posted(slack, clock)
    assert isinstance(told, Refused)
    assert told.closes_channel
    assert str(told) == CLOSING[word]


@pytest.mark.parametrize("word", sorted(ONLY_THIS))
async def test_what_is_wrong_with_one_message_leaves_the_channel_open(
    slack: Slack, ash: Team, clock: ManualClock, word: str
) -> None:
    slack.script("chat.postMessage", faults.error(word))
    told = await posted(slack, clock)
    assert isinstance(told, Refused)
    assert not told.closes_channel
    assert word in str(told)


@pytest.mark.parametrize("word", sorted(LATER))
async def test_what_passes_by_itself_is_tried_later(
    slack: Slack, ash: Team, clock: ManualClock, word: str
) -> None:
    slack.script("chat.postMessage", faults.error(word))
    told = await posted(slack, clock)
    assert isinstance(told, TryLater)
    assert told.after == LATER[word]


@pytest.mark.parametrize("word", [*sorted(UNCLEAR), "an_error_of_tomorrow", ""])
async def test_what_nobody_knows_is_never_posted_again_unseen(
    slack: Slack, ash: Team, clock: ManualClock, word: str
) -> None:
    slack.script("chat.postMessage", faults.error(word))
    assert isinstance(await posted(slack, clock), OutcomeUnknown)


@pytest.mark.parametrize(
    "fault",
    [
        faults.status(500),
        faults.status(503),
        faults.status(403),
        faults.dropped(),
        faults.done_and_dropped(),
        faults.done_and(status=500),
        faults.done_and(error="internal_error"),
        faults.done_and_babbles("<html>Sign in to the school's network</html>", kind="text/html"),
        faults.done_and_babbles("ok", kind="text/plain"),
        faults.done_and_babbles('{"ok": tr', kind="application/json"),
        faults.done_and_babbles("[]", kind="application/json"),
        faults.done_and_babbles("null", kind="application/json"),
        faults.done_and_babbles('{"ok": true}', kind="application/json"),
        faults.done_and_babbles('{"ok": true, "ts": 17}', kind="application/json"),
        faults.done_and_babbles('{"ok": false, "error": ["is_archived"]}', kind="application/json"),
    ],
)
async def test_an_answer_that_is_none_leaves_the_outcome_unknown(
    slack: Slack, ash: Team, clock: ManualClock, fault: Fault
) -> None:
    slack.script("chat.postMessage", fault)
    assert isinstance(await posted(slack, clock), OutcomeUnknown)
    assert len(slack.calls("chat.postMessage")) == 1


@pytest.mark.parametrize(
    ("says", "waits"),
    [
        ("30", after(30)),
        ("0", after(1)),
        ("-5", after(1)),
        ("2.5", after(2.5)),
        ("99999999", timedelta(hours=1)),
        ("tomorrow", after(30)),
        ("nan", after(30)),
        ("inf", after(30)),
        ("", after(30)),
    ],
)
async def test_we_wait_as_long_as_slack_says_within_reason(
    slack: Slack, ash: Team, clock: ManualClock, says: str, waits: timedelta
) -> None:
    slack.script("chat.postMessage", faults.rate_limited(says))
    told = await posted(slack, clock)
    assert isinstance(told, TryLater)
    assert told.after == waits


async def test_nobody_there_means_that_nothing_was_sent(
    slack: Slack, ash: Team, clock: ManualClock, unused_port: int
) -> None:
    slack.port = unused_port
    assert isinstance(await posted(slack, clock), TryLater)
    assert isinstance(await looked(slack, clock), TryLater)


async def test_a_name_that_nobody_knows_means_that_nothing_was_sent(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    async with connected(slack, clock) as ready:
        ready.workspaces._api_url = "http://slack.invalid/api/"
        with pytest.raises(TryLater):
            await ready.platform.post(MESSAGE, to=SLT, delivery=FIRST)


@pytest.mark.parametrize("fault", [faults.status(500), faults.dropped(), faults.error("internal_error")])
async def test_a_look_that_failed_is_taken_again(
    slack: Slack, ash: Team, clock: ManualClock, fault: Fault
) -> None:
    # Every one: what only reads is asked once more by the library of HTTP itself.
    slack.always("conversations.history", fault)
    assert isinstance(await looked(slack, clock), TryLater)


@pytest.mark.parametrize("word", ["missing_scope", "not_in_channel", "channel_not_found", "invalid_cursor"])
async def test_where_we_may_not_look_a_person_decides(
    slack: Slack, ash: Team, clock: ManualClock, word: str
) -> None:
    slack.script("conversations.history", faults.error(word))
    assert isinstance(await looked(slack, clock), CannotTell)


@pytest.mark.parametrize("word", sorted(GONE))
async def test_a_revoked_token_ends_the_installation_and_nothing_more_is_tried(
    slack: Slack, ash: Team, clock: ManualClock, word: str
) -> None:
    slack.script("chat.postMessage", faults.error(word))
    async with connected(slack, clock) as ready:
        for _ in range(3):
            with pytest.raises(Refused) as refused:
                await ready.platform.post(MESSAGE, to=SLT, delivery=FIRST)
            assert refused.value.closes_channel
        kept = await ready.installations.of("slack", ash.id)
    assert kept is not None
    assert (kept.secret, kept.gone_because) == ("", GONE[word])
    assert len(slack.calls("chat.postMessage")) == 1


async def test_a_token_that_was_replaced_meanwhile_is_no_end(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    async with connected(slack, clock) as ready:
        await ready.workspaces.of(ash.id)
        ash.token = "xoxb-new"
        await ready.installations.keep(as_installation(installed(slack, ash), at=clock.now()))
        slack.script("users.conversations", faults.error("token_revoked"))
        with pytest.raises(TryLater):
            await ready.platform.post(MESSAGE, to=SLT, delivery=FIRST)
        clock.advance(after(31))
        assert isinstance(await ready.platform.post(MESSAGE, to=SLT, delivery=FIRST), MessageRef)


async def test_a_token_that_cannot_be_read_stops_posts_and_closes_nothing(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    async with connected(slack, clock) as ready:
        ready.installations._memory.spills = SecretsUnreadable()
        with pytest.raises(Refused, match="old key") as refused:
            await ready.platform.post(MESSAGE, to=SLT, delivery=FIRST)
    assert not refused.value.closes_channel
    assert slack.calls() == []


async def test_an_address_that_slack_does_not_allow_costs_nobody_the_installation(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    slack.script("chat.postMessage", faults.error("invalid_auth"))
    async with connected(slack, clock) as ready:
        with pytest.raises(Refused):
            await ready.platform.post(MESSAGE, to=SLT, delivery=FIRST)
        assert isinstance(await ready.platform.post(MESSAGE, to=SLT, delivery=FIRST), MessageRef)


async def test_what_is_said_of_a_failure_has_none_of_the_words_in_it(
    slack: Slack, ash: Team, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    for fault in (faults.error("invalid_blocks"), faults.status(500), faults.dropped()):
        slack.script("chat.postMessage", fault)
        told = await posted(slack, clock)
        assert MESSAGE.question not in str(told)
    assert MESSAGE.question not in caplog.text
    assert ash.token not in caplog.text
