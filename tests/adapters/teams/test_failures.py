"""What each thing that can go wrong on Teams means for us."""

from datetime import timedelta

import aiohttp
import pytest

from adapters.teams import remedies
from adapters.teams.failures import LONGEST_WAIT, SOON, SPREAD, Gone, on_looking, on_posting, retry_after
from adapters.teams.sdk import Answered
from bot.domain.delivery import DeliveryId
from bot.ports.chat import CannotTell, ChatError, OutcomeUnknown, Refused, TryLater
from scheduler.clock import ManualClock
from tests.adapters.teams.connected import LEADERS, MESSAGE, connected, on_teams
from tests.adapters.teams.double import Fault, Teams, faults
from tests.adapters.teams.double.faults import HANG

FIRST = DeliveryId("delivery-1")
SENTENCES = [
    *remedies.IN_A_CHANNEL.values(),
    *remedies.WITH_A_PERSON.values(),
    *remedies.CREDENTIALS.values(),
    remedies.ADD,
    remedies.NO_CHAT,
    remedies.FORBIDDEN,
    remedies.GONE_CHANNEL,
    remedies.UNKNOWN_TO_TEAMS,
    remedies.WRONG_SECRET,
    remedies.NO_TOKEN,
    remedies.NO_IDENTITY,
]


def refusing_connection() -> aiohttp.ClientConnectorError:
    key = aiohttp.client_reqrep.ConnectionKey("smba.example", 443, True, True, None, None, None)
    return aiohttp.ClientConnectorError(key, OSError(111, "refused"))


@pytest.mark.parametrize("status", [412, 429, 502, 503, 504])
def test_what_microsoft_says_to_try_again_was_not_posted(status: int) -> None:
    assert isinstance(on_posting(Answered(status, "ServiceError")), TryLater)


@pytest.mark.parametrize("status", [300, 307, 402, 405, 408, 409, 410, 418, 500, 501, 505, 520, 599])
def test_nobody_posts_twice_because_of_a_status_nobody_knew(status: int) -> None:
    assert isinstance(on_posting(Answered(status, "ServiceError")), OutcomeUnknown)


@pytest.mark.parametrize("code", [*remedies.IN_A_CHANNEL, "SomethingNew", ""])
def test_what_teams_forbids_in_a_channel_closes_it_and_says_who_must_act(code: str) -> None:
    found = on_posting(Answered(403, code))
    assert isinstance(found, Refused)
    assert found.closes_channel
    assert "must" in str(found) or "choose" in str(found)


@pytest.mark.parametrize(
    "code", ["BotNotInConversationRoster", "ForbiddenOperationException", "MessageWritesBlocked", "Else"]
)
def test_what_teams_forbids_in_a_chat_is_for_that_person_to_allow(code: str) -> None:
    found = on_posting(Answered(403, code), personal=True)
    assert isinstance(found, Refused)
    assert str(found) == remedies.NO_CHAT
    assert not found.closes_channel


def test_a_channel_that_is_gone_is_closed_and_a_thread_or_a_message_that_is_gone_closes_nothing() -> None:
    channel = on_posting(Answered(404, "ConversationNotFound"))
    thread = on_posting(Answered(404, "ConversationNotFound"), in_thread=True)
    message = on_posting(Answered(404, "ActivityNotFoundInConversation"), in_thread=True)
    assert isinstance(channel, Refused)
    assert isinstance(thread, Refused)
    assert (channel.closes_channel, thread.closes_channel) == (True, False)
    assert isinstance(message, Gone)
    assert not message.closes_channel


@pytest.mark.parametrize("status", [400, 401, 413])
def test_what_is_wrong_with_us_closes_no_channel(status: int) -> None:
    found = on_posting(Answered(status, "Whatever"))
    assert isinstance(found, Refused)
    assert not found.closes_channel


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError(),
        ConnectionResetError(),
        aiohttp.ServerDisconnectedError(),
        aiohttp.ServerTimeoutError(),
        aiohttp.ClientPayloadError(),
        ValueError("whatever"),
    ],
)
def test_a_call_that_broke_off_may_have_posted(error: Exception) -> None:
    found = on_posting(error)
    assert isinstance(found, OutcomeUnknown)
    assert "whatever" not in str(found)


