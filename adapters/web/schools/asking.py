"""Asking a programme's next question now: the page shows which would come where, and a press brings it."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from bot.domain.channel import ChannelId
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId
from bot.usecases.bot import Bot
from bot.usecases.changing import ChangedMeanwhile
from bot.usecases.programmes.asking_now import ask_now, would_ask
from bot.usecases.programmes.wishes import CannotAdjust
from bot.wording import asking as words

PROGRAMME = "/schools/{school}/programmes/{programme}"


def routes(bot: Bot, *, templates: Jinja2Templates) -> list[Route]:
    """What would be asked, and asking it."""
    pages = _Asking(bot, templates=templates)
    return [
        Route(f"{PROGRAMME}/ask", pages.see, methods=["GET"]),
        Route(f"{PROGRAMME}/ask", pages.ask, methods=["POST"]),
    ]


class _Asking:
    """What each address answers to `request.state.standing`."""

    def __init__(self, bot: Bot, *, templates: Jinja2Templates) -> None:
        self._bot = bot
        self._templates = templates

    async def see(self, request: Request) -> Response:
        """Which question would come where: nothing is posted yet."""
        page = await would_ask(
            self._bot, request.state.standing, programme=_programme(request), school=_school(request)
        )
        shown = {
            "page": page,
            "words": words,
            "open": [each for each in page.places if each.why_not is None],
            "notices": words.notices(at=page.at, closed=page.closed),
            "again": words.another_question() if "again" in request.query_params else None,
            "here": _here(request),
        }
        return self._templates.TemplateResponse(request, "schools/ask.html", shown)

    async def ask(self, request: Request) -> Response:
        """It is due, and comes within a moment. Where nothing can come, the page is shown again and says why."""
        channel, seen = request.state.form.get("channel"), request.state.several.get("seen", ())
        if not seen:
            return await self.see(request)
        try:
            await ask_now(
                self._bot,
                request.state.standing,
                programme=_programme(request),
                school=_school(request),
                channel=ChannelId(channel) if channel else None,
                seen=frozenset(seen),
            )
        except CannotAdjust:
            return RedirectResponse(f"{_here(request)}/ask", status_code=303)
        except ChangedMeanwhile:
            return RedirectResponse(f"{_here(request)}/ask?again", status_code=303)
        return RedirectResponse(f"{_here(request)}?saved=ask-now", status_code=303)


def _school(request: Request) -> SchoolId:
    return SchoolId(request.path_params["school"])


def _programme(request: Request) -> ProgrammeId:
    return ProgrammeId(request.path_params["programme"])


def _here(request: Request) -> str:
    return PROGRAMME.format(
        school=quote(_school(request), safe=""), programme=quote(_programme(request), safe="")
    )
