"""People who answer while the program keeps dying: over its pages, with forms, trying again until they are told."""

import asyncio
import re
import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import httpx

HEARD_NOTHING = 60.0
"""Seconds after which somebody would stop believing in the program."""
AGAIN_AFTER = 0.1
TRIES_ONLY_ONCE = 0.15
"""The share of answers whose author walks away when nothing comes back."""
EDITS = 0.5
WITHDRAWS = 0.2


@dataclass(slots=True, kw_only=True)
class Said:
    """An answer that its author was told is kept: what it says, how often it was changed, whether it was taken back."""

    mark: str
    address: str
    root: int
    note: int
    author: str
    text: str
    edits: int = 0
    withdrawn: bool = False


@dataclass(slots=True)
class Diary:
    """What people were told, written down outside the program; `maybe` are marks nobody was told anything about."""

    said: list[Said] = field(default_factory=list)
    maybe: set[str] = field(default_factory=set)


class WalkedAwayError(Exception):
    """Nothing came back, and the person did not try again."""


class Person:
    """Somebody in a leadership team, at whichever door is open."""

    def __init__(
        self, name: str, *, doors: Sequence[int], rooms: Sequence[str], diary: Diary, dice: Random
    ) -> None:
        self._name = name
        self._doors = doors
        self._rooms = rooms
        self._diary = diary
        self._dice = dice
        self._browser = httpx.AsyncClient(timeout=5.0, trust_env=False)

    async def live(self, stopping: asyncio.Event) -> None:
        """Read, answer, change one's mind, until it is time to stop; whatever was begun is brought to its end."""
        async with self._browser:
            token = _token(await self._ask("/demo/people"))
            await self._send("/demo/people", token, member=self._name)
            while not stopping.is_set():
                room = self._dice.choice(self._rooms)
                page = await self._ask(f"/channels/{room}")
                roots = re.findall(r'id="thread-(\d+)"', page.text)
                if roots:
                    await self._converse(room, int(self._dice.choice(roots)), _token(page))
                await asyncio.sleep(self._dice.uniform(0.05, 0.35))

    async def _converse(self, room: str, root: int, token: str) -> None:
        answers = f"/channels/{room}/threads/{root}/answers"
        mark = f"{self._name}-{secrets.token_hex(6)}"
        text = f"{mark} as we see it today"
        try:
            note = _note_in(
                await self._send(answers, token, once=self._dice.random() < TRIES_ONLY_ONCE, text=text)
            )
        except WalkedAwayError:
            self._diary.maybe.add(mark)
            return
        said = Said(mark=mark, address=room, root=root, note=note, author=self._name, text=text)
        self._diary.said.append(said)
        while self._dice.random() < EDITS:
            text = f"{mark} on second thoughts {said.edits + 1}"
            assert _note_in(await self._send(f"{answers}/{note}/edit", token, text=text)) == note
            said.text, said.edits = text, said.edits + 1
        if self._dice.random() < WITHDRAWS:
            # Not there any more: the try before, whose answer was lost, has taken it back.
            done = await self._send(f"{answers}/{note}/withdraw", token, or_gone=True)
            assert done.status_code in {303, 404}
            said.withdrawn = True

    async def _send(
        self, path: str, token: str, *, once: bool = False, or_gone: bool = False, **fields: str
    ) -> httpx.Response:
        answer = await self._ask(path, once=once, form={"csrf": token, **fields})
        expected = {303, 404} if or_gone else {303}
        assert answer.status_code in expected, f"{path}: {answer.status_code}"
        return answer

    async def _ask(
        self, path: str, *, once: bool = False, form: dict[str, str] | None = None
    ) -> httpx.Response:
        """What comes back, however often it takes; WalkedAwayError if it was to be tried `once` and nothing did."""
        loop = asyncio.get_running_loop()
        enough = loop.time() + HEARD_NOTHING
        while loop.time() < enough:
            here = f"http://127.0.0.1:{self._dice.choice(self._doors)}"
            try:
                answer = await self._browser.request(
                    "GET" if form is None else "POST", here + path, data=form, headers={"Origin": here}
                )
                if answer.status_code < 500:
                    return answer
            except httpx.TransportError:
                pass
            if once:
                raise WalkedAwayError
            await asyncio.sleep(AGAIN_AFTER)
        raise AssertionError(f"nobody answered {path} for {HEARD_NOTHING} s")


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _token(page: httpx.Response) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found, f"{page.url.path}: no form ({page.status_code})"
    return found[1]


def _note_in(told: httpx.Response) -> int:
    """The answer that the page they are sent back to speaks of."""
    where = told.headers["location"]
    found = re.search(r"[?&]done=(?:kept|changed|same|owed)&answer=(\d+)", where)
    assert found, where
    return int(found[1])
