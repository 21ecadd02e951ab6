"""The keys that sign what Teams sends: fetched off the event loop and ahead of need, and kept while their source is away."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import requests
import structlog
from botframework.connector.auth import EndorsementsValidator
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from adapters.teams.aside import aside
from bot.addresses import address
from bot.fields import text
from bot.usecases.failures import log_failure

log = structlog.get_logger()

DAY = 24 * 3600.0
"""Seconds for which keys are good, as Microsoft asks: new ones are shown well before they sign."""
PAUSE = 300.0
"""The least seconds between two looks for a key that nobody showed us, so that forged names cause no storm."""
SOON = 5.0
"""Seconds until the next try while there are no keys at all; doubled each time up to PAUSE."""
TIMEOUT = (3.05, 3.0)
LARGEST = 1_000_000


class KeysAway(Exception):  # noqa: N818 - it says what is so
    """No key was ever fetched, so nothing can be told genuine or forged."""


@dataclass(frozen=True, slots=True)
class Key:
    """What there is to know of a key."""

    public_key: Any
    endorsements: Sequence[str]

    def endorses(self, channel: str) -> bool:
        """Whether it may sign for that channel; one that names no channels may for none."""
        return bool(self.endorsements) and bool(EndorsementsValidator.validate(channel, self.endorsements))


Fetch = Callable[[str], Mapping[str, Key]]


class Keys:
    """Asked by `get`; `start` keeps them fresh in the background until `stop`."""

    def __init__(
        self,
        url: str,
        *,
        pause: float = PAUSE,
        now: Callable[[], float] = time.monotonic,
        fetch: Fetch | None = None,
    ) -> None:
        self._url, self._pause, self._now = url, pause, now
        self._fetch = fetch or fetched
        self._kept: Mapping[str, Key] = {}
        self._tried: float | None = None
        self._fresh_until: float | None = None
        self._failures = 0
        self._fetching: asyncio.Task[None] | None = None
        self._ahead: asyncio.Task[None] | None = None

    async def get(self, key_id: str | None) -> Key | None:
        """That key, or None if nobody shows it. Raises KeysAway.

        Waits for the source only where the key is unknown and it was not asked of late.
        """
        found = self._kept.get(key_id or "")
        if found is None and self._may_ask():
            await self._asked()
            found = self._kept.get(key_id or "")
        if not self._kept:
            raise KeysAway
        return found

    def start(self) -> None:
        """They are fetched soon, and anew before they are a day old. Never raises."""
        if self._ahead is None:
            self._ahead = asyncio.create_task(self._kept_fresh())

    async def stop(self) -> None:
        """Nothing is fetched any more."""
        for task in (self._ahead, self._fetching):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        self._ahead = self._fetching = None

    async def _kept_fresh(self) -> None:
        while True:
            await self._asked()
            await asyncio.sleep(DAY / 2 if not self._failures else self._patience())

    def _may_ask(self) -> bool:
        # Whoever comes while an answer is on its way waits for that one.
        return (
            self._fetching is not None or self._tried is None or self._now() - self._tried >= self._patience()
        )

    def _patience(self) -> float:
        return self._pause if self._kept else min(SOON * 2.0 ** max(self._failures - 1, 0), self._pause)

    async def _asked(self) -> None:
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._fetched_once())
            self._fetching.add_done_callback(self._done)
        # Shielded: one who gives up must not take the keys from those who wait with it.
        await asyncio.shield(self._fetching)

    def _done(self, _: asyncio.Task[None]) -> None:
        self._fetching = None

    async def _fetched_once(self) -> None:
        self._tried = self._now()
        try:
            found = await aside(partial(self._fetch, self._url))
        except Exception as error:  # noqa: BLE001 - whatever it was: the old keys are as good as they were
            self._failures += 1
            log_failure("teams.keys_not_fetched", error)
            return
        self._kept, self._failures = found, 0
        log.info("teams.keys_fetched", keys=len(found))


def fetched(url: str) -> Mapping[str, Key]:
    """The keys by their names, as two requests tell them: blocking, for a thread. Raises whatever goes wrong."""
    with requests.Session() as session:
        where = text(_shown(session, url), "jwks_uri")
        address(where)
        shown = _shown(session, where).get("keys")
    found = dict(_key(each) for each in shown if _is_signing(each)) if isinstance(shown, list) else {}
    if not found:
        raise LookupError("the identity provider shows no key that we can use")
    return found


def _shown(session: requests.Session, url: str) -> Mapping[str, Any]:
    with session.get(url, timeout=TIMEOUT, allow_redirects=False, stream=True) as response:
        response.raise_for_status()
        body = response.raw.read(LARGEST, decode_content=True)
    found = json.loads(body)
    if not isinstance(found, dict):
        raise TypeError("the identity provider did not answer with an object")
    return found


def _is_signing(key: object) -> bool:
    return isinstance(key, dict) and key.get("kty") == "RSA" and bool(text(key, "kid")) and _usable(key)


def _usable(key: Mapping[str, Any]) -> bool:
    try:
        PyJWK(dict(key), algorithm="RS256")
    except PyJWTError:
        return False
    return True


def _key(key: Mapping[str, Any]) -> tuple[str, Key]:
    endorsements = key.get("endorsements")
    named = [each for each in endorsements if isinstance(each, str)] if isinstance(endorsements, list) else []
    return text(key, "kid"), Key(PyJWK(dict(key), algorithm="RS256").key, named)