@pytest.mark.parametrize("error", [refusing_connection(), aiohttp.ConnectionTimeoutError()])
def test_a_call_that_never_left_us_posted_nothing(error: Exception) -> None:
    assert isinstance(on_posting(error), TryLater)


def test_what_the_port_says_already_stays_as_it_is() -> None:
    known: ChatError = CannotTell("It cannot be searched.")
    assert on_posting(known) is known


def test_a_look_that_failed_unclearly_changed_nothing() -> None:
    assert isinstance(on_looking(TimeoutError()), TryLater)
    assert isinstance(on_looking(Answered(500, "")), TryLater)
    assert isinstance(on_looking(Answered(403, "")), Refused)


@pytest.mark.parametrize(
    ("header", "least"),
    [
        ("17", timedelta(seconds=17)),
        ("0.2", timedelta(seconds=1)),
        ("-4", timedelta(seconds=1)),
        ("999999999999", LONGEST_WAIT),
        ("", SOON),
        ("nan", SOON),
        ("inf", SOON),
        ("Wed, 21 Oct 2026 07:28:00 GMT", SOON),
    ],
)
def test_we_wait_as_long_as_teams_asks_and_a_little_more(header: str, least: timedelta) -> None:
    waits = [retry_after(Answered(429, "Throttled", retry_after=header)) for _ in range(50)]
    assert min(waits) >= least
    assert max(waits) <= least * (1 + SPREAD)
    assert len(set(waits)) > 1


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_remedy_says_in_plain_english_who_must_do_what(sentence: str) -> None:
    assert sentence.endswith(".")
    assert any(word in sentence for word in ("must", "choose another"))
    assert not any(word in sentence for word in ("HTTP", "403", "roster", "null", "exception"))


@pytest.mark.parametrize(
    ("fault", "means", "stands"),
    [
        (faults.throttled(30), TryLater, 0),
        (faults.throttled(None), TryLater, 0),
        (faults.status(412, "PreconditionFailed"), TryLater, 0),
        (faults.status(502), TryLater, 0),
        (faults.status(503, ""), TryLater, 0),
        (faults.status(504, ""), TryLater, 0),
        (faults.status(500), OutcomeUnknown, 0),
        (faults.done_and(500), OutcomeUnknown, 1),
        (faults.dropped(), OutcomeUnknown, 0),
        (faults.done_and_dropped(), OutcomeUnknown, 1),
        (faults.hangs(), OutcomeUnknown, 0),
        (faults.done_and_hangs(), OutcomeUnknown, 1),
        (faults.done_and_babbles("<html>busy"), OutcomeUnknown, 1),
        (faults.done_and_babbles("{}"), OutcomeUnknown, 1),
        (faults.done_and_babbles("ok", kind="text/plain"), OutcomeUnknown, 1),
        (faults.forbidden("BotDisabledByAdmin"), Refused, 0),
        (faults.status(401, "BotNotRegistered"), Refused, 0),
        (faults.status(404, "ConversationNotFound"), Refused, 0),
        (faults.status(413, "MessageSizeTooBig"), Refused, 0),
    ],
)
async def test_what_a_post_meets_over_real_http_is_told_in_the_ports_words_and_sent_once(
    teams: Teams, clock: ManualClock, fault: Fault, means: type[ChatError], stands: int
) -> None:
    teams.script("post", fault)
    async with connected(teams, clock, within=1 if fault.silence == HANG else 10) as ready:
        with pytest.raises(means) as told:
            await ready.platform.post(MESSAGE, to=on_teams(LEADERS), delivery=FIRST)
    assert type(told.value) is means or isinstance(told.value, Refused)
    assert len(teams.channel(LEADERS).roots()) == stands
    assert len(teams.calls("post")) == 1
