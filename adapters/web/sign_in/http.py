"""The pages to come in by: with an account, by a link from the bot, by an invitation; and to go out."""

from collections.abc import Sequence
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.session import SIGN_IN, Session
from adapters.web.sign_in.account import routes as account_routes
from adapters.web.sign_in.client import Client
from adapters.web.sign_in.flow import FLOW, INVITED, Flow, forget, invitation_of, keep_invitation, local
from adapters.web.sign_in.kept import KeptSessions
from adapters.web.sign_in.provider import Provider, SignInFailed
from bot.domain.sign_in import PassKind
from bot.usecases.bot import Bot
from bot.usecases.people.signing_in import NotKnown, accept, holder_of, sign_in, sign_out, use_link

log = structlog.get_logger(__name__)


def routes(
    bot: Bot,
    *,
    templates: Jinja2Templates,
    sessions: KeptSessions,
    providers: Sequence[Provider],
    public_url: str | None,
) -> list[Route]:
    """The pages to come in by. Providers send browsers back to `public_url`; without one there can be none."""
    clients = {
        each.key: Client(each, back=f"{public_url}{SIGN_IN}/{each.key}/return", clock=bot.clock)
        for each in providers
    }
    pages = _Pages(bot, templates=templates, sessions=sessions, clients=clients)
    return [
        Route(SIGN_IN, pages.doors, methods=["GET"]),
        Route(f"{SIGN_IN}/link/{{secret}}", pages.link, methods=["GET"]),
        Route(f"{SIGN_IN}/link/{{secret}}", pages.use_link, methods=["POST"]),
        Route(f"{SIGN_IN}/{{provider}}", pages.begin, methods=["GET"]),
        Route(f"{SIGN_IN}/{{provider}}/return", pages.finish, methods=["GET"]),
        Route("/invitations/{secret}", pages.invitation, methods=["GET"]),
        Route("/invitations/{secret}", pages.accept, methods=["POST"]),
        Route("/sign-out", pages.leave, methods=["POST"]),
        *account_routes(bot, templates=templates, providers=providers),
    ]


class _Pages:
    """What each address answers, mostly to somebody who is nobody yet."""

    def __init__(
        self, bot: Bot, *, templates: Jinja2Templates, sessions: KeptSessions, clients: dict[str, Client]
    ) -> None:
        self._bot = bot
        self._templates = templates
        self._sessions = sessions
        self._clients = clients

    async def doors(self, request: Request) -> Response:
        """The ways in that there are; home for whoever is in already."""
        onward = local(request.query_params.get("next", "/"))
        if request.state.viewer is not None:
            return RedirectResponse(onward, status_code=303)
        return self._page(request, "sign_in/doors.html", providers=self._providers, onward=onward)

    async def begin(self, request: Request) -> Response:
        """The way to the provider."""
        client = self._client(request)
        flow = Flow.new(
            onward=request.query_params.get("next", "/"),
            invited="invited" in request.query_params and _from_our_page(request),
            at=self._bot.clock.now(),
        )
        try:
            there = await client.way_there(state=flow.state, nonce=flow.nonce, verifier=flow.verifier)
        except SignInFailed as error:
            raise _told(error, client.provider) from None
        answer = RedirectResponse(there, status_code=303)
        flow.write(answer, client.provider)
        return answer

    async def finish(self, request: Request) -> Response:
        """The provider has said who it is: they are in, or hear why not."""
        client = self._client(request)
        try:
            flow = Flow.read(request, client.provider, at=self._bot.clock.now())
            code = _code(request, client.provider)
            account = await client.account(code, nonce=flow.nonce, verifier=flow.verifier)
        except SignInFailed as error:
            raise _told(error, client.provider) from None
        invitation = invitation_of(request.cookies) if flow.invited else None
        try:
            secret = await sign_in(self._bot, account, invitation=invitation)
        except NotKnown:
            log.info("sign_in.not_known", provider=client.provider.key)
            answer = self._page(request, "sign_in/unknown.html", status=403, provider=client.provider)
            forget(answer, FLOW)
            return answer
        return await self._let_in(request, secret, onward=flow.onward)

    async def link(self, request: Request) -> Response:
        """A button, which uses the link up: whoever only looks at the address, as chat programs do, does not."""
        holder = await holder_of(self._bot, request.path_params["secret"], PassKind.LINK)
        return self._page(request, "sign_in/link.html", holder=holder)

    async def use_link(self, request: Request) -> Response:
        """They are in."""
        return await self._let_in(request, await use_link(self._bot, request.path_params["secret"]))

    async def invitation(self, request: Request) -> Response:
        """Who is invited to what, and how to accept."""
        secret = request.path_params["secret"]
        holder = await holder_of(self._bot, secret, PassKind.INVITATION)
        answer = self._page(request, "sign_in/invitation.html", holder=holder, providers=self._providers)
        if self._clients:
            keep_invitation(answer, secret)
            self._sessions.write(request.state.session, answer)
        return answer

    async def accept(self, request: Request) -> Response:
        """They are in, where there is no provider that could say who they are."""
        if self._clients:
            raise HTTPException(404)
        return await self._let_in(request, await accept(self._bot, request.path_params["secret"]))

    async def leave(self, request: Request) -> Response:
        """Nobody is signed in here any more."""
        session: Session = request.state.session
        await sign_out(self._bot, session.key)
        answer = RedirectResponse(SIGN_IN, status_code=303)
        self._sessions.write(self._sessions.begin(), answer)
        return answer

    @property
    def _providers(self) -> list[Provider]:
        return [client.provider for client in self._clients.values()]

    def _client(self, request: Request) -> Client:
        found = self._clients.get(request.path_params["provider"])
        if found is None:
            raise HTTPException(404)
        return found

    async def _let_in(self, request: Request, secret: str, *, onward: str = "/") -> Response:
        """The browser holds a new secret, never one that somebody may have given it; its old session is over."""
        session: Session = request.state.session
        if session.who is not None:
            await sign_out(self._bot, session.key)
        answer = RedirectResponse(onward, status_code=303)
        self._sessions.write(Session(key=secret), answer)
        forget(answer, FLOW, INVITED)
        return answer

    def _page(self, request: Request, name: str, *, status: int = 200, **shown: Any) -> Response:
        return self._templates.TemplateResponse(request, name, shown, status_code=status)


def _from_our_page(request: Request) -> bool:
    """Whether a link of ours was followed, as far as the browser says: nobody is joined by another site's doing."""
    return request.headers.get("sec-fetch-site", "same-origin") == "same-origin"


def _code(request: Request, provider: Provider) -> str:
    """The code that the provider has sent along. Raises SignInFailed, also for an answer of another provider."""
    said = request.query_params
    if said.get("iss", provider.issuer) != provider.issuer:
        raise SignInFailed("other-issuer")
    if "code" not in said:
        raise SignInFailed("cancelled" if said.get("error") == "access_denied" else "refused")
    return said["code"]


def _told(error: SignInFailed, provider: Provider) -> SignInFailed:
    """The same, once the log has it: which provider and one word why, and nothing about anybody."""
    log.warning("sign_in.failed", provider=provider.key, reason=error.reason)
    return error
