"""The pages as one application: routes of every adapter behind the same guard."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.templating import Jinja2Templates

from adapters.web.assets import Assets
from adapters.web.failures import Failures, TroublePages
from adapters.web.guard import FormGuard, SecurityHeaders, SoundAddresses
from adapters.web.recognise import Recognise
from adapters.web.session import Sessions
from bot.ports.store import StoreUnavailable
from bot.usecases.bot import Bot
from bot.usecases.permission import NotAllowed, NotFound


def site(  # noqa: PLR0913 - what every page rests on, each by its name
    routes: Sequence[BaseRoute],
    *,
    bot: Bot,
    templates: Jinja2Templates,
    assets: Assets,
    sessions: Sessions,
    hosts: Sequence[str],
) -> Starlette:
    """An application to mount at `/` after everything that is signed instead (webhooks, health).

    `sessions` say who each browser is; `hosts` are the names by which browsers may reach us.
    """
    pages = TroublePages(templates)

    async def failed(request: Request, error: Exception) -> Response:
        return pages.page(request, error)

    return Starlette(
        routes=[assets.route(), *routes],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
            Middleware(Failures, pages=pages),
            Middleware(SoundAddresses),
            Middleware(Recognise, bot=bot, sessions=sessions),
            Middleware(FormGuard, sessions=sessions),
        ],
        exception_handlers=dict.fromkeys((HTTPException, NotFound, NotAllowed, StoreUnavailable), failed),
    )
