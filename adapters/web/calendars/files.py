"""Bringing in a calendar file: given, seen event by event, shown with its effect, saved."""

from collections import Counter

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.calendars.events import MOST_TOLD, ROWS, Events, first_page, sent, written
from adapters.web.calendars.http import Pages, place_of
from bot.domain.people import SchoolId
from bot.usecases.bot import Bot
from bot.usecases.calendars.files import brought_in, read_calendar_file, years_of
from bot.usecases.calendars.keeping import keeper
from bot.usecases.changing import CannotSave
from bot.wording import calendars as wording
from scheduler.importing import TEMPLATE, Guess, is_there

CHOICES = (
    (Guess.IGNORE, "Leave it out"),
    (Guess.TERM, "Term"),
    (Guess.TERM_BEGINS, "First day of a term"),
    (Guess.TERM_ENDS, "Last day of a term"),
    (Guess.HALF_TERM, "Half-term"),
    (Guess.INSET, "INSET day"),
    (Guess.HOLIDAY, "Holiday"),
    (Guess.OCCASIONAL, "Occasional day"),
)


def routes(bot: Bot, *, templates: Jinja2Templates) -> list[Route]:
    """The pages by which a file comes in, for the trust and for each school, and a sheet to begin with."""
    pages = _Files(bot, templates=templates)
    return [
        route
        for base in ("/calendar", "/schools/{school}/calendar")
        for route in (
            Route(f"{base}/import", pages.ask, methods=["GET"]),
            Route(f"{base}/import", pages.take, methods=["POST"]),
            Route(f"{base}/import/term-dates.csv", pages.template, methods=["GET"]),
        )
    ]


class _Files(Pages):
    """The steps of one file; what was found travels with the form, and nothing is kept in between."""

    async def ask(self, request: Request) -> Response:
        """Where the file is given or pasted."""
        await self._keeper(request)
        return self._ask(request)

    async def template(self, request: Request) -> Response:
        """A sheet to begin with."""
        await self._keeper(request)
        headers = {"Content-Disposition": 'attachment; filename="term-dates.csv"'}
        return Response(TEMPLATE, media_type="text/csv", headers=headers)

    async def take(self, request: Request) -> Response:
        """The next step of what was begun."""
        school = await self._keeper(request)
        form = request.state.form
        if not form.get("step"):
            return await self._read(request, school)
        events = sent(form)
        if form["step"] == "edit" or form["step"].startswith("page:"):
            return await self._choose(request, events.turned(form["step"]))
        place = place_of(request)
        there = (await self._shown(request, place)).calendar
        told = sum(kind is not Guess.IGNORE for _, kind in events.chosen)
        if told > MOST_TOLD:
            too_many = wording.too_many_told(told, most=MOST_TOLD)
            return await self._choose(request, events, faults=(too_many,))
        try:
            change = brought_in(events.chosen, there=there, in_place=form.get("how") == "in-place")
            return await self._step(request, place, change, action=f"{place.base}/import", editable=True)
        except CannotSave as refused:
            return await self._choose(request, events, faults=tuple(refused.faults.values()))

    async def _keeper(self, request: Request) -> SchoolId | None:
        school = place_of(request).school
        await keeper(self._bot, request.state.viewer.id, school=school)
        return school

    async def _read(self, request: Request, school: SchoolId | None) -> Response:
        upload = request.state.files.get("file")
        pasted = request.state.form.get("pasted", "")
        data = upload.data if upload else pasted.strip().encode()
        if not data:
            return self._ask(request, fault=wording.nothing_given())
        reading = await read_calendar_file(self._bot, request.state.viewer.id, school=school, data=data)
        if reading.faults:
            return self._ask(request, faults=tuple(map(str, reading.faults)))
        events = first_page(reading.found)
        told = sum(kind is not Guess.IGNORE for _, kind in events.chosen)
        if told > MOST_TOLD:
            return self._ask(request, faults=(wording.too_many_told(told, most=MOST_TOLD),))
        return await self._choose(request, events)

    def _ask(self, request: Request, *, fault: str | None = None, faults: tuple[str, ...] = ()) -> Response:
        return self._page(
            request,
            "import.html",
            status=422 if fault or faults else 200,
            place=place_of(request),
            fault=fault,
            faults=faults,
            pasted=getattr(request.state, "form", {}).get("pasted", ""),
        )

    async def _choose(self, request: Request, events: Events, *, faults: tuple[str, ...] = ()) -> Response:
        in_place = request.state.form.get("how") == "in-place"
        calendar = (await self._shown(request, place_of(request))).calendar
        there = [not in_place and is_there(each, calendar) for each in events.chosen]
        counted = Counter(
            str(kind) for (_, kind), known in zip(events.chosen, there, strict=True) if not known
        )
        return self._page(
            request,
            "found.html",
            status=422 if faults else 200,
            place=place_of(request),
            events=events,
            rows=[
                (row, written(row), all(is_there(each, calendar) for each in row.chosen))
                for row in events.here
            ],
            most=ROWS,
            summary=wording.brought_in(counted, there=sum(there)),
            choices=CHOICES,
            years=years_of(events.chosen),
            in_place=in_place,
            faults=faults,
        )
