"""Whoever is asking, put where the pages find it: `request.state.viewer`, `.standing`, `.session`, `.csrf`."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.web.forms import keep_form
from adapters.web.guard import READING
from adapters.web.session import Session, Sessions
from bot.domain.people import MemberId
from bot.usecases.bot import Bot
from bot.usecases.permission import NotFound, Standing, standing

STATIC = "/static/"


class NobodyChosen(Exception):  # noqa: N818 - it says what is so
    """Something was sent by a browser that has not chosen, or no longer says, who it is."""


class SignedOut(Exception):  # noqa: N818 - it says what is so
    """Something was sent by a browser in which nobody is signed in, or nobody any more."""


class Recognise:
    """Lets nobody past whom we do not know, and says of everybody who and what they are at this moment."""

    def __init__(self, app: ASGIApp, *, bot: Bot, sessions: Sessions) -> None:
        self._app = app
        self._bot = bot
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, send to where one becomes somebody, or raise NobodyChosen or SignedOut."""
        if scope["type"] != "http" or scope["path"].startswith(STATIC):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        request.state.demonstration = self._sessions.demonstration
        known = await self._sessions.read(request)
        session = known or self._sessions.begin()
        await self._recall(request, session)
        if request.state.viewer is None and not request.url.path.startswith(self._sessions.open):
            answer: ASGIApp = await self._to_become_somebody(request)
        else:
            answer = self._app
        await answer(scope, receive, send if known else _with_cookie(send, self._sessions, session))

    async def _recall(self, request: Request, session: Session) -> None:
        who = await self._standing(session.who)
        request.state.session = session
        request.state.standing = who
        request.state.viewer = who.member if who else None
        request.state.csrf = self._sessions.form_token(session)

    async def _standing(self, who: MemberId | None) -> Standing | None:
        """The person as they are now, if they still are there; in the demonstration nobody real is."""
        if who is None:
            return None
        try:
            found = await standing(self._bot, who)
        except NotFound:
            return None
        return found if found.charter.trust.demonstration or not self._sessions.demonstration else None

    async def _to_become_somebody(self, request: Request) -> Response:
        """The way there. Raises, with the form kept, where going there would lose what was typed."""
        if request.method not in READING:
            await keep_form(request)
            raise NobodyChosen if self._sessions.demonstration else SignedOut
        return RedirectResponse(self._sessions.way_in(request.url.path), status_code=303)


def _with_cookie(send: Send, sessions: Sessions, session: Session) -> Send:
    carrier = Response()
    sessions.write(session, carrier)
    cookies = [header for header in carrier.raw_headers if header[0] == b"set-cookie"]

    async def with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = [name.lower() for name, _ in message["headers"]]
            if b"set-cookie" not in given:
                message["headers"] = [*message["headers"], *cookies]
        await send(message)

    return with_cookie
