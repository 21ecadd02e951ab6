"""Whoever is asking, put where the pages find it: `request.state.viewer`, `.standing`, `.session`, `.csrf`."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.web.forms import keep_form
from adapters.web.guard import READING
from adapters.web.session import DemonstrationSessions, Session
from bot.domain.people import MemberId
from bot.usecases.bot import Bot
from bot.usecases.permission import NotFound, Standing, standing

CHOOSE = "/demo/people"
OPEN = ("/static/", CHOOSE)
"""Where one may go without being anybody."""


class SignInNotSetUp(Exception):  # noqa: N818 - it says what is so
    """There is no way yet to know who is asking, so nobody is shown anything."""


class NobodyChosen(Exception):  # noqa: N818 - it says what is so
    """Something was sent by a browser that has not chosen, or no longer says, who it is."""


class Recognise:
    """Lets nobody past whom we do not know: outside the demonstration that is everybody."""

    def __init__(self, app: ASGIApp, *, bot: Bot, sessions: DemonstrationSessions | None) -> None:
        self._app = app
        self._bot = bot
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, send to the page of people, or raise SignInNotSetUp or NobodyChosen."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        request.state.demonstration = self._sessions is not None
        if self._sessions is None:
            if not request.url.path.startswith("/static/"):
                raise SignInNotSetUp
            await self._app(scope, receive, send)
            return
        known = self._sessions.read(request)
        session = known or self._sessions.begin()
        await self._recall(request, session)
        if request.state.viewer is None and not request.url.path.startswith(OPEN):
            answer: ASGIApp = await _to_choose(request)
        else:
            answer = self._app
        await answer(scope, receive, send if known else _with_cookie(send, self._sessions, session))

    async def _recall(self, request: Request, session: Session) -> None:
        who = await self._standing(session.who)
        request.state.session = session
        request.state.standing = who
        request.state.viewer = who.member if who else None
        request.state.csrf = self._sessions.form_token(session) if self._sessions else ""

    async def _standing(self, who: MemberId | None) -> Standing | None:
        """The person as they are now, if they still are there and are made up."""
        if who is None:
            return None
        try:
            found = await standing(self._bot, who)
        except NotFound:
            return None
        return found if found.charter.trust.demonstration else None


async def _to_choose(request: Request) -> Response:
    """The way to the page of people. Raises NobodyChosen, with the form kept, where that would lose what was typed."""
    if request.method not in READING:
        await keep_form(request)
        raise NobodyChosen
    return RedirectResponse(CHOOSE, status_code=303)


def _with_cookie(send: Send, sessions: DemonstrationSessions, session: Session) -> Send:
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
