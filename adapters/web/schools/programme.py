"""One programme in a school: its settings, what a change would do, and saving it."""

from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.filters import Asked
from adapters.web.schools.wishing import FIELD_OF, wish
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId, SchoolMay
from bot.domain.wishes import ChangeTime, needs
from bot.usecases.bot import Bot
from bot.usecases.permission import Standing
from bot.usecases.programmes.adjusting import CannotAdjust, adjust, proposed
from bot.usecases.programmes.at_school import DATES, MORE_DATES, Origin, school_programme
from bot.usecases.programmes.outlook import notices_of
from bot.usecases.programmes.skipping import said_of_skipping
from bot.wording import asking
from bot.wording import schools as words
from bot.wording.hours import out_of_hours
from scheduler.model import Weekday

HERE = "/schools/{school}/programmes/{programme}"
NAMES = ("what", *sorted(set(FIELD_OF.values())))
WORKING_WEEK = (Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY)


def routes(bot: Bot, *, templates: Jinja2Templates) -> list[Route]:
    """The page, what a change would do, and the change."""
    pages = _Programme(bot, templates=templates)
    return [
        Route(HERE, pages.settings, methods=["GET"]),
        Route(f"{HERE}/change", pages.see, methods=["GET"]),
        Route(f"{HERE}/change", pages.save, methods=["POST"]),
    ]


class _Programme:
    """What each address answers to `request.state.viewer`."""

    def __init__(self, bot: Bot, *, templates: Jinja2Templates) -> None:
        self._bot = bot
        self._templates = templates

    async def settings(self, request: Request) -> Response:
        """Each setting with where it comes from, and the next dates."""
        return await self._settings(request, Asked({}), saved=request.query_params.get("saved"))

    async def see(self, request: Request) -> Response:
        """What the change would do: nothing is changed yet."""
        fields = Asked(dict(request.query_params))
        wished = wish(fields, programme=_programme(request), school=_school(request))
        if wished is None:
            return await self._settings(request, fields)
        try:
            found = await proposed(self._bot, request.state.viewer.id, wished)
        except CannotAdjust as cannot:
            return await self._settings(request, fields, fault=str(cannot))
        standing: Standing = request.state.standing
        school = standing.school(_school(request))
        shown = {
            "found": found,
            "skipping": await said_of_skipping(self._bot, wished, found),
            "notice": out_of_hours(wished.at) if isinstance(wished, ChangeTime) else None,
            "meets": await notices_of(self._bot, found, _programme(request)),
            "school": school,
            "programme": standing.programme(_programme(request)),
            "zone": ZoneInfo(school.calendar.zone),
            "given": {name: fields.given[name] for name in NAMES if name in fields.given},
            "here": _here(request),
        }
        return self._templates.TemplateResponse(request, "schools/change.html", shown)

    async def save(self, request: Request) -> Response:
        """It is as they wished; back to the settings."""
        fields = Asked(request.state.form)
        wished = wish(fields, programme=_programme(request), school=_school(request))
        if wished is None:
            return await self._settings(request, fields)
        try:
            await adjust(self._bot, request.state.viewer.id, wished)
        except CannotAdjust as cannot:
            return await self._settings(request, fields, fault=str(cannot))
        return RedirectResponse(f"{_here(request)}?{urlencode({'saved': needs(wished)})}", status_code=303)

    async def _settings(
        self, request: Request, fields: Asked, *, fault: str | None = None, saved: str | None = None
    ) -> Response:
        if fault:
            what = fields.given.get("what", "")
            fields.faults[FIELD_OF.get(what, "what")] = fault
        more = request.query_params.get("dates") == "more"
        page = await school_programme(
            self._bot,
            request.state.standing,
            school=_school(request),
            programme=_programme(request),
            dates=MORE_DATES if more else DATES,
        )
        shown: dict[str, Any] = {
            "page": page,
            "fields": fields,
            "words": words,
            "Origin": Origin,
            "weekdays": [(day.value, words.name_of(day)) for day in WORKING_WEEK],
            "questions": [(prompt.key, prompt.question) for prompt in page.asks],
            "here": _here(request),
            "more": None if more else f"{_here(request)}?dates=more#dates",
            "asking": asking,
            "saved": asking.ON_ITS_WAY
            if saved == SchoolMay.ASK_NOW
            else next((words.saved(each.may) for each in page.settings if each.may == saved), None),
        }
        status = 422 if fields.faults else 200
        return self._templates.TemplateResponse(request, "schools/programme.html", shown, status_code=status)


def _school(request: Request) -> SchoolId:
    return SchoolId(request.path_params["school"])


def _programme(request: Request) -> ProgrammeId:
    return ProgrammeId(request.path_params["programme"])


def _here(request: Request) -> str:
    return HERE.format(school=quote(_school(request), safe=""), programme=quote(_programme(request), safe=""))
