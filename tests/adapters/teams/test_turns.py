"""Who is let in: real tokens over real HTTP, every wrong kind of them turned away while good ones go on."""

import io
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.adapters.teams.door import WORDS, Door, activity, opened
from tests.adapters.teams.identity import SERVICE, TENANT, Identity, SigningKey, provided

GOVERNMENT = "https://api.botframework.us"
EMULATOR = "https://sts.windows.net/f8cdef31-a31e-4b4a-93e4-5f571e91255a/"
ELSEWHERE = "99999999-aaaa-4bbb-8ccc-ddddeeeeffff"
STRANGER = SigningKey.new("first")
"""Another key by the name of the provider's own."""


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Identity]:
    with provided(tmp_path_factory.mktemp("identity")) as ready:
        ready.keys = [
            SigningKey.new("unendorsed", endorsements=()),
            SigningKey.new("silent", endorsements=None),
            SigningKey.new("skype", endorsements=("skype",)),
            *ready.keys,
        ]
        yield ready


@pytest.fixture
async def door(provider: Identity, written: io.StringIO) -> AsyncIterator[Door]:
    async with opened(provider, written=written) as ready:
        yield ready


async def test_what_the_bot_connector_signed_is_let_in_whole(door: Door, provider: Identity) -> None:
    answer = await door.sent(provider.header())
    assert (answer.status_code, answer.content) == (200, b"")
    assert door.kept.activities == [activity()]


Wrong = Callable[[Identity], Mapping[str, str]]


def _key(name: str) -> Wrong:
    return lambda at: at.header(key=next(key for key in at.keys if key.kid == name))


def _raw(header: str) -> Wrong:
    return lambda _: {"Authorization": header}


def _token(**changes: Any) -> Wrong:
    return lambda at: at.header(**changes)


def _forged(at: Identity) -> Mapping[str, str]:
    """The signature of one token under the words of another."""
    ours, theirs = at.token(), at.token(further={"role": "admin"})
    return {"Authorization": f"Bearer {theirs.rpartition('.')[0]}.{ours.rpartition('.')[2]}"}


WRONG: Mapping[str, tuple[str, Wrong]] = {
    "no header": ("no-token", lambda _: {}),
    "an empty header": ("no-token", _raw("")),
    "no token in it": ("token", _raw("Bearer")),
    "another scheme": ("token", _raw("Basic Ym90OmJvdA==")),
    "garbage": ("token", _raw("Bearer not.a.token")),
    "garbage without dots": ("token", _raw("Bearer garbage")),
    "two tokens": ("token", lambda at: {"Authorization": f"Bearer {at.token()} {at.token()}"}),
    "a header without end": ("token", lambda at: at.header(further={"padding": "x" * 20_000})),
    "another audience": ("audience", _token(audience="99999999-1111-4222-8333-444455556666")),
    "two audiences": ("audience", _token(audience=["0c0ffee0-1111-4222-8333-444455556666", "other"])),
    "no audience": ("audience", _token(audience=None)),
    "another issuer": ("issuer", _token(issuer="https://evil.example")),
    "the emulator's issuer": ("issuer", _token(issuer=EMULATOR)),
    "the government's issuer": ("issuer", _token(issuer=GOVERNMENT)),
    "another service address": ("service-url", _token(service_url="https://evil.example/")),
    "no service address in the token": ("service-url", _token(service_url=None)),
    "expired": ("expired", _token(ends=timedelta(minutes=-6))),
    "without an end": ("no-end", _token(ends=None)),
    "not yet valid": ("not-yet-valid", _token(begins=timedelta(minutes=6))),
    "unsigned": ("algorithm", _token(algorithm="none")),
    "signed with the public key as a secret": ("algorithm", _token(algorithm="HS256")),
    "another algorithm": ("algorithm", _token(algorithm="RS512")),
    "a forged signature": ("signature", _forged),
    "another key by the same name": ("signature", _token(key=STRANGER)),
    "an unknown key": ("key", _token(kid="nobody-knows")),
    "no name of a key": ("key", _token(kid="")),
    "a key for no channel": ("endorsement", _key("unendorsed")),
    "a key that says nothing of channels": ("endorsement", _key("silent")),
    "a key for another channel": ("endorsement", _key("skype")),
    "a skill of somebody's": ("audience", _token(audience="other", further={"ver": "1.0", "appid": "x"})),
}


