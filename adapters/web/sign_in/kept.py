"""Sessions that are kept on the server: the browser holds a secret, the database its hash, and who that is."""

import hmac
import re

from starlette.requests import Request
from starlette.responses import Response

from adapters.web.session import Session, sign_in_address
from bot.domain.sign_in import new_secret
from bot.usecases.bot import Bot
from bot.usecases.people.signing_in import who_is

COOKIE = "__Host-golden-thread"
"""With this beginning browsers take it from us alone, over https, and send it to no other host."""
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


class KeptSessions:
    """Idle for thirty minutes, or open for twelve hours, and a session is over; so it is once one signs out.

    A browser in which nobody is signed in holds a secret as well, which is known nowhere: its forms are tied to it.
    """

    demonstration = False
    open: tuple[str, ...] = ("/sign-in", "/invitations/")

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def read(self, request: Request) -> Session | None:
        """See `adapters.web.session.Sessions`."""
        secret = request.cookies.get(COOKIE, "")
        if not SECRET.fullmatch(secret):
            return None
        return Session(key=secret, who=await who_is(self._bot, secret))

    def begin(self) -> Session:
        """See there."""
        return Session(key=new_secret())

    def write(self, session: Session, response: Response) -> None:
        """See there; the browser forgets it when it is closed."""
        set_cookie(response, COOKIE, session.key)

    def form_token(self, session: Session) -> str:
        """See there: whoever does not have the secret cannot make it, and it does not tell the secret."""
        return hmac.new(session.key.encode(), b"golden-thread.form", "sha256").hexdigest()

    def is_own_form(self, session: Session, token: str) -> bool:
        """See there."""
        return hmac.compare_digest(self.form_token(session).encode(), token.encode())

    def way_in(self, path: str) -> str:
        """See there."""
        return sign_in_address(path)


def set_cookie(response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
    """The browser holds it, shows it to no script, and sends it to us alone; until it is closed, or for so long."""
    response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")


def forget_cookie(response: Response, name: str) -> None:
    """The browser holds it no more."""
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")
