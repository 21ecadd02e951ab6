"""What every request passes before a page sees it: headers, size, origin, the form's token."""

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.web.forms import keep_form
from adapters.web.session import Session, Sessions

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Heard over https alone; the demonstration on this machine, which has none, is not held to it.
    "Strict-Transport-Security": "max-age=31536000",
    # Not `no-referrer`: with that, browsers send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
READING = frozenset({"GET", "HEAD"})


class SecurityHeaders:
    """Every answer carries the headers, and nobody keeps a copy of a page unless the page says so."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and add to the answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)


class SoundAddresses:
    """Turns away an address with a NUL in it: none of ours has one, and PostgreSQL takes no such text."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or raise HTTPException 404."""
        if scope["type"] == "http" and "\0" in scope["path"]:
            raise HTTPException(404)
        await self._app(scope, receive, send)


class FormGuard:
    """Lets a change through only from a form of our own pages, and leaves what it holds in `request.state`."""

    def __init__(self, app: ASGIApp, *, sessions: Sessions) -> None:
        self._app = app
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or raise HTTPException 403, 413 or 415."""
        if scope["type"] == "http" and scope["method"] not in READING:
            request = Request(scope, receive)
            await keep_form(request)
            self._require_own_form(request)
        await self._app(scope, receive, send)

    def _require_own_form(self, request: Request) -> None:
        session: Session = request.state.session
        from_here = is_same_origin(request)
        if not from_here or not self._sessions.is_own_form(session, request.state.form.get("csrf", "")):
            raise HTTPException(403, "stale-form")


def is_same_origin(request: Request) -> bool:
    """Whether the browser says that the form was on a page of this host. Every current browser says."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site") == "same-origin"
    return urlsplit(origin).netloc == request.headers.get("host", "")
