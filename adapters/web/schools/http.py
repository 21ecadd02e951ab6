"""The rooms of schools: the list and one school, with the doors to its channels, programmes and settings."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.filters import Asked
from adapters.web.schools.asking import routes as asking_routes
from adapters.web.schools.channels import routes as channel_routes
from adapters.web.schools.keeping import routes as keeping_routes
from adapters.web.schools.programme import routes as programme_routes
from adapters.web.words import ROLES
from bot.domain.people import SchoolId
from bot.usecases.bot import Bot
from bot.usecases.schools.shown import school, schools
from bot.wording import schools as words
from bot.wording.connecting import place

FEW = 8
"""Up to so many schools are found by looking: no form to search them."""


def routes(bot: Bot, *, templates: Jinja2Templates) -> list[Route]:
    """The pages of schools."""
    pages = _Schools(bot, templates=templates)
    return [
        Route("/schools", pages.schools, methods=["GET"]),
        *keeping_routes(bot, templates=templates),
        Route("/schools/{school}", pages.school, methods=["GET"]),
        *channel_routes(bot, templates=templates),
        *programme_routes(bot, templates=templates),
        *asking_routes(bot, templates=templates),
    ]


class _Schools:
    """What each address answers to `request.state.viewer`."""

    def __init__(self, bot: Bot, *, templates: Jinja2Templates) -> None:
        self._bot = bot
        self._templates = templates

    async def schools(self, request: Request) -> Response:
        """The schools whose set-up they may see."""
        fields = Asked(dict(request.query_params))
        named, after = fields.text("named"), fields.text("after")
        page = await schools(
            self._bot, request.state.standing, named=named, after=SchoolId(after) if after else None
        )
        onward = {"named": named or "", "after": page.next or ""}
        return self._templates.TemplateResponse(
            request,
            "schools/schools.html",
            {
                "page": page,
                "words": words,
                "fields": fields,
                "search": page.sees > FEW,
                "older": "?" + urlencode({name: value for name, value in onward.items() if value})
                if page.next
                else None,
            },
        )

    async def school(self, request: Request) -> Response:
        """What is set up in one school."""
        page = await school(self._bot, request.state.standing, of=SchoolId(request.path_params["school"]))
        said = {"added": words.added, "renamed": words.renamed, "out": words.out_of_all}
        done = said.get(request.query_params.get("done", ""))
        shown = {
            "page": page,
            "words": words,
            "role_names": ROLES,
            "place": place,
            "done": done(page.school.name) if done else None,
        }
        return self._templates.TemplateResponse(request, "schools/school.html", shown)
