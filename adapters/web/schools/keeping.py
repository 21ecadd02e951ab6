"""A trust lead adds a school, gives it another name, and takes it out of every programme."""

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from bot.domain.people import SchoolId
from bot.usecases.bot import Bot
from bot.usecases.changing import CannotSave
from bot.usecases.permission import Deed, Standing
from bot.usecases.schools.setting import add_school, leave_programmes, propose_leaving, rename_school

HERE = "/schools/{school}"


def routes(bot: Bot, *, templates: Jinja2Templates) -> list[Route]:
    """The forms for a trust lead."""
    pages = _Keeping(bot, templates=templates)
    return [
        Route("/schools/new", pages.new, methods=["GET"]),
        Route("/schools/new", pages.add, methods=["POST"]),
        Route(f"{HERE}/name", pages.naming, methods=["GET"]),
        Route(f"{HERE}/name", pages.rename, methods=["POST"]),
        Route(f"{HERE}/leave", pages.leaving, methods=["GET"]),
        Route(f"{HERE}/leave", pages.leave, methods=["POST"]),
    ]


class _Keeping:
    """What each address answers to `request.state.viewer`."""

    def __init__(self, bot: Bot, *, templates: Jinja2Templates) -> None:
        self._bot = bot
        self._templates = templates

    async def new(self, request: Request) -> Response:
        """The form for a school."""
        _standing(request).require(Deed.KEEP_SCHOOLS)
        return self._page(request, "schools/new.html", called="", faults={})

    async def add(self, request: Request) -> Response:
        """The school is there; the page that follows is its own."""
        called = request.state.form.get("name", "")
        try:
            key = await add_school(self._bot, _standing(request), name=called)
        except CannotSave as cannot:
            return self._page(request, "schools/new.html", called=called, faults=cannot.faults)
        return RedirectResponse(f"/schools/{quote(key, safe='')}?done=added", status_code=303)

    async def naming(self, request: Request) -> Response:
        """The form for another name."""
        _standing(request).require(Deed.KEEP_SCHOOLS, school=_school(request))
        return self._name(request, called=_standing(request).school(_school(request)).name, faults={})

    async def rename(self, request: Request) -> Response:
        """It bears that name."""
        called = request.state.form.get("name", "")
        try:
            await rename_school(self._bot, _standing(request), school=_school(request), name=called)
        except CannotSave as cannot:
            return self._name(request, called=called, faults=cannot.faults)
        return RedirectResponse(f"{_here(request)}?done=renamed", status_code=303)

    async def leaving(self, request: Request) -> Response:
        """What taking it out of every programme would do: nothing is changed yet."""
        proposed = await propose_leaving(self._bot, _standing(request), school=_school(request))
        school = _standing(request).school(_school(request))
        return self._page(
            request,
            "schools/leave.html",
            school=school,
            proposed=proposed,
            schools={school.id: school.name},
        )

    async def leave(self, request: Request) -> Response:
        """No programme comes to it any more."""
        await leave_programmes(self._bot, _standing(request), school=_school(request))
        return RedirectResponse(f"{_here(request)}?done=out", status_code=303)

    def _name(self, request: Request, *, called: str, faults: dict[str, str]) -> Response:
        school = _standing(request).school(_school(request))
        shown = {"school": school, "what": school.name, "back": _here(request)}
        return self._page(request, "schools/name.html", called=called, faults=faults, **shown)

    def _page(self, request: Request, name: str, **shown: Any) -> Response:
        status = 422 if shown.get("faults") else 200
        return self._templates.TemplateResponse(request, name, shown, status_code=status)


def _standing(request: Request) -> Standing:
    standing: Standing = request.state.standing
    return standing


def _school(request: Request) -> SchoolId:
    return SchoolId(request.path_params["school"])


def _here(request: Request) -> str:
    return HERE.format(school=quote(_school(request), safe=""))
