"""The page of changes: who changed what and when, newest first."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.filters import Asked
from bot.domain.people import SchoolId
from bot.usecases.bot import Bot
from bot.usecases.reading.changes import Kind, changes

KINDS = {
    Kind.PROGRAMMES: "Programmes and questions",
    Kind.CALENDARS: "Calendars and pressure points",
    Kind.PEOPLE: "People",
    Kind.SET_UP: "The trust, schools and channels",
}

LATEST = 2**31 - 1
"""More entries than a trail is ever numbered to."""


def routes(bot: Bot, *, templates: Jinja2Templates) -> list[Route]:
    """The one page."""

    async def page(request: Request) -> Response:
        """Who changed what."""
        fields = Asked(dict(request.query_params))
        school, kind, before = fields.text("school"), fields.text("kind"), fields.number("before")
        if kind is not None and kind not in set(Kind):
            fields.faults["kind"] = "There is no such kind of change: choose one from the list."
            kind = None
        found = await changes(
            bot,
            request.state.standing,
            school=SchoolId(school) if school else None,
            kind=Kind(kind) if kind else None,
            before=min(before, LATEST) if before is not None else None,
        )
        onward = {"school": school, "kind": kind, "before": found.next}
        shown = {
            "page": found,
            "fields": fields,
            "kinds": [(each.value, name) for each, name in KINDS.items()],
            "older": "?" + urlencode({name: value for name, value in onward.items() if value})
            if found.next
            else None,
        }
        status = 422 if fields.faults else 200
        return templates.TemplateResponse(request, "changes/changes.html", shown, status_code=status)

    return [Route("/changes", page, methods=["GET"])]
