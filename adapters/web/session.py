"""Who is asking: in the demonstration whoever they say they are, elsewhere whoever has signed in."""

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_urlsafe
from typing import Protocol
from urllib.parse import quote

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from bot.domain.people import MemberId

COOKIE = "golden-thread-demonstration"
CHOOSE, SIGN_IN = "/demo/people", "/sign-in"
LASTS = 12 * 60 * 60
"""Seconds after which one has to choose again."""


@dataclass(frozen=True, slots=True)
class Session:
    """One browser: `key` ties its forms to it, `who` is the person it has chosen to be."""

    key: str
    who: MemberId | None = None


class Sessions(Protocol):
    """How browsers are told apart, and who each of them is."""

    demonstration: bool
    """Whether one may be anyone."""
    open: tuple[str, ...]
    """Beginnings of addresses where one may go without being anybody."""

    async def read(self, request: Request) -> Session | None:
        """The browser's session, or None where it has none that we made."""

    def begin(self) -> Session:
        """A new browser, nobody yet."""

    def write(self, session: Session, response: Response) -> None:
        """The browser carries the session from now on."""

    def form_token(self, session: Session) -> str:
        """What a form of this session carries, to show that it came from one of our pages."""

    def is_own_form(self, session: Session, token: str) -> bool:
        """Whether that token was made for this session."""

    def way_in(self, path: str) -> str:
        """Where nobody becomes somebody, who then goes on to that page."""


class DemonstrationSessions:
    """Sessions in a signed cookie; whoever changes a letter of it has none. Nobody proves who they are."""

    demonstration = True
    open: tuple[str, ...] = (CHOOSE,)

    def __init__(self, secret: str) -> None:
        self._cookies = URLSafeTimedSerializer(secret, salt="golden-thread.demonstration.session")
        self._forms = URLSafeTimedSerializer(secret, salt="golden-thread.demonstration.form")

    async def read(self, request: Request) -> Session | None:
        """See above."""
        try:
            said = self._cookies.loads(request.cookies.get(COOKIE, ""), max_age=LASTS)
            return Session(key=str(said["key"]), who=MemberId(said["who"]) if said["who"] else None)
        except (BadSignature, KeyError, TypeError):
            return None

    def begin(self) -> Session:
        """A new browser, nobody yet."""
        return Session(key=token_urlsafe(18))

    def choose(self, session: Session, who: MemberId) -> Session:
        """The same browser as that person; forms of whoever it was before are not good any more."""
        return replace(session, key=token_urlsafe(18), who=who)

    def write(self, session: Session, response: Response) -> None:
        """The browser carries the session from now on."""
        cookie = self._cookies.dumps({"key": session.key, "who": session.who})
        response.set_cookie(COOKIE, str(cookie), max_age=LASTS, httponly=True, samesite="lax")

    def form_token(self, session: Session) -> str:
        """What a form of this session carries, to show that it came from one of our pages."""
        return str(self._forms.dumps(session.key))

    def is_own_form(self, session: Session, token: str) -> bool:
        """Whether that token was made for this session."""
        try:
            return bool(self._forms.loads(token, max_age=LASTS) == session.key)
        except BadSignature:
            return False

    def way_in(self, path: str) -> str:
        """See above; the page of people leads to the home page."""
        del path
        return CHOOSE


def sign_in_address(path: str) -> str:
    """The page to sign in, which leads on to that page."""
    return SIGN_IN if path in {"", "/"} else f"{SIGN_IN}?next={quote(path)}"


def secret_in(folder: Path) -> str:
    """What signs the demonstration's cookies: made once, kept in the data folder, readable by its owner alone."""
    path, making = folder / "secret", folder / f"secret.{os.getpid()}"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        making.touch(mode=0o600)
        making.write_text(token_urlsafe(32), encoding="ascii")
        # Whole or not at all, and the first of two wins.
        with suppress(FileExistsError):
            path.hardlink_to(making)
        making.unlink()
    return path.read_text(encoding="ascii")
