"""Bringing in a calendar file: given, seen event by event, shown with its effect, saved."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.calendars.http import Pages, place_of
from bot.domain.people import SchoolId
from bot.usecases.bot import Bot
from bot.usecases.calendar_files import brought_in, read_calendar_file, years_of
from bot.usecases.calendars import keeper
from bot.usecases.changing import CannotSave
from bot.wording import calendars as wording
from scheduler.importing import TEMPLATE, Chosen, Found, Guess
from scheduler.importing.found import LONGEST_STRETCH, tidy_name
from scheduler.tables import FIRST_YEAR, LAST_YEAR

SHOWN = 100
"""Events on a page; those that nothing speaks for come last."""

MOST = timedelta(days=LONGEST_STRETCH)
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
        chosen = _chosen(form)
        if form["step"] == "edit":
            return self._choose(request, chosen)
        try:
            change = brought_in(chosen, in_place=form.get("how") == "in-place")
            place = place_of(request)
            return await self._step(request, place, change, action=f"{place.base}/import", editable=True)
        except CannotSave as refused:
            return self._choose(request, chosen, faults=tuple(refused.faults.values()))

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
        told = [each for each in reading.found if each.guess is not Guess.IGNORE]
        others = [each for each in reading.found if each.guess is Guess.IGNORE]
        shown = (told + others)[:SHOWN]
        return self._choose(
            request, [(each, each.guess) for each in shown], left=len(reading.found) - len(shown)
        )

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

    def _choose(
        self, request: Request, chosen: list[Chosen], *, left: int = 0, faults: tuple[str, ...] = ()
    ) -> Response:
        return self._page(
            request,
            "found.html",
            status=422 if faults else 200,
            place=place_of(request),
            events=[(each, kind, _written(each)) for each, kind in chosen],
            choices=CHOICES,
            years=years_of(chosen),
            in_place=request.state.form.get("how") == "in-place",
            left=left,
            faults=faults,
        )


def _written(each: Found) -> str:
    return f"{each.first}|{each.last}|{each.name}"


def _chosen(form: Mapping[str, str]) -> list[Chosen]:
    """The events of the form with what was chosen for each; what cannot be one is left out."""
    numbers = (str(number) for number in range(SHOWN))
    return list(
        _events((form[f"event-{n}"], form.get(f"kind-{n}", "")) for n in numbers if f"event-{n}" in form)
    )


def _events(fields: Iterable[tuple[str, str]]) -> Iterable[Chosen]:
    for written, kind in fields:
        first, _, rest = written.partition("|")
        last, _, name = rest.partition("|")
        try:
            found = Found(
                name=tidy_name(name),
                first=date.fromisoformat(first),
                last=date.fromisoformat(last),
                guess=Guess(kind or Guess.IGNORE),
            )
        except ValueError:
            continue
        in_sight = found.first.year >= FIRST_YEAR and found.last.year <= LAST_YEAR
        if found.name and in_sight and timedelta() <= found.last - found.first <= MOST:
            yield found, found.guess
