"""The rooms of the school year: the trust's calendar, each school's, and bringing one in from a file."""

from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.calendars import files, http
from bot.usecases.bot import Bot


def routes(bot: Bot, *, templates: Jinja2Templates) -> list[Route]:
    """All of them; those with longer names come first."""
    return [*files.routes(bot, templates=templates), *http.routes(bot, templates=templates)]
