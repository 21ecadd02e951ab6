"""The pages of the school year: looked at, and changed one thing at a time, each change shown before it is saved."""

from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.calendars import forms
from adapters.web.calendars.forms import FORMS
from adapters.web.calendars.reading import KINDS, Typed
from adapters.web.drawing.year import legend, months
from bot.domain.people import SchoolId
from bot.usecases.bot import Bot
from bot.usecases.calendars.keeping import CalendarChange, keeper, propose_calendar, save_calendar
from bot.usecases.calendars.shown import CalendarShown, Whence, calendar_of
from bot.usecases.changing import CannotSave, ChangedMeanwhile
from bot.usecases.permission import NotFound
from bot.wording import calendars as wording
from bot.wording.calendar_effect import dates_told
from scheduler import zones
from scheduler.model import NATIONS, CalendarPart

WHENCE = {Whence.TRUST: wording.FROM_TRUST, Whence.HERE: wording.CHANGED_HERE, Whence.LOCKED: wording.LOCKED}
FIRST_YEAR, LAST_YEAR = 2000, 2198
NOT_KEPT = frozenset({"csrf", "step"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whose calendar an address is about: the trust's, or a school's; `base` is where its page is."""

    school: SchoolId | None

    @property
    def base(self) -> str:
        """The address of the page."""
        return f"/schools/{self.school}/calendar" if self.school else "/calendar"


def routes(bot: Bot, *, templates: Jinja2Templates) -> list[Route]:
    """The pages of the trust's calendar, and the same of each school's."""
    pages = Pages(bot, templates=templates)
    return [
        route
        for base in ("/calendar", "/schools/{school}/calendar")
        for route in (
            Route(base, pages.year, methods=["GET"]),
            Route(f"{base}/press", pages.press, methods=["POST"]),
            Route(f"{base}/{{form}}", pages.open_form, methods=["GET"]),
            Route(f"{base}/{{form}}", pages.send_form, methods=["POST"]),
        )
    ]


class Pages:
    """What each address answers to `request.state.viewer`."""

    def __init__(self, bot: Bot, *, templates: Jinja2Templates) -> None:
        self._bot = bot
        self._templates = templates

    async def year(self, request: Request) -> Response:
        """The year at a glance, and each entry of it."""
        return await self._year(request)

    async def press(self, request: Request) -> Response:
        """A button beside an entry: what it would do is shown, then it is done."""
        form = request.state.form
        change = forms.pressed(form.get("what", ""), form.get("entry", ""))
        if change is None:
            raise HTTPException(400)
        place = place_of(request)
        try:
            return await self._step(request, place, change, action=f"{place.base}/press", editable=False)
        except CannotSave as refused:
            return await self._year(request, fault=" ".join(refused.faults.values()))

    async def open_form(self, request: Request) -> Response:
        """A form, empty or with the entry that is to be changed."""
        kind, place = _form(request), place_of(request)
        await keeper(self._bot, request.state.standing, school=place.school)
        shown = await self._shown(request, place)
        given = forms.begin(kind, shown, key=request.query_params.get("entry"))
        if given is None:
            return await self._year(request, fault=wording.gone_meanwhile())
        typed = Typed(given, forms.ticked(kind, shown))
        return self._form(request, place, kind, typed, shown)

    async def send_form(self, request: Request) -> Response:
        """What was typed: its faults, what it would do, or done."""
        kind, place = _form(request), place_of(request)
        await keeper(self._bot, request.state.standing, school=place.school)
        shown = await self._shown(request, place)
        typed = Typed(request.state.form, request.state.several)
        if request.state.form.get("step") == "edit":
            return self._form(request, place, kind, typed, shown)
        change = FORMS[kind].read(typed, shown)
        if change is None or typed.faults:
            return self._form(request, place, kind, typed, shown)
        try:
            return await self._step(request, place, change, action=f"{place.base}/{kind}", editable=True)
        except CannotSave as refused:
            typed.faults.update(refused.faults)
            return self._form(request, place, kind, typed, shown)

    async def _step(
        self, request: Request, place: Place, change: CalendarChange, *, action: str, editable: bool
    ) -> Response:
        """Saved, if that was pressed; otherwise shown with what it would do."""
        viewer = request.state.standing
        year = request.state.form.get("year", "")
        back = f"{place.base}?year={year}" if year.isdecimal() else place.base
        try:
            if request.state.form.get("step") == "save":
                await save_calendar(self._bot, viewer, school=place.school, change=change)
                saved = f"{back}{'&' if '?' in back else '?'}saved=yes"
                return RedirectResponse(saved, status_code=303)
            proposed = await propose_calendar(self._bot, viewer, school=place.school, change=change)
        except ChangedMeanwhile as gone:
            return await self._year(request, fault=str(gone))
        return self._page(
            request,
            "review.html",
            place=place,
            back=back,
            proposed=proposed,
            action=action,
            editable=editable,
            dates=dates_told(
                proposed.effect.alike,
                programmes={each.id: each.name for each in proposed.after.programmes},
                schools={each.id: each.name for each in proposed.after.schools},
            ),
            kept=[
                (name, value)
                for name, values in request.state.several.items()
                if name not in NOT_KEPT
                for value in values
            ],
        )

    async def _year(self, request: Request, *, fault: str | None = None) -> Response:
        place = place_of(request)
        shown = await self._shown(request, place)
        return self._page(
            request,
            "year.html",
            status=422 if fault else 200,
            place=place,
            shown=shown,
            fault=fault,
            saved=fault is None and "saved" in request.query_params,
            whence=lambda part: WHENCE[part.whence] if shown.inherits else None,
            months=months(shown.days, today=shown.today),
            legend=legend(),
            free={part.value for part, whence in shown.whence.items() if whence is not Whence.LOCKED},
        )

    def _form(
        self, request: Request, place: Place, kind: str, typed: Typed, shown: CalendarShown
    ) -> Response:
        form = FORMS[kind]
        return self._page(
            request,
            f"{form.template}.html",
            status=422 if typed.faults else 200,
            place=place,
            typed=typed,
            given=typed.given,
            faults=typed.faults,
            action=f"{place.base}/{kind}",
            heading=form.changing if typed.given.get("entry") else form.adding,
            shown=shown,
            year=typed.given.get("year") or request.query_params.get("year", ""),
            kinds=[(kind.value, wording.KINDS[kind]) for kind in KINDS],
            nations=NATIONS,
            zones=zones,
            days=forms.ALL_DAYS,
            parts_of_it=[(part.value, wording.PARTS[part]) for part in CalendarPart],
        )

    async def _shown(self, request: Request, place: Place) -> CalendarShown:
        said = request.query_params.get("year") or getattr(request.state, "form", {}).get("year", "")
        year = int(said) if said.isdecimal() and len(said) == len("2026") else None
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            raise NotFound("There is no calendar for that year.")
        # What went wrong may be that it was changed meanwhile: then as it is by now.
        who = request.state.standing if request.method == "GET" else request.state.viewer.id
        return await calendar_of(self._bot, who, school=place.school, year=year)

    def _page(self, request: Request, name: str, *, status: int = 200, **shown: Any) -> Response:
        context = {"said": wording, **shown}
        return self._templates.TemplateResponse(request, f"calendars/{name}", context, status_code=status)


def place_of(request: Request) -> Place:
    """Whose calendar it is that was asked for."""
    school = request.path_params.get("school")
    return Place(school=SchoolId(school) if school else None)


def _form(request: Request) -> str:
    kind = str(request.path_params["form"])
    if kind not in FORMS:
        raise HTTPException(404)
    return kind
