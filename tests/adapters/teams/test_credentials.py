"""Tokens come from real MSAL, which asks a local authority; they are kept, and fetched without holding anybody up."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.teams import remedies
from adapters.teams.credentials import (
    BREATH,
    RENEWED_BEFORE,
    UNUSED_BEFORE,
    YOUNG,
    Kept,
    NoTokens,
    by_managed_identity,
    by_secret,
)
from bot.domain.delivery import DeliveryId
from bot.ports.chat import Refused, TryLater
from scheduler.clock import ManualClock
from tests.adapters.teams.connected import LEADERS, MESSAGE, after, connected, on_teams
from tests.adapters.teams.double import Teams
from tests.adapters.teams.identity import APP, SECRET, TENANT, Identity, provided

HOUR = 3600


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Identity]:
    with provided(tmp_path) as ready:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ready.certificate))
        yield ready


def tokens(authority: Identity, clock: ManualClock) -> Kept:
    return by_secret(app=APP, secret=SECRET, tenant=TENANT, clock=clock, login_url=authority.login_url)


async def test_a_token_is_asked_for_once_and_kept(authority: Identity, clock: ManualClock) -> None:
    kept = tokens(authority, clock)
    assert [await kept.bearer() for _ in range(20)] == ["outbound-1"] * 20
    assert authority.tokens_given == 1
    assert authority.times_asked(f"/{TENANT}/oauth2/v2.0/token") == 1


async def test_many_who_need_the_first_token_ask_for_one(authority: Identity, clock: ManualClock) -> None:
    kept = tokens(authority, clock)
    assert set(await asyncio.gather(*(kept.bearer() for _ in range(30)))) == {"outbound-1"}
    assert authority.tokens_given == 1


async def test_while_the_authority_is_slow_the_loop_goes_on(authority: Identity, clock: ManualClock) -> None:
    kept = tokens(authority, clock)
    authority.hold()
    asking = asyncio.create_task(kept.bearer())
    assert await asyncio.to_thread(authority.is_holding)
    longest, last = 0.0, time.monotonic()
    for _ in range(200):
        await asyncio.sleep(0)
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    assert not asking.done()
    assert longest < 0.05
    authority.release()
    assert await asking == "outbound-1"


async def test_a_token_is_renewed_by_one_before_its_end_while_others_use_the_old(
    authority: Identity, clock: ManualClock
) -> None:
    kept = tokens(authority, clock)
    await kept.bearer()
    clock.advance(after(HOUR - RENEWED_BEFORE - 10))
    assert await kept.bearer() == "outbound-1"
    clock.advance(after(20))
    authority.hold()
    renewing = asyncio.create_task(kept.bearer())
    assert await asyncio.to_thread(authority.is_holding)
    assert [await kept.bearer() for _ in range(5)] == ["outbound-1"] * 5
    authority.release()
    assert await renewing == "outbound-2"
    assert await kept.bearer() == "outbound-2"
    assert authority.tokens_given == 2


async def test_nobody_uses_a_token_at_its_very_end(authority: Identity, clock: ManualClock) -> None:
    kept = tokens(authority, clock)
    await kept.bearer()
    clock.advance(after(HOUR - UNUSED_BEFORE + 1))
    assert set(await asyncio.gather(*(kept.bearer() for _ in range(5)))) == {"outbound-2"}


async def test_an_authority_that_is_away_matters_only_once_the_old_token_ends(
    authority: Identity, clock: ManualClock
) -> None:
    kept = tokens(authority, clock)
    await kept.bearer()
    authority.away = True
    clock.advance(after(HOUR - RENEWED_BEFORE + 10))
    assert await kept.bearer() == "outbound-1"
    clock.advance(after(RENEWED_BEFORE))
    with pytest.raises(TryLater):
        await kept.bearer()
    authority.away = False
    clock.advance(after(BREATH))
    assert await kept.bearer() == "outbound-2"


async def test_a_failure_is_told_to_all_who_wait_for_it_and_not_tried_by_each(
    authority: Identity, clock: ManualClock
) -> None:
    kept = tokens(authority, clock)
    authority.away = True
    told = await asyncio.gather(*(kept.bearer() for _ in range(20)), return_exceptions=True)
    assert {type(each) for each in told} == {TryLater}
    assert len(authority.asked) == 1


async def test_an_authority_that_nobody_hears_from_is_tried_later(
    clock: ManualClock, unused_port: int
) -> None:
    kept = by_secret(
        app=APP, secret=SECRET, tenant=TENANT, clock=clock, login_url=f"https://localhost:{unused_port}/"
    )
    with pytest.raises(TryLater):
        await kept.bearer()


@pytest.mark.parametrize(
    ("word", "remedy"),
    [
        ("invalid_client", remedies.WRONG_SECRET),
        ("unauthorized_client", remedies.NO_TOKEN),
        ("invalid_client AADSTS7000222: expired", remedies.CREDENTIALS["AADSTS7000222"]),
        ("invalid_client AADSTS7000215: wrong", remedies.CREDENTIALS["AADSTS7000215"]),
        ("unauthorized_client AADSTS700016: unknown", remedies.CREDENTIALS["AADSTS700016"]),
    ],
)
async def test_a_secret_that_entra_does_not_accept_is_for_whoever_runs_the_bot(
    authority: Identity, clock: ManualClock, word: str, remedy: str
) -> None:
    authority.login_fault = (401, word)
    with pytest.raises(Refused) as refused:
        await tokens(authority, clock).bearer()
    assert str(refused.value) == remedy
    assert SECRET not in str(refused.value)
    assert not refused.value.closes_channel


@pytest.mark.parametrize(("status", "word"), [(400, "temporarily_unavailable"), (503, "server_error")])
async def test_an_authority_that_asks_to_wait_is_tried_later(
    authority: Identity, clock: ManualClock, status: int, word: str
) -> None:
    authority.login_fault = (status, word)
    with pytest.raises(TryLater):
        await tokens(authority, clock).bearer()


async def test_a_tenant_that_entra_does_not_know_is_for_whoever_runs_the_bot(clock: ManualClock) -> None:
    def unknown() -> dict[str, object]:
        raise ValueError("Unable to get authority configuration")

    with pytest.raises(Refused, match="TEAMS_TENANT_ID"):
        await Kept(unknown, clock=clock, nowhere=remedies.NO_TENANT).bearer()


async def test_a_source_that_never_answers_is_given_up(
    clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()

    def never() -> dict[str, object]:
        released.wait(10)
        return {}

    monkeypatch.setattr("adapters.teams.credentials.IN_ALL", 0.05)
    try:
        with pytest.raises(TryLater):
            await Kept(never, clock=clock, nowhere="").bearer()
    finally:
        released.set()


async def test_what_is_said_on_teams_carries_the_token(
    authority: Identity, teams: Teams, clock: ManualClock
) -> None:
    teams.state.tokens = {"outbound-1"}
    async with connected(teams, clock, tokens=tokens(authority, clock)) as ready:
        for n in range(3):
            await ready.platform.post(MESSAGE, to=on_teams(LEADERS), delivery=DeliveryId(f"delivery-{n}"))
    assert {call.bearer for call in teams.calls()} == {"outbound-1"}
    assert authority.tokens_given == 1


async def test_a_token_that_teams_does_not_take_any_more_is_replaced(
    authority: Identity, teams: Teams, clock: ManualClock
) -> None:
    teams.state.tokens = {"outbound-2"}
    async with connected(teams, clock, tokens=tokens(authority, clock)) as ready:
        await ready.connector._tokens.bearer()
        clock.advance(after(YOUNG + 1))
        with pytest.raises(TryLater):
            await ready.platform.post(MESSAGE, to=on_teams(LEADERS), delivery=DeliveryId("delivery-1"))
        await ready.platform.post(MESSAGE, to=on_teams(LEADERS), delivery=DeliveryId("delivery-1"))
    assert len(teams.channel(LEADERS).roots()) == 1


async def test_a_bot_that_teams_does_not_know_is_refused_with_what_to_do(
    authority: Identity, teams: Teams, clock: ManualClock
) -> None:
    teams.state.tokens = set()
    async with connected(teams, clock, tokens=tokens(authority, clock)) as ready:
        with pytest.raises(Refused) as refused:
            await ready.platform.post(MESSAGE, to=on_teams(LEADERS), delivery=DeliveryId("delivery-1"))
    assert str(refused.value) == remedies.UNKNOWN_TO_TEAMS
    assert not refused.value.closes_channel


async def test_without_a_token_nothing_is_sent(authority: Identity, teams: Teams, clock: ManualClock) -> None:
    authority.away = True
    async with connected(teams, clock, tokens=tokens(authority, clock)) as ready:
        with pytest.raises(TryLater):
            await ready.platform.post(MESSAGE, to=on_teams(LEADERS), delivery=DeliveryId("delivery-1"))
    assert teams.calls() == []


async def test_where_no_token_is_needed_none_is_shown(teams: Teams, clock: ManualClock) -> None:
    async with connected(teams, clock, tokens=NoTokens()) as ready:
        await ready.platform.post(MESSAGE, to=on_teams(LEADERS), delivery=DeliveryId("delivery-1"))
    assert [call.bearer for call in teams.calls()] == [""]


class _Endpoint(ThreadingHTTPServer):
    """The address at which a server in Azure asks for its own tokens."""

    asked: list[tuple[dict[str, list[str]], str]]
    answer: tuple[int, bytes]


class _Handler(BaseHTTPRequestHandler):
    server: _Endpoint

    def do_GET(self) -> None:
        header = self.headers.get("X-IDENTITY-HEADER", "")
        self.server.asked.append((parse_qs(urlsplit(self.path).query), header))
        status, body = self.server.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Nothing: a test's log is the program's."""


