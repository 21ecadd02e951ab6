"""The signing keys: fetched once and ahead, never for a storm of forgeries, kept while their source is away."""

import asyncio
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.teams.keys import PAUSE, SOON, Keys, KeysAway, fetched
from tests.adapters.teams.door import holding, opened
from tests.adapters.teams.identity import JWKS, METADATA, Identity, provided


@dataclass
class Seconds:
    """A clock that stands until it is moved."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[Identity]:
    with provided(tmp_path) as ready:
        yield ready


async def test_they_are_fetched_once_for_all_who_come_at_the_same_time(
    provider: Identity, written: io.StringIO
) -> None:
    provider.hold()
    async with opened(provider, written=written) as door:
        waiting = [asyncio.create_task(door.sent(provider.header())) for _ in range(5)]
        await holding(provider)
        provider.release()
        answers = await asyncio.gather(*waiting)
    assert [each.status_code for each in answers] == [200] * 5
    assert (provider.times_asked(METADATA), provider.times_asked(JWKS)) == (1, 1)


async def test_fetched_ahead_they_are_there_when_the_first_activity_comes(
    provider: Identity, written: io.StringIO
) -> None:
    keys = Keys(provider.keys_url)
    provider.hold()
    keys.start()
    await holding(provider)
    provider.release()
    async with opened(provider, written=written, keys=keys) as door:
        assert (await door.sent(provider.header())).status_code == 200
    assert provider.times_asked(METADATA) == 1


async def test_while_the_provider_keeps_its_answer_everybody_else_is_answered(
    provider: Identity, written: io.StringIO
) -> None:
    clock = Seconds()
    keys = Keys(provider.keys_url, now=clock)
    async with opened(provider, written=written, keys=keys) as door:
        assert (await door.sent(provider.header())).status_code == 200
        old, new = provider.key, provider.rotate("second")
        clock.now += PAUSE
        provider.hold()
        waiting = asyncio.create_task(door.sent(provider.header(key=new)))
        await holding(provider)
        for _ in range(20):
            assert (await door.sent(provider.header(key=old))).status_code == 200
        assert not waiting.done()
        provider.release()
        assert (await waiting).status_code == 200


async def test_a_storm_of_forged_names_makes_nobody_ask_the_provider_again(
    provider: Identity, written: io.StringIO
) -> None:
    clock = Seconds()
    async with opened(provider, written=written, keys=Keys(provider.keys_url, now=clock)) as door:
        for number in range(30):
            clock.now += PAUSE / 32
            assert (await door.sent(provider.header(kid=f"forged-{number}"))).status_code == 401
            assert (await door.sent(provider.header())).status_code == 200
        assert provider.times_asked(METADATA) == 1
        clock.now += PAUSE / 8
        assert (await door.sent(provider.header(kid="forged-again"))).status_code == 401
        assert provider.times_asked(METADATA) == 2


async def test_a_key_that_is_shown_no_more_opens_nothing_after_the_next_look(provider: Identity) -> None:
    clock = Seconds()
    keys = Keys(provider.keys_url, now=clock)
    assert await keys.get("first") is not None
    provider.rotate("second", keep=False)
    assert await keys.get("second") is None
    clock.now += PAUSE
    assert await keys.get("second") is not None
    assert await keys.get("first") is None


TROUBLES: dict[str, dict[str, tuple[int, object]]] = {
    "away": {},
    "no keys": {JWKS: (200, {"keys": []})},
    "no list": {JWKS: (200, {"keys": "first"})},
    "no object": {METADATA: (200, ["first"])},
    "unsafe": {METADATA: (200, {"jwks_uri": "http://keys.example/"})},
    "elsewhere": {JWKS: (302, {"keys": []})},
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_the_old_ones_are_kept_while_the_provider_is_in_trouble(
    provider: Identity, trouble: str
) -> None:
    clock = Seconds()
    keys = Keys(provider.keys_url, now=clock)
    assert await keys.get("first") is not None
    provider.away = trouble == "away"
    provider.instead = TROUBLES[trouble]
    clock.now += PAUSE
    assert await keys.get("second") is None
    assert await keys.get("first") is not None
    provider.away, provider.instead = False, {}
    provider.rotate("second")
    clock.now += PAUSE
    assert await keys.get("second") is not None


async def test_one_key_that_cannot_be_read_spoils_none_of_the_others(provider: Identity) -> None:
    good = dict(provider.key.jwk)
    broken = [
        {**good, "kid": "broken", "n": "!"},
        {**good, "kid": 7},
        {**good, "kty": "EC", "kid": "curve"},
        {"kid": "empty", "kty": "RSA"},
        "a word",
        {**good, "kid": "odd", "endorsements": "msteams"},
    ]
    provider.instead = {JWKS: (200, {"keys": [*broken, good]})}
    found = await asyncio.to_thread(fetched, provider.keys_url)
    assert sorted(found) == ["first", "odd"]
    assert found["first"].endorses("msteams")
    assert not found["odd"].endorses("msteams")


async def test_without_any_key_nobody_is_called_a_forger_and_it_is_tried_again_soon(
    provider: Identity, written: io.StringIO
) -> None:
    clock = Seconds()
    provider.away = True
    async with opened(provider, written=written, keys=Keys(provider.keys_url, now=clock)) as door:
        assert (await door.sent(provider.header())).status_code == 503
        assert (await door.sent(provider.header())).status_code == 503
        assert provider.times_asked(METADATA) == 1
        provider.away = False
        clock.now += SOON
        assert (await door.sent(provider.header())).status_code == 200
        assert len(door.kept.activities) == 1
        assert door.whys() == ["keys-away", "keys-away"]


async def test_the_longer_it_is_away_the_less_often_it_is_asked(provider: Identity) -> None:
    clock = Seconds()
    provider.away = True
    keys = Keys(provider.keys_url, now=clock)
    asked = []
    for _ in range(int(20 * PAUSE / SOON)):
        with pytest.raises(KeysAway):
            await keys.get("first")
        asked.append(provider.times_asked(METADATA))
        clock.now += SOON
    assert asked[:3] == [1, 2, 2]
    assert 20 <= asked[-1] <= 30


async def test_who_gives_up_waiting_takes_nothing_from_the_others(provider: Identity) -> None:
    provider.hold()
    keys = Keys(provider.keys_url)
    hasty, patient = asyncio.create_task(keys.get("first")), asyncio.create_task(keys.get("first"))
    await holding(provider)
    hasty.cancel()
    await asyncio.gather(hasty, return_exceptions=True)
    provider.release()
    assert await patient is not None
    assert provider.times_asked(METADATA) == 1


async def test_the_provider_being_away_keeps_nothing_from_starting_or_stopping(provider: Identity) -> None:
    provider.hold()
    keys = Keys(provider.keys_url)
    keys.start()
    await holding(provider)
    await keys.stop()
    keys.start()
    await keys.stop()
    provider.release()
