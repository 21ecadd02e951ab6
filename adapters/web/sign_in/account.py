"""The page about oneself: where one is signed in, how one is known, and signing out elsewhere."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.sign_in.provider import Provider
from bot.domain.sign_in import IDLE, LONGEST
from bot.usecases.bot import Bot
from bot.usecases.people.account import OwnAccount, own_account, sign_out_elsewhere, sign_out_there
from bot.wording import sign_in as words

ACCOUNT = "/account"
DONE = {"there": words.signed_out_there, "elsewhere": words.signed_out_elsewhere}
MINUTE, HOUR = 60, 3600


def routes(bot: Bot, *, templates: Jinja2Templates, providers: Sequence[Provider]) -> list[Route]:
    """One's own page, and the two things that its forms do, each back to it."""
    names = {each.issuer: each.name for each in providers}

    async def page(request: Request) -> Response:
        """How whoever looks is signed in and known: nothing of anybody else, and no secret."""
        found = await own_account(bot, request.state.standing, secret=request.state.session.key)
        say = DONE.get(request.query_params.get("done", ""))
        shown = {
            "found": found,
            "known": _known(found, names),
            "done": say() if say else None,
            "minutes": int(IDLE.total_seconds()) // MINUTE,
            "hours": int(LONGEST.total_seconds()) // HOUR,
            "schools": {each.id: each.name for each in request.state.standing.charter.schools},
        }
        return templates.TemplateResponse(request, "sign_in/account.html", shown)

    async def end(request: Request) -> Response:
        """The browser that was pressed is signed out."""
        mark = request.state.form.get("which", "")
        await sign_out_there(bot, request.state.standing, secret=request.state.session.key, mark=mark)
        return RedirectResponse(f"{ACCOUNT}?done=there", status_code=303)

    async def end_others(request: Request) -> Response:
        """Every browser but this one is."""
        await sign_out_elsewhere(bot, request.state.standing, secret=request.state.session.key)
        return RedirectResponse(f"{ACCOUNT}?done=elsewhere", status_code=303)

    return [
        Route(ACCOUNT, page, methods=["GET"]),
        Route(f"{ACCOUNT}/end", end, methods=["POST"]),
        Route(f"{ACCOUNT}/end-others", end_others, methods=["POST"]),
    ]


def _known(found: OwnAccount, names: dict[str, str]) -> list[str]:
    """In people's words, by what they are known."""
    vouched = [words.vouched_for(issuer, name=names.get(issuer)) for issuer in found.issuers]
    in_chat = [words.known_in_chat(platform) for platform in found.platforms]
    return [*vouched, *in_chat] or [words.known_by_nothing()]