@pytest.mark.parametrize("kind", WRONG)
async def test_what_is_not_proved_is_turned_away_and_nothing_kept(
    door: Door, provider: Identity, kind: str
) -> None:
    word, wrong = WRONG[kind]
    assert (await door.sent(provider.header())).status_code == 200
    headers = wrong(provider)
    answer = await door.sent(headers)
    assert (answer.status_code, answer.content) == (401, b"")
    assert len(door.kept.activities) == 1
    assert (await door.sent(provider.header())).status_code == 200
    assert len(door.kept.activities) == 2
    assert door.whys() == [word]
    _says_nothing(door, headers)


OURS = {"id": "19:slt@thread.tacv2", "conversationType": "channel"}

NOT_OURS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "no channel": ("channel", {"channelId": None}),
    "another channel": ("channel", {"channelId": "emulator"}),
    "a channel that is no word": ("channel", {"channelId": ["msteams"]}),
    "another tenant": ("tenant", {"conversation": {**OURS, "tenantId": ELSEWHERE}}),
    "another tenant in the data": ("tenant", {"channelData": {"tenant": {"id": ELSEWHERE}}}),
    "a tenant that is no word": ("tenant", {"channelData": {"tenant": {"id": [TENANT]}}}),
    "no tenant at all": ("tenant", {"conversation": OURS, "channelData": None}),
}


@pytest.mark.parametrize("kind", NOT_OURS)
async def test_what_is_proved_but_not_ours_is_turned_away_and_nothing_kept(
    door: Door, provider: Identity, kind: str
) -> None:
    word, changes = NOT_OURS[kind]
    headers = provider.header()
    answer = await door.sent(headers, body=activity(**changes))
    assert (answer.status_code, answer.content) == (403, b"")
    assert door.kept.activities == []
    assert door.whys() == [word]
    _says_nothing(door, headers)


@pytest.mark.parametrize("where", [None, "", 7, "https://evil.example/"])
async def test_an_address_to_answer_to_that_no_token_names_is_turned_away(
    door: Door, provider: Identity, where: object
) -> None:
    assert (await door.sent(provider.header(), body=activity(serviceUrl=where))).status_code == 401
    assert (
        await door.sent(provider.header(service_url=""), body=activity(serviceUrl=where))
    ).status_code == 401
    assert door.kept.activities == []


@pytest.mark.parametrize("where", ["http://smba.example/uk/", "https://me:x@smba.example/", "https://"])
async def test_nothing_is_said_where_others_could_listen_even_if_a_token_names_it(
    door: Door, provider: Identity, where: str
) -> None:
    answer = await door.sent(provider.header(service_url=where), body=activity(serviceUrl=where))
    assert (answer.status_code, door.whys()) == (403, ["service-url"])
    assert door.kept.activities == []


async def test_one_who_names_the_tenant_once_is_heard_whatever_the_case(
    door: Door, provider: Identity
) -> None:
    for changes in (
        {"channelData": None},
        {"conversation": OURS},
        {"channelData": {"tenant": {"id": TENANT.upper()}}},
    ):
        assert (await door.sent(provider.header(), body=activity(**changes))).status_code == 200
    assert len(door.kept.activities) == 3


async def test_clocks_may_differ_by_less_than_five_minutes(door: Door, provider: Identity) -> None:
    late = provider.header(ends=timedelta(minutes=-4))
    early = provider.header(begins=timedelta(minutes=4))
    assert [(await door.sent(each)).status_code for each in (late, early)] == [200, 200]


async def test_a_door_without_authentication_asks_for_no_header(written: io.StringIO) -> None:
    here = "http://127.0.0.1:9/"
    async with opened(None, written=written, tenant=None) as door:
        assert (await door.sent(body=activity(serviceUrl=here))).status_code == 200
        assert (
            await door.sent({"Authorization": "Bearer rubbish"}, body=activity(serviceUrl=here))
        ).status_code == 200
        assert (await door.sent(body=activity(channelId=None))).status_code == 403
        assert (await door.sent(body=activity(serviceUrl=None))).status_code == 403
    assert len(door.kept.activities) == 2


async def test_a_door_without_authentication_still_knows_its_tenant(written: io.StringIO) -> None:
    async with opened(None, written=written) as door:
        elsewhere = activity(conversation={**OURS, "tenantId": ELSEWHERE}, serviceUrl=SERVICE)
        assert (await door.sent(body=elsewhere)).status_code == 403
    assert door.kept.activities == []


def _says_nothing(door: Door, headers: Mapping[str, str]) -> None:
    lines = door.written.getvalue()
    assert WORDS not in lines
    for part in headers.get("Authorization", "").replace(".", " ").split():
        assert part in {"Bearer", "Basic"} or len(part) < 10 or part not in lines
