"""What went wrong, on a page in plain English that loses nothing somebody typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.web.forms import LARGEST_BODY, LARGEST_FILE
from adapters.web.recognise import NobodyChosen, SignedOut
from adapters.web.session import CHOOSE, SIGN_IN
from adapters.web.sign_in.provider import ProviderAway, SignInFailed
from bot.ports.store import CommitUnclear, StoreUnavailable
from bot.usecases.failures import log_failure
from bot.usecases.people.signing_in import PassSpent
from bot.usecases.permission import NotAllowed, NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What the page says: what happened, and what to do. `again` offers to send the same form once more.

    `onward` is the address that the page leads to, and the words of that link.
    """

    status: int
    title: str
    what: str
    remedy: str
    again: bool = False
    onward: tuple[str, str] = ("/", "To the home page")


NOT_THERE = Trouble(
    status=404,
    title="We cannot find that page",
    what="It does not exist, or it belongs to people you do not work with.",
    remedy="Check the address, or start again from the home page.",
)
STALE = Trouble(
    status=403,
    title="This form cannot be used",
    what=(
        "It was open for a long time, you have become somebody else since, or your browser did not say that it came "
        "from a page of Golden Thread. Nothing was changed."
    ),
    remedy="Go back to the page it was on, load it again, and send it once more.",
)
NOBODY = Trouble(
    status=403,
    title="Golden Thread no longer knows who you are",
    what="It is a long time since you chose, or your browser has forgotten it. What you sent has not been kept.",
    remedy="Copy anything you wrote from the box below. Then choose who you are, and send it from there.",
    onward=(CHOOSE, "Choose who you are"),
)
TOO_BIG = Trouble(
    status=413,
    title="That is too much to send at once",
    what=(
        f"A form can carry up to {LARGEST_BODY // 1_000_000} MB, and a file in it up to {LARGEST_FILE // 1_000_000} MB. "
        "This was larger. Nothing was changed."
    ),
    remedy="Go back, shorten what you wrote or choose a smaller file, and send it again.",
)
AWAY = Trouble(
    status=503,
    title="The database cannot be reached just now",
    what="Nothing was changed and nothing was lost.",
    remedy="Wait a minute and try again. If it goes on, tell whoever looks after Golden Thread for you.",
    again=True,
)
PERHAPS_DONE = Trouble(
    status=503,
    title="The database went away in the middle of this",
    what="What you sent may have been kept, or may not.",
    remedy="Look whether it is there before you send it again.",
    again=True,
)
SIGNED_OUT = Trouble(
    status=403,
    title="You are not signed in any more",
    what=(
        "Golden Thread signs you out after half an hour without use, and at the end of the day. "
        "What you sent has not been kept."
    ),
    remedy="Copy anything you wrote from the box below. Then sign in, and send it again.",
    onward=(SIGN_IN, "Sign in"),
)
NOT_SIGNED_IN = Trouble(
    status=403,
    title="You could not be signed in",
    what="Signing in was broken off, took longer than ten minutes, or did not go the way it should. Nothing was changed.",
    remedy=(
        "Start again from the sign-in page, in this browser. If it happens again, tell whoever looks after Golden Thread "
        "for you: the reason is in its log."
    ),
    onward=(SIGN_IN, "Sign in"),
)
PROVIDER_AWAY = Trouble(
    status=503,
    title="You cannot be signed in just now",
    what="Golden Thread asked who you are, and got no answer that it can use. Nothing was changed.",
    remedy="Wait a minute and try again, or choose another way to sign in if there is one.",
    onward=(SIGN_IN, "Sign in"),
)
OURS = Trouble(
    status=500,
    title="Something went wrong on our side",
    what="It was not your doing, and it has been noted without anything you wrote.",
    remedy="Try again. If it happens again, pass on the reference below.",
)


_KNOWN: tuple[tuple[type[Exception], Trouble], ...] = (
    (NotFound, NOT_THERE),
    (CommitUnclear, PERHAPS_DONE),
    (StoreUnavailable, AWAY),
    (NobodyChosen, NOBODY),
    (SignedOut, SIGNED_OUT),
    (ProviderAway, PROVIDER_AWAY),
    (SignInFailed, NOT_SIGNED_IN),
)


def trouble_of(error: Exception) -> Trouble:
    """What to tell somebody about it; `OURS` for whatever nobody foresaw."""
    if isinstance(error, NotAllowed):
        return Trouble(
            status=403,
            title="You cannot open this page",
            what=str(error),
            remedy="If you think it should be, ask your trust lead to check your role.",
        )
    if isinstance(error, PassSpent):
        return Trouble(
            status=410,
            title="This link opens nothing any more",
            what=str(error),
            remedy="Nothing was changed.",
            onward=(SIGN_IN, "Sign in"),
        )
    if isinstance(error, HTTPException):
        return _by_status(error.status_code)
    return next((trouble for kind, trouble in _KNOWN if isinstance(error, kind)), OURS)


def _by_status(status: int) -> Trouble:
    known = {404: NOT_THERE, 403: STALE, 413: TOO_BIG}
    return known.get(status) or Trouble(
        status=status,
        title="This cannot be done here",
        what="The page was asked for something it does not do. Nothing was changed.",
        remedy="Start again from the home page.",
    )


_IDS = re.compile(r"[a-z0-9.]+(-[a-z0-9.]+)+(\s+[a-z0-9.]+(-[a-z0-9.]+)+)+")
"""Keys of prompts one after another, as a form carries what was chosen."""


class TroublePages:
    """Draws the page for an error; what nobody foresaw is logged by kind and place, never by its words."""

    def __init__(self, templates: Jinja2Templates) -> None:
        self._templates = templates

    def page(self, request: Request, error: Exception) -> Response:
        """The page for that error."""
        trouble = trouble_of(error)
        reference = _noted(error) if trouble is OURS else None
        several: dict[str, tuple[str, ...]] = getattr(request.state, "several", {})
        fields = [(name, value) for name, values in several.items() for value in values if name != "csrf"]
        context = {
            "trouble": trouble,
            "reference": reference,
            "typed": [value for name, value in fields if name == "text" and value] or _written(fields),
            # A file would have to be chosen again, so a form that had one is not offered again.
            "fields": [] if getattr(request.state, "files", {}) else fields,
        }
        headers = getattr(error, "headers", None)
        return self._templates.TemplateResponse(
            request, "trouble.html", context, status_code=trouble.status, headers=headers
        )


class Failures:
    """Every request that failed before its answer began is answered with a page."""

    def __init__(self, app: ASGIApp, *, pages: TroublePages) -> None:
        self._app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and answer in place of whatever was raised before the answer began."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            return
        except Exception as error:
            if scope["type"] != "http" or begun:
                raise
            await self._pages.page(Request(scope), error)(scope, receive, send)


def _written(fields: Sequence[tuple[str, str]]) -> list[str]:
    """What somebody may have written rather than chosen: it has a space in it, and is no list of ids."""
    return [value for _, value in fields if " " in value.strip() and not _IDS.fullmatch(value.strip())]


def _noted(error: Exception) -> str:
    reference = token_hex(4)
    log_failure("page.failed", error, reference=reference)
    return reference
