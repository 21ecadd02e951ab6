"""The part of the home page that says until when the bot keeps quiet for whoever looks."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.filters import Asked
from bot.usecases.bot import Bot
from bot.usecases.people.snooze import CannotSnooze, snooze, wake


def routes(bot: Bot, *, templates: Jinja2Templates) -> list[Route]:
    """The two things that its form does, each back to the home page."""

    async def change(request: Request) -> Response:
        """The bot keeps quiet until the day given, or no more where they press that."""
        fields = Asked(request.state.form)
        if fields.text("wake"):
            await wake(bot, request.state.viewer.id)
            return RedirectResponse("/#messages", status_code=303)
        until = fields.day("until")
        if until is None:
            fields.faults.setdefault("until", "Choose the day on which I may write to you again.")
        else:
            try:
                await snooze(bot, request.state.viewer.id, until=until)
            except CannotSnooze as cannot:
                fields.faults["until"] = str(cannot)
        if fields.faults:
            return templates.TemplateResponse(request, "snooze.html", {"fields": fields}, status_code=422)
        return RedirectResponse("/#messages", status_code=303)

    return [Route("/messages", change, methods=["POST"])]
