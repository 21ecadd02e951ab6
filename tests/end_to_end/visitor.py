"""Somebody at the pages of our program, over HTTP, with a browser that has neither scripts nor eyes."""

import re
from collections.abc import Iterable
from html import unescape
from http.cookies import SimpleCookie

import aiohttp

OK, SEE_OTHER = 200, 303


class Visitor:
    """One person with their cookies. What they open and send has to succeed; `at` is where they are then."""

    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        self._address, self._session = address, session
        self._cookies: dict[str, str] = {}
        self.at, self.page = "", ""

    async def signs_in(self, told: str) -> None:
        """They follow the link to sign in that is somewhere in those words."""
        found = re.search(r"/sign-in/link/[\w-]+", told)
        assert found, "nothing leads to a sign-in"
        await self.opens(found[0])
        await self.sends()

    async def opens(self, path: str) -> str:
        """The page of that path."""
        return await self._ask("GET", path)

    async def sends(self, fields: Iterable[tuple[str, str]] = (), *, to: str | None = None) -> str:
        """A form of the page that they are on, with what it hides; returns the page that comes then."""
        hidden = {name: self.field(name) for name in ("csrf", "seen") if f'name="{name}"' in self.page}
        return await self._ask("POST", to or self.at, [*hidden.items(), *fields])

    def field(self, name: str) -> str:
        """What a field of the page holds."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        assert found, f"no field {name} on {self.at}"
        return unescape(found[1])

    def found(self, pattern: str) -> str:
        """What stands on the page in the place of the pattern's group."""
        found = re.search(pattern, self.page)
        assert found, f"nothing like {pattern} on {self.at}:\n{self.page}"
        return unescape(found[1])

    async def _ask(self, method: str, path: str, fields: Iterable[tuple[str, str]] = ()) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        form = aiohttp.FormData(list(fields)) if method == "POST" else None
        async with self._session.request(
            method,
            f"{self._address}{path}",
            data=form,
            # The cookies are for https, which browsers do not ask of this machine and this library does.
            headers={"Cookie": cookies, "Origin": self._address},
            allow_redirects=False,
        ) as answer:
            for each in answer.headers.getall("Set-Cookie", []):
                self._cookies |= {name: one.value for name, one in SimpleCookie(each).items()}
            text = await answer.text()
        if answer.status == SEE_OTHER:
            return await self._ask("GET", answer.headers["Location"].removeprefix(self._address))
        assert answer.status == OK, f"{path} answered {answer.status}:\n{text}"
        self.at, self.page = path, text
        return text


async def takes_a_code(visitor: Visitor, school: str) -> str:
    """They take a code for the school's next channel."""
    await visitor.opens(f"/schools/{school}/channels/new")
    await visitor.sends([("step", "code")])
    return visitor.found(r'<p class="code"[^>]*>([^<]+)</p>')


async def lets_come(visitor: Visitor, programme: str, *, school: str) -> None:
    """That programme comes to the one channel of the school from now on: looked at first, then saved."""
    await visitor.opens(f"/schools/{school}")
    channel = visitor.found(rf'href="(/schools/{school}/channels/channel-[^"/]+)"')
    await visitor.opens(channel)
    await visitor.sends([("programme", programme), ("step", "see")])
    await visitor.sends([("programme", programme), ("step", "save")])
    assert "done=saved" in visitor.at
