"""Choosing who one is: in the demonstration only."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.templating import Jinja2Templates

from adapters.web.session import DemonstrationSessions
from bot.domain.charter import Charter
from bot.domain.people import MemberId
from bot.usecases.bot import Bot


class Choosing:
    """The page of people, made up all of them, and becoming one of them."""

    def __init__(self, bot: Bot, *, templates: Jinja2Templates, sessions: DemonstrationSessions) -> None:
        self._bot = bot
        self._templates = templates
        self._sessions = sessions

    async def people(self, request: Request) -> Response:
        """Everyone one may be."""
        trusts = [
            (charter, {school.id: school.name for school in charter.schools})
            for charter in await self._charters()
        ]
        return self._templates.TemplateResponse(request, "people.html", {"trusts": trusts})

    async def choose(self, request: Request) -> Response:
        """One is that person from now on."""
        who = MemberId(request.state.form.get("member", ""))
        if not any(member.id == who for charter in await self._charters() for member in charter.members):
            raise HTTPException(404)
        answer = RedirectResponse("/", status_code=303)
        self._sessions.write(self._sessions.choose(request.state.session, who), answer)
        return answer

    async def _charters(self) -> list[Charter]:
        directory = self._bot.store.directory
        found = [await directory.charter(each.id) for each in await directory.trusts() if each.demonstration]
        return [charter for charter in found if charter is not None]