@contextmanager
def in_azure(monkeypatch: pytest.MonkeyPatch, *, status: int, body: bytes) -> Iterator[_Endpoint]:
    server = _Endpoint(("127.0.0.1", 0), _Handler)
    server.asked, server.answer = [], (status, body)
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{server.server_port}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "the-header")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def test_a_managed_identity_gives_tokens_without_any_secret(
    clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = int(time.time()) + HOUR
    body = f'{{"access_token": "of-azure", "expires_on": "{ends}", "resource": "r"}}'.encode()
    with in_azure(monkeypatch, status=200, body=body) as server:
        kept = by_managed_identity(app=APP, clock=clock)
        assert [await kept.bearer() for _ in range(3)] == ["of-azure"] * 3
    (asked, header), *more = server.asked
    assert more == []
    assert (asked["resource"], asked["client_id"]) == (["https://api.botframework.com"], [APP])
    assert header == "the-header"


async def test_a_server_without_the_managed_identity_is_for_whoever_runs_the_bot(
    clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = b'{"statusCode": 400, "message": "No User Assigned or Delegated Managed Identity found"}'
    with in_azure(monkeypatch, status=400, body=body), pytest.raises(Refused) as refused:
        await by_managed_identity(app=APP, clock=clock).bearer()
    assert str(refused.value) == remedies.NO_IDENTITY


async def test_an_identity_endpoint_that_is_away_is_tried_later(
    clock: ManualClock, monkeypatch: pytest.MonkeyPatch, unused_port: int
) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{unused_port}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "the-header")
    with pytest.raises(TryLater) as later:
        await by_managed_identity(app=APP, clock=clock).bearer()
    assert later.value.after >= timedelta(seconds=1)
