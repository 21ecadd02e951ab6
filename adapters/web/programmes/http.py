"""The pages of programmes: the list, one of them, ending it, and what its form leads to."""

from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.programmes.forms import MANY_SCHOOLS
from adapters.web.programmes.setting import Setting, names_of
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId
from bot.usecases.bot import Bot
from bot.usecases.programmes.setting import end_programme, propose_end
from bot.usecases.programmes.shown import DATES, FIRST_PROMPTS, MORE_DATES, programmes, read_programme
from bot.wording import programmes as words

HERE = "/programmes/{programme}"


def routes(bot: Bot, *, templates: Jinja2Templates) -> list[Route]:
    """The pages of programmes."""
    pages, setting = _Programmes(bot, templates=templates), Setting(bot, templates=templates)
    return [
        Route("/programmes", pages.programmes, methods=["GET"]),
        Route("/programmes/new", setting.choose, methods=["GET"]),
        Route("/programmes/new", setting.send, methods=["POST"]),
        Route("/programmes/fits", setting.fits, methods=["POST"]),
        Route(HERE, pages.programme, methods=["GET"]),
        Route(f"{HERE}/edit", setting.edit, methods=["GET"]),
        Route(f"{HERE}/edit", setting.send, methods=["POST"]),
        Route(f"{HERE}/copy", setting.copy, methods=["GET"]),
        Route(f"{HERE}/end", pages.ending, methods=["GET"]),
        Route(f"{HERE}/end", pages.end, methods=["POST"]),
    ]


class _Programmes:
    """What each address answers to `request.state.viewer`."""

    def __init__(self, bot: Bot, *, templates: Jinja2Templates) -> None:
        self._bot = bot
        self._templates = templates

    async def programmes(self, request: Request) -> Response:
        """The programmes whose set-up they may see."""
        lines = await programmes(self._bot, request.state.standing)
        return self._templates.TemplateResponse(request, "programmes/programmes.html", {"lines": lines})

    async def programme(self, request: Request) -> Response:
        """One programme, with the next dates in one school."""
        school = request.query_params.get("school", "").replace("\0", "").strip()
        programme = ProgrammeId(request.path_params["programme"])
        page = await read_programme(
            self._bot,
            request.state.standing,
            programme,
            school=SchoolId(school) if school else None,
            dates=MORE_DATES if request.query_params.get("dates") == "more" else DATES,
        )
        shown = {"school": page.dates[0].school.id} if page.dates else {}
        done = request.query_params.get("done")
        said = {"saved": words.saved, "ended": words.ended}.get(done or "")
        return self._templates.TemplateResponse(
            request,
            "programmes/programme.html",
            {
                "page": page,
                "words": words,
                "first": FIRST_PROMPTS,
                "most": MANY_SCHOOLS,
                "more": f"/programmes/{quote(programme)}?{urlencode({**shown, 'dates': 'more'})}#dates"
                if page.more
                else None,
                "done": said(page.programme.name) if said else None,
            },
        )

    async def ending(self, request: Request) -> Response:
        """What ending it would do: nothing is changed yet."""
        programme = ProgrammeId(request.path_params["programme"])
        proposed = await propose_end(self._bot, request.state.standing, programme)
        name = next(each.name for each in proposed.before.programmes if each.id == programme)
        return self._templates.TemplateResponse(
            request,
            "programmes/end.html",
            {"proposed": proposed, "name": name, "programme": programme, "schools": names_of(proposed.after)},
        )

    async def end(self, request: Request) -> Response:
        """It has ended."""
        programme = ProgrammeId(request.path_params["programme"])
        await end_programme(self._bot, request.state.standing, programme)
        return RedirectResponse(f"/programmes/{programme}?done=ended", status_code=303)
